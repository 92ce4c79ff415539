"""Whether two lists of authors can be those of one paper, however each writes the names."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from kgbuild.identity.titles import fold

_PART: Final = re.compile(r"[^\W\d_]+")
_WITHIN: Final = re.compile(r"['’`\-‐‑]")
_INITIALS: Final = re.compile(r"\b[A-Z]{2,3}\b")  # "Bell AB"
_SHORT: Final = re.compile(r"\b[A-Z]{2}\b")  # "BELL AB"
_UMLAUT: Final = re.compile("([aou])e(?=[a-z])")  # "Mueller" is Müller
_TITLES: Final = frozenset({"et", "al", "and", "others", "jr", "sr", "ii", "iii", "dr", "prof", "phd"})
# Particles stand in half of the names of a country and tell nobody from another.
_PARTICLES: Final = frozenset({
    "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "el", "ibn", "la", "le", "ten", "ter", "van", "von",
})  # fmt: skip
_GROUPS: Final = frozenset({"authors", "collaboration", "consortium", "group", "team"})


class Person(NamedTuple):
    """A name in parts, each sorted: words of two letters and more, and initials."""

    words: tuple[str, ...]
    initials: tuple[str, ...]


@lru_cache(maxsize=65536)
def parse_person(name: str) -> Person | None:
    """Return a name's parts, in whatever order they were written; None where they do not tell who it is."""
    spaced = (_SHORT if name.isupper() else _INITIALS).sub(lambda found: " ".join(found[0]), name)
    plain = _UMLAUT.sub(r"\1", _WITHIN.sub("", fold(spaced)))
    parts = set(_PART.findall(plain)) - _TITLES - _PARTICLES
    words = tuple(sorted(part for part in parts if len(part) > 1))
    if not words or _GROUPS & parts:
        return None
    return Person(words, tuple(sorted(part for part in parts if len(part) == 1)))


def may_be_one_person(one: str, other: str) -> bool:
    """Tell whether two names can be one person's, however each is written."""
    ours, theirs = parse_person(one), parse_person(other)
    if ours is None or theirs is None:
        return one == other
    return not {*ours.words}.isdisjoint(theirs.words) and _may_be_one(ours, theirs)


class People:
    """The authors of a paper, in which a name is found whatever way it is written."""

    def __init__(self, names: Iterable[str]) -> None:
        """Hold the given names, each looked at when first asked for; some may say of nobody who it is."""
        self.names = list(names)
        self._looked_at = 0
        self._members: set[Person] = set()
        self._by_word: defaultdict[str, list[Person]] = defaultdict(list)

    def add(self, names: Iterable[str]) -> None:
        """Take in more names."""
        self.names += names

    @property
    def members(self) -> set[Person]:
        """Return who they are."""
        if self._looked_at < len(self.names):
            new = {person for person in map(parse_person, self.names[self._looked_at :]) if person} - self._members
            self._looked_at = len(self.names)
            self._members |= new
            for person in new:
                for word in person.words:
                    self._by_word[word].append(person)
        return self._members

    def share(self, other: "People", enough: int = 1) -> bool:
        """Tell whether that many of the one list can stand in the other."""
        few, many = sorted((self, other), key=lambda people: len(people.members))
        common = few.members & many.members
        found = len(common)
        for person in few.members - common if found < enough else ():
            found += many.have(person)
            if found >= enough:
                break
        return found >= enough

    def contradict(self, other: "People") -> bool:
        """Tell whether both lists name people, in one script, and nobody of the one can stand in the other."""
        if not self.members or not other.members or self.share(other):
            return False
        return not _scripts(self.members).isdisjoint(_scripts(other.members))

    def have(self, person: Person) -> bool:
        """Tell whether somebody of these can be a person."""
        return any(_may_be_one(person, known) for word in person.words for known in self._by_word.get(word, ()))


def _scripts(people: Iterable[Person]) -> set[bool]:
    """Return for which of Latin (as folded) and other letters there are names."""
    return {word.isascii() for person in people for word in person.words}


def _may_be_one(one: Person, other: Person) -> bool:
    """Tell whether two names that share a word leave room for one person, as "Bell, A." and Ann Bell do."""
    common = {*one.words} & {*other.words}
    ours, theirs = ([part for part in (*name.words, *name.initials) if part not in common] for name in (one, other))
    return not ours or not theirs or any(a.startswith(b) or b.startswith(a) for a in ours for b in theirs)
