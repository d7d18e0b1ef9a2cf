// What a method is compared with
// With which methods is a method compared, and how often is either said to be better?
// @group What is better than what
// @param method (entity Method): the method
// @column other: name of the other method
// @column other_id: its id
// @column better: number of papers that say the method is better
// @column worse: number of papers that say the other is better
// @column compared: number of comparisons, added up over both orders
// @example method=EGNN
MATCH (m:Method {id: $method})-[c:COMPARED_WITH]-(o:Method)
WITH o, c, startNode(c).id = $method AS first
RETURN o.name AS other, o.id AS other_id,
       sum(CASE WHEN first THEN coalesce(c.outperforms, 0) ELSE 0 END) AS better,
       sum(CASE WHEN first THEN 0 ELSE coalesce(c.outperforms, 0) END) AS worse,
       sum(c.support) AS compared
ORDER BY compared DESC, better DESC, other, other_id
