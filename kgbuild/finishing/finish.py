"""The last step of every extraction, whoever found the entities: what it does not state is found in its text.

What an extraction states stays as it is, an empty list too. Finishing again changes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kgbuild.datamodel import PAPER_ID, SECTIONS, ExtractedEntity, Extraction, Link, Paper
from kgbuild.finishing.abbreviations import find_abbreviations
from kgbuild.finishing.addresses import find_paper_links
from kgbuild.finishing.relations import find_relations
from kgbuild.identity.names import name_key
from kgbuild.records import find_address, find_mentions, give_ids


def finish(extraction: Extraction, min_confidence: float | None = None) -> Extraction:
    """Return the extraction with everything found that it does not state, and with ids.

    `min_confidence` leaves out the entities, links and relations that are less sure, and relations of these.
    """
    paper, relations = extraction.paper, extraction.relations
    links = find_paper_links(paper) if extraction.links is None else _locate_links(extraction.links, paper)
    entities, links = give_ids(_locate(extraction.entities, paper), links)
    if min_confidence is not None:
        entities = tuple(entity for entity in entities if entity.confidence >= min_confidence)
        links = tuple(link for link in links if link.confidence >= min_confidence)
    if relations is None:
        relations = find_relations(paper, entities, links)
    if min_confidence is not None:
        kept = {PAPER_ID} | {entity.id for entity in entities} | {link.id for link in links}
        sure = (relation for relation in relations if relation.confidence >= min_confidence)
        relations = tuple(relation for relation in sure if relation.subject in kept and relation.object in kept)
    return replace(extraction, entities=entities, links=links, relations=relations)


def _locate(entities: Sequence[ExtractedEntity], paper: Paper) -> tuple[ExtractedEntity, ...]:
    """Return the entities, those without places with the places of their names and of the forms defined for these."""
    if all(entity.mentions is not None for entity in entities):
        return tuple(entities)
    others = {name_key(name) for entity in entities for name in entity.names}
    forms = tuple(_defined_forms(paper))
    located = []
    for entity in entities:
        if entity.mentions is None:
            keys = {name_key(name) for name in entity.names}
            further = (form for name, form in forms if name_key(name) in keys and name_key(form) not in others)
            names = tuple(dict.fromkeys((*entity.names, *further)))
            located.append(replace(entity, names=names, mentions=find_mentions(names, paper)))
        else:
            located.append(entity)
    return tuple(located)


def _locate_links(links: Sequence[Link], paper: Paper) -> tuple[Link, ...]:
    return tuple(link if link.mention else replace(link, mention=find_address(link.url, paper)) for link in links)


def _defined_forms(paper: Paper) -> Iterator[tuple[str, str]]:
    """Yield the short and the long form of each abbreviation that the paper defines, both ways round."""
    for section in SECTIONS:
        text = paper.section(section)
        for abbreviation in find_abbreviations(text):
            short, long = text[slice(*abbreviation.short)], text[slice(*abbreviation.long)]
            yield long, short
            yield short, long
