"""Web addresses that a space or the end of a line broke, joined where it is sure that they go on."""

import re
from typing import Final

_TLD: Final = (
    r"(?:com|org|net|io|ai|edu|gov|dev|app|co|info|science|github\.io|gitlab\.io|ac\.uk|co\.uk|cn|de|fr|uk|eu|ch|at|nl|it|es|"
    r"se|no|dk|fi|jp|kr|ca|au|in|br|ru|us|me|be)"
)
_TLD_END: Final = rf"{_TLD}(?=[/:?#]|[.,;)\]]?(?:\s|\Z))"
_SCHEME: Final = re.compile(
    r"(?<![A-Za-z])(https?)(?: ?: ?/ ?/ ?|\s:\s?//\s?|:\s//\s?|://\s)(?=[\w-]+\s?\.)", re.IGNORECASE
)
_HOST_DOT: Final = re.compile(rf"<?(https?://[\w-]+)(?:\s?\.\s|>?\s\.\s?)(?=(?:[\w-]+\.)*{_TLD_END})", re.IGNORECASE)
_LATER_DOT: Final = re.compile(
    rf"<?(https?://[\w-]+(?:\.[\w-]+)+)(?:\s?\.\s|>?\s\.)(?=(?:[\w-]+\.)*{_TLD}/)", re.IGNORECASE
)
_BARE_HOST: Final = re.compile(
    r"(?<![\w./@-])(github|gitlab|huggingface|bitbucket|www\.[\w-]+)(?:\.\s|\s\.\s?)(?=(?:com|co|org|net|io)/)",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"https?://|www\.|(?:github|gitlab|huggingface|bitbucket)\.(?:com|co|org)/", re.IGNORECASE)
_TOKEN: Final = re.compile(r"\S+")
_CODE: Final = re.compile(
    r"(?:https?://)?(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|huggingface\.co)/[\w.-]*/?", re.IGNORECASE
)
_FILE: Final = re.compile(r"(?:html?|pdf|zip|git|php|aspx?|txt|json|csv|md|ipynb)(?=[).,;]*\Z)")
_REST: Final = re.compile(r"[\w~%][\w.~%/?=&#+:@-]*")
_PATH: Final = re.compile(r"\w/\w|_|[a-z]\d|\d[a-z]|\.(?:html?|pdf|git|php|zip)\b|[a-z][A-Z]")
_NUMBER: Final = re.compile(r"\d{4,}(?:\.\d+)?(?:v\d)?")
# What goes on in the sentence, not in the address.
_WORDS: Final = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "can", "code", "data", "demo", "for", "from", "has",
    "have", "here", "in", "is", "it", "its", "models", "of", "on", "or", "our", "that", "the", "their", "there",
    "these", "they", "this", "to", "under", "upon", "via", "was", "we", "were", "where", "which", "while", "will",
    "with", "and/or", "he", "she", "his/her", "if", "but", "all", "also", "both", "each", "more", "new", "not",
    "only", "such", "than", "then", "thus", "using", "w/", "w/o", "i.e", "e.g",
})  # fmt: skip
_BREAKS: Final = "/-_?=&."


def mend_addresses(text: str) -> str:
    """Return the text with its broken addresses whole."""
    lower = text.lower()
    if not any(sign in lower for sign in ("http", "www.", "github", "gitlab", "huggingface", "bitbucket")):
        return text
    text = _SCHEME.sub(lambda match: f"{match[1]}://", text)
    text = _HOST_DOT.sub(r"\1.", text)
    text = _LATER_DOT.sub(r"\1.", text)
    text = _BARE_HOST.sub(r"\1.", text)
    return _join_tokens(text) if _ADDRESS.search(text) else text


def _join_tokens(text: str) -> str:
    parts: list[str] = []
    place = 0
    address = ""  # the token before, from where its address begins
    for match in _TOKEN.finditer(text):
        gap, token = text[place : match.start()], match[0]
        if address and _goes_on(address, gap, token):
            address += token
            parts.append(token)
        else:
            parts += [gap, token]
            start = _ADDRESS.search(token) if "." in token else None
            address = token[start.start() :] if start else ""
        place = match.end()
    return "".join([*parts, text[place:]])


def _goes_on(address: str, gap: str, token: str) -> bool:
    """Tell whether an address goes on behind a gap."""
    last = address[-1]
    rest = _REST.match(token)
    if (
        last not in _BREAKS
        or not rest
        or gap.strip(" \n")
        or len(gap) > 3
        or gap.count("\n") > 1
        or _ADDRESS.match(token)
    ):
        return False
    word = rest[0].rstrip(".,;:")
    if word.casefold() in _WORDS:
        return False
    if last == ".":
        return bool(_FILE.match(token))
    if last == "/" and "/" in address.partition("://")[2][:-1] and _NUMBER.fullmatch(word):
        return True
    ended = len(word) < len(token) or "\n" in gap
    unfinished = last in "-_?=&" or bool(_CODE.fullmatch(address))
    if unfinished:
        # A capital may open the next sentence, unless the line ends within the name.
        return bool(_PATH.search(word)) or (
            ended if last == "/" else "\n" in gap or word[0].islower() or word[0].isdigit()
        )
    return bool(_PATH.search(word)) or ("\n" in gap and "-" in word)
