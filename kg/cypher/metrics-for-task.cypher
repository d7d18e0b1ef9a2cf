// Metrics of a task
// In which metrics are methods for a task measured? The metric of most methods first.
// @group What works for a task
// @param task (entity Task): the task
// @column metric: name of the metric
// @column metric_id: its id
// @column methods: number of the task's methods that are measured by it
// @column support: papers behind those results, added up over the methods
// @example task="molecular property prediction"
MATCH (t:Task {id: $task})<-[:ADDRESSES]-(m:Method)-[c:MEASURED_BY]->(q:Metric)
RETURN q.name AS metric, q.id AS metric_id, count(m) AS methods, sum(c.support) AS support
ORDER BY methods DESC, support DESC, metric, metric_id
