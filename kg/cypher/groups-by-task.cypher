// Symmetry groups by task
// Which symmetries are used for which tasks? Pairs of a task and a group with the methods between them.
// @group Which symmetries, and where
// @param min_methods (integer = 1): least number of methods that join a task and a group
// @column task: name of the task
// @column task_id: its id
// @column group: name of the group
// @column group_id: its id
// @column methods: number of methods that address the task and respect the group
// @column names: names of the first twelve, in alphabetical order
MATCH (g:SymmetryGroup)<-[:EQUIVARIANT_TO]-(m:Method)
WITH g, m ORDER BY m.name, m.id
MATCH (m)-[:ADDRESSES]->(t:Task)
WITH t, g, count(m) AS methods, collect(m.name)[..12] AS names
WHERE methods >= $min_methods
RETURN t.name AS task, t.id AS task_id, g.name AS group, g.id AS group_id, methods, names
ORDER BY methods DESC, task, group, task_id, group_id
