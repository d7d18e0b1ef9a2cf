// Methods for a task that respect a group
// Which methods address a task and respect a group, said of it or of one that contains it?
// @param task (entity Task): the task
// @param group (entity SymmetryGroup): the group
// @column method: name of the method
// @column method_id: its id
// @column stated_for: the group that papers name
// @column stated_for_id: its id
// @column task_support: number of papers that say the method addresses the task
// @column group_support: number of papers that say the method respects that group
// @example task="molecular property prediction" group=SO(3)
MATCH (g:SymmetryGroup {id: $group})-[:SUBGROUP_OF|INSTANCE_OF*0..8]->(h:SymmetryGroup)
WITH DISTINCT h
MATCH (h)<-[c:EQUIVARIANT_TO]-(m:Method)-[a:ADDRESSES]->(:Task {id: $task})
RETURN m.name AS method, m.id AS method_id, h.name AS stated_for, h.id AS stated_for_id,
       a.support AS task_support, c.support AS group_support
ORDER BY task_support DESC, group_support DESC, method, stated_for, method_id, stated_for_id
