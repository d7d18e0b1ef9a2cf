// Papers that mention two entities
// Which papers speak of both? By date, the newest first.
// @group Which papers say so
// @param first (entity): one entity
// @param second (entity): the other
// @column paper: title
// @column paper_id: its id
// @column date: of the paper; empty where its source has none
// @column url: where it can be read
// @example first=EGNN second=QM9
MATCH (:Method|Task|Dataset|Metric|SymmetryGroup {id: $first})<-[:MENTIONS]-(p:Paper)
MATCH (p)-[:MENTIONS]->(:Method|Task|Dataset|Metric|SymmetryGroup {id: $second})
RETURN p.title AS paper, p.id AS paper_id, p.date AS date, p.url AS url
ORDER BY coalesce(date, '') DESC, coalesce(p.position, 1000000000), paper, paper_id
