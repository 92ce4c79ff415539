"""Which methods are held against which, and what one paper introduces and others take up."""

from collections import Counter, defaultdict
from typing import Final

from kgbuild.graph.model import GraphModel
from kgbuild.views.report.usage import BARS, find_shown, find_tie
from kgbuild.views.report.values import (
    INTRODUCES,
    Figure,
    Row,
    Section,
    Table,
    by_count,
    count,
    find_stated,
    to_ref,
    to_refs,
    works_with,
)
from kgbuild.views.style import find_style

ROWS: Final = 14
COLUMNS: Final = 14
LISTED: Final = 500

_Pairs = dict[tuple[str, str], set[str]]


def build_comparisons(model: GraphModel) -> Section:
    """Return the usual baselines, the matrix of methods and what they are compared with, and all pairs."""
    baselines: dict[str, set[str]] = defaultdict(set)
    for fact in model.facts:
        if fact.relation == "comparesWithMethod":
            baselines[fact.thing].add(fact.paper)
    pairs = find_pairs(model)
    ranked = by_count(model, baselines)
    if not ranked and not pairs:
        return Section("comparisons", "Methods compared", "", ())
    figures = []
    finding = ""
    if ranked:
        most = ranked[0][1]
        lead = f"The baseline that most papers compare with is “{ranked[0][0].label}” ({count(most, 'paper')})."
        if tied := find_tie(ranked):
            lead = f"None leads alone: {tied:,} methods are each compared with in {count(most, 'paper')}."
        else:
            finding = lead
        figures.append(
            Figure(
                key="baselines",
                title="The usual baselines",
                sentence=f"{lead} {count(len(ranked), 'method is', 'methods are')} compared with in all"
                f"{', most of them by a single paper' if 2 * sum(n == 1 for _, n in ranked) > len(ranked) else ''}. "
                "The bars count papers.",
                kind="bars",
                table=Table(("method", "papers"), tuple((to_ref(thing), n) for thing, n in find_shown(ranked))),
                hues=("Method",),
                query=f'compared-with --param method="{_quoted(ranked[0][0].label)}"',
            )
        )
    figures += [*_plot(model, pairs), *_list(model, pairs)]
    intro = "A method counts as compared where a paper holds it against its own."
    return Section("comparisons", "Methods compared", intro, tuple(figures), finding)


def _quoted(name: str) -> str:
    """Return a name for a command line to show; quotes and the like are left for the reader to mend."""
    return "".join(c for c in name if c not in '"\\$`!\r\n')


def find_pairs(model: GraphModel) -> _Pairs:
    """Return (method, method it is compared with) -> papers that compare them.

    As the graph says it (kg:comparedWith); where it says none, what a paper proposes and what it compares with.
    """
    stated = {
        (one.subject, one.object): model.papers.keys() & one.support.papers
        for one in find_stated(model)
        if one.relation == "comparedWith"
    }
    if stated:
        return stated
    proposed: dict[str, set[str]] = defaultdict(set)
    for fact in model.facts:
        if fact.relation == "proposesMethod":
            proposed[fact.paper].add(fact.thing)
    pairs: _Pairs = defaultdict(set)
    for fact in model.facts:
        if fact.relation == "comparesWithMethod":
            for method in proposed[fact.paper] - {fact.thing}:
                pairs[method, fact.thing].add(fact.paper)
    return dict(pairs)


def _plot(model: GraphModel, pairs: _Pairs) -> list[Figure]:
    """Return the matrix of the baselines with most partners, and of the methods that meet most of those."""
    partners = Counter(other for _, other in sorted(pairs))
    common = [b for b, n in sorted(partners.items(), key=lambda item: (-item[1], item[0])) if n > 1][:ROWS]
    meets = Counter(one for one, other in sorted(pairs) if other in common)
    methods = [a for a, _ in sorted(meets.items(), key=lambda item: (-item[1], item[0]))][:COLUMNS]
    common = [b for b in common if any((a, b) in pairs for a in methods)]
    # Methods that meet the same baselines stand side by side.
    methods.sort(key=lambda a: ([(a, b) not in pairs for b in common], a))
    if len(common) < 2 or len(methods) < 2:
        return []
    cells: tuple[Row, ...] = tuple(
        (to_ref(model.things[a]), to_ref(model.things[b]), max(1, len(pairs[a, b])) if (a, b) in pairs else 0)
        for b in common
        for a in methods
    )
    return [
        Figure(
            key="method-by-method",
            title="Method against method",
            sentence=f"Across stand the {len(methods)} methods that meet most of the usual baselines, down stand those "
            "baselines. A filled cell counts the papers that compare the two.",
            kind="matrix",
            table=Table(("method", "compared with", "papers"), cells),
            hues=("Method",),
        )
    ]


def _list(model: GraphModel, pairs: _Pairs) -> list[Figure]:
    if not pairs:
        return []
    grouped: dict[str, set[str]] = defaultdict(set)
    papers: dict[str, set[str]] = defaultdict(set)
    for (one, other), found in pairs.items():
        grouped[one].add(other)
        papers[one] |= found
    rows = [
        (
            to_ref(thing),
            tuple(to_ref(other) for other, _ in by_count(model, {other: {other} for other in grouped[thing.iri]})),
            to_refs(model, papers[thing.iri]),
        )
        for thing, _ in by_count(model, grouped)
    ]
    return [
        Figure(
            key="comparison-pairs",
            title="Each method and what it is held against",
            sentence=f"{count(len(rows), 'method')} with {count(len(pairs), 'comparison')}, those with most first.",
            kind="list",
            table=Table(("method", "compared with", "in"), tuple(rows[:LISTED])),
            shown=8,
        )
    ]


def build_introductions(model: GraphModel) -> Section:
    """Return what one paper introduces and other papers take up: how often, and where each comes from."""
    origins: dict[str, set[str]] = defaultdict(set)
    users: dict[str, set[str]] = defaultdict(set)
    for fact in model.facts:
        if fact.role in INTRODUCES:
            origins[fact.thing].add(fact.paper)
        elif works_with(fact):
            users[fact.thing].add(fact.paper)
    taken_up = {thing: users[thing] - origins[thing] for thing in origins}
    ranked = by_count(model, taken_up)
    if not ranked:
        return Section("introduced", "Introduced here, used there", "", ())
    thing, most = ranked[0]
    taken = f"{count(len(ranked), 'is', 'are')} used or compared with by another paper here."
    finding = f"Papers here introduce {count(len(origins), 'thing')}; of these {taken}"
    rows = tuple(
        (
            to_ref(thing),
            find_style(thing.types[0]).one,
            to_refs(model, origins[thing.iri]),
            number,
            to_refs(model, taken_up[thing.iri]),
        )
        for thing, number in ranked
    )
    plotted = Figure(
        key="taken-up",
        title="What others take up",
        sentence=f"{finding} “{thing.label}” is taken up most, by {count(most, 'other paper')}. The bars count those.",
        kind="bars",
        table=Table(("thing", "other papers"), tuple((row[0], row[3]) for row in rows[:BARS])),
        hues=("Paper",),
        query="introduced-and-used-elsewhere",
    )
    listed = Figure(
        key="introduced-and-used",
        title="Who introduced it, who uses it",
        sentence="The papers that introduce each thing and the papers that use it or compare with it.",
        kind="list",
        table=Table(("thing", "type", "introduced by", "other papers", "used by"), rows[:LISTED]),
        query="introduced-and-used-elsewhere",
        shown=8,
    )
    return Section("introduced", "Introduced here, used there", "", (plotted, listed), finding)
