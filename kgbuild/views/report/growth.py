"""How the set of papers and what they name grow over the years, where years are known."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from kgbuild.graph.model import GraphModel
from kgbuild.graph.relations import rank
from kgbuild.views.report.usage import group_papers
from kgbuild.views.report.values import Figure, Row, Section, Table, by_count, count, to_ref, works_with
from kgbuild.views.style import find_style

ROWS: Final = 12
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
        return Section("growth", "Over the years", "", ())
    papers = Counter(dated.values())
    years = spread_years(papers)
    best = min(papers, key=lambda year: (-papers[year], year))
    unknown = len(model.papers) - len(dated)
    intro = f"For {count(unknown, 'paper')} no year is known; they are left out here." if unknown else ""
    finding = f"The papers are from {min(papers)} to {max(papers)}, most of them ({papers[best]:,}) from {best}."
    figures = [
        Figure(
            key="papers-by-year",
            title="Papers by year",
            sentence=finding,
            kind="columns",
            table=Table(("year", "papers"), tuple((str(year), papers[year]) for year in years)),
            hues=("Paper",),
        ),
        *_plot_new_things(model, dated, years),
        *_plot_methods(model, dated, years),
    ]
    return Section("growth", "Over the years", intro, tuple(figures), finding)


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
