// What became popular
// Which entities take a larger share of the newest papers than of those before?
// @param newest (integer = 500): how many of the newest papers are held against the rest; by date, then by order of listing
// @param type (type = ""): Method, Task, Dataset, Metric or SymmetryGroup; empty for all
// @param min_papers (integer = 2): least number of the newest papers that mention it
// @column entity: name of the entity
// @column entity_id: its id
// @column type: its type
// @column recent: number of the newest papers that mention it
// @column before: number of the others that do
// @column gain: share of the newest minus share of the others, in percentage points
MATCH (a:Paper)
WITH count(a) AS total
MATCH (p:Paper)
WITH total, p ORDER BY coalesce(p.date, '') DESC, coalesce(p.position, 1000000000), p.id LIMIT $newest
WITH total, collect(p) AS papers
WITH papers, size(papers) AS newest, total - size(papers) AS older
UNWIND papers AS p
MATCH (p)-[:MENTIONS]->(e)
WHERE $type IN ['', labels(e)[0]]
WITH newest, older, e, count(p) AS recent
WHERE recent >= $min_papers
WITH e, recent, e.support - recent AS before, newest, CASE WHEN older > 0 THEN older ELSE 1 END AS older
RETURN e.name AS entity, e.id AS entity_id, labels(e)[0] AS type, recent, before,
       100.0 * recent / newest - 100.0 * before / older AS gain
ORDER BY gain DESC, recent DESC, entity, entity_id
