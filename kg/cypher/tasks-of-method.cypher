// Tasks of a method
// Which tasks is a method applied to? The best supported first.
// @group What is known of a method
// @param method (entity Method): the method
// @param min_support (integer = 1): least number of papers behind a claim
// @column task: name of the task
// @column task_id: its id
// @column support: number of papers that say the method addresses the task
// @column confidence: of the claim, 0 to 1
// @column claim_id: of the claim
// @example method=EGNN
MATCH (m:Method {id: $method})-[c:ADDRESSES]->(t:Task)
WHERE c.support >= $min_support
RETURN t.name AS task, t.id AS task_id, c.support AS support, c.confidence AS confidence, c.claim_id AS claim_id
ORDER BY support DESC, confidence DESC, task, task_id
