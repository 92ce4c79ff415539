"""Whether a paper brings a thing or works with it: by what it says of the thing, whatever the thing is called.

Well-known names are used in nearly all papers, so that a classifier that sees names believes of no paper that it
proposes the Transformer. The one here sees none: no words or shapes of the name, no lists, no counts.
"""

from collections.abc import Sequence
from typing import Final

from kgbuild.datamodel import ExtractedEntity, Section
from kgbuild.entity_types import TYPES, WITH_NAMES, EntityType, Role
from kgbuild.extraction.keys import Template
from kgbuild.extraction.role_parts import BROUGHT, part_of

NOT_BROUGHT: Final = "not brought"
# The role of things that a paper brings, by type; of tasks and metrics the sentence tells no more than the name.
ROLES_OF_NEW: Final[dict[EntityType, Role]] = {
    row.name: role
    for row in TYPES
    if row.name in WITH_NAMES
    for role in row.roles
    if part_of(row.name, role) == BROUGHT
}
# What is said around a name and where it stands.
AROUND: Final = frozenset(
    {
        *(Template.BIAS, Template.ABBREVIATED, Template.COUNT, Template.SECTIONS, Template.BEGINS, Template.DEPTH),
        *(Template.TITLE, Template.TITLE_SAYS, Template.TITLE_AND_PAPER, Template.TITLE_BEFORE, Template.TITLE_AFTER),
        *(Template.BEFORE, Template.BEFORE_CLASS, Template.BEFORE_2, Template.OPENS, Template.NOUN_BEFORE),
        *(Template.LEFT_NEAR, Template.LEFT_FAR, Template.LIST_START, Template.RIGHT_NEAR, Template.RIGHT_FAR),
        *(Template.AFTER, Template.AFTER_CLASS, Template.AFTER_2, Template.CLOSES, Template.DEFINED_AS),
    }
)
# Chosen on held-out papers and on papers about well-known things.
_SURE: Final = 0.95
_SURE_IN_TITLE: Final = 0.7
_LIKELY: Final = 0.45
_LIKELY_TERM: Final = 0.7
_AFTER_ARTICLE: Final = len("The ")


def find_new(entities: Sequence[ExtractedEntity], beliefs: Sequence[float]) -> list[int]:
    """Return which entities of one paper it brings, whatever roles they have.

    `beliefs` tell how likely each is brought, by what is said around it. Roles know names, and are right where they
    find something new. So these are only the proper names of which the surroundings leave no doubt; and where a paper
    would bring nothing otherwise, which may be about something that is well known by now, the likeliest one, even a
    common term.
    """
    able = [k for k, entity in enumerate(entities) if entity.type in ROLES_OF_NEW]
    sure = [k for k in able if entities[k].kind == "named" and beliefs[k] >= _least(entities[k])]
    if sure or not able or any(entity.role in ROLES_OF_NEW.values() for entity in entities):
        return sure

    def rank(k: int) -> tuple[bool, float, int]:
        margin = beliefs[k] - (_LIKELY if entities[k].kind == "named" else _LIKELY_TERM)
        return _opens(entities[k]), margin, -k

    opens, margin, place = max(map(rank, able))
    return [-place] if opens or margin >= 0 else []


def _least(entity: ExtractedEntity) -> float:
    """Return the belief that leaves no doubt of a proper name."""
    return _SURE_IN_TITLE if 0 in _starts(entity, "title") else _SURE


def _opens(entity: ExtractedEntity) -> bool:
    """Whether the abstract opens with a proper name, "Mamba is a ...", that the title does not only mention."""
    in_title = _starts(entity, "title")
    opens = any(start <= _AFTER_ARTICLE for start in _starts(entity, "abstract"))
    return entity.kind == "named" and opens and (0 in in_title or not in_title)


def _starts(entity: ExtractedEntity, section: Section) -> list[int]:
    return [mention.span.start for mention in entity.mentions or () if mention.span.section == section]
