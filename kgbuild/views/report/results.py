"""What numbers the papers report: a leaderboard where several can stand beside each other, and the list of all."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from kgbuild.graph.model import GraphModel, Result
from kgbuild.views.report.values import Cell, Exact, Figure, Quote, Ref, Row, Section, Table, count, to_ref

# Boards on the page, those with most numbers first; the list below them has the numbers of all.
BOARDS: Final = 24
LISTED: Final = 2000
# What a leaderboard can be of.
_DATA: Final = frozenset({"Dataset", "Benchmark"})

_Boards = dict[tuple[str, str], list[Result]]


def build_results(model: GraphModel, *, quotes: bool = True) -> Section:
    """Return a leaderboard for each dataset or benchmark with at least two scores in one metric, and all numbers."""
    if not model.results:
        return Section("results", "Results", "", ())
    boards = _find_boards(model)
    measured = Counter(one.on for one in model.results if one.on)
    finding = f"The papers report {count(len(model.results), 'number')} as outcomes"
    finding += f", on {count(len(measured), 'dataset, benchmark or task', 'datasets, benchmarks and tasks')}."
    ranked = sorted(boards.items(), key=lambda board: (-len(board[1]), _label(model, board[0][0]), board[0]))
    figures = [_board(model, number, *board, quotes=quotes) for number, board in enumerate(ranked[:BOARDS], 1)]
    rows = sorted(model.results, key=lambda one: (-measured[one.on], *_order(model, one)))
    figures.append(
        Figure(
            key="claims",
            title="All numbers that are claimed",
            sentence=f"{count(len(rows), 'number')}, each with the sentence that it stands in, those on what has most "
            "of them first. A gain is the distance to something else; what is not said has no entry.",
            kind="list",
            table=_table(model, rows[:LISTED], ("of", "result", "number", "in metric", "on", "against"), quotes=quotes),
            shown=8,
            query=_query(model, measured),
        )
    )
    intro = "As titles and abstracts give them: numbers under other conditions can stand side by side."
    if (more := len(ranked) - BOARDS) > 0:
        intro += (
            f" {count(more, 'leaderboard')} with fewer numbers {'is' if more == 1 else 'are'} left to the list of all."
        )
    return Section("results", "Results", intro, tuple(figures), finding)


def build_contributions(model: GraphModel) -> Section:
    """Return how many papers contribute what: a method, a resource, a study and so on."""
    kinds = Counter(kind for paper in model.papers.values() for kind in paper.kinds)
    main = Counter(paper.kinds[0] for paper in model.papers.values() if paper.kinds)
    if not kinds:
        return Section("contributions", "What papers contribute", "", ())
    ranked = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    finding = f"{count(sum(main.values()), 'paper')} say what they contribute, mainly " + ", ".join(
        f"{kind} ({number:,})" for kind, number in sorted(main.items(), key=lambda item: (-item[1], item[0]))
    )
    figure = Figure(
        key="kinds-of-contribution",
        title="What papers contribute",
        sentence=f"{finding}. The bars count papers, one that contributes several kinds for each.",
        kind="bars",
        table=Table(("kind", "papers"), tuple(ranked)),
        hues=("Paper",),
        query="papers-by-kind",
    )
    return Section("contributions", "What papers contribute", "", (figure,), f"{finding}.")


def _find_boards(model: GraphModel) -> _Boards:
    """Return (dataset or benchmark, metric) -> its scores, where at least two are numbers."""
    boards: defaultdict[tuple[str, str], list[Result]] = defaultdict(list)
    for one in model.results:
        is_score = one.kind != "gain" and one.value is not None
        if is_score and one.metric and one.on and _DATA.intersection(model.things[one.on].types):
            boards[one.on, one.metric].append(one)
    return {key: found for key, found in boards.items() if len(found) > 1}


def _board(model: GraphModel, number: int, key: tuple[str, str], found: Sequence[Result], *, quotes: bool) -> Figure:
    data, metric = (_label(model, iri) for iri in key)
    rows = sorted(found, key=lambda one: (-(one.value or 0.0), _order(model, one)))
    return Figure(
        key=f"leaderboard-{number}",
        title=f"{metric} on {data}",
        sentence=f"{count(len(rows), 'score')}, the highest first; the metric says whether that is the best.",
        kind="list",
        table=_table(model, rows, ("of", "result", "number"), quotes=quotes),
        shown=10,
        query=f'results-on --param x="{_quoted(data)}"',
    )


def _table(model: GraphModel, found: Sequence[Result], columns: tuple[str, ...], *, quotes: bool) -> Table:
    """Return the rows of results: the columns that are asked for, then the paper and the sentence."""
    named = (*columns, "paper", *(("sentence",) if quotes else ()))
    return Table(named, tuple(_row(model, one, named) for one in found))


def _row(model: GraphModel, one: Result, columns: Sequence[str]) -> Row:
    quote = next((mention for mention in one.support.mentions if mention.text), None)
    cells: dict[str, Cell] = {
        "of": "the paper" if one.subject in model.papers else _ref(model, one.subject),
        "result": f"gain: {one.text}" if one.kind == "gain" else one.text,
        "number": None if one.value is None else Exact(one.value),
        "in metric": _ref(model, one.metric),
        "on": _ref(model, one.on),
        "against": _ref(model, one.versus),
        "paper": _ref(model, one.paper),
        "sentence": Quote(quote.prefix, quote.text, quote.suffix) if quote else None,
    }
    return tuple(cells[name] for name in columns)


def _ref(model: GraphModel, iri: str) -> Ref | None:
    return to_ref(model.node(iri)) if iri else None


def _label(model: GraphModel, iri: str) -> str:
    return model.node(iri).label if iri else ""


def _order(model: GraphModel, one: Result) -> tuple[object, ...]:
    """Return what results are listed by: where, in which metric, scores before gains, the highest first."""
    names = (_label(model, iri).casefold() for iri in (one.on, one.metric))
    return (not one.on, *names, one.kind, -(one.value or 0.0), _label(model, one.subject).casefold(), one.iri)


def _query(model: GraphModel, measured: Counter[str]) -> str:
    """Return the command line that lists the numbers on what has most of them."""
    if not measured:
        return ""
    most = min(measured, key=lambda iri: (-measured[iri], iri))
    return f'results-on --param x="{_quoted(_label(model, most))}"'


def _quoted(name: str) -> str:
    """Return a name for a command line to show; quotes and the like are left for the reader to mend."""
    return "".join(c for c in name if c not in '"\\$`!\r\n')
