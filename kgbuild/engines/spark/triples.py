"""What papers and entities say as rows of triples: counted, described, sorted, and written by partition."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from kgbuild.config import Options
from kgbuild.datamodel import Entity, Knowledge, Relation
from kgbuild.engines.spark.shuffles import Cluster
from kgbuild.engines.spark.things import Described, Said
from kgbuild.graph import parse_base
from kgbuild.graph.build import is_ours
from kgbuild.graph.description import GraphCounts, describe_counted, is_entity_class
from kgbuild.graph.facts import FactTriples
from kgbuild.graph.profiles import profile_triples
from kgbuild.graph.supporting import EvidenceTriples
from kgbuild.lexicon.links import add_links
from kgbuild.vocabulary import RDF, SKOS

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.sql import DataFrame

FACTS, EVIDENCE = "graph", "evidence"
COLUMNS: Final = (
    "part string, line string, subject string, predicate string, object string, kind string, datatype string"
)
_TYPE: Final = RDF + "type"
_CONTEXT: Final = frozenset({_TYPE, SKOS + "prefLabel"})
Row = tuple[str, str, str, str, str, str, str | None]


def to_rows(
    said: "RDD[Said]",
    relations: "RDD[tuple[Relation, tuple[Entity, ...]]]",
    described: "RDD[tuple[str, Described]]",
    broader: "RDD[tuple[str, str]]",
    options: Options,
) -> "RDD[Row]":
    """Return all triples but those of the graph's description; some more than once."""
    tell = partial(_tell, options)
    return (
        said.flatMap(lambda one: tell(one.knowledge, one.entities))
        .union(relations.flatMap(lambda one: tell(Knowledge((), (), (), relations=(one[0],)), one[1])))
        .union(described.flatMap(lambda one: tell(Knowledge((), (one[1].entity,), ()), ())))
        .union(broader.flatMap(lambda one: tell(Knowledge((), (), (), broader=(one,)), ())))
    )


def _tell(options: Options, part: Knowledge, named: Iterable[Entity]) -> Iterator[Row]:
    """Yield the triples of a part of all knowledge; `named` are the entities that it names."""
    base = parse_base(options.base_iri)
    linked = add_links(part)
    facts = [*FactTriples(linked, base).unordered()]
    if options.profiles:
        # Published terms look at types and labels of what a fact leads to; what they say of these they say again there.
        around = FactTriples(Knowledge((), tuple(named), ()), base)
        context = [triple for triple in around.unordered() if triple.predicate.value in _CONTEXT]
        facts += profile_triples({*facts, *context}, options.profiles)
    yield from _rows(FACTS, facts)
    yield from _rows(EVIDENCE, [*EvidenceTriples(linked, base, quotes=options.quotes)])


def _rows(part: str, triples: list[Triple]) -> Iterator[Row]:
    lines = (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode().split(" .\n")[:-1]
    for line, triple in zip(lines, triples, strict=True):
        term = triple.object
        kind, datatype = ("literal", term.datatype.value) if isinstance(term, Literal) else ("iri", None)
        yield part, line, _value(triple.subject), triple.predicate.value, _value(term), kind, datatype


def _value(term: Any) -> str:
    return str(term.value)


def to_frame(cluster: Cluster, rows: "RDD[Row]") -> "DataFrame":
    """Return triples as a data frame without duplicates, kept."""
    frame = cluster.session.createDataFrame(rows, COLUMNS, verifySchema=False)
    return cluster.keep(frame.dropDuplicates(["part", "line"]))


def describe(cluster: Cluster, frame: "DataFrame", options: Options, *, ours: bool) -> "DataFrame":
    """Return the triples of the graph's description of itself: some for each class and property, a few hundred."""
    counts = _count(frame)
    triples = describe_counted(
        counts,
        base=parse_base(options.base_iri),
        licence=options.licence,
        title=options.title,
        quality=ours,
    )
    rows = cluster.session.sparkContext.parallelize(list(_rows(FACTS, triples)), 1)
    return cluster.session.createDataFrame(rows, COLUMNS, verifySchema=False)


def _count(frame: "DataFrame") -> GraphCounts:
    facts = frame.where(frame.part == FACTS)
    properties = Counter({row.predicate: row["count"] for row in facts.groupBy("predicate").count().collect()})
    typed = facts.where((facts.predicate == _TYPE) & (facts.kind == "iri"))
    classes = Counter({row.object: row["count"] for row in typed.groupBy("object").count().collect()})
    ours = [name for name in classes if is_entity_class(NamedNode(name))]
    entities = typed.where(typed.object.isin(ours)).select("subject").distinct().count()
    return GraphCounts(properties.total(), classes, properties, entities)


def write_triples(cluster: Cluster, frame: "DataFrame", folder: Path) -> dict[str, int]:
    """Write sorted N-Triples and Parquet tables of facts and of evidence; return how many triples each has.

    They lie in `nt` and `parquet` within `folder`, by Spark's names for the values of `part`.
    """
    from pyspark.sql import functions

    cluster.tell("sorting triples")
    ordered = cluster.keep(frame.repartitionByRange("part", "line").sortWithinPartitions("part", "line"))
    cluster.tell("writing triples")
    ended = ordered.select("part", functions.concat(ordered.line, functions.lit(" .")).alias("value"))
    ended.write.partitionBy("part").text(to_uri(folder / "nt"), compression="gzip")
    ordered.drop("line").write.partitionBy("part").parquet(to_uri(folder / "parquet"))
    return {row.part: row["count"] for row in ordered.groupBy("part").count().orderBy("part").collect()}


def to_uri(path: Path) -> str:
    """Return a path as Spark takes it, whatever its own file system is."""
    return path.resolve().as_uri()


def has_ours(said: "RDD[Said]") -> bool:
    """Tell whether any statement is of the packaged extractor."""
    return not said.filter(lambda one: any(map(is_ours, one.knowledge.statements))).isEmpty()
