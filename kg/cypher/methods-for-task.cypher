// Methods for a task
// Which methods do papers apply to a task? The best supported first.
// @group What works for a task
// @param task (entity Task): the task
// @param min_support (integer = 1): least number of papers behind a claim
// @column method: name of the method
// @column method_id: its id
// @column support: number of papers that say the method addresses the task
// @column confidence: of the claim, 0 to 1
// @column first_year: year of the oldest dated paper that says so
// @column last_year: year of the newest
// @column claim_id: of the claim
// @example task="molecular property prediction"
MATCH (t:Task {id: $task})<-[c:ADDRESSES]-(m:Method)
WHERE c.support >= $min_support
RETURN m.name AS method, m.id AS method_id, c.support AS support, c.confidence AS confidence,
       c.first_year AS first_year, c.last_year AS last_year, c.claim_id AS claim_id
ORDER BY support DESC, confidence DESC, method, method_id
