// Lineage of a method
// What does a method descend from, up to four steps back? One row for each claim that one of them builds on another.
// @group What is known of a method
// @param method (entity Method): the method
// @param min_support (integer = 1): least number of papers behind a claim
// @column step: 1 for what the method builds on, 2 for what those build on, up to 4
// @column method: name of the method that builds on the other
// @column method_id: its id
// @column builds_on: name of the other
// @column builds_on_id: its id
// @column support: number of papers that say so
// @column claim_id: of the claim
// @example method=EGNN
CALL {
  MATCH (a:Method {id: $method})-[c:BASED_ON]->(b:Method)
  WHERE c.support >= $min_support
  RETURN 1 AS step, a, c, b
  UNION ALL
  MATCH (:Method {id: $method})-[x:BASED_ON]->(a:Method)
  WHERE x.support >= $min_support
  WITH DISTINCT a
  MATCH (a)-[c:BASED_ON]->(b:Method)
  WHERE c.support >= $min_support
  RETURN 2 AS step, a, c, b
  UNION ALL
  MATCH (:Method {id: $method})-[x:BASED_ON]->(m:Method)
  WHERE x.support >= $min_support
  WITH DISTINCT m
  MATCH (m)-[y:BASED_ON]->(a:Method)
  WHERE y.support >= $min_support
  WITH DISTINCT a
  MATCH (a)-[c:BASED_ON]->(b:Method)
  WHERE c.support >= $min_support
  RETURN 3 AS step, a, c, b
  UNION ALL
  MATCH (:Method {id: $method})-[x:BASED_ON]->(m:Method)
  WHERE x.support >= $min_support
  WITH DISTINCT m
  MATCH (m)-[y:BASED_ON]->(n:Method)
  WHERE y.support >= $min_support
  WITH DISTINCT n
  MATCH (n)-[z:BASED_ON]->(a:Method)
  WHERE z.support >= $min_support
  WITH DISTINCT a
  MATCH (a)-[c:BASED_ON]->(b:Method)
  WHERE c.support >= $min_support
  RETURN 4 AS step, a, c, b
}
WITH a, b, c.claim_id AS claim_id, c.support AS support, min(step) AS step
RETURN step, a.name AS method, a.id AS method_id, b.name AS builds_on, b.id AS builds_on_id, support, claim_id
ORDER BY step, support DESC, method, builds_on, claim_id
