// Which datasets and benchmarks do the papers work on that address a task, and is their purpose said outright?
// The answer of ../queries/datasets-for-task.rq. task: any name of the task, in any case
WITH "question answering" AS task
MATCH (goal:Entity)
// The thing that has this as its main name; where there is none, those that have it as another name.
WHERE toLower(goal.name) = toLower(task)
  OR any(name IN goal.names WHERE toLower(name) = toLower(task))
    AND NOT EXISTS { MATCH (main:Entity) WHERE toLower(main.name) = toLower(task) }
CALL (goal) {
  MATCH (goal)<-[:ADDRESSES]-(paper:Paper)
  MATCH (paper)-[:INTRODUCES_DATASET|USES_DATASET|INTRODUCES_BENCHMARK|EVALUATES_ON]->(entity)
  RETURN entity, paper
  UNION
  MATCH (goal)<-[:USED_FOR|BENCHMARK_FOR]-(entity)
  RETURN entity, null AS paper
}
WITH entity, EXISTS { (entity)-[:USED_FOR|BENCHMARK_FOR]->(goal) } AS said_outright, count(DISTINCT paper) AS papers
ORDER BY said_outright DESC, papers DESC, entity.iri
LIMIT 500
RETURN entity.name AS data, said_outright, papers
ORDER BY said_outright DESC, papers DESC, data
