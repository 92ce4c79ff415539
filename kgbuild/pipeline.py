"""The road from files to files: what the verbs of the command line do, as functions.

>>> from kgbuild.pipeline import build
>>> summary = build(["papers/*.txt"], "output")  # doctest: +SKIP
>>> summary.papers  # doctest: +SKIP
377
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kgbuild.collecting import collecting_rarely
from kgbuild.config import Options
from kgbuild.curation import Curation, read_curation
from kgbuild.datamodel import Extraction, Skipped
from kgbuild.errors import ExtractorError, InputError, OutputError
from kgbuild.files import (
    ALIASES_FILE,
    ANNOTATED_FILE,
    EVIDENCE_FILE,
    EVIDENCE_INDEX,
    EXTRACTIONS_FILE,
    OUTPUT_FILES,
    PAGE_FILE,
    PARTS_FOLDER,
    REPORT_FILE,
    SKIPPED_FILE,
    WORK_FOLDER,
    check_outputs,
    replaced,
    replaced_set,
)
from kgbuild.incremental import (
    Extracting,
    KeptResults,
    digest_inputs,
    digest_program,
    end_records,
    find_built,
    kept_results,
    write_card,
    write_records,
)
from kgbuild.readers import (
    ReadRecords,
    ReadResult,
    list_files,
    merge_records,
    read_all,
    to_skipped_line,
)
from kgbuild.records import to_record
from kgbuild.summary import Summary, read_told, tell_summary

if TYPE_CHECKING:
    from kgbuild.graph.model import GraphModel
    from kgbuild.incremental.redirects import Before

Results = Iterable[Extraction | Skipped]
Progress = Callable[[Results, int], Results]


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
    extractions, read, _ = _extract(read_records(inputs, options, stdin), options, progress)
    return extractions, read


def read_records(inputs: Sequence[str], options: Options, stdin: IO[bytes] | None = None) -> ReadRecords:
    """Return the records of inputs, read as the options say; raises InputError when nothing could be read."""
    return read_all(
        inputs,
        stdin,
        input_format=options.input_format,
        columns=dict(options.columns),
        strict=options.strict,
        limit=options.max_input_bytes,
    )


def _extract(
    records: ReadRecords, options: Options, progress: Progress | None, kept: KeptResults | None = None
) -> tuple[list[Extraction], ReadResult, int]:
    """Return what is found in the papers of records, what was read and left out, and how much of it was kept."""
    read = merge_records(records)
    extracting = Extracting(read.papers, options, kept)
    with closing(extracting.run()) as found:  # also where the run is ended: so are its processes
        results = list(progress(found, len(read.papers)) if progress else found)
    failed = tuple(result for result in results if isinstance(result, Skipped))
    extractions = [result for result in results if isinstance(result, Extraction)]
    if not extractions:
        raise ExtractorError(f"no paper could be extracted; the first: {failed[0].where}: {failed[0].why}")
    return extractions, replace(read, skipped=(*read.skipped, *failed)), extracting.taken


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
    What is found in papers is kept in `.kgbuild/` for the next run (`options.cache`), and so are the papers
    (`kgbuild.changing`). Where nothing has changed since the last run, its files are left as they are.
    Raises a KgbuildError that says where, what, and what would help.

    With `options.engine` "spark" the same graph is made on a cluster, in parts: N-Triples and Parquet (docs/spark.md).
    `annotated`, `workers` and `cache` mean nothing there.
    """
    from kgbuild.graph import renewed_store

    options = options or Options()
    folder = Path(output)
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file; the output needs a folder")
    refuse_inputs([folder / name for name in OUTPUT_FILES], inputs, options)
    curation = check_options(options)
    if options.engine == "spark":
        return _build_on_spark(inputs, folder, options, progress=progress is not None)
    if (folder / PARTS_FOLDER).is_dir():
        raise OutputError(f"{folder}: holds a graph in parts ({PARTS_FOLDER}); give another folder with -o")
    # The store is made when all else is in place, and its memory free again.
    with renewed_store(folder), replaced_set(folder) as place:
        read = [read_records(inputs, options, stdin)]
        summary = find_summary(folder, options, read[0])
        if summary is None:  # once the records are papers, nothing needs them: nor do they have a name here
            summary = write_set(read.pop(), folder, place, options, curation, progress=progress)
    return summary


