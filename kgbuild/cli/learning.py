"""The extractor's quality: evaluate, train."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kgbuild.cli.application import app
from kgbuild.cli.messages import say, show_skipped, show_unmet, wrong_use
from kgbuild.cli.options import CurationFile, LexiconFile, MaxInputSize, Quiet
from kgbuild.files import MOST_BYTES

if TYPE_CHECKING:
    from kgbuild.evaluation import Scores
    from kgbuild.evaluation.cross_validation import CrossValidation

_PANEL: Final = "Teach and measure the extractor"


@app.command(
    rich_help_panel=_PANEL,
    epilog="Example: kgbuild evaluate gold.jsonl extractions.jsonl",
)
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Annotated papers, one JSON object a line.")],
    extractions: Annotated[Path, typer.Argument(metavar="EXTRACTIONS", help="What `kgbuild extract` wrote for them.")],
    as_json: Annotated[bool, typer.Option("--json", help="All figures as JSON.")] = False,
) -> None:
    """Score extractions against annotations: precision, recall and F1 by type."""
    import json

    from kgbuild.evaluation import evaluate as score
    from kgbuild.evaluation import is_gold, read_annotations

    annotated, found = read_annotations(gold), read_annotations(extractions)
    if is_gold(annotated, found):
        say(f"warning: {extractions} holds the annotations of {gold}, taken over; extract from papers without entities")
    scores = score(annotated, found)
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


@app.command(
    rich_help_panel=_PANEL,
    epilog="Example: kgbuild train annotated.jsonl -o model.zip && kgbuild build papers.jsonl --model model.zip",
)
def train(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="GOLD...", help="Annotated papers: extraction records."),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The model file to write.")] = Path(
        "model.zip"
    ),
    lexicon: LexiconFile = None,
    curation: CurationFile = None,
    name: Annotated[str, typer.Option("--name", help="What the model says that it was trained on.")] = "",
    keep_extractor: Annotated[
        bool,
        typer.Option("--keep-extractor", help="Learn relations, results and kinds only; the packaged extractor stays."),
    ] = False,
    extractions: Annotated[
        Path | None,
        typer.Option(
            "--extractions",
            metavar="FILE",
            help="What an extractor that has not learned from these papers found in them, for learning their claims; "
            "by default the packaged one looks.",
        ),
    ] = None,
    folds: Annotated[
        int | None,
        typer.Option("--folds", min=2, metavar="N", help="Write no model: cross-validate and show the figures."),
    ] = None,
    max_input_size: MaxInputSize = MOST_BYTES >> 20,
    quiet: Quiet = False,
) -> None:
    """Train from annotated papers: entities, and relations, results and kinds where papers state them (needs SciPy)."""
    from kgbuild import learning

    limit = max_input_size << 20
    if folds is not None:
        if curation is not None:
            wrong_use("--curation corrects what a model is trained on, not what --folds measures; give one of them")
        told = (lambda _: None) if quiet else say
        result, skipped = learning.cross_validate(
            inputs,
            folds,
            lexicon=lexicon,
            keep_extractor=keep_extractor,
            extractions=extractions,
            limit=limit,
            told=told,
        )
        show_skipped(skipped, ())
        _show_validation(result, "claims" if keep_extractor else "things")
        return
    papers, skipped, unmet = learning.train(
        inputs,
        output,
        lexicon=lexicon,
        curation=curation,
        name=name,
        keep_extractor=keep_extractor,
        extractions=extractions,
        limit=limit,
    )
    show_skipped(skipped, ())
    show_unmet(unmet)
    if not quiet:
        say(f"trained on {papers:,} annotated papers, wrote {output}")


def _show_validation(result: "CrossValidation", judged: str) -> None:
    _show_scores(result.scores)
    typer.echo(f"\nconfidence  {judged:>8s}   mean   right")
    for line in result.reliability:
        share = line.right / line.predicted
        typer.echo(f"{line.low:.2f} to {line.high:.2f} {line.predicted:7,d}  {line.confidence:.3f}   {share:.3f}")
