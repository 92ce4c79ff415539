"""Tell a query that asks another server (SERVICE): kgbuild answers from the given graph only, never from the network.

pyoxigraph would connect and has no switch that forbids it, nor does it show its parsed query. So a query that holds the
word at all is read twice, by rdflib's parser and by its tokens, and is refused where either finds a clause: the word in
a string, comment, name or language tag is none. Both read what the engine reads too: the query with one kind of line
end (`normalise`), since rdflib's comments go on after a carriage return and the engine's do not.

This is what tells a user what is wrong. What keeps a query from the network is that it runs where there is none
(`kgbuild.isolation`).
"""

import re
from typing import Any, Final

# The tokens of SPARQL inside which the word SERVICE means nothing, and words.
_TOKENS: Final = re.compile(
    r"""
    "{3}(?:(?:"|"")?(?:[^"\\]|\\.))*"{3} | '{3}(?:(?:'|'')?(?:[^'\\]|\\.))*'{3}
    | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
    | <[^<>"{}|^`\\\x00-\x20]*>
    | \#[^\n\r]*
    | [?$]\w+
    | @[A-Za-z]+(?:-[A-Za-z0-9]+)*
    | (?:[^\W\d_](?:[\w.\-]*[\w\-])?)?:(?:[\w:.\-%]|\\.)*
    | (?P<word>[^\W\d_]\w*)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|\\)")
_WORD: Final = "service"
_CLAUSE: Final = "ServiceGraphPattern"  # as rdflib's parser names it


def normalise(sparql: str) -> str:
    """Return a query as every parser reads it alike: no byte order mark before it, each line end a line feed."""
    return sparql.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def has_word(sparql: str) -> bool:
    """Tell whether the word SERVICE stands anywhere in a query: without it there is no clause, however it is read."""
    return _WORD in sparql.lower() or _WORD in _ESCAPE.sub(_character, sparql).lower()


def asks_elsewhere(sparql: str) -> bool:
    """Tell whether a query, normalised, has a SERVICE clause, read as SPARQL has it or with its escapes spelled out."""
    spelled_out = _ESCAPE.sub(_character, sparql)
    # The engine knows escapes in strings and IRIs only; rdflib's parser would spell them out everywhere, and could
    # so take the end of a string for text or text for a comment. It reads the query with letters in their place.
    readings = {_ESCAPE.sub("u", sparql)} if spelled_out == sparql else {_ESCAPE.sub("u", sparql), spelled_out}
    return any(_WORD in text.lower() and _has_clause(text) for text in sorted(readings))


def _has_clause(sparql: str) -> bool:
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import parseQuery

    if any((found["word"] or "").lower() == _WORD for found in _TOKENS.finditer(sparql)):
        return True
    try:
        return _holds_clause(parseQuery(sparql))
    except (ParseBaseException, RecursionError, ValueError):  # SPARQL 1.2, or no SPARQL
        return False


def _holds_clause(parsed: Any) -> bool:
    """Walk a parsed query: named values are mappings, the rest are lists."""
    from pyparsing import ParseResults
    from rdflib.plugins.sparql.parserutils import CompValue

    todo = [parsed]
    while todo:
        part = todo.pop()
        if isinstance(part, CompValue):
            if part.name == _CLAUSE:
                return True
            todo.extend(part.values())
        elif isinstance(part, list | tuple | ParseResults):
            todo.extend(part)
    return False


def _character(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    if not digits:
        return found[0]
    code = int(digits, 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"
