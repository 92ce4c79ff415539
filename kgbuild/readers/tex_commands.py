"""What the commands of TeX stand for in plain text: kept tables for text, pylatexenc's for symbols."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

# Commands whose argument is the text itself.
STYLES: Final = frozenset({
    "text", "textbf", "textit", "texttt", "textsc", "textsf", "textrm", "textsl", "textup", "textmd", "textnormal",
    "emph", "underline", "uline", "uwave", "mathbf", "mathit", "mathrm", "mathsf", "mathtt",
    "mathcal", "mathbb", "mathfrak", "mathscr", "mathnormal", "boldsymbol", "bm",
    "operatorname", "mbox", "hbox", "fbox", "makebox", "ensuremath", "uppercase", "lowercase", "MakeUppercase",
    "MakeLowercase", "overline", "underbrace", "overbrace", "widehat", "widetilde", "overrightarrow", "sout", "st",
    "hl", "acro", "ac", "acf", "gls", "url", "path", "nolinkurl", "textquote", "enquote", "title", "section",
    "subsection", "paragraph", "caption", "pmb", "mathop", "mathord", "mathrel", "mathbin", "stackrel",
    "footnotesize", "so", "ul",
})  # fmt: skip
ACCENTS: Final = frozenset("'`^\"~=.uvHckrdb") | {
    "hat", "tilde", "bar", "dot", "ddot", "check", "breve", "acute", "grave", "vec", "mathring",
}  # fmt: skip
# As those, and as switches for the rest of their group: {\\it in vitro}.
OLD_STYLES: Final = frozenset({"bf", "it", "tt", "rm", "sc", "sl", "sf", "cal", "frak", "Bbb", "mit"})
# Left out with their arguments.
CITATIONS: Final = frozenset({
    "cite", "citep", "citet", "citealp", "citealt", "citeauthor", "citeyear", "citeyearpar", "Cite", "Citep",
    "Citet", "autocite", "parencite", "textcite", "footcite", "nocite", "shortcite", "citen", "onlinecite",
    "supercite", "citenum", "fullcite", "bibitem",
})  # fmt: skip
# What takes the space before it along.
REFERENCES: Final = CITATIONS | {"label", "footnotemark", "thanks", "index"}
DROPPED: Final = CITATIONS | frozenset({
    "label", "vspace", "hspace", "thanks", "index", "footnotemark", "vskip", "hskip", "phantom", "hphantom",
    "vphantom", "begin", "end", "setlength", "addtolength", "includegraphics", "bibliographystyle", "bibliography",
    "pagestyle", "thispagestyle", "usepackage", "documentclass", "protect", "ref", "eqref", "autoref", "cref",
    "Cref", "pageref", "tag",
})  # fmt: skip
FOOTNOTES: Final = frozenset({"footnote", "footnotetext", "marginpar"})
# Commands of several arguments, or whose argument is no plain text.
COMBINED: Final = frozenset({
    "textcolor", "colorbox", "textsuperscript", "textsubscript", "href", "frac", "dfrac", "tfrac", "sqrt",
})  # fmt: skip
# Switches and sizes: left out with the space behind them, their group's text stays.
SWITCHES: Final = frozenset({
    "em", "bfseries", "itshape", "ttfamily", "scshape", "sffamily", "rmfamily", "slshape", "upshape", "mdseries",
    "normalfont", "selectfont", "tiny", "scriptsize", "small", "normalsize", "large", "Large", "LARGE", "huge",
    "Huge", "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "noindent", "indent", "centering",
    "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl",
    "Biggr", "middle", "pagebreak", "newpage", "allowbreak", "nobreak", "sloppy", "item",
    "relax", "unboldmath", "boldmath", "xspace", "nonumber", "notag", "smallskip", "medskip", "bigskip",
})  # fmt: skip
_WORDS: Final[Mapping[str, str]] = {
    "eg": "e.g.", "ie": "i.e.", "etal": "et al.", "etc": "etc.", "cf": "cf.", "wrt": "w.r.t.", "vs": "vs.",
    "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "textbackslash": "\\", "textasciitilde": "~",
    "textasciicircum": "^", "textunderscore": "_", "textless": "<", "textgreater": ">", "textbar": "|",
    "textdollar": "$", "textpercent": "%", "textendash": "–", "textemdash": "—", "textquotedblleft": "“",
    "textquotedblright": "”", "textquoteleft": "‘", "textquoteright": "’", "S": "§", "P": "¶", "pounds": "£",
    "euro": "€", "ast": "*", "choose": " choose ", "item": " ", "par": " ", "newline": " ", "linebreak": " ",
    "quad": " ", "qquad": " ", "enspace": " ", "thinspace": " ", "space": " ",
    "colon": ":", "bmod": " mod ", "pmod": " mod ", "vert": "|", "lvert": "|", "rvert": "|", "mid": "|",
    "epsilon": "ε", "phi": "φ", "sim": "~", "lbrace": "{", "rbrace": "}", "aka": "a.k.a.", "iid": "i.i.d.",
}  # fmt: skip
CHARS: Final[Mapping[str, str]] = {",": " ", ";": " ", ":": " ", "!": "", "-": "", "@": "", " ": " ", "\n": "\n",
                                    "|": "‖", "\\": " "}  # fmt: skip
OPERATORS: Final = frozenset({
    "log", "ln", "lg", "exp", "max", "min", "sup", "inf", "lim", "arg", "argmax", "argmin", "sin", "cos", "tan",
    "det", "dim", "ker", "Pr", "gcd", "deg", "hom", "tanh", "sinh", "cosh", "bmod", "poly", "softmax", "polylog",
})  # fmt: skip
# Words of a formula that lost their backslash on the way.
GREEK: Final = frozenset({
    "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
    "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "varphi", "chi", "psi", "omega", "Gamma",
    "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega", "ell", "infty",
})  # fmt: skip
_LETTER: Final = re.compile(r"[^\W\d_]")


@cache
def find_symbol(name: str) -> str | None:
    """Return the character of a command without arguments; None for a command that nobody knows."""
    if name in _WORDS:
        return _WORDS[name]
    if name in OPERATORS:
        return name
    from pylatexenc.latex2text import get_default_latex_context_db

    spec = get_default_latex_context_db().get_macro_spec(name)
    known = getattr(spec, "simplify_repl", None)
    return known if isinstance(known, str) and "%" not in known else None


@lru_cache(maxsize=4096)
def put_accent(letter: str, command: str) -> str | None:
    """Return a letter with its accent; None where there is no such letter."""
    plain = {"ı": "i", "ȷ": "j"}.get(letter, letter)
    if command == "vec":
        return plain
    if len(plain) != 1 or not _LETTER.match(plain):
        return None
    from pylatexenc.latex2text import LatexNodes2Text

    whole = str(LatexNodes2Text().latex_to_text(f"\\{command}{{{plain}}}"))
    return whole if len(whole) == 1 else None
