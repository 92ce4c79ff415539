"""Questions about the whole graph: the named query whose paraphrases a question is most like.

Likeness is the cosine of the words' weights, rare words counting more (G. Salton and C. Buckley, Term-weighting
approaches in automatic text retrieval, 1988).
"""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from kgbuild.asking.words import words_of
from kgbuild.graph.named import NamedQuery, known_queries
from kgbuild.identity.names import singular

_LEAST: Final = 0.75  # chosen on the questions to work with
_EMPTY: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "is",
        "are",
        "in",
        "on",
        "do",
        "does",
        "did",
        "there",
        "this",
        "these",
        "all",
        "which",
        "what",
        "how",
        "to",
        "and",
        "me",
        "show",
        "list",
        "give",
    ]
)


@dataclass(frozen=True, slots=True)
class _Paraphrases:
    weights: Mapping[str, float]
    rows: tuple[tuple[str, Mapping[str, float]], ...]
    queries: Mapping[str, NamedQuery]


def find_named_query(question: str) -> NamedQuery | None:
    """Return the named query that a question asks for in other words, if one is like enough."""
    table = read_paraphrases()
    words = _vector(question, table.weights)
    best, name = max(((_cosine(words, row), name) for name, row in table.rows), default=(0.0, ""))
    return table.queries[name] if best >= _LEAST else None


@lru_cache(maxsize=1)
def read_paraphrases() -> _Paraphrases:
    """Return the paraphrases and their queries; read once, before a process gives up opening files."""
    text = files("kgbuild.asking").joinpath("paraphrases.tsv").read_text("utf-8")
    known = known_queries()
    pairs = [(name, said) for name, _, said in (line.partition("\t") for line in text.splitlines()) if name in known]
    counts = Counter(word for _, said in pairs for word in set(_words(said)))
    weights = {word: math.log(1 + len(pairs) / count) for word, count in counts.items()}
    return _Paraphrases(weights, tuple((name, _vector(said, weights)) for name, said in pairs), known)


def _words(text: str) -> list[str]:
    return [word for w in words_of(text) if (word := singular(w.lower())) not in _EMPTY]


def _vector(text: str, weights: Mapping[str, float]) -> dict[str, float]:
    """Return the weights of a text's words; words of no paraphrase weigh as the rarest ones do."""
    rarest = max(weights.values(), default=1.0)
    return {word: weights.get(word, rarest) for word in _words(text)}


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    both = sum(weight * other[word] for word, weight in one.items() if word in other)
    length = math.sqrt(sum(w * w for w in one.values()) * sum(w * w for w in other.values()))
    return both / length if length else 0.0
