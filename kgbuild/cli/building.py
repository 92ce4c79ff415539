"""From papers to a graph: build, extract, demo."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.table import Table

from kgbuild.cli.application import app
from kgbuild.cli.messages import (
    messages,
    progress,
    say,
    say_left_out,
    show_outside,
    show_skipped,
    show_unmet,
    wrong_use,
)
from kgbuild.cli.options import (
    AnnotatedFile,
    BaseIri,
    Columns,
    CurationFile,
    EngineName,
    ExtractorName,
    InputFormat,
    Inputs,
    LexiconFile,
    Licence,
    MaxInputSize,
    MinConfidence,
    ModelFile,
    NoAbstract,
    NoCache,
    NoQuotes,
    OutputFolder,
    Profiles,
    Quiet,
    Strict,
    Title,
    Workers,
    parse_columns,
)
from kgbuild.config import Options
from kgbuild.errors import GraphError
from kgbuild.extractors import DEFAULT_EXTRACTOR
from kgbuild.files import MOST_BYTES, PAGE_FILE
from kgbuild.vocabulary import DEFAULT_BASE

if TYPE_CHECKING:
    from kgbuild.summary import Summary

_PANEL: Final = "Make a graph"


@app.command(
    rich_help_panel=_PANEL,
    epilog="Example: kgbuild build papers.jsonl more/*.txt -o output",
)
def build(
    inputs: Inputs,
    output: OutputFolder = Path("output"),
    input_format: InputFormat = "",
    columns: Columns = "",
    strict: Strict = False,
    extractor: ExtractorName = DEFAULT_EXTRACTOR,
    lexicon: LexiconFile = None,
    model: ModelFile = None,
    curation: CurationFile = None,
    min_confidence: MinConfidence = None,
    base_iri: BaseIri = DEFAULT_BASE,
    title: Title = "",
    profile: Profiles = None,
    licence: Licence = "",
    annotated: AnnotatedFile = False,
    no_abstract: NoAbstract = False,
    no_quotes: NoQuotes = False,
    engine: EngineName = "local",
    workers: Workers = None,
    no_cache: NoCache = False,
    max_input_size: MaxInputSize = MOST_BYTES >> 20,
    quiet: Quiet = False,
) -> None:
    """Build the graph: graph.ttl, evidence.ttl, graph.html, report.html, extractions.jsonl and aliases.tsv.

    A graph of 16 MiB or more gets a store in .kgbuild/, three times its size, from which it is read (docs/store.md);
    KGBUILD_STORE=off keeps none.
    """
    from kgbuild import pipeline
    from kgbuild.graph import parse_base, parse_licence

    try:
        parse_base(base_iri)
        parse_licence(licence)
    except GraphError as error:
        wrong_use(str(error))
    if engine == "spark":
        _refuse_local_options(annotated=annotated, workers=workers, no_cache=no_cache)
    options = Options(
        engine="spark" if engine == "spark" else "local",
        extractor=extractor,
        lexicon=lexicon,
        model=model,
        min_confidence=min_confidence,
        base_iri=base_iri,
        abstracts=not no_abstract,
        quotes=not no_quotes,
        workers=workers,
        max_input_bytes=max_input_size << 20,
        title=title,
        profiles=tuple(profile or ()),
        licence=licence,
        annotated=annotated,
        curation=curation,
        input_format=input_format,
        columns=tuple(parse_columns(columns).items()),
        strict=strict,
        cache=not no_cache,
    )
    summary = pipeline.build(inputs, output, options=options, progress=None if quiet else progress)
    show_build(summary, quiet=quiet)
    if engine == "spark" and not quiet:
        say("pages and the ledger of joins are made by the local engine only (docs/spark.md)")


def _refuse_local_options(*, annotated: bool, workers: int | None, no_cache: bool) -> None:
    """End with wrong use where an option means nothing on a cluster."""
    if annotated:
        wrong_use(
            "--annotated: one file of RDF 1.2 is not made with --engine spark; load its graph and evidence instead"
        )
    if workers is not None:
        wrong_use("--workers: with --engine spark the cluster decides; say so to Spark, as --master 'local[4]'")
    if no_cache:
        wrong_use("--no-cache: with --engine spark nothing is kept for the next run; leave it out")


@app.command(
    rich_help_panel=_PANEL,
    epilog="Example: kgbuild extract papers.jsonl -o extractions.jsonl",
)
def extract(
    inputs: Inputs,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="A JSONL file; default: standard output."),
    ] = None,
    input_format: InputFormat = "",
    columns: Columns = "",
    strict: Strict = False,
    extractor: ExtractorName = DEFAULT_EXTRACTOR,
    lexicon: LexiconFile = None,
    model: ModelFile = None,
    min_confidence: MinConfidence = None,
    no_abstract: NoAbstract = False,
    no_quotes: NoQuotes = False,
    workers: Workers = None,
    max_input_size: MaxInputSize = MOST_BYTES >> 20,
    quiet: Quiet = False,
) -> None:
    """Find methods, datasets, benchmarks, tasks, metrics and web addresses: one record a paper."""
    from kgbuild import pipeline

    options = Options(
        extractor=extractor,
        lexicon=lexicon,
        model=model,
        min_confidence=min_confidence,
        workers=workers,
        max_input_bytes=max_input_size << 20,
        input_format=input_format,
        columns=tuple(parse_columns(columns).items()),
        strict=strict,
    )
    if output is not None:
        pipeline.refuse_inputs([output], inputs, options)
    found, read = pipeline.extract(inputs, options=options, progress=None if quiet else progress)
    abstracts = not (no_abstract or no_quotes)
    if output is None:
        for line in pipeline.to_lines(found, abstracts=abstracts):
            sys.stdout.write(line)
    else:
        pipeline.write_extractions(found, output, abstracts=abstracts)
    show_skipped(read.skipped, read.notes)
    if not quiet:
        entities = sum(len(e.entities) for e in found)
        links = sum(len(e.links or ()) for e in found)
        say(f"{read.records:,} records, {len(found):,} papers: {entities:,} entities, {links:,} web addresses")
        if bare := sum(not e.paper.abstract for e in found):
            say(f"{bare:,} of them without an abstract: only the title is looked at")
        say_left_out(read.skipped)
        _say_taken_over(read.extractions, read.records)
        show_outside([e.paper.title for e in found if e.outside_field], len(found))


@app.command(
    rich_help_panel=_PANEL,
    epilog="Example: kgbuild demo && kgbuild query output/demo compared-with --param method=BERT",
)
def demo(
    output: OutputFolder = Path("output/demo"),
    quiet: Quiet = False,
) -> None:
    """Build the packaged sample of well-known papers into output/demo."""
    from kgbuild import pipeline
    from kgbuild.demo import sample_path

    options = Options(title="Well-known papers of machine learning")
    summary = pipeline.build([str(sample_path())], output, options=options, progress=None if quiet else progress)
    if not quiet:
        _show_summary(summary)
        page = output / PAGE_FILE
        say(f"Now open {page} in a browser, or try: kgbuild query {output} compared-with --param method=BERT")


def show_build(summary: "Summary", *, quiet: bool) -> None:
    """Tell what was left out of a build, and how it ended."""
    show_skipped(summary.skipped, summary.notes, summary.unlisted)
    show_unmet(summary.unmet)
    if not quiet:
        _show_summary(summary)


def _show_summary(summary: "Summary") -> None:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(justify="right")
    table.add_column()

    def row(count: int, what: str) -> None:
        table.add_row(f"{count:,}", what)

    row(summary.records, "records read")
    row(summary.papers, "papers")
    for name, count in summary.entities.items():
        row(count, _plural(name))
    row(summary.statements, "statements")
    if summary.results:
        row(summary.results, "results")
    row(summary.mentions, "mentions as evidence")
    if summary.papers_without_entities:
        row(summary.papers_without_entities, "papers with nothing found")
    if summary.papers_without_abstract:
        row(summary.papers_without_abstract, "papers without an abstract")
    skipped = sum(not entry.kind for entry in summary.skipped) + summary.unlisted.get("skipped", 0)
    row(skipped, "records skipped")
    messages.print(table)
    say_left_out(summary.skipped)
    _say_taken_over(summary.taken_over, summary.records)
    _say_what_was_done(summary)


def _say_what_was_done(summary: "Summary") -> None:
    """Tell what was taken from an earlier build, what is doubtful, and what was written."""
    if summary.unchanged:
        say("nothing has changed since the last build: its files are whole and were left as they are")
    elif summary.cached:
        say(
            f"{summary.cached:,} of {summary.papers:,} papers came from the cache: nothing was extracted anew from them"
        )
    show_outside(summary.outside, summary.papers, summary.unlisted.get("outside", 0))
    if not summary.unchanged:
        say("wrote " + ", ".join(map(str, summary.files)))
    if summary.page:
        say(f"{PAGE_FILE}: {summary.page} `kgbuild serve` has everything.")
    if summary.removed:
        say("removed " + ", ".join(map(str, summary.removed)) + ", of an earlier build")


def _say_taken_over(extractions: int, records: int) -> None:
    """Tell that nothing was extracted from these, which a user who meant to extract should know."""
    if extractions == 1 == records:
        say("the record was an extraction already and was taken over")
    elif extractions:
        verb = "was an extraction" if extractions == 1 else "were extractions"
        say(f"{extractions:,} of {records:,} records {verb} already and {verb.split(maxsplit=1)[0]} taken over")


def _plural(name: str) -> str:
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()
    return {"repository": "repositories"}.get(words, words + "s")
