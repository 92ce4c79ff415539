// Which methods do the papers propose or use that work on a task?
// The answer of ../queries/methods-for-task.rq. task: any name of the task, in any case
WITH "question answering" AS task
MATCH (goal:Entity)
// The thing that has this as its main name; where there is none, those that have it as another name.
WHERE toLower(goal.name) = toLower(task)
  OR any(name IN goal.names WHERE toLower(name) = toLower(task))
    AND NOT EXISTS { MATCH (main:Entity) WHERE toLower(main.name) = toLower(task) }
MATCH (goal)<-[:ADDRESSES]-(paper:Paper)
MATCH (paper)-[how:PROPOSES|USES_METHOD]->(entity)
WITH entity, count(DISTINCT paper) AS papers,
  count(DISTINCT CASE WHEN type(how) = "PROPOSES" THEN paper END) AS proposed_by
ORDER BY papers DESC, entity.iri
LIMIT 500
RETURN entity.name AS method, papers, proposed_by
ORDER BY papers DESC, proposed_by DESC, method
