"""The spaCy pipeline: a blank English tokenizer, then one component a step, each adding its part to the Doc.

A paper is one Doc: title, blank line, abstract. A component puts what it finds into an extension attribute and never
changes what another one found. Offsets in these attributes are those of the section, not of the Doc.
"""

import gc
import re
from collections.abc import Iterable, Iterator
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any, Final, cast

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kgbuild import __version__
from kgbuild.datamodel import SECTIONS, ExtractedEntity, Paper, Section
from kgbuild.extraction.candidates import Passage, find_candidates
from kgbuild.extraction.corpus import read_corpus
from kgbuild.extraction.decisions import decide
from kgbuild.extraction.features import find_features
from kgbuild.extraction.field import is_of_the_field
from kgbuild.extraction.hopes import Hopes
from kgbuild.extraction.model import read_model
from kgbuild.extraction.naming import NameFeatures
from kgbuild.extraction.neighbours import find_neighbours
from kgbuild.extraction.never_names import drop_never_names
from kgbuild.extraction.outside import settle
from kgbuild.extraction.proposals import with_plain_proposals
from kgbuild.extraction.words import Token, split_words
from kgbuild.extractors import ExtractorOptions
from kgbuild.finishing.addresses import find_paper_links
from kgbuild.identity.long_forms import find_abbreviations
from kgbuild.lexicon import load_lexicon

_BETWEEN: Final = "\n\n"
_BATCH: Final = 64  # papers
_ENDLESS: Final = re.compile(r"\S{200}")

for _name in ("paper", "links", "abbreviations", "passages", "candidates", "entities"):
    Doc.set_extension(_name, default=None, force=True)


def make_doc(nlp: Language, paper: Paper) -> Doc:
    """Return the Doc of a paper, ready for the components."""
    doc = nlp.make_doc(paper.title + _BETWEEN + paper.abstract)
    doc._.paper = paper
    return doc


@Language.component("kgbuild_addresses", assigns=["doc._.links"])
def find_addresses(doc: Doc) -> Doc:
    """Find the web addresses of both sections, in which no names are looked for."""
    doc._.links = find_paper_links(doc._.paper)
    return doc


@Language.component("kgbuild_abbreviations", assigns=["doc._.abbreviations"])
def find_definitions(doc: Doc) -> Doc:
    """Find the abbreviations that each section defines."""
    doc._.abbreviations = {s: find_abbreviations(doc._.paper.section(s)) for s in SECTIONS}
    return doc


@Language.factory(
    "kgbuild_candidates",
    default_config={"lexicon": None, "model": None},
    assigns=["doc._.passages", "doc._.candidates"],
    requires=["doc._.links", "doc._.abbreviations"],
)
def candidates_component(
    nlp: Language,  # noqa: ARG001 - spaCy passes it
    name: str,  # noqa: ARG001
    lexicon: str | None,
    model: str | None,
) -> "CandidateFinder":
    """Make the component that finds candidates, with a user's own names and model where given."""
    return CandidateFinder(_path(lexicon), _path(model))


@Language.factory(
    "kgbuild_entities",
    default_config={"lexicon": None, "model": None, "thresholds": True},
    assigns=["doc._.entities"],
    requires=["doc._.passages", "doc._.candidates"],
)
def entities_component(
    nlp: Language,  # noqa: ARG001 - spaCy passes it
    name: str,  # noqa: ARG001
    lexicon: str | None,
    model: str | None,
    *,
    thresholds: bool,
) -> "EntityDecider":
    """Make the component that decides which candidates are entities, of which type, in which role."""
    return EntityDecider(_path(lexicon), _path(model), thresholds=thresholds)


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


class CandidateFinder:
    """Splits the sections into words and finds the candidates among them."""

    def __init__(self, lexicon: Path | None, model: Path | None) -> None:
        """Load what the search needs; raises LexiconError or ModelError."""
        self._lexicon = load_lexicon(lexicon)
        trained = read_model(model)
        self._heads = trained.heads
        self._hopes = Hopes(load_names(lexicon), trained.hopes)

    def __call__(self, doc: Doc) -> Doc:
        """Add passages and candidates."""
        return next(self.pipe((doc,)))

    def pipe(self, docs: Iterable[Doc], batch_size: int = _BATCH) -> Iterator[Doc]:
        """Add passages and candidates to many; a step at a time, which keeps its tables close to the processor."""
        stream = iter(docs)
        while batch := list(islice(stream, batch_size)):
            for doc in batch:
                doc._.passages = find_passages(doc)
            for doc in batch:
                found = find_candidates(doc._.passages, self._lexicon, self._heads, self._hopes)
                doc._.candidates = drop_never_names(found, doc._.passages, self._lexicon)
            yield from batch


