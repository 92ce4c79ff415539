// In which papers was no method, dataset, benchmark, task or metric found?
// The answer of ../queries/papers-with-nothing-found.rq.
MATCH (paper:Paper)
WHERE NOT EXISTS {
  (paper)-[:PROPOSES|USES_METHOD|COMPARES_WITH|MENTIONS_METHOD|INTRODUCES_DATASET|USES_DATASET|MENTIONS_DATASET
    |INTRODUCES_BENCHMARK|EVALUATES_ON|MENTIONS_BENCHMARK|ADDRESSES|MENTIONS_TASK|INTRODUCES_METRIC|USES_METRIC
    |MENTIONS_METRIC]->()
}
UNWIND coalesce(paper.sources, [null]) AS source
RETURN paper.title AS title, source
ORDER BY title, source
