"""The road from files to files: what the verbs of the command line do, as functions.

>>> from kgbuild.pipeline import build
>>> summary = build(["papers/*.txt"], "output")  # doctest: +SKIP
>>> summary.papers  # doctest: +SKIP
377
"""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kgbuild.config import Options
from kgbuild.curation import Curation, read_curation
from kgbuild.datamodel import Extraction, Skipped
from kgbuild.engines import extract_papers
from kgbuild.errors import ExtractorError, InputError
from kgbuild.files import (
    ALIASES_FILE,
    ANNOTATED_FILE,
    EXTRACTIONS_FILE,
    MOST_BYTES,
    OUTPUT_FILES,
    PAGE_FILE,
    REPORT_FILE,
    SKIPPED_FILE,
    check_outputs,
    replaced,
    replaced_set,
)
from kgbuild.readers import ReadResult, list_files, read_inputs
from kgbuild.records import to_record

if TYPE_CHECKING:
    from kgbuild.evaluation.cross_validation import CrossValidation
    from kgbuild.graph.model import GraphModel
    from kgbuild.resolution.rules import KnownGroup

Results = Iterable[Extraction | Skipped]
Progress = Callable[[Results, int], Results]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run read, found and wrote.

    `taken_over` of the records were extractions already; `outside` are the titles of papers that the extractor, or the
    record that was taken over, says to be of no field that it knows; `removed` are files of an earlier build that this
    one does not write; `unmet` are corrections that meet nothing, or cannot be applied.
    """

    records: int
    taken_over: int
    papers: int
    entities: Mapping[str, int]
    statements: int
    mentions: int
    papers_without_entities: int
    papers_without_abstract: int
    outside: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[Skipped, ...]
    files: tuple[Path, ...]
    removed: tuple[Path, ...] = ()
    results: int = 0
    unmet: tuple[Skipped, ...] = ()


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
    read = read_inputs(
        inputs,
        stdin,
        input_format=options.input_format,
        columns=dict(options.columns),
        strict=options.strict,
        limit=options.max_input_bytes,
    )
    with closing(extract_papers(read.papers, options)) as found:  # also where the run is ended: so are its processes
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
    """Build the graph of some papers.

    Written are `graph.ttl`, `evidence.ttl`, `graph.html`, `report.html`, `extractions.jsonl` and `aliases.tsv`. What
    was left out stands in `skipped.jsonl`, which is not there where nothing was.

    Corrections of `options.curation` are applied last, and those that meet nothing told in the summary.
    A large graph gets a store in `.kgbuild/`, from which it is read (see `kgbuild.graph.stores`).

    `inputs` are files, folders, patterns or `-`, holding papers or extraction records. The same input gives the
    same bytes. Files of an earlier run are replaced, all of them together; what an earlier one wrote and this one does
    not (`annotated.ttl`) goes, and is told in the summary. One run at a time may write into a folder.
    Raises a KgbuildError that says where, what, and what would help.
    """
    from kgbuild.graph import check_profiles, parse_base, parse_licence, renew_store

    options = options or Options()
    folder = Path(output)
    # Before the long work: a run must not fail at its last line.
    parse_base(options.base_iri)
    check_profiles(options.profiles)
    parse_licence(options.licence)
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file; the output needs a folder")
    refuse_inputs([folder / name for name in OUTPUT_FILES], inputs, options)
    summary = _build_set(inputs, folder, options, progress, stdin)
    renew_store(folder)  # when all else is in place, and its memory free again
    return summary


def _build_set(
    inputs: Sequence[str], folder: Path, options: Options, progress: Progress | None, stdin: IO[bytes] | None
) -> Summary:
    """Write the set of files of a build into its folder, together."""
    curation = read_curation(options.curation) if options.curation else Curation()
    with replaced_set(folder) as place:
        extractions, read = extract(inputs, options=options, progress=progress, stdin=stdin)
        model, files, unmet = _write_outputs(extractions, place, options, curation)
        files += _write_skipped(read.skipped, place / SKIPPED_FILE)
        removed = tuple(folder / name for name in OUTPUT_FILES if name not in files and (folder / name).exists())
        return to_summary(
            model,
            extractions,
            read,
            tuple(folder / name for name in files),
            removed=removed,
            unmet=unmet,
        )


def refuse_inputs(outputs: Iterable[Path], inputs: Sequence[str], options: Options | None = None) -> None:
    """Raise OutputError where an output is one of the files that a run would read, before any of them is read."""
    options = options or Options()
    there = [output for output in outputs if output.exists()]
    if there:
        named = (file for file in (options.lexicon, options.model, options.curation) if file)
        check_outputs(there, [*list_files(inputs), *named])


def _write_outputs(
    extractions: Sequence[Extraction], folder: Path, options: Options, curation: Curation
) -> "tuple[GraphModel, tuple[str, ...], tuple[Skipped, ...]]":
    """Write all files of a build; return what its graph shows, the names of the files, and corrections without use."""
    from kgbuild.graph import (
        build_graph,
        parse_base,
        parse_licence,
        read_mark,
        read_model,
        write_annotated,
        write_graph,
    )
    from kgbuild.ledger import write_ledger
    from kgbuild.lexicon import load_lexicon
    from kgbuild.lexicon.links import add_links
    from kgbuild.resolution import GeneralNames, resolve, resolve_curated
    from kgbuild.views import write_view
    from kgbuild.views.report import write_report

    lexicon = load_lexicon(options.lexicon)
    general = GeneralNames(lexicon.names)
    if curation:
        knowledge, unmet = resolve_curated(extractions, curation, same_names=lexicon.groups, known=general)
    else:
        knowledge, unmet = resolve(extractions, same_names=lexicon.groups, known=general), ()
    graph = build_graph(
        add_links(knowledge),
        base_iri=options.base_iri,
        quotes=options.quotes,
        profiles=options.profiles,
        licence=options.licence,
        title=options.title,
    )
    records = folder / EXTRACTIONS_FILE
    write_extractions(extractions, records, abstracts=options.abstracts and options.quotes)
    facts, evidence = write_graph(graph, folder, records=records)
    mark = read_mark(facts)
    ledger = folder / ALIASES_FILE
    write_ledger(
        knowledge,
        ledger,
        base=parse_base(options.base_iri),
        build=mark.build if mark else "",
        licence=parse_licence(options.licence),
        quotes=options.quotes,
    )
    annotated = (folder / ANNOTATED_FILE,) if options.annotated else ()
    for file in annotated:
        write_annotated(folder, file)
    model = read_model(folder)
    page, report = folder / PAGE_FILE, folder / REPORT_FILE
    write_view(model, page, quotes=options.quotes, title=options.title)
    write_report(model, report, quotes=options.quotes, title=options.title)
    return model, tuple(file.name for file in (facts, evidence, *annotated, page, report, records, ledger)), unmet


def _write_skipped(skipped: Sequence[Skipped], path: Path) -> tuple[str, ...]:
    """Write what was left out, a record or file a line; where nothing was there is no such file."""
    if not skipped:
        return ()
    with replaced(path) as file:
        for entry in skipped:
            file.write((json.dumps(_to_skipped_line(entry), ensure_ascii=False) + "\n").encode("utf-8", "replace"))
    return (path.name,)


def _to_skipped_line(entry: Skipped) -> dict[str, str | int]:
    name, mark, number = entry.where.rpartition("#")
    is_record = bool(mark) and number.isdigit()
    line: dict[str, str | int] = {"file": name if is_record else entry.where}
    if is_record:
        line["record"] = int(number)
    if entry.line:
        line["line"] = entry.line
    return line | {"reason": entry.why}


def to_summary(
    model: "GraphModel",
    extractions: Sequence[Extraction],
    read: ReadResult,
    files: tuple[Path, ...],
    *,
    removed: tuple[Path, ...] = (),
    unmet: tuple[Skipped, ...] = (),
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
        papers_without_abstract=sum(not e.paper.abstract for e in extractions),
        outside=tuple(paper.label for paper in model.outside_field),
        skipped=read.skipped,
        notes=read.notes,
        files=files,
        removed=removed,
        results=len(model.results),
        unmet=unmet,
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
    inputs: Sequence[str],
    output: Path,
    *,
    lexicon: Path | None = None,
    curation: Path | None = None,
    name: str = "",
    keep_extractor: bool = False,
    extractions: Path | None = None,
    limit: int = MOST_BYTES,
) -> tuple[int, tuple[Skipped, ...], tuple[Skipped, ...]]:
    """Train on annotated papers and write the model; return how many papers, and what was skipped.

    The extractor learns from all papers, unless the packaged one is kept; relations, results and kinds are learned
    where enough papers state them, beside what `extractions` (else the packaged extractor) found in these papers.
    Papers are taken as the corrections of `curation` make them; those that meet nothing are returned last.
    Raises InputError when nothing could be read, ModelError when there is too little to learn from.
    """
    from kgbuild.extraction.model import read_model, write_model
    from kgbuild.extraction.training import train as train_model
    from kgbuild.finishing.claims.model import write_claims_model
    from kgbuild.finishing.claims.training import to_learn_from, train_claims
    from kgbuild.lexicon import load_lexicon

    corrections = read_curation(curation) if curation else Curation()
    read_too = [*inputs, *([str(extractions)] if extractions else [])]
    refuse_inputs([output], read_too, Options(lexicon=lexicon, curation=curation))
    read = read_inputs(inputs, limit=limit)
    annotated = [r for r in read.papers if isinstance(r, Extraction)]
    named = name or ", ".join(Path(f).name for f in read.files)
    annotated, unmet = _correct(annotated, corrections, load_lexicon(lexicon).groups)
    with_claims = to_learn_from(annotated, always=keep_extractor)
    claims = train_claims(with_claims, _extracted(with_claims, extractions, limit)) if with_claims else None
    model = read_model() if keep_extractor else train_model(annotated, name=named, lexicon=load_lexicon(lexicon))
    content = io.BytesIO()  # a file that is written cannot be added to
    write_model(model, content)
    if claims:
        write_claims_model(claims, content, append=True)
    with replaced(output) as file:
        file.write(content.getvalue())
    return len(with_claims if keep_extractor else annotated), read.skipped, unmet


def _correct(
    annotated: Sequence[Extraction], curation: Curation, names: "Iterable[KnownGroup]"
) -> tuple[list[Extraction], tuple[Skipped, ...]]:
    """Return annotated papers as corrections make them, and the corrections that meet nothing."""
    if not curation:
        return list(annotated), ()
    from kgbuild.resolution import correct_extractions

    return correct_extractions(annotated, curation, same_names=names)


def _extracted(papers: Sequence[Extraction], extractions: Path | None, limit: int) -> list[Extraction]:
    """Return what a file, else the packaged extractor, says that there is in some papers."""
    found: Iterable[object]
    if extractions is not None:
        found = read_inputs([str(extractions)], limit=limit).papers
    else:
        found = extract_papers([extraction.paper for extraction in papers], Options(workers=1))
    return [extraction for extraction in found if isinstance(extraction, Extraction)]


def cross_validate(
    inputs: Sequence[str],
    folds: int,
    *,
    lexicon: Path | None = None,
    keep_extractor: bool = False,
    extractions: Path | None = None,
    limit: int = MOST_BYTES,
    told: Callable[[str], None] = lambda _: None,
) -> "tuple[CrossValidation, tuple[Skipped, ...]]":
    """Train and score on annotated papers by turns; return the figures, and what was skipped.

    With `keep_extractor` the annotated entities are given, and relations, results and kinds alone are scored; with
    `extractions` those that were extracted are given.
    """
    from kgbuild.evaluation import read_annotations
    from kgbuild.evaluation.cross_validation import cross_validate as validate
    from kgbuild.evaluation.cross_validation import cross_validate_claims as validate_claims

    read = read_inputs(inputs, limit=limit)
    annotated = [r for r in read.papers if isinstance(r, Extraction)]
    gold = {key: paper for file in read.files for key, paper in read_annotations(Path(file), limit=limit).items()}
    if keep_extractor:
        found = _extracted(annotated, extractions, limit)
        given = found if extractions else None
        return validate_claims(annotated, found, gold, folds, given=given, told=told), read.skipped
    return validate(annotated, gold, folds, lexicon=lexicon, told=told), read.skipped
