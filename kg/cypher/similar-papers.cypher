// Papers most alike
// Which papers mention the same things as a paper? Sharing what few papers mention counts for more.
// @group Which papers say so
// @param paper (paper): the paper
// @param max_support (integer = 2000): leave out entities that more papers mention, since all papers share them
// @column paper: title of the other paper
// @column paper_id: its id
// @column date: of the paper; empty where its source has none
// @column shared: number of entities that both mention
// @column score: each of them weighs 1 / ln(1 + papers that mention it), added up
// @column names: names of what they share
// @example paper="EGNN: Equivariant Graph Neural Networks for Molecular Property Prediction"
MATCH (:Paper {id: $paper})-[:MENTIONS]->(x)<-[:MENTIONS]-(o:Paper)
WHERE x.support <= $max_support AND o.id <> $paper
WITH o, x ORDER BY x.name, x.id
WITH o, count(x) AS shared, round(1000 * sum(1.0 / log(1 + x.support))) / 1000 AS score, collect(x.name) AS names
RETURN o.title AS paper, o.id AS paper_id, o.date AS date, shared, score, names
ORDER BY score DESC, shared DESC, paper, paper_id
