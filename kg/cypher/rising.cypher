// What became popular
// Which entities take a larger share of the newest papers than of those before?
// @group What is new, what is rare
// @param newest (integer = 0): how many of the newest papers, by date, then by order of listing, are held against the rest; 0 for one in ten
// @param type (type = ""): Method, Task, Dataset, Metric or SymmetryGroup; empty for all
// @param min_papers (integer = 2): least number of the newest papers that mention it
// @column entity: name of the entity
// @column entity_id: its id
// @column type: its type
// @column recent: number of the newest papers that mention it
// @column before: number of the others that do
// @column gain: share of the newest minus share of the others, in percentage points
// @example newest=5
MATCH (p:Paper)
WITH p ORDER BY coalesce(p.date, '') DESC, coalesce(p.position, 1000000000), p.id
WITH collect(p) AS papers
WITH papers, size(papers) AS total, CASE WHEN $newest > 0 THEN $newest ELSE size(papers) / 10 + 1 END AS wanted
WITH papers[..wanted] AS papers, total
WITH papers, size(papers) AS newest, CASE WHEN total > size(papers) THEN total - size(papers) ELSE 1 END AS older
UNWIND papers AS p
WITH newest, older, p
MATCH (p)-[:MENTIONS]->(e)
WHERE $type IN ['', labels(e)[0]]
WITH newest, older, e, count(p) AS recent
WHERE recent >= $min_papers
WITH e, recent, e.support - recent AS before, newest, older
WHERE recent * older > before * newest
RETURN e.name AS entity, e.id AS entity_id, labels(e)[0] AS type, recent, before,
       round(10000.0 * recent / newest - 10000.0 * before / older) / 100 AS gain
ORDER BY gain DESC, recent DESC, entity, entity_id
