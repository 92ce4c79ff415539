"""Names to nodes: what a paper's names stand for, by what it says itself and what others are asked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kgbuild.datamodel import JoinReason
from kgbuild.engines.spark.shuffles import Cluster
from kgbuild.identity.abbreviations import is_short_form, without_asides
from kgbuild.identity.names import split_words
from kgbuild.lexicon import load_lexicon
from kgbuild.resolution.forms import Form, Words, name_form
from kgbuild.resolution.knowledge import definitions_in, paper_thing
from kgbuild.resolution.naming import Naming
from kgbuild.resolution.readings import Reading, Readings, short_key
from kgbuild.resolution.relations import Group, Place
from kgbuild.resolution.rules import Known, known_names
from kgbuild.resolution.things import PaperThing, find_readings, head_name, is_coined, is_coined_twice
from kgbuild.resolution.within import find_in, find_same

if TYPE_CHECKING:
    from pyspark import RDD


class Spelt(NamedTuple):
    """A paper that spells an abbreviation out: the reading's stems, the paper, how it says it, and what it names."""

    stems: Words
    paper: str
    long: str
    company: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Usual:
    """What all papers together mean by an abbreviation: one thing, or several."""

    reading: Reading | None
    is_ambiguous: bool


@dataclass(frozen=True, slots=True)
class PaperNames:
    """The things of a paper, as `find_in` has them: their names, what joins them, what the paper spells out."""

    places: tuple[Place, ...]
    things: tuple[PaperThing, ...]
    heads: tuple[str, ...]
    same: tuple[tuple[int, int, JoinReason], ...]
    spelt: tuple[tuple[str, Spelt], ...]
    company: frozenset[str]

    @property
    def shorts(self) -> set[str]:
        """The abbreviations of which it may matter what they mean, by their keys."""
        names = {name for thing in self.things for name in thing.names} | set(self.heads)
        found = {short for short, _ in self.spelt} | {short_key(head) for head in self.heads}
        for name in names | {without_asides(name) for name in names}:
            found.update(short_key(word) for word in (name, *split_words(name)) if is_short_form(word))
        return found


@dataclass(frozen=True, slots=True)
class PaperReadings:
    """What abbreviations mean in one paper; stands in for the `Readings` of all papers there.

    By the abbreviations' keys: what the paper says itself, what all papers mean, and of those that are ambiguous what
    is meant by papers that name what this one names.
    """

    by_paper: Mapping[str, Reading]
    by_all: Mapping[str, Usual]
    by_alike: Mapping[str, Reading] = field(default_factory=dict)

    def own(self, short: str, paper: str) -> Reading | None:  # noqa: ARG002 - as of all papers
        """Return what the paper itself says."""
        return self.by_paper.get(short_key(short))

    def usual(self, short: str) -> Reading | None:
        """Return what nearly all mean."""
        found = self.by_all.get(short_key(short))
        return found.reading if found else _packaged().usual(short)

    def is_ambiguous(self, short: str) -> bool:
        """Tell whether papers mean different things."""
        found = self.by_all.get(short_key(short))
        return found.is_ambiguous if found else _packaged().is_ambiguous(short)

    def is_known(self, short: str) -> bool:
        """Tell whether anybody says what it means."""
        return short_key(short) in self.by_all or _packaged().is_known(short)

    def by_company(self, short: str, paper: str) -> Reading | None:  # noqa: ARG002 - as of all papers
        """Return what is meant by papers that name what this one names."""
        return self.by_alike.get(short_key(short))


@dataclass(frozen=True, slots=True)
class NamedPaper:
    """A paper's names with what they stand for: of each thing its form, and the key of its node."""

    names: PaperNames
    readings: PaperReadings
    forms: tuple[Form, ...]
    keys: tuple[str, ...]

    @property
    def unknown(self) -> frozenset[str]:
        """The keys of heads of which nobody says what they mean, if they are abbreviations."""
        keys = map(short_key, self.names.heads)
        return frozenset(key for key in keys if not self.readings.is_known(key))


def name_things(
    cluster: Cluster, papers: "RDD[tuple[str, Group]]", lexicon: Path | None
) -> "RDD[tuple[str, NamedPaper]]":
    """Return the names of each paper with their nodes, as `kgbuild.resolution.nodes` finds them for all at once."""
    cluster.tell("reading abbreviations")
    names = cluster.keep(papers.mapValues(_find_names))
    asked = names.flatMap(lambda one: [(key, one[0]) for key in _questions(one[1], lexicon)])
    spelt = cluster.group(names.flatMap(lambda one: one[1].spelt)).map(_find_usual)
    counted = names.flatMap(lambda one: _count_coined(one[1], lexicon))
    coined = counted.reduceByKey(lambda one, other: (one[0] + other[0], one[1] + other[1]), cluster.parts)
    table = spelt.union(coined.filter(lambda one: is_coined_twice(*one[1])))
    answers = cluster.look_up(asked, table)
    told = cluster.keep(names.cogroup(answers, cluster.parts).mapValues(_take_answers))
    by_company = _ask_company(cluster, told)
    return cluster.keep(told.cogroup(by_company, cluster.parts).mapValues(lambda found: _name(found, lexicon)))


