"""A build by Spark: the same graph as the local engine's, as sorted N-Triples and Parquet tables by partition."""

import json
import shutil
from collections import Counter
from collections.abc import Sequence
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kgbuild import __version__
from kgbuild.config import Options
from kgbuild.curation import Curation, read_curation
from kgbuild.datamodel import Entity, Extraction, Paper, Relation, Skipped
from kgbuild.engines.local import extractor_for
from kgbuild.engines.spark.papers import group_papers, split_papers
from kgbuild.engines.spark.reading import extract, read_papers
from kgbuild.engines.spark.resolution import resolve, resolve_curated
from kgbuild.engines.spark.session import check_spark, running_spark
from kgbuild.engines.spark.shuffles import Cluster
from kgbuild.engines.spark.things import Said, find_broader, join_relations, say
from kgbuild.engines.spark.triples import (
    EVIDENCE,
    FACTS,
    describe,
    has_ours,
    to_frame,
    to_rows,
    to_uri,
    write_triples,
)
from kgbuild.errors import ExtractorError, InputError, OutputError
from kgbuild.files import EXTRACTIONS_FILE, FACTS_FILE, PARTS_FOLDER, SKIPPED_FILE, replaced_folders
from kgbuild.readers import list_files, to_skipped_line
from kgbuild.records import to_record
from kgbuild.summary import Summary

if TYPE_CHECKING:
    from pyspark import RDD

# What a build by Spark writes: folders of parts, and last the account of the whole.
FOLDERS: Final = (PARTS_FOLDER, "evidence.nt", "graph.parquet", "evidence.parquet", EXTRACTIONS_FILE, SKIPPED_FILE)
SEAL: Final = "build.json"
_SHOWN: Final = 1000  # records left out, notes, and titles outside the field that are told


def build_on_spark(inputs: Sequence[str], folder: Path, options: Options, *, progress: bool = True) -> Summary:
    """Build the graph of some papers on the cluster that the environment names.

    Files and folders are read and written by its executors, so they have to be where all of them see them under the
    same path. Of long lists the summary has the beginning. Raises EngineError where there is no Spark, and what a local
    build raises.
    """
    if "-" in inputs:
        raise InputError("-: standard input cannot be shared out with --engine spark; give files")
    if (folder / FACTS_FILE).exists():
        raise OutputError(f"{folder}: holds a build of the local engine; give another folder with -o")
    _refuse_own_parts(inputs, folder)
    check_spark()
    curation = read_curation(options.curation) if options.curation else Curation()
    extractor_for(options)  # also here, where a bad option is told in a moment
    with running_spark(progress=progress) as cluster, replaced_folders(folder, FOLDERS, SEAL) as place:
        return _build(cluster, inputs, options, curation, folder=folder, place=place)


def _refuse_own_parts(inputs: Sequence[str], folder: Path) -> None:
    """Raise OutputError where an input is among the parts that the build replaces."""
    parts = [(folder / name).resolve() for name in FOLDERS]
    for file in list_files(inputs):
        if any(Path(file).resolve().is_relative_to(part) for part in parts):
            raise OutputError(f"{file}: would be read and replaced; give another folder with -o")


def _build(
    cluster: Cluster, inputs: Sequence[str], options: Options, curation: Curation, *, folder: Path, place: Path
) -> Summary:
    """Build into `place`, which takes its place as `folder`."""
    read = read_papers(cluster, inputs, options)
    cluster.tell("extracting")
    results = extract(cluster, read.papers, options)
    extractions = results.filter(lambda one: isinstance(one[1], Extraction))
    skipped = read.skipped.union(results.filter(lambda one: isinstance(one[1], Skipped)))
    counts = Counter(dict(extractions.flatMap(lambda one: _counted(one[1])).reduceByKey(_add, 1).collect()))
    if not counts["papers"]:
        first = skipped.values().first()
        raise ExtractorError(f"no paper could be extracted; the first: {first.where}: {first.why}")
    _write_lines(cluster, extractions.values().map(_to_line(options)), place / EXTRACTIONS_FILE)
    papers = split_papers(cluster, group_papers(cluster, extractions), options.lexicon)
    if curation:
        things, unmet = resolve_curated(cluster, papers, options, curation)
    else:
        things, unmet = resolve(cluster, papers, options), ()
    said = say(cluster, things.papers, things.named, things.leaders, things.described)
    relations = cluster.keep(join_relations(cluster, said, with_entities=bool(options.profiles)))
    broader = find_broader(cluster, things.described)
    cluster.tell("making triples")
    frame = to_frame(cluster, to_rows(said, relations, things.described, broader, options))
    description = describe(cluster, frame, options, ours=has_ours(said))
    sizes = write_triples(cluster, frame.unionByName(description), place)
    arrange(place)
    counted = _count(said, relations, things.described)
    # Files of other kinds are counted by their kind, so all of them are here, as the names of files are.
    files = sorted(skipped.filter(lambda one: bool(one[1].kind)).collect(), key=itemgetter(0))
    left_out = skipped.filter(lambda one: not one[1].kind)
    told, notes = _first(left_out), _first(read.notes)
    unlisted = {
        "skipped": _count_unlisted(left_out, told),
        "note": _count_unlisted(read.notes, notes),
        "outside": _count_unlisted(_outside(said), counted["outside"]),
    }
    summary = Summary(
        records=read.records,
        taken_over=read.extractions,
        unmet=unmet,
        skipped=(*(entry for _, entry in files), *told),
        notes=notes,
        unlisted=unlisted,
        papers_without_entities=counts["without entities"],
        papers_without_abstract=counts["without abstract"],
        files=tuple(folder / name for name in (*FOLDERS, SEAL) if name == SEAL or (place / name).exists()),
        **counted,
    )
    if not skipped.isEmpty():
        _write_lines(cluster, skipped.sortByKey().values().map(_to_skipped), place / SKIPPED_FILE)
    _seal(place / SEAL, summary, sizes)
    return summary


