"""Learning from annotated papers, and how well it goes: what `kgbuild train` does, as functions."""

import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kgbuild.config import Options
from kgbuild.curation import Curation, read_curation
from kgbuild.datamodel import Extraction, Skipped
from kgbuild.files import MOST_BYTES, replaced
from kgbuild.incremental import Extracting
from kgbuild.pipeline import refuse_inputs
from kgbuild.readers import read_inputs

if TYPE_CHECKING:
    from kgbuild.evaluation.cross_validation import CrossValidation
    from kgbuild.resolution.rules import KnownGroup


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
