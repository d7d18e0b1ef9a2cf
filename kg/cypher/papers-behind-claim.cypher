// Papers behind a claim
// Which sentences of which papers say what the graph says of two entities? The surest first.
// @group Which papers say so
// @param head (entity Method|Dataset): the claim's first entity
// @param tail (entity): the claim's second entity
// @param relation (relation = ""): the claim's type; empty for all
// @column relation: type of the claim
// @column sentence: the sentence
// @column paper: title of the paper that it stands in
// @column paper_id: the paper's id
// @column url: where the paper can be read
// @column date: of the paper
// @column confidence: of the evidence, 0 to 1
// @column evidence_id: of the evidence
// @column claim_id: of the claim
// @example head=EGNN tail=QM9 relation=EVALUATED_ON
MATCH (h:Method|Dataset {id: $head})-[c:ADDRESSES|EVALUATED_ON|BENCHMARKS|EQUIVARIANT_TO|BASED_ON|COMPARED_WITH|MEASURED_BY]->(t {id: $tail})
WHERE $relation IN ['', type(c)]
WITH type(c) AS relation, c.claim_id AS claim_id
MATCH (e:Evidence {claim_id: claim_id})<-[:STATES]-(p:Paper)
RETURN relation, e.sentence AS sentence, p.title AS paper, p.id AS paper_id, p.url AS url, p.date AS date,
       e.confidence AS confidence, e.id AS evidence_id, claim_id
ORDER BY relation, confidence DESC, coalesce(date, '') DESC, paper, evidence_id
