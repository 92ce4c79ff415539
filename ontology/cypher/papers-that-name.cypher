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
  WHEN type(how) = "PROPOSES" THEN "proposes"
  WHEN type(how) = "COMPARES_WITH" THEN "compares with"
  WHEN type(how) = "EVALUATES_ON" THEN "evaluates on"
  WHEN type(how) = "ADDRESSES" THEN "addresses"
  WHEN type(how) STARTS WITH "USES_" THEN "uses"
  WHEN type(how) STARTS WITH "INTRODUCES_" THEN "introduces"
  WHEN type(how) STARTS WITH "MENTIONS_" THEN "mentions"
END AS role
WHERE role IS NOT NULL
WITH DISTINCT paper, role
RETURN role, paper.title AS title
ORDER BY role, title