def find_summary(
    folder: Path, options: Options, records: ReadRecords, *, with_redirects: bool = False
) -> Summary | None:
    """Return what a run tells whose files are in the folder already; None where they are to be made.

    `with_redirects` is true where the run writes these too.
    """
    if not options.cache:
        return None
    built = find_built(folder, options, records.values, records.skipped, with_redirects=with_redirects)
    if built is None:
        return None
    told = read_told(built.told)
    notes = told.pop("merging")
    return Summary(
        records=len(records.values),
        taken_over=sum(isinstance(record, Extraction) for record in records.values),
        skipped=records.skipped,
        notes=(*records.notes, *notes),
        files=tuple(folder / name for name in built.files),
        unchanged=True,
        **told,
    )


def check_options(options: Options) -> Curation:
    """Return the corrections of some options. Before the long work: a run must not fail at its last line."""
    from kgbuild.graph import check_profiles, parse_base, parse_licence

    parse_base(options.base_iri)
    check_profiles(options.profiles)
    parse_licence(options.licence)
    return read_curation(options.curation) if options.curation else Curation()


def write_set(
    records: ReadRecords,
    folder: Path,
    place: Path,
    options: Options,
    curation: Curation,
    *,
    before: "Before | None" = None,
    progress: Progress | None = None,
) -> Summary:
    """Write all files of a build of some records into `place`, from where they go to `folder`.

    `before` is what was in the folder, where IRIs that are no longer in the graph are to lead on.
    """
    with collecting_rarely():
        papers = write_records(place, options, records.values)
        program = digest_program() if options.cache else ""
        with papers.open("rb") as lines:
            inputs = digest_inputs(program, options, lines, records.skipped)
        with kept_results(folder, cache=options.cache) as kept:
            extractions, read, taken = _extract(records, options, progress, kept)
        found = len(extractions)
        bare = sum(not e.entities for e in extractions), sum(not e.paper.abstract for e in extractions)
        count, left_out, merging = len(records.values), records.skipped, read.notes[len(records.notes) :]
        del records
        is_sure = read.skipped == left_out and not (kept and kept.notes)  # else another run may find more
        read = replace(read, papers=())
        data, unmet = _write_data(extractions, place, folder, options, curation, before=before, program=program)
        model, pages, left_out_of_page = _write_pages(place, options)
        end_records(papers, count, left_out, model.build)
        written = {*data, *pages, *_write_skipped(read.skipped, place / SKIPPED_FILE)}
        files = tuple(name for name in OUTPUT_FILES if name in written)
        removed = tuple(folder / name for name in OUTPUT_FILES if name not in files and (folder / name).exists())
        summary = replace(
            to_summary(model, read, bare, tuple(folder / name for name in files)),
            notes=(*read.notes, *(kept.notes if kept else ())),
            removed=removed,
            unmet=unmet,
            cached=taken,
            page=left_out_of_page,
        )
        if inputs and is_sure:
            write_card(place, folder, inputs, tell_summary(summary, merging, found))
        return summary


def _build_on_spark(inputs: Sequence[str], folder: Path, options: Options, *, progress: bool) -> Summary:
    """Build on the cluster that the environment names: parts of the graph in place of its files, and no pages."""
    from kgbuild.engines.spark import build_on_spark

    return build_on_spark(inputs, folder, options, progress=progress)


def refuse_inputs(outputs: Iterable[Path], inputs: Sequence[str], options: Options | None = None) -> None:
    """Raise OutputError where an output is one of the files that a run would read, before any of them is read."""
    options = options or Options()
    there = [output for output in outputs if output.exists()]
    if there:
        named = (file for file in (options.lexicon, options.model, options.curation) if file)
        check_outputs(there, [*list_files(inputs), *named])


