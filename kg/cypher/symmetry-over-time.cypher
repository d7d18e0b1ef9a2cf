// Papers by symmetry group over time
// How many papers name each symmetry group in each year? Papers without a date are the rows without a year.
// @group Which symmetries, and where
// @param min_papers (integer = 1): least number of papers of a group in all years together
// @column group: name of the group
// @column group_id: its id
// @column year: year of the papers
// @column papers: number of papers
// @column methods: number of methods that these papers say respect the group
MATCH (g:SymmetryGroup)<-[:MENTIONS]-(p:Paper)
WHERE g.support >= $min_papers
OPTIONAL MATCH (p)-[:STATES]->(e:Evidence {relation: 'EQUIVARIANT_TO'})-[:OBJECT]->(g)
OPTIONAL MATCH (e)-[:SUBJECT]->(m:Method)
RETURN g.name AS group, g.id AS group_id, p.year AS year, count(DISTINCT p) AS papers, count(DISTINCT m) AS methods
ORDER BY group, group_id, year
