"""Take the name lists of a folder into the package, without rows that are no names but spam or scraps.

    python tools/name_lists.py FOLDER     write kgbuild/lexicon/data from the .tsv files of a folder
    python tools/name_lists.py            the same from the lists that are there
    python tools/name_lists.py --check    only tell what is no name; exit 1 if there is any

Public tables that anybody may edit hold advertisements as well: how to get a payment refunded, telephone numbers of
"customer care". An alias that looks so goes alone, a row with its name. Everything dropped is told with its reason.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).resolve().parents[1] / "kgbuild" / "lexicon" / "data"

# What tells that a text is no name, by what it is then.
_PATTERNS: Final = {
    "a question or an instruction": (
        r"^(?:how|steps?|guide|ways?)\s+(?:to|do|does|can|i|much|many)\b",
        r"^(?:what|why|where|when|who|which)\s+(?:is|are|do|does|did|can|should|will|to)\b",
        r"^(?:can|does|do|is|are|should|will)\s+(?:i|you|we|my|your|it|there)\b",
        r"\?\s*$",
    ),
    "a telephone number": (
        r"(?<![\w.])\+?(?:\d{1,3}[\s().-]{1,3})?\(?\d{3}\)?[\s().-]{1,3}\d{3,4}[\s().-]{1,3}\d{4}(?!\w)",
        r"(?<!\w)\+\d{9,}",
        r"\b1[\s-]?8(?:00|33|44|55|66|77|88)\b",
    ),
    "about money or accounts": (
        r"\brefund|\bcash\s?back\b|\bmoney back\b|\bwrong transaction|\bphone\s?pe\b|\bpaytm\b|\b(?:earn|make) money\b",
        r"\b(?:customer|help|support|contact|whats\s?app)\s+(?:(?:care|service|desk|line)\s+)?number\b",
        r"\bcustomer\s+care\b|\bhelpline\b|\btoll[\s-]?free\b|\bcall (?:now|us|me)\b|\bnear me\b",
        r"\b(?:coupon|promo|discount) codes?\b|\bpersonal loans?\b|\bloan apps?\b|\bviagra\b|\bescorts?\b",
        r"\b(?:airlines?|flight)\s+(?:bookings?|tickets?|cancel\w*|reservations?)\b",
        r"\b(?:recover|hack|unlock)\w* (?:(?:my|your|a|hacked) )?(?:account|wallet|password|phone)\b",
        r"\baccount recovery\b",
        r"\b(?:casino|betting|gambling) (?:bonus|sites?|games?|online|tips)\b|\bonline casino\b",
    ),
    "an address or markup": (
        r"https?:|\bwww\.|</?[a-z][^>]*>|&(?:[a-z]+|#\d+);",
        r"\bunion\s+(?:all\s+)?select\b|\bor\s+1\s*=\s*1\b",
    ),
    "with pictures or control characters": ("[\U0001f000-\U0001faff\u2600-\u27bf\x00-\x08\x0b-\x1f\x7f]",),
}
_KINDS: Final = {kind: re.compile("|".join(patterns), re.IGNORECASE) for kind, patterns in _PATTERNS.items()}


def find_fault(text: str) -> str:
    """Return what a text is instead of a name; an empty string for what may be one."""
    return next((kind for kind, pattern in _KINDS.items() if pattern.search(text)), "")


def clean_rows(lines: list[str], told: list[str]) -> Iterator[str]:
    """Yield the header and the rows that are names, their aliases too; tell what is left out."""
    header, *rows = lines
    yield header
    place = header.split("\t").index("aliases") if "aliases" in header.split("\t") else None
    for row in rows:
        cells = row.split("\t")
        if fault := find_fault(cells[0]):
            told.append(f"{cells[0]}: {fault}")
            continue
        if place is not None:
            aliases = cells[place].split("|")
            told += [f"{cells[0]}: alias {alias}: {fault}" for alias in aliases if (fault := find_fault(alias))]
            cells[place] = "|".join(alias for alias in aliases if not find_fault(alias))
        yield "\t".join(cells)


def main() -> None:
    """Renew the lists, or check them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", type=Path, default=DATA)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    told: list[str] = []
    for path in sorted(options.folder.glob("*.tsv")):
        content = path.read_text(encoding="utf-8")
        cleaned = "\n".join(clean_rows(content.rstrip("\n").split("\n"), told)) + "\n"
        if not options.check:
            (DATA / path.name).write_text(cleaned, encoding="utf-8")
    for line in told:
        print(line)
    if options.check and told:
        sys.exit(1)


if __name__ == "__main__":
    main()
