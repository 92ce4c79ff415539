"""The papers that a user means by an IRI, a DOI, an arXiv id, an id of their own, or a title."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from kgbuild.datamodel import Extraction, Paper
from kgbuild.errors import InputError
from kgbuild.identity.copies import merge_copies
from kgbuild.identity.papers import group_copies
from kgbuild.identity.titles import title_key
from kgbuild.records.fields import shorten
from kgbuild.resolution.papers import group_papers
from kgbuild.resolution.references import keys_of_text, paper_keys

_SHOWN: Final = 3


@dataclass(slots=True)
class _Papers:
    """All papers by what they may be named by, as the corrections of a build have it; a paper is its slug."""

    positions: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    titles: dict[str, str] = field(default_factory=dict)
    slugs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def find(self, text: str) -> list[str]:
        """Return the papers that a text means, by the surest way of naming that knows any.

        A slug alone is none: the first of several editorials has the word itself for one.
        """
        keys = (key for key in keys_of_text(text) if key != f"slug {text}")
        found = (self.slugs[key] for key in keys if key in self.slugs)
        return sorted(next(found, ()), key=lambda slug: min(self.positions[slug]))


def choose_papers(wanted: Iterable[str], records: Sequence[Paper | Extraction], place: str) -> set[int]:
    """Return the positions of the records of the papers that are meant, all copies of each.

    `place` opens errors. Raises InputError where one means no paper or several.
    """
    papers = _list_papers([one.paper if isinstance(one, Extraction) else one for one in records])
    chosen: set[int] = set()
    for text in map(str.strip, wanted):
        found = papers.find(text) if text else []
        if not found:
            raise InputError(f'{place}: no paper "{shorten(text)}" in it; {_hint(text, papers.titles.values())}')
        if len(found) > 1:
            named = "; ".join(f'{slug} ("{shorten(papers.titles[slug])}")' for slug in found[:_SHOWN])
            more = f" and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
            raise InputError(f'{place}: "{shorten(text)}" is any of {len(found):,} papers: {named}{more}; give its IRI')
        chosen |= papers.positions[found[0]]
    return chosen


def _list_papers(papers: Sequence[Paper]) -> _Papers:
    listed = _Papers()
    groups = group_copies(papers)
    merged = [merge_copies([papers[at] for at in positions]) for positions in groups]
    positions = {id(paper): group for paper, group in zip(merged, groups, strict=True)}
    # As resolution does it, so that the slugs are those of the graph.
    for slug, paper, extractions in group_papers(map(Extraction, merged)):
        listed.titles[slug] = paper.title
        for extraction in extractions:
            listed.positions[slug].update(positions[id(extraction.paper)])
        for one in (paper, *(papers[at] for at in listed.positions[slug])):
            for key in paper_keys(slug, one):
                listed.slugs[key].add(slug)
    return listed


def _hint(text: str, titles: Iterable[str]) -> str:
    key = title_key(text) if text else ""
    near = [title for title in titles if key and key in title_key(title)]
    if near:
        return "did you mean " + " or ".join(f'"{shorten(title)}"' for title in near[:_SHOWN]) + "?"
    return "give its IRI, DOI, arXiv id, own id or whole title"
