// Which papers name a method, dataset, benchmark, task or metric, and in which role?
// The answer of ../queries/papers-that-name.rq. x: any of its names, in any case
WITH "BERT" AS x
MATCH (entity:Entity)
WHERE any(name IN entity.names WHERE toLower(name) = toLower(x))
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
