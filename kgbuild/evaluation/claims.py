"""Relations, results and kinds of contribution against annotations: the figures of the published scorer.

A relation is right when its predicate and both ends agree; things agree as entities do (`kgbuild.evaluation.scoring`),
one without a partner with nothing. comparedWith holds in both directions, benchmarkForTask counts as usedForTask. A
result is right when its subject agrees and its number is the same; "with metric" also wants the metric.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from kgbuild.datamodel import PAPER_ID
from kgbuild.identity.names import name_key

PREDICATES: Final = (
    *("comparedWith", "evaluatedOn", "usedForTask", "appliedTo", "builtOn", "partOf", "measuredBy", "hasCode"),
)
RESULTS: Final = "results"
WITH_METRIC: Final = "results with metric"
CLAIM_LINES: Final = (*PREDICATES, RESULTS, WITH_METRIC)
_ALIKE: Final = {"benchmarkForTask": "usedForTask"}
_NUMBER: Final = re.compile(r"-?\d[\d,]*\.?\d*")
_NOT_SAID: Final = ("-", None)


class End(NamedTuple):
    """What a claim is about: an entity by its place among them, an address by its key, or the paper."""

    entity: int | None = None
    url: str = ""


PAPER: Final = End()
# What of a claim agrees with nothing.
_Known = End | None


class Claim(NamedTuple):
    """A relation; an end is None where the record has no such thing."""

    predicate: str
    subject: _Known
    object: _Known


class Outcome(NamedTuple):
    """A result: its number, what has it, and in which metric."""

    number: str | None
    subject: _Known
    metric: _Known


@dataclass(frozen=True, slots=True)
class AnnotatedClaims:
    """What a paper claims, as the scorer sees it; `stated` tells whether the record says anything of it at all."""

    relations: tuple[Claim, ...] = ()
    results: tuple[Outcome, ...] = ()
    kinds: tuple[str, ...] = ()
    stated: bool = False


NO_CLAIMS: Final = AnnotatedClaims()


def is_scored(predicate: str) -> bool:
    """Tell whether relations of a name are among those that are scored."""
    return _ALIKE.get(predicate, predicate) in PREDICATES


def to_claims(record: Mapping[str, Any], url_key: Callable[[str], str]) -> AnnotatedClaims:
    """Return the claims of a record."""
    end = _reader(record, url_key)
    relations = []
    for item in record.get("relations") or ():
        predicate = _ALIKE.get(item.get("predicate"), item.get("predicate"))
        if predicate in PREDICATES:
            target = end(item["url"], is_url=True) if "url" in item else end(item.get("object"))
            relations.append(Claim(predicate, end(item["subject"]) if "subject" in item else PAPER, target))
    results = tuple(
        Outcome(_number(item.get("value")), end(item.get("subject", PAPER_ID)), end(item.get("metric")))
        for item in record.get("results") or ()
    )
    kinds = tuple(str(kind.get("kind") if isinstance(kind, dict) else kind) for kind in record.get("kinds") or ())
    stated = any(record.get(name) is not None for name in ("relations", "results", "kinds"))
    return AnnotatedClaims(tuple(relations), results, kinds, stated)


def _reader(record: Mapping[str, Any], url_key: Callable[[str], str]) -> Callable[..., _Known]:
    """Return a function from an end as written to what it stands for; a number counts entities, or addresses."""
    entities, urls = list(record.get("entities") or ()), list(record.get("urls") or ())
    ends = {f"e{k}": End(k) for k in range(len(entities))}
    ends |= {f"u{k}": End(url=url_key(url["url"])) for k, url in enumerate(urls)}
    ends |= {str(entity["id"]): End(k) for k, entity in enumerate(entities) if "id" in entity}
    ends |= {str(url["id"]): End(url=url_key(url["url"])) for url in urls if "id" in url}

    def end(written: object, *, is_url: bool = False) -> _Known:
        if written in {"P", PAPER_ID}:
            return PAPER
        if isinstance(written, bool) or written in _NOT_SAID:
            return None
        return ends.get(f"{'u' if is_url else 'e'}{written}" if isinstance(written, int) else str(written))

    return end


def _number(value: object) -> str | None:
    text = str("" if value is None else value).replace("\u2212", "-").replace("{", "").replace("}", "")
    digits = _NUMBER.search(text)
    return digits[0].replace(",", "").rstrip(".") if digits else name_key(text) or None


_Row = tuple[Hashable, ...]


class ClaimTally:
    """Counts over papers: by line how many claims the gold has, were predicted, and were right; and kinds."""

    def __init__(self) -> None:
        self.lines: Counter[tuple[str, str]] = Counter()
        self.kinds: Counter[str] = Counter()
        self.stated = False

    def add(self, gold: AnnotatedClaims, found: AnnotatedClaims, back: Mapping[int, int]) -> None:
        """Count one paper; `back` gives for a found entity the annotated one that it is."""
        self.stated = self.stated or gold.stated
        mine = _once(gold.relations)
        theirs = _once([Claim(name, _back(one, back), _back(other, back)) for name, one, other in found.relations])
        self._count(mine, theirs)
        results = [Outcome(one.number, _back(one.subject, back), _back(one.metric, back)) for one in found.results]
        self._count_results(RESULTS, [one[:2] for one in gold.results], [one[:2] for one in results])
        self._count_results(WITH_METRIC, _with_metric(gold.results), _with_metric(results))
        self._count_kinds(gold.kinds, found.kinds)

    def _count(self, gold: Sequence[Claim], found: Sequence[Claim]) -> None:
        for claim in gold:
            self.lines[claim.predicate, "gold"] += 1
        for claim in found:
            self.lines[claim.predicate, "predicted"] += 1
        for k in paired(gold, found):
            self.lines[gold[k].predicate, "right"] += 1

    def _count_results(self, line: str, gold: Sequence[_Row], found: Sequence[_Row]) -> None:
        self.lines[line, "gold"] += len(gold)
        self.lines[line, "predicted"] += len(found)
        self.lines[line, "right"] += len(paired(gold, found))

    def _count_kinds(self, gold: Sequence[str], found: Sequence[str]) -> None:
        right = bool(found) and found[0] in gold
        self.kinds["papers"] += 1
        self.kinds["right"] += right
        if "method" not in gold:
            self.kinds["others"] += 1
            self.kinds["others right"] += right

    def shares(self) -> dict[str, float]:
        """Return how often the first kind of a paper is an annotated one."""
        pairs = {
            "kind of contribution": ("right", "papers"),
            "kind of contribution, papers that are no method": ("others right", "others"),
        }
        kinds = self.kinds
        return {name: kinds[part] / kinds[all_] if kinds[all_] else 0.0 for name, (part, all_) in pairs.items()}


def judge(gold: AnnotatedClaims, found: AnnotatedClaims, back: Mapping[int, int]) -> list[bool]:
    """Return for each relation found, then for each result, whether the gold has it."""
    relations = {_normal(claim) for claim in gold.relations}
    results = {one[:2] for one in gold.results}
    mine = [_normal(Claim(name, _back(one, back), _back(other, back))) for name, one, other in found.relations]
    numbers = [(one.number, _back(one.subject, back)) for one in found.results]
    return [*(claim in relations for claim in mine), *(number in results for number in numbers)]


def _back(end: _Known, back: Mapping[int, int]) -> _Known:
    if end is None or end.entity is None:
        return end
    return End(back[end.entity]) if end.entity in back else None


def _with_metric(results: Sequence[Outcome]) -> list[tuple[Hashable, ...]]:
    """Return results as they are compared with their metrics, of which one that nothing agrees with is as none."""
    return [(*one[:2], one.metric or "-") for one in results]


def _once(claims: Sequence[Claim]) -> list[Claim]:
    """Return relations without loops, each once; those with an end that nothing agrees with all stay."""
    kept: dict[Claim, None] = {}
    every = []
    for claim in claims:
        one = _normal(claim)
        _, subject, target = one
        known = subject is not None and target is not None
        if (subject == target and subject is not None) or (known and one in kept):
            continue
        kept[one] = None
        every.append(one)
    return every


def _normal(claim: Claim) -> Claim:
    """Return a relation, one that holds in both directions in one of them."""
    name, subject, target = claim
    if name != "comparedWith" or subject is None or target is None:
        return claim
    return Claim(name, *sorted((subject, target), key=lambda end: (end.entity is None, end)))


def paired(gold: Sequence[_Row], found: Sequence[_Row]) -> list[int]:
    """Return which of the gold rows have an equal row among those found, each of which is taken once."""
    free = Counter(row for row in found if None not in row)
    right = []
    for k, row in enumerate(gold):
        if None not in row and free[row] > 0:
            free[row] -= 1
            right.append(k)
    return right
