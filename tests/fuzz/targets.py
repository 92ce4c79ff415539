"""What is fuzzed: each target takes any bytes, and raises only where a promise is broken.

A KgbuildError of one line keeps the promise that whatever is unfit is told; any other error breaks it.
"""

import json
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final, get_args

import numpy as np
from pyoxigraph import RdfFormat, Store

from kgbuild.datamodel import Extraction, Paper
from kgbuild.engines.checking import extract_checked
from kgbuild.errors import KgbuildError
from kgbuild.export.rdf import read_statements
from kgbuild.extraction import StatisticalExtractor
from kgbuild.extraction.classifier import Classifier
from kgbuild.extraction.context import MEANS, Context, Network
from kgbuild.extraction.keys import index_of
from kgbuild.extraction.model import Model, write_model
from kgbuild.extraction.model import read_model as read_weights
from kgbuild.extraction.role_network import KNOWN, PIECES, REACH, RoleNetwork, RoleReader
from kgbuild.extraction.role_words import POSITIONS, SENTENCES
from kgbuild.extractors import ExtractorOptions
from kgbuild.finishing import finish
from kgbuild.graph import build_graph, check_graph, format_results, read_model, run_query
from kgbuild.graph.files import to_turtle
from kgbuild.graph.formats import ResultFormat
from kgbuild.readers import read_inputs
from kgbuild.readers.formats import ENDINGS
from kgbuild.records import parse_record, to_record
from kgbuild.resolution import resolve

Target = Callable[[bytes], None]

_SUFFIXES: Final = (".jsonl", ".json", ".csv", ".tsv", ".txt", ".jsonl.gz", "", ".docx")
_GRAPHS: Final = (".ttl", ".nt", ".nq", ".trig", ".rdf", ".jsonld")
# What a graph says beside what is fuzzed, so that it is one of ours.
_OURS: Final = """@prefix kg: <https://w3id.org/kgbuild/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<x:p> a kg:Paper ; dcterms:title "T" ; kg:usesMethod <x:m> . <x:m> a kg:Method ; skos:prefLabel "M" .
"""


def told(error: KgbuildError) -> str:
    """Return an error's text, which is one line."""
    text = str(error)
    assert text
    assert len(text.splitlines()) == 1, text
    return text


