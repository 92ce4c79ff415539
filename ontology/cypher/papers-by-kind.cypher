// Which papers contribute a method, a resource, a study and so on, and is it the main thing they do?
// The answer of ../queries/papers-by-kind.rq. kind: one of all, method, resource, study, survey, system, theory, position
WITH "all" AS kind
MATCH (paper:Paper)
UNWIND paper.contributes AS contribution
WITH kind, paper, contribution
WHERE kind = "all" OR kind = contribution
RETURN contribution, contribution = paper.contributes[0] AS main, paper.title AS title, toString(paper.year) AS year
ORDER BY contribution, main DESC, title, year
