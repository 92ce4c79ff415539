"""How large the parts of a record, a graph and a model may be: the one table, which docs/limits.md shows.

Below kgbuild lie libraries with limits of their own, which end a whole run (spaCy takes ten million characters) or
leave files that nothing reads (pyoxigraph takes literals of 16 MiB). Ours are far below those and far above honest
data. What is over a limit costs itself only: a record or a paper is skipped and named, a graph or a model refused in
one line.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limit:
    """The most of something that is taken; `over` says what happens to what has more."""

    name: str
    most: int
    over: str

    def problem(self, size: int) -> str:
        """Return what is wrong with something of this size; an empty string where nothing is."""
        return f"{self.name}: {size:,}, at most {self.most:,} are taken (docs/limits.md)" if size > self.most else ""


_SKIPPED: Final = "the record is skipped"
_REFUSED: Final = "the graph is refused"
_NO_MODEL: Final = "the model is refused"

# A record.
TITLE: Final = Limit("characters of a title", 2_000, _SKIPPED)
ABSTRACT: Final = Limit("characters of an abstract", 1_000_000, _SKIPPED)
FIELD: Final = Limit("characters of any other text of a record", 10_000, _SKIPPED)
NAME: Final = Limit("characters of a name of an entity, or of the value of a result", 1_000, _SKIPPED)
ADDRESS: Final = Limit("characters of a web address", 2_000, "the record is skipped; in a text it is no address")
AUTHORS: Final = Limit("authors of a paper", 20_000, _SKIPPED)
NAMES: Final = Limit("names of an entity", 1_000, _SKIPPED)
ENTITIES: Final = Limit("entities of a record", 20_000, _SKIPPED)
ADDRESSES: Final = Limit("web addresses of a record", 20_000, _SKIPPED)
RELATIONS: Final = Limit("relations of a record", 50_000, _SKIPPED)
RESULTS: Final = Limit("results of a record", 20_000, _SKIPPED)
MENTIONS: Final = Limit("mentions of an entity, a relation or a result", 20_000, _SKIPPED)
ITEMS: Final = Limit("items of any list or object of a record", 100_000, _SKIPPED)
NESTING: Final = Limit("levels of lists and objects in a record", 100, _SKIPPED)
LOCATED: Final = Limit("places looked up for an entity that comes without", 1_000, "the first ones are taken")

# A graph.
LITERAL: Final = Limit("bytes of a literal or an IRI of a graph", 16 * 1024 * 1024 - 4096, _REFUSED)
BLANK_NODES: Final = Limit("blank nodes of a graph that is exported as RDF", 1_000, _REFUSED)

# A model (`--model`).
MODEL_FILE: Final = Limit("bytes of a model's file", 128 * 1024 * 1024, _NO_MODEL)
MODEL_PART: Final = Limit("bytes of a part of a model, unpacked", 256 * 1024 * 1024, _NO_MODEL)
MODEL_CLASSES: Final = Limit("classes of a model", 1_000, _NO_MODEL)

LIMITS: Final[tuple[Limit, ...]] = (
    *(TITLE, ABSTRACT, FIELD, NAME, ADDRESS, AUTHORS, NAMES, ENTITIES, ADDRESSES, RELATIONS, RESULTS, MENTIONS),
    *(ITEMS, NESTING),
    *(LOCATED, LITERAL, BLANK_NODES, MODEL_FILE, MODEL_PART, MODEL_CLASSES),
)