def read_anything(data: bytes) -> None:
    """A file of any bytes is read or refused; the first byte chooses its suffix."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder, f"file{_SUFFIXES[data[0] % len(_SUFFIXES)] if data else ''}")
        path.write_bytes(data[1:])
        read_and_hold(path)


def read_any_format(data: bytes) -> None:
    """A file of any bytes with any ending that some format has; the first line names the ending, or chooses one."""
    first, _, content = data.partition(b"\n")
    ending = first.decode("latin-1")
    if ending not in ENDINGS:
        ending = ENDINGS[len(first) % len(ENDINGS)]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder, f"file{ending}")
        path.write_bytes(content)
        read_and_hold(path)


def read_and_hold(path: Path) -> None:
    """A file is read or refused; all that is told is told in one line, and what was read can be written and read."""
    try:
        result = read_inputs([str(path)])
    except KgbuildError as error:
        told(error)
        return
    for entry in result.skipped + result.notes:
        assert len(f"{entry.where}: {entry.why}".splitlines()) == 1
    for value in result.papers:
        hold_record(value)


def hold_record(value: Paper | Extraction) -> None:
    """What was read is written and read back the same, is finished, and makes a graph that is read back."""
    extraction = value if isinstance(value, Extraction) else Extraction(value)
    line = json.dumps(to_record(extraction), ensure_ascii=False)
    line.encode()  # no halves of surrogate pairs
    again = parse_record(json.loads(line), "again#1")
    assert to_record(again if isinstance(again, Extraction) else Extraction(again)) == to_record(extraction)
    finished = finish(extraction)
    assert finish(finished) == finished
    paper = finished.paper
    for mention in [m for entity in finished.entities for m in entity.mentions or ()]:
        text = paper.section(mention.span.section)
        assert not text or text[mention.span.start : mention.span.end] == mention.text
    graph = build_graph(resolve([finished]))
    for triples in (graph.facts, graph.evidence):
        Store().load(to_turtle(triples), RdfFormat.TURTLE)


def read_record(data: bytes) -> None:
    """A JSON value is a record or refused."""
    try:
        record = json.loads(data)
    except (ValueError, RecursionError):
        return
    if not isinstance(record, dict):
        return
    try:
        value = parse_record(record, "x.jsonl#1")
    except KgbuildError as error:
        told(error)
        return
    hold_record(value)


def read_any_graph(data: bytes) -> None:
    """A file of any bytes is shown and checked, or refused; the first byte chooses its format."""
    suffix = _GRAPHS[data[0] % len(_GRAPHS)] if data else ".ttl"
    content = _OURS.encode() + data[1:] if suffix in {".ttl", ".trig"} else data[1:]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder, f"graph{suffix}")
        path.write_bytes(content)
        for read in (read_model, read_statements):
            try:
                read(path)
            except KgbuildError as error:
                told(error)
        for problem in check_graph(path):
            assert len(str(problem).splitlines()) == 1, problem


def ask_anything(data: bytes) -> None:
    """A query of any text is answered or refused; the first byte chooses the form of the answer."""
    forms: tuple[ResultFormat, ...] = get_args(ResultFormat)
    text = data[1:].decode("utf-8", "replace")
    store = Store()
    store.load(_OURS.encode(), RdfFormat.TURTLE)
    try:
        format_results(run_query(store, text), forms[data[0] % len(forms)] if data else "json")
    except KgbuildError as error:
        told(error)


def _small_reader() -> RoleNetwork:
    """Return a network of two words that reads the roles of methods and tasks."""
    width, filters, seen, hidden = 2, 2, 3, 2
    of_place = PIECES * filters + POSITIONS + SENTENCES
    shapes = (KNOWN + 2, width), (REACH * width, filters), (filters,), (of_place, seen), (seen,)
    shapes += (seen + 2, hidden), (hidden,), (hidden, 3), (3,)
    words = index_of(np.array([4, 9], np.uint64))
    return RoleNetwork(words, ("Method named", "Task"), *(np.ones(shape, np.float32) for shape in shapes))


@cache
def small_model() -> dict[str, bytes]:
    """Return the parts of a model that knows three features."""
    index = index_of(np.array([3, 5, 8], np.uint64))

    def classifier(*classes: str) -> Classifier:
        shape = np.float32([0.5, -0.25, 0.125])[:, None] * np.arange(len(classes), dtype=np.float32)
        return Classifier(classes, index, shape, np.zeros(len(classes), np.float32))

    width, hidden, classes = 2, 3, 3
    dense = ((2 * classes, width), ((1 + MEANS) * width, hidden), (hidden,), (hidden, classes), (classes,))
    network = Network(classifier("0", "1"), *(np.ones(shape, np.float32) for shape in dense))
    model = Model(
        hopes=classifier("E", "O"),
        candidates=classifier("Method named", "O", "Task"),
        context=Context((network,)),
        roles=classifier("brought", "at work", "mentioned"),
        reader=RoleReader((_small_reader(),)),
        novelty=classifier("brought", "not brought"),
        coreference=classifier("other", "same"),
        heads={"network": 3},
        thresholds={"Method named": 0.1, "Task": 0.1},
        calibration={"Task": ((0.1, 0.2), (0.9, 0.8))},
        trained_on="nothing",
    )
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder, "model.zip")
        write_model(model, path)
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


def use_any_model(data: bytes) -> None:
    """A model of which one part is any bytes is used or refused; the first byte chooses the part."""
    parts = dict(small_model())
    if data:
        parts[list(parts)[data[0] % len(parts)]] = data[1:]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder, "model.zip")
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        try:
            read_weights(path)  # most are refused, long before an extractor would be made
            extractor = StatisticalExtractor(ExtractorOptions(model=path, min_confidence=0.0))
        except KgbuildError as error:
            told(error)
            return
        finally:
            read_weights.cache_clear()
    paper = Paper("Lopper: A Task", "We propose Lopper, a neural network that beats BERT on ImageNet.")
    (found,) = extract_checked(extractor, (paper,))
    assert isinstance(found, Extraction), found


TARGETS: Final[dict[str, Target]] = {
    "readers": read_anything,
    "formats": read_any_format,
    "records": read_record,
    "graphs": read_any_graph,
    "queries": ask_anything,
    "models": use_any_model,
}
