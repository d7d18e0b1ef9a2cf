// Tasks a method was never tried on
// Which tasks do a method's nearest kin address that no paper applies the method to? Kin share tasks or data sets with it.
// @group What is known of a method
// @param method (entity Method): the method
// @param kin (integer = 50): how many of its nearest kin are asked
// @column task: name of the task
// @column task_id: its id
// @column kin: number of kin that address it
// @column support: papers that say so, added up over the kin
// @column names: names of the kin, the nearest first
// @example method=EGNN
MATCH (m:Method {id: $method})-[:ADDRESSES|EVALUATED_ON]->(x)<-[:ADDRESSES|EVALUATED_ON]-(o:Method)
WHERE o.id <> $method
WITH m, o, count(DISTINCT x) AS shared
ORDER BY shared DESC, o.support DESC, o.id
LIMIT $kin
MATCH (o)-[c:ADDRESSES]->(t:Task)
WHERE NOT (m)-[:ADDRESSES]->(t)
WITH t, o, shared, c.support AS support ORDER BY shared DESC, o.support DESC, o.id
WITH t, count(o) AS kin, sum(support) AS support, collect(o.name) AS names
RETURN t.name AS task, t.id AS task_id, kin, support, names
ORDER BY kin DESC, support DESC, task, task_id