def _write_data(
    extractions: list[Extraction],
    folder: Path,
    earlier: Path,
    options: Options,
    curation: Curation,
    *,
    before: "Before | None",
    program: str,
) -> tuple[tuple[str, ...], tuple[Skipped, ...]]:
    """Write the files that hold data; return their names, and corrections without use.

    What of the evidence in the `earlier` folder is the same is taken from there, where this very `program` wrote it.
    The list of extractions is emptied once they are written: most of what they hold is needed no more.
    """
    from kgbuild.graph import build_graph, kept_text, parse_base, parse_licence, read_mark, write_annotated, write_graph
    from kgbuild.ledger import write_ledger
    from kgbuild.lexicon import load_lexicon
    from kgbuild.lexicon.links import add_links
    from kgbuild.resolution import GeneralNames, resolve, resolve_curated

    lexicon = load_lexicon(options.lexicon)
    general = GeneralNames(lexicon.names)
    if curation:
        knowledge, unmet = resolve_curated(extractions, curation, same_names=lexicon.groups, known=general)
    else:
        knowledge, unmet = resolve(extractions, same_names=lexicon.groups, known=general), ()
    records = folder / EXTRACTIONS_FILE
    told = _write_extractions(extractions, records, abstracts=options.abstracts and options.quotes)
    extractions.clear()
    graph = build_graph(
        add_links(knowledge),
        base_iri=options.base_iri,
        quotes=options.quotes,
        profiles=options.profiles,
        licence=options.licence,
        title=options.title,
    )
    with kept_text(earlier / EVIDENCE_FILE, earlier / WORK_FOLDER / EVIDENCE_INDEX, program) as kept:
        facts, evidence = write_graph(graph, folder, records=told, kept=kept, seal=program)
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
    led_on = (before.write_redirects(knowledge, folder),) if before else ()
    annotated = (folder / ANNOTATED_FILE,) if options.annotated else ()
    for file in annotated:
        write_annotated(folder, file)
    return tuple(file.name for file in (facts, evidence, *annotated, records, ledger, *led_on)), unmet


def _write_pages(folder: Path, options: Options) -> "tuple[GraphModel, tuple[str, ...], str]":
    """Write the pages of a folder's graph; return what it shows, their names, and what the explorer leaves out."""
    from kgbuild.graph import read_model
    from kgbuild.views import write_view
    from kgbuild.views.report import write_report

    model = read_model(folder)
    page, report = folder / PAGE_FILE, folder / REPORT_FILE
    shown = write_view(model, page, quotes=options.quotes, title=options.title)
    write_report(model, report, quotes=options.quotes, title=options.title)
    return model, (page.name, report.name), shown.left_out


def _write_skipped(skipped: Sequence[Skipped], path: Path) -> tuple[str, ...]:
    """Write what was left out, a record or file a line; where nothing was there is no such file."""
    if not skipped:
        return ()
    with replaced(path) as file:
        for entry in skipped:
            file.write((json.dumps(to_skipped_line(entry), ensure_ascii=False) + "\n").encode("utf-8", "replace"))
    return (path.name,)


def to_summary(model: "GraphModel", read: ReadResult, bare: tuple[int, int], files: tuple[Path, ...]) -> Summary:
    """Return the counts of a run, those of the graph as report and explorer show it.

    `bare` counts the papers in which nothing was found, and those without an abstract.
    """
    types = model.count_types()
    papers = types.pop("Paper", 0)
    return Summary(
        records=read.records,
        taken_over=read.extractions,
        papers=papers,
        entities=dict(sorted(types.items(), key=lambda item: (-item[1], item[0]))),
        statements=model.statements,
        mentions=sum(len(support.mentions) for support in model.supports()),
        papers_without_entities=bare[0],
        papers_without_abstract=bare[1],
        outside=tuple(paper.label for paper in model.outside_field),
        skipped=read.skipped,
        notes=read.notes,
        files=files,
        results=len(model.results),
    )


def to_lines(extractions: Iterable[Extraction], *, abstracts: bool = True) -> Iterator[str]:
    """Yield extraction records as lines of JSON, each with its line end."""
    for extraction in extractions:
        yield _to_line(to_record(extraction, abstract=abstracts))


def _to_line(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"


def _write_extractions(extractions: Iterable[Extraction], path: Path, *, abstracts: bool) -> str:
    """Do as `write_extractions`, and return the digest by which a graph knows its records."""
    from kgbuild.graph import RecordsDigest

    digest = RecordsDigest()
    with replaced(path) as file:
        for extraction in extractions:
            record = to_record(extraction, abstract=abstracts)
            file.write(_to_line(record).encode())
            digest.add(record)
    return digest.digest()


def write_extractions(extractions: Iterable[Extraction], path: Path, *, abstracts: bool = True) -> None:
    """Write extraction records to a JSONL file; an older file stays until the new one is whole."""
    with replaced(path) as file:
        for line in to_lines(extractions, abstracts=abstracts):
            file.write(line.encode())
