// What is it held against, on what, by how much, and which of the two does the paper say is ahead?
// The answer of ../queries/what-beats.rq. method: any name of the method, in any case
WITH "GPT-4" AS method
MATCH (entity:Entity)
// The thing that has this as its main name; where there is none, those that have it as another name.
WHERE toLower(entity.name) = toLower(method)
  OR any(name IN entity.names WHERE toLower(name) = toLower(method))
    AND NOT EXISTS { MATCH (main:Entity) WHERE toLower(main.name) = toLower(method) }
CALL (entity) {
  MATCH (entity)<-[:HELD_AGAINST]-(result:Result)-[:RESULT_OF]->(end), (result)-[:REPORTED_IN]->(paper:Paper)
  RETURN end, result, paper, CASE result.kind WHEN "gain" THEN "is beaten by" ELSE "stands beside a score of" END AS claim
  UNION
  MATCH (entity)<-[:RESULT_OF]-(result:Result)-[:HELD_AGAINST]->(end), (result)-[:REPORTED_IN]->(paper:Paper)
  RETURN end, result, paper, CASE result.kind WHEN "gain" THEN "beats" ELSE "has a score beside" END AS claim
  UNION
  MATCH (entity)-[said:COMPARED_WITH]-(end)
  UNWIND coalesce(said.papers, [end.iri]) AS iri
  MATCH (paper:Paper {iri: iri})
  RETURN end, null AS result, paper,
    CASE WHEN startNode(said) = entity THEN "is held against" ELSE "stands against" END AS claim
}
OPTIONAL MATCH (result)-[:RESULT_ON]->(data)
OPTIONAL MATCH (result)-[:MEASURED_IN]->(metric)
RETURN DISTINCT claim, coalesce(end.name, "the paper") AS other, data.name AS on, metric.name AS metric,
  result.text AS value, paper.title AS title
ORDER BY claim, other, coalesce(on, ""), coalesce(metric, ""), coalesce(value, ""), title
