// Which datasets and benchmarks do the papers work on that address a task, and is their purpose said outright?
// The answer of ../queries/datasets-for-task.rq. task: any name of the task, in any case
WITH "question answering" AS task
MATCH (goal:Entity)
WHERE any(name IN goal.names WHERE toLower(name) = toLower(task))
MATCH (goal)<-[:ADDRESSES]-(paper:Paper)
MATCH (paper)-[:INTRODUCES_DATASET|USES_DATASET|INTRODUCES_BENCHMARK|EVALUATES_ON]->(entity)
WITH goal, entity, count(DISTINCT paper) AS papers
ORDER BY papers DESC, entity.iri
LIMIT 500
RETURN entity.name AS data, EXISTS { (entity)-[:USED_FOR|BENCHMARK_FOR]->(goal) } AS said_outright, papers
ORDER BY said_outright DESC, papers DESC, data
