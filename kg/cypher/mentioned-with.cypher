// What is mentioned with an entity
// What else do the papers mention that mention an entity? The entity of most papers first, then the one that is seldom without it.
// @group Which papers say so
// @param entity (entity): the entity
// @param type (type = ""): only a Method, Task, Dataset, Metric or SymmetryGroup; empty for all
// @param min_papers (integer = 1): least number of papers that mention both
// @column other: name of the other entity
// @column other_id: its id
// @column type: its type
// @column papers: number of papers that mention both
// @column share: those papers as a part of all that mention the other, 0 to 1
// @example entity=QM9 type=Method
MATCH (:Method|Task|Dataset|Metric|SymmetryGroup {id: $entity})<-[:MENTIONS]-(p:Paper)-[:MENTIONS]->(o)
WHERE o.id <> $entity AND $type IN ['', labels(o)[0]]
WITH o, count(p) AS papers
WHERE papers >= $min_papers
RETURN o.name AS other, o.id AS other_id, labels(o)[0] AS type, papers, 1.0 * papers / o.support AS share
ORDER BY papers DESC, share DESC, other, other_id
