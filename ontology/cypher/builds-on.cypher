// Which methods does it extend or have at its core, directly or over others, and which extend it?
// The answer of ../queries/builds-on.rq. method: any name of the method, in any case
WITH "BERT" AS method
MATCH (entity:Entity)
// The thing that has this as its main name; where there is none, those that have it as another name.
WHERE toLower(entity.name) = toLower(method)
  OR any(name IN entity.names WHERE toLower(name) = toLower(method))
    AND NOT EXISTS { MATCH (main:Entity) WHERE toLower(main.name) = toLower(method) }
CALL (entity) {
  MATCH (entity)-[:BUILT_ON*1..8]->(end)
  RETURN DISTINCT end, "is built on" AS how, EXISTS { (entity)-[:BUILT_ON]->(end) } AS directly
  UNION
  MATCH (end)-[:BUILT_ON*1..8]->(entity)
  RETURN DISTINCT end, "is the basis of" AS how, EXISTS { (end)-[:BUILT_ON]->(entity) } AS directly
}
WITH entity, end, how, directly
WHERE end <> entity
OPTIONAL MATCH (entity)-[said:BUILT_ON]-(end)
WHERE (how = "is built on") = (startNode(said) = entity)
UNWIND CASE WHEN said IS NULL THEN [""] ELSE coalesce(said.papers, [end.iri]) END AS iri
OPTIONAL MATCH (paper:Paper {iri: iri})
RETURN DISTINCT how, coalesce(end.name, "the paper") AS other, directly, coalesce(paper.title, end.title) AS title
ORDER BY how DESC, directly DESC, other, title
