// Entities of one paper alone
// Which entities does one paper alone mention? The newest paper first: what is new, and what may be a slip.
// @group What is new, what is rare
// @param type (type = ""): Method, Task, Dataset, Metric or SymmetryGroup; empty for all
// @column entity: name of the entity
// @column entity_id: its id
// @column type: its type
// @column paper: title of the paper
// @column paper_id: its id
// @column date: of the paper; empty where its source has none
CALL {
  MATCH (e:Method {support: 1}) WHERE $type IN ['', 'Method'] RETURN e, 'Method' AS type
  UNION ALL MATCH (e:Task {support: 1}) WHERE $type IN ['', 'Task'] RETURN e, 'Task' AS type
  UNION ALL MATCH (e:Dataset {support: 1}) WHERE $type IN ['', 'Dataset'] RETURN e, 'Dataset' AS type
  UNION ALL MATCH (e:Metric {support: 1}) WHERE $type IN ['', 'Metric'] RETURN e, 'Metric' AS type
  UNION ALL MATCH (e:SymmetryGroup {support: 1}) WHERE $type IN ['', 'SymmetryGroup'] RETURN e, 'SymmetryGroup' AS type
}
MATCH (e)<-[:MENTIONS]-(p:Paper)
RETURN e.name AS entity, e.id AS entity_id, type, p.title AS paper, p.id AS paper_id, p.date AS date
ORDER BY coalesce(date, '') DESC, coalesce(p.position, 1000000000), paper_id, type, entity, entity_id
