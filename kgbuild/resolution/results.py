"""The numbers that papers report, and what kind of contribution each makes, joined over the copies of a paper."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kgbuild.datamodel import PAPER_ID, ContributionKind, Evidence, ExtractedResult, Result
from kgbuild.resolution.evidence import find_evidence, order_of
from kgbuild.resolution.relations import Group, Place

_Parts = tuple[str, str, str, str, str, str]
_Claim = tuple[float, str, tuple[Evidence, ...]]


def find_results(groups: Sequence[Group], entities: Mapping[Place, str]) -> tuple[Result, ...]:
    """Return the results of all papers, each once, sorted; `entities` gives the slug of the entity at each place.

    A result whose subject was left out is left out too. What it is held against is left out where that is its subject,
    which one paper may call by two names.
    """
    results: list[Result] = []
    for slug, paper, copies in groups:
        found: defaultdict[_Parts, list[_Claim]] = defaultdict(list)
        for copy, extraction in enumerate(copies):
            for result in extraction.results or ():
                for parts in _resolve(result, {id_: entities.get(Place(slug, copy, id_), "") for id_ in result.ends}):
                    places = find_evidence(paper, extraction.paper, result.mentions or ())
                    found[parts].append((result.confidence, extraction.extractor, places))
        results += (_join(slug, parts, claims) for parts, claims in sorted(found.items()))
    return tuple(results)


def find_kinds(groups: Sequence[Group]) -> tuple[tuple[str, tuple[ContributionKind, ...]], ...]:
    """Return each paper of which a copy tells it with the kinds of its contribution, those of the first copy first."""
    told = (
        (slug, tuple(dict.fromkeys(kind for copy in copies for kind in copy.kinds or ()))) for slug, _, copies in groups
    )
    return tuple((slug, kinds) for slug, kinds in told if kinds)


def _resolve(result: ExtractedResult, slugs: Mapping[str, str]) -> Iterator[_Parts]:
    """Yield the parts of a result between entities across papers; nothing where its subject is none."""
    subject, metric, where, versus = (
        slugs.get(id_, "") for id_ in (result.subject, result.metric, result.where, result.versus)
    )
    if subject or result.subject == PAPER_ID:
        yield result.value, subject, metric, where, versus if versus != subject else "", result.kind


def _join(paper: str, parts: _Parts, claims: Sequence[_Claim]) -> Result:
    value, subject, metric, where, versus, kind = parts
    return Result(
        paper=paper,
        value=value,
        subject=subject,
        metric=metric,
        where=where,
        versus=versus,
        kind="gain" if kind == "gain" else "absolute",
        confidence=max(confidence for confidence, _, _ in claims),
        extractor=min(extractor for _, extractor, _ in claims),
        evidence=tuple(sorted({piece for _, _, places in claims for piece in places}, key=order_of)),
    )
