// Where do the papers keep their code? The answer of ../queries/repositories-by-host.rq.
MATCH (paper:Paper)-[:HAS_REPOSITORY]->(repository)
WITH paper, repository, split(split(repository.url, "://")[1], "/")[0] AS name
WITH paper, repository, toLower(CASE WHEN name STARTS WITH "www." THEN substring(name, 4) ELSE name END) AS host
RETURN host, count(DISTINCT repository) AS repositories, count(DISTINCT paper) AS papers
ORDER BY repositories DESC, host
