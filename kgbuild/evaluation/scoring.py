"""Precision, recall and F1 of extractions against annotations, by type; roles, kinds of addresses, spellings; claims.

A found thing matches an annotated one of its paper when its type is the annotated one (or an alternative) and they
share a name. Matching is one to one and as large as possible, equal types first.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kgbuild.entity_types import ALWAYS_NAMED, ENTITY_TYPES, TYPE_ROWS, TYPES, WITH_NAMES, TypeRow
from kgbuild.evaluation.claims import CLAIM_LINES, PREDICATES, ClaimTally, judge
from kgbuild.evaluation.gold import Annotated, AnnotatedPaper


@dataclass(frozen=True, slots=True)
class Figure:
    """Precision and recall of one line, with the numbers behind them."""

    right: int
    right_of_gold: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        """Share of the predicted that is right."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the annotated that was found."""
        return self.right_of_gold / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


@dataclass(frozen=True, slots=True)
class Scores:
    """All figures by name, in the order in which they are shown."""

    lines: Mapping[str, Figure]
    shares: Mapping[str, float]

    def to_json(self) -> dict[str, object]:
        """Return the figures as plain JSON values."""
        lines = {
            name: {"p": f.precision, "r": f.recall, "f1": f.f1, "gold": f.gold, "pred": f.predicted}
            for name, f in self.lines.items()
        }
        return {**lines, **self.shares}


@dataclass(slots=True)
class _Tally:
    lines: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    counts: Counter[str] = field(default_factory=Counter)
    complete: int = 0
    claims: ClaimTally = field(default_factory=ClaimTally)


def evaluate(gold: Mapping[str, AnnotatedPaper], found: Mapping[str, AnnotatedPaper]) -> Scores:
    """Score found papers against annotated ones; a paper that was not found counts as empty."""
    tally = _Tally()
    for key, paper in gold.items():
        _add_paper(tally, paper, found.get(key, AnnotatedPaper(paper.title, (), {})))
    return _to_scores(tally, len(gold))


def _add_paper(tally: _Tally, gold: AnnotatedPaper, found: AnnotatedPaper) -> None:
    pairs = match(gold.entities, found.entities)
    back = {j: i for i, j in pairs.items()}

    def agree(i: int, j: int) -> bool:
        return gold.entities[i].named == found.entities[j].named

    for i, thing in enumerate(gold.entities):
        for line in _lines(thing):
            tally.lines[line]["gold"] += 1
            tally.lines[line]["right of gold"] += i in pairs and (" " not in line or agree(i, pairs[i]))
    for j, thing in enumerate(found.entities):
        for line in _lines(thing):
            tally.lines[line]["predicted"] += 1
            tally.lines[line]["right"] += j in back and (" " not in line or agree(back[j], j))
    for i, j in pairs.items():
        _add_pair(tally.counts, gold.entities[i], found.entities[j])
    both = gold.links.keys() & found.links.keys()
    tally.lines["URL"].update(
        {
            "gold": len(gold.links),
            "predicted": len(found.links),
            "right": len(both),
            "right of gold": len(both),
        }
    )
    tally.counts["url kind"] += sum(gold.links[u] == found.links[u] for u in both)
    tally.claims.add(gold.claims, found.claims, back)
    missed = any(_headline(thing) and i not in pairs for i, thing in enumerate(gold.entities))
    tally.complete += not missed and gold.links.keys() == both


def _add_pair(counts: Counter[str], gold: Annotated, found: Annotated) -> None:
    same_role = gold.role == found.role
    counts["matched"] += 1
    counts["role"] += same_role
    counts["type"] += gold.type == found.type
    if _headline(gold):
        counts["named"] += 1
        counts["role named"] += same_role
    counts["names gold"] += len(gold.keys)
    counts["names found"] += len(found.keys)
    counts["names both"] += len(gold.keys & found.keys)


def _headline(thing: Annotated) -> bool:
    return thing.named and thing.type in WITH_NAMES


def _lines(thing: Annotated) -> tuple[str, ...]:
    if not TYPE_ROWS[thing.type].by_kind:
        return (thing.type,)
    return (thing.type, f"{thing.type} {'named' if thing.named else 'term'}")


