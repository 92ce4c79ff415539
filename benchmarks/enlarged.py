"""Write a graph as large as is asked for, of copies of one that was built.

    python benchmarks/enlarged.py FOLDER COPIES OUT

Copies have papers, statements, mentions and rare things of their own; things that at least SHARED papers of the
original name are in all of them the same. So papers, statements and texts grow as they do when more papers are built,
and a few names are in very many papers, as in a real graph. It is for measuring what reads graphs, without the hours
of building.
"""

import re
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Final

from kgbuild.graph.marks import read_mark

SHARED: Final = 3
_ENTITY: Final = re.compile(rb"<https://w3id\.org/kgbuild/id/entity/[^>#]+")
_OWN: Final = re.compile(rb"(<https://w3id\.org/kgbuild/id/(?:paper|statement|mention|result)/[^>#]+)")
_FACT: Final = re.compile(
    rb"kg:(?:uses|proposes|mentions|addresses|introduces|evaluates|compares)[A-Za-z]+ ([^;.]+)[;.]\n"
)


def enlarge(graph: Path, copies: int, output: Path) -> None:
    """Write `graph.ttl` and `evidence.ttl` of so many copies of a build's folder into another folder."""
    output.mkdir(parents=True, exist_ok=True)
    facts = (graph / "graph.ttl").read_bytes()
    named = Counter(iri for match in _FACT.finditer(facts) for iri in set(_ENTITY.findall(match[1])))
    shared = {iri for iri, papers in named.items() if papers >= SHARED}
    mark = read_mark(graph / "graph.ttl")
    for name in ("graph.ttl", "evidence.ttl"):
        head, body = _split((graph / name).read_bytes())
        with (output / name).open("wb") as file:
            file.write(head)
            for number in range(copies):
                file.write(body if not number else _renamed(body, b"-c%d" % number, shared))
            if mark:
                file.write(mark.to_comment().encode())


def _split(text: bytes) -> tuple[bytes, bytes]:
    """Return the prefixes, and the statements without the mark at their end."""
    head = re.match(rb"(?:@prefix [^\n]*\n)*", text)
    at = head.end() if head else 0
    return text[:at], re.sub(rb"(?m)^# kgbuild:[^\n]*\n", b"", text[at:])


def _renamed(body: bytes, suffix: bytes, shared: set[bytes]) -> bytes:
    body = _OWN.sub(rb"\1" + suffix, body)
    return _ENTITY.sub(lambda match: match[0] if match[0] in shared else match[0] + suffix, body)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: python benchmarks/enlarged.py FOLDER COPIES OUT")
    shutil.rmtree(sys.argv[3], ignore_errors=True)
    enlarge(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
