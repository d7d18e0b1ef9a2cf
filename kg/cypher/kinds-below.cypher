// Kinds of an entity
// What is a kind of a method, task, data set or metric, at any remove? The nearest first, then what most papers mention.
// @group What is a kind of what
// @param entity (entity Method|Task|Dataset|Metric): what they are a kind of
// @column kind: name of what is a kind of it
// @column kind_id: its id
// @column steps: 1 for a kind of the entity itself, 2 for a kind of that, and so on
// @column wider: what it is directly a kind of
// @column wider_id: its id
// @column papers: number of papers that mention the kind
// @column rule: what says so: words of the names, or how a sentence puts it
// @column sentence: the sentence; empty where names alone say so
// @example entity=GNN
MATCH p = (:Method|Task|Dataset|Metric {id: $entity})<-[:IS_A*0..8]-(b)
WITH b, min(length(p)) + 1 AS steps
MATCH (b)<-[r:IS_A]-(a)
RETURN a.name AS kind, a.id AS kind_id, steps, b.name AS wider, b.id AS wider_id, a.support AS papers,
       r.rule AS rule, r.sentence AS sentence
ORDER BY steps, papers DESC, kind, kind_id, wider_id
