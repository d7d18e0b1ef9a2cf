// Who proposed it
// Which papers introduce a method or a data set as their own, and in which sentence?
// @group Which papers say so
// @param entity (entity Method|Dataset): the method or data set
// @column paper: title
// @column paper_id: its id
// @column date: of the paper; empty where its source has none
// @column sentence: the sentence that says so
// @column confidence: 0 to 1
// @example entity=EGNN
MATCH (:Method|Dataset {id: $entity})<-[r:PROPOSES]-(p:Paper)
RETURN p.title AS paper, p.id AS paper_id, p.date AS date, r.sentence AS sentence, r.confidence AS confidence
ORDER BY confidence DESC, coalesce(date, '9999'), paper, paper_id
