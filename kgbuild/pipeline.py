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
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

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
    MOST_BYTES,
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
    read_inputs,
    to_skipped_line,
)
from kgbuild.records import to_record

if TYPE_CHECKING:
    from kgbuild.evaluation.cross_validation import CrossValidation
    from kgbuild.graph.model import GraphModel
    from kgbuild.incremental.redirects import Before
    from kgbuild.resolution.rules import KnownGroup

Results = Iterable[Extraction | Skipped]
Progress = Callable[[Results, int], Results]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run read, found and wrote.

    `taken_over` of the records were extractions already; `outside` are the titles of papers that the extractor, or the
    record that was taken over, says to be of no field that it knows; `removed` are files of an earlier build that this
    one does not write; `unmet` are corrections that meet nothing, or cannot be applied; `cached` counts the papers that
    were not extracted anew. `page` tells in a sentence what the explorer's page leaves out, "" where it has everything.
    `unlisted` tells how many more there are than the lists have: of "skipped", "note" and "outside", on a cluster.
    `unchanged` is true where the files were there already, made of the same, and were left as they are.
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
    page: str = ""
    cached: int = 0
    unlisted: Mapping[str, int] = field(default_factory=dict)
    unchanged: bool = False


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
    told = {name: _to_told(value) for name, value in built.told.items()}
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


# What of a summary is not read from the inputs again where nothing has changed.
_TOLD: Final = (
    *("papers", "entities", "statements", "mentions", "papers_without_entities", "papers_without_abstract", "outside"),
    *("results", "unmet", "page"),
)


def _tell(summary: Summary, merging: Sequence[Skipped], found: int) -> dict[str, Any]:
    """Return what `find_summary` needs of a summary, as JSON values.

    `merging` are notes on merged papers, `found` counts the results, all of which are kept now.
    """
    told = {name: getattr(summary, name) for name in _TOLD} | {"merging": merging, "cached": found}
    return {name: _from_told(value) for name, value in told.items()}


def _from_told(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return [asdict(one) if isinstance(one, Skipped) else one for one in value] if isinstance(value, tuple) else value


def _to_told(value: Any) -> Any:
    return tuple(Skipped(**one) if isinstance(one, dict) else one for one in value) if type(value) is list else value


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
            write_card(place, folder, inputs, _tell(summary, merging, found))
        return summary


def _build_on_spark(inputs: Sequence[str], folder: Path, options: Options, *, progress: bool) -> Summary:
    """Build on the cluster that the environment names: parts of the graph in place of its files, and no pages."""
    from kgbuild.engines.spark import build_on_spark

    found = build_on_spark(inputs, folder, options, progress=progress)
    return Summary(**{one.name: getattr(found, one.name) for one in fields(found)})


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

    model = read_model(folder, in_memory=True)  # its store is made once the files have their places
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
        found = Extracting([extraction.paper for extraction in papers], Options(workers=1)).run()
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
