// On which datasets and benchmarks do the papers work that propose or use a method?
// The answer of ../queries/datasets-used-with-method.rq. method: any name of the method, in any case
WITH "knowledge distillation" AS method
MATCH (entity:Entity)
// The thing that has this as its main name; where there is none, those that have it as another name.
WHERE toLower(entity.name) = toLower(method)
  OR any(name IN entity.names WHERE toLower(name) = toLower(method))
    AND NOT EXISTS { MATCH (main:Entity) WHERE toLower(main.name) = toLower(method) }
MATCH (entity)<-[:PROPOSES|USES_METHOD]-(paper:Paper)
MATCH (paper)-[:INTRODUCES_DATASET|USES_DATASET|INTRODUCES_BENCHMARK|EVALUATES_ON]->(data)
WITH data, count(DISTINCT paper) AS papers
ORDER BY papers DESC, data.iri
LIMIT 500
RETURN data.name AS dataset, papers
ORDER BY papers DESC, dataset
