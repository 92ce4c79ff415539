"""What a thing's node is: the form of its head name, with abbreviations written out and known names preferred."""

from collections.abc import Container, Mapping
from typing import Final, NamedTuple, Protocol

from kgbuild.datamodel import JoinReason
from kgbuild.entity_types import ALWAYS_NAMED
from kgbuild.identity.abbreviations import is_abbreviation, is_short_form, without_asides
from kgbuild.identity.names import split_words
from kgbuild.resolution.forms import Form, Words, name_form
from kgbuild.resolution.readings import Reading
from kgbuild.resolution.rules import Known
from kgbuild.resolution.things import PaperThing

Step = tuple[JoinReason, float]

# How often each reason is right; those of the rules were counted on annotated papers (docs/quality.md).
CONFIDENCE: Final[Mapping[JoinReason, float]] = {
    "spelling": 0.99,
    "abbreviation": 0.98,
    "lexicon": 0.97,
    "word-order": 0.98,
    "word-form": 0.97,
    "filler": 0.96,
    "abbreviation-elsewhere": 0.93,
    "listed": 0.8,
}
BY_COMPANY: Final = 0.8


class Reads(Protocol):
    """What abbreviations stand for, as `kgbuild.resolution.readings.Readings` tells it."""

    def own(self, short: str, paper: str) -> Reading | None:
        """Return what the paper itself says."""

    def usual(self, short: str) -> Reading | None:
        """Return what nearly all mean."""

    def is_ambiguous(self, short: str) -> bool:
        """Tell whether papers mean different things."""

    def by_company(self, short: str, paper: str) -> Reading | None:
        """Return what is meant by papers that name what this one names."""


class Named(NamedTuple):
    """A thing's form, the key of its node, by what the head's own form became that; `is_open` where nothing decides."""

    form: Form
    key: str
    step: Step
    is_open: bool = False


class Naming:
    """From names to nodes, given known names, readings, and (paper, key) of names that several papers coin."""

    def __init__(self, known: Known, readings: Reads, coined: Container[tuple[str, str]]) -> None:
        self._known = known
        self._readings = readings
        self._coined = coined

    def node_of(self, thing: PaperThing, head: str) -> Named:
        """Return the node of a thing with this head name."""
        plain = name_form(head)
        step: Step = ("spelling", CONFIDENCE["spelling"])
        if (thing.paper, plain.key) in self._coined:
            return Named(plain, f"{plain.key} @ {thing.paper}", step, is_open=True)
        known = self._known.get((thing.type, plain.key))
        if known is not None:
            return Named(known, known.key, ("lexicon", CONFIDENCE["lexicon"]))
        form = plain
        if is_short_form(head):
            reading = self._reading(head, thing)
            if reading is None and self._readings.is_ambiguous(head) and thing.type not in ALWAYS_NAMED:
                return Named(plain, f"{plain.key} @ {thing.paper}", step, is_open=True)
            if reading is not None:
                form, step = name_form(reading.long), _step_of(reading)
        else:
            long, step = self._write_out(head, thing, step)
            form = name_form(long)
        known = self._known.get((thing.type, form.key))
        return Named(form, form.key, step) if known is None else Named(known, known.key, step)

    def _reading(self, short: str, thing: PaperThing, *, is_part: bool = False) -> Reading | None:
        """Return what a short name means in a paper; what is coined as a name is not looked up in a table.

        A part of a name is: whoever coins "online KD" means the KD that all mean.
        """
        found = self._readings.own(short, thing.paper)
        if found is None and (usual := self._readings.usual(short)):
            is_coined = thing.type in ALWAYS_NAMED or (thing.is_proposed and not is_part)
            found = None if usual.by == "table" and is_coined else usual
        if found is None and self._readings.is_ambiguous(short):
            found = self._readings.by_company(short, thing.paper)
        return found

    def _write_out(self, head: str, thing: PaperThing, step: Step) -> tuple[str, Step]:
        """Return a name with the abbreviations among its words written out: "online KD", but not "KD-NCD"."""
        words = split_words(head)
        if not any(len(word) > 2 and word[1:].islower() for word in words):
            return head, step
        out = []
        for word in words:
            reading = self._reading(word, thing, is_part=True) if is_short_form(word) else None
            if reading is not None and reading.by != "company":
                out.append(reading.long)
                step = min(step, _step_of(reading), key=lambda s: s[1])
            else:
                out.append(word)
        return (" ".join(out), step) if step[0] != "spelling" else (head, step)

    def key_of(self, name: str, thing: PaperThing, head: Form) -> str:
        """Return the node that a further name of a thing has by itself, if there is one; "" where it is shaky.

        "KGE" beside "knowledge graph enhancement" says nothing of knowledge graph embedding; "QA" beside
        "question-answer" does of question answering, whose words begin alike.
        """
        bare = without_asides(name)
        form = self._known.get((thing.type, name_form(bare).key)) or name_form(bare)
        if is_short_form(bare):
            usual = self._readings.usual(bare)
            own = is_abbreviation(bare, " ".join(head.words))
            if usual is not None and (usual.by != "table" or thing.type not in ALWAYS_NAMED):
                form = name_form(usual.long)
            if own and (usual is None or not _begin_alike(form.words, head.words)):
                return ""
        else:
            form = name_form(self._write_out(bare, thing, ("spelling", 1.0))[0])
        return (self._known.get((thing.type, form.key)) or form).key


def _step_of(reading: Reading) -> Step:
    if reading.by == "paper":
        return "abbreviation", CONFIDENCE["abbreviation"]
    return "abbreviation-elsewhere", BY_COMPANY if reading.by == "company" else CONFIDENCE["abbreviation-elsewhere"]


def _begin_alike(one: Words, other: Words) -> bool:
    return len(one) == len(other) and all(a[:4] == b[:4] for a, b in zip(one, other, strict=True))
