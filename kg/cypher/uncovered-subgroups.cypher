// Subgroups that no method for a task covers
// Which proper subgroups of a group does no method for the task respect, neither by itself nor through a larger group?
// @group Which symmetries, and where
// @param group (entity SymmetryGroup): the group
// @param task (entity Task): the task
// @column subgroup: name of the subgroup
// @column subgroup_id: its id
// @column kind: finite, discrete, compact_lie, lie or infinite_dim
// @column elsewhere: number of methods for other tasks that papers say respect it
// @example group=E(3) task="image classification"
OPTIONAL MATCH (:Task {id: $task})<-[:ADDRESSES]-(:Method)-[:EQUIVARIANT_TO]->(h:SymmetryGroup)
WITH collect(DISTINCT h.id) AS stated
UNWIND CASE WHEN size(stated) = 0 THEN [''] ELSE stated END AS id
OPTIONAL MATCH (:SymmetryGroup {id: id})<-[:SUBGROUP_OF|INSTANCE_OF*0..16]-(c:SymmetryGroup)
WITH collect(DISTINCT c.id) AS covered
MATCH (s:SymmetryGroup)-[:SUBGROUP_OF*1..16]->(:SymmetryGroup {id: $group})
WHERE NOT s.id IN covered AND s.name <> 'trivial'
WITH DISTINCT s
OPTIONAL MATCH (s)<-[:EQUIVARIANT_TO]-(m:Method)
RETURN s.name AS subgroup, s.id AS subgroup_id, s.kind AS kind, count(DISTINCT m) AS elsewhere
ORDER BY elsewhere DESC, subgroup, subgroup_id
