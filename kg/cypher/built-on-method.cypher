// Who builds on a method
// Which methods extend, combine or contain a method? The best supported first.
// @group What is known of a method
// @param method (entity Method): the method that others build on
// @column method: name of the method that builds on it
// @column method_id: its id
// @column support: number of papers that say so
// @column confidence: of the claim, 0 to 1
// @column claim_id: of the claim
// @example method="graph neural networks"
MATCH (m:Method {id: $method})<-[c:BASED_ON]-(o:Method)
RETURN o.name AS method, o.id AS method_id, c.support AS support, c.confidence AS confidence, c.claim_id AS claim_id
ORDER BY support DESC, confidence DESC, method, method_id
