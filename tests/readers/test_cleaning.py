"""Titles and abstracts without what is not their text; and text that stays as it is."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.datamodel import SECTIONS, Extraction, Section
from kgbuild.readers import read_inputs
from kgbuild.readers.cleaning import clean_record, clean_text

MML = '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML">'

MARKUP = [
    ("Growth <i>in vitro</i> of E. <em>coli</em>", "Growth in vitro of E. coli"),
    ("<jats:title>Abstract</jats:title><jats:p>We prune.</jats:p><jats:p>It helps.</jats:p>", "We prune.\nIt helps."),
    ("&lt;p&gt;Oak &amp;amp; Elm&lt;/p&gt;", "Oak & Elm"),
    (
        "H<sub>2</sub>O at 10<sup>-3</sup>, Ca<sup>2+</sup>, OAK<sub>base</sub>, x<sub>i</sub>",
        "H2O at 10^-3, Ca2+, OAKbase, x_i",
    ),
    (f"the {MML}<mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup></mml:math>-tree", "the x^2-tree"),
    (
        f"<tex-math>$$\\beta$$</tex-math>{MML}<mml:mi>β</mml:mi></mml:math>-trees",
        "β-trees",
    ),
    (
        'see <ext-link xlink:href="https://oak.org/a?b=1&amp;c=2">our page</ext-link>',
        "see our page (https://oak.org/a?b=1&c=2)",
    ),
    ('<a href="https://oak.org/a">https://oak.org/a</a>', "https://oak.org/a"),
    ("pruned<sup>1,2</sup> trees<!-- really -->", "pruned trees"),
    ("<![CDATA[oaks]]> &#x2265; elms", "oaks ≥ elms"),
]
TEX = [
    (r"$\ell_2$ and $\alpha$-pruning", "ℓ2 and α-pruning"),
    (r'the {"}oak{"} of \emph{all}~trees', 'the "oak" of all trees'),
    (r"\textbf{Oak}, \textsc{Elm} and {\em ash}", "Oak, Elm and ash"),
    (r"$10^{-3}$, 10^{-3}, $n^{k-1}$, $360^\circ$", "10^-3, 10^-3, n^(k-1), 360°"),
    (r"\boldsymbol{\infty}Tree and $boldsymbol{inftyTree+}", "∞Tree and ∞Tree+"),
    (
        r"$\mathcal{N}$-TREES, $\text{OakNet}_{50}$, OK$^{3}$, mAP$_{50}$, mAP_{75}",
        "N-TREES, OakNet50, OK3, mAP50, mAP75",
    ),
    (r"5$\times$ faster, 3\% more, $256\times 256$, $O(n\log n)$", "5× faster, 3% more, 256×256, O(n log n)"),
    (r"Oak~\cite{a,b} and Elm\footnote{In the yard.}, as in \citep[see][p. 3]{c}.", "Oak and Elm, as in."),
    (r"Elm\footnote{Code: \url{https://oak.org/c}}.", "Elm (Code: https://oak.org/c)."),
    (
        r"K{\"o}ln, na\"{\i}ve, \v{S}ipek, Erd\H{o}s, \L{}uk, Fran\c cois, \'Eva",
        "Köln, naïve, Šipek, Erdős, Łuk, François, Éva",
    ),
    (r"The {OAK} of {Deep Pruning}", "The OAK of Deep Pruning"),
    (
        r"\href{https://oak.org/x}{our page}, \url{https://oak.org/a_b}",
        "our page (https://oak.org/x), https://oak.org/a_b",
    ),
    (r"$\mathbf{\texttt{P}}$rune$\mathbf{\texttt{R}}$ and texttt{P}runer", "PruneR and Pruner"),
    (r"named \METHOD, \eg for $\frac{a}{b}$ and $\sqrt{n}$", "named METHOD, e.g. for a/b and √n"),
    (r"$\texttt{$\textbf{Oak}$}$ at $\mathbb{R}^d$ and $x_{ij}$", "Oak at R^d and x_ij"),
    (r"\documentclass[12pt]{minimal}\begin{document}$$\alpha$$\end{document}-oaks", "α-oaks"),
    (r"\begin{itemize}\item oak \item elm\end{itemize}", "oak elm"),
    (r"it\'s \"quoted\" https:\/\/oak.org\/a", 'it\'s "quoted" https://oak.org/a'),
    (r"a\cite{oak and \textbf{elm", "a and elm"),
]
CITATIONS = [
    ("OakNet [12] and ElmNet[3, 4], earlier ones [5], [7] too.", "OakNet and ElmNet, earlier ones too."),
    ("by Ash et al. [1].", "by Ash et al."),
]
LABELS = [
    ("BACKGROUND: Oaks grow. METHODS: We cut. RESULTS: It helps.", "Oaks grow. We cut. It helps."),
    (
        "BackgroundOaks grow.MethodsWe cut with OakNet.ResultsIt helps 3.ConclusionCut.",
        "Oaks grow. We cut with OakNet. It helps 3. Cut.",
    ),
    ("BACKGROUNDOaks grow.METHODSWe cut.", "Oaks grow. We cut."),
    ("Background\nOaks grow.\nMaterials and methods\nWe cut.", "Oaks grow.\nWe cut."),
    ("Background Oaks grow. Methods We cut. Results It helps.", "Oaks grow. We cut. It helps."),
    ("[Objective] To cut. [Methods] We cut. [Results] Fine.", "To cut. We cut. Fine."),
    ("(BACKGROUND) Oaks grow. (METHODS) We cut.", "Oaks grow. We cut."),
    ("**Background**: Oaks grow. **Methods:** We cut.", "Oaks grow. We cut."),
    ("OBJECTIVES.—To cut. METHODS.—We cut.", "To cut. We cut."),
    ("Abstract We cut oaks.", "We cut oaks."),
    ("Abstract—We cut oaks.", "We cut oaks."),
    ("We cut. TRIAL REGISTRATION: ClinicalTrials.gov NCT01234567. FUNDING: Institute of Oaks.", "We cut."),
    (
        "<sec><title>Background</title><p>Oaks grow.</p></sec><sec><title>Methods</title><p>We cut.</p></sec>",
        "Oaks grow.\nWe cut.",
    ),
]
NOTES = [
    ("We cut. © 2020 Oak Press B.V. All rights reserved.", "We cut."),
    ("We cut oaks (ClinicalTrials.gov number, NCT01234567).", "We cut oaks."),
    ("We cut. (Funded by the Oak Institute; ClinicalTrials.gov number, NCT01234567.)", "We cut."),
    ("We cut. Registration: PROSPERO CRD42020123456.", "We cut."),
    ("We cut. (PsycInfo Database Record (c) 2024 APA, all rights reserved)", "We cut."),
    ("We cut. Copyright (c) 2017, Society of Oaks (www.oak.org). All rights reserved.", "We cut."),
    ("We cut. © 2021 The Authors. Published by Oak Ltd. This is an open access article under CC BY.", "We cut."),
    ("We cut. This work was supported by the Oak Foundation under grant 12.", "We cut."),
    ("We cut. This trial was registered at ClinicalTrials.gov (NCT01234567).", "We cut."),
    ("© 2019 IEEE.Oaks are cut here, and there is much more to say about the cutting of them all.",
     "Oaks are cut here, and there is much more to say about the cutting of them all."),
]  # fmt: skip
ADDRESSES = [
    ("https://github. com/oak/a, https: //github.com/oak/b .", "https://github.com/oak/a, https://github.com/oak/b ."),
    ("at https://github.com/oak/\nprune and https://github.com/oak/long-\nname.", "at https://github.com/oak/prune and https://github.com/oak/long-name."),
    ("at http:// www.oak.org/ a/b, or www.oak.org/ my_data.", "at http://www.oak.org/a/b, or www.oak.org/my_data."),
    ("at <http://hdl.oak> .net/10871/2.", "at http://hdl.oak.net/10871/2."),
    ("at https://oak.github. io/x and https://oak.org/paper. pdf", "at https://oak.github.io/x and https://oak.org/paper.pdf"),
    ("at https : / / oak.org/x", "at https://oak.org/x"),
    ("at https://oak.org/abs/ 2101.00001.", "at https://oak.org/abs/2101.00001."),
]  # fmt: skip
STAYS = [
    "We show a<b and p<0.05 with n>30, if a < b and c > d.",
    "The x_i of C++, F#, $100 to $200, US$5, #1, 50%, A* and R&D at AT&T.",
    "Tokens <UNK>, <image>, </s>, <a, b> and <title>; List<int> and vector<string>.",
    "Sets {a, b}, {1, ..., n} and {0,1}^n; prompts such as \"a photo of a {class}\"; ${HOME}/bin.",
    "W[1]-hard on [0,1], in [3], a range [1, 5], a[1] and [2, 1].",
    "Abstract Meaning Representation is parsed. MethodsX is a journal. ResultsDB is a base.",
    "Parts are 1) Context: a text; 2) Question: what is asked. Results are good.",
    "(a) oaks, (b) elms and (c) 3 ashes. This work is supported by experiments.",
    "Code at https://github.com/oak/ and data at https://oak.org/x/ are free. See https://oak.org. Oaks grow.",
    "C:\\data\\new and 2^n, 10^5, O(n^2), ~50%, 5~10, don't.",
    "A trial on oaks, published by many and funded well.",
]  # fmt: skip


@pytest.mark.parametrize(("given", "cleaned"), [*MARKUP, *TEX, *CITATIONS, *LABELS, *NOTES, *ADDRESSES])
def test_what_is_no_text_goes_and_the_text_stays(given: str, cleaned: str) -> None:
    assert clean_text(given) == cleaned
    assert clean_text(cleaned) == cleaned


@pytest.mark.parametrize("text", STAYS)
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert clean_text(text) == text
    assert clean_text(text, "title") == text


def test_labels_and_notes_are_of_abstracts_only() -> None:
    title = "Background: a review. Methods: none. © 2020 The Authors"
    assert clean_text(title, "title") == title


def test_a_text_of_nothing_but_markup_is_kept() -> None:
    assert clean_text("<p></p>", "title") == "<p></p>"


PIECES = [
    "\\", "{", "}", "$", "$$", "_", "^", "~", "&", "&amp;", "&lt;", "&gt;", "<", ">", "/", "<p>", "</p>", "<sub>",
    "</sub>", "<i>", "</i>", "\\textbf{", "\\cite{", "\\footnote{", "\\alpha", "\\frac", "\\sqrt", '\\"', "\\'",
    "[1]", "[12]", "[", "]", "(", ")", "BERT", "a", "b", ".", ",", ":", ";", "Methods", "Methods:", "BACKGROUND",
    "Results", "Background:", "We", "https://", "http", "github", "com", "-", "©", "2020", "Elsevier", "Funding:",
    "1", "#", "<!--", "-->", "<![CDATA[", "]]>", "<mml:math>", "</mml:math>", "<mi>", "<tex-math>",
    "\\begin{document}", "\\documentclass", "\\end{document}", "ﬁ", "\\(", "\\)", "\\[", "\\]", "\\\\", "\\n",
    "\\u", "\\c", "text{", "url{", "infty", " ", "\n", "  ",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=25), st.sampled_from(SECTIONS))
def test_cleaning_cleaned_text_changes_nothing(pieces: list[str], section: Section) -> None:
    once = clean_text("".join(pieces), section)
    assert clean_text(once, section) == once


def test_records_are_cleaned_when_read_and_offsets_count_in_the_cleaned_text() -> None:
    record = {"title": "The {OAK}", "abstract": "<p>We prune with <b>OakNet</b> on $\\alpha$-MNIST.</p>"}
    (paper,) = read_inputs(["-"], io.BytesIO(json.dumps(record).encode())).papers
    assert (paper.title, paper.abstract) == ("The OAK", "We prune with OakNet on α-MNIST.")


def test_a_record_that_says_where_things_stand_keeps_its_text() -> None:
    text = "We use <b>OakNet</b>."
    mentions = [{"section": "abstract", "start": 10, "end": 16, "text": "OakNet"}]
    entity = {"type": "Method", "names": ["OakNet"], "mentions": mentions}
    record = {"title": "T", "abstract": text, "entities": [entity]}
    (extraction,) = read_inputs(["-"], io.BytesIO(json.dumps(record).encode())).papers
    assert isinstance(extraction, Extraction)
    assert extraction.paper.abstract == text
    assert extraction.entities[0].mentions is not None
    assert extraction.entities[0].mentions[0].span.start == 10


def test_a_record_with_names_alone_is_cleaned_with_them() -> None:
    entity = {"type": "Method", "names": ["$\\alpha$-Oak"]}
    record = {"title": "T", "abstract": "We use $\\alpha$-Oak.", "entities": [entity]}
    cleaned = clean_record(record)
    assert (cleaned["abstract"], cleaned["entities"][0]["names"]) == ("We use α-Oak.", ["α-Oak"])
    assert entity["names"] == ["$\\alpha$-Oak"]


def test_authors_are_cleaned_with_braces_that_hold_a_name_together(tmp_path: Path) -> None:
    authors = '{Oak and Elm, Inc.} and G{\\"o}del, Kurt and &Aacute;da Elm'
    (tmp_path / "a.jsonl").write_text(json.dumps({"title": "T", "authors": authors}))
    (paper,) = read_inputs([str(tmp_path / "a.jsonl")]).papers
    assert paper.authors == ("Oak and Elm, Inc.", "Gödel, Kurt", "Áda Elm")
