"""What sentences say outright of two things: what a method is evaluated on, what data is for, where code lies."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from kgbuild.graph.model import GraphModel, Relation, Thing
from kgbuild.graph.relations import to_words
from kgbuild.views.report.values import Figure, Ref, Row, Section, Table, count, find_stated, to_ref, to_refs

LISTED: Final = 500
_WORDS: Final = {
    "comparedWith": "a method is compared with a method",
    "evaluatedOn": "a method is evaluated on a dataset or benchmark",
    "usedForTask": "a dataset is used for a task",
    "benchmarkForTask": "a benchmark is for a task",
    "measuredBy": "results on data, for a task or of a method are given in a metric",
    "appliedTo": "a method is applied to a task",
    "builtOn": "a method is built on a method",
    "partOf": "a method is part of a method, or data of other data",
    "hasCode": "a method, dataset or benchmark has its code or page at an address",
}


def _words(relation: str) -> str:
    """Return what a relation says; one that the ontology does not have says it itself."""
    return _WORDS.get(relation) or to_words(relation)


def build_stated(model: GraphModel) -> Section:
    """Return how much is said outright of which kind, and what it says of methods and of data."""
    stated = find_stated(model)
    if not stated:
        return Section("stated", "Said outright", "", ())
    kinds = Counter(one.relation for one in stated)
    ranked = sorted(kinds.items(), key=lambda item: (-item[1], _words(item[0])))
    finding = f"{count(len(stated), 'statement ties', 'statements tie')} two things to each other."
    figures = [
        Figure(
            key="kinds-of-statements",
            title="What is said of two things",
            sentence=f"{finding} The bars count them by what they say.",
            kind="bars",
            table=Table(("it says that", "statements"), tuple((_words(name), n) for name, n in ranked)),
            hues=("Paper",),
        ),
        *_list(
            model,
            stated,
            key="methods-evaluated",
            title="What methods are evaluated on",
            sentence="with the data that a sentence names for their results, and with their code where it is said.",
            columns=(("evaluated on", ("evaluatedOn",)), ("code", ("hasCode",))),
            noun="method",
        ),
        *_list(
            model,
            stated,
            key="data-and-tasks",
            title="What data is for",
            sentence="with the tasks that a sentence gives them, and the metrics of benchmarks.",
            columns=(("for", ("usedForTask", "benchmarkForTask")), ("measured by", ("measuredBy",))),
            noun="dataset or benchmark",
        ),
        *_list(
            model,
            stated,
            key="methods-built-on",
            title="What methods are built on",
            sentence="with the methods that they extend or have at their core, and what they are a part of.",
            columns=(("built on", ("builtOn",)), ("part of", ("partOf",))),
            noun="method",
        ),
        *_list(
            model,
            stated,
            key="methods-applied",
            title="What methods are for",
            sentence="with the tasks that a sentence applies them to.",
            columns=(("applied to", ("appliedTo",)),),
            noun="method",
        ),
    ]
    intro = "Fewer than what papers merely name together, but each is said in a sentence, which the evidence quotes."
    return Section("stated", "Said outright", intro, tuple(figures), finding)


def _list(
    model: GraphModel,
    stated: Iterable[Relation],
    *,
    key: str,
    title: str,
    sentence: str,
    columns: tuple[tuple[str, tuple[str, ...]], ...],
    noun: str,
) -> list[Figure]:
    """Return a row for each subject of the first column's relations, those that most is said of first."""
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    papers: dict[str, set[str]] = defaultdict(set)
    for one in stated:
        for column, relations in columns:
            if one.relation in relations:
                said[one.subject][column].add(one.object)
                papers[one.subject].update(one.support.papers)
    first = columns[0][0]
    subjects = [model.things[iri] for iri in said if said[iri][first]]
    subjects.sort(key=lambda thing: (-len(said[thing.iri][first]), thing.label.casefold(), thing.iri))
    if not subjects:
        return []

    def row(thing: Thing) -> Row:
        cells = (_names(model, said[thing.iri][column]) for column, _ in columns)
        return to_ref(thing), *cells, to_refs(model, papers[thing.iri])

    names = tuple(column for column, _ in columns)
    return [
        Figure(
            key=key,
            title=title,
            sentence=f"{count(len(subjects), noun, noun.replace('dataset', 'datasets') + 's')} {sentence}",
            kind="list",
            table=Table((noun, *names, "in"), tuple(row(thing) for thing in subjects[:LISTED])),
            shown=8,
        )
    ]


def _names(model: GraphModel, things: set[str]) -> tuple[Ref, ...]:
    return tuple(sorted((to_ref(model.things[iri]) for iri in things), key=lambda ref: (ref.label.casefold(), ref.iri)))
