// Methods for a task that respect a group
// Which methods address a task and respect a group, said of it or of one that contains it? Of a family (SO(n)) also
// those that respect a member of it (SO(3)), or of a family that contains it (SE(3)): they are marked.
// @group Which symmetries, and where
// @param task (entity Task): the task
// @param group (entity SymmetryGroup): the group
// @column method: name of the method
// @column method_id: its id
// @column stated_for: the group that papers name
// @column stated_for_id: its id
// @column member: true where papers name a member of the family asked for, or of one that contains it, not the family
// @column task_support: number of papers that say the method addresses the task
// @column group_support: number of papers that say the method respects that group
// @example task="molecular property prediction" group=SO(3)
MATCH (g:SymmetryGroup {id: $group})
MATCH (:Task {id: $task})<-[:ADDRESSES]-(:Method)-[:EQUIVARIANT_TO]->(h:SymmetryGroup)
WITH DISTINCT g, h, CASE WHEN g.id = h.id THEN '' ELSE h.id END AS above
OPTIONAL MATCH p = allShortestPaths((g)-[:SUBGROUP_OF|INSTANCE_OF*..8]->(:SymmetryGroup {id: above}))
OPTIONAL MATCH (h)-[:INSTANCE_OF]->(f:SymmetryGroup)
WITH g, h, p, f.id AS family, CASE WHEN g.id = f.id THEN '' ELSE f.id END AS over
OPTIONAL MATCH q = allShortestPaths((g)-[:SUBGROUP_OF*..8]->(:SymmetryGroup {id: over}))
WITH h, g.id = h.id OR p IS NOT NULL AS direct, family = g.id OR q IS NOT NULL AS inside
WHERE direct OR inside
WITH h, min(CASE WHEN direct THEN 0 ELSE 1 END) = 1 AS member
MATCH (h)<-[c:EQUIVARIANT_TO]-(m:Method)-[a:ADDRESSES]->(:Task {id: $task})
RETURN m.name AS method, m.id AS method_id, h.name AS stated_for, h.id AS stated_for_id, member,
       a.support AS task_support, c.support AS group_support
ORDER BY member, task_support DESC, group_support DESC, method, stated_for, method_id, stated_for_id
