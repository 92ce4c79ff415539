// Which methods does a paper say are for a task, and which paper says so?
// The answer of ../queries/methods-applied-to.rq. task: any name of the task, in any case
WITH "question answering" AS task
MATCH (entity:Entity)
// The thing that has this as its main name; where there is none, those that have it as another name.
WHERE toLower(entity.name) = toLower(task)
  OR any(name IN entity.names WHERE toLower(name) = toLower(task))
    AND NOT EXISTS { MATCH (main:Entity) WHERE toLower(main.name) = toLower(task) }
MATCH (entity)<-[said:APPLIED_TO]-(end)
UNWIND coalesce(said.papers, [end.iri]) AS iri
MATCH (paper:Paper {iri: iri})
RETURN DISTINCT coalesce(end.name, "the paper") AS method, paper.title AS title
ORDER BY method, title
