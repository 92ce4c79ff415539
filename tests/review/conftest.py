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
from doubtful_build import to_ledger, write_records
from waiting import GUARD_SECONDS

from kgbuild.pipeline import build


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
    assert (built / "aliases.tsv").is_file()
    for file in filter(Path.is_file, built.iterdir()):
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
        connection = http.client.HTTPConnection(host, int(port), timeout=GUARD_SECONDS)
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
        ends.append((review.process.stderr.read(), review.process.wait(timeout=GUARD_SECONDS)))
        review.process.stderr.close()
    assert ends == [("", 0)] * len(ends)
