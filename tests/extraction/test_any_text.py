"""What holds for every text, whatever stands in it."""

from itertools import combinations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kgbuild.datamodel import KINDS, Extraction, Mention, Paper
from kgbuild.entity_types import ENTITY_TYPES, LINK_KINDS, ROLES
from kgbuild.extractors import Extractor
from kgbuild.finishing import finish

# Pieces that the extractor looks at closely, to be glued together in ways that nobody would write.
_PIECES = (
    " ", "\n", "\n\n", ". ", ", ", ": ", " (", ")", "[", "]", "{", "}", "-", "/", "+", "*", "$", "\\", "'s", "…", "。",
    "We propose ", " called ", "novel ", " on ", " and ", " dataset", " benchmark", " outperforms ", "the ", "-based",
    "BERT", "RoBERTa", "GPT-4", "ImageNet", "CIFAR-10", "GLUE", "F1", "LLMs", "large language models", "KD", "A*",
    "knowledge distillation", "graph neural network", "semantic segmentation", "accuracy", "T-ACGAN", "ViT-B/16",
    "https://", "http://[", "github.com/a/b", "x.github.io", "https://github.com/a/b", "www.", "\\url{", "https://a.b",
    "\\ell_1", "$\\mathbf{X}$", "İ", "ß", "ﬁ", "Ａ", "e\u0301", "\u200b", "\u00a0", "\u2028", "\x00", "\U0001d400", "٣",
)  # fmt: skip
texts = st.lists(st.sampled_from(_PIECES) | st.text(max_size=8), max_size=30).map("".join)


def all_mentions(extraction: Extraction) -> list[Mention]:
    links = [link.mention for link in extraction.links or () if link.mention]
    return [mention for entity in extraction.entities for mention in entity.mentions or ()] + links


@settings(max_examples=200)
@given(title=texts, abstract=texts)
@example("", "")
@example(" ", "\n")
@example("BERT\n", "\n BERT")
@example("İİ (İI)", "İstanbul tree pruning (İTP)")
def test_everything_found_stands_where_it_says(extractor: Extractor, title: str, abstract: str) -> None:
    paper = Paper(title, abstract)
    (entities,) = extractor.extract([paper])
    found = finish(Extraction(paper, entities))
    assert found.paper == paper
    for entity in found.entities:
        assert entity.type in ENTITY_TYPES
        assert entity.kind in KINDS
        assert entity.role in ROLES
        assert 0 <= entity.confidence <= 1
        assert entity.names
        assert all(name.strip() for name in entity.names)
        assert {mention.text for mention in entity.mentions or ()} == set(entity.names)
    for link in found.links or ():
        assert link.kind in LINK_KINDS
        assert link.mention is not None
        assert link.url.lower().startswith(("http://", "https://"))
    for mention in all_mentions(found):
        text = paper.section(mention.span.section)
        assert 0 <= mention.span.start < mention.span.end <= len(text)
        assert text[mention.span.start : mention.span.end] == mention.text
    for one, other in combinations([mention.span for mention in all_mentions(found)], 2):
        apart = one.section != other.section or one.end <= other.start or other.end <= one.start
        assert apart, (one, other)


@st.composite
def papers_in_two_orders(draw: st.DrawFn) -> tuple[list[Paper], list[Paper]]:
    pairs = draw(st.lists(st.tuples(texts, texts), min_size=2, max_size=5))
    papers = [Paper(title, abstract, id=str(number)) for number, (title, abstract) in enumerate(pairs)]
    return papers, draw(st.permutations(papers))


@settings(max_examples=30)
@given(papers_in_two_orders())
def test_a_paper_gives_the_same_alone_and_among_others(
    extractor: Extractor, orders: tuple[list[Paper], list[Paper]]
) -> None:
    papers, shuffled = orders
    alone = {paper.id: next(extractor.extract([paper])) for paper in papers}
    together = extractor.extract(shuffled)
    assert {paper.id: found for paper, found in zip(shuffled, together, strict=True)} == alone
