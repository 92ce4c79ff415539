"""Pairs of a task and data that one might expect together, and that no paper of the graph brings together.

That two never meet says nothing by itself. A pair is a gap here only where the graph gives a reason to expect it: other
data has the task, and stands beside this data in papers. And none where lists of well-known names (`kgbuild.affinity`)
tell that it is none: data that is made for the task (people use it, whether abstracts say so or not), data without
labels for it, another modality, a task too general or a source too broad for its absence to mean anything.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kgbuild.affinity import SOURCE, Data, Task, find_data, find_task, task_key
from kgbuild.graph.model import Thing
from kgbuild.views.report.values import Figure, Section, Table, count, to_ref
from kgbuild.views.style import find_style

LISTED: Final = 200
# So many papers have to speak for a gap, on either side and on both together; more where the lists do not know an end.
_LEAST: Final = 1
_MORE: Final = 2
_TOGETHER: Final = 3
_MAJORITY: Final = 0.6

Papers = Mapping[str, set[str]]
Ranked = list[tuple[Thing, int]]


@dataclass(frozen=True, slots=True)
class Gap:
    """A task and data that never meet; `near` is the data that speaks most for it.

    `having` papers work on the task with `near`, and `beside` have `near` beside the data. `weight` is what all such
    data says together.
    """

    task: Thing
    data: Thing
    near: Thing
    having: int
    beside: int
    weight: int


def find_gaps(tasks: Ranked, data: Ranked, working: Papers, using: Papers, things: Mapping[str, Thing]) -> list[Gap]:
    """Return the gaps, the likeliest first.

    `tasks` and `data` are what is well populated, `working` and `using` the papers of every task and of all data,
    `things` what their IRIs stand for.
    """
    natures = _Natures(working, using, things)
    named = _group_by_paper(using)
    beside = _count_beside(named)
    gaps = []
    for task, _ in tasks:
        met = Counter(other for paper in working[task.iri] for other in named[paper])
        spoken_for = set[str]().union(*(beside[other] for other in met)).difference(met)
        for thing, _ in data:
            if thing.iri not in spoken_for or thing.iri == task.iri or not natures.may_meet(task, thing):
                continue
            least = _LEAST if natures.is_clear(task, thing) else _MORE
            shared = {
                other: (met[other], number)
                for other, number in beside[thing.iri].items()
                if other in met and other != task.iri and natures.is_alike(thing.iri, other)
            }
            shared = {other: both for other, both in shared.items() if min(both) >= least}
            if shared:
                near = min(shared, key=lambda one: (-min(shared[one]), -sum(shared[one]), one))
                weight = sum(min(both) for both in shared.values())
                if weight == _LEAST and sum(shared[near]) < _TOGETHER:
                    continue
                gaps.append(Gap(task, thing, things[near], *shared[near], weight))
    return sorted(
        gaps,
        key=lambda gap: (
            -gap.weight,
            -gap.having - gap.beside,
            gap.task.label.casefold(),
            gap.data.label.casefold(),
            gap.task.iri,
            gap.data.iri,
        ),
    )


def build_gaps(gaps: list[Gap], least: int) -> Section:
    """Return the section of gaps; nothing where there is none."""
    if not gaps:
        return Section("gaps", "Gaps", "", ())
    first = gaps[0]
    finding = f"No paper brings “{first.task.label}” together with “{first.data.label}”, though one might expect it."
    listed = Figure(
        key="gaps",
        title="Gaps that look within reach",
        sentence=f"{count(len(gaps), 'pair')} of a task and a dataset or benchmark, each in at least "
        f"{count(least, 'paper')}, never meet in a paper, though like data meets the task. Those that most speaks for "
        "come first.",
        kind="list",
        table=Table(
            ("task", "dataset or benchmark", "type", "why one might expect it"),
            tuple(
                (to_ref(gap.task), to_ref(gap.data), find_style(gap.data.type).one, _tell(gap)) for gap in gaps[:LISTED]
            ),
        ),
    )
    intro = (
        "What papers here might do, and none says that it does: an abstract need not name all its data. As far as "
        "lists of well-known names tell, pairs that belong together anyway are left out, and so are data of another "
        "modality and data without labels for the task."
    )
    return Section("gaps", "Gaps", intro, (listed,), finding)


def _tell(gap: Gap) -> str:
    with_it = count(gap.having, "paper works on it", "papers work on it")
    return f"{with_it} with “{gap.near.label}”, which is used beside “{gap.data.label}” in {count(gap.beside, 'paper')}"


def _group_by_paper(using: Papers) -> defaultdict[str, set[str]]:
    """Return paper -> the data in it."""
    named: defaultdict[str, set[str]] = defaultdict(set)
    for thing, papers in using.items():
        for paper in papers:
            named[paper].add(thing)
    return named


def _count_beside(named: Mapping[str, set[str]]) -> defaultdict[str, Counter[str]]:
    """Return data -> other data -> in how many papers both are."""
    beside: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for things in named.values():
        for one in things:
            beside[one].update(things - {one})
    return beside


class _Natures:
    """What is known of the tasks and data of a graph: by the lists, else by what they mostly meet."""

    def __init__(self, working: Papers, using: Papers, things: Mapping[str, Thing]) -> None:
        self._data: dict[str, Data | None] = {iri: find_data(_names(things[iri])) for iri in using}
        self._tasks: dict[str, Task] = {iri: find_task(_names(things[iri])) for iri in working}
        problems = {iri for iri, task in self._tasks.items() if task.kind == "problem" and task.modalities}
        self._keys = {iri: frozenset(map(task_key, _names(things[iri]))) for iri in working}
        voting: defaultdict[str, Counter[str]] = defaultdict(Counter)  # paper -> modality -> its problems that have it
        voters: Counter[str] = Counter()
        for iri in problems:
            for paper in working[iri]:
                voting[paper].update(self._tasks[iri].modalities)
                voters[paper] += 1
        self._modalities: dict[str, frozenset[str]] = {
            iri: known.modalities if known else _vote(papers, voting, voters)
            for iri, papers in using.items()
            for known in [self._data[iri]]
        }

    def may_meet(self, task: Thing, data: Thing) -> bool:
        """Tell whether anything would follow from a task and data that meet, as far as is known."""
        known, nature = self._data[data.iri], self._tasks[task.iri]
        modalities = self._modalities[data.iri]
        if nature.kind == "general" or SOURCE in modalities:
            return False
        if known is not None and (nature.kind == "problem" or known.is_for(self._keys[task.iri])):
            return False  # it is made for the task, or it has no labels for it
        if nature.modalities and modalities:
            return bool(nature.modalities & modalities)
        return nature.kind == "setting" or bool(nature.modalities) == bool(modalities)

    def is_clear(self, task: Thing, data: Thing) -> bool:
        """Tell whether the lists know both ends, so that little evidence will do."""
        return self._data[data.iri] is not None and self._tasks[task.iri].kind == "setting"

    def is_alike(self, one: str, other: str) -> bool:
        """Tell whether two data sets may be of one modality."""
        first, second = self._modalities[one], self._modalities[other]
        return SOURCE not in second and (bool(first & second) or not (first or second))


def _names(thing: Thing) -> tuple[str, ...]:
    return (thing.label, *thing.aliases)


def _vote(papers: set[str], voting: Mapping[str, Counter[str]], voters: Mapping[str, int]) -> frozenset[str]:
    """Return the modality that most problems have on which papers work that use some data; none where they differ."""
    votes: Counter[str] = Counter()
    for paper in papers & voting.keys():
        votes.update(voting[paper])
    least = _MAJORITY * sum(voters[paper] for paper in papers & voting.keys())
    return frozenset(one for one, number in votes.items() if number >= least)
