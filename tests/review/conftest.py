"""A build with much that is doubtful, and `kgbuild review` over it in a process of its own."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kgbuild.pipeline import build

# A name that would run as a script in a page that does not escape it.
HOSTILE = "<img src=x onerror=alert(1)> & </script>"
THINGS = 60
_COLUMNS = (
    *("subject_id", "subject_label", "subject_type", "predicate_id", "predicate_modifier", "object_id", "object_label"),
    *("mapping_justification", "confidence", "comment", "ext_reason", "ext_via", "ext_paper", "ext_quote"),
)
_ROWS = (
    {
        "subject_label": "LNT",
        "object_id": "entity:lantern-net",
        "object_label": "Lantern Net",
        "confidence": "0.55",
        "ext_reason": "abbreviation-elsewhere",
        "ext_paper": "paper:study-number-1",
        "ext_quote": "LNT, a lantern net",
    },
    {"subject_label": "Thing 3", "object_id": "entity:thing-4", "confidence": "0.4", "ext_via": "Thing 5"},
    {"subject_label": "Thing 6", "object_id": "entity:thing-7", "object_label": "Thing 7", "confidence": "0.97"},
    {
        "subject_id": "entity:thing-8",
        "subject_label": "Thing 8",
        "predicate_modifier": "Not",
        "object_id": "entity:thing-9",
        "object_label": "Thing 9",
        "confidence": "0.3",
        "comment": "differs in a number",
    },
)


def to_ledger() -> str:
    """Return a small aliases.tsv: two doubtful joins, a sure one, a near miss."""
    prefixes = [f"#  {name}: https://w3id.org/kgbuild/id/{name}/" for name in ("entity", "paper")]
    lines = ["#curie_map:", *prefixes, "#mapping_set_id: https://example.org/set", "\t".join(_COLUMNS)]
    for row in _ROWS:
        cells = {"subject_type": "" if "subject_id" in row else "rdfs literal", **row}
        lines.append("\t".join(cells.get(column, "") for column in _COLUMNS))
    return "\n".join(lines) + "\n"


def write_records(path: Path) -> None:
    lines = []
    for number in range(THINGS):
        name = HOSTILE if number == 0 else f"Thing {number}"
        text = f"In this work {name} is looked at. Nothing else is."
        start = text.index(name)
        mention = {"section": "abstract", "start": start, "end": start + len(name), "text": name, "by": "model"}
        entity = {
            "type": "Method",
            "kind": "named",
            "role": "used",
            "names": [name],
            "confidence": round(0.3 + number / 200, 4),
            "mentions": [mention],
        }
        record = {"title": f"Study number {number}", "abstract": text, "entities": [entity]}
        if number == 50:
            record["outside_field"] = True
        lines.append(json.dumps(record))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of sixty papers with one doubtful thing each; not to be written into."""
    folder = tmp_path_factory.mktemp("review")
    write_records(folder / "records.jsonl")
    build([str(folder / "records.jsonl")], folder / "output")
    return folder / "output"


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A copy of the build with a ledger."""
    copy = tmp_path / "output"
    copy.mkdir()
    for file in built.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    (copy / "aliases.tsv").write_text(to_ledger(), encoding="utf-8")
    return copy


@dataclass
class Reviewed:
    """A running review."""

    address: str
    process: subprocess.Popen[str]
    said: str

    def ask(
        self, method: str, target: str, body: object = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], str]:
        host, port = re.fullmatch(r"http://([^:]+):(\d+)/", self.address).groups()  # type: ignore[union-attr]
        connection = http.client.HTTPConnection(host, int(port), timeout=30)
        try:
            sent = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
            connection.request(method, target, sent, headers or {})
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            return response.status, named, response.read().decode("utf-8")
        finally:
            connection.close()

    @property
    def token(self) -> str:
        found = re.search(r'name="kgbuild-token" content="([^"]+)"', self.ask("GET", "/")[2])
        assert found
        return found[1]

    @property
    def items(self) -> list[dict[str, Any]]:
        return json.loads(self.ask("GET", "/items.json")[2])["items"]

    def answer(self, item: str, answer: str | None, **more: object) -> tuple[int, dict[str, Any]]:
        headers = {"Content-Type": "application/json", "X-Kgbuild-Token": self.token}
        status, _, text = self.ask("POST", "/decisions", {"item": item, "answer": answer, **more}, headers)
        return status, json.loads(text)


def start_review(folder: Path, *options: str) -> Reviewed:
    command = [sys.executable, "-m", "kgbuild", "review", str(folder), "--port", "0", *options]
    environment = {**os.environ, "COLUMNS": "200"}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment)
    assert process.stderr is not None
    said = ""
    while not (found := re.search(r"at (http://127\.0\.0\.1:\d+/)", said)):
        line = process.stderr.readline()
        assert line, said
        said += line
    return Reviewed(found[1], process, said)


@pytest.fixture
def start() -> Iterator[Callable[..., Reviewed]]:
    """Start reviews that end with the test, as Ctrl-C ends them: with nothing said."""
    running: list[Reviewed] = []

    def begin(folder: Path, *options: str) -> Reviewed:
        running.append(start_review(folder, *options))
        return running[-1]

    yield begin
    ends = []
    for review in running:
        assert review.process.stderr is not None
        review.process.send_signal(signal.SIGINT)
        review.process.stderr.readline()  # how to build again
        ends.append((review.process.stderr.read(), review.process.wait(timeout=20)))
        review.process.stderr.close()
    assert ends == [("", 0)] * len(ends)
