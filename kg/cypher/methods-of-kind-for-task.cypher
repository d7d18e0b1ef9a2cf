// Methods of a kind for a task
// Which methods for a task are a kind of a given method, at any remove, or that method itself? The best supported first.
// @group What works for a task
// @param kind (entity Method): what the methods are a kind of
// @param task (entity Task): the task
// @param narrower_tasks (boolean = false): whether tasks that are a kind of the task count too
// @param min_support (integer = 1): least number of papers behind a claim
// @column method: name of the method
// @column method_id: its id
// @column task: the task that papers name
// @column task_id: its id
// @column steps: 0 for the given method itself, else steps down from it
// @column chain: the way, from the given method to this one
// @column support: number of papers that say the method addresses the task
// @column confidence: of the claim, 0 to 1
// @column claim_id: of the claim
// @example kind=GNN task="molecular property prediction"
MATCH p = (:Method {id: $kind})<-[:IS_A*0..8]-(m:Method)
WITH m, length(p) AS steps, [x IN nodes(p) | x.name] AS chain
WITH m, steps, chain, reduce(s = '', x IN chain | s + x + ' ') AS spelled
ORDER BY steps, spelled
WITH m, min(steps) AS steps, head(collect(chain)) AS chain
MATCH (m)-[c:ADDRESSES]->(t:Task)
WHERE c.support >= $min_support
WITH m, steps, chain, t, c.support AS support, c.confidence AS confidence, c.claim_id AS claim_id
MATCH (t)-[:IS_A*0..8]->(w:Task)
WHERE w.id = $task AND (t.id = $task OR $narrower_tasks)
WITH DISTINCT m, steps, chain, t, support, confidence, claim_id
RETURN m.name AS method, m.id AS method_id, t.name AS task, t.id AS task_id, steps, chain, support, confidence, claim_id
ORDER BY support DESC, confidence DESC, steps, method, method_id, task_id
