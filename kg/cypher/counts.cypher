// Counts by type
// How many nodes of each label and edges of each type does the graph hold?
// @group The graph as a whole
// @column kind: node or edge
// @column type: label of the nodes or type of the edges
// @column number: how many
CALL {
  MATCH (n:Paper) RETURN 'node' AS kind, 'Paper' AS type, count(n) AS number
  UNION ALL MATCH (n:Method) RETURN 'node' AS kind, 'Method' AS type, count(n) AS number
  UNION ALL MATCH (n:Task) RETURN 'node' AS kind, 'Task' AS type, count(n) AS number
  UNION ALL MATCH (n:Dataset) RETURN 'node' AS kind, 'Dataset' AS type, count(n) AS number
  UNION ALL MATCH (n:Metric) RETURN 'node' AS kind, 'Metric' AS type, count(n) AS number
  UNION ALL MATCH (n:SymmetryGroup) RETURN 'node' AS kind, 'SymmetryGroup' AS type, count(n) AS number
  UNION ALL MATCH (n:Evidence) RETURN 'node' AS kind, 'Evidence' AS type, count(n) AS number
  UNION ALL MATCH (:Paper)-[r:MENTIONS]->() RETURN 'edge' AS kind, 'MENTIONS' AS type, count(r) AS number
  UNION ALL MATCH (:Paper)-[r:PROPOSES]->() RETURN 'edge' AS kind, 'PROPOSES' AS type, count(r) AS number
  UNION ALL MATCH (:Method)-[r:ADDRESSES]->() RETURN 'edge' AS kind, 'ADDRESSES' AS type, count(r) AS number
  UNION ALL MATCH (:Method)-[r:EVALUATED_ON]->() RETURN 'edge' AS kind, 'EVALUATED_ON' AS type, count(r) AS number
  UNION ALL MATCH (:Dataset)-[r:BENCHMARKS]->() RETURN 'edge' AS kind, 'BENCHMARKS' AS type, count(r) AS number
  UNION ALL MATCH (:SymmetryGroup)<-[r:EQUIVARIANT_TO]-() RETURN 'edge' AS kind, 'EQUIVARIANT_TO' AS type, count(r) AS number
  UNION ALL MATCH (:Method)-[r:BASED_ON]->() RETURN 'edge' AS kind, 'BASED_ON' AS type, count(r) AS number
  UNION ALL MATCH (:Method)-[r:COMPARED_WITH]->() RETURN 'edge' AS kind, 'COMPARED_WITH' AS type, count(r) AS number
  UNION ALL MATCH (:Metric)<-[r:MEASURED_BY]-() RETURN 'edge' AS kind, 'MEASURED_BY' AS type, count(r) AS number
  UNION ALL MATCH (:SymmetryGroup)-[r:SUBGROUP_OF]->() RETURN 'edge' AS kind, 'SUBGROUP_OF' AS type, count(r) AS number
  UNION ALL MATCH (:Method|Task|Dataset|Metric)-[r:IS_A]->() RETURN 'edge' AS kind, 'IS_A' AS type, count(r) AS number
}
RETURN kind, type, number
ORDER BY kind DESC, number DESC, type
