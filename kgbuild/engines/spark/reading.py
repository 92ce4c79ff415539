"""Files to papers, a file a task, and papers to extractions, by partition."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from kgbuild.config import Options
from kgbuild.datamodel import Extraction, Paper, Skipped
from kgbuild.engines.local import BATCH, extract_batch
from kgbuild.engines.spark.shuffles import Cluster
from kgbuild.errors import InputError
from kgbuild.identity.papers import copy_keys
from kgbuild.readers import Record, find_inputs, merge_papers, read_records, tell_nothing_readable, tell_place

if TYPE_CHECKING:
    from pyspark import RDD

_FILES = 32  # tasks that read, for each part of the work: files are read one by one, and some are large
_TOLD = 1000  # reasons why nothing could be read that are looked at

# The number of the file, and of what stands in it: the order in which a single process would read.
Order = tuple[int, int]


class Read(NamedTuple):
    """Papers, each once, by their order; how many records they were, extractions among them; what was left out."""

    papers: "RDD[tuple[Order, Paper | Extraction]]"
    records: int
    extractions: int
    skipped: "RDD[tuple[Order, Skipped]]"
    notes: "RDD[tuple[Order, Skipped]]"


def read_papers(cluster: Cluster, inputs: Sequence[str], options: Options) -> Read:
    """Read files, copies of papers merged; raises InputError as `read_inputs` does."""
    cluster.tell("reading")
    files, refused = find_inputs(inputs)
    context = cluster.session.sparkContext
    numbered = context.parallelize(list(enumerate(files)), max(1, min(len(files), _FILES * cluster.parts)))
    found = cluster.keep(numbered.flatMap(partial(_read_file, options)))
    before = context.parallelize([((-1, number), entry) for number, entry in enumerate(refused)], 1)
    items = found.union(before)
    skipped = items.filter(lambda one: isinstance(one[1], Skipped))
    if options.strict and (first := skipped.takeOrdered(1, key=itemgetter(0))):
        raise InputError(f"{tell_place(first[0][1])}: {first[0][1].why} (--strict)")
    records = found.filter(lambda one: isinstance(one[1], Record)).mapValues(_value)
    counts = records.map(lambda one: (1, int(isinstance(one[1], Extraction)))).fold((0, 0), _add)
    if not counts[0]:
        first = skipped.takeOrdered(_TOLD, key=itemgetter(0))
        raise InputError(tell_nothing_readable([entry for _, entry in first]))
    merged = cluster.keep(join_copies(cluster, records, _paper).flatMap(_merge))
    notes = found.filter(lambda one: isinstance(one[1], tuple) and not isinstance(one[1], Record))
    return Read(
        papers=merged.flatMap(itemgetter(0)),
        records=counts[0],
        extractions=counts[1],
        skipped=skipped,
        notes=notes.mapValues(lambda note: Skipped(*note)).union(merged.flatMap(itemgetter(1))),
    )


def _read_file(options: Options, numbered: tuple[int, str]) -> Iterator[tuple[Order, Any]]:
    """Yield what a file holds; the executors must see it under the same path."""
    number, file = numbered
    items = read_records(
        [file],
        input_format=options.input_format,
        columns=dict(options.columns),
        limit=options.max_input_bytes,
    )
    return (((number, row), item) for row, item in enumerate(items))


def _value(record: Record) -> Paper | Extraction:
    return record.value


def _add(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]


def _paper(item: Paper | Extraction) -> Paper:
    return item.paper if isinstance(item, Extraction) else item


def join_copies(cluster: Cluster, items: "RDD[tuple[Order, Any]]", paper_of: Any) -> "RDD[list[tuple[Order, Any]]]":
    """Return the items of papers that share a title's key or an identifier, in order, those of others alone.

    Which of them are one paper is for whoever looks at them together.
    """
    spread = cluster.keep(cluster.spread(items))
    keyed = spread.flatMap(
        lambda one: [((kind, key), one[0]) for kind, key in enumerate(copy_keys(paper_of(one[1]))) if key]
    )
    edges = cluster.group(keyed).flatMap(lambda shared: [(order, min(shared[1])) for order in shared[1]])
    led = cluster.keep(spread.leftOuterJoin(cluster.components(edges), cluster.parts))
    # Who leads does not know it: the led tell.
    leaders = led.flatMap(lambda one: [(one[1][1], True)] if one[1][1] is not None else []).distinct(cluster.parts)
    marked = cluster.keep(led.leftOuterJoin(leaders, cluster.parts))
    alone = marked.filter(lambda one: one[1][0][1] is None and not one[1][1])
    together = marked.filter(lambda one: one[1][0][1] is not None or one[1][1])
    groups = cluster.group(together.map(lambda one: (one[1][0][1] or one[0], (one[0], one[1][0][0]))))
    return alone.map(lambda one: [(one[0], one[1][0][0])]).union(
        groups.map(lambda group: sorted(group[1], key=itemgetter(0)))
    )


def _merge(copies: list[tuple[Order, Any]]) -> list[tuple[list[tuple[Order, Any]], list[tuple[Order, Skipped]]]]:
    """Return what is left of some records with copies merged, and notes on abstracts that are left out."""
    merged, notes = merge_papers([item for _, item in copies])
    first = copies[0][0]
    # Each needs a number of its own: there are no more of them than records.
    orders = [order for order, _ in copies]
    return [(list(zip(orders, merged, strict=False)), [(first, note) for note in notes])]


def extract(cluster: Cluster, papers: "RDD[tuple[Order, Paper | Extraction]]", options: Options) -> "RDD[Any]":
    """Return for each paper its extraction, finished, or why there is none, as the local engine does."""
    # Not in turns (`repartition`), which a task that is run again might do in another way.
    spread = papers.partitionBy(cluster.parts)
    return cluster.keep(spread.mapPartitions(partial(_extract_part, options), preservesPartitioning=True))


def _extract_part(
    options: Options, papers: Iterable[tuple[Order, Paper | Extraction]]
) -> Iterator[tuple[Order, Extraction | Skipped]]:
    left = iter(papers)
    while batch := list(islice(left, BATCH)):
        yield from zip((order for order, _ in batch), extract_batch(options, tuple(r for _, r in batch)), strict=True)
