// What an entity is a kind of
// What is a method, task, data set or metric a kind of, at any remove? The nearest first, each with what says so.
// @group What is a kind of what
// @param entity (entity Method|Task|Dataset|Metric): the entity
// @column steps: 1 for what the entity itself is a kind of, 2 for what that is, and so on
// @column narrower: name of what is a kind of the other
// @column narrower_id: its id
// @column wider: name of the other
// @column wider_id: its id
// @column rule: what says so: words of the names, or how a sentence puts it
// @column support: number of papers that state it, or that mention what is so named
// @column sentence: the sentence; empty where names alone say so
// @column paper: title of its paper
// @column paper_id: the paper's id
// @example entity=EGNN
MATCH p = (:Method|Task|Dataset|Metric {id: $entity})-[:IS_A*0..8]->(a)
WITH a, min(length(p)) + 1 AS steps
MATCH (a)-[r:IS_A]->(b)
WITH steps, a, b, r.rule AS rule, r.support AS support, r.sentence AS sentence, r.paper AS stated
OPTIONAL MATCH (q:Paper {id: stated})
RETURN steps, a.name AS narrower, a.id AS narrower_id, b.name AS wider, b.id AS wider_id, rule, support, sentence,
       q.title AS paper, q.id AS paper_id
ORDER BY steps, support DESC, narrower, wider, narrower_id, wider_id