class EntityDecider:
    """Scores the candidates and keeps those that the model believes; without `thresholds` all that may be anything."""

    def __init__(self, lexicon: Path | None, model: Path | None, *, thresholds: bool) -> None:
        """Load the model and the lexicon; raises LexiconError or ModelError."""
        self._lexicon = load_lexicon(lexicon)
        self._model = read_model(model)
        self._names = load_names(lexicon)
        self._thresholds = thresholds
        self._packaged = model is None

    def __call__(self, doc: Doc) -> Doc:
        """Add entities."""
        return next(self.pipe((doc,)))

    def pipe(self, docs: Iterable[Doc], batch_size: int = _BATCH) -> Iterator[Doc]:
        """Add entities to many; the columns of features are those of a whole batch."""
        stream = iter(docs)
        while batch := list(islice(stream, batch_size)):
            papers = [(doc._.passages, doc._.candidates) for doc in batch]
            features, neighbours = find_features(papers, self._names), find_neighbours(papers)
            found = decide(papers, features, neighbours, self._model, self._lexicon, thresholds=self._thresholds)
            for doc, entities in zip(batch, found, strict=True):
                doc._.entities = self._settled(doc._.paper, entities)
            yield from batch

    def _settled(self, paper: Paper, entities: tuple[ExtractedEntity, ...]) -> tuple[ExtractedEntity, ...]:
        """Believe what sentences plainly say, and doubt what the model says of a paper unlike those it learned from.

        Of a user's own model it is not known what it learned from.
        """
        entities = with_plain_proposals(entities, paper)
        if not self._packaged:
            return entities
        return settle(entities, paper, self._lexicon, thresholds=self._thresholds)


@cache
def load_names(lexicon: Path | None) -> NameFeatures:
    """Return the features of names, shared by the components."""
    return NameFeatures(load_lexicon(lexicon), read_corpus())


def find_passages(doc: Doc) -> tuple[Passage, ...]:
    """Return the sections of a paper's Doc as words, with what earlier components found in them."""
    paper, links, abbreviations = doc._.paper, doc._.links, doc._.abbreviations
    passages = []
    for section in SECTIONS:
        text = paper.section(section)
        spans = [link.mention.span for link in links if link.mention and link.mention.span.section == section]
        blocked = tuple(sorted((span.start, span.end) for span in spans))
        words = split_words(partial(_tokens, doc, section), text, section)
        passages.append(Passage(section, text, words, abbreviations[section], blocked))
    return tuple(passages)


def _tokens(doc: Doc, section: Section) -> list[Token]:
    """Return the tokens of a section, places counted from its start."""
    start = 0 if section == "title" else len(doc._.paper.title) + len(_BETWEEN)
    stop = start + len(doc._.paper.section(section))
    return [Token(t.idx - start, t.text, len(t.whitespace_)) for t in doc if start <= t.idx < stop]


def blank_pipeline() -> Language:
    """Return the part of the pipeline that needs no model: the tokenizer, web addresses, abbreviations."""
    nlp = spacy.blank("en")
    nlp.max_length = 10_000_000
    # The tokenizer takes prefixes and suffixes off one by one, which is quadratic: a row of a thousand brackets would
    # take seconds. Nothing that long is a word; it stays one token.
    cast("Any", nlp.tokenizer).token_match = _ENDLESS.match
    nlp.add_pipe("kgbuild_addresses")
    nlp.add_pipe("kgbuild_abbreviations")
    return nlp


def build_pipeline(*, lexicon: Path | None = None, model: Path | None = None, thresholds: bool = True) -> Language:
    """Return the whole pipeline; raises LexiconError or ModelError where a given file is unfit."""
    nlp = blank_pipeline()
    paths = {"lexicon": str(lexicon) if lexicon else None, "model": str(model) if model else None}
    nlp.add_pipe("kgbuild_candidates", config=paths)
    nlp.add_pipe("kgbuild_entities", config={**paths, "thresholds": thresholds})
    return nlp


class StatisticalExtractor:
    """Finds entities with the packaged model and names, or with the user's own on top; good for any number of papers.

    Keeps what its model's thresholds pass; asked for a least confidence, all that the model thinks possible.
    """

    name = "kgbuild"
    version = __version__
    takes_model = True

    def __init__(self, options: ExtractorOptions | None = None) -> None:
        """Load tables and weights; raises LexiconError or ModelError where a given file is unfit."""
        options = options or ExtractorOptions()
        self._packaged = options.model is None
        # The tables of names and weights hold a hundred thousand objects that live as long as the program: Python's
        # collector would walk through them again and again, here and later.
        collecting = gc.isenabled()
        gc.disable()
        try:
            self._nlp = build_pipeline(
                lexicon=options.lexicon, model=options.model, thresholds=options.min_confidence is None
            )
        finally:
            gc.freeze()
            if collecting:
                gc.enable()

    def knows(self, paper: Paper) -> bool:
        """Tell whether a paper is of the packaged model's field; of a user's own model that is not known."""
        return not self._packaged or is_of_the_field(paper.title, paper.abstract)

    def extract(self, papers: Iterable[Paper]) -> Iterator[tuple[ExtractedEntity, ...]]:
        """Yield the entities of each paper, in order of first mention."""
        docs = (make_doc(self._nlp, paper) for paper in papers)
        for doc in self._nlp.pipe(docs, batch_size=_BATCH):
            yield doc._.entities
