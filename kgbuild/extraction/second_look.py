"""A second look at a paper's candidates, now that something is known of each.

What overlaps it, what stands in one list with it, what the title proposes: lists hold things of one type, and of two
overlapping names one is right. The idea of stacking is that of W. W. Cohen and V. R. Carvalho, IJCAI 2005.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kgbuild.datamodel import Section
from kgbuild.extraction.candidates import Candidate, Occurrence, Passage
from kgbuild.extraction.features import surface_shape
from kgbuild.extraction.model import NOTHING, Doubles
from kgbuild.extraction.words import Word

_LINKS: Final = frozenset({"and", "or", "as", "well", "&", "the", "both", "then"})
_BETWEEN: Final = frozenset({"", ",", "/", ")", "),", ";", "(", ",("})
_MOST_BETWEEN: Final = 3  # words between two members of a list


@dataclass(frozen=True, slots=True)
class _FirstLook:
    """What the first look believes: probabilities (candidates, classes), that it is something, and the best class."""

    classes: Sequence[str]
    probabilities: Doubles
    something: Doubles
    best: Sequence[str]
    places: Mapping[Section, list[tuple[int, int, int]]]  # (first word, end word, candidate) in order
    words: Mapping[Section, list[Word]]


def second_features(
    candidates: Sequence[Candidate], passages: Sequence[Passage], probabilities: Doubles, classes: Sequence[str]
) -> list[list[str]]:
    """Return features of each candidate made of the first look's `probabilities` (candidates, classes)."""
    nothing = classes.index(NOTHING)
    something = 1 - probabilities[:, nothing]
    rest = probabilities.copy()
    rest[:, nothing] = -1
    best = [classes[k] for k in rest.argmax(axis=1)]
    words = {p.section: p.words for p in passages}
    look = _FirstLook(classes, probabilities, something, best, _places(candidates), words)
    title = _level(max((something[k] for k, c in enumerate(candidates) if _is_title_head(c, words)), default=0.0))
    return [sorted(_features(k, c, look) | {f"title head={title}"}) for k, c in enumerate(candidates)]


def _features(k: int, candidate: Candidate, look: _FirstLook) -> set[str]:
    level, best = _level(look.something[k]), look.best[k]
    first = candidate.occurrences[0]
    in_title = any(o.section == "title" for o in candidate.occurrences)
    out = {"bias", f"sure={level}", f"best={best}", f"best={best}+{level}", f"in title={in_title}+{best}"}
    out.add(f"shape={surface_shape(candidate.long or first.text)}+{best}")
    out.add(f"words={min(6, first.last - first.first)}+{best}")
    out.add(f"spots={min(4, len(candidate.occurrences))}+{best}")
    out.update(f"{name}={_level(p)}" for name, p in zip(look.classes, look.probabilities[k], strict=True))
    _overlaps(k, candidate, look, out)
    _siblings(k, candidate, look, out)
    return out


def _level(probability: float) -> int:
    """Return the log odds of a probability in steps of three quarters, cut at -6 and 6."""
    p = min(max(float(probability), 1e-4), 1 - 1e-4)
    return round(max(-6.0, min(6.0, float(np.log(p / (1 - p))))) / 0.75)


def _places(candidates: Sequence[Candidate]) -> Mapping[Section, list[tuple[int, int, int]]]:
    """Return (first word, end word, candidate) of all occurrences by section, in order."""
    places: dict[Section, list[tuple[int, int, int]]] = defaultdict(list)
    for k, candidate in enumerate(candidates):
        for o in candidate.occurrences:
            places[o.section].append((o.first, o.last, k))
    for found in places.values():
        found.sort()
    return places


def _is_title_head(candidate: Candidate, words: Mapping[Section, list[Word]]) -> bool:
    title = words["title"]
    return any(
        o.section == "title" and o.first == 0 and o.last < len(title) and ":" in title[o.last].gap
        for o in candidate.occurrences
    )


def _overlaps(k: int, candidate: Candidate, look: _FirstLook, out: set[str]) -> None:
    """Compare with the surest longer and shorter candidates over the same words."""
    something, best = look.something, look.best
    longer = shorter = -1
    free = 0
    for o in candidate.occurrences:
        covered = False
        for first, last, other in look.places[o.section]:
            if first >= o.last:
                break
            if other == k or last <= o.first:
                continue
            if last - first >= o.last - o.first:
                covered |= bool(something[other] > 0.5)
                longer = other if longer < 0 or something[other] > something[longer] else longer
            else:
                shorter = other if shorter < 0 or something[other] > something[shorter] else shorter
        free += not covered
    out.add(f"free={min(free, 3)}")
    out.add(f"free={free > 0}+{best[k]}+{_level(something[k])}")
    for side, other in (("longer", longer), ("shorter", shorter)):
        if other < 0:
            out.add(f"{side}=none+{best[k]}")
            continue
        difference = max(-8, min(8, _level(something[other]) - _level(something[k])))
        out.add(f"{side}={_level(something[other])}")
        out.add(f"{side} by={difference}")
        out.add(f"{side} by={difference}+free={free > 0}")
        out.add(f"{side}={best[other]}+{best[k]}")


def _siblings(k: int, candidate: Candidate, look: _FirstLook, out: set[str]) -> None:
    """Add what the members of the same list are believed to be."""
    members = {
        other
        for o in candidate.occurrences
        for first, last, other in look.places[o.section]
        if other != k and _in_one_list(look.words[o.section], o, first, last)
    }
    if not members:
        out.add("alone")
        return
    surest = look.probabilities[sorted(members)].max(axis=0)
    for name, p in zip(look.classes, surest, strict=True):
        if name != NOTHING:
            out.add(f"sibling {name}={_level(p)}")


def _in_one_list(words: list[Word], o: Occurrence, first: int, last: int) -> bool:
    """Whether only commas and small words stand between two stretches of one sentence."""
    start, end = (o.last, first) if first >= o.last else (last, o.first)
    if end < start or end >= len(words) or end - start > _MOST_BETWEEN or start >= len(words):
        return False
    if words[start].sentence != words[end].sentence or words[end - 1].sentence != words[start - 1].sentence:
        return False
    gaps = [words[i].gap for i in range(start, end + 1)]
    linked = [words[i].lower in _LINKS for i in range(start, end)]
    return all(linked) and all(g in _BETWEEN for g in gaps) and (any(linked) or any("," in g or "/" in g for g in gaps))
