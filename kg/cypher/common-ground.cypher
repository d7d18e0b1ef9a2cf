// What two methods have in common
// Which tasks, data sets, metrics, groups and foundations do two methods share?
// @group What is better than what
// @param first (entity Method): one method
// @param second (entity Method): the other
// @column relation: type of the two claims
// @column shared: name of what they share
// @column shared_id: its id
// @column first_support: number of papers behind the first method's claim
// @column second_support: number of papers behind the second's
// @column first_claim_id: of the first method's claim
// @column second_claim_id: of the second's
// @example first=EGNN second="SE(3)-Transformer"
MATCH (a:Method {id: $first})-[c:ADDRESSES|EVALUATED_ON|MEASURED_BY|EQUIVARIANT_TO|BASED_ON]->(x)
MATCH (x)<-[d:ADDRESSES|EVALUATED_ON|MEASURED_BY|EQUIVARIANT_TO|BASED_ON]-(b:Method {id: $second})
WHERE type(c) = type(d)
RETURN type(c) AS relation, x.name AS shared, x.id AS shared_id, c.support AS first_support, d.support AS second_support,
       c.claim_id AS first_claim_id, d.claim_id AS second_claim_id
ORDER BY relation, first_support + second_support DESC, shared, shared_id
