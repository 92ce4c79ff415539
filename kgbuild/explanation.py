"""Why names are one thing, and why two things are not: the ledger of a build in plain words."""

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from kgbuild.errors import GraphError, LedgerError
from kgbuild.files import ALIASES_FILE
from kgbuild.graph.iris import local_name
from kgbuild.graph.model import GraphModel, Thing
from kgbuild.graph.reading import read_model
from kgbuild.ledger import REASONS, LedgerRow, read_ledger
from kgbuild.resolution.forms import is_broader, name_form

_QUOTE: Final = 240  # characters of a quote


def explain(graph: Path, name: str, other: str = "") -> str:
    """Return why the names of a thing are one, or why another thing is not it; lines of text.

    `graph` is a build's folder or the graph in it; things are called by a name, an alias or their IRI. Raises
    GraphError for what nothing is called, LedgerError where there is no ledger beside the graph.
    """
    folder = graph if graph.is_dir() else graph.parent
    model = read_model(graph, evidence=False)
    ledger = folder / ALIASES_FILE
    if not ledger.is_file():
        raise LedgerError(f"{ledger}: is not there; kgbuild build writes it beside the graph")
    explainer = _Explainer(model, read_ledger(ledger))
    lines = explainer.compare(name, other) if other else explainer.tell(name)
    return "\n".join(lines) + "\n"


class _Explainer:
    """A graph with its ledger."""

    def __init__(self, model: GraphModel, rows: Sequence[LedgerRow]) -> None:
        self._model = model
        self._joins: defaultdict[str, list[LedgerRow]] = defaultdict(list)
        self._near: defaultdict[str, list[LedgerRow]] = defaultdict(list)
        for row in rows:
            if row.is_same:
                self._joins[row.entity].append(row)
            else:
                self._near[row.entity].append(row)
                self._near[row.other_entity].append(row)
        self._papers = Counter(thing for _, thing in {(fact.paper, fact.thing) for fact in model.facts})
        self._titles = {local_name(paper.iri): paper.label for paper in model.papers.values()}

    def tell(self, name: str) -> Iterator[str]:
        """Yield why the names of each thing that is called so are one."""
        for number, thing in enumerate(self._find(name)):
            if number:
                yield ""
            yield self._describe(thing)
            rows = self._joins[local_name(thing.iri)]
            if not rows:
                yield "  It has this name alone, so nothing was joined."
            for row in sorted(rows, key=lambda row: (row.confidence, row.name)):
                yield from self._tell_row(row)
            for row in self._near[local_name(thing.iri)]:
                yield f"  Not joined: {row.name} and {row.other}: {REASONS[row.reason][1]}."

    def compare(self, name: str, other: str) -> Iterator[str]:
        """Yield why two names are one thing, or why they are two."""
        ones, others = self._find(name), self._find(other)
        shared = [thing for thing in ones if thing in others]
        if shared:
            thing = shared[0]
            yield f"{name} and {other} are one thing: {self._describe(thing)}"
            chain = [*self._chain(thing, name), *self._chain(thing, other)]
            for row in dict.fromkeys(chain):
                yield from self._tell_row(row)
            if not chain:
                yield "  They are written alike."
            return
        one, two = ones[0], others[0]
        yield f"{one.label} and {two.label} are two things."
        yield f"  {self._describe(one)}"
        yield f"  {self._describe(two)}"
        slugs = {local_name(one.iri), local_name(two.iri)}
        rows = [row for row in self._near[local_name(one.iri)] if {row.entity, row.other_entity} == slugs]
        for row in rows:
            yield f"  {row.name} and {row.other}: {REASONS[row.reason][1]}."
        if not rows:
            yield f"  {_difference(one.label, two.label)}"

    def _find(self, name: str) -> list[Thing]:
        """Return the things that are called so, by label before alias, the one of most papers first."""
        wanted, slug = name.casefold().strip(), name.rstrip("/").rsplit("/", 1)[-1]
        things = list(self._model.things.values())
        found = [thing for thing in things if thing.iri == name or local_name(thing.iri) == slug]
        found = found or [t for t in things if wanted in {text.casefold() for text in (t.label, *t.aliases)}]
        key = name_form(name).key
        found = found or [t for t in things if key in {name_form(text).key for text in (t.label, *t.aliases)}]
        if found:
            return sorted(found, key=lambda t: (t.label.casefold() != wanted, -self._papers[t.iri], t.iri))
        labels = {text.casefold(): thing.label for thing in things for text in (thing.label, *thing.aliases)}
        near = sorted({labels[text] for text in difflib.get_close_matches(wanted, sorted(labels), n=3, cutoff=0.5)})
        hint = f"near it: {', '.join(near)}" if near else "kgbuild query GRAPH names-and-spellings tells all names"
        raise GraphError(f"{name}: nothing is called that; {hint}")

    def _describe(self, thing: Thing) -> str:
        papers, names = self._papers[thing.iri], 1 + len(thing.aliases)
        told = f"{papers:,} paper{'s' * (papers != 1)}, {names:,} name{'s' * (names != 1)}"
        return f"{thing.label} ({', '.join(thing.types)}), {told}, {thing.iri}"

    def _chain(self, thing: Thing, name: str) -> Iterator[LedgerRow]:
        """Yield the joins that lead a name to the label."""
        above = {row.name: row for row in self._joins[local_name(thing.iri)]}
        wanted = name.casefold().strip()
        step = above.get(name) or next((row for text, row in above.items() if text.casefold() == wanted), None)
        while step is not None:
            yield step
            step = above.pop(step.other, None)

    def _tell_row(self, row: LedgerRow) -> Iterator[str]:
        yield f"  {row.name} = {row.other}: {REASONS[row.reason][1]} ({row.confidence:.2f})"
        yield from self._quote(row)

    def _quote(self, row: LedgerRow) -> Iterator[str]:
        title = self._titles.get(row.paper)
        if row.reason != "spelling" and title:
            quote = row.quote if len(row.quote) <= _QUOTE else row.quote[:_QUOTE].rsplit(" ", 1)[0] + " ..."
            yield f"    in {title}" + (f': "{quote}"' if quote and quote != title else "")


def _difference(one: str, other: str) -> str:
    """Return what keeps two names apart that were never near to being joined."""
    first, second = name_form(one), name_form(other)
    if first.numbers != second.numbers and (set(first.words) & set(second.words)):
        return f"{REASONS['version'][1].capitalize()}."
    for short, long, broad in ((first, second, one), (second, first, other)):
        if is_broader(short.words, long.words):
            return f"{broad} is the more general name."
    return (
        "No paper and no list gives both names to one thing; neither abbreviates the other; "
        "their words are not the same."
    )
