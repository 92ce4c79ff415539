"""Each limit holds just where the table says: what has as much is taken, what has one more is not."""

import inspect
import io
import json
import re
import zipfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pytest

from kgbuild import limits
from kgbuild.cli import querying
from kgbuild.cli.building import build as build_command
from kgbuild.cli.serving import serve
from kgbuild.config import Options
from kgbuild.curation import file as curation_file
from kgbuild.datamodel import ExtractedEntity, Extraction, Paper, Skipped
from kgbuild.engines import extract_papers
from kgbuild.errors import GraphError, KgbuildError, ModelError
from kgbuild.export import blank_names, export_graph
from kgbuild.extraction.model import read_model
from kgbuild.files import reading
from kgbuild.finishing import finish
from kgbuild.graph import check, nesting, read_graph
from kgbuild.limits import LIMITS, Limit
from kgbuild.pipeline import build
from kgbuild.readers import json_values, read_inputs, source, unpacking
from kgbuild.review import application as review_application
from kgbuild.server import connections, protocol, workers

DOCS: Final = Path(__file__).resolve().parents[2] / "docs" / "limits.md"
NAMES: Final = [limit.name for limit in LIMITS]
Record = dict[str, Any]


def test_the_docs_have_the_table() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([\d,]+) \| ([^|]+) \|$", DOCS.read_text("utf-8"), re.MULTILINE)
    of_data = [row for row in rows if row[0] not in IN_FORCE]
    assert of_data == [(limit.name, f"{limit.most:,}", limit.over) for limit in LIMITS]


def default_of(command: Callable[..., None], option: str) -> float:
    """Return what an option of a command is when it is not given."""
    value = inspect.signature(command).parameters[option].default
    assert isinstance(value, int | float)
    return value


def mebi(size: float) -> str:
    return f"{size / (1 << 20):,g}"


# What the second table of the docs says, in the program's own numbers.
IN_FORCE: Final = {
    "an input, unpacked": f"{default_of(build_command, 'max_input_size')} MiB (`--max-input-size`)",
    "an input, unpacked, beside its packed size":
        f"{unpacking._MOST_GROWTH} times, from {mebi(unpacking._FREE_GROWTH)} MiB on",
    "packings around each other": f"{unpacking._MOST_LAYERS}",
    "a line of an input": f"{mebi(source.LONGEST_LINE)} Mi characters",
    "a value in a JSON file": f"{mebi(json_values.LONGEST_VALUE)} Mi characters",
    "a pipe into which nobody writes": f"{reading._WRITER_SECONDS:g} s",
    "a pipe or device that gives nothing": f"{reading.PATIENCE_SECONDS:g} s",
    "a file of SPARQL": f"{mebi(querying.MOST_QUERY_BYTES)} MiB",
    "brackets inside each other in a query": f"{nesting.DEEPEST}",
    "nodes or triple terms inside each other in a graph file": f"{nesting.DEEPEST}",
    "text of XML's entities in a graph file":
        f"{mebi(nesting._ENTITY_BYTES)} MiB and {nesting._ENTITY_TIMES} times the file",
    "prefixes of one element or context in `check`": f"{check._MOST_PREFIXES:,}",
    "a file of corrections": f"{mebi(curation_file.MOST_BYTES)} MiB",
    "`review`: an answer": f"{review_application.MOST_BODY_BYTES >> 10} KiB",
    "`query`: time": f"{default_of(querying.query, 'timeout'):g} s (`--timeout`)",
    "`query`: memory beside the graph": f"{default_of(querying.query, 'memory'):,} MiB (`--memory`)",
    "`serve`: time of a query": f"{default_of(serve, 'timeout'):g} s (`--timeout`)",
    "`serve`: rows or triples of an answer": f"{default_of(serve, 'max_rows'):,} (`--max-rows`)",
    "`serve`: memory of a query":
        f"{mebi(workers.Limits(1, 1).light_bytes)} MiB, then {mebi(workers.Limits(1, 1).heavy_bytes)} MiB",
    "`serve`: memory of all queries": f"{default_of(serve, 'memory'):,} MiB (`--memory`)",
    "`serve`: memory for the names that questions in plain words need":
        f"{mebi(workers.Limits(1, 1).names_bytes)} MiB (an eighth of `--memory`)",
    "`serve`: making explorer or report": f"{workers.PAGE_SECONDS:g} s, {mebi(workers.Limits(1, 1).heavy_bytes)} MiB",
    "`serve`: a request": f"{mebi(protocol.MOST_BODY_BYTES)} MiB",
    "`serve`: the lines of a request": f"{connections.HEAD_SECONDS:g} s",
    "`serve`: the body of a request": f"{connections.BODY_SECONDS:g} s",
    "`serve`: an answer that is not taken": f"{connections.TAKE_SECONDS:g} s",
    "`serve`: a connection that is idle": f"{connections.IDLE_SECONDS} s",
    "`serve`: connections":
        f"{connections.MOST_CONNECTIONS}, or the system's descriptors less {connections._OTHER_FILES}",
}  # fmt: skip


