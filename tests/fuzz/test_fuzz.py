"""Any bytes keep the promises of `targets`: seeds and what fuzzing once found, kept as files, and fresh ones.

`tools/fuzz.py` goes on for as long as it is let.
"""

from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from targets import TARGETS

CORPUS: Final = Path(__file__).parent / "corpus"
FILES: Final = sorted(str(path.relative_to(CORPUS)) for path in CORPUS.glob("*/*"))
# Pieces that mean something to a parser.
_PIECES: Final = (
    b"{", b"}", b"[", b"]", b"(", b")", b"\"", b"'", b"\\", b",", b":", b";", b".", b"<", b">", b"#", b"@", b"^^",
    b"|", b"\n", b"\r", b"\r\n", b"\t", b"\x00", b"\x1b[", b"\xc2\x9b", b"\xe2\x80\xae", b"\xef\xbb\xbf", b"\xff\xfe",
    b"\xed\xa0\x80", b"\\ud800", b"\\u0000", b"NaN", b"Infinity", b"-1", b"1e999", b"0.5", b"1" * 400, b"null",
    b"true", b"a" * 300, b"title", b"abstract", b"entities", b"names", b"mentions", b"start", b"end", b"urls",
    b"relations", b"meta", b"authors", b"<x:a>", b"_:b", b"a kg:Paper ", b"kg:usesMethod ", b"<<", b">>", b"<<(",
    b")>>", b"{|", b"|}", b"@prefix ", b"@base ", b"SELECT * ", b"WHERE ", b"?x ", b"SERVICE ", b"VALUES ", b"GRAPH ",
    b"FILTER ", b"LIMIT 1", b"CONSTRUCT ", b"DESCRIBE ",
)  # fmt: skip
SEEDS: Final = {name: [(CORPUS / file).read_bytes() for file in FILES if file.startswith(name)] for name in TARGETS}


def test_every_target_has_seeds() -> None:
    assert all(SEEDS.values())


@pytest.mark.parametrize("file", FILES)
def test_a_kept_file_keeps_the_promises(file: str) -> None:
    TARGETS[file.split("/", maxsplit=1)[0]]((CORPUS / file).read_bytes())


@st.composite
def mutations(draw: st.DrawFn, name: str) -> bytes:
    """Draw a seed with some stretches replaced by pieces or by stretches of another seed."""
    data = draw(st.sampled_from(SEEDS[name]))
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 20)))
        other = draw(st.sampled_from(SEEDS[name]))
        cut = draw(st.integers(0, len(other)))
        new = draw(st.sampled_from(_PIECES) | st.binary(max_size=8) | st.just(other[cut : cut + 30]))
        data = data[:start] + new + data[end:]
    return data


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=60)
@given(st.data())
@pytest.mark.parametrize("name", TARGETS)
def test_other_bytes_keep_the_promises(name: str, data: st.DataObject) -> None:
    TARGETS[name](data.draw(mutations(name)))
