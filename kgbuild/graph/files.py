"""Graph files: written whole or not at all, read with errors that name file and line."""

import codecs
import hashlib
import logging
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO, Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse

from kgbuild.errors import GraphError
from kgbuild.files import (
    ALIASES_FILE,
    ANNOTATED_FILE,
    EVIDENCE_FILE,
    EVIDENCE_INDEX,
    EXTRACTIONS_FILE,
    FACTS_FILE,
    PARTS_FOLDER,
    check_outputs,
    replaced,
    settle,
)
from kgbuild.graph.build import GraphTriples
from kgbuild.graph.changed_blocks import ChangedBlocks, compare_blocks
from kgbuild.graph.evidence_text import NO_TEXT, EvidenceWriter, KeptText
from kgbuild.graph.kept_store import Sources
from kgbuild.graph.marks import BuildMark, check_same_build, is_same_build, mark_build
from kgbuild.graph.nesting import check_nesting
from kgbuild.graph.part_text import split_turtle
from kgbuild.graph.profiles import add_profiles, check_profiles
from kgbuild.graph.stores import Older, is_large, is_off, keep_store, kept_older, open_store
from kgbuild.limits import LITERAL
from kgbuild.vocabulary import EVIDENCE_GRAPH

_log = logging.getLogger(__name__)

# The share of a graph's files from which on its store is made of them rather than of the store before.
_MOST_CHANGED: Final = 0.2


def write_turtle(triples: Iterable[Triple], path: Path, *, mark: BuildMark | None = None) -> None:
    """Write triples, in the order given, as Turtle; an older file stays until the new one is whole."""
    with replaced(path) as file:
        file.write(to_turtle(triples))
        if mark:
            file.write(mark.to_comment().encode())


def write_turtle_parts(parts: Iterable[Iterable[Triple]], path: Path, *, mark: BuildMark | None = None) -> None:
    """Write triples that come in parts, each subject in one of them, as `write_turtle` does with all at once."""
    with replaced(path) as file:
        for number, part in enumerate(parts):
            prefixes, rest = split_turtle(part)
            file.write(rest if number else prefixes + rest)
        if mark:
            file.write(mark.to_comment().encode())


def to_turtle(triples: Iterable[Triple]) -> bytes:
    """Return triples, in the order given, as Turtle with our prefixes declared in order of their names."""
    return b"".join(split_turtle(triples))


def write_graph(
    graph: GraphTriples, folder: Path, *, records: str = "", kept: KeptText = NO_TEXT, seal: str = ""
) -> tuple[Path, Path]:
    """Write `graph.ttl` and `evidence.ttl` into a folder and return their paths; both say of which build they are.

    `records` is the digest of the extractions that the graph is made of (`RecordsDigest`). Of evidence that an earlier
    build wrote (`kept`) what has not changed is copied; with `seal`, which stands for the program, an index is written
    for the next build.
    """
    facts, evidence = folder / FACTS_FILE, folder / EVIDENCE_FILE
    whole = hashlib.sha256(graph.digest)
    with replaced(evidence) as file:
        writer = EvidenceWriter(file, graph.evidence, kept)
        whole.update(writer.write())
        whole.update(graph.about.encode())
        mark = mark_build(whole.hexdigest(), records)
        writer.append(mark.to_comment().encode())
    if seal:
        writer.write_index(folder / EVIDENCE_INDEX, seal)
    if isinstance(graph.facts, tuple):
        write_turtle(graph.facts, facts, mark=mark)
    else:
        write_turtle_parts((batch.triples for batch in graph.facts.batches()), facts, mark=mark)
    return facts, evidence


def find_graph(path: Path) -> tuple[Path, Path | None]:
    """Return the files of facts and, if there is one beside it, of evidence; `path` is a file or a folder.

    What a build that was broken off left there is brought to its end first. Raises GraphError where there is no graph.
    """
    folder = path if path.is_dir() else path.parent
    settle(folder)
    facts = path / FACTS_FILE if path.is_dir() else path
    if not facts.is_file():
        hint = f"no {FACTS_FILE} in it" if path.is_dir() else "no such file"
        if (path / PARTS_FOLDER).is_dir():
            raise GraphError(
                f"{path}: a graph in parts ({PARTS_FOLDER}); docs/spark.md tells how to make them one file"
            )
        raise GraphError(f"{path}: {hint}; give a graph file or the folder that `kgbuild build` wrote")
    evidence = facts.with_name(EVIDENCE_FILE)
    return facts, evidence if evidence.is_file() and evidence != facts else None


