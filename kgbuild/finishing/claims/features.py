"""What the scorer looks at in a pair of things: their parts in the paper, and the words around and between them.

A feature is a string. Those of one thing, and those of a pair that its sorts determine, come in groups of their own:
they are the same for many pairs, and a linear scorer adds them up once (`kgbuild.finishing.claims.scoring`).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from kgbuild.datamodel import PAPER_ID
from kgbuild.finishing.claims.view import Place, Sentence, Thing, View
from kgbuild.finishing.claims.words import bucket, cues_of, row_opener, sentence_cues, stem, word_at

_NEAR: Final = 7
_FAR: Final = 40  # words between two things, beyond which they are not looked at one by one
_ROW: Final = frozenset((",", "and", "or", "&", "/", ";", "both", "as", "well"))
_COUNTED: Final = (
    *(("Method", "proposed"), ("Method", "used"), ("Method", "compared"), ("Dataset", "used"), ("Benchmark", "used")),
    *(("Task", "used"), ("Metric", "used")),
)


class PairFeatures:
    """The features of the pairs of one paper."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.cues = [sentence_cues(sentence) for sentence in view.sentences]
        self.of_paper = tuple(_of_paper(view))

    def of_thing(self, thing: Thing) -> list[str]:
        """Return what tells of one thing, each once."""
        return _once(self._of_thing(thing))

    def of_sorts(self, subject: Thing, target: Thing) -> list[str]:
        """Return what tells of two things by their sorts and ranks alone (`sorts_of`), each once."""
        return _once(self._of_sorts(subject, target))

    def of_paper_and_sorts(self, coarse: str) -> list[str]:
        """Return what tells of two things by their sorts (`coarse_sorts`) in such a paper."""
        return [f"{feature} {coarse}" for feature in self.of_paper]

    def of_pair(self, subject: Thing, target: Thing) -> list[str]:
        """Return what tells of two things beside each other, each once."""
        return _once(self._of_pair(subject, target))

    def _of_sorts(self, subject: Thing, target: Thing) -> Iterator[str]:
        ends = f"{subject.fine_sort}>{target.fine_sort}"
        coarse = coarse_sorts(subject, target)
        yield f"ends={ends}"
        yield f"types={subject.type}>{target.type}"
        yield f"leads={coarse}"
        yield f"leads, kinds={ends}{subject.leads}{target.leads}"
        if subject.confidence == target.confidence == 1:  # nobody's guess
            yield f"certain={coarse}"
            yield f"certain, kinds={ends}{subject.leads}{target.leads}"
        yield f"leads, titled={coarse} {subject.titled}{target.titled}"
        of_subject = f"{subject.sort}{min(subject.rank, 3)}/{min(subject.others, 3)}"
        of_target = f"{target.sort}{min(target.rank, 3)}/{min(target.others, 3)}"
        yield f"ranks={of_subject}>{of_target}"
        yield f"object rank={of_target}"
        yield f"both ranks={ends}{min(subject.rank, 2)}>{min(target.rank, 2)}"
        main = self.view.main
        yield f"main={ends} {subject.id == main}{target.id == main}{main is None}"
        yield f"titled={ends} {subject.titled}{target.titled}"

    def sorts_of(self, thing: Thing) -> tuple[object, ...]:
        """Return what `of_sorts` depends on, of one of the two things."""
        main = self.view.main
        return (
            *(thing.fine_sort, min(thing.rank, 3), min(thing.others, 3), thing.leads, thing.titled),
            *(thing.confidence == 1, thing.id == main, main is None),
        )

    def _of_thing(self, thing: Thing) -> Iterator[str]:
        sort = thing.fine_sort
        yield f"places={sort} {bucket(len(thing.places), 1, 2, 3, 5)}"
        yield f"titled={sort} {thing.titled}"
        yield f"one word={sort} {len(thing.words) < 2}"
        yield f"sure={sort} {bucket(thing.confidence, 0.5, 0.65, 0.8, 0.9, 0.97)}"
        if thing.link_kind:
            yield f"link={thing.link_kind}"
        sentences, count = self.view.sentences, len(self.view.sentences)
        body = sorted({place.sentence for place in thing.places if not sentences[place.sentence].is_title})
        if body:
            yield f"first={sort} {bucket(10 * body[0] // count, 2, 4, 6, 8)}"
            yield f"last={sort} {bucket(10 * body[-1] // count, 2, 4, 6, 8)}"
        for number in body:
            for cue in self.cues[number]:
                yield f"in {cue} {sort}"
        for place in thing.places:
            yield from _about_place(sentences[place.sentence], place.word, thing.type)

    def _of_pair(self, subject: Thing, target: Thing) -> Iterator[str]:
        yield from _of_names(subject, target)
        sorts = f"{subject.sort}>{target.sort}"
        if subject.leads:
            for place in target.places:
                for cue in self.cues[place.sentence]:
                    yield f"leads, object in {cue} {target.sort}"
                yield f"leads, row opener={row_opener(self.view.sentences[place.sentence], place.word)} {target.sort}"
        common = closest(subject, target)
        if common:
            yield f"together={sorts} {bucket(len(common), 1, 2, 3)}"
            for one, other in common:
                yield from self.in_sentence(subject, target, one, other, sorts)
            return
        yield f"apart={sorts} {_sentences_apart(subject, target)}"
        if subject.id == PAPER_ID or subject.id in {self.view.main, self.view.headline}:
            for place in target.places:
                cues = self.cues[place.sentence]
                yield f"stands for it={'we' in cues} {target.sort}"
                for cue in cues:
                    if cue.startswith("we+"):
                        yield f"stands for it {cue} {target.sort}"

    def in_sentence(self, subject: Thing, target: Thing, one: Place, other: Place, sorts: str) -> Iterator[str]:
        """Yield what tells of two things in one sentence."""
        sentence, things = self.view.sentences[one.sentence], self.view.things
        types = f"{subject.type}>{target.type}"
        first, last = sorted((one.word, other.word))
        way = f"{'title' if sentence.is_title else 'text'}{'>' if one.word < other.word else '<'}"
        words = sentence.words[first + 1 : last]
        yield f"way={way} {sorts}"
        yield f"gap={way} {bucket(len(words), 1, 2, 4, 7, 12, 20)} {sorts}"
        passed = [word for word in sentence.marks if first < word < last]
        yield f"marks between={way} {min(len(passed), 4)} {sorts}"
        kinds = "".join(sorted({things[sentence.things[word]].type[:2] for word in passed}))
        yield f"types between={way} {kinds} {sorts}"
        named = set(passed)
        plain = [stem(word) for k, word in enumerate(words, first + 1) if k not in named]
        if all(word in _ROW for word in plain):
            yield f"one row={sorts}"
        if len(words) <= 3:
            yield f"exactly={way} {' '.join(plain)} {sorts}"
        for cue in dict.fromkeys(c for word in words[-_FAR:] for c in cues_of(word)):
            yield f"cue between={way}{cue} {sorts}"
            yield f"cue between={way}{cue} {types}"
        if len(words) <= _FAR:
            for word in plain:
                yield f"word between={way}{word} {types}"
        yield f"last={way}{' '.join(plain[-2:])} {target.type}"
        yield f"opening={way}{' '.join(plain[:2])} {subject.type}"
        opener = row_opener(sentence, other.word)
        yield f"row opener={way}{opener} {types}"
        yield f"row opener={way}{opener} {sorts}"