def _lines_of(row: TypeRow) -> tuple[str, ...]:
    """Return all lines of a type, those of its kinds first."""
    return (*((f"{row.name} named", f"{row.name} term") if row.by_kind else ()), row.name)


def match(gold: Sequence[Annotated], found: Sequence[Annotated]) -> dict[int, int]:
    """Return a largest one-to-one matching (gold index -> found index), pairs of equal type first.

    Augmenting paths (Kuhn 1955); each side in order, so that the same input gives the same pairs.
    """
    same_type: list[list[int]] = []
    any_type: list[list[int]] = []
    for g in gold:
        sharing = [j for j, f in enumerate(found) if g.keys & f.keys]
        equal = [j for j in sharing if found[j].type == g.type]
        equal.sort(key=lambda j: (found[j].named != g.named, -len(g.keys & found[j].keys), j))
        same_type.append(equal)
        any_type.append(equal + [j for j in sharing if found[j].type in g.alternatives and j not in equal])
    owner: dict[int, int] = {}
    for edges in (same_type, any_type):
        placed = set(owner.values())
        for i in range(len(gold)):
            if i not in placed:
                _place(i, edges, owner, set())
    return {i: j for j, i in owner.items()}


def _place(i: int, edges: Sequence[Sequence[int]], owner: dict[int, int], seen: set[int]) -> bool:
    for j in edges[i]:
        if j not in seen:
            seen.add(j)
            if j not in owner or _place(owner[j], edges, owner, seen):
                owner[j] = i
                return True
    return False


def _to_scores(tally: _Tally, papers: int) -> Scores:
    def figure(*names: str) -> Figure:
        total: Counter[str] = sum((tally.lines[n] for n in names), Counter())
        return Figure(total["right"], total["right of gold"], total["predicted"], total["gold"])

    def share(part: str, whole: str) -> float:
        return tally.counts[part] / tally.counts[whole] if tally.counts[whole] else 0.0

    urls = tally.lines["URL"]["right"]
    always = [name for name in ENTITY_TYPES if name in ALWAYS_NAMED]
    lines = {
        f"named ({'+'.join(WITH_NAMES)})": figure(*(_lines_of(TYPE_ROWS[name])[0] for name in WITH_NAMES)),
        f"named {'+'.join(always)}": figure(*always),
        **{name: figure(name) for row in TYPES for name in _lines_of(row)},
        "everything": figure(*ENTITY_TYPES),
        "URL": figure("URL"),
    }
    shares = {
        "URL kind accuracy": tally.counts["url kind"] / urls if urls else 0.0,
        "type accuracy (matched)": share("type", "matched"),
        "role accuracy (matched)": share("role", "matched"),
        "role accuracy (matched, named)": share("role named", "named"),
        "alias precision (matched)": share("names both", "names found"),
        "alias recall (matched)": share("names both", "names gold"),
        "complete papers": tally.complete / papers if papers else 0.0,
    }
    if tally.claims.stated:
        lines |= _claim_lines(tally.claims)
        shares |= tally.claims.shares()
    return Scores(lines, shares)


def _claim_lines(claims: ClaimTally) -> dict[str, Figure]:
    """Return the figures of relations and results."""

    def figure(*names: str) -> Figure:
        right, predicted, gold = (
            sum(claims.lines[name, what] for name in names) for what in ("right", "predicted", "gold")
        )
        return Figure(right, right, predicted, gold)

    return {"all relations": figure(*PREDICATES), **{name: figure(name) for name in CLAIM_LINES}}


def only_claims(scores: Scores) -> Scores:
    """Return the figures of relations, results and kinds alone."""
    names = ClaimTally().shares().keys()
    lines = {name: figure for name, figure in scores.lines.items() if name in {"all relations", *CLAIM_LINES}}
    return Scores(lines, {name: share for name, share in scores.shares.items() if name in names})


def judge_claims(gold: AnnotatedPaper, found: AnnotatedPaper) -> list[bool]:
    """Return for each relation found that is scored (`is_scored`), then for each result, whether it is right."""
    back = {j: i for i, j in match(gold.entities, found.entities).items()}
    return judge(gold.claims, found.claims, back)
