import json
import os
import subprocess
import sys
from pathlib import Path

import samples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgbuild.datamodel import Extraction, Paper
from kgbuild.errors import KgbuildError
from kgbuild.readers import FORMATS, read_inputs

NAMES = [row.name for row in FORMATS]
ENDINGS = sorted({ending for row in FORMATS for ending in row.endings} | {".docx", ".jsonl.gz", ".zip", ""})
STARTS = [
    b"", b"title,abstract\n", b'{"title": ', b'[{"title": "a', b"\xff\xfe", b"\xef\xbb\xbf",
    b"\x1f\x8b\x08\x00", b"new\nSubscribe\n", b'{"title": "a"}\n{"title": "b"}\n',
    *(content.encode() if isinstance(content, str) else content for _, content in samples.SAMPLES.values()),
]  # fmt: skip
PIECES = [
    b'"', b"{", b"}", b"[", b"]", b",", b";", b"\n", b"\r\n", b"\x00", b"\xff", b"<", b"&x;", b"NaN", b"\\ud800", b"#",
    b"TY  - JOUR\n", b"ER  - \n", b"@article{x,\n", b"crossref = {x},", b"PMID- 1\n", b'"title":', b"}}}}",
]  # fmt: skip
near_misses = st.text(st.sampled_from('{}[]",:;\n\t \x00aA."title1'), max_size=80).map(str.encode)
anything = st.binary(max_size=200) | near_misses | st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join)


@settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], max_examples=400, deadline=None
)
@given(
    st.tuples(st.sampled_from(ENDINGS), st.sampled_from(["", *NAMES])),
    st.sampled_from(STARTS),
    anything,
    st.tuples(st.floats(0, 1), st.booleans()),
)
def test_any_bytes_as_any_format_are_read_or_refused_in_one_line(
    tmp_path: Path, name: tuple[str, str], start: bytes, rest: bytes, place_and_cut: tuple[float, bool]
) -> None:
    (ending, chosen), (where, cut) = name, place_and_cut
    path = tmp_path / f"file{ending}"
    place = int(where * len(start))
    path.write_bytes(start[:place] + rest + (b"" if cut else start[place:]))
    try:
        result = read_inputs([str(path)], input_format=chosen)
    except KgbuildError as error:
        said = [str(error)]
    else:
        said = [entry.where + entry.why for entry in result.skipped + result.notes]
        assert all(title_of(item).strip() for item in result.papers)
    finally:
        path.unlink()
    assert not any("\n" in line for line in said)


def title_of(item: Paper | Extraction) -> str:
    return item.paper.title if isinstance(item, Extraction) else item.title


def test_the_result_does_not_depend_on_the_hash_seed(tmp_path: Path) -> None:
    items = [
        {"title": f"Paper {number % 7}", "id": str(number), "doi": f"10.1000/{number % 5}"} for number in range(40)
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, items)))
    program = "import sys; from kgbuild.readers import FORMATS, read_inputs; print(read_inputs(sys.argv[1:]))"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path)],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1
