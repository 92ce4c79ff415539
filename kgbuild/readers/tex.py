"""TeX in running text, brought to plain text: commands, accents, braces, formulas, citations and footnotes.

People write TeX into titles and abstracts without a document around it, so a single dollar, a percent sign or a pair of
braces is as often plain text. What is taken for TeX is decided here; `tex_commands` knows what its commands stand for.
"""

import re
from typing import Final

from kgbuild.readers.scripts import write_script
from kgbuild.readers.tex_commands import (
    ACCENTS,
    CHARS,
    COMBINED,
    DROPPED,
    FOOTNOTES,
    GREEK,
    OLD_STYLES,
    OPERATORS,
    REFERENCES,
    STYLES,
    SWITCHES,
    find_symbol,
    put_accent,
)

_SUSPECT: Final = re.compile(r"[\\${]")
# What has braces only in TeX, where it would be taken for something else without.
_LONE: Final = frozenset({'"', "''", "``", "&", "--", "---"})
_TOKEN: Final = re.compile(r"\\(?:(?P<word>[A-Za-z]+)\*?|(?P<char>[^A-Za-z]))|(?P<sign>[{}$^_~])")
_DEEPEST: Final = 24
_LONGEST_FORMULA: Final = 400
_MOST_DOLLARS: Final = 8

_BARE_WORD: Final = re.compile(r"[A-Za-z]+")
_BARE_SYMBOLS: Final = GREEK | {"times", "leq", "geq", "approx", "cdot", "pm", "rightarrow", "sim"}
_LOST: Final = re.compile(
    r"(?<![A-Za-z\\])(?=(?:mathbf|mathcal|mathrm|mathbb|mathit|mathsf|boldsymbol|textbf|textit|texttt|textsc|textrm|emph|"
    r"underline|text|url|citep?|citet)\{)"
)
_COMMANDS: Final = (STYLES, OLD_STYLES, DROPPED, SWITCHES, ACCENTS, COMBINED, FOOTNOTES)
_PREAMBLE: Final = "\\documentclass"
_BODY: Final = "\\begin{document}"
_BODY_END: Final = "\\end{document}"
_SYMBOL_FIRST: Final = re.compile(r"infty(?![a-z])")

# Braces of BibTeX around names that keep their case: {BERT}, {GPT-2}, {Deep Learning}; not sets or templates.
_KEPT_CASE: Final = re.compile(r"(?=[^{}]*[A-Z])[\w .+/&'’:()*#-]+")
_TEX_SIGN: Final = re.compile(r"[\\^_]")
_MATH_SIGN: Final = re.compile(r"[=<>≤≥≈∈×·|]")
_PROSE: Final = re.compile(r"(?<![A-Za-z\\])[A-Za-z]{3,} [A-Za-z]{2,}(?: |\Z)|[A-Za-z]{2,}, [a-z]{3,} [a-z]{2,}")
_WITH_GROUPS: Final = re.compile(r"\\[A-Za-z]+\s*\{[^{}]*\}?")
_CONTRACTION: Final = re.compile(r"(?:s|t|re|ll|ve|d|m)(?![A-Za-z])")
_PLAIN_KEY: Final = re.compile(r"\{[^{}\s]*")


def strip_tex(text: str, *, groups: bool = True) -> str:
    """Return the text with all that is TeX in it as plain text; text without any is returned as it is.

    With `groups=False` braces around several words stay.
    """
    if not _SUSPECT.search(text):
        return text
    text = _LOST.sub(r"\\", _unpack_documents(text))
    return _Converter(text, groups=groups).convert(0, len(text), math=False)


def _unpack_documents(text: str) -> str:
    """Replace whole little documents, by which some publishers give a formula, by their body."""
    place, kept = 0, []
    while (start := text.find(_PREAMBLE, place)) >= 0:
        body, end = text.find(_BODY, start), text.find(_BODY_END, start)
        if body < 0 or end < body:
            break
        kept += [text[place:start], text[body + len(_BODY) : end]]
        place = end + len(_BODY_END)
    return "".join([*kept, text[place:]])


