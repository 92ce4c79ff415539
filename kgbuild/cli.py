"""The command line: one verb, one library function. Data on standard output, everything else on standard error."""

import sys
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from kgbuild import __version__
from kgbuild.config import Options
from kgbuild.datamodel import Extraction, Skipped
from kgbuild.errors import GraphError, InputError, KgbuildError, QueryError
from kgbuild.vocabulary import DEFAULT_BASE

if TYPE_CHECKING:
    from kgbuild.evaluation import Scores
    from kgbuild.pipeline import Summary

app = typer.Typer(
    name="kgbuild",
    help="Turn papers (titles and abstracts) into a knowledge graph: RDF, a page to look at, evidence for every edge.",
    epilog="Example: kgbuild build papers.jsonl -o output && kgbuild query output entities",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
messages = Console(stderr=True, highlight=False)
_SKIPPED_SHOWN: Final = 20

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
        help="Files, folders, patterns, or - for standard input: papers or extraction records.",
    ),
]
Graph = Annotated[Path, typer.Argument(metavar="GRAPH", help="A graph file, or the folder that `kgbuild build` wrote.")]
LexiconFile = Annotated[
    Path | None,
    typer.Option(
        "--lexicon",
        metavar="FILE",
        help="Your own names: tab-separated, with the columns name, type, aliases.",
    ),
]
ModelFile = Annotated[
    Path | None,
    typer.Option("--model", metavar="FILE", help="A model made by `kgbuild train` instead of the packaged one."),
]
MinConfidence = Annotated[
    float | None,
    typer.Option(
        "--min-confidence",
        min=0.0,
        max=1.0,
        metavar="X",
        help="Keep what is at least this sure (0 to 1); default: the best balance by type.",
    ),
]
BaseIri = Annotated[
    str, typer.Option("--base-iri", metavar="IRI", help="What the IRIs of papers and entities start with.")
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, metavar="N", help="Processes that extract; default: by the number of papers."),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no summary; errors only.")]
NoAbstract = Annotated[bool, typer.Option("--no-abstract", help="Leave abstracts out of extraction records.")]
NoQuotes = Annotated[
    bool,
    typer.Option("--no-quotes", help="No text of abstracts in any output (they belong to their authors)."),
]
NoEvidence = Annotated[bool, typer.Option("--no-evidence", help="Leave out the evidence beside the graph.")]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"kgbuild {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Turn papers (titles and abstracts) into a knowledge graph."""


@app.command(epilog="Example: kgbuild build papers.jsonl more/*.txt -o output")
def build(
    inputs: Inputs,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FOLDER", help="Where the files go.")] = Path(
        "output"
    ),
    lexicon: LexiconFile = None,
    model: ModelFile = None,
    min_confidence: MinConfidence = None,
    base_iri: BaseIri = DEFAULT_BASE,
    title: Annotated[str, typer.Option("--title", help="Heads the page.")] = "",
    no_abstract: NoAbstract = False,
    no_quotes: NoQuotes = False,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Build the graph: graph.ttl, evidence.ttl, graph.html and extractions.jsonl."""
    from kgbuild import pipeline
    from kgbuild.graph import parse_base

    try:
        parse_base(base_iri)
    except GraphError as error:
        _wrong_use(str(error))
    options = Options(
        lexicon=lexicon,
        model=model,
        min_confidence=min_confidence,
        base_iri=base_iri,
        abstracts=not no_abstract,
        quotes=not no_quotes,
        workers=workers,
        title=title,
    )
    summary = pipeline.build(inputs, output, options=options, progress=None if quiet else _progress)
    _show_skipped(summary.skipped, summary.notes)
    if not quiet:
        _show_summary(summary)


@app.command(epilog="Example: kgbuild extract papers.jsonl -o extractions.jsonl")
def extract(
    inputs: Inputs,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="A JSONL file; default: standard output."),
    ] = None,
    lexicon: LexiconFile = None,
    model: ModelFile = None,
    min_confidence: MinConfidence = None,
    no_abstract: NoAbstract = False,
    no_quotes: NoQuotes = False,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Find methods, datasets, benchmarks, tasks, metrics and web addresses: one record a paper."""
    from kgbuild import pipeline

    options = Options(lexicon=lexicon, model=model, min_confidence=min_confidence, workers=workers)
    found, read = pipeline.extract(inputs, options=options, progress=None if quiet else _progress)
    abstracts = not (no_abstract or no_quotes)
    if output is None:
        for line in pipeline.to_lines(found, abstracts=abstracts):
            sys.stdout.write(line)
    else:
        pipeline.write_extractions(found, output, abstracts=abstracts)
    _show_skipped(read.skipped, read.notes)
    if not quiet:
        entities = sum(len(e.entities) for e in found)
        links = sum(len(e.links) for e in found)
        _say(f"{read.records:,} records, {len(found):,} papers: {entities:,} entities, {links:,} web addresses")


