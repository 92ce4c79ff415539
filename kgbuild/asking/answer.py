"""A question asked of a graph, and its answer."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from pyoxigraph import Literal, Store

from kgbuild.asking.grammar import CANNOT
from kgbuild.asking.named import find_named_query
from kgbuild.asking.names import NameTable, names_of
from kgbuild.asking.questions import Condition, Declined, Reading
from kgbuild.asking.reading import read_question
from kgbuild.asking.sparql import to_sparql
from kgbuild.asking.telling import tell
from kgbuild.asking.words import is_filler, is_of_grammar, words_of
from kgbuild.graph.query import QueryResult, run_query

_FACTS: Final = """SELECT ?what ?value WHERE {
  { THING skos:altLabel ?value BIND("also called" AS ?what) }
  UNION { THING kg:hasCode/kg:url ?url BIND("code" AS ?what) BIND(STR(?url) AS ?value) }
} ORDER BY ?what ?value"""
_MOST_NEAR: Final = 3
_MOST_CHARACTERS: Final = 500  # of a question


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: how the question was read, the query that this is, its result, and other readings near it."""

    read_as: str
    sparql: str
    result: QueryResult
    notes: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


def ask(question: str, store: Store) -> Answer | Declined:
    """Answer a question in plain words from a graph that does not change, or tell why not.

    Raises QueryError as `run_query`.
    """
    if len(question) > _MOST_CHARACTERS:
        return Declined(f"the question is longer than {_MOST_CHARACTERS} characters")
    names = names_of(store)
    words = words_of(question)
    plain = (
        not names.find(words)
        and not CANNOT.search(question.lower())
        and all(is_of_grammar(word) or is_filler(word) for word in words)
    )
    known = find_named_query(question) if plain else None
    if known is not None:
        read_as = f"the named query {known.name}: {known.question}"
        return Answer(read_as, known.sparql, run_query(store, known.sparql))
    reading = read_question(question, names)
    if isinstance(reading, Declined):
        return reading
    sparql = to_sparql(reading)
    result = run_query(store, sparql)
    for wider in _wider(reading) if not result.rows else ():
        text = to_sparql(wider)
        found = run_query(store, text)
        if found.rows:
            note = f"nothing was found as: {tell(reading)}"
            return Answer(tell(wider), text, found, (*reading.notes, note), ())
    if reading.want == "results" and not result.rows:
        return Declined(f"no paper of the graph says it in numbers ({tell(reading)})")
    notes = (*reading.notes, *_facts(reading, store))
    return Answer(tell(reading), sparql, result, notes, _near(reading, names))


def _facts(reading: Reading, store: Store) -> Iterator[str]:
    """Yield what is known of a thing that a question is about, beside its papers: other names, code."""
    if reading.want == "description":
        for name in (name for condition in reading.things for name in condition.names):
            found = run_query(store, _FACTS.replace("THING", f"<{name.iri}>")).rows
            for what in ("also called", "code"):
                values = [v.value for w, v in found if w == Literal(what) and isinstance(v, Literal)]
                if values:
                    yield f"{name.label}, {what}: {', '.join(values)}"


def _wider(reading: Reading) -> Iterator[Reading]:
    """Yield what may be meant as well where a question as it stands has no answer."""
    if reading.want in {"datasets", "benchmarks"} and reading.things:
        yield replace(reading, want="data")  # people call one and the same thing either
    if reading.want == "quotes" and len(reading.things) > 1:
        yield replace(reading, want="comparison")
    if any(c.kind == "thing" and c.part not in {"any", "mention"} for c in reading.conditions):
        wider = tuple(replace(c, part="any") if c.kind == "thing" else c for c in reading.conditions)
        yield replace(reading, conditions=wider)


def _near(reading: Reading, names: NameTable) -> tuple[str, ...]:
    """Return readings that differ in what a name stands for, or in the part that it plays."""
    others = []
    for k, condition in enumerate(reading.conditions):
        others += [_with(reading, k, other) for other in islice(_other_names(condition, names), _MOST_NEAR)]
        if condition.kind == "thing" and reading.want == "papers" and condition.part not in {"any", "mention"}:
            others.append(_with(reading, k, replace(condition, part="any")))
        elif condition.kind == "thing" and reading.want == "papers" and condition.part == "any":
            others.append(_with(reading, k, replace(condition, part="mention")))
    return tuple(dict.fromkeys(map(tell, others)))[:_MOST_NEAR]


def _other_names(condition: Condition, names: NameTable) -> "list[Condition]":
    if len(condition.names) != 1:
        return []
    found = names.find(words_of(condition.text))
    same = found[0].names if len(found) == 1 else ()
    return [replace(condition, kind=name.kind, names=(name,)) for name in same if name != condition.names[0]]


def _with(reading: Reading, place: int, condition: Condition) -> Reading:
    conditions = list(reading.conditions)
    conditions[place] = condition
    return replace(reading, conditions=tuple(conditions))
