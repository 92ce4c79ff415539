"""What the engine asks of Spark beyond its own operations: answers by key, connected components, kept results."""

import hashlib
import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.sql import SparkSession

Edge = tuple[Any, Any]


@dataclass
class Cluster:
    """A running Spark, and into how many parts the work is divided."""

    session: "SparkSession"
    parts: int
    _kept: list[Any] = field(default_factory=list)

    def tell(self, what: str) -> None:
        """Name the work to come in Spark's own pages and progress bar."""
        self.session.sparkContext.setJobDescription(f"kgbuild: {what}")

    def keep(self, found: Any) -> Any:
        """Return an RDD or DataFrame whose partitions are kept on the executors' disks once they are worked out.

        Those of an executor that is lost are worked out again.
        """
        from pyspark import StorageLevel

        self._kept.append(found.persist(StorageLevel.DISK_ONLY))
        return found

    def forget(self) -> None:
        """Give up what was kept."""
        for found in self._kept:
            found.unpersist()
        self._kept.clear()

    def spread(self, found: "RDD[Any]") -> "RDD[Any]":
        """Return pairs with those of one key in one part; the same key is in the same part of every such RDD."""
        return found.partitionBy(self.parts)

    def group(self, found: "RDD[Any]") -> "RDD[Any]":
        """Return (key, list of values) for pairs; the values come in no order."""
        return found.groupByKey(self.parts).mapValues(list)

    def empty(self) -> "RDD[Any]":
        """Return an RDD with nothing in it."""
        return self.session.sparkContext.parallelize([], 1)

    def look_up(self, asks: "RDD[tuple[str, Any]]", table: "RDD[tuple[str, Any]]") -> "RDD[tuple[Any, Any]]":
        """Return (asker, (key, value)) for each (key, asker) of which `table` has the (key, value).

        A key that very many ask for ("large language model") is shared out by Spark's own handling of skew, which is
        that of data frames.
        """
        one, other = self._frame(asks, "asker"), self._frame(table, "value")
        found: RDD[tuple[Any, Any]] = one.join(other, "key").rdd.map(_unpack)
        return found

    def _frame(self, pairs: "RDD[tuple[str, Any]]", name: str) -> Any:
        # Bytes, since not every text of Python is one of Java's.
        packed = pairs.map(_pack)
        return self.session.createDataFrame(packed, f"key binary, {name} binary", verifySchema=False)

    def components(self, edges: "RDD[Edge]") -> "RDD[tuple[Any, Any]]":
        """Return (vertex, the least vertex that it is connected with) for each vertex of some edges that has a lesser.

        By alternating large stars and small stars (R. Kiveris, S. Lattanzi, V. Mirrokni, V. Rastogi and
        S. Vassilvitskii, Connected components in MapReduce and beyond, SoCC 2014): each round is two shuffles of the
        edges, and there are about as many rounds as the logarithm of the longest path.
        """
        stars = self.keep(edges.filter(_is_edge).map(_downwards).distinct(self.parts))
        before, now = "", _fingerprint(stars)
        while before != now:
            large = self.group(stars.flatMap(_both_ways)).flatMap(_large_star)
            small = self.group(large.map(_downwards).distinct(self.parts)).flatMap(_small_star)
            stars = self.keep(small.distinct(self.parts))
            before, now = now, _fingerprint(stars)
        return stars


def _pack(pair: tuple[str, Any]) -> tuple[bytes, bytes]:
    return pair[0].encode("utf-8", "surrogatepass"), pickle.dumps(pair[1])


def _unpack(row: Any) -> tuple[Any, tuple[str, Any]]:
    key, asker, value = (bytes(part) for part in row)
    return pickle.loads(asker), (key.decode("utf-8", "surrogatepass"), pickle.loads(value))  # noqa: S301 - our own


def _is_edge(edge: Edge) -> bool:
    return bool(edge[0] != edge[1])


def _downwards(edge: Edge) -> Edge:
    """Return an edge from its greater to its lesser end."""
    return max(edge), min(edge)


def _both_ways(edge: Edge) -> tuple[Edge, Edge]:
    return edge, (edge[1], edge[0])


def _large_star(vertex: tuple[Any, Iterable[Any]]) -> Iterator[Edge]:
    """Lead the greater neighbours of a vertex to the least of all."""
    own, neighbours = vertex
    least = min(own, *neighbours)
    return ((other, least) for other in neighbours if other > own)


def _small_star(vertex: tuple[Any, Iterable[Any]]) -> Iterator[Edge]:
    """Lead a vertex and its lesser neighbours to the least of them."""
    own, neighbours = vertex
    least = min(neighbours)
    return ((other, least) for other in (own, *neighbours) if other != least)


def _fingerprint(edges: "RDD[Edge]") -> str:
    """Return what tells whether the edges are still the same, in whatever order they come."""

    def of_part(part: Iterable[Edge]) -> Iterator[tuple[int, int]]:
        digests = [int.from_bytes(hashlib.sha256(repr(edge).encode("utf-8", "replace")).digest()[:8]) for edge in part]
        yield len(digests), reduce(lambda one, other: one ^ other, digests, 0)

    count, digest = edges.mapPartitions(of_part).fold((0, 0), lambda one, other: (one[0] + other[0], one[1] ^ other[1]))
    return f"{count} {digest}"