@cache
def known(lexicon: Path | None) -> Known:
    """Return the preferred forms of known names, once in each process."""
    return known_names(load_lexicon(lexicon).groups)


@cache
def _packaged() -> Readings:
    """Return what is known of abbreviations without any paper."""
    return Readings()


def _find_names(group: Group) -> PaperNames:
    found = find_in(group)
    things = tuple(paper_thing(one.place.paper, one.entity) for one in found)
    heads = tuple(head_name(thing.names) for thing in things)
    readings = find_readings(things, heads, definitions_in(group))
    return PaperNames(
        places=tuple(one.place for one in found),
        things=things,
        heads=heads,
        same=tuple(find_same(found)),
        spelt=tuple(
            (short, Spelt(stems, paper, long))
            for short, there in sorted(readings.spelt.items())
            for stems, papers in sorted(there.items())
            for paper, long in papers.items()
        ),
        company=readings.company.get(group[0], frozenset()),
    )


def _readings(spelt: Iterable[tuple[str, Spelt]]) -> Readings:
    """Return what some papers spell out."""
    found = Readings()
    for short, (stems, paper, long, _) in spelt:
        found.spelt[short][stems][paper] = long
    return found


# What is asked of others is told apart by its first letter: abbreviations, and names that a paper coins.
def _questions(names: PaperNames, lexicon: Path | None) -> set[str]:
    return {f"a{short}" for short in names.shorts} | {f"c{key}" for key in _coined(names, lexicon)}


def _coined(names: PaperNames, lexicon: Path | None) -> set[str]:
    keys = [name_form(head).key for head in names.heads]
    return {key for key, thing in zip(keys, names.things, strict=True) if is_coined(thing, key, known(lexicon))}


def _count_coined(names: PaperNames, lexicon: Path | None) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield (question, (whether the paper coins the name, 1)) for each name of a paper."""
    coined = _coined(names, lexicon)
    return ((f"c{key}", (int(key in coined), 1)) for key in {name_form(head).key for head in names.heads})


def _find_usual(spelt: tuple[str, list[Spelt]]) -> tuple[str, Usual]:
    short, papers = spelt
    readings = _readings((short, one) for one in papers)
    return f"a{short}", Usual(readings.usual(short), readings.is_ambiguous(short))


class _Told(NamedTuple):
    """A paper's names with what was answered."""

    names: PaperNames
    readings: PaperReadings
    coined: frozenset[str]


def _take_answers(found: tuple[Iterable[PaperNames], Iterable[tuple[str, Any]]]) -> _Told:
    names = next(iter(found[0]))
    answers = dict(found[1])
    usual = {key[1:]: told for key, told in answers.items() if key[0] == "a"}
    own = _readings(names.spelt)
    said = {short: own.own(short, spelt.paper) for short, spelt in names.spelt}
    readings = PaperReadings({short: one for short, one in said.items() if one}, usual)
    return _Told(names, readings, frozenset(key[1:] for key in answers if key[0] == "c"))


def _ask_company(cluster: Cluster, told: "RDD[tuple[str, _Told]]") -> "RDD[tuple[str, tuple[str, Reading]]]":
    """Return (paper, (abbreviation, reading)) where what a paper names decides between several readings."""
    asked = told.flatMap(_ambiguous)
    return cluster.group(asked).flatMap(_decide)


def _ambiguous(one: tuple[str, _Told]) -> Iterator[tuple[str, tuple[bool, Spelt]]]:
    """Yield abbreviations of several readings: (whether the paper asks, what it says and what it names)."""
    paper, (names, readings, _) = one
    for short, spelt in names.spelt:
        if readings.is_ambiguous(short):
            yield short, (False, spelt._replace(company=names.company))
    for short in sorted(names.shorts):
        if readings.is_ambiguous(short) and readings.own(short, paper) is None:
            yield short, (True, Spelt((), paper, "", names.company))


def _decide(asked: tuple[str, list[tuple[bool, Spelt]]]) -> Iterator[tuple[str, tuple[str, Reading]]]:
    short, found = asked
    readings = replace(
        _readings((short, spelt) for asks, spelt in found if not asks),
        company={spelt.paper: spelt.company for _, spelt in found},
    )
    for asks, spelt in found:
        if asks and (reading := readings.by_company(short, spelt.paper)):
            yield spelt.paper, (short, reading)


def _name(found: tuple[Iterable[_Told], Iterable[tuple[str, Reading]]], lexicon: Path | None) -> NamedPaper:
    names, readings, coined = next(iter(found[0]))
    readings = replace(readings, by_alike=dict(found[1]))
    naming = Naming(known(lexicon), readings, {(thing.paper, key) for thing in names.things for key in coined})
    named = [naming.node_of(thing, head) for thing, head in zip(names.things, names.heads, strict=True)]
    return NamedPaper(names, readings, tuple(one.form for one in named), tuple(one.key for one in named))
