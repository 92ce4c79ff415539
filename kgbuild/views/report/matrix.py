"""Which tasks meet which data, and where well-populated ones never do."""

from collections import defaultdict
from typing import Final

from kgbuild.graph.model import GraphModel, Thing
from kgbuild.views.report.usage import group_papers
from kgbuild.views.report.values import Figure, Row, Section, Table, by_count, count, to_ref
from kgbuild.views.style import find_style

ROWS: Final = 16
COLUMNS: Final = 14
GAPS: Final = 200
# From so many papers on, a task or a dataset is well populated; less where a graph has too few of them.
_POPULATED: Final = (3, 2, 1)

_Papers = dict[str, set[str]]
_Ranked = list[tuple[Thing, int]]


def build_matrix(model: GraphModel) -> Section:
    """Return the matrix of tasks and data (datasets and benchmarks), and the pairs that no paper brings together."""
    groups = group_papers(model)
    tasks: _Papers = dict(groups["Task"])
    data: _Papers = defaultdict(set)
    for name in ("Dataset", "Benchmark"):
        for thing, papers in groups[name].items():
            data[thing] |= papers
    intro = (
        "A filled cell counts the papers that work on the task and use the dataset or benchmark. "
        "An empty cell is a gap: both are studied, never in the same paper."
    )
    least = next((n for n in _POPULATED if _is_enough(tasks, n) and _is_enough(data, n)), 0)
    met = _find_met(tasks, data)
    if not least or not any(met.values()):
        return Section("tasks-and-data", "Tasks and their data", "", ())
    rows = [pair for pair in by_count(model, tasks) if pair[1] >= least]
    columns = [pair for pair in by_count(model, data) if pair[1] >= least]
    gaps = _find_gaps(rows, columns, met)
    figures = [*_plot(rows, columns, tasks, data, met), *_list_gaps(gaps, least)]
    finding = ""
    if gaps:
        first, other = gaps[0][1], gaps[0][2]
        finding = (
            f"No paper brings “{first.label}” together with “{other.label}”, although the graph connects them closely."
        )
    return Section("tasks-and-data", "Tasks and their data", intro, tuple(figures), finding)


def _find_met(tasks: _Papers, data: _Papers) -> dict[str, set[str]]:
    """Return task -> the data that some paper brings together with it."""
    used: dict[str, set[str]] = defaultdict(set)
    for thing, papers in data.items():
        for paper in papers:
            used[paper].add(thing)
    return {task: set().union(*(used[paper] for paper in papers if paper in used)) for task, papers in tasks.items()}


def _is_enough(groups: _Papers, least: int) -> bool:
    return sum(len(papers) >= least for papers in groups.values()) >= 3 or (least == 1 and bool(groups))


def _plot(rows: _Ranked, columns: _Ranked, tasks: _Papers, data: _Papers, met: dict[str, set[str]]) -> list[Figure]:
    """Return the matrix of the most studied data and the most studied tasks that meet any of it."""
    columns = [(d, n) for d, n in columns if any(d.iri in met[task.iri] for task, _ in rows)][:COLUMNS]
    rows = [(t, n) for t, n in rows if any(d.iri in met[t.iri] for d, _ in columns)][:ROWS]
    columns = [(d, n) for d, n in columns if any(d.iri in met[task.iri] for task, _ in rows)]
    met_by = [(len(tasks[t.iri] & data[d.iri]), d, t) for t, _ in rows for d, _ in columns]
    if not met_by:
        return []
    filled = sum(bool(number) for number, *_ in met_by)
    most, d, t = max(met_by, key=lambda cell: cell[0])
    cells: tuple[Row, ...] = tuple((to_ref(d), to_ref(t), number) for number, d, t in met_by)
    sentence = (
        f"The {len(rows)} most studied tasks that meet any of the {len(columns)} most used datasets and benchmarks: "
        f"{filled} of {len(cells)} pairs occur. The most frequent is “{t.label}” with “{d.label}”, in "
        f"{count(most, 'paper')}."
    )
    return [
        Figure(
            key="task-by-dataset",
            title="Tasks by datasets and benchmarks",
            sentence=sentence,
            kind="matrix",
            table=Table(("dataset or benchmark", "task", "papers"), cells),
            hues=("Task",),
            query="benchmarks-by-task",
        )
    ]


def _find_gaps(rows: _Ranked, columns: _Ranked, met: dict[str, set[str]]) -> list[tuple[int, Thing, Thing, int, int]]:
    """Return (ties, task, data, papers of each) for pairs that never meet, the closest first.

    Two that never meet are close when many other tasks tie them: tasks that meet the data, and share other data
    with the task.
    """
    meets: dict[str, set[str]] = defaultdict(set)
    for task, things in met.items():
        for thing in things:
            meets[thing].add(task)
    near = {task.iri: {t for d in met[task.iri] for t in meets[d]} for task, _ in rows}
    gaps = [
        (len(meets[d.iri] & near[t.iri]), t, d, n, m)
        for t, n in rows
        for d, m in columns
        if d.iri not in met[t.iri] and t.iri != d.iri
    ]
    return sorted(
        (gap for gap in gaps if gap[0]),
        key=lambda gap: (-gap[0], -gap[3] * gap[4], gap[1].label.casefold(), gap[2].label.casefold(), gap[1].iri),
    )


def _list_gaps(gaps: list[tuple[int, Thing, Thing, int, int]], least: int) -> list[Figure]:
    if not gaps:
        return []
    return [
        Figure(
            key="gaps",
            title="Gaps that look within reach",
            sentence=f"{count(len(gaps), 'pair')} of a task and a dataset or benchmark, each in at least "
            f"{count(least, 'paper')}, never meet in a paper although other tasks tie them: those tasks use this data, "
            "and share other data with the task. The more ties, the likelier the gap is worth a look.",
            kind="list",
            table=Table(
                ("task", "papers on it", "dataset or benchmark", "type", "papers with it", "tying tasks"),
                tuple(
                    (to_ref(t), n, to_ref(d), find_style(d.types[0]).one, m, ties) for ties, t, d, n, m in gaps[:GAPS]
                ),
            ),
        )
    ]