@app.command(epilog="Example: kgbuild evaluate gold.jsonl extractions.jsonl")
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Annotated papers, one JSON object a line.")],
    extractions: Annotated[Path, typer.Argument(metavar="EXTRACTIONS", help="What `kgbuild extract` wrote for them.")],
    as_json: Annotated[bool, typer.Option("--json", help="All figures as JSON.")] = False,
) -> None:
    """Score extractions against annotations: precision, recall and F1 by type."""
    import json

    from kgbuild.evaluation import evaluate as score
    from kgbuild.evaluation import read_annotations

    scores = score(read_annotations(gold), read_annotations(extractions))
    if as_json:
        typer.echo(json.dumps(scores.to_json(), indent=1))
        return
    _show_scores(scores)


def _show_scores(scores: "Scores") -> None:
    for name, figure in scores.lines.items():
        typer.echo(
            f"{name:34s} P {figure.precision:.3f}  R {figure.recall:.3f}  F1 {figure.f1:.3f}"
            f"   gold {figure.gold:5d}  predicted {figure.predicted:5d}"
        )
    for name, share in scores.shares.items():
        typer.echo(f"{name:34s} {share:.3f}")


@app.command(epilog="Example: kgbuild check output")
def check(graph: Graph, quiet: Quiet = False) -> None:
    """Check a graph: two parsers agree, shapes hold, every statement has its fact. Exit 1 and one line a problem."""
    from kgbuild.graph import check_graph

    problems = check_graph(graph)
    for problem in problems:
        typer.echo(str(problem))
    if problems:
        _say(f"{len(problems):,} problems")
        raise typer.Exit(1)
    if not quiet:
        _say(f"{graph}: conforms")


@app.command(epilog="Example: kgbuild query output compared-with --param method=BERT --format csv")
def query(
    graph: Annotated[Path | None, typer.Argument(metavar="GRAPH", help="A graph file, or a build's folder.")] = None,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="A named query; see --list.")] = None,
    file: Annotated[Path | None, typer.Option("-f", "--file", metavar="FILE", help="A file that holds SPARQL.")] = None,
    sparql: Annotated[str | None, typer.Option("-q", "--sparql", metavar="SPARQL", help="SPARQL as text.")] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="table, csv, tsv, json, srj or srx.")
    ] = "table",
    param: Annotated[
        list[str] | None,
        typer.Option("--param", metavar="KEY=VALUE", help="A named query's parameter; may be repeated."),
    ] = None,
    list_queries: Annotated[bool, typer.Option("--list", help="List the named queries.")] = False,
) -> None:
    """Ask the graph: a named query, a file, or SPARQL text."""
    from kgbuild.graph import format_results, named_query, read_graph, run_named_query, run_query
    from kgbuild.graph.formats import RESULT_FORMATS

    if list_queries:
        _list_queries()
        return
    if form not in RESULT_FORMATS:
        _wrong_use(f"--format {form}: not known; formats: {', '.join(RESULT_FORMATS)}")
    if graph is None or sum(x is not None for x in (name, file, sparql)) != 1:
        _wrong_use("give a GRAPH and one of: the NAME of a query (see --list), -f FILE, -q SPARQL")
    values = _parameters(param or [])
    if name is not None:
        named_query(name)  # an unknown name is told before a large graph is read
        result = run_named_query(read_graph(graph, evidence=False), name, values)
    else:
        if values:
            _wrong_use("--param goes with a named query")
        result = run_query(read_graph(graph, evidence=False), _read_query(file) if file else sparql or "")
    sys.stdout.write(format_results(result, form))


def _read_query(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{file}: cannot be read as a query ({fault})") from fault


def _parameters(pairs: Iterable[str]) -> dict[str, str]:
    values = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            _wrong_use(f"--param {pair}: give it as key=value")
        values[key] = value
    return values


def _list_queries() -> None:
    from kgbuild.graph import named_queries

    for named in named_queries():
        parameters = "".join(f" --param {p.name}={p.default}" for p in named.parameters)
        typer.echo(f"{named.name}{parameters}\n    {named.question}")


@app.command(epilog="Example: kgbuild view output -o graph.html")
def view(
    graph: Graph,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.html", help="The page to write.")] = Path(
        "graph.html"
    ),
    title: Annotated[str, typer.Option("--title", help="Heads the page.")] = "",
    no_quotes: NoQuotes = False,
    no_evidence: NoEvidence = False,
    quiet: Quiet = False,
) -> None:
    """Write the interactive page of a graph: one file, no network."""
    from kgbuild.graph import read_graph
    from kgbuild.views import write_view

    write_view(read_graph(graph, evidence=not no_evidence), output, quotes=not no_quotes, title=title)
    if not quiet:
        _say(f"wrote {output}")


