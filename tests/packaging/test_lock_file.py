"""The lock files: names, versions and hashes, nothing that ties them to one machine or one package index."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted([*ROOT.glob("*.lock"), *Path(__file__).parent.glob("*.lock")])
PIN = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9.-]*)(\[[a-z0-9,-]+\])?==(?P<version>[0-9][0-9a-z.+]*)( ; (?P<where>[a-z_]+ [^/\\]+))? \\"
)
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]
# PySpark comes as source only, which no lock of ours takes: tools/install_spark.sh has its own.
LOCKED_EXTRAS = {name: extra for name, extra in PROJECT["project"]["optional-dependencies"].items() if name != "spark"}
EXTRAS = [one for extra in LOCKED_EXTRAS.values() for one in extra]


def pins(lock: str) -> set[tuple[str, str, str]]:
    """Return name, version and condition of each pin of a lock."""
    found = map(PIN.fullmatch, (ROOT / lock).read_text(encoding="utf-8").splitlines())
    return {(match["name"], match["version"], match["where"] or "") for match in found if match}


def name_of(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower()


def test_there_are_locks_for_users_developers_and_the_lowest_versions() -> None:
    names = {path.name for path in LOCKS}
    assert names >= {"requirements.lock", "requirements-dev.lock", "requirements-lowest.lock"}
    assert "uv.lock" not in names


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_each_line_is_a_pinned_version_or_a_hash(lock: Path) -> None:
    lines = lock.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not (PIN.fullmatch(line) or HASH.fullmatch(line))] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_package_has_a_hash(lock: Path) -> None:
    lines = lock.read_text(encoding="utf-8").splitlines()
    bare = [
        line
        for line, after in zip(lines, [*lines[1:], ""], strict=True)
        if PIN.fullmatch(line) and not HASH.fullmatch(after)
    ]
    assert bare == []


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]),
        (
            "requirements-dev.lock",
            [*PROJECT["project"]["dependencies"], *EXTRAS]
            + [one for group in GROUPS.values() for one in group if isinstance(one, str)],
        ),
        ("requirements-lowest.lock", [*PROJECT["project"]["dependencies"], *EXTRAS, *GROUPS["test"]]),
    ],
)
def test_a_lock_holds_every_dependency_that_it_is_for(lock: str, wanted: list[str]) -> None:
    assert {name_of(requirement) for requirement in wanted} - {name for name, _, _ in pins(lock)} == set()


def test_what_users_and_developers_have_in_common_has_one_version() -> None:
    ours = {(name, version) for name, version, _ in pins("requirements.lock")}
    assert ours <= {(name, version) for name, version, _ in pins("requirements-dev.lock")}
    assert not {"pytest", "ruff", "mypy"} & {name for name, _ in ours}


@pytest.mark.parametrize("wanted", [*PROJECT["project"]["dependencies"], *EXTRAS, *GROUPS["test"]])
def test_the_lowest_lock_holds_the_lowest_version_of_a_dependency(wanted: str) -> None:
    name, lowest = wanted.split(">=")
    (version,) = [version for pinned, version, _ in pins("requirements-lowest.lock") if pinned == name]
    assert re.fullmatch(re.escape(lowest) + r"(\.0)*", version)


def test_each_extra_but_spark_is_locked() -> None:
    asked = (ROOT / "tools" / "lock.sh").read_text(encoding="utf-8")
    assert set(re.findall(r"--extra ([a-z0-9]+)", asked)) == LOCKED_EXTRAS.keys()
