"""Known names: what they are called, what type of thing they are, and which of them are also plain words.

The packaged lists are facts collected from public sources; `data/LICENSE.md` names each source and licence.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from kgbuild.entity_types import ENTITY_TYPES, TYPES, EntityType
from kgbuild.errors import LexiconError
from kgbuild.files import read_limited
from kgbuild.identity.names import name_key

_OPENING: Final = 12  # characters; longer openings are more and spare hardly anything
_TYPES: Final[dict[str, EntityType]] = {t.casefold(): t for t in ENTITY_TYPES}


@dataclass(frozen=True, slots=True)
class Openings:
    """How keys begin, up to some characters: what begins otherwise need not be looked up word by word."""

    texts: frozenset[str]
    length: int

    @classmethod
    def of(cls, keys: Iterable[str], length: int) -> "Openings":
        """Return the openings of keys, of all lengths up to `length`."""
        longest = {key[:length] for key in keys}
        return cls(frozenset(key[:part] for key in longest for part in range(len(key) + 1)), length)


@dataclass(slots=True)
class KnownName:
    """What the lists say of one name key: its types, its spellings, and the types under which it is ambiguous."""

    types: set[EntityType] = field(default_factory=set)
    spellings: set[str] = field(default_factory=set)
    ambiguous: set[EntityType] = field(default_factory=set)
    chosen: EntityType | None = None  # a user's own list decides; the packaged lists only advise


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Known names by key (see `kgbuild.identity.names.name_key`)."""

    names: dict[str, KnownName]
    longest: int  # words in the longest name
    groups: tuple[tuple[EntityType, tuple[str, ...]], ...] = ()  # spellings of one thing, the preferred one first
    has_choices: bool = False  # whether a user's own list is among them
    openings: Openings = field(default_factory=lambda: Openings.of((), _OPENING))

    def get(self, key: str) -> KnownName | None:
        """Return what is known of a key, or None."""
        return self.names.get(key)


@cache
def load_lexicon(extra: Path | None = None) -> Lexicon:
    """Return the packaged lists, and a user's own list on top of them.

    `extra` is tab-separated with a header that has at least `name` and `type`, optionally `aliases` (joined by `|`).
    Raises LexiconError where the list cannot be read.
    """
    names: dict[str, KnownName] = {}
    groups: list[tuple[EntityType, tuple[str, ...]]] = []
    longest = 1
    data = files("kgbuild.lexicon") / "data"
    for kind, file in ((known_type.name, known_type.lexicon_file) for known_type in TYPES):
        for row in read_rows(data / file):
            spellings = _spellings(row["name"], row["aliases"])
            if len(spellings) > 1:
                groups.append((kind, tuple(spellings)))
            for spelling in spellings:
                known = names.setdefault(name_key(spelling), KnownName())
                known.types.add(kind)
                known.spellings.add(spelling)
                longest = max(longest, spelling.count(" ") + 1)
    for row in read_rows(data / "ambiguous.tsv"):
        known = names.setdefault(name_key(row["name"]), KnownName())
        known.ambiguous.add(_TYPES[row["type"]])
        known.spellings.add(row["name"])
    if extra is not None:
        longest = max(longest, _add_users_list(extra, names, groups))
    names.pop("", None)
    return Lexicon(names, min(longest, 8), tuple(groups), extra is not None, Openings.of(names, _OPENING))


def _add_users_list(path: Path, names: dict[str, KnownName], groups: list[tuple[EntityType, tuple[str, ...]]]) -> int:
    longest = 1
    try:
        rows = list(_numbered_rows(path))
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise LexiconError(f"{path}: cannot be read as a list of names ({fault})") from fault
    if not rows:
        raise LexiconError(f"{path}: holds no names; expected lines with name and type below a header that says so")
    for number, row in rows:
        kind = _TYPES.get((row.get("type") or "").strip().casefold())
        if not (row.get("name") or "").strip() or kind is None:
            found = str(dict(row))[:200]
            raise LexiconError(
                f"{path}, line {number}: needs a name and a type ({', '.join(ENTITY_TYPES)}); found: {found}"
            )
        spellings = _spellings(row["name"], row.get("aliases") or "")
        groups.append((kind, tuple(spellings)))
        for spelling in spellings:
            known = names.setdefault(name_key(spelling), KnownName())
            known.chosen = kind
            known.spellings.add(spelling)
            longest = max(longest, spelling.count(" ") + 1)
    return longest


def read_rows(path: Traversable | Path) -> Iterable[dict[str, str]]:
    """Return the rows of a list."""
    return (row for _, row in _numbered_rows(path))


def _numbered_rows(path: Traversable | Path) -> Iterable[tuple[int, dict[str, str]]]:
    """Yield rows with the number of their line; empty lines give none."""
    content = read_limited(path, hint="give a shorter list") if isinstance(path, Path) else path.read_bytes()
    text = content.decode("utf-8-sig")
    reader = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    for row in reader:
        yield reader.line_num, row


def _spellings(name: str, aliases: str) -> list[str]:
    return [s for s in (name.strip(), *(a.strip() for a in aliases.split("|"))) if s]
