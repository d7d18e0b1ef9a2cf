// Data sets for a task
// Which data sets evaluate a task, and on how many of the task's methods do papers report results there?
// @param task (entity Task): the task
// @column dataset: name of the data set
// @column dataset_id: its id
// @column support: number of papers that say the data set is for the task
// @column methods: number of methods that address the task and are evaluated on the data set
// @column confidence: of the claim, 0 to 1
// @column claim_id: of the claim
// @example task="molecular property prediction"
MATCH (t:Task {id: $task})<-[c:BENCHMARKS]-(d:Dataset)
OPTIONAL MATCH (d)<-[:EVALUATED_ON]-(m:Method)-[:ADDRESSES]->(t)
WITH d, c, count(DISTINCT m) AS methods
RETURN d.name AS dataset, d.id AS dataset_id, c.support AS support, methods,
       c.confidence AS confidence, c.claim_id AS claim_id
ORDER BY support DESC, methods DESC, dataset, dataset_id