def test_the_docs_have_what_is_in_force() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", DOCS.read_text("utf-8"), re.MULTILINE)
    assert {name: most for name, most in rows if name not in {*NAMES, "of"}} == IN_FORCE


def an_entity(**parts: Any) -> Record:
    return {"title": "Other", "entities": [{"type": "Method", "names": ["A"]} | parts]}


def of_mentions(size: int) -> Record:
    places = [{"section": "abstract", "start": k, "end": k + 1, "text": "a"} for k in range(size)]
    return an_entity(mentions=places) | {"abstract": "a" * size}


def of_relations(size: int) -> Record:
    relation = {"predicate": "comparedWith", "subject": "e0", "object": "e1"}
    entities = [{"type": "Method", "names": [name]} for name in "AB"]
    return {"title": "Other", "entities": entities, "relations": [relation] * size}


def nested(levels: int) -> Record:
    value: Any = 0
    for _ in range(levels - 1):
        value = [value]
    return {"title": "Other", "more": value}


RECORDS: Final[dict[Limit, Callable[[int], Record]]] = {
    limits.TITLE: lambda size: {"title": "a" * size},
    limits.ABSTRACT: lambda size: {"title": "Other", "abstract": ("a " * size)[: size - 1] + "a"},
    limits.FIELD: lambda size: {"title": "Other", "venue": "a" * size},
    limits.NAME: lambda size: an_entity(names=["a" * size]),
    limits.ADDRESS: lambda size: {"title": "Other", "entities": [], "urls": [{"url": "a" * size}]},
    limits.AUTHORS: lambda size: {"title": "Other", "authors": ["Ann Bell"] * size},
    limits.RESULTS: lambda size: {"title": "Other", "entities": [], "results": [{"value": "3%"}] * size},
    limits.NAMES: lambda size: an_entity(names=[f"a{k}" for k in range(size)]),
    limits.ENTITIES: lambda size: {"title": "Other", "entities": [{"type": "Method", "names": ["A"]}] * size},
    limits.ADDRESSES: lambda size: {"title": "Other", "entities": [], "urls": [{"url": "https://a.org"}] * size},
    limits.RELATIONS: of_relations,
    limits.MENTIONS: of_mentions,
    limits.ITEMS: lambda size: {"title": "Other", "more": [0] * size},
    limits.NESTING: nested,
}  # fmt: skip
# Where else a limit is looked at.
ELSEWHERE: Final[tuple[tuple[Limit, Callable[[int], Record]], ...]] = (
    (limits.FIELD, lambda size: {"title": "Other", "authors": ["Ann Bell", "a" * size]}),
    (limits.FIELD, lambda size: {"title": "Other", "id": "a" * size}),
    (limits.FIELD, lambda size: {"title": "Other", "doi": "10.1000/" + "a" * (size - 8)}),
    (limits.FIELD, lambda size: {"title": "Other", "meta": {"identifiers": ["b", "a" * size]}}),
    (limits.FIELD, lambda size: {"title": "Other", "source": ["b", "a" * size]}),
    (limits.FIELD, lambda size: {"title": "Other", "entities": [], "extractor": "a" * size}),
    (limits.FIELD, lambda size: an_entity(mentions=[{"text": "a" * size}]) | {"abstract": "b " + "a" * size}),
    (limits.FIELD, lambda size: {"title": "Other", "keywords": ["b", "a" * size]}),
    (limits.FIELD, lambda size: {"title": "Other", "authors": [{"name": "Ann Bell", "affiliations": ["a" * size]}]}),
    (limits.ADDRESS, lambda size: {"title": "Other", "url": "https://a.org/" + "a" * (size - 14)}),
    (limits.ADDRESS, lambda size: {"title": "Other", "repositories": [{"url": "https://a.org/" + "a" * (size - 14)}]}),
    (limits.AUTHORS, lambda size: {"title": "Other", "authors": "; ".join(["Ann Bell"] * size)}),
    (limits.ITEMS, lambda size: {"title": "Other", "more": {"a": dict.fromkeys(map(str, range(size)), 0)}}),
    (limits.ITEMS, lambda size: {"title": "Other", "authors": ["Ann Bell", [0] * size]}),
    (limits.NESTING, lambda size: {"title": "Other", "meta": nested(size - 1)}),
)


