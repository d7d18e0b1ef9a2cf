// Data sets used together
// Which data sets do papers name beside a data set? The one of most papers first.
// @group What works for a task
// @param dataset (entity Dataset): the data set
// @param min_papers (integer = 1): least number of papers that name both
// @column dataset: name of the other data set
// @column dataset_id: its id
// @column papers: number of papers that name both
// @column share: those papers as a part of all that name the other, 0 to 1
// @example dataset=QM9
MATCH (d:Dataset {id: $dataset})<-[:MENTIONS]-(p:Paper)-[:MENTIONS]->(o:Dataset)
WHERE o.id <> $dataset
WITH o, count(p) AS papers
WHERE papers >= $min_papers
RETURN o.name AS dataset, o.id AS dataset_id, papers, 1.0 * papers / o.support AS share
ORDER BY papers DESC, share DESC, dataset, dataset_id
