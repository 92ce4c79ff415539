"""An extractor may be anyone's: what it gives is checked, and a paper on which it fails costs that paper only."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from numbers import Real

from kgbuild.datamodel import KINDS, SECTIONS, ExtractedEntity, Extraction, Mention, Paper, Skipped
from kgbuild.entity_types import ENTITY_TYPES, ROLES
from kgbuild.errors import ExtractorError, KgbuildError
from kgbuild.extractors import Extractor, describe
from kgbuild.records.fields import shorten
from kgbuild.records.text import clean_line


def extract_checked(extractor: Extractor, papers: Sequence[Paper]) -> list[Extraction | Skipped]:
    """Return for each paper its extraction, not yet finished, or why there is none.

    Raises ExtractorError where the extractor gives too few or too many results, anything but entities, or fails to tell
    which papers it knows.
    """
    label = f"{extractor.name} {extractor.version}"
    try:
        found = list(islice(extractor.extract(papers), len(papers) + 1))
    except KgbuildError:
        raise
    except Exception as fault:  # noqa: BLE001 - another's code
        if len(papers) == 1:
            return [Skipped(place_of(papers[0]), f"extractor {label} failed: {describe(fault)}")]
        return [result for paper in papers for result in extract_checked(extractor, (paper,))]
    if len(found) != len(papers):
        gave = f"only {len(found)}" if len(found) < len(papers) else "more"
        raise ExtractorError(
            f"extractor {label} gave {gave} results for {len(papers)} papers; it must give one for each"
        )
    return [
        Extraction(paper, _check(entities, paper, label), extractor=label, outside_field=_is_outside(paper, extractor))
        for paper, entities in zip(papers, found, strict=True)
    ]


def place_of(paper: Paper) -> str:
    """Return what a paper is called where it is skipped: its place in the input, else its title."""
    return next(iter(paper.source), shorten(paper.title))


def _is_outside(paper: Paper, extractor: Extractor) -> bool:
    """Tell whether an extractor says that a paper is of no field that it knows; one that cannot tell does not."""
    knows = getattr(extractor, "knows", None)
    if knows is None:
        return False
    try:
        known = knows(paper)
        outside = known is not None and not known
    except Exception as fault:
        label = f"{extractor.name} {extractor.version}"
        raise ExtractorError(f"extractor {label} cannot tell what papers it knows: {describe(fault)}") from fault
    return outside


def _check(entities: object, paper: Paper, label: str) -> tuple[ExtractedEntity, ...]:
    """Return the entities of a paper as a record would give them, if that is what they are."""
    if not isinstance(entities, tuple | list):
        problem = f"a {type(entities).__name__}, not a tuple of entities"
        raise ExtractorError(f"{place_of(paper)}: extractor {label} gave {problem}")
    checked = []
    for entity in entities:
        if not isinstance(entity, ExtractedEntity):
            problem = f"a {type(entity).__name__} among the entities"
        else:
            problem = next(_faults(entity, paper), "")
        if problem:
            raise ExtractorError(f"{place_of(paper)}: extractor {label} gave {problem}")
        names, sure = tuple(dict.fromkeys(map(clean_line, entity.names))), round(float(entity.confidence), 4)
        # A float of another library may equal ours, but JSON takes ours only.
        same = names == entity.names and sure == entity.confidence and type(entity.confidence) is float
        same = same and not entity.id
        checked.append(entity if same else replace(entity, names=names, confidence=sure, id=""))
    return tuple(checked)


def _faults(entity: ExtractedEntity, paper: Paper) -> Iterator[str]:
    """Yield what of an entity no record could hold."""
    if entity.type not in ENTITY_TYPES:
        yield f'the type "{entity.type}", which is none of {", ".join(ENTITY_TYPES)}'
    if entity.kind not in KINDS or entity.role not in ("", *ROLES):
        yield f'the kind "{entity.kind}" with the role "{entity.role}"'
    names = entity.names
    if (
        not isinstance(names, tuple)
        or not names
        or not all(isinstance(name, str) and clean_line(name) for name in names)
    ):
        yield f"an entity with the names {names!r}; it needs a tuple of at least one"
    if not isinstance(entity.confidence, float | Real) or not 0 <= entity.confidence <= 1:
        yield f"the confidence {entity.confidence!r}, which is no number from 0 to 1"
    mentions: object = entity.mentions
    if isinstance(mentions, tuple) and all(isinstance(mention, Mention) for mention in mentions):
        yield from _misplaced(mentions, paper)
    elif mentions is not None:
        yield f"the mentions {mentions!r}; it needs a tuple of them, or None"


def _misplaced(mentions: tuple[Mention, ...], paper: Paper) -> Iterator[str]:
    """Yield what is wrong with the places of mentions."""
    if len(mentions) > 1 and len({mention.span for mention in mentions}) < len(mentions):
        yield f"two mentions of {mentions[0].text!r} in one place"
    for mention in mentions:
        span, by = mention.span, mention.by
        if span.section not in SECTIONS or not isinstance(span.start, int) or not isinstance(span.end, int):
            yield f"the place {span}; it needs a section ({', '.join(SECTIONS)}) and whole numbers"
        if not 0 <= span.start < span.end or paper.section(span.section)[span.start : span.end] != mention.text:
            yield f'the mention "{mention.text}" at {span.section} {span.start} to {span.end}, where it is not'
        if not isinstance(by, str) or not by:
            yield f'the mention "{mention.text}" found by {by!r}; it needs a name'
