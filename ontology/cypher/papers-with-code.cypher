// Which papers give the address of a repository? The answer of ../queries/papers-with-code.rq.
MATCH (paper:Paper)-[:HAS_REPOSITORY]->(repository)
RETURN paper.title AS title, paper.year AS year, repository.url AS repository
ORDER BY title, repository
