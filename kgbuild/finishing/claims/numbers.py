"""The numbers in the sentences of a paper, each of which may be an outcome, a size, a year or a count."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kgbuild.datamodel import Span
from kgbuild.finishing.claims.features import PairFeatures
from kgbuild.finishing.claims.view import Place, Sentence, Thing, View
from kgbuild.finishing.claims.words import bucket, cues_of, row_opener, stem, word_at

_SIGN: Final = re.compile(r"(?<![\w.)\]])[+\-−–]$")
_UNIT: Final = re.compile(
    r"\s?(?:\\?%|\$?\\times\$?|\$\s?\\?%|×|percent(?:age)?(?: points?)?\b|points?\b|pp\b|x\b|[- ]?times\b|-?fold\b|"
    r"db\b|ms\b|fps\b|k\b|seconds?\b|minutes?\b|hours?\b)",
    re.IGNORECASE,
)
# A range is one value: 2-6%.
_RANGE: Final = re.compile(r"(?:\\?%)?\s?[-–]\s?\d+(?:[.,]\d+)*(?=\s?\\?%)")
_END_OF_RANGE: Final = re.compile(r"\d\s?(?:\\?%)?\s?[-–]\s?$")
_IN_NAME: Final = re.compile(r"[^\W\d_]-?$")
# What is counted, and so no outcome: 12,000 branches, 30 tall trees.
_COUNTED: Final = re.compile(r"\s(?:[^\W\d_]+(?:-[^\W\d_]+)?\s)?(?!points\b)(?:[^\W\d_]{3,}(?<!s)s|people|data)\b")
_MOST: Final = 200  # numbers of one paper that are looked at
_PART_TYPES: Final = ("Method", "Dataset", "Benchmark", "Task", "Metric")


@dataclass(frozen=True, slots=True)
class Number:
    """A number: as a thing that others may go with, its sentence, its text with sign and unit, and where that is.

    `word` is its place among the words of the sentence, `behind` that of the first word after its unit.
    """

    thing: Thing
    sentence: Sentence
    word: int
    behind: int
    text: str
    unit: str
    span: Span


def find_numbers(view: View) -> list[Number]:
    """Return the numbers of a paper in order, without those that are part of a word or count things."""
    found: list[Number] = []
    for place, sentence in enumerate(view.sentences):
        for word, token in enumerate(sentence.words):
            if token[0].isdigit() and len(found) < _MOST:
                number = _to_number(view, sentence, Place(place, word), f"n{len(found)}")
                if number:
                    found.append(number)
    return found


def _to_number(view: View, sentence: Sentence, place: Place, id_: str) -> Number | None:
    text, clause = sentence.clause.text, sentence.clause
    start = sentence.at[place.word]
    end = start + len(sentence.words[place.word])
    if _IN_NAME.search(text[max(0, start - 2) : start]) or _END_OF_RANGE.search(text[max(0, start - 6) : start]):
        return None
    more = _RANGE.match(text, end)
    end = more.end() if more else end
    unit = _UNIT.match(text, end)
    if not unit and (text[end : end + 1].isalpha() or _COUNTED.match(text, end)):
        return None
    first = start - 1 if _SIGN.search(text[max(0, start - 2) : start]) else start
    last = unit.end() if unit else end
    span = clause.span(first, last)
    behind = place.word + 1
    while behind < len(sentence.words) and sentence.at[behind] < last:
        behind += 1
    return Number(
        Thing(id_, "Number", places=(place,), titled=sentence.is_title),
        sentence,
        place.word,
        behind,
        view.paper.section(span.section)[span.start : span.end],
        unit[0].strip(" $\\-") if unit else "",
        span,
    )


def number_features(features: PairFeatures, number: Number) -> list[str]:
    """Return what tells whether a number is an outcome, each once."""
    return list(dict.fromkeys(_of_number(features, number)))


def part_features(features: PairFeatures, part: Thing, number: Number) -> list[str]:
    """Return what tells whether a thing goes with a number, each once."""
    return list(dict.fromkeys(_of_part(features, part, number)))


def _of_number(features: PairFeatures, number: Number) -> Iterator[str]:
    sentence, word, view = number.sentence, number.word, features.view
    digits = sentence.words[word]
    unit = stem(number.unit or "none")
    shape = "decimal" if "." in digits else "thousands" if "," in digits else f"{min(len(digits), 5)} digits"
    yield f"unit={unit}"
    yield f"shape={shape}"
    yield f"unit and shape={unit} {shape}"
    yield f"sign={number.text[:1] in '+-−–'} {unit}"
    before = [word_at(sentence, word - k) for k in range(1, 6)]
    after = [word_at(sentence, number.behind + k) for k in range(4)]
    for side, words in (("before", before), ("after", after)):
        yield from (f"{side}{k}={one}" for k, one in enumerate(words[:3]))
        yield from (f"some {side}={one}" for one in words)
        yield f"{side} pair={words[0]} {words[1]}"
    yield f"around={before[0]} {unit} {after[0]}"
    near = {
        "before": sentence.words[max(0, word - 8) : word],
        "after": sentence.words[number.behind : number.behind + 6],
    }
    for side, around in near.items():
        for cue in dict.fromkeys(c for one in around for c in cues_of(one)):
            yield f"cue {side}={cue}"
            yield f"cue {side}={cue} {unit}"
    types = {view.things[thing].type for thing in sentence.things if thing}
    yield from (f"sentence has {type_}={type_ in types}" for type_ in _PART_TYPES)
    place = number.thing.places[0]
    for cue in features.cues[place.sentence]:
        yield f"in {cue}"
        yield f"in {cue} {unit}"
    yield f"where={bucket(10 * place.sentence // len(view.sentences), 2, 4, 6, 8)} {number.thing.titled}"
    gaps = [abs(k - word) for k in sentence.marks if view.things[sentence.things[k]].type == "Metric"]
    yield f"metric at={bucket(min(gaps), 2, 3, 5, 8, 12) if gaps else 'none'}"


def _of_part(features: PairFeatures, part: Thing, number: Number) -> Iterator[str]:
    view, sentence, place = features.view, number.sentence, number.thing.places[0]
    sort = part.sort
    yield f"part={part.fine_sort}"
    yield f"rank={sort}{min(part.rank, 2)}/{min(part.others, 2)}"
    yield f"main={part.fine_sort} {part.id == view.main} {view.main is None}"
    for feature in features.of_paper:
        yield f"{feature} {sort}{min(part.rank, 1)}"
    for beside in sorted({view.things[thing].sort for thing in sentence.things if thing}):
        yield f"beside {beside} {sort}"
    here = [other for other in part.places if other.sentence == place.sentence]
    if not here:
        sentences = {other.sentence for other in part.places}
        near = min((abs(number - place.sentence) for number in sentences), default=9)
        yield f"elsewhere={sort} {bucket(near, 2, 3, 5)}"
        yield f"elsewhere we={sort}{min(part.rank, 1)} {'we' in features.cues[place.sentence]}"
        yield f"before it={sort} {place.sentence - 1 in sentences}"
        return
    best = min(here, key=lambda other: abs(other.word - place.word))
    alike = [k for k in sentence.marks if view.things[sentence.things[k]].type == part.type]
    yield f"nearest={part.type} {abs(best.word - place.word) == min((abs(k - place.word) for k in alike), default=0)}"
    yield f"of them={part.type} {min(len(alike), 3)}"
    yield f"first={part.type} {best.word in alike[:1]} {min(len(alike), 3)}"
    numbers = [k for k, word in enumerate(sentence.words) if word[0].isdigit()]
    if len(numbers) == len(alike) and best.word in alike:
        yield f"in turn={part.type} {numbers.index(place.word) == alike.index(best.word)}"
    yield f"row opener before={row_opener(sentence, best.word)} {part.type}"
    yield from features.in_sentence(part, number.thing, best, place, sort)
