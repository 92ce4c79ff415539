"""The road from files to files: what the verbs of the command line do, as functions.

>>> from kgbuild.pipeline import build
>>> summary = build(["papers/*.txt"], "output")  # doctest: +SKIP
>>> summary.papers  # doctest: +SKIP
377
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from kgbuild.config import Options
from kgbuild.datamodel import Extraction, Knowledge, Paper, Skipped
from kgbuild.engines import extract_papers
from kgbuild.errors import InputError
from kgbuild.files import replaced
from kgbuild.readers import ReadResult, read_inputs
from kgbuild.records import renumber_relations, to_record

if TYPE_CHECKING:
    from kgbuild.evaluation.cross_validation import CrossValidation

EXTRACTIONS_FILE: Final = "extractions.jsonl"
PAGE_FILE: Final = "graph.html"
REPORT_FILE: Final = "report.html"

Progress = Callable[[Iterable[Extraction], int], Iterable[Extraction]]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run read, found and wrote."""

    records: int
    papers: int
    entities: Mapping[str, int]
    statements: int
    mentions: int
    papers_without_entities: int
    outside: tuple[str, ...]  # titles of papers unlike those the extractor learned from
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

    Records that are extractions already are kept as they are. Raises InputError when nothing could be read.
    """
    options = options or Options()
    read = read_inputs(inputs, stdin)
    found = _extract_all(read.papers, options)
    return list(progress(found, len(read.papers)) if progress else found), read


def _extract_all(records: Sequence[Paper | Extraction], options: Options) -> Iterator[Extraction]:
    """Extract from papers; extractions pass through. Both less what `min_confidence` leaves out."""
    fresh = extract_papers([r for r in records if isinstance(r, Paper)], options)
    for record in records:
        yield _at_least(next(fresh) if isinstance(record, Paper) else record, options.min_confidence)


def _at_least(extraction: Extraction, min_confidence: float | None) -> Extraction:
    if min_confidence is None:
        return extraction
    entities = [n for n, e in enumerate(extraction.entities) if e.confidence >= min_confidence]
    links = [n for n, link in enumerate(extraction.links) if link.confidence >= min_confidence]
    relations = renumber_relations(
        [r for r in extraction.relations if r.confidence >= min_confidence],
        {old: new for new, old in enumerate(entities)},
        {old: new for new, old in enumerate(links)},
    )
    return replace(
        extraction,
        entities=tuple(extraction.entities[n] for n in entities),
        links=tuple(extraction.links[n] for n in links),
        relations=relations,
    )


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
    from kgbuild.graph import (
        build_graph,
        check_profiles,
        parse_base,
        parse_licence,
        read_graph,
        write_annotated,
        write_graph,
    )
    from kgbuild.graph.annotated import ANNOTATED_FILE
    from kgbuild.lexicon import load_lexicon
    from kgbuild.resolution import resolve
    from kgbuild.views import write_view
    from kgbuild.views.report import write_report

    options = options or Options()
    folder = Path(output)
    # Before the long work: a run must not fail at its last line.
    parse_base(options.base_iri)
    check_profiles(options.profiles)
    parse_licence(options.licence)
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file; the output needs a folder")
    extractions, read = extract(inputs, options=options, progress=progress, stdin=stdin)
    knowledge = resolve(extractions, same_names=load_lexicon(options.lexicon).groups)
    graph = build_graph(
        knowledge,
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
    store = read_graph(folder)
    page, report = folder / PAGE_FILE, folder / REPORT_FILE
    write_view(store, page, quotes=options.quotes, title=options.title)
    write_report(store, report, quotes=options.quotes, title=options.title)
    files = (facts, evidence, *annotated, page, report, records)
    return to_summary(knowledge, extractions, read, files, outside=find_outside(extractions, options))


def find_outside(extractions: Iterable[Extraction], options: Options) -> tuple[str, ...]:
    """Return the titles of papers outside the field of the packaged model, where it is that model that read them."""
    from kgbuild.extraction.field import is_of_the_field

    if options.model is not None:
        return ()
    papers = (extraction.paper for extraction in extractions if extraction.extractor.startswith("kgbuild "))
    return tuple(paper.title for paper in papers if not is_of_the_field(paper.title, paper.abstract))


def to_summary(
    knowledge: Knowledge,
    extractions: Sequence[Extraction],
    read: ReadResult,
    files: tuple[Path, ...],
    *,
    outside: tuple[str, ...] = (),
) -> Summary:
    """Return the counts of a run; an entity counts under its main type."""
    types = Counter(entity.types[0] for entity in knowledge.entities)
    return Summary(
        records=read.records,
        papers=len(extractions),
        entities=dict(sorted(types.items(), key=lambda item: (-item[1], item[0]))),
        statements=len(knowledge.statements) + len(knowledge.relations),
        mentions=sum(len(s.evidence) for s in knowledge.statements) + sum(len(r.evidence) for r in knowledge.relations),
        papers_without_entities=sum(not e.entities for e in extractions),
        outside=outside,
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
