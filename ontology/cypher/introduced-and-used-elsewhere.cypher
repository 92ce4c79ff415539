// Which methods, datasets, benchmarks and metrics that one paper introduces do other papers use or compare with?
// The answer of ../queries/introduced-and-used-elsewhere.rq.
MATCH (source:Paper)-[:PROPOSES|INTRODUCES_DATASET|INTRODUCES_BENCHMARK|INTRODUCES_METRIC]->(entity)
MATCH (user:Paper)-[:USES_METHOD|COMPARES_WITH|USES_DATASET|EVALUATES_ON|USES_METRIC]->(entity)
WHERE user <> source
WITH DISTINCT entity, source, user
ORDER BY entity.iri, source.iri, user.iri
LIMIT 1000
RETURN entity.name AS label, source.title AS introduced_by, user.title AS used_by
ORDER BY label, introduced_by, used_by
