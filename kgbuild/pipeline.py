"""The road from files to files: what the verbs of the command line do, as functions.

>>> from kgbuild.pipeline import build
>>> summary = build(["papers/*.txt"], "output")  # doctest: +SKIP
>>> summary.papers  # doctest: +SKIP
377
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from kgbuild.config import Options
from kgbuild.datamodel import Extraction, Skipped
from kgbuild.engines import extract_papers
from kgbuild.errors import ExtractorError, InputError
from kgbuild.files import replaced
from kgbuild.readers import ReadResult, read_inputs
from kgbuild.records import to_record

if TYPE_CHECKING:
    from kgbuild.evaluation.cross_validation import CrossValidation
    from kgbuild.graph.model import GraphModel

EXTRACTIONS_FILE: Final = "extractions.jsonl"
PAGE_FILE: Final = "graph.html"
REPORT_FILE: Final = "report.html"

Results = Iterable[Extraction | Skipped]
Progress = Callable[[Results, int], Results]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run read, found and wrote.

    `taken_over` of the records were extractions already; `outside` are the titles of papers that the extractor, or the
    record that was taken over, says to be of no field that it knows.
    """

    records: int
    taken_over: int
    papers: int
    entities: Mapping[str, int]
    statements: int
    mentions: int
    papers_without_entities: int
    outside: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[Skipped, ...]
    files: tuple[Path, ...]


def extract(
    inputs: Sequence[str],
    *,
    options: Options | None = None,
    progress: Progress | None = None,
    stdin: IO[bytes] | None = None,
) -> tuple[list[Extraction], ReadResult]:
    """Read inputs and return one extraction for each paper, in order of first appearance, with the reader's account.

    Records that are extractions already are taken over; what they do not state is found in their text. A paper on
    which the extractor fails is skipped. Raises InputError when nothing could be read, ExtractorError when no paper
    could be extracted or the extractor is unfit.
    """
    options = options or Options()
    read = read_inputs(inputs, stdin)
    found = extract_papers(read.papers, options)
    results = list(progress(found, len(read.papers)) if progress else found)
    failed = tuple(result for result in results if isinstance(result, Skipped))
    extractions = [result for result in results if isinstance(result, Extraction)]
    if not extractions:
        raise ExtractorError(f"no paper could be extracted; the first: {failed[0].where}: {failed[0].why}")
    return extractions, replace(read, skipped=(*read.skipped, *failed))


def build(
    inputs: Sequence[str],
    output: str | Path = "output",
    *,
    options: Options | None = None,
    progress: Progress | None = None,
    stdin: IO[bytes] | None = None,
) -> Summary:
    """Build the graph of some papers: `graph.ttl`, `evidence.ttl`, `graph.html`, `report.html` and `extractions.jsonl`.

    `inputs` are files, folders, patterns or `-`, holding papers or extraction records. The same input gives the
    same bytes. Files of an earlier run are replaced, each only when the new one is whole.
    Raises a KgbuildError that says where, what, and what would help.
    """
    from kgbuild.graph import check_profiles, parse_base, parse_licence

    options = options or Options()
    folder = Path(output)
    # Before the long work: a run must not fail at its last line.
    parse_base(options.base_iri)
    check_profiles(options.profiles)
    parse_licence(options.licence)
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file; the output needs a folder")
    extractions, read = extract(inputs, options=options, progress=progress, stdin=stdin)
    model, files = _write_outputs(extractions, folder, options)
    return to_summary(model, extractions, read, files)


