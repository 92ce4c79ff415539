// Which methods are held against a method, in which papers, and is it said outright?
// The answer of ../queries/compared-with.rq. method: any name of the method, in any case
WITH "GPT-4" AS method
MATCH (entity:Entity)
// The thing that has this as its main name; where there is none, those that have it as another name.
WHERE toLower(entity.name) = toLower(method)
  OR any(name IN entity.names WHERE toLower(name) = toLower(method))
    AND NOT EXISTS { MATCH (main:Entity) WHERE toLower(main.name) = toLower(method) }
CALL (entity) {
  MATCH (entity)<-[:COMPARES_WITH]-(paper:Paper)-[:PROPOSES|COMPARES_WITH]->(other)
  RETURN other, paper
  UNION
  MATCH (entity)<-[:PROPOSES]-(paper:Paper)-[:COMPARES_WITH]->(other)
  RETURN other, paper
  UNION
  MATCH (entity)-[said:COMPARED_WITH]-(other)
  UNWIND said.papers AS iri
  MATCH (paper:Paper {iri: iri})
  RETURN other, paper
}
WITH entity, other, paper
WHERE other <> entity
WITH DISTINCT paper, other.name AS compared, EXISTS { (other)-[:COMPARED_WITH]-(entity) } AS said_outright
RETURN compared, said_outright, paper.title AS title
ORDER BY compared, title