def _counted(extraction: Extraction) -> list[tuple[str, int]]:
    found = [("papers", 1)]
    found += [("without entities", 1)] if not extraction.entities else []
    return [*found, ("without abstract", 1)] if not extraction.paper.abstract else found


def _add(one: int, other: int) -> int:
    return one + other


def _to_line(options: Options) -> Any:
    abstracts = options.abstracts and options.quotes
    return lambda extraction: json.dumps(to_record(extraction, abstract=abstracts), ensure_ascii=False)


def _to_skipped(entry: Skipped) -> str:
    return json.dumps(to_skipped_line(entry), ensure_ascii=False)


def _write_lines(cluster: Cluster, lines: "RDD[str]", folder: Path) -> None:
    """Write lines by partition into a folder."""
    rows = lines.map(lambda line: (line.encode("utf-8", "replace").decode(),))
    frame = cluster.session.createDataFrame(rows, "value string", verifySchema=False)
    frame.write.text(to_uri(folder), compression="gzip")
    name_parts(folder, f"{folder.suffix}.gz")


def arrange(place: Path) -> None:
    """Bring what Spark wrote into folders and under names that say what it is."""
    for part in (FACTS, EVIDENCE):
        for kind, ending in (("nt", ".nt.gz"), ("parquet", ".parquet")):
            written, folder = place / kind / f"part={part}", place / f"{part}.{kind}"
            if written.exists():  # where nothing was found in any paper there is no evidence
                written.rename(folder)
                name_parts(folder, ending)
    for kind in ("nt", "parquet"):
        shutil.rmtree(place / kind)


def name_parts(folder: Path, ending: str) -> None:
    """Give the parts in a folder their numbers, in order, and an ending by which loaders know them.

    Raises OutputError where there are none: then the executors wrote into folders of their own machines.
    """
    parts = sorted(path for path in folder.iterdir() if path.name.startswith("part-"))
    if not parts:
        hint = "give with -o a folder that all machines see under the same path (docs/spark.md)"
        raise OutputError(f"{folder.name}: what Spark's executors wrote is not seen here; {hint}")
    for number, part in enumerate(parts):
        part.rename(folder / f"part-{number:05}{ending}")
    for other in folder.iterdir():
        if not other.name.startswith("part-"):  # marks and checksums of Hadoop, which know the old names
            other.unlink()


def _first(entries: "RDD[tuple[Any, Skipped]]") -> tuple[Skipped, ...]:
    return tuple(entry for _, entry in entries.takeOrdered(_SHOWN, key=itemgetter(0)))


def _count_unlisted(entries: "RDD[Any]", listed: Sequence[Any]) -> int:
    return entries.count() - len(listed) if len(listed) == _SHOWN else 0


def _outside(said: "RDD[Said]") -> "RDD[tuple[str, Paper]]":
    """Return the papers that are of no field that the extractor knows, by their slugs."""
    return said.filter(lambda one: bool(one.knowledge.outside_field)).map(lambda one: one.knowledge.papers[0])


def _count(
    said: "RDD[Said]", relations: "RDD[tuple[Relation, tuple[Entity, ...]]]", described: "RDD[Any]"
) -> dict[str, Any]:
    """Return the counts of a summary."""
    parts = said.map(_sizes).fold((0, 0, 0, 0), _add_each)
    of_two = relations.map(lambda one: (1, len(one[0].evidence))).fold((0, 0), _add_each)
    types = described.map(lambda one: (one[1].entity.types[0], 1)).reduceByKey(_add, 1).collect()
    return {
        "papers": parts[0],
        "statements": parts[1] + of_two[0],
        "results": parts[2],
        "mentions": parts[3] + of_two[1],
        "entities": dict(sorted(types, key=lambda item: (-item[1], item[0]))),
        "outside": tuple(paper.title for _, paper in _outside(said).takeOrdered(_SHOWN, key=itemgetter(0))),
    }


def _sizes(said: Said) -> tuple[int, int, int, int]:
    knowledge = said.knowledge
    mentions = sum(len(one.evidence) for one in knowledge.statements)
    mentions += sum(len(one.evidence) for one in knowledge.relations)
    mentions += sum(len(one.evidence) for one in knowledge.results)
    return 1, len(knowledge.statements) + len(knowledge.relations), len(knowledge.results), mentions


def _add_each(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(map(sum, zip(one, other, strict=True)))


def _seal(path: Path, summary: Summary, triples: dict[str, int]) -> None:
    """Write the account of a build, without which its folders are not whole."""
    account = {
        "software": f"kgbuild {__version__}",
        "engine": "spark",
        "records": summary.records,
        "papers": summary.papers,
        "entities": sum(summary.entities.values()),
        "statements": summary.statements,
        "results": summary.results,
        "mentions": summary.mentions,
        "triples": triples,
    }
    path.write_text(json.dumps(account, indent=1) + "\n", encoding="utf-8")
