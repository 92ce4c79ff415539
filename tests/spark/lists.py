# ruff: noqa: ARG002, N802, N803, N815, S301 -- the names and arguments are Spark's, the pickles ours
"""Spark's operations on lists: what the engine decides, checked in a moment and without Spark.

Only what the engine uses is here, under Spark's names for it. Whether Spark does the same is for `test_spark.py`.
"""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

from kgbuild.engines.spark.shuffles import Cluster


class Rows:
    """An RDD whose rows have been through pickle, and come in another order after each shuffle."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.rows = list(rows)

    def collect(self) -> list[Any]:
        return pickle.loads(pickle.dumps(self.rows))

    def map(self, what: Callable[[Any], Any], preservesPartitioning: bool = False) -> Rows:
        return Rows(map(what, self.rows))

    def flatMap(self, what: Callable[[Any], Iterable[Any]]) -> Rows:
        return Rows(new for row in self.rows for new in what(row))

    def mapValues(self, what: Callable[[Any], Any]) -> Rows:
        return Rows((key, what(value)) for key, value in self.rows)

    def mapPartitions(self, what: Callable[[Any], Any], preservesPartitioning: bool = False) -> Rows:
        return Rows(what(iter(self.rows)))

    def filter(self, what: Callable[[Any], bool]) -> Rows:
        return Rows(filter(what, self.rows))

    def union(self, other: Rows) -> Rows:
        return Rows([*other.rows, *self.rows])

    def values(self) -> Rows:
        return Rows(value for _, value in self.rows)

    def groupByKey(self, parts: int = 1) -> Rows:
        found: defaultdict[Any, list[Any]] = defaultdict(list)
        for key, value in reversed(self.collect()):
            found[key].append(value)
        return Rows(found.items())

    def reduceByKey(self, what: Callable[[Any, Any], Any], parts: int = 1) -> Rows:
        return self.groupByKey().mapValues(lambda values: reduce(what, values))

    def cogroup(self, other: Rows, parts: int = 1) -> Rows:
        ours, theirs = (dict(rows.groupByKey().rows) for rows in (self, other))
        return Rows((key, (ours.get(key, []), theirs.get(key, []))) for key in {**theirs, **ours})

    def join(self, other: Rows, parts: int = 1) -> Rows:
        return self.cogroup(other).flatMap(lambda row: [(row[0], (a, b)) for a in row[1][0] for b in row[1][1]])

    def leftOuterJoin(self, other: Rows, parts: int = 1) -> Rows:
        return self.cogroup(other).flatMap(
            lambda row: [(row[0], (a, b)) for a in row[1][0] for b in row[1][1] or [None]]
        )

    def partitionBy(self, parts: int) -> Rows:
        return Rows(reversed(self.rows))

    def distinct(self, parts: int = 1) -> Rows:
        return Rows(dict.fromkeys(reversed(self.rows)))

    def fold(self, zero: Any, what: Callable[[Any, Any], Any]) -> Any:
        return reduce(what, self.rows, zero)

    def takeOrdered(self, count: int, key: Callable[[Any], Any]) -> list[Any]:
        return sorted(self.rows, key=key)[:count]

    def sortByKey(self) -> Rows:
        return Rows(sorted(self.rows, key=lambda row: row[0]))

    def count(self) -> int:
        return len(self.rows)

    def isEmpty(self) -> bool:
        return not self.rows


class _Context:
    def parallelize(self, rows: Iterable[Any], parts: int = 1) -> Rows:
        return Rows(rows)


class _Session:
    sparkContext = _Context()


class Lists(Cluster):
    """A cluster whose RDDs are lists."""

    def __init__(self) -> None:
        super().__init__(_Session(), 2)

    def tell(self, what: str) -> None:
        """Say nothing."""

    def keep(self, found: Any) -> Any:
        return found

    def look_up(self, asks: Any, table: Any) -> Any:
        answers = dict(table.collect())
        assert len(answers) == len(table.rows), "a key has one value"
        return Rows((asker, (key, answers[key])) for key, asker in asks.rows if key in answers)
