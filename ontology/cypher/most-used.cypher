// Which methods, or things of another type, do most papers propose, introduce, use, compare with or work on?
// The answer of ../queries/most-used.rq. type: Method, Dataset, Benchmark, Task, Metric
WITH "Method" AS type
MATCH (paper:Paper)-[how]->(entity:Entity)
WHERE type(how) IN CASE type
  WHEN "Method" THEN ["PROPOSES", "USES_METHOD", "COMPARES_WITH"]
  WHEN "Dataset" THEN ["INTRODUCES_DATASET", "USES_DATASET"]
  WHEN "Benchmark" THEN ["INTRODUCES_BENCHMARK", "EVALUATES_ON"]
  WHEN "Task" THEN ["ADDRESSES"]
  WHEN "Metric" THEN ["INTRODUCES_METRIC", "USES_METRIC"]
END
WITH type, entity, count(DISTINCT paper) AS papers
ORDER BY papers DESC, entity.iri
LIMIT 100
RETURN type, entity.name AS label, papers
ORDER BY papers DESC, label