def coarse_sorts(subject: Thing, target: Thing) -> str:
    """Return what two things are and which part they play, for what is told of the whole paper."""
    return f"{subject.sort}{subject.leads}>{target.sort}{target.leads}"


def closest(subject: Thing, target: Thing) -> list[tuple[Place, Place]]:
    """Return for each sentence that names both the two closest places."""
    best: dict[int, tuple[int, Place, Place]] = {}
    for one in subject.places:
        for other in target.places:
            if one.sentence == other.sentence:
                gap = abs(one.word - other.word)
                if one.sentence not in best or gap < best[one.sentence][0]:
                    best[one.sentence] = gap, one, other
    return [(one, other) for _, one, other in best.values()]


def _once(features: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(features))


def _about_place(sentence: Sentence, word: int, type_: str) -> Iterator[str]:
    where = "title" if sentence.is_title else "text"
    before, after = word_at(sentence, word - 1), word_at(sentence, word + 1)
    yield f"before {where}={before} {type_}"
    yield f"after {where}={after} {type_}"
    yield f"before2={word_at(sentence, word - 2)} {before} {type_}"
    yield f"after2={after} {word_at(sentence, word + 2)} {type_}"
    for one in sentence.words[max(0, word - _NEAR) : word]:
        for cue in cues_of(one):
            yield f"near before {cue} {type_}"
    for one in sentence.words[word + 1 : word + 4]:
        for cue in cues_of(one):
            yield f"near after {cue} {type_}"
    yield f"row opener={row_opener(sentence, word)} {type_}"


def _of_names(subject: Thing, target: Thing) -> Iterator[str]:
    if subject.words and target.words and subject.words & target.words:
        yield "share words"
        if target.words <= subject.words:
            yield "subject holds object"
        if subject.words <= target.words:
            yield "object holds subject"
    if any(a != b and a in b for a in target.keys for b in subject.keys):
        yield "object in subject"
    if any(a != b and a in b for a in subject.keys for b in target.keys):
        yield "subject in object"
    if target.type == "Link":
        address = re.sub(r"[^a-z0-9]", "", target.names[0].lower())
        named = any(re.sub(r"[^a-z0-9]", "", key) in address for key in subject.keys)
        yield f"named in address {named} {subject.type} {target.link_kind}"


def _sentences_apart(subject: Thing, target: Thing) -> int:
    gaps = [abs(a.sentence - b.sentence) for a in subject.places for b in target.places]
    return bucket(min(gaps), 1, 2, 4) if gaps else -1


def _of_paper(view: View) -> Iterator[str]:
    things = list(view.things.values())
    for type_, role in _COUNTED:
        count = sum(thing.type == type_ and thing.role == role for thing in things)
        yield f"number {type_}{role[:2]} {min(count, 2)}"
    data = view.of_types("Dataset", "Benchmark")
    yield f"data {min(len(data), 1)}"
    yield f"introduces data {any(thing.role == 'proposed' for thing in data)}"
    named = sum(thing.role == "proposed" and thing.kind == "named" for thing in view.of_types("Method"))
    yield f"named methods {min(named, 3)}"
