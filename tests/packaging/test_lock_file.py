"""The lock file: names, versions and hashes, nothing that ties it to one machine or one package index."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9.-]*)==[0-9][0-9a-z.+]*( ; [a-z_]+ [^/\\]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def test_each_line_is_a_pinned_version_or_a_hash() -> None:
    strange = [line for line in LOCK.splitlines() if not (PIN.fullmatch(line) or HASH.fullmatch(line))]
    assert strange == []


def test_every_package_has_a_hash() -> None:
    lines = LOCK.splitlines()
    bare = [
        line
        for line, after in zip(lines, [*lines[1:], ""], strict=True)
        if PIN.fullmatch(line) and not HASH.fullmatch(after)
    ]
    assert bare == []


def test_the_lock_holds_every_dependency_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *project["dependency-groups"]["dev"],
        *(one for extra in project["project"]["optional-dependencies"].values() for one in extra),
    ]
    names = {re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower() for requirement in wanted}
    locked = {match["name"] for match in map(PIN.fullmatch, LOCK.splitlines()) if match}
    assert names - locked == set()
