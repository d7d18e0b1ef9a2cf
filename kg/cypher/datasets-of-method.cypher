// Data sets of a method
// On which data sets are results of a method reported? The best supported first.
// @group What is known of a method
// @param method (entity Method): the method
// @column dataset: name of the data set
// @column dataset_id: its id
// @column support: number of papers that report results of the method on it
// @column confidence: of the claim, 0 to 1
// @column claim_id: of the claim
// @example method=EGNN
MATCH (m:Method {id: $method})-[c:EVALUATED_ON]->(d:Dataset)
RETURN d.name AS dataset, d.id AS dataset_id, c.support AS support, c.confidence AS confidence, c.claim_id AS claim_id
ORDER BY support DESC, confidence DESC, dataset, dataset_id