def _write_outputs(
    extractions: Sequence[Extraction], folder: Path, options: Options
) -> "tuple[GraphModel, tuple[Path, ...]]":
    """Write all files of a build; return what its graph shows, and the files."""
    from kgbuild.graph import build_graph, read_model, write_annotated, write_graph
    from kgbuild.graph.annotated import ANNOTATED_FILE
    from kgbuild.lexicon import load_lexicon
    from kgbuild.resolution import resolve
    from kgbuild.views import write_view
    from kgbuild.views.report import write_report

    graph = build_graph(
        resolve(extractions, same_names=load_lexicon(options.lexicon).groups),
        base_iri=options.base_iri,
        quotes=options.quotes,
        profiles=options.profiles,
        licence=options.licence,
        title=options.title,
    )
    folder.mkdir(parents=True, exist_ok=True)
    records = folder / EXTRACTIONS_FILE
    write_extractions(extractions, records, abstracts=options.abstracts and options.quotes)
    facts, evidence = write_graph(graph, folder)
    annotated = (folder / ANNOTATED_FILE,) if options.annotated else ()
    for file in annotated:
        write_annotated(folder, file)
    model = read_model(folder)
    page, report = folder / PAGE_FILE, folder / REPORT_FILE
    write_view(model, page, quotes=options.quotes, title=options.title)
    write_report(model, report, quotes=options.quotes, title=options.title)
    return model, (facts, evidence, *annotated, page, report, records)


def to_summary(
    model: "GraphModel",
    extractions: Sequence[Extraction],
    read: ReadResult,
    files: tuple[Path, ...],
) -> Summary:
    """Return the counts of a run, those of the graph as report and explorer show it."""
    types = model.count_types()
    papers = types.pop("Paper", 0)
    return Summary(
        records=read.records,
        taken_over=read.extractions,
        papers=papers,
        entities=dict(sorted(types.items(), key=lambda item: (-item[1], item[0]))),
        statements=model.statements,
        mentions=sum(len(support.mentions) for support in model.supports()),
        papers_without_entities=sum(not e.entities for e in extractions),
        outside=tuple(paper.label for paper in model.outside_field),
        skipped=read.skipped,
        notes=read.notes,
        files=files,
    )


def to_lines(extractions: Iterable[Extraction], *, abstracts: bool = True) -> Iterator[str]:
    """Yield extraction records as lines of JSON, each with its line end."""
    for extraction in extractions:
        yield json.dumps(to_record(extraction, abstract=abstracts), ensure_ascii=False) + "\n"


def write_extractions(extractions: Iterable[Extraction], path: Path, *, abstracts: bool = True) -> None:
    """Write extraction records to a JSONL file; an older file stays until the new one is whole."""
    with replaced(path) as file:
        for line in to_lines(extractions, abstracts=abstracts):
            file.write(line.encode())


def train(
    inputs: Sequence[str], output: Path, *, lexicon: Path | None = None, name: str = ""
) -> tuple[int, tuple[Skipped, ...]]:
    """Train the extractor on annotated papers and write the model; return how many papers, and what was skipped.

    Raises InputError when nothing could be read, ModelError when there is too little to learn from.
    """
    from kgbuild.extraction.model import write_model
    from kgbuild.extraction.training import train as train_model
    from kgbuild.lexicon import load_lexicon

    read = read_inputs(inputs)
    annotated = [r for r in read.papers if isinstance(r, Extraction)]
    named = name or ", ".join(Path(f).name for f in read.files)
    write_model(train_model(annotated, name=named, lexicon=load_lexicon(lexicon)), output)
    return len(annotated), read.skipped


def cross_validate(
    inputs: Sequence[str], folds: int, *, lexicon: Path | None = None, told: Callable[[str], None] = lambda _: None
) -> "tuple[CrossValidation, tuple[Skipped, ...]]":
    """Train and score on annotated papers by turns; return the figures, and what was skipped."""
    from kgbuild.evaluation import read_annotations
    from kgbuild.evaluation.cross_validation import cross_validate as validate

    read = read_inputs(inputs)
    annotated = [r for r in read.papers if isinstance(r, Extraction)]
    gold = {key: paper for file in read.files for key, paper in read_annotations(Path(file)).items()}
    return validate(annotated, gold, folds, lexicon=lexicon, told=told), read.skipped