def skipped(folder: Path, record: Record) -> list[str]:
    """Return why a record among others is skipped; the others never are."""
    neighbours = [{"title": "The first", "doi": "10.1000/a"}, {"title": "The last", "doi": "10.1000/z"}]
    path = folder / "x.jsonl"
    path.write_text("\n".join(map(json.dumps, (neighbours[0], record, neighbours[1]))))
    result = read_inputs([str(path)])
    titles = [(item.paper if isinstance(item, Extraction) else item).title for item in result.papers]
    assert (titles[0], titles[-1], len(titles)) == ("The first", "The last", 3 - len(result.skipped))
    assert {entry.where for entry in result.skipped} <= {"x.jsonl#2"}
    return [entry.why for entry in result.skipped]


def telling(limit: Limit, size: int) -> str:
    return f"{limit.name}: {size:,}, at most {limit.most:,} are taken (docs/limits.md)"


@pytest.mark.parametrize("limit", RECORDS, ids=lambda limit: limit.name)
def test_a_record_over_a_limit_is_skipped_and_named_and_its_neighbours_are_kept(tmp_path: Path, limit: Limit) -> None:
    assert skipped(tmp_path, RECORDS[limit](limit.most)) == []
    assert skipped(tmp_path, RECORDS[limit](limit.most + 1)) == [telling(limit, limit.most + 1)]


@pytest.mark.parametrize("case", range(len(ELSEWHERE)))
def test_a_limit_holds_wherever_a_record_has_such_a_thing(tmp_path: Path, case: int) -> None:
    limit, record = ELSEWHERE[case]
    assert skipped(tmp_path, record(limit.most)) == []
    assert skipped(tmp_path, record(limit.most + 1)) == [telling(limit, limit.most + 1)]


@pytest.mark.parametrize(
    "value", ['"NaN"', '"INF"', "NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1" + "0" * 400, "[0.5]", "true"]
)
@pytest.mark.parametrize("part", ["entities", "urls", "relations"])
def test_a_confidence_that_is_no_probability_costs_its_record_only(tmp_path: Path, part: str, value: str) -> None:
    record = an_entity() | {"urls": [{"url": "https://github.com/a/b", "kind": "repository"}]}
    record["relations"] = [{"predicate": "hasCode", "subject": "e0", "object": "u0"}]
    record[part] = [record[part][0] | {"confidence": "HERE"}]
    path = tmp_path / "x.jsonl"
    path.write_text(
        f'{{"title": "One"}}\n{json.dumps(record).replace(json.dumps("HERE"), value)}\n{{"title": "Two"}}\n'
    )
    result = read_inputs([str(path)])
    assert (len(result.papers), [entry.where for entry in result.skipped]) == (2, ["x.jsonl#2"])
    assert "must be a number from 0 to 1" in result.skipped[0].why


