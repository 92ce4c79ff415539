"""How the set of papers and what they name grow over the years, where years are known."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kgbuild.entity_types import ENTITY_TYPES
from kgbuild.graph.model import GraphModel, Thing
from kgbuild.graph.relations import rank
from kgbuild.views.report.usage import group_papers
from kgbuild.views.report.values import Figure, Row, Section, Table, by_count, count, share, to_ref, works_with
from kgbuild.views.style import find_style

ROWS: Final = 12
LISTED: Final = 200
# What grew: in so many later papers at least, and so many standard errors from no growth (one-sided 5 %).
_SEVERAL: Final = 3
_BEYOND_CHANCE: Final = 1.645
# More years than this are a mistake in the data or a long history: years without a paper are left out then.
_SPAN: Final = 40


def spread_years(years: Iterable[int]) -> list[int]:
    """Return the years in order, those in between that have no paper too, unless that would be very many."""
    known = sorted(set(years))
    if known and known[-1] - known[0] < _SPAN:
        return list(range(known[0], known[-1] + 1))
    return known


def build_growth(model: GraphModel) -> Section:
    """Return papers by year, things by the year that first names them, and the most used methods by year."""
    dated = {p.iri: p.year for p in model.papers.values() if p.year is not None}
    if len(set(dated.values())) < 2:
        return _without_years(model, set(dated.values()))
    papers = Counter(dated.values())
    years = spread_years(papers)
    best = min(papers, key=lambda year: (-papers[year], year))
    unknown = len(model.papers) - len(dated)
    intro = f"For {count(unknown, 'paper')} no year is known; they are left out here." if unknown else ""
    finding = f"The papers are from {min(papers)} to {max(papers)}, most of them ({papers[best]:,}) from {best}."
    grown = _find_grown(model, dated)
    figures = [
        Figure(
            key="papers-by-year",
            title="Papers by year",
            sentence=finding,
            kind="columns",
            table=Table(("year", "papers"), tuple((str(year), papers[year]) for year in years)),
            hues=("Paper",),
        ),
        *_list_grown(grown, dated),
        *_plot_new_things(model, dated, years),
        *_plot_methods(model, dated, years),
    ]
    if grown:
        first = grown[0]
        finding += (
            f" “{first.thing.label}” grew most: from {share(first.before, first.all_before)} to "
            f"{share(first.since, first.all_since)} of the papers."
        )
    return Section("growth", "Over the years", intro, tuple(figures), finding)


def _without_years(model: GraphModel, years: set[int]) -> Section:
    """Return the section that says why nothing can be told about growth; none for a graph without papers."""
    if not model.papers:
        return Section("growth", "Over the years", "", ())
    if years:
        finding = f"All papers whose year is known are from {years.pop()}."
        return Section("growth", "Over the years", f"{finding} What grew shows from two years on.", (), finding)
    intro = (
        "No years in this input: no paper of the graph says when it appeared, so nothing can be told about growth. "
        "Years come with the papers, as a field such as year, date or published."
    )
    return Section("growth", "Over the years", intro, (), "No years in this input.")


@dataclass(frozen=True, slots=True)
class _Grown:
    """A thing that more papers work with since a year than before it, of so many papers then and since."""

    thing: Thing
    before: int
    since: int
    all_before: int
    all_since: int
    score: float


def _find_grown(model: GraphModel, dated: dict[str, int]) -> list[_Grown]:
    """Return the things whose share of papers grew by more than chance would have it, those most surely grown first.

    Papers are parted at the year that parts them most evenly; two shares are compared as usual (two-proportion z-test).
    """
    turn = _find_turn(dated)
    early = {paper for paper, year in dated.items() if year < turn}
    late = dated.keys() - early
    groups: dict[str, set[str]] = defaultdict(set)
    for fact in model.facts:
        if fact.type in ENTITY_TYPES and works_with(fact) and fact.paper in dated:
            groups[fact.thing].add(fact.paper)
    found = []
    for iri, papers in groups.items():
        before, since = len(papers & early), len(papers & late)
        whole = (before + since) / len(dated)
        error = math.sqrt(whole * (1 - whole) * (1 / len(early) + 1 / len(late)))
        score = (since / len(late) - before / len(early)) / error if error else 0.0
        if score > _BEYOND_CHANCE and since >= _SEVERAL:
            found.append(_Grown(model.things[iri], before, since, len(early), len(late), score))
    return sorted(found, key=lambda one: (-one.score, one.thing.label.casefold(), one.thing.iri))


def _find_turn(dated: dict[str, int]) -> int:
    """Return the first year of the later part, where the two parts are as alike in size as years allow."""
    papers = Counter(dated.values())
    return min(sorted(papers)[1:], key=lambda year: abs(2 * sum(n for y, n in papers.items() if y < year) - len(dated)))


def _list_grown(grown: list[_Grown], dated: dict[str, int]) -> list[Figure]:
    if not grown:
        return []
    turn = _find_turn(dated)
    rows: list[Row] = [
        (
            to_ref(one.thing),
            find_style(one.thing.type).one,
            one.before,
            one.since,
            f"{share(one.before, one.all_before)} → {share(one.since, one.all_since)}",
        )
        for one in grown[:LISTED]
    ]
    return [
        Figure(
            key="grown",
            title="What grew",
            sentence=f"{count(len(grown), 'thing is', 'things are')} in a larger share of the papers since {turn} "
            f"({grown[0].all_since:,}) than of those before ({grown[0].all_before:,}), by more than chance would have "
            "it. The surest come first.",
            kind="list",
            table=Table(("thing", "type", f"papers before {turn}", f"papers since {turn}", "share"), tuple(rows)),
            shown=10,
        )
    ]


def _plot_new_things(model: GraphModel, dated: dict[str, int], years: list[int]) -> list[Figure]:
    first: dict[str, int] = {}
    for fact in model.facts:
        if works_with(fact) and fact.paper in dated:
            first[fact.thing] = min(first.get(fact.thing, 9999), dated[fact.paper])
    new: dict[tuple[int, str], int] = Counter((year, model.things[iri].types[0]) for iri, year in first.items())
    present = sorted({kind for _, kind in new}, key=rank)
    if not present:
        return []
    rows: list[Row] = [
        (str(year), new.get((year, name), 0), find_style(name).many) for year in years for name in present
    ]
    return [
        Figure(
            key="new-things-by-year",
            title="New names by year",
            sentence=f"When the papers of this graph first work with each of {count(len(first), 'thing')}, by type. "
            "A name that is old elsewhere counts in the first year that it appears here.",
            kind="columns",
            table=Table(("year", "first named", "type"), tuple(rows)),
            hues=tuple(present),
        )
    ]


def _plot_methods(model: GraphModel, dated: dict[str, int], years: list[int]) -> list[Figure]:
    groups: dict[str, set[str]] = defaultdict(set)
    for thing, papers in group_papers(model)["Method"].items():
        groups[thing] = {paper for paper in papers if paper in dated}
    ranked = [thing for thing, number in by_count(model, groups) if number > 1][:ROWS]
    if len(ranked) < 2:
        return []
    since = min(dated[paper] for thing in ranked for paper in groups[thing.iri])
    years = [year for year in years if year >= since]
    rows: list[Row] = []
    for method in ranked:
        by_year = Counter(dated[paper] for paper in groups[method.iri])
        rows += [(str(year), to_ref(method), by_year[year]) for year in years]
    return [
        Figure(
            key="methods-by-year",
            title="Methods by year",
            sentence=f"The {len(ranked)} methods that most papers work with: in how many papers of each year.",
            kind="matrix",
            table=Table(("year", "method", "papers"), tuple(rows)),
            hues=("Method",),
        )
    ]
