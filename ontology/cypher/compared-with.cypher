// Which methods are held against a method, in which papers, and is it said outright?
// The answer of ../queries/compared-with.rq. method: any name of the method, in any case
WITH "GPT-4" AS method
MATCH (entity:Entity)
WHERE any(name IN entity.names WHERE toLower(name) = toLower(method))
MATCH (paper:Paper)-[:COMPARES_WITH]->(entity)
MATCH (paper)-[:PROPOSES|COMPARES_WITH]->(other)
WHERE other <> entity
WITH DISTINCT paper, other.name AS compared, EXISTS { (other)-[:COMPARED_WITH]-(entity) } AS said_outright
RETURN compared, said_outright, paper.title AS title
ORDER BY compared, title