def keep_graph(path: Path, outputs: Iterable[Path], *also_read: Path | None) -> None:
    """Raise OutputError where an output would replace what is read: a graph's files or others that are named.

    Of a build's folder none of the files that hold data is replaced; its pages may be. `path` is as for `find_graph`.
    """
    facts, evidence = find_graph(path)
    beside = (ALIASES_FILE, ANNOTATED_FILE, EXTRACTIONS_FILE) if facts.name == FACTS_FILE else ()
    check_outputs(outputs, filter(None, (facts, evidence, *map(facts.with_name, beside), *also_read)))


def read_graph(
    path: Path,
    *,
    evidence: bool = True,
    profiles: Collection[str] = (),
    in_memory: bool = False,
) -> Store:
    """Return a store, to be read only: facts in its default graph, the evidence, if any, in the graph EVIDENCE_GRAPH.

    `path` is a graph file or a build's folder; `profiles` name published vocabularies whose terms the facts get
    beside ours. With `evidence=False` the store may have the evidence or not. A large graph is read from a store on
    disk (see `stores`), unless it is to be `in_memory`. Raises
    GraphError for an unknown profile and, with the line, where a file does not parse.
    """
    check_profiles(profiles)
    facts, beside = find_graph(path)
    if evidence and beside is not None:
        check_same_build(facts, beside)
    whole = _sources(facts, beside, profiles)
    if not in_memory and is_large(whole):
        try:
            store = open_store(whole, partial(_fill, whole))
        except GraphError:  # of the evidence, perhaps
            if evidence or whole.evidence is None:
                raise
            alone = replace(whole, evidence=None)
            store = open_store(alone, partial(_fill, alone))
        if store is not None:
            return store
        _log.warning("%s: no folder has room for its store; it is read into memory", facts)
    store = Store()
    _fill(whole if evidence else replace(whole, evidence=None), store)
    return store


def is_large_graph(path: Path) -> bool:
    """Tell whether a graph is read from a store."""
    return is_large(_sources(*find_graph(path), ()))


def wants_store(path: Path) -> bool:
    """Tell whether a graph is so large that it is read from a store on disk, which `prepare_graph` looks after."""
    return not is_off() and is_large_graph(path)


def prepare_graph(path: Path, *, evidence: bool = True, profiles: Collection[str] = ()) -> None:
    """Make the store of a large graph where there is none, so that reading the graph later takes no time for that.

    Parameters and errors are those of `read_graph`.
    """
    if wants_store(path):
        read_graph(path, evidence=evidence, profiles=profiles)


@contextmanager
def renewed_store(folder: Path) -> Iterator[None]:
    """See that the store in a build's folder, whose graph is replaced in the block, is that of the new graph.

    Where the old graph has a store, the new one begins with it, and only what has changed is put into it.
    """
    with kept_older(Sources(folder / FACTS_FILE, folder / EVIDENCE_FILE)) as older:
        yield
        renew_store(folder, older)


def renew_store(folder: Path, older: Older | None = None) -> Path | None:
    """Make the store of the graph that a build wrote into a folder, where it is large; those of an older graph go.

    The files are whole and in place by then: whatever goes wrong here costs only the store, and is logged.
    """
    facts, beside = find_graph(folder)
    sources = _sources(facts, beside, ())
    try:
        return keep_store(sources, partial(_fill, sources), older, partial(_find_change, sources))
    except (GraphError, OSError) as error:
        _log.warning("%s: no store is made of it (%s)", facts, " ".join(str(error).split())[:200])
        return None


