"""What is to be asked of a graph to answer a question: read with the graph's names alone, before the graph is asked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from kgbuild.asking.grammar import ABOUT, CANNOT, CITES, COUNTS_ONE
from kgbuild.asking.named import find_named_query
from kgbuild.asking.names import Name, NameTable
from kgbuild.asking.questions import Condition, Declined, Reading
from kgbuild.asking.reading import read_question
from kgbuild.asking.sparql import to_sparql
from kgbuild.asking.telling import tell
from kgbuild.asking.words import is_filler, is_of_grammar, words_of
from kgbuild.graph.named import NamedQuery

_MOST_NEAR: Final = 3
_MOST_CHARACTERS: Final = 500  # of a question


@dataclass(frozen=True, slots=True)
class Wording:
    """A reading in words, and the query that it is; `named`, where that is a named one."""

    told: str
    sparql: str
    named: NamedQuery | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """How a question was read: the likeliest reading, then those to try where it finds nothing.

    `notes` tell what was put right, `near` other readings. `things` are the IRIs of what is named; of the things
    `about` which it is more is told than the query finds. `in_numbers` tells that it asks for reported results. Of what
    is in `needs` (a property, and what it means that no paper has it) the graph must tell something.
    """

    readings: tuple[Wording, ...]
    notes: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    about: tuple[Name, ...] = ()
    in_numbers: bool = False
    needs: tuple[tuple[str, str], ...] = ()


def plan_question(question: str, names: NameTable) -> Plan | Declined:
    """Return how a question in plain words is to be answered, or tell why it cannot be."""
    if len(question) > _MOST_CHARACTERS:
        return Declined(f"the question is longer than {_MOST_CHARACTERS} characters")
    words = words_of(question)
    plain = (
        not names.find(words)
        and not CANNOT.search(question.lower())
        and not CITES.search(question.lower())
        and not ABOUT.search(question.lower())
        and not COUNTS_ONE.search(" ".join(words).lower())
        and all(is_of_grammar(word) or is_filler(word) for word in words)
    )
    known = find_named_query(question) if plain else None
    if known is not None:
        return Plan((Wording(f"the named query {known.name}: {known.question}", known.sparql, known),))
    reading = read_question(question, names)
    if isinstance(reading, Declined):
        return reading
    named = tuple(name for condition in reading.conditions for name in condition.names)
    return Plan(
        tuple(Wording(tell(one), to_sparql(one)) for one in (reading, *_wider(reading))),
        reading.notes,
        _near(reading, names),
        tuple(dict.fromkeys(name.iri for name in named if name.iri)),
        tuple(name for c in reading.things for name in c.names) if reading.want == "description" else (),
        in_numbers=reading.want == "results",
        needs=tuple(_needs(reading)),
    )


def _needs(reading: Reading) -> Iterator[tuple[str, str]]:
    """Yield what a graph may lack without which it knows no answer, whatever is asked."""
    if reading.want == "years" or reading.order or any(c.kind == "years" for c in reading.conditions):
        yield "dcterms:issued", "no paper of the graph says its year"
    if reading.want in {"authors", "first authors", "collaborators"}:
        yield "dcterms:creator", "no paper of the graph says who wrote it"
    if reading.want == "venues":
        yield "kg:venue", "no paper of the graph says where it was published"


def _wider(reading: Reading) -> Iterator[Reading]:
    """Yield what may be meant as well where a question as it stands has no answer."""
    if reading.want in {"datasets", "benchmarks"} and reading.things:
        yield replace(reading, want="data")  # people call one and the same thing either
    if reading.want == "kinds":  # nothing is narrower: "NAME methods" are then those of its papers
        yield replace(reading, want="methods")
    if reading.want == "quotes" and len(reading.things) > 1:
        yield replace(reading, want="comparison")
    if reading.want == "years":  # when something is used says nothing of when it was introduced
        return
    # Papers that only use a thing do not introduce it or compare with it: that they do is shown as near, not given.
    exact = {"introduce", "compare"} if reading.want == "papers" and not reading.order else set()
    if any(c.kind == "thing" and c.part not in {"any", "mention"} | exact for c in reading.conditions):
        wider = tuple(
            replace(c, part="use" if c.part == "extend" else "any") if c.kind == "thing" else c
            for c in reading.conditions
        )
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
