"""Which methods, datasets, benchmarks, tasks and metrics most papers work with."""

from collections import defaultdict
from typing import Final

from kgbuild.entity_types import ENTITY_TYPES, TYPE_ROWS
from kgbuild.graph.model import GraphModel, Thing
from kgbuild.views.report.values import MENTIONS, Figure, Section, Table, by_count, count, share, to_ref
from kgbuild.views.style import find_style

BARS: Final = 15


def group_papers(model: GraphModel) -> dict[str, dict[str, set[str]]]:
    """Return type -> thing -> the papers that do more than mention it as that type."""
    groups: dict[str, dict[str, set[str]]] = {name: defaultdict(set) for name in ENTITY_TYPES}
    for fact in model.facts:
        if fact.type in groups and fact.role != MENTIONS:
            groups[fact.type][fact.thing].add(fact.paper)
    return groups


def build_usage(model: GraphModel) -> Section:
    """Return a bar chart for each type that any paper works with."""
    figures = []
    groups = group_papers(model)
    for name in ENTITY_TYPES:
        ranked = by_count(model, groups[name])
        if not ranked:
            continue
        style = find_style(name)
        top, most = ranked[0]
        lead = (
            f"“{top.label}” leads, in {most:,} of {count(len(model.papers), 'paper')} "
            f"({share(most, len(model.papers))})."
        )
        if tied := find_tie(ranked):
            lead = f"None leads alone: {tied:,} {style.many.lower()} are in {count(most, 'paper')} each."
        shown = find_shown(ranked)
        rest = len(ranked) - len(shown)
        part = f"{count(rest, 'more follows', 'more follow')}" if rest else "these are all"
        if rest and ranked[len(shown)][1] == 1:
            part = f"{count(rest, 'other is', 'others are')} in a single paper{'' if rest == 1 else ' each'}"
        figures.append(
            Figure(
                key=f"most-used-{style.many.lower()}",
                title=style.many,
                sentence=f"{lead} Each bar counts the papers that {TYPE_ROWS[name].verb}; {part}.",
                kind="bars",
                table=Table((style.one, "papers"), tuple((to_ref(thing), number) for thing, number in shown)),
                hues=(name,),
                query=f"most-used --param type={name}",
            )
        )
    # Two stand side by side: those of like height together, and what is short alone in the last row.
    figures.sort(key=lambda figure: -len(figure.table.rows))
    return Section(
        "most-used",
        "What papers work with",
        "Things that a paper only mentions as background do not count here.",
        tuple(figures),
        _find_finding(model, groups),
    )


def find_tie(ranked: list[tuple[Thing, int]]) -> int:
    """Return how many share the first place, 0 where one has it alone."""
    tied = sum(number == ranked[0][1] for _, number in ranked)
    return tied if tied > 1 else 0


def find_shown(ranked: list[tuple[Thing, int]]) -> list[tuple[Thing, int]]:
    """Return what a bar chart shows: the first, without those of a single paper, unless there is nothing else."""
    shared = [pair for pair in ranked if pair[1] > 1]
    return (shared or ranked)[:BARS]


def _find_finding(model: GraphModel, groups: dict[str, dict[str, set[str]]]) -> str:
    leaders = []
    for name, words in (
        ("Method", "most used method"),
        ("Dataset", "most used dataset"),
        ("Task", "most studied task"),
    ):
        ranked = by_count(model, groups[name])
        if ranked and not find_tie(ranked):
            leaders.append(f"{words} is “{ranked[0][0].label}” ({count(ranked[0][1], 'paper')})")
    if not leaders:
        return ""
    return "The " + ", the ".join(leaders) + "."
