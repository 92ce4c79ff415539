"""Values of results as numbers: what "85.3%", "2.1 points", "10-20 times" or "twice" say, with the unit.

The one place where such a text is read. What is no number ("10th", "state of the art") has none.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_NUMBER: Final = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+"
# More of it is no outcome of an experiment.
_LONGEST: Final = 20
_HIGHEST: Final = 100
# TeX and signs that look alike, as one sign each.
_PLAIN: Final = (
    (re.compile(r"\\(?:times|cdot)\b"), "×"),
    (re.compile(r"\\pm\b"), "±"),
    (re.compile(r"\\(?:approx|sim)\b"), "~"),
    (re.compile(r"\\(?:text|mathrm|mathbf|textbf)\b"), ""),
    (re.compile(r"\\[,;:! ]"), " "),
    (re.compile(r"\\(?=[%$#&_])"), ""),
    (re.compile(r"[${}]"), ""),
    (re.compile("[\u00a0\u2009\u202f]"), " "),
    (re.compile("[\u2010\u2011\u2212\ufe63\uff0d]"), "-"),
    (re.compile("\u2012|\u2013|\u2014|---?"), "–"),
    (re.compile("[\uff05\ufe6a]"), "%"),
    (re.compile(r"[≈∼]"), "~"),
)
_BEFORE: Final = re.compile(
    r"(?:up to|at least|at most|more than|less than|over|under|nearly|almost|about|around|roughly|approximately|by|"
    r"only|an? (?:average|mean) of|as (?:high|low|much|little) as|[~<>≤≥=(\[]|an? (?!order)(?=[0-9.]))\s*",
    re.IGNORECASE,
)
_ONE: Final = re.compile(
    rf"(?P<sign>[-–+]?)\s?(?P<number>{_NUMBER})(?P<exponent>\s?[x×]\s?10\^?-?[0-9]+|[eE][-+]?[0-9]+)?"
)
_POWER: Final = re.compile(r"10\^(?P<power>-?[0-9]{1,3})(?![\w.])")
# What goes on like this is a version, a fraction, a date.
_GOES_ON: Final = re.compile(r"[.,/:^][0-9]|/")
# The unit may stand behind the first number too: "3%-8%", "2x to 5x".
_BETWEEN: Final = re.compile(r"\s?(?P<unit>%|[x×](?!\s?10))?\s?(?:-|–|to|~|sim)\s?(?=[0-9]|\.[0-9])", re.IGNORECASE)
_SPREAD: Final = re.compile(rf"\s?(?:±|\+/-|\+-)\s?(?:{_NUMBER})")
_SCALE: Final = re.compile(r"\s?(?P<letter>[kKMBT])(?![A-Za-z])|\s(?P<word>thousand|million|billion|trillion)\b")
_SCALES: Final = {"k": 3, "m": 6, "b": 9, "t": 12, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}

_WORDS: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20, "thirty": 30, "fifty": 50, "hundred": 100,
}  # fmt: skip
_TIMES: Final = {
    "twice": "2", "double": "2", "doubles": "2", "doubled": "2", "doubling": "2", "thrice": "3", "triple": "3",
    "triples": "3", "tripled": "3", "tripling": "3", "quadruple": "4", "quadruples": "4", "quadrupled": "4",
    "half": "0.5", "halves": "0.5", "halved": "0.5", "halving": "0.5",
}  # fmt: skip
_ORDERS: Final = re.compile(
    r"(?:(?P<word>an?|[a-z]+)|(?P<digits>[0-9]))[ -]orders?[ -]of[ -]magnitudes?\b", re.IGNORECASE
)
_WORD: Final = re.compile(r"(?P<word>[a-z]+)(?:[ -]?(?P<fold>fold)|(?P<rest>[ -].*))?", re.IGNORECASE | re.DOTALL)
_ORDINAL: Final = re.compile(r"(?:st|nd|rd|th)\b")
_UNITS: Final = (
    ("%", re.compile(r"(?:%|percent|per cent|pct)(?![\w-])(?! ?-?points?\b)", re.IGNORECASE)),
    (
        "points",
        re.compile(
            r"(?:(?:absolute |accuracy |performance )?(?:%|percentage|percent|accuracy|absolute)?[ -]?(?:points?|pts?)"
            r"|p\.?p\.?)(?!\w)",
            re.IGNORECASE,
        ),
    ),
    ("times", re.compile(r"(?:[x×X](?![\w])|times\b|-?\s?fold\b)", re.IGNORECASE)),
)
_LONGEST_UNIT: Final = 40


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, "" without one; `upper` is the other end of a range. `value` is None for no number."""

    value: Decimal | None = None
    unit: str = ""
    upper: Decimal | None = None


