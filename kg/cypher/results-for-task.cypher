// Methods and data sets of a task
// Which methods for a task are evaluated on which data sets? One row for each pair, the best supported first.
// @group What works for a task
// @param task (entity Task): the task
// @column method: name of the method
// @column method_id: its id
// @column dataset: name of the data set
// @column dataset_id: its id
// @column support: number of papers that report results of the method on the data set
// @column benchmark: number of papers that say the data set is for the task; 0 where none says so
// @column claim_id: of the claim that the method is evaluated on the data set
// @example task="molecular property prediction"
MATCH (t:Task {id: $task})<-[:ADDRESSES]-(m:Method)-[c:EVALUATED_ON]->(d:Dataset)
OPTIONAL MATCH (d)-[b:BENCHMARKS]->(t)
RETURN m.name AS method, m.id AS method_id, d.name AS dataset, d.id AS dataset_id,
       c.support AS support, coalesce(b.support, 0) AS benchmark, c.claim_id AS claim_id
ORDER BY benchmark DESC, support DESC, dataset, method, dataset_id, method_id
