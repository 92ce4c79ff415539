"""One export: written beside its place, read back, compared with the graph, and only then put into its place."""

import errno
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax import SAXException

from kgbuild.errors import GraphError, OutputError
from kgbuild.export.flat import XmlText
from kgbuild.export.formats import NetworkFormat, RdfFormat, find_format
from kgbuild.export.obsidian import is_own_note
from kgbuild.export.proof import EDGES, NODES, VALUES, Tally, Watch, find_differences, unwatched
from kgbuild.export.property_graph import PropertyGraph, build_property_graph
from kgbuild.export.rdf import Statements, read_statements, xml_facts
from kgbuild.export.rdf_proof import tally_statements
from kgbuild.export.written import digest_of, find_older, list_written
from kgbuild.files import naming_failures, part_folder, put, sync_file
from kgbuild.graph.files import keep_graph
from kgbuild.graph.reading import read_model


@dataclass(frozen=True, slots=True)
class Export:
    """What an export wrote: numbers of nodes, edges and (RDF only) values, who read it back, what differed.

    `taken` counts the characters that the format cannot hold. With any `differences` nothing was put into place.
    """

    nodes: int
    edges: int
    values: int
    reader: str
    differences: tuple[str, ...] = ()
    taken: Counter[str] = field(default_factory=Counter)


def export_graph(
    graph: Path,
    output: Path,
    form: str,
    *,
    evidence: bool = True,
    quotes: bool = True,
    profiles: Collection[str] = (),
    watch: Watch = unwatched,
) -> Export:
    """Write the graph in the file or folder `graph` to `output` (a folder for some formats) and prove it.

    `evidence=False` leaves out what supports each fact, `quotes=False` all text of abstracts; `profiles` name published
    vocabularies whose terms RDF formats hold beside ours. Raises ExportError for an unknown format, a missing extra,
    and profiles for a format that is no RDF, GraphError for a graph that cannot be read, is none of ours or does not
    fit the format and for an unknown profile, OutputError for an output that is the graph or lies beside it as a part
    of it and for a note of the user's own in its place, OSError where the output cannot be written.
    """
    kind = find_format(form, rdf=bool(profiles))
    _check_output(output, folder=kind.folder)
    keep_graph(graph, [output])
    with part_folder(output) as place:
        path = place if kind.folder else place / f"export{kind.suffix}"
        if isinstance(kind, RdfFormat):
            watch("reading the graph", (), 0)
            held = read_statements(graph, evidence=evidence and kind.evidence, quotes=quotes, profiles=profiles)
            made = _export_rdf(held, path, kind, watch=watch)
        else:
            watch("reading the graph", (), 0)
            found = build_property_graph(read_model(graph, evidence=evidence), quotes=quotes)
            made = _export_network(found, path, kind, watch=watch)
        if not made.differences:
            _put(path, output, graph, form, folder=kind.folder)
    return made


def _export_rdf(statements: Statements, path: Path, kind: RdfFormat, *, watch: Watch) -> Export:
    held = xml_facts(statements.facts, XmlText()) if kind.is_xml else statements
    expected = tally_statements(held, watch, len(held))
    watch("writing", (), 0)
    taken = kind.write(statements, path)
    reader = kind.reader(path)
    watch(f"reading back with {reader}", (), 0)
    return _proven(expected, [kind.read], path, reader, taken)


def _export_network(found: PropertyGraph, path: Path, kind: NetworkFormat, *, watch: Watch) -> Export:
    expected = kind.tally(found)
    taken = kind.write(found, path, watch)
    watch(f"reading back with {kind.reader}", (), 0)
    return _proven(expected, kind.reads, path, kind.reader, taken)


def _proven(
    expected: Tally, reads: Iterable[Callable[[Path], Tally]], path: Path, reader: str, taken: XmlText | None
) -> Export:
    differences = [line for read in reads for line in _read_back(expected, read, path)]
    return Export(
        expected.total(NODES),
        expected.total(EDGES),
        expected.total(VALUES),
        reader,
        tuple(dict.fromkeys(differences)),
        taken.taken if taken else Counter(),
    )


def _read_back(expected: Tally, read: Callable[[Path], Tally], path: Path) -> Iterator[str]:
    import networkx as nx
    from rdflib.exceptions import ParserError

    # What the readers' libraries raise for files that are not whole.
    broken = (
        *(ValueError, SyntaxError, LookupError, TypeError, OSError),
        *(SAXException, ParserError, nx.NetworkXException, GraphError),
    )
    try:
        found = read(path)
    except broken as error:
        yield f"the file cannot be read back: {type(error).__name__}: {' '.join(str(error).split())[:300]}"
        return
    yield from find_differences(expected, found)


def _check_output(output: Path, *, folder: bool) -> None:
    if folder and output.exists() and not output.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "is a file; this format needs a folder", str(output))
    if not folder and output.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder; give a file", str(output))


def _put(made: Path, output: Path, graph: Path, form: str, *, folder: bool) -> None:
    """Put what was made into its place; of a folder's old files those of the same names and of earlier exports go."""
    if not folder:
        sync_file(made)
        put(made, output)
        return
    parts = sorted(path.relative_to(made) for path in made.rglob("*"))
    files = {part.as_posix(): digest_of(made / part) for part in parts if (made / part).is_file()}
    older = list(find_older(output, form, files))
    keep_graph(graph, [*(output / name for name in files), *older])
    _keep_own_notes(output, files)
    output.mkdir(exist_ok=True)
    list_written(output, form, files, beside=True)  # first: whatever breaks off, all that was written is noted
    for part in parts:
        if (made / part).is_dir():
            (output / part).mkdir(exist_ok=True)
        else:
            sync_file(made / part)
            with naming_failures(output / part, made / part):
                put(made / part, output / part)
    for old in older:
        old.unlink()
    list_written(output, form, files)


def _keep_own_notes(output: Path, names: Iterable[str]) -> None:
    """Raise OutputError for a note that would replace one which no export wrote."""
    for name in names:
        note = output / name
        if note.suffix == ".md" and note.is_file() and not is_own_note(note):
            raise OutputError(
                f"{note}: a note of yours, which would be lost; rename it, or give another folder with -o"
            )
