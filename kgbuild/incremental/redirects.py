"""Where the IRIs lead of things that papers added or removed have called otherwise.

A thing's IRI is made of its label, a paper's of its DOI, arXiv id or title; with other papers beside it either may be
called otherwise. Its old IRI then leads to the thing that has its names now.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, Quad, Triple

from kgbuild.datamodel import Knowledge
from kgbuild.files import FACTS_FILE, REDIRECTS_FILE
from kgbuild.graph.build import parse_base
from kgbuild.graph.changed_blocks import compare_blocks
from kgbuild.graph.files import parse_file
from kgbuild.graph.redirects import read_redirects, write_redirects
from kgbuild.identity.titles import title_key
from kgbuild.vocabulary import DCTERMS, RDFS, SKOS

_LABELS: Final = (RDFS + "label", SKOS + "prefLabel")
_ALIASES: Final = (SKOS + "altLabel",)
_TITLES: Final = (DCTERMS + "title",)

Names = Mapping[str, tuple[str, ...]]
"""The names of each IRI, its label first."""


class Before:
    """The graph in a folder before papers were added or removed: the names in it, and where older IRIs led."""

    def __init__(self, folder: Path, base_iri: str) -> None:
        self._base = parse_base(base_iri)
        self._facts = folder / FACTS_FILE
        self._leads = read_redirects(folder / REDIRECTS_FILE)

    def write_redirects(self, knowledge: Knowledge, folder: Path) -> Path:
        """Write where IRIs lead now that the graph says what `knowledge` does and is written; return the file.

        The graph before must still have its place.
        """
        before = _read_changed(self._facts, folder / FACTS_FILE, self._base)
        found = find_redirects(before, _to_names(knowledge, self._base), self._leads)
        path = folder / REDIRECTS_FILE
        write_redirects(found, path)
        return path


def find_redirects(before: Names, after: Names, leads: Mapping[str, str]) -> dict[str, str]:
    """Return where the IRIs lead that are in no graph any more: those of the last graph, and those that led there.

    A thing that is gone leads to the one that has its label among its names, else most of its names; to none where
    several have as many.
    """
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for iri, names in after.items():
        for name in dict.fromkeys(names):
            holders[name].append(iri)
    found = {
        iri: new
        for iri, names in before.items()
        if iri not in after and (new := _find_heir(names, holders)) is not None
    }
    for old, new in leads.items():
        heir = new if new in after else found.get(new)
        if old not in after and old not in found and heir is not None:
            found[old] = heir
    return found


def _find_heir(names: tuple[str, ...], holders: Mapping[str, list[str]]) -> str | None:
    by_label = holders.get(names[0], ())
    if len(by_label) == 1:
        return by_label[0]
    votes = Counter(iri for name in dict.fromkeys(names) for iri in holders.get(name, ()))
    ranked = sorted(votes, key=lambda iri: (iri not in by_label, -votes[iri], iri))
    if not ranked or (len(ranked) > 1 and _rank(ranked[0], votes, by_label) == _rank(ranked[1], votes, by_label)):
        return None
    return ranked[0]


def _rank(iri: str, votes: Mapping[str, int], by_label: Iterable[str]) -> tuple[bool, int]:
    return iri not in by_label, votes[iri]


def _to_names(knowledge: Knowledge, base: str) -> dict[str, tuple[str, ...]]:
    found = {f"{base}entity/{one.slug}": (one.label, *one.aliases) for one in knowledge.entities}
    return found | {f"{base}paper/{slug}": (_paper_name(paper.title),) for slug, paper in knowledge.papers}


def _read_changed(facts: Path, new: Path, base: str) -> dict[str, tuple[str, ...]]:
    """Return the names of the things and papers of a graph file that a new one does not have, perhaps of others too."""
    with suppress(OSError, ValueError, SyntaxError), facts.open("rb") as file:
        changed = compare_blocks(file, new)
        if changed is not None:
            return _find_names(changed.parse(changed.gone), base)
    return _find_names(parse_file(facts), base)  # somebody has edited it


def _find_names(facts: Iterable[Quad | Triple], base: str) -> dict[str, tuple[str, ...]]:
    """Return the names of the things and papers that facts are about."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    things, papers = f"{base}entity/", f"{base}paper/"
    for quad in facts:
        predicate = quad.predicate.value
        if not isinstance(quad.object, Literal) or predicate not in (*_LABELS, *_ALIASES, *_TITLES):
            continue
        iri = getattr(quad.subject, "value", "")
        if iri.startswith(things) and predicate in _LABELS:
            names[iri].insert(0, quad.object.value)
        elif iri.startswith(things) and predicate in _ALIASES:
            names[iri].append(quad.object.value)
        elif iri.startswith(papers) and predicate in _TITLES:
            names[iri] = [_paper_name(quad.object.value)]
    return {iri: tuple(found) for iri, found in names.items()}


def _paper_name(title: str) -> str:
    """Return what two spellings of a title share, which no thing is called."""
    return f"\0{title_key(title)}"
