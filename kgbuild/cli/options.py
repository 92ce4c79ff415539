"""Arguments and options that mean the same in every command that takes them."""

from pathlib import Path
from typing import Annotated

import typer

from kgbuild.cli.messages import wrong_use
from kgbuild.config import ENGINES, INPUT_FORMATS
from kgbuild.errors import ExtractorError, GraphError
from kgbuild.extractors import find_extractor


def _check_profiles(names: list[str] | None) -> list[str] | None:
    if names:
        from kgbuild.graph import check_profiles

        try:
            check_profiles(names)
        except GraphError as error:
            wrong_use(str(error))
    return names


def _check_extractor(name: str) -> str:
    try:
        find_extractor(name)
    except ExtractorError as error:
        wrong_use(str(error))
    return name


def _check_format(name: str) -> str:
    if name and name not in INPUT_FORMATS:
        wrong_use(f'no format "{name}"; known: {", ".join(INPUT_FORMATS)}')
    return name


def _check_engine(name: str) -> str:
    if name not in ENGINES:
        wrong_use(f'no engine "{name}"; known: {", ".join(ENGINES)}')
    return name


def _check_columns(text: str) -> str:
    parse_columns(text)
    return text


def parse_columns(text: str) -> dict[str, str]:
    """Return which field each column of `title=Titel,abstract=Zusammenfassung` holds; ends in wrong use otherwise."""
    if not text:
        return {}
    from kgbuild.readers import SYNONYMS

    columns: dict[str, str] = {}
    for part in filter(None, text.split(",")):
        field, equals, name = (word.strip() for word in part.partition("="))
        if not equals and columns:
            # A name with a comma in it.
            last = next(reversed(columns))
            columns[f"{last},{part}"] = columns.pop(last)
        elif not name or field not in SYNONYMS:
            wrong_use(f'--columns "{part}": give FIELD=COLUMN, with one of the fields {", ".join(SYNONYMS)}')
        else:
            columns[name] = field
    return columns


Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
        help="Files, folders, patterns, or - for standard input: papers or extraction records, also packed "
        "(.gz, .bz2, .xz, .zip). Formats: see --input-format.",
    ),
]
InputFormat = Annotated[
    str,
    typer.Option(
        "--input-format",
        metavar="NAME",
        callback=_check_format,
        help=f"Read all files as this format instead of telling it by content and name: {', '.join(INPUT_FORMATS)}.",
    ),
]
Columns = Annotated[
    str,
    typer.Option(
        "--columns",
        metavar="FIELD=COLUMN,...",
        callback=_check_columns,
        help="Columns or keys that kgbuild does not know: title=Titel,abstract=Zusammenfassung.",
    ),
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Stop at the first record or file that cannot be read (exit 1).")
]
Graph = Annotated[
    Path,
    typer.Argument(
        metavar="GRAPH",
        help="A graph file, or the folder that `kgbuild build` wrote. One of 16 MiB or more is read from a store in "
        ".kgbuild/ beside it, three times its size; KGBUILD_STORE=off keeps none.",
    ),
]
ExtractorName = Annotated[
    str,
    typer.Option(
        "--extractor",
        metavar="NAME",
        callback=_check_extractor,
        help="What finds the entities: ours, or another that is installed beside kgbuild.",
    ),
]
LexiconFile = Annotated[
    Path | None,
    typer.Option(
        "--lexicon",
        metavar="FILE",
        help="Your own names: tab-separated, with the columns name, type, aliases.",
    ),
]
CurationFile = Annotated[
    Path | None,
    typer.Option(
        "--curation",
        metavar="FILE",
        help="Corrections, applied last: tab-separated, as docs/curation.md tells and `kgbuild review` writes them.",
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
Profiles = Annotated[
    list[str] | None,
    typer.Option(
        "--profile",
        metavar="NAME",
        callback=_check_profiles,
        help="Write published terms beside ours: lpwc, schema, fair4ml or orkg; may be repeated.",
    ),
]
Licence = Annotated[
    str,
    typer.Option("--license", metavar="LICENSE", help="The graph's licence, an SPDX identifier or an IRI: CC-BY-4.0."),
]
AnnotatedFile = Annotated[
    bool,
    typer.Option("--annotated", help="Facts and evidence in one file of RDF 1.2 as well: annotated.ttl."),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, metavar="N", help="Processes that extract; default: by the number of papers."),
]
NoCache = Annotated[
    bool,
    typer.Option("--no-cache", help="Extract all papers anew, and keep nothing of what is found for the next run."),
]
EngineName = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="NAME",
        callback=_check_engine,
        help="Where to build: local (processes of this machine) or spark (a cluster; docs/spark.md).",
    ),
]
MaxInputSize = Annotated[
    int,
    typer.Option(
        "--max-input-size",
        min=1,
        metavar="MIB",
        help="The largest input that is read, unpacked; what is larger is left out and named.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no summary; errors only.")]
NoAbstract = Annotated[bool, typer.Option("--no-abstract", help="Leave abstracts out of extraction records.")]
NoQuotes = Annotated[
    bool,
    typer.Option("--no-quotes", help="No text of abstracts in any output (they belong to their authors)."),
]
NoEvidence = Annotated[bool, typer.Option("--no-evidence", help="Leave out the evidence beside the graph.")]
OutputFolder = Annotated[Path, typer.Option("-o", "--output", metavar="FOLDER", help="Where the files go.")]
Title = Annotated[str, typer.Option("--title", help="Heads the page.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, metavar="N", help="Where to listen; 0: any free port.")]
Timeout = Annotated[
    float, typer.Option("--timeout", min=0.1, metavar="SECONDS", help="A query or call that runs longer is stopped.")
]
Memory = Annotated[
    int, typer.Option("--memory", min=16, metavar="MIB", help="What a query may take beside the graph (Linux).")
]
SharedMemory = Annotated[
    int,
    typer.Option(
        "--memory",
        min=256,
        metavar="MIB",
        help="What all queries or calls together may take beside the graph (Linux).",
    ),
]
