"""Whether the words beside a number say that it is by how much something changes, or how much something is."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from kgbuild.finishing.clauses import METRIC, Clause
from kgbuild.finishing.phrases import MARKS

Said = Literal["gain", "absolute"]

_ABOUT: Final = (
    r"(?:(?:up to|about|around|roughly|nearly|almost|approximately|over|more than|at least|at most|only|just|"
    r"an average of|an additional|on average|as (?:much|many|high|low|little) as|average|absolute|relative|~|∼|"
    r"≈|\+|\$) ?)*"
)
_CHANGES: Final = (
    r"(?:gains?|improv\w+|increas\w+|reduc\w+|drops?|boosts?|speed-?ups?|faster|slower|quicker|higher|lower|better|"
    r"worse|fewer|more|less|smaller|larger|cheaper|savings?|decreas\w+|degradations?|lift|accelerations?|"
    r"margins?|advantages?)\b"
)
_UNIT: Final = r"(?:\\?%|×|percent(?:age)? ?|points?|pp|x|times|fold|db)"
# How a number goes on: "3% absolute gains", "2.5 points higher".
_CHANGE_BEHIND: Final = re.compile(
    rf"[ -]?(?:(?!and\b|or\b|of\b|on\b|in\b|to\b|with\b|for\b|at\b|by\b)[\w{MARKS}-]+ ){{0,2}}?{_CHANGES}"
)
_CHANGE_BEFORE: Final = re.compile(
    rf"(?:\bby|{_CHANGES}(?: in [\w{MARKS} ]{{1,40}}?)? (?:of|by|is|:)|\(?[+]) ?{_ABOUT}$"
)
_LEVEL: Final = (
    r"\b(?:accuracy|accuracies|scores?|rates?|precision|recall|f1|f-score|auc|auroc|map|miou|bleu|errors?|success|fid|"
    r"psnr|wer|perplexity|coverage|correlation|values?|ade|dice|ssim|metrics?)\b"
)
_LEVEL_BEFORE: Final = re.compile(
    r"(?:\b(?:achiev|reach|attain|obtain|scor|retain|keep|kept|maintain|preserv|ensur|record|recover|cover)\w*|"
    rf"(?:{METRIC}|{_LEVEL}) (?:[\w-]+ ){{0,2}}?(?:of|is|to|at|as|:|=)) (?:an?|the|its|their)? ?{_ABOUT}$"
)
_FROM: Final = re.compile(rf"\bfrom {_ABOUT}$")
_FROM_TO: Final = re.compile(rf"\bfrom {_ABOUT}[\d.,]+ ?{_UNIT}?(?: [\w-]+){{0,3}} to {_ABOUT}$")
_VERSUS: Final = re.compile(r" ?(?:vs\b|versus\b|compared (?:to|with) [\d.])")
_BEHIND_VERSUS: Final = re.compile(rf"(?:\bvs\.?|\bversus) {_ABOUT}$")
_MULTIPLE: Final = re.compile(r"(?:×|x|times|-?fold|\\times)$")
_AND: Final = re.compile(r"(?:,| and|, and|/| &) ?$")
_MOST_BEFORE: Final = 100  # characters


class Stretch(NamedTuple):
    """Where a number stands in a sentence, its unit included."""

    first: int
    last: int
    unit: str


def find_changes(clause: Clause, numbers: Sequence[Stretch]) -> list[Said | None]:
    """Return what the words beside the numbers of a sentence say of each; one of a row tells for the others."""
    text = clause.text
    said: list[Said | None] = [_said(text, number) for number in numbers]
    in_row = [bool(_AND.fullmatch(text[one.last : other.first])) for one, other in pairwise(numbers)]
    _tell_others(said, in_row)
    # "achieves a 13% and 9% increase": that something is reached says least.
    levels = [_LEVEL_BEFORE.search(_before(text, number)) is not None for number in numbers]
    said = ["absolute" if one is None and level else one for one, level in zip(said, levels, strict=True)]
    _tell_others(said, in_row)
    return said


def _tell_others(said: list[Said | None], in_row: Sequence[bool]) -> None:
    for k, near in enumerate(in_row):
        if near and said[k + 1] is None:
            said[k + 1] = said[k]
    for k in range(len(in_row) - 1, -1, -1):
        if in_row[k] and said[k] is None:
            said[k] = said[k + 1]


def _before(text: str, number: Stretch) -> str:
    return text[max(0, number.first - _MOST_BEFORE) : number.first]


def _said(text: str, number: Stretch) -> Said | None:
    before, behind = _before(text, number), text[number.last :]
    if _VERSUS.match(behind) or _BEHIND_VERSUS.search(before) or _FROM.search(before) or _FROM_TO.search(before):
        return "absolute"
    if (
        _MULTIPLE.search(number.unit)
        or text[number.first] in "+-−–"
        or _CHANGE_BEHIND.match(behind)
        or _CHANGE_BEFORE.search(before)
    ):
        return "gain"
    return None
