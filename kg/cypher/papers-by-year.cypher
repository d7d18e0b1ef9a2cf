// Papers of an entity by year
// How many papers mention an entity in each year? Papers without a date are the row without a year.
// @group What is new, what is rare
// @param entity (entity): the entity
// @column year: year of the papers
// @column papers: number of papers
// @example entity=EGNN
MATCH (:Method|Task|Dataset|Metric|SymmetryGroup {id: $entity})<-[:MENTIONS]-(p:Paper)
RETURN p.year AS year, count(p) AS papers
ORDER BY year
