// Contradicting comparisons
// Of which two methods do some papers say that the first is better and others that the second is?
// @group What is better than what
// @column first: name of one method
// @column first_id: its id
// @column second: name of the other
// @column second_id: its id
// @column first_better: number of papers that say the first is better
// @column second_better: number of papers that say the second is better
// @column first_claim_id: of the claim that the first is better
// @column second_claim_id: of the claim that the second is better
MATCH (a:Method)-[x:COMPARED_WITH]->(b:Method)-[y:COMPARED_WITH]->(a)
WHERE a.id < b.id AND x.outperforms > 0 AND y.outperforms > 0
RETURN a.name AS first, a.id AS first_id, b.name AS second, b.id AS second_id,
       x.outperforms AS first_better, y.outperforms AS second_better,
       x.claim_id AS first_claim_id, y.claim_id AS second_claim_id
ORDER BY first_better + second_better DESC, first, second, first_id, second_id
