// Nearest kin of a method
// Which methods share most tasks and data sets with a method? Sharing what few papers mention counts for more.
// @group What is known of a method
// @param method (entity Method): the method
// @param min_shared (integer = 1): least number of tasks and data sets in common
// @column method: name of the other method
// @column method_id: its id
// @column shared: number of tasks and data sets in common
// @column score: each of them weighs 1 / ln(1 + papers that mention it), added up
// @column names: names of what they share
// @example method=EGNN
MATCH (m:Method {id: $method})-[:ADDRESSES|EVALUATED_ON]->(x)<-[:ADDRESSES|EVALUATED_ON]-(o:Method)
WHERE o.id <> $method
WITH o, x ORDER BY x.name, x.id
WITH o, count(x) AS shared, round(1000 * sum(1.0 / log(1 + x.support))) / 1000 AS score, collect(x.name) AS names
WHERE shared >= $min_shared
RETURN o.name AS method, o.id AS method_id, shared, score, names
ORDER BY score DESC, shared DESC, method, method_id