def _sources(facts: Path, evidence: Path | None, profiles: Collection[str]) -> Sources:
    """Return what a store is made of: evidence of another build is no part of it."""
    if evidence is not None and not is_same_build(facts, evidence):
        evidence = None
    return Sources(facts, evidence, tuple(sorted(set(profiles))))


def _fill(sources: Sources, store: Store) -> None:
    load_file(store, sources.facts)
    if sources.evidence is not None:
        load_file(store, sources.evidence, NamedNode(EVIDENCE_GRAPH))
    if sources.profiles:
        facts = {quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph())}
        wanted = set(add_profiles(facts, sources.profiles))
        for gone in facts - wanted:  # counts that hold no longer
            store.remove(Quad(gone.subject, gone.predicate, gone.object))
        store.bulk_extend(Quad(new.subject, new.predicate, new.object) for new in wanted - facts)


def _find_change(sources: Sources, older: Older) -> Callable[[Store], None]:
    """Return what makes the store of an older graph that of another; raises ValueError where that is as much work."""
    found = [compare_blocks(*pair) for pair in zip(older.files, sources.files, strict=True)]
    changes = [change for change in found if change is not None]
    if len(changes) < len(found) or sum(change.size for change in changes) > _MOST_CHANGED * sources.size:
        raise ValueError("too much has changed")
    return partial(_change, changes)


def _change(changes: Sequence[ChangedBlocks], store: Store) -> None:
    graphs: tuple[DefaultGraph | NamedNode, ...] = (DefaultGraph(), NamedNode(EVIDENCE_GRAPH))
    for change, graph in zip(changes, graphs, strict=False):
        gone, new = (dict.fromkeys(change.parse(blocks)) for blocks in (change.gone, change.new))
        for triple in gone:
            if triple not in new:
                store.remove(_in_graph(triple, graph))
        store.extend(_in_graph(triple, graph) for triple in new if triple not in gone)


def _in_graph(triple: Triple, graph: DefaultGraph | NamedNode) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def rdf_format(path: Path) -> RdfFormat:
    """Return the format that a file's name tells, Turtle where it tells none."""
    return RdfFormat.from_extension(path.suffix.lstrip(".")) or RdfFormat.TURTLE


def load_file(store: Store, path: Path, to_graph: NamedNode | None = None) -> None:
    """Load one RDF file; its named graphs stay unless `to_graph` is given. Raises GraphError."""
    kind = rdf_format(path)
    graph = None if kind.supports_datasets and to_graph is None else to_graph or DefaultGraph()
    with _named_failures(path), open_rdf(path) as file:
        check_nesting(path, kind)
        if file.tell():
            store.bulk_load(file, kind, to_graph=graph)
        else:  # the parser reads a file faster by itself
            store.bulk_load(path=path, format=kind, to_graph=graph)


def parse_file(path: Path) -> Iterator[Quad]:
    """Yield what one RDF file says, in its order, duplicates included; raises GraphError."""
    kind = rdf_format(path)
    with _named_failures(path), open_rdf(path) as file:
        check_nesting(path, kind)
        yield from parse(file, kind) if file.tell() else parse(path=path, format=kind)


@contextmanager
def open_rdf(path: Path) -> Iterator[IO[bytes]]:
    """Open a file where its text begins: after the byte order mark that some editors write, which parsers refuse."""
    with path.open("rb") as file:
        if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            file.seek(0)
        yield file


@contextmanager
def _named_failures(path: Path) -> Iterator[None]:
    """Turn a parser's and the system's errors into one line: where, what, and what would help."""
    try:
        yield
    except SyntaxError as error:
        what = re.sub(r"^Parser error (?:at|between) .*?: ", "", " ".join(str(error.msg).split()))
        line = error.lineno or 1
        raise GraphError(f"{path}:{line}: not valid RDF: {what}; mend the line or build the graph again") from error
    except MemoryError as error:  # the parser's buffer, which is none for what is larger than any text of ours
        problem = f"a literal or an IRI is too long: at most {LITERAL.most:,} bytes are taken (docs/limits.md)"
        raise GraphError(f"{path}: {problem}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise GraphError(f"{path}: cannot be read: {' '.join(str(error).split())}; give an RDF file") from error
