// Who outperforms whom
// Which methods do papers say are better than which? The claim of most papers first.
// @group What is better than what
// @param min_papers (integer = 1): least number of papers that say so
// @column better: name of the better method
// @column better_id: its id
// @column worse: name of the other
// @column worse_id: its id
// @column papers: number of papers that say the first is better
// @column compared: number of papers that compare the two in this order
// @column claim_id: of the claim
MATCH (a:Method)-[c:COMPARED_WITH]->(b:Method)
WHERE c.outperforms >= $min_papers AND c.outperforms > 0
RETURN a.name AS better, a.id AS better_id, b.name AS worse, b.id AS worse_id,
       c.outperforms AS papers, c.support AS compared, c.claim_id AS claim_id
ORDER BY papers DESC, compared DESC, better, worse, better_id, worse_id
