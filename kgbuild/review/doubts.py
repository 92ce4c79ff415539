"""What of a build is doubtful, the most doubtful first: joins, near misses, extractions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from kgbuild.curation import Identity, Row
from kgbuild.curation.rows import PAIRS
from kgbuild.datamodel import Evidence, ExtractedEntity, Extraction, Paper, is_guess
from kgbuild.errors import InputError
from kgbuild.files import ALIASES_FILE, EXTRACTIONS_FILE, settle
from kgbuild.identity.copies import paper_slugs
from kgbuild.identity.names import thing_key
from kgbuild.identity.titles import title_key
from kgbuild.ledger import REASONS, LedgerRow, read_ledger
from kgbuild.readers import read_inputs
from kgbuild.resolution.evidence import find_evidence
from kgbuild.review.questions import Question, Quote
from kgbuild.vocabulary import DEFAULT_BASE

# Above, what was found is right so often that nobody should have to look (docs/quality.md).
DOUBTFUL: Final = 0.6
DOUBTFUL_JOIN: Final = 0.9
# Of each kind; how many more there are is told.
MOST: Final = 1_000
_QUOTES: Final = 3
_DECIDED: Final = "curation"


@dataclass(frozen=True, slots=True)
class Doubts:
    """All questions in the order in which they are asked, and `notes` on what is not among them."""

    questions: tuple[Question, ...]
    notes: tuple[str, ...] = ()


def find_doubts(folder: Path, decided: Iterable[Row] = ()) -> Doubts:
    """Return what is doubtful in a build's folder, and last the pairs that were `decided` and are in doubt no more.

    Raises InputError for a folder that holds no build.
    """
    records = folder / EXTRACTIONS_FILE
    if not records.is_file():
        raise InputError(f"{folder}: no {EXTRACTIONS_FILE}; give the folder that `kgbuild build` wrote")
    settle(folder)
    read = read_inputs([str(records)])
    extractions = [record for record in read.papers if isinstance(record, Extraction)]
    names = _name_papers([extraction.paper for extraction in extractions])
    notes = [f"{len(read.skipped):,} records of {EXTRACTIONS_FILE} cannot be read"] if read.skipped else []
    rows, base = _read_rows(folder / ALIASES_FILE)
    if not base:
        notes.append(f"No {ALIASES_FILE} in this folder: build again to see joins and near misses too.")
    places = _Places(extractions, names)
    joins = [_ask_of_pair(row, base, places) for row in rows if row.is_same and row.confidence < DOUBTFUL_JOIN]
    misses = [_ask_of_pair(row, base, places) for row in rows if not row.is_same]
    found = [
        (extraction.outside_field, _ask_of_entity(extraction, entity, name))
        for extraction, name in zip(extractions, names, strict=True)
        for entity in extraction.entities
        if _is_doubtful(entity)
    ]
    kinds = (
        ("joins", sorted(filter(None, joins), key=lambda q: (q.confidence, q.names))),
        ("near misses", sorted(filter(None, misses), key=lambda q: (-q.confidence, q.names))),
        (
            "extractions",
            [q for _, q in sorted(found, key=lambda item: (not item[0], item[1].confidence, item[1].identity))],
        ),
    )
    questions: list[Question] = []
    for name, found_ones in kinds:
        each: dict[Identity, Question] = {}
        for question in found_ones:  # what is asked twice is asked where it is most doubtful
            each.setdefault(question.identity, question)
        questions += list(each.values())[:MOST]
        if len(each) > MOST:
            notes.append(f"The {MOST:,} most doubtful of {len(each):,} {name} are shown.")
    asked = {question.identity for question in questions}
    questions += [_ask_again(row) for row in decided if row.action in PAIRS and row.identity not in asked]
    return Doubts(tuple(questions), tuple(notes))


def _ask_again(row: Row) -> Question:
    """Return the question that a row answers, so that the answer can be seen and taken back."""
    names = tuple(
        f"{name} ({paper})" if paper else name for name, paper in ((row.thing, row.paper), (row.value, row.other_paper))
    )
    accept, reject = replace(row, action="same"), replace(row, action="different")
    return Question("join", names, 1.0, accept, reject, ("from the file of corrections",))


def _is_doubtful(entity: ExtractedEntity) -> bool:
    """Tell whether something may have been mistaken for a thing; what a list or a person gave was not guessed."""
    guessed = all(is_guess(mention.by) for mention in entity.mentions or ())
    return guessed and entity.confidence < DOUBTFUL and bool(entity.names)


def _name_papers(papers: Sequence[Paper]) -> list[str]:
    """Return what a row of the curation file calls each paper: an identifier, else its title where no other has it."""
    titles = Counter(title_key(paper.title) for paper in papers)
    slugs = paper_slugs(papers)
    return [
        paper.doi or paper.arxiv or (" ".join(paper.title.split()) if titles[title_key(paper.title)] == 1 else slug)
        for paper, slug in zip(papers, slugs, strict=True)
    ]


def _ask_of_entity(extraction: Extraction, entity: ExtractedEntity, paper: str) -> Question:
    name = " ".join(entity.names[0].split())
    accept = Row("accept", name, type=entity.type, paper=paper)
    outside = "a paper outside the extractor's field" if extraction.outside_field else ""
    evidence = find_evidence(extraction.paper, extraction.paper, entity.mentions or ())
    return Question(
        kind="extraction",
        names=tuple(dict.fromkeys(" ".join(n.split()) for n in entity.names)),
        confidence=entity.confidence,
        accept=accept,
        reject=Row("reject", name, type=entity.type, paper=paper),
        facts=tuple(part for part in (entity.role, entity.kind, outside) if part),
        quotes=tuple(_quote(extraction.paper, piece) for piece in evidence[:_QUOTES]),
    )


def _read_rows(path: Path) -> tuple[tuple[LedgerRow, ...], str]:
    """Return the rows of a ledger that no person has decided, and what begins its things' addresses; "" without one."""
    if not path.is_file():
        return (), ""
    rows = tuple(row for row in read_ledger(path) if row.reason != _DECIDED)
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        found = (line.partition("entity:")[2].strip() for line in lines if line.startswith("#") and "  entity:" in line)
        return rows, next(found, f"{DEFAULT_BASE}entity/")


