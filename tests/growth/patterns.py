"""Texts that grow: a piece again and again, `{}` in it being another word each time; ours, and random ones."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_PIECES: Final = (
    " ", "  ", "\t", "\n", "\n ", "\u00a0", "\u2028 ", ".", "...", "…", "!?", ". ", ", ", "; ", ": ", "(", ")", "()",
    "[", "] ", "{", "}", "$", "\\", "\\textbf{", "\\cite{", "-", "--", "_", "/", "+", "#", "*", "**", "~", "&",
    "&amp;", "<", "<i", "<b>", "</", "'", "\"", "a", "A", "aB", "é", "e\u0301", "İ", "ß", "图像", "กข", "\ue000", "9",
    "9.", "%", "20 N", "12 May ", "O(n) ", "http://", "https://a.b/", "http://a.", "www.a.", "a.com/", "x.github.io",
    "@", "github.com/a/b ", "doi.org/10.1000/", "We propose ", " outperforms ", " on ", " and ", " of ", " than ",
    " with ", " for ", "the ", " is a ", " versus ", " called ", " dubbed ", " such as ", "our method ", "results ",
    "experiments ", "compared ", " datasets ", " benchmark ", "code is available at ", "accuracy ", "Funding: ",
    "Methods ", "NCT", "Copyright 2020 ", "e.g. ", "i.e., ", "No. ", "BERT", "ImageNet ", "GPT-4", "(KD) ",
    "knowledge distillation ", "image classification ", "F1 ", "BERT-based ", "LLMs ", "Net{}-X ", "model{} ",
    "Alpha{} Beta ", "w{} ", "http://a{}.org/b ", "kilo{}a distil{}b (KD) ", "{}", " {}, ",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text of any length: a beginning, a piece again and again, an end."""

    piece: str
    head: str = ""
    tail: str = ""

    def text(self, length: int) -> str:
        """Return a text of about that many characters."""
        count = 1 + length // max(1, len(self.piece))
        parts = (
            (self.piece.replace("{}", _word(k)) for k in range(count)) if "{}" in self.piece else [self.piece] * count
        )
        return f"{self.head}{''.join(parts)}{self.tail}"

    def __str__(self) -> str:
        return f"{self.head[:30]}[{self.piece[:40]}]{self.tail[:30]}".encode("unicode_escape").decode()


def _word(number: int) -> str:
    """Return another word for each number."""
    letters = ""
    while number:
        number, digit = divmod(number, 26)
        letters += chr(ord("a") + digit)
    return letters or "a"


def random_patterns(seed: int, count: int) -> Iterator[Pattern]:
    """Yield patterns of a few pieces each, the same for the same seed."""
    choose = random.Random(seed)  # noqa: S311 - to be repeated, not secret
    for _ in range(count):
        pieces = ["".join(choose.choices(_PIECES, k=choose.randint(0, 3))) for _ in range(3)]
        yield Pattern(pieces[0] or choose.choice(_PIECES), pieces[1], pieces[2])


_PROPOSED: Final = "We propose Lopper. "
OURS: Final = (
    Pattern(" ", "é", "x"),
    Pattern(" \t", "a", "b"),
    Pattern("\n", "a", "b"),
    Pattern(" ", "a\n", "b"),
    Pattern("a.", "see http://"),
    Pattern(")", "see http://a/"),
    Pattern("see http://a.org/b c.org/d "),
    Pattern("see http://a{}.org/b and c{}.org/d. "),
    Pattern(".", "a", " b"),
    Pattern("?!", "a", " b"),
    Pattern(". "),
    Pattern("outperforms BERT ", _PROPOSED + "Lopper "),
    Pattern("outperforms BERT, ", _PROPOSED + "Lopper "),
    Pattern("BERT ImageNet ResNet-50 ", "We use "),
    Pattern("Net{}-X ", "We use "),
    Pattern("Net{}-X and ", "We compare with "),
    Pattern("Net{}-X, ", "We outperform "),
    Pattern("ImageNet and CIFAR-10 and ", "We evaluate on "),
    Pattern("(KD) ", "knowledge distillation "),
    Pattern("knowledge distillation (KD) "),
    Pattern("kilo{}a distil{}b (KD) "),
    Pattern("We compare BERT with GPT-2 versus "),
    Pattern("results on the test set of ImageNet "),
    Pattern("better than ", _PROPOSED, "BERT on ImageNet"),
    Pattern("ImageNet is a large benchmark for image classification, "),
    Pattern("the code of the data ", _PROPOSED, "https://github.com/a/b"),
    Pattern("https://github.com/a/b{} ", _PROPOSED + "The code is in "),
    Pattern("accuracy of 80% on ImageNet "),
    Pattern("we propose "),
    Pattern("MAIN ", "", ":"),
    Pattern("\\sqrt = ("),
    Pattern("<i "),
    Pattern("&amp;"),
    Pattern("[a "),
    Pattern("language model{} "),
    Pattern("the Net{} model and the low{} language model "),
    Pattern("{\\bf a"),
    Pattern("图像 分类"),
    Pattern("Lopper, dubbed Netter, "),
    Pattern("data.", "http://data.", "!x/"),
    Pattern("and "),
    Pattern("a ; "),
    Pattern("Wang A{} and "),
    Pattern("of "),
)  # fmt: skip