def test_a_paper_that_is_no_record_is_held_to_the_limits_too() -> None:
    papers = [
        Paper("One", "We use BERT."),
        Paper("Two", "a" * (limits.ABSTRACT.most + 1)),
        Paper("Three", "It is BERT."),
    ]
    found = list(extract_papers(papers, Options(workers=1)))
    assert [type(result) for result in found] == [Extraction, Skipped, Extraction]
    assert found[1] == Skipped("Two", telling(limits.ABSTRACT, limits.ABSTRACT.most + 1))


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"http://a.org/{k}" for k in range(limits.ADDRESSES.most + 1)),
        "",
    ],
    ids=["addresses", "none"],
)
def test_what_is_written_can_be_read_again(tmp_path: Path, text: str) -> None:
    paper = Extraction(Paper("A study", text), ())
    (found,) = extract_papers([paper], Options(workers=1))
    assert isinstance(found, Skipped) is bool(text)


def test_of_a_name_that_stands_everywhere_the_first_places_are_taken() -> None:
    most = limits.LOCATED.most
    for count in (most, most + 1):
        paper = Paper("A study", "BERT is it. " * count)
        (entity,) = finish(Extraction(paper, (ExtractedEntity("Method", ("BERT",)),), ())).entities
        starts = [mention.span.start for mention in entity.mentions or ()]
        assert starts == [12 * k for k in range(most)]


def test_an_address_in_a_text_over_the_limit_is_none() -> None:
    for size in (limits.ADDRESS.most, limits.ADDRESS.most + 1):
        address = "https://a.org/" + "a" * (size - 14)
        links = finish(Extraction(Paper("A study", f"See {address} for more."), ())).links or ()
        assert [link.url for link in links] == [address] * (size <= limits.ADDRESS.most)


HEADER: Final = (
    "@prefix kg: <https://w3id.org/kgbuild/ontology#> . @prefix dcterms: <http://purl.org/dc/terms/> .\n"
    '<x:p> a kg:Paper ; dcterms:title "T" .\n'
)


def graph_refusal(folder: Path, text: str, *, export: bool) -> str:
    """Return how a graph is refused, nothing where it is taken."""
    path = folder / "g.ttl"
    path.write_text(HEADER + text)
    try:
        if export:
            export_graph(path, folder / "out.nt", "nt")
        else:
            read_graph(path)
    except GraphError as error:
        return one_line(error, path)
    return ""


def one_line(error: KgbuildError, path: Path) -> str:
    """Return an error's text, which is one line that opens with the file."""
    assert str(error).startswith(f"{path}: ")
    assert len(str(error).splitlines()) == 1
    return str(error)


@pytest.mark.parametrize("export", [False, True])
@pytest.mark.parametrize(
    "shape", ['<x:p> dcterms:abstract "{}" .', '<x:p> dcterms:abstract "{}"@en .', "<x:p> kg:x <x:{}> ."]
)
def test_a_literal_or_an_iri_over_the_limit_is_refused(tmp_path: Path, shape: str, export: bool) -> None:
    most = limits.LITERAL.most
    assert graph_refusal(tmp_path, shape.format("a" * (most - 10)), export=False) == ""
    over = graph_refusal(tmp_path, shape.format("a" * (most + 4096)), export=export)
    assert f"at most {most:,} bytes are taken" in over


