"""Which data goes with which task: the modality of each, the tasks that well-known data is made for.

Lists of names, written for this from general knowledge (`data.tsv`, `tasks.tsv`, `words.tsv`). They say of a task
whether it is a problem, for which data needs labels of its own (object detection needs boxes); a setting, a way to
learn that can be tried on any data of its modality (continual learning); or too general to say anything. What they do
not know they leave open.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from kgbuild.identity.names import american, name_words, thing_key

Kind = Literal["problem", "setting", "general"]
SOURCE: Final = "source"
"""The modality of what is no labelled data but a source of text or facts, such as Wikipedia: all tasks draw on it."""
_ENDINGS: Final = re.compile(r"\s+(?:tasks?|problems?|datasets?|benchmarks?|corpus|corpora|test set)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Task:
    """What is known of a task by its name; without a modality it is of any (a setting) or not known (a problem)."""

    kind: Kind
    modalities: frozenset[str]


@dataclass(frozen=True, slots=True)
class Data:
    """What is known of data: its modalities, and the keys of the tasks that it is made for."""

    modalities: frozenset[str]
    tasks: frozenset[str]

    def is_for(self, keys: Iterable[str]) -> bool:
        """Tell whether it is made for a task with one of these keys, or for a kind of it ("detection")."""
        return any(known == key or known.endswith(key) or key.endswith(known) for key in keys for known in self.tasks)


def find_task(names: Iterable[str]) -> Task:
    """Return what is known of a task under one of its names: by the lists, else by words in its first name."""
    listed, all_names = _tasks(), list(names)
    for name in all_names:
        if found := listed.get(task_key(name)):
            return found
    return Task("problem", frozenset(_find_modalities(all_names[0])) if all_names else frozenset())


def find_data(names: Iterable[str]) -> Data | None:
    """Return what is known of a dataset or benchmark under any of its names."""
    listed = _data()
    found = [known for name in names if (known := listed.get(thing_key(_ENDINGS.sub("", name))))]
    if not found:
        return None
    return Data(frozenset().union(*(k.modalities for k in found)), frozenset().union(*(k.tasks for k in found)))


def task_key(name: str) -> str:
    """Return the key under which spellings of a task are one."""
    return "".join(map(american, name_words(_ENDINGS.sub("", name))))


@cache
def _tasks() -> Mapping[str, Task]:
    found = {}
    for row in _rows("tasks.tsv"):
        kind: Kind = "setting" if row["kind"] == "setting" else "general"
        for name in row["names"].split("|"):
            found[task_key(name)] = Task(kind, frozenset(filter(None, row["modality"].split("|"))))
    return found


@cache
def _data() -> Mapping[str, Data]:
    modalities: dict[str, set[str]] = {}
    tasks: dict[str, set[str]] = {}
    for row in _rows("data.tsv"):
        for key in map(thing_key, row["names"].split("|")):
            modalities.setdefault(key, set()).update(row["modality"].split("|"))
            tasks.setdefault(key, set()).update(task_key(task) for task in row["tasks"].split("|") if task)
    return {key: Data(frozenset(modalities[key]), frozenset(tasks[key])) for key in modalities}


@cache
def _words() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (row["modality"], re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, row['words'].split('|')))})(?!\w)"))
        for row in _rows("words.tsv")
    )


def _find_modalities(name: str) -> Iterator[str]:
    text = name.casefold()
    return (modality for modality, words in _words() if words.search(text))


def _rows(file: str) -> Iterator[dict[str, str]]:
    text = files("kgbuild.affinity").joinpath(file).read_text("utf-8")
    return iter(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