@app.command(epilog="Example: kgbuild demo && kgbuild query output/demo compared-with --param method=BERT")
def demo(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FOLDER", help="Where the files go.")] = Path(
        "output/demo"
    ),
    quiet: Quiet = False,
) -> None:
    """Build the packaged sample of well-known papers into output/demo."""
    from kgbuild import pipeline
    from kgbuild.demo import sample_path

    options = Options(title="Well-known papers of machine learning")
    summary = pipeline.build([str(sample_path())], output, options=options, progress=None if quiet else _progress)
    if not quiet:
        _show_summary(summary)
        page = output / pipeline.PAGE_FILE
        _say(f"Now open {page} in a browser, or try: kgbuild query {output} compared-with --param method=BERT")


@app.command(
    epilog="Example: kgbuild train annotated.jsonl -o model.zip && kgbuild build papers.jsonl --model model.zip"
)
def train(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="GOLD...", help="Annotated papers: extraction records with entities."),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The model file to write.")] = Path(
        "model.zip"
    ),
    lexicon: LexiconFile = None,
    name: Annotated[str, typer.Option("--name", help="What the model says that it was trained on.")] = "",
    folds: Annotated[
        int | None,
        typer.Option("--folds", min=2, metavar="N", help="Write no model: cross-validate and show the figures."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Train the extractor from annotated papers (needs the `train` extra: SciPy)."""
    from kgbuild import pipeline

    if folds is not None:
        _cross_validate(inputs, folds, lexicon, quiet=quiet)
        return
    papers, skipped = pipeline.train(inputs, output, lexicon=lexicon, name=name)
    _show_skipped(skipped, ())
    if not quiet:
        _say(f"trained on {papers:,} annotated papers, wrote {output}")


def _cross_validate(inputs: list[str], folds: int, lexicon: Path | None, *, quiet: bool) -> None:
    from kgbuild import pipeline

    result, skipped = pipeline.cross_validate(inputs, folds, lexicon=lexicon, told=(lambda _: None) if quiet else _say)
    _show_skipped(skipped, ())
    _show_scores(result.scores)
    typer.echo("\nconfidence    things   mean   right")
    for line in result.reliability:
        share = line.right / line.predicted
        typer.echo(f"{line.low:.2f} to {line.high:.2f} {line.predicted:7,d}  {line.confidence:.3f}   {share:.3f}")


def _progress(items: Iterable[Extraction], total: int) -> Iterator[Extraction]:
    """Show a bar while the items pass; nothing where standard error is no terminal."""
    columns = (
        SpinnerColumn(),
        TextColumn("extracting"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=messages, transient=True, disable=not messages.is_terminal) as bar:
        yield from bar.track(items, total=total)


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
    row(summary.mentions, "mentions as evidence")
    if summary.papers_without_entities:
        row(summary.papers_without_entities, "papers with nothing found")
    row(len(summary.skipped), "records skipped")
    messages.print(table)
    _say("wrote " + ", ".join(map(str, summary.files)))


def _plural(name: str) -> str:
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()
    return {"repository": "repositories"}.get(words, words + "s")


def _show_skipped(skipped: Iterable[Skipped], notes: Iterable[Skipped]) -> None:
    for kind, items in (("skipped", list(skipped)), ("note", list(notes))):
        for item in items[:_SKIPPED_SHOWN]:
            _say(f"{kind}: {item.where}: {item.why}")
        if len(items) > _SKIPPED_SHOWN:
            _say(f"{kind}: and {len(items) - _SKIPPED_SHOWN:,} more")


def _say(text: str) -> None:
    messages.print(escape(text), soft_wrap=True)


def _wrong_use(text: str) -> NoReturn:
    _say(f"kgbuild: {text}")
    raise typer.Exit(2)


def main() -> Any:
    """Run the command line; every error that a user can mend is one line and an exit status."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # what we write is UTF-8, whatever the terminal's settings say
    try:
        return app()
    except QueryError as error:  # a query that cannot be asked is wrong use, not something unreadable
        _say(f"kgbuild: {error}")
        sys.exit(2)
    except KgbuildError as error:
        _say(f"kgbuild: {error}")
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; nothing to tell anybody
    except OSError as error:
        _say(f"kgbuild: {error.filename or 'a file'}: {error.strerror or error}")
    except KeyboardInterrupt:
        _say("kgbuild: interrupted; files written before are whole")
        sys.exit(130)
    sys.exit(1)
