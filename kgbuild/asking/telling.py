"""A reading in words, as it is told to whoever asked."""

from typing import Final

from kgbuild.asking.conditions import LAST_YEAR
from kgbuild.asking.questions import Condition, Part, Reading

_VERBS: Final[dict[Part, str]] = {
    "any": "work with",
    "introduce": "introduce",
    "use": "use",
    "extend": "build on",
    "compare": "compare with",
    "address": "work on",
    "mention": "name",
}
_LINKS: Final = {
    "beats": "that are held against",
    "beaten": "that are surpassed by, or compared with,",
    "compared": "that are compared with",
    "builds on": "that are built on",
    "is basis of": "that this is built on:",
    "has part": "that are part of",
    "is part of": "that have as a part",
    "beside": "in the same papers as",
}
_PAGES: Final = {
    "ProjectPage": "a project page",
    "ProjectPage|WebPage|DatasetPage": "a page",
    "Demo": "a demo",
    "Video": "a video",
    "ModelPage": "a model's page",
}
_WANTED: Final = {
    "data": "datasets and benchmarks",
    "things": "methods, data, tasks and metrics",
    "code": "addresses of code",
    "code of papers": "addresses of the code of papers",
    "quotes": "sentences",
    "years": "the years of papers",
    "comparison": "what papers say of both",
    "description": "what is known",
    "names": "other names",
    "addresses": "addresses",
    "collaborators": "other authors of papers",
    "pages": "addresses of pages",
    "bibo:doi": "DOIs of papers",
    "fabio:hasArXivId": "arXiv identifiers of papers",
    "results": "numbers that papers report",
    "like": "papers with most in common with",
    "kinds": "kinds",
}


def tell(reading: Reading) -> str:
    """Return how a question was read, as a phrase: "papers that use COCO and give code"."""
    wanted = _WANTED.get(reading.want, reading.want)
    start = f"the number of {wanted}" if reading.count else f"{wanted}, most papers first" if reading.most else wanted
    if reading.limit:
        start += f", the first {reading.limit}"
    if reading.order:
        start += f", the {reading.order} first"
    if reading.least:
        start += f" of at least {reading.least} papers"
    if reading.part == "introduce" and reading.want not in {"papers", "code"}:
        start += " that papers introduce"
    told = [_tell(c, reading) for c in reading.conditions]
    return " ".join([start, *([_join(told)] if told else [])])


def _join(told: list[str]) -> str:
    return told[0] if len(told) == 1 else ", ".join(told[:-1]) + " and " + told[-1]


def _tell(condition: Condition, reading: Reading) -> str:
    names = " or ".join(name.label for name in condition.names)
    if condition.kind == "thing":
        types = "/".join(t.lower() for t in condition.types)
        return f"{_before(condition, reading)} {names}{f' ({types})' if types else ''}".strip()
    of = "" if reading.want in {"papers", "years"} else "of papers "
    no, do_not, not_ = ("no ", "do not ", "not ") if condition.without else ("", "", "")
    told = {
        "paper": names if reading.want == "like" else f"of the paper {names}",
        "author": f"{not_}by {names}",
        "venue": f"{not_}at {names}",
        "code": f"{of}that give {no}code",
        "years": _tell_years(condition),
        "type": f"{of}that {do_not}{_VERBS[condition.part]} {_WANTED.get(condition.text, condition.text)}",
        "link": f"{of}that link to {_PAGES.get(condition.text, '')}",
        "contribution": f"{of}that are {no}{condition.text} papers",
    }
    return told[condition.kind]


def _before(condition: Condition, reading: Reading) -> str:
    if reading.link and condition is reading.things[0]:
        return _LINKS[reading.link]
    if reading.link in {"beats", "compared"}:
        return "on"
    if reading.want == "kinds" and condition is reading.conditions[0]:
        return "of"
    if reading.want in {"code", "results", "quotes", "comparison", "description", "names", "addresses"}:
        return "of"
    if reading.want == "like":
        return ""
    papers = "" if reading.want in {"papers", "years"} else "of papers "
    return f"{papers}that {'do not ' if condition.without else ''}{_VERBS[condition.part]}"


def _tell_years(condition: Condition) -> str:
    return " or ".join(_tell_span(first, last) for first, last in condition.years)


def _tell_span(first: int, last: int) -> str:
    if first == last:
        return f"of {first}"
    if last == LAST_YEAR:
        return f"since {first}"
    return f"until {last}" if first == 0 else f"of {first} to {last}"
