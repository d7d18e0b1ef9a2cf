// Data sets for a task
// Which data sets evaluate a task, and on how many of the task's methods do papers report results there?
// @group What works for a task
// @param task (entity Task): the task
// @column dataset: name of the data set
// @column dataset_id: its id
// @column support: number of papers that say the data set is for the task
// @column methods: number of methods that address the task and are evaluated on the data set
// @column confidence: of the claim, 0 to 1
// @column claim_id: of the claim
// @example task="molecular property prediction"
CALL {
  MATCH (:Task {id: $task})<-[c:BENCHMARKS]-(d:Dataset)
  RETURN d, c.support AS support, c.confidence AS confidence, c.claim_id AS claim_id, 0 AS methods
  UNION ALL
  MATCH (:Task {id: $task})<-[:ADDRESSES]-(m:Method)-[:EVALUATED_ON]->(d:Dataset)
  RETURN d, 0 AS support, null AS confidence, null AS claim_id, count(m) AS methods
}
WITH d, sum(support) AS support, sum(methods) AS methods, max(confidence) AS confidence, max(claim_id) AS claim_id
WHERE support > 0
RETURN d.name AS dataset, d.id AS dataset_id, support, methods, confidence, claim_id
ORDER BY support DESC, methods DESC, dataset, dataset_id