SHAPES: Final[dict[str, Callable[[int], str]]] = {
    "a list": lambda size: f"<x:p> <x:q> ({' '.join(map(str, range(size)))}) .",
    "a list of one value": lambda size: f"<x:p> <x:q> ({' 1' * size}) .",
    "nodes alike": lambda size: f"<x:p> <x:q> {', '.join(['[]'] * size)} .",
    "nodes in a chain": lambda size: f"<x:p> <x:q> {'[ <x:q> ' * size}1{' ]' * size} .",
    "nodes in a circle": lambda size: " ".join(f"_:n{k} <x:q> _:n{(k + 1) % size} ." for k in range(size)),
    "pairs": lambda size: " ".join(f"_:n{k} <x:q> _:n{k ^ 1} ." for k in range(size + size % 2)),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_blank_nodes_over_the_limit_are_refused(tmp_path: Path, shape: str) -> None:
    most = limits.BLANK_NODES.most
    assert graph_refusal(tmp_path, SHAPES[shape](most // 4), export=True) == ""
    over = graph_refusal(tmp_path, SHAPES[shape](most + 1), export=True)
    assert f"at most {most:,} are taken" in over
    assert "give these nodes IRIs" in over


def test_as_many_blank_nodes_as_the_limit_are_taken(tmp_path: Path) -> None:
    assert graph_refusal(tmp_path, SHAPES["a list"](limits.BLANK_NODES.most), export=True) == ""


def test_blank_nodes_that_cannot_be_told_apart_soon_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blank_names, "_STEPS", 100_000)
    every = range(40)
    text = " ".join(f"_:n{one} <x:q{k}> _:n{other} ." for one in every for other in every for k in range(3))
    assert "too many blank nodes that look alike" in graph_refusal(tmp_path, text, export=True)


def model_refusal(path: Path, content: bytes | int) -> str:
    """Return how a file of some content, or of some size, is refused as a model; nothing where it is taken."""
    with path.open("wb") as file:
        if isinstance(content, int):
            file.truncate(content)
        else:
            file.write(content)
    try:
        read_model(path)
    except ModelError as error:
        return one_line(error, path)
    return ""


def with_part_of(size: int) -> bytes:
    """Return the packaged model with a part that says to be of some size."""
    content = bytearray((files("kgbuild.extraction") / "model.zip").read_bytes())
    entry = content.rindex(b"\x00bias.npy") - 45  # no other part's name that ends so
    content[entry + 24 : entry + 28] = size.to_bytes(4, "little")
    return bytes(content)


def with_classes(size: int) -> bytes:
    """Return the packaged model with so many classes of one classifier, which do not fit its weights."""
    packaged, buffer = (files("kgbuild.extraction") / "model.zip").read_bytes(), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packaged)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "model.json":
                content = json.dumps(json.loads(content) | {"novelty": [f"c{k}" for k in range(size)]}).encode()
            new.writestr(name, content)
    return buffer.getvalue()


MODELS: Final[dict[Limit, Callable[[int], bytes | int]]] = {
    limits.MODEL_FILE: int,
    limits.MODEL_PART: with_part_of,
    limits.MODEL_CLASSES: with_classes,
}


@pytest.mark.parametrize("limit", MODELS, ids=lambda limit: limit.name)
def test_a_model_over_a_limit_is_refused_for_that(tmp_path: Path, limit: Limit) -> None:
    told = f"{limit.name}: {limit.most + 1:,}, at most {limit.most:,} are taken"
    assert told in model_refusal(tmp_path / "over.zip", MODELS[limit](limit.most + 1))
    assert limit.name not in model_refusal(tmp_path / "below.zip", MODELS[limit](limit.most))


def test_every_limit_is_tried() -> None:
    tried = {*RECORDS, *MODELS, limits.LOCATED, limits.LITERAL, limits.BLANK_NODES}
    assert tried == set(LIMITS)
    assert len(set(NAMES)) == len(LIMITS)


def test_a_build_goes_on_beside_a_record_over_a_limit(tmp_path: Path) -> None:
    records = [
        {"title": "One", "abstract": "We use BERT."},
        {"title": "b" * 10_000},
        {"title": "Two", "abstract": "c" * 12_000_000},
    ]
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, records)))
    summary = build([str(tmp_path / "x.jsonl")], tmp_path / "out", options=Options(workers=1))
    assert (summary.papers, [entry.where for entry in summary.skipped]) == (1, ["x.jsonl#2", "x.jsonl#3"])


def test_nothing_but_records_over_a_limit_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(json.dumps({"title": "a", "abstract": "b" * 2_000_000}))
    with pytest.raises(KgbuildError, match=r"x\.jsonl#1: characters of an abstract: 2,000,000, at most"):
        read_inputs([str(tmp_path / "x.jsonl")])
