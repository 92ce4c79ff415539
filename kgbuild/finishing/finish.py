"""The last step of every extraction, whoever found the entities: what it does not state is found in its text.

What an extraction states stays as it is, an empty list too. Finishing again changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kgbuild.datamodel import (
    PAPER_ID,
    SECTIONS,
    ExtractedEntity,
    ExtractedRelation,
    ExtractedResult,
    Extraction,
    Link,
    Paper,
)
from kgbuild.finishing.addresses import find_paper_links
from kgbuild.finishing.places import locate_relation, locate_result
from kgbuild.identity.addresses import address_key
from kgbuild.identity.long_forms import find_abbreviations
from kgbuild.identity.names import name_key
from kgbuild.records import find_address, find_mentions, give_ids
from kgbuild.records.text import clean_line

if TYPE_CHECKING:
    from kgbuild.finishing.claims import Claims


def finish(extraction: Extraction, min_confidence: float | None = None, model: Path | None = None) -> Extraction:
    """Return the extraction with everything found that it does not state, and with ids; see `finish_all`."""
    return finish_all((extraction,), min_confidence, model)[0]


def finish_all(
    extractions: Sequence[Extraction], min_confidence: float | None = None, model: Path | None = None
) -> list[Extraction]:
    """Return extractions with everything found that they do not state, and with ids.

    Many at once take less time than one by one, and each becomes what it becomes by itself. `min_confidence` leaves out
    the entities, links, relations and results that are less sure, and what relations and results say of these; `model`
    is a file that may hold what was learned of claims.
    """
    from kgbuild.finishing.claims import find_claims  # takes a while to import: not for parts of this folder

    named = [_with_things(extraction, min_confidence) for extraction in extractions]
    silent = [k for k, one in enumerate(named) if one.relations is None or one.results is None or one.kinds is None]
    found = find_claims(
        [(named[k].paper, named[k].entities, named[k].links or ()) for k in silent], min_confidence, model
    )
    for k, claims in zip(silent, found, strict=True):
        named[k] = _with_claims(named[k], claims)
    return [_of_sure_things(one, min_confidence) for one in named]


def _with_things(extraction: Extraction, min_confidence: float | None) -> Extraction:
    """Return an extraction with ids, links, and the places of its names."""
    paper = extraction.paper
    links = (
        _add_repositories(find_paper_links(paper), paper)
        if extraction.links is None
        else _locate_links(extraction.links, paper)
    )
    entities, links = give_ids(_locate(extraction.entities, paper), links)
    if min_confidence is not None:
        entities = tuple(entity for entity in entities if entity.confidence >= min_confidence)
        links = tuple(link for link in links if link.confidence >= min_confidence)
    return replace(extraction, entities=entities, links=links)


def _with_claims(extraction: Extraction, found: "Claims") -> Extraction:
    """Return what the extraction claims, and what its text does of that about which it says nothing."""
    relations, results, kinds = extraction.relations, extraction.results, extraction.kinds
    if relations is None:
        relations = _add_official(found.relations, extraction.links or (), extraction.paper)
    return replace(
        extraction,
        relations=relations,
        results=found.results if results is None else results,
        kinds=found.kinds if kinds is None else kinds,
    )


def _of_sure_things(extraction: Extraction, min_confidence: float | None) -> Extraction:
    """Return an extraction whose relations and results are sure enough, are of things that it has, and have places."""
    relations, results = extraction.relations or (), extraction.results or ()
    things, paper = extraction.things, extraction.paper
    if min_confidence is not None:
        kept = {PAPER_ID, *things}
        sure = (relation for relation in relations if relation.confidence >= min_confidence)
        relations = tuple(relation for relation in sure if relation.subject in kept and relation.object in kept)
        results = tuple(
            _without_lost_parts(result, kept)
            for result in results
            if result.confidence >= min_confidence and result.subject in kept
        )
    return replace(
        extraction,
        relations=tuple(
            replace(one, mentions=locate_relation(one, things, paper)) if one.mentions is None else one
            for one in relations
        ),
        results=tuple(
            replace(one, mentions=locate_result(one, things, paper)) if one.mentions is None else one for one in results
        ),
    )


def _without_lost_parts(result: ExtractedResult, kept: set[str]) -> ExtractedResult:
    return replace(
        result,
        metric=result.metric if result.metric in kept else "",
        where=result.where if result.where in kept else "",
        versus=result.versus if result.versus in kept else "",
    )


def _locate(entities: Sequence[ExtractedEntity], paper: Paper) -> tuple[ExtractedEntity, ...]:
    """Return the entities, those without places with the places of their names and of the forms defined for these."""
    if all(entity.mentions is not None for entity in entities):
        return tuple(entities)
    others = {name_key(name) for entity in entities for name in entity.names}
    forms: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for number, (name, form) in enumerate(_defined_forms(paper)):
        if name_key(form) not in others:
            forms[name_key(name)].setdefault(form, number)
    located = []
    for entity in entities:
        if entity.mentions is None:
            keys = {name_key(name) for name in entity.names}
            further = sorted((number, form) for key in keys for form, number in forms.get(key, {}).items())
            names = tuple(dict.fromkeys((*entity.names, *(form for _, form in further))))
            lines = tuple(dict.fromkeys(map(clean_line, names)))  # a text may break a name, which a record does not
            located.append(replace(entity, names=lines, mentions=find_mentions(names, paper)))
        else:
            located.append(entity)
    return tuple(located)


def _locate_links(links: Sequence[Link], paper: Paper) -> tuple[Link, ...]:
    return tuple(link if link.mention else replace(link, mention=find_address(link.url, paper)) for link in links)


def _add_repositories(links: Sequence[Link], paper: Paper) -> tuple[Link, ...]:
    """Return the links of the text, and behind them the repositories that only the paper's source gives."""
    known = {address_key(link.url) for link in links}
    further = (one for one in paper.repositories if address_key(one.url) not in known)
    return (*links, *(Link(one.url, "repository", mention=find_address(one.url, paper)) for one in further))


def _add_official(
    relations: Sequence[ExtractedRelation], links: Sequence[Link], paper: Paper
) -> tuple[ExtractedRelation, ...]:
    """Return the relations of the text, and that those repositories are official of which the source says so."""
    official = {address_key(one.url) for one in paper.repositories if one.is_official}
    stated = {relation.object for relation in relations if relation.predicate == "hasOfficialRepository"}
    further = (link.id for link in links if address_key(link.url) in official and link.id not in stated)
    return (*relations, *(ExtractedRelation("hasOfficialRepository", PAPER_ID, id_) for id_ in further))


def _defined_forms(paper: Paper) -> Iterator[tuple[str, str]]:
    """Yield a name and another form of it, for each abbreviation that the paper defines both ways round."""
    for section in SECTIONS:
        text = paper.section(section)
        for abbreviation in find_abbreviations(text):
            short, long = text[slice(*abbreviation.short)], text[slice(*abbreviation.long)]
            yield short, long
            yield long, short
