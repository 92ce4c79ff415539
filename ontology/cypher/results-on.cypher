// Which numbers do papers report on it, of which method, in which metric, and held against what?
// The answer of ../queries/results-on.rq. x: any name of the dataset, benchmark or task, in any case
WITH "ImageNet" AS x
MATCH (entity:Entity)
// The thing that has this as its main name; where there is none, those that have it as another name.
WHERE toLower(entity.name) = toLower(x)
  OR any(name IN entity.names WHERE toLower(name) = toLower(x))
    AND NOT EXISTS { MATCH (main:Entity) WHERE toLower(main.name) = toLower(x) }
MATCH (entity)<-[:RESULT_ON]-(result:Result)-[:RESULT_OF]->(subject)
MATCH (result)-[:REPORTED_IN]->(paper:Paper)
OPTIONAL MATCH (result)-[:MEASURED_IN]->(metric)
OPTIONAL MATCH (result)-[:HELD_AGAINST]->(against)
RETURN DISTINCT coalesce(subject.name, "the paper") AS method, metric.name AS metric, result.number AS value,
  result.upper AS upper, result.unit AS unit, result.text AS text, result.kind AS kind,
  against.name AS against, paper.title AS title
ORDER BY coalesce(metric, ""), kind, coalesce(unit, ""), coalesce(value, -1e300) DESC, method, title, text,
  coalesce(against, "")
