// What most papers mention
// Which entities do most papers mention? The most mentioned first.
// @group The graph as a whole
// @param type (type = ""): Method, Task, Dataset, Metric or SymmetryGroup; empty for all
// @param min_papers (integer = 2): least number of papers that mention it
// @column entity: name of the entity
// @column entity_id: its id
// @column type: its type
// @column papers: number of papers that mention it
// @column first_year: year of the oldest dated one
// @column last_year: year of the newest
// @example min_papers=4
CALL {
  MATCH (e:Method) WHERE $type IN ['', 'Method'] AND e.support >= $min_papers RETURN e, 'Method' AS type
  UNION ALL MATCH (e:Task) WHERE $type IN ['', 'Task'] AND e.support >= $min_papers RETURN e, 'Task' AS type
  UNION ALL MATCH (e:Dataset) WHERE $type IN ['', 'Dataset'] AND e.support >= $min_papers RETURN e, 'Dataset' AS type
  UNION ALL MATCH (e:Metric) WHERE $type IN ['', 'Metric'] AND e.support >= $min_papers RETURN e, 'Metric' AS type
  UNION ALL MATCH (e:SymmetryGroup) WHERE $type IN ['', 'SymmetryGroup'] AND e.support >= $min_papers RETURN e, 'SymmetryGroup' AS type
}
RETURN e.name AS entity, e.id AS entity_id, type, e.support AS papers, e.first_year AS first_year, e.last_year AS last_year
ORDER BY papers DESC, type, entity, entity_id