def parse_quantity(text: str) -> Quantity:
    r"""Return what a value says as it stands in a text.

    >>> for text in ("85.3%", "2.1 points", "3x", "1.5 BLEU", "1,000", "+22.9", "0.07s", "14 B parameters"):
    ...     found = parse_quantity(text)
    ...     print(found.value, found.unit or "-")
    85.3 %
    2.1 points
    3 times
    1.5 BLEU
    1000 -
    22.9 -
    0.07 s
    14000000000 parameters

    A sign before a number counts, as a minus or as the dash that TeX makes of two hyphens; so does a range. A plus or
    minus behind it is left out, and so is what stands before it.

    >>> texts = ("-3.1%", "--0.97\\%", "\u22122", "85.3 \u00b1 0.2", "up to 14\\%")
    >>> [str(parse_quantity(text).value) for text in texts]
    ['-3.1', '-0.97', '-2', '85.3', '14']
    >>> for text in ("10-20 %", "3%-8%", "20-40 times", "from 2 to 5x", "10\u201320 percentage points"):
    ...     found = parse_quantity(text)
    ...     print(found.value, found.upper, found.unit)
    10 20 %
    3 8 %
    20 40 times
    2 5 times
    10 20 points

    Words and TeX:

    >>> for text in ("twice", "double", "three times", "threefold", "an order of magnitude", "$10\\times$", "zero"):
    ...     print(parse_quantity(text).value, parse_quantity(text).unit or "-")
    2 times
    2 times
    3 times
    3 times
    10 times
    10 times
    0 -
    >>> [parse_quantity(text).value for text in ("10th", "1/3", "1.2.3", "1e9999", "state of the art", "")]
    [None, None, None, None, None, None]
    """
    plain = _to_plain(text)
    while found := _BEFORE.match(plain) or re.match(r"from\s+(?=[0-9.])", plain):
        plain = plain[found.end() :]
    return _parse_digits(plain) or _parse_words(plain) or Quantity()


def _to_plain(text: str) -> str:
    for pattern, sign in _PLAIN:
        text = pattern.sub(sign, text)
    return " ".join(text.split())


def _parse_digits(text: str) -> Quantity | None:
    if order := _ORDERS.match(text):
        return _magnitudes(order)
    first = _ONE.match(text)
    if first is None or _ORDINAL.match(text, first.end()):
        return None
    if power := _POWER.match(text):
        return Quantity(_normal(Decimal(10).scaleb(int(power["power"]) - 1)), _find_unit(text[power.end() :]))
    place, upper, unit = first.end(), None, ""
    between = _BETWEEN.match(text, place)
    if between and (second := _ONE.match(text, between.end())) and not second["sign"]:
        place, upper, unit = second.end(), second, between["unit"] or ""
    if spread := _SPREAD.match(text, place):
        place = spread.end()
    if _GOES_ON.match(text, place):
        return None
    scale = _SCALE.match(text, place)
    zeros = 0
    if scale:
        place, zeros = scale.end(), _SCALES[(scale["letter"] or scale["word"]).lower()]
    value, most = _to_decimal(first, zeros), upper and _to_decimal(upper, zeros)
    return None if value is None else Quantity(value, _find_unit(text[place:]) or _find_unit(unit), most)


def _parse_words(text: str) -> Quantity | None:
    if order := _ORDERS.match(text):
        return _magnitudes(order)
    found = _WORD.match(text)
    if found is None:
        return None
    word, rest = found["word"].lower(), found["rest"] or ""
    if word.endswith("fold"):
        word, rest = word.removesuffix("fold"), "fold"
    if word in _TIMES:
        return Quantity(Decimal(_TIMES[word]), "times")
    if word not in _WORDS:
        return None
    return Quantity(Decimal(_WORDS[word]), "times" if found["fold"] else _find_unit(rest.lstrip(" -")))


def _magnitudes(order: re.Match[str]) -> Quantity | None:
    word = (order["word"] or order["digits"]).lower()
    power = 1 if word in {"a", "an"} else _WORDS.get(word, int(word) if word.isdecimal() else None)
    return None if power is None else Quantity(Decimal(10) ** power, "times")


def _to_decimal(found: re.Match[str], power: int) -> Decimal | None:
    """Return a number, None for one that is longer or higher than any outcome."""
    digits, exponent = found["number"].replace(",", ""), re.sub(r".*10\^?|[eE]", "", found["exponent"] or "") or "0"
    if len(digits) > _LONGEST or len(exponent) > len(str(_HIGHEST)) or abs(int(exponent)) > _HIGHEST:
        return None
    number = Decimal(digits)
    if found["sign"] in {"-", "–"}:
        number = -number
    power += int(exponent)
    return _normal(number.scaleb(power)) if power else number


def _normal(number: Decimal) -> Decimal:
    """Return a number without zeros that say nothing, and without an exponent."""
    return Decimal(f"{number.normalize():f}")


def _find_unit(text: str) -> str:
    """Return the unit that a text begins with: one of our own words for the usual ones, else as it stands."""
    rest = text.strip(" -–()[].,;")
    for unit, pattern in reversed(_UNITS):
        if pattern.match(rest):
            return unit
    return rest if len(rest) <= _LONGEST_UNIT and rest[:1].isalpha() else ""