def _match_braces(text: str) -> dict[int, int]:
    """Return for each opening brace the place of the one that closes it; escaped ones do not count."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for match in re.finditer(r"\\[\s\S]|[{}]", text):
        if match[0] == "{":
            stack.append(match.start())
        elif match[0] == "}" and stack:
            pairs[stack.pop()] = match.start()
    return pairs


class _Converter:
    """One text, converted from its start to its end; groups within it are converted by themselves."""

    def __init__(self, text: str, *, groups: bool) -> None:
        self.text = text
        self.groups = groups
        self.pairs = _match_braces(text)
        self.tex = "\\" in text
        self.depth = 0

    def convert(self, start: int, end: int, *, math: bool) -> str:
        """Return a part of the text as plain text."""
        if self.depth >= _DEEPEST:
            return self.text[start:end]
        self.depth += 1
        out: list[str] = []
        place = start
        while place < end and (match := _TOKEN.search(self.text, place, end)):
            if match.start() > place:
                out.append(self._plain(place, match.start(), math=math))
            place = self._token(match, out, end, math=math)
            while out and not out[-1]:
                out.pop()
        out.append(self._plain(place, end, math=math))
        self.depth -= 1
        return "".join(out)

    def _plain(self, start: int, end: int, *, math: bool) -> str:
        text = self.text[start:end]
        if not math or not text:
            return text
        return _BARE_WORD.sub(
            lambda word: (find_symbol(word[0]) or word[0]) if word[0] in _BARE_SYMBOLS else word[0], text
        )

    def _token(self, match: re.Match[str], out: list[str], end: int, *, math: bool) -> int:
        """Write what a token stands for, and return where the text goes on."""
        if match["word"]:
            return self._command(match, out, end, math=math)
        if match["char"]:
            return self._escape(match, out, end)
        sign, place = match["sign"], match.end()
        if sign == "$":
            return self._dollar(match.start(), out, end, math=math)
        if sign == "{":
            return self._group(match.start(), out, end, math=math)
        if sign in "^_":
            return self._script(match.start(), out, end, math=math)
        if sign == "~":
            before, after = self.text[match.start() - 1 : match.start()], self.text[place : place + 1]
            tied = math or (
                self.tex and (before.isalpha() or before in {".", "}"}) and (after.isalnum() or after in "\\$")
            )
            out.append(" " if tied else sign)
        elif not math:
            out.append(sign)
        return place

    def _command(self, match: re.Match[str], out: list[str], end: int, *, math: bool) -> int:
        name, place = match["word"], match.end()
        if not math and (literal := self._literal(match)) is not None:
            out.append(literal)
            return match.start() + 2
        if name in DROPPED:
            if name in REFERENCES:
                _strip_end(out)
            elif name in {"begin", "end"}:
                out.append(" ")
            place = self._skip_arguments(place, end)
        elif name in FOOTNOTES:
            place = self._footnote(place, out, end)
        elif name in COMBINED:
            place = self._with_arguments(name, place, out, end, math=math)
        elif name in ACCENTS and (accent := self._accent(name, place, end)):
            out.append(accent[0])
            place = accent[1]
        elif name in SWITCHES or (name in OLD_STYLES and self.text[place : place + 1] != "{"):
            place = self._skip_spaces(place, end)
        elif (name in STYLES or name in OLD_STYLES) and (argument := self._argument(place, end)):
            out.append(self._styled(name, argument, math=math))
            place = argument[2]
        else:
            place = self._named(match, out, end, math=math)
        return place

    def _literal(self, match: re.Match[str]) -> str | None:
        """Return what a backslash is where it opens no command: a line end of a programme, or part of a path."""
        name = match["word"]
        if name[0] == "n" and (len(name) == 1 or name[1].isupper()) and find_symbol(name) is None:
            return "\n"
        before = self.text[match.start() - 1 : match.start()]
        known = any(name in names for names in _COMMANDS) or find_symbol(name) is not None
        if (before.isalnum() or before in {":", "\\"}) and before and not known and match.end() < len(self.text):
            return match[0][:2] if self.text[match.end()] != "{" else None
        return None

    def _named(self, match: re.Match[str], out: list[str], end: int, *, math: bool) -> int:
        """Write a symbol, or of a command that a paper defined itself its argument, else its name."""
        name, place = match["word"], match.end()
        symbol = find_symbol(name)
        if symbol is None:
            opened = self.text[place : place + 1] == "{"
            argument = self._argument(place, end) if opened else None
            if opened and not argument and (name in STYLES or name in OLD_STYLES):
                return place + 1  # a group that does not end
            if argument and argument[0] < argument[1]:
                out.append(self.convert(argument[0], argument[1], math=math))
                return argument[2]
            out.append(name)
            return argument[2] if argument else place
        if name in OPERATORS and "".join(out[-1:])[-1:].isalnum():
            out.append(" ")
        if name == "item":
            place = self._skip_arguments(place, end) if self.text[place : place + 1] == "[" else place
        stop = symbol[-2:-1].isalpha() and symbol[-1:] == "." == self.text[place : place + 1]
        out.append(symbol[:-1] if stop else symbol)
        if self.text.startswith("{}", place):
            return place + 2
        if not symbol[-1:].isalnum() and "".join(out[-2:-1])[-1:].isalnum():
            return self._skip_spaces(place, end)  # 256\\times 256
        letter = name in {"o", "O", "ss", "ae", "AE", "oe", "OE", "aa", "AA", "l", "L", "i", "j"}
        return place + 1 if letter and self.text[place : place + 1] == " " and place < end else place

    def _styled(self, name: str, argument: tuple[int, int, int], *, math: bool) -> str:
        start, end, _ = argument
        if name in {"url", "path", "nolinkurl"}:
            return re.sub(r"\\(?=[_%~#&$])", "", self.text[start:end])
        if name.startswith("text") or name in {"mbox", "emph"}:
            math = False
        symbol = _SYMBOL_FIRST.match(self.text, start, end)
        return (
            (find_symbol(symbol[0]) or "") + self.convert(symbol.end(), end, math=math)
            if symbol
            else self.convert(start, end, math=math)
        )

    def _argument(self, place: int, end: int) -> tuple[int, int, int] | None:
        """Return start and end of the group that follows, and where the text goes on; None where none follows."""
        place = self._skip_spaces(place, end)
        if place < end and self.text[place] == "{" and self.pairs.get(place, end) < end:
            return place + 1, self.pairs[place], self.pairs[place] + 1
        return None

    def _skip_spaces(self, place: int, end: int) -> int:
        while place < end and self.text[place] == " ":
            place += 1
        return place

    def _skip_arguments(self, place: int, end: int) -> int:
        """Return where the text goes on behind options and groups; a group that does not end is its first word."""
        while place < end and self.text[place] in "[{":
            closing = (
                self.text.find("]", place, min(end, place + 200))
                if self.text[place] == "["
                else self.pairs.get(place, -1)
            )
            if not place < closing < end:
                rest = _PLAIN_KEY.match(self.text, place, end)
                return rest.end() if rest else place
            place = closing + 1
        return place

    def _footnote(self, place: int, out: list[str], end: int) -> int:
        """Leave a footnote out, but for one that gives an address."""
        _strip_end(out)
        place = self._skip_arguments(place, end) if self.text[place : place + 1] == "[" else place
        argument = self._argument(place, end)
        if not argument:
            return self._skip_arguments(place, end)
        note = self.convert(argument[0], argument[1], math=False)
        if "://" in note or "www." in note:
            out.append(f" ({note.strip()})")
        return argument[2]

    def _with_arguments(self, name: str, place: int, out: list[str], end: int, *, math: bool) -> int:
        if name == "sqrt" and self.text[place : place + 1] == "[":
            place = self._skip_arguments(place, end)
        first = self._argument(place, end) or self._single(place, end)
        if first is None:
            out.append({"sqrt": "√"}.get(name, ""))
            return place
        one = self.convert(first[0], first[1], math=math)
        if name == "sqrt":
            out.append(f"√{one}" if one.isalnum() else f"√({one})")
            return first[2]
        if name.startswith("textsu"):
            out.append(write_script("".join(out[-1:]), "^" if name == "textsuperscript" else "_", one, glued=True))
            return first[2]
        second = self._argument(first[2], end) or (self._single(first[2], end) if name.endswith("frac") else None)
        if second is None:
            out.append(one)
            return first[2]
        two = self.convert(second[0], second[1], math=math)
        if name.endswith("frac"):
            out.append("/".join(part if part.isalnum() else f"({part})" for part in (one.strip(), two.strip())))
        elif name == "href":
            out.append(two if one.partition("://")[2].rstrip("/") in two else f"{two} ({one})")
        else:
            out.append(two)
        return second[2]

    def _single(self, place: int, end: int) -> tuple[int, int, int] | None:
        """Return the one character or command that stands for a group."""
        place = self._skip_spaces(place, end)
        if place >= end or self.text[place] in "{}$":
            return None
        token = _TOKEN.match(self.text, place, end) if self.text[place] == "\\" else None
        after = token.end() if token else place + 1
        return place, after, after

    def _accent(self, command: str, place: int, end: int) -> tuple[str, int] | None:
        """Return the accented letter that follows, and where the text goes on."""
        argument = self._argument(place, end)
        if argument is None:
            spaced = command.isalpha() and self.text[place : place + 1] == " "
            argument = (
                self._single(place, end)
                if spaced or not command.isalpha() or self.text[place : place + 1] == "\\"
                else None
            )
            if argument is None or (not command.isalpha() and self.text[place] == " "):
                return None
        letter = self.convert(argument[0], argument[1], math=False).strip()
        whole = put_accent(letter, command)
        if whole is None and len(command) > 1:
            whole = letter
        return None if whole is None else (whole, argument[2])

    def _escape(self, match: re.Match[str], out: list[str], end: int) -> int:
        char, place = match["char"], match.end()
        before = self.text[match.start() - 1 : match.start()] if match.start() else ""
        if char in "([":
            closing = self.text.find("\\" + {"(": ")", "[": "]"}[char], place, min(end, place + 2 * _LONGEST_FORMULA))
            if closing >= 0:
                out.append(self.convert(place, closing, math=True).strip())
                return closing + 2
        if char in ACCENTS and not (char in {"'", '"'} and self._quotes(char, before, place)):
            accent = self._accent(char, place, end)
            if accent and not (char == "~" and before == "/"):
                out.append(accent[0])
                return accent[1]
            place += 2 if self.text.startswith("{}", place) else 0
        if char == "/":
            out.append("/" if before and (before.isalnum() or before in ":/") else "")
        else:
            out.append(CHARS.get(char, char))
        return place

    def _quotes(self, char: str, before: str, place: int) -> bool:
        """Tell whether a quote behind a backslash is just that, as programmes write it."""
        if char == "'":
            return before.isalpha() and bool(_CONTRACTION.match(self.text, place))
        alone = not before.isalnum() and self.text[place + 1 : place + 2].isspace()
        return alone or not self.text[place : place + 1].strip()

    def _group(self, start: int, out: list[str], end: int, *, math: bool) -> int:
        closing = self.pairs.get(start, -1)
        if not start < closing < end:
            if not math:
                out.append("{")
            return start + 1
        inner = self.text[start + 1 : closing]
        if inner in GREEK:
            out.append(find_symbol(inner) or inner)
        elif math or self._is_group(start, closing, inner):
            out.append(self.convert(start + 1, closing, math=math))
        else:
            out += ["{", self.convert(start + 1, closing, math=False), "}"]
        return closing + 1

    def _is_group(self, start: int, closing: int, inner: str) -> bool:
        """Tell whether braces are TeX's, not those of a set or a template."""
        if inner in _LONE:
            return True
        if not self.groups and " " in inner and not inner.startswith("\\"):
            return False
        if start == 0 and closing == len(self.text) - 1:
            return True
        if self.text[start - 1 : start] in {"$", "#", "%", "@"}:
            return False  # a variable of a programme
        if _KEPT_CASE.fullmatch(inner) or not inner:
            return True
        return "\\" in inner and not re.search(r"[,|]|\\[{}]", inner)

    def _script(self, start: int, out: list[str], end: int, *, math: bool) -> int:
        mark = self.text[start]
        argument = self._argument(start + 1, end) if math or self.text[start + 1 : start + 2] == "{" else None
        if argument is None and math:
            argument = self._single(start + 1, end)
        if argument is None:
            out.append(mark)
            return start + 1
        script = self.convert(argument[0], argument[1], math=True)
        before = "".join(out[-1:])
        if not before and math:
            # A formula that is only a script belongs to the word before it: KD$^3$.
            before = self.text[max(0, start - 40) : start].rstrip("{$")
            out.append(write_script(before, mark, script, glued=before[-1:].isupper() or mark == "_"))
        else:
            out.append(write_script(before, mark, script))
        return argument[2]

    def _dollar(self, start: int, out: list[str], end: int, *, math: bool) -> int:
        if math:
            return start + 1
        width = 2 if self.text.startswith("$$", start) else 1
        closing = self._find_dollar(start + width, min(end, start + _LONGEST_FORMULA), "$" * width)
        if closing < 0 or not self._is_formula(start + width, closing, width):
            # One that lost its partner tells nothing before a command.
            out.append("" if self.text.startswith("\\", start + width) else "$" * width)
            return start + width
        out.append(re.sub(r"\s+", " ", self.convert(start + width, closing, math=True)).strip())
        return closing + width

    def _find_dollar(self, place: int, end: int, mark: str) -> int:
        """Return where the formula ends that begins at a place: not within a group of it; -1 for nowhere."""
        start = place
        for _ in range(_MOST_DOLLARS):
            found = self.text.find(mark, place, end)
            if found < 0:
                break
            body = self.text[start:found]
            if self.text[found - 1] != "\\" and body.count("{") == body.count("}"):
                return found
            place = found + 1
        return -1

    def _is_formula(self, start: int, end: int, width: int) -> bool:
        """Tell whether what stands between two dollars is a formula, not prices and the words between them."""
        body = self.text[start:end]
        if not body.strip() or "\n\n" in body or _PROSE.search(_WITH_GROUPS.sub("", body)):
            return False
        if width == 2 or _TEX_SIGN.search(body):
            return True
        if body[0].isspace() or body[-1].isspace() or body[0] == "{":
            return False
        return bool(_MATH_SIGN.search(body)) or not self.text[end + 1 : end + 2].isdigit()


def _strip_end(out: list[str]) -> None:
    """Take off the space before what is left out."""
    while out:
        out[-1] = out[-1].rstrip(" ~")
        if out[-1]:
            break
        out.pop()
