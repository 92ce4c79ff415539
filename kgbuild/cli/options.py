"""Arguments and options that mean the same in every command that takes them."""

from pathlib import Path
from typing import Annotated

import typer

from kgbuild.cli.messages import wrong_use
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


Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
        help="Files, folders, patterns, or - for standard input: papers or extraction records.",
    ),
]
Graph = Annotated[Path, typer.Argument(metavar="GRAPH", help="A graph file, or the folder that `kgbuild build` wrote.")]
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
