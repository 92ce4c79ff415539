"""A paper as the scorer of claims sees it: the words of its sentences, and where in them its things are named."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from kgbuild.datamodel import PAPER_ID, ExtractedEntity, Link, Paper
from kgbuild.finishing.clauses import Clause, find_clauses
from kgbuild.finishing.repositories import find_main
from kgbuild.identity.names import name_key

_WORD: Final = re.compile(r"[\ue000-\uf8ff]|[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,]\d+)*|[^\w\s]")
# Roles that say the same of things of different types.
_ROLES: Final = {"introduced": "proposed", "evaluated": "used", "addressed": "used"}
_PROPOSED: Final = "Methpr"
_NOWHERE: Final = 999  # the number of a sentence behind all others
_MOST_PLACES: Final = 12  # of one thing that are looked at


class Place(NamedTuple):
    """Where a thing is named: which sentence, and which of its words."""

    sentence: int
    word: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its words, in lower case, of which some stand for things; `at` are their places in the clause.

    `things` has for each word the id of the thing that it stands for, else an empty string; `marks` are the words that
    stand for things.
    """

    clause: Clause
    words: tuple[str, ...]
    at: tuple[int, ...]
    things: tuple[str, ...]
    marks: tuple[int, ...]

    @property
    def is_title(self) -> bool:
        """Tell whether it is the title."""
        return self.clause.section == "title"


@dataclass(slots=True)
class Thing:
    """One thing of the paper, or the paper itself.

    `sort` says what it is and what part it plays, `fine_sort` also whether a method has a name. `rank` is its number
    among the things of its sort in the order of the text, those of the title first, and `others` how many more there
    are. The thing that `leads` is the first method that the paper proposes as the extraction orders them, or the paper
    where it proposes none. `words` and `keys` are those of its names. `link_kind` is set for web addresses.
    """

    id: str
    type: str
    role: str = ""
    kind: str = ""
    names: tuple[str, ...] = ()
    confidence: float = 1.0
    places: tuple[Place, ...] = ()
    titled: bool = False
    link_kind: str = ""
    rank: int = 0
    others: int = 0
    leads: bool = False
    words: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    sort: str = field(init=False)
    fine_sort: str = field(init=False)

    def __post_init__(self) -> None:
        self.sort = f"{self.type[:4]}{self.role[:2]}"
        self.fine_sort = self.sort + (self.kind[:1] if self.type == "Method" else "")


@dataclass(frozen=True, slots=True)
class View:
    """The sentences and things of a paper; `main` is the method, `headline` the thing that it is about, if it is one.

    `by_type` holds the things of each type, in the order of the extraction.
    """

    paper: Paper
    sentences: tuple[Sentence, ...]
    things: dict[str, Thing]
    by_type: dict[str, list[Thing]]
    main: str | None
    headline: str | None

    def of_types(self, *types: str) -> list[Thing]:
        """Return the things of these types."""
        return [thing for type_ in types for thing in self.by_type.get(type_, ())]


def to_view(
    paper: Paper, entities: Sequence[ExtractedEntity], links: Sequence[Link], clauses: Sequence[Clause] | None = None
) -> View:
    """Return a paper with its entities and links as the scorer sees it; `clauses` are all its sentences."""
    if clauses is None:
        by_id, links_by_id = {entity.id: entity for entity in entities}, {link.id: link for link in links}
        clauses = find_clauses(paper, by_id, links_by_id, every=True)
    sentences = tuple(map(_to_sentence, clauses))
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for number, sentence in enumerate(sentences):
        for word in sentence.marks:
            places[sentence.things[word]].append(Place(number, word))
    things = [Thing(PAPER_ID, "Paper", titled=True)]
    things += [_to_thing(entity, tuple(places[entity.id][:_MOST_PLACES]), sentences) for entity in entities]
    things += [_of_link(link, tuple(places[link.id][:_MOST_PLACES])) for link in links]
    by_type: defaultdict[str, list[Thing]] = defaultdict(list)
    for thing in things:
        by_type[thing.type].append(thing)
    _rank(things)
    next((thing for thing in things[1:] if thing.sort == _PROPOSED), things[0]).leads = True
    main, headline = (find_main(paper, entities, types) for types in (("Method",), ("Method", "Dataset", "Benchmark")))
    return View(paper, sentences, {thing.id: thing for thing in things}, by_type, main, headline)


def _to_sentence(clause: Clause) -> Sentence:
    found = [(match[0], match.start()) for match in _WORD.finditer(clause.text)]
    named = clause.things
    things = tuple(named.get(place, "") for _, place in found)
    marks = tuple(k for k, thing in enumerate(things) if thing)
    return Sentence(clause, tuple(word for word, _ in found), tuple(place for _, place in found), things, marks)


def _to_thing(entity: ExtractedEntity, places: tuple[Place, ...], sentences: Sequence[Sentence]) -> Thing:
    return Thing(
        entity.id,
        entity.type,
        _ROLES.get(entity.role, entity.role) or "used",
        entity.kind,
        entity.names,
        entity.confidence,
        places,
        titled=any(sentences[place.sentence].is_title for place in places),
        words=frozenset(re.findall(r"\w+", " ".join(entity.names).lower())),
        keys=frozenset(key for key in map(name_key, entity.names) if len(key) > 2),
    )


def _of_link(link: Link, places: tuple[Place, ...]) -> Thing:
    return Thing(link.id, "Link", names=(link.url,), confidence=link.confidence, places=places, link_kind=link.kind)


def _rank(things: Sequence[Thing]) -> None:
    groups: defaultdict[str, list[Thing]] = defaultdict(list)
    for thing in things:
        groups[thing.sort].append(thing)
    for group in groups.values():
        for rank, thing in enumerate(sorted(group, key=_prominence)):
            thing.rank, thing.others = rank, len(group) - 1


def _prominence(thing: Thing) -> tuple[bool, bool, Place]:
    """Return what a thing is sorted by among its like: by name, in the title, early."""
    first = thing.places[0] if thing.places else Place(_NOWHERE, 0)
    return thing.kind != "named" and thing.role == "proposed", not thing.titled, first
