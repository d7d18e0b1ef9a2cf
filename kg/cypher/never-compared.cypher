// Rivals that no paper compares
// Which methods have results on the same data sets as a method, but no paper compares the two?
// @group What is better than what
// @param method (entity Method): the method
// @param min_datasets (integer = 1): least number of data sets in common
// @column other: name of the other method
// @column other_id: its id
// @column datasets: number of data sets in common
// @column names: their names
// @example method=EGNN
MATCH (m:Method {id: $method})-[:EVALUATED_ON]->(d:Dataset)<-[:EVALUATED_ON]-(o:Method)
WHERE o.id <> $method AND NOT (m)-[:COMPARED_WITH]-(o)
WITH o, d ORDER BY d.name, d.id
WITH o, count(d) AS datasets, collect(d.name) AS names
WHERE datasets >= $min_datasets
RETURN o.name AS other, o.id AS other_id, datasets, names
ORDER BY datasets DESC, other, other_id
