// Newest papers of an entity
// Which papers mention an entity? By date, the newest first; papers without a date follow in the order of their listing.
// @group Which papers say so
// @param entity (entity): the entity
// @column paper: title
// @column paper_id: its id
// @column date: of the paper; empty where its source has none
// @column url: where it can be read
// @column mentions: how often its title and abstract name the entity
// @example entity=EGNN
MATCH (:Method|Task|Dataset|Metric|SymmetryGroup {id: $entity})<-[r:MENTIONS]-(p:Paper)
RETURN p.title AS paper, p.id AS paper_id, p.date AS date, p.url AS url, r.count AS mentions
ORDER BY coalesce(date, '') DESC, coalesce(p.position, 1000000000), paper, paper_id
