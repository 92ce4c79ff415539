"""What a text must be before it is stored: no control characters, titles on one line."""

import re

_LINE_END = re.compile("\r\n?|[\x0b\x0c]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
# Half a surrogate pair, which JSON can spell but no file can hold.
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
# Looked for where white space begins, not at each space of a long run of them.
_LINE_BREAK = re.compile(r"(?<![ \t])[ \t]*[\n\x85\u2028\u2029][\s]*")


def clean_text(text: str) -> str:
    """Return the text without control characters; tabs and newlines stay, every line ends in one newline."""
    # Most texts have one line; what can be printed has nothing to clean away.
    if text.isprintable() or not _UNCLEAN.search(text):
        return text
    text = _LINE_END.sub("\n", text)
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))


def is_plain(text: str) -> bool:
    """Say at once of most names and titles that they hold nothing to clean but the space around them."""
    return text.isascii() and text.isprintable()


def clean_line(text: str) -> str:
    """Return the text cleaned, on one line and without space around it, as titles and names are stored."""
    if text.isascii() and text.isprintable():  # `is_plain`, without its call: this is asked of every text
        return text.strip()
    return _LINE_BREAK.sub(" ", clean_text(text)).strip()
