"""What may be missing or wrong: papers with little found, unsure statements, names worth teaching."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from kgbuild.entity_types import ENTITY_TYPES
from kgbuild.graph.model import Fact, GraphModel, Thing
from kgbuild.views.report.values import (
    Figure,
    Quote,
    Row,
    Section,
    Table,
    count,
    share,
    tell_outside,
    to_ref,
)
from kgbuild.views.style import find_style, list_types

LITTLE: Final = 1
LISTED: Final = 500
# Rows that come with their quote: more would make a long page longer.
QUOTED: Final = 40
LOW_MEAN: Final = 0.65
NEAR_MISS: Final = 0.5
SEVERAL: Final = 3


def build_coverage(model: GraphModel, *, quotes: bool = True) -> Section:
    """Return how much is found in papers, what is least sure, and what a list of known names should hold."""
    named: dict[str, set[str]] = {paper: set() for paper in model.papers}
    for fact in model.facts:
        if fact.type in ENTITY_TYPES:
            named[fact.paper].add(fact.thing)
    if not named:
        return Section("coverage", "Coverage", "", ())
    intro = "Where to look first when something seems to be missing or wrong."
    if not any(support.confidence is not None for support in model.supports()):
        intro += (
            " The graph came without its evidence, so nothing can be said about how sure its statements are: "
            "put evidence.ttl beside it."
        )
    few = [paper for paper, things in named.items() if len(things) <= LITTLE]
    finding = "In every paper at least two things were found."
    if few:
        part = share(len(few), len(named))
        finding = f"In {len(few):,} of {count(len(named), 'paper')} ({part}) at most one thing was found."
    if model.outside_field:
        finding += f" {tell_outside(model)}"
    figures = [
        _plot_found(named),
        *_plot_confidence(model),
        *_list_little(model, named, few),
        *_list_outside(model, named),
        *_list_near_misses(model, quotes=quotes),
        *_list_names(model),
        *_list_model_only(model),
    ]
    return Section("coverage", "Coverage", intro, tuple(figures), finding)


def _plot_found(named: dict[str, set[str]]) -> Figure:
    sizes = Counter(len(things) for things in named.values())
    none = f"{count(sizes[0], 'has', 'have')} none at all" if sizes[0] else "none is without any"
    middle = sorted(sizes.elements())[len(named) // 2]
    return Figure(
        key="things-per-paper",
        title="Things found in a paper",
        sentence=f"Half of the papers have {count(middle, 'thing')} or more; {none}. "
        f"The columns count papers by how many {list_types()} each names.",
        kind="columns",
        table=Table(("things found", "papers"), tuple((str(n), sizes[n]) for n in range(max(sizes) + 1))),
        hues=("Paper",),
    )


def _list_little(model: GraphModel, named: dict[str, set[str]], few: list[str]) -> list[Figure]:
    if not few:
        return []
    rows = [
        (to_ref(model.papers[paper]), len(named[paper]), tuple(to_ref(model.things[t]) for t in sorted(named[paper])))
        for paper in few
    ]
    rows.sort(key=lambda row: (row[1], row[0].label.casefold(), row[0].iri))
    return [
        Figure(
            key="papers-with-little",
            title="Papers with little or nothing found",
            sentence=f"{count(len(few), 'paper')} with at most one thing found: an abstract that names little, or a "
            "gap in the extraction.",
            kind="list",
            table=Table(("paper", "found", "namely"), tuple(rows[:LISTED])),
            query="papers-with-nothing-found",
            shown=8,
        )
    ]


def _list_outside(model: GraphModel, named: dict[str, set[str]]) -> list[Figure]:
    if not model.outside_field:
        return []
    rows = [(to_ref(paper), len(named[paper.iri])) for paper in model.outside_field]
    rows.sort(key=lambda row: (row[0].label.casefold(), row[0].iri))
    return [
        Figure(
            key="outside-field",
            title="Papers outside the field",
            sentence=f"{tell_outside(model)} It learned little of their words and names, so there it misses more and "
            "is wrong more often: check what was found in them before you rely on it.",
            kind="list",
            table=Table(("paper", "found"), tuple(rows[:LISTED])),
            query="outside-field",
            shown=8,
        )
    ]


def _plot_confidence(model: GraphModel) -> list[Figure]:
    sure = [support.confidence for support in model.supports() if support.confidence is not None]
    if not sure:
        return []
    # Tenths: 0.7 belongs to "0.7 to 0.8", and 1 to the last.
    tenths = Counter(min(9, int(value * 10 + 1e-9)) for value in sure)
    unsure = sum(value < NEAR_MISS for value in sure)
    low = min(tenths)
    return [
        Figure(
            key="confidence",
            title="How sure the statements are",
            sentence=f"{unsure:,} of {count(len(sure), 'statement')} ({share(unsure, len(sure))}) have a confidence "
            f"below {NEAR_MISS}. Confidence estimates how likely a statement is right.",
            kind="columns",
            table=Table(
                ("confidence", "statements"),
                tuple((f"{n / 10:.1f}–{(n + 1) / 10:.1f}", tenths[n]) for n in range(low, 10)),
            ),
            hues=("Method",),
        )
    ]


def _list_near_misses(model: GraphModel, *, quotes: bool) -> list[Figure]:
    unsure = [fact for fact in model.facts if fact.confidence is not None and fact.confidence < NEAR_MISS]
    # What is kept differs by type: the nearest to being left out are those nearest to the least sure of their type.
    least: dict[str, float] = {}
    for fact in unsure:
        least[fact.type] = min(least.get(fact.type, 1.0), fact.confidence or 0.0)
    unsure.sort(
        key=lambda fact: (
            round((fact.confidence or 0.0) - least[fact.type], 4),
            fact.paper,
            fact.thing,
            fact.relation,
        )
    )
    if not unsure:
        return []
    rows = [_near_miss(model, fact, quotes=quotes and n < QUOTED) for n, fact in enumerate(unsure[:LISTED])]
    columns = ("thing", "taken as", "confidence", "paper", *(("text",) if quotes else ()))
    return [
        Figure(
            key="near-misses",
            title="Near misses",
            sentence=f"{count(len(unsure), 'statement')} only just made it in, the least sure of each type first. "
            "If these are mostly wrong, build again with --min-confidence; if mostly right, the graph may miss more.",
            kind="list",
            table=Table(columns, tuple(row[: len(columns)] for row in rows)),
        )
    ]


def _near_miss(model: GraphModel, fact: Fact, *, quotes: bool) -> Row:
    mention = next((one for one in fact.support.mentions if one.text), None) if quotes else None
    found = Quote(mention.prefix, mention.text, mention.suffix) if mention else None
    taken_as = f"{find_style(fact.type).one.lower()}, {fact.role or 'linked'}"
    sure = None if fact.confidence is None else round(fact.confidence, 2)
    return to_ref(model.things[fact.thing]), taken_as, sure, to_ref(model.papers[fact.paper]), found


def _group(model: GraphModel) -> dict[str, list[Fact]]:
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in model.facts:
        if fact.type in ENTITY_TYPES:
            groups[fact.thing].append(fact)
    return groups


def _papers(facts: Iterable[Fact]) -> int:
    return len({fact.paper for fact in facts})


def _list_names(model: GraphModel) -> list[Figure]:
    """Return names in several papers that the extractor takes now as this, now as that, or is unsure of."""
    found: list[tuple[int, float | None, Thing, str, str]] = []
    for iri, facts in _group(model).items():
        papers = _papers(facts)
        kinds = {kind: _papers(fact for fact in facts if fact.type == kind) for kind in model.things[iri].types}
        kinds = {kind: number for kind, number in kinds.items() if number}
        sure = [fact.confidence for fact in facts if fact.confidence is not None]
        mean = sum(sure) / len(sure) if sure else None
        why = [f"{len(kinds)} types"] if len(kinds) > 1 else []
        why += ["low confidence"] if mean is not None and mean < LOW_MEAN else []
        if papers > 1 and why:
            types = ", ".join(f"{find_style(kind).one} {number:,}" for kind, number in kinds.items())
            found.append((papers, mean, model.things[iri], types, " and ".join(why)))
    found.sort(key=lambda item: (-item[0], item[2].label.casefold(), item[2].iri))
    if not found:
        return []
    return [
        Figure(
            key="names-to-teach",
            title="Names worth adding to the lexicon",
            sentence=f"{count(len(found), 'name')} in several papers that {'is' if len(found) == 1 else 'are'} taken "
            "for different types or with little confidence. A line in your own list of names (--lexicon) settles each: "
            "take the file, keep and correct the lines that you know to be right, and build again.",
            kind="list",
            table=Table(
                ("name", "taken as", "papers", "mean confidence", "why"),
                tuple(
                    (to_ref(thing), types, papers, None if mean is None else round(mean, 2), why)
                    for papers, mean, thing, types, why in found[:LISTED]
                ),
            ),
            download=("names.tsv", "Lexicon to edit (TSV)", to_lexicon(item[2] for item in found[:LISTED])),
        )
    ]


def to_lexicon(things: Iterable[Thing]) -> str:
    """Return names as a list that --lexicon takes: tab-separated name, type and aliases."""
    lines = ["name\ttype\taliases"]
    for thing in things:
        names = [" ".join(name.split()) for name in (thing.label, *thing.aliases)]
        # A spreadsheet would take these for formulas, and no method is called so.
        fit = [name for name in names if name and name[0] not in "=+-@#" and "|" not in name]
        if names[0] in fit:
            lines.append(f"{names[0]}\t{thing.types[0]}\t{'|'.join(fit[1:])}")
    return "\n".join(lines) + "\n"


def _list_model_only(model: GraphModel) -> list[Figure]:
    """Return what several papers name and the model alone found, where other finders had their chance too."""
    groups = _group(model)
    if not any(fact.support.is_confirmed for facts in groups.values() for fact in facts):
        return []
    only = [
        (_papers(facts), model.things[iri])
        for iri, facts in groups.items()
        if _papers(facts) >= SEVERAL and not any(fact.support.is_confirmed for fact in facts)
    ]
    only.sort(key=lambda item: (-item[0], item[1].label.casefold(), item[1].iri))
    if not only:
        return []
    return [
        Figure(
            key="model-only",
            title="Found by the model alone",
            sentence=f"{count(len(only), 'thing')} in at least {SEVERAL} papers that no list of names and no rule "
            "confirms anywhere.",
            kind="list",
            table=Table(
                ("name", "type", "papers"),
                tuple((to_ref(thing), find_style(thing.types[0]).one, papers) for papers, thing in only[:LISTED]),
            ),
            shown=8,
        )
    ]
