// Which papers name a method, dataset, benchmark, task or metric, and in which role?
// The answer of ../queries/papers-that-name.rq. x: any name of the thing, in any case
WITH "BERT" AS x
MATCH (entity:Entity)
// The thing that has this as its main name; where there is none, those that have it as another name.
WHERE toLower(entity.name) = toLower(x)
  OR any(name IN entity.names WHERE toLower(name) = toLower(x))
    AND NOT EXISTS { MATCH (main:Entity) WHERE toLower(main.name) = toLower(x) }
MATCH (paper:Paper)-[how]->(entity)
WITH paper, CASE
  WHEN type(how) IN ["PROPOSES"] THEN "proposes"
  WHEN type(how) IN ["USES_METHOD", "USES_DATASET", "USES_METRIC"] THEN "uses"
  WHEN type(how) IN ["COMPARES_WITH"] THEN "compares with"
  WHEN type(how) IN ["MENTIONS_METHOD", "MENTIONS_DATASET", "MENTIONS_BENCHMARK", "MENTIONS_TASK", "MENTIONS_METRIC"] THEN "mentions"
  WHEN type(how) IN ["INTRODUCES_DATASET", "INTRODUCES_BENCHMARK", "INTRODUCES_METRIC"] THEN "introduces"
  WHEN type(how) IN ["EVALUATES_ON"] THEN "evaluates on"
  WHEN type(how) IN ["ADDRESSES"] THEN "addresses"
END AS role
WHERE role IS NOT NULL
WITH DISTINCT paper, role
RETURN role, paper.title AS title
ORDER BY role, title