def _ask_of_pair(row: LedgerRow, base: str, places: "_Places") -> Question | None:
    """Return the question of a join or near miss; None where one name is spelt alike, and no row could part it."""
    one, other = row.name, row.other
    if not row.is_same and (thing_key(one) == thing_key(other) or places.is_ambiguous(one, other)):
        one, other = f"{base}{row.entity}", f"{base}{row.other_entity}"
    if thing_key(one) == thing_key(other):
        return None
    # Where one paper alone gives both names to one thing, the answer is about that paper: "fine-tuning" may stand for
    # supervised fine-tuning there, and for itself elsewhere.
    papers = places.papers_with(one, other) if row.is_same else []
    paper = papers[0] if len(papers) == 1 else ""
    quotes = [quote for name in (row.name, row.other) for quote in places.quote(name)]
    if row.quote and row.quote not in {" ".join(f"{q.before}{q.exact}{q.after}".split()) for q in quotes}:
        quotes.insert(0, Quote(places.title_of(row.paper), before=row.quote))
    return Question(
        kind="join" if row.is_same else "near-miss",
        names=(row.name, row.other),
        confidence=row.confidence,
        accept=Row("same", one, other, paper=paper, other_paper=paper),
        reject=Row("different", one, other, paper=paper, other_paper=paper),
        facts=(REASONS[row.reason][1],),
        quotes=tuple(dict.fromkeys(quotes)),
    )


def _quote(paper: Paper, piece: Evidence) -> Quote:
    return Quote(" ".join(paper.title.split()), piece.prefix, piece.mention.text, piece.suffix)


class _Places:
    """Where papers write a name, and what they are called."""

    def __init__(self, extractions: Iterable[Extraction], names: Sequence[str]) -> None:
        self._found: defaultdict[str, list[tuple[Extraction, ExtractedEntity]]] = defaultdict(list)
        self._titles: dict[str, str] = {}
        kept = list(extractions)
        self._names = {id(extraction): name for extraction, name in zip(kept, names, strict=True)}
        slugs = paper_slugs([extraction.paper for extraction in kept])
        for extraction, slug in zip(kept, slugs, strict=True):
            self._titles[slug] = " ".join(extraction.paper.title.split())
            for entity in extraction.entities:
                for key in {thing_key(name) for name in entity.names}:
                    self._found[key].append((extraction, entity))

    def quote(self, name: str) -> list[Quote]:
        """Return the first place of a name."""
        key = thing_key(name)
        for extraction, entity in self._found.get(key, ()):
            mentions = [m for m in entity.mentions or () if thing_key(m.text) == key]
            for piece in find_evidence(extraction.paper, extraction.paper, mentions[:1]):
                return [_quote(extraction.paper, piece)]
        return []

    def papers_with(self, one: str, other: str) -> list[str]:
        """Return what rows call the papers that give two names to one thing."""
        key = thing_key(other)
        found = self._found.get(thing_key(one), ())
        return sorted({
            self._names[id(extraction)]
            for extraction, entity in found
            if key in {thing_key(name) for name in entity.names}
        })  # fmt: skip

    def title_of(self, slug: str) -> str:
        """Return the title of a paper of which the slug is known, else the slug."""
        return self._titles.get(slug, slug)

    def is_ambiguous(self, *names: str) -> bool:
        """Tell whether a name is a further one of things that are called otherwise, so that it says too little."""
        return any(
            len({thing_key(entity.names[0]) for _, entity in self._found.get(thing_key(name), ())}) > 1
            for name in names
        )


def find_rows(rows: Iterable[Row]) -> Mapping[tuple[str, ...], Row]:
    """Return rows by what they answer."""
    return {row.identity: row for row in rows}
