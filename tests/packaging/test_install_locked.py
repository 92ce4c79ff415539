"""What a lock file holds is what gets installed, by pips of old and of today, whatever newer versions are on offer.

`tools/install_locked.sh` is the one road of the Makefile and of `.ci/run`; here it meets a folder of made-up wheels.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INSTALL_LOCKED = ROOT / "tools" / "install_locked.sh"
# Debian 12's pip and that of Python 3.11.7; from Python 3.12 on, the first of them does not run.
PIPS = [*(["23.0.1"] if sys.version_info < (3, 12) else []), "23.2.1", "newest"]
# As pytest-cov wants coverage: with an extra, in any version from one on.
OFFERED = {
    ("crown", "1.0"): "",
    ("crown", "1.1"): "",
    ("leaf", "2.0"): "Provides-Extra: veins\nRequires-Dist: crown>=1.0; extra == 'veins'\n",
    ("leaf", "2.1"): "Provides-Extra: veins\nRequires-Dist: crown>=1.1; extra == 'veins'\n",
    ("tree", "3.0"): "Requires-Dist: leaf[veins]>=2.0\n",
    ("tree", "4.0"): "Requires-Dist: leaf[veins]>=2.1\n",
}
LOCKED = {"crown": "1.0", "leaf": "2.0", "tree": "3.0"}


def environment(**more: str) -> dict[str, str]:
    """Return the environment without settings for pip or Python, and with what is given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    return kept | {"PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"} | more


@pytest.fixture(scope="module", params=PIPS)
def pip_wheel(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel of a pip from the package index; skip where it cannot be had."""
    folder = tmp_path_factory.mktemp("pip")
    lock = Path(__file__).with_name(f"pip-{request.param}.lock")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    done = subprocess.run(
        [*command, "--dest", folder, "--requirement", lock], capture_output=True, text=True, check=False
    )
    if done.returncode:
        missing = f"pip {request.param} cannot be fetched from the package index: {done.stderr.strip()[-300:]}"
        pytest.fail(missing) if os.environ.get("KGBUILD_REQUIRE_ALL") else pytest.skip(missing)
    (wheel,) = folder.glob("pip-*.whl")
    return wheel


@pytest.fixture(scope="module")
def with_pip(pip_wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an environment that holds that pip and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    install = [folder / "bin" / "python", pip_wheel / "pip", "install", "--quiet", "--no-compile", "--no-index"]
    subprocess.run([*install, pip_wheel], env=environment(), check=True)
    return folder


@pytest.fixture
def python(with_pip: Path) -> Iterator[Path]:
    """Return the Python of that environment, which is emptied afterwards."""
    yield with_pip / "bin" / "python"
    for name, _ in OFFERED:
        for path in with_pip.glob(f"lib/python3.*/site-packages/{name}[.-]*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Return a folder of wheels, some newer than what is locked."""
    folder = tmp_path / "index"
    folder.mkdir()
    for (name, version), needs in OFFERED.items():
        info = f"{name}-{version}.dist-info"
        files = {
            f"{name}.py": "",
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        record = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
        with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
            for path, text in (files | {f"{info}/RECORD": record}).items():
                wheel.writestr(path, text)
    return folder


def write_lock(index: Path, pins: Mapping[str, str], extra: str = "[veins]") -> Path:
    """Write a lock in the form of ours."""
    lines = []
    for name, version in pins.items():
        sha256 = hashlib.sha256((index / f"{name}-{version}-py3-none-any.whl").read_bytes()).hexdigest()
        lines += [f"{name}{extra if name == 'leaf' else ''}=={version} \\", f"    --hash=sha256:{sha256}"]
    lock = index.parent / "made-up.lock"
    lock.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return lock


def install(python: Path, lock: Path, index: Path) -> subprocess.CompletedProcess[str]:
    """Install a lock from the folder of wheels."""
    offered = environment(PIP_NO_INDEX="1", PIP_FIND_LINKS=str(index))
    return subprocess.run([INSTALL_LOCKED, python, lock], env=offered, capture_output=True, text=True, check=False)


def installed(python: Path) -> dict[str, str]:
    """Return name and version of everything in an environment but pip."""
    program = "import json, importlib.metadata as m; print(json.dumps({d.name: d.version for d in m.distributions()}))"
    done = subprocess.run([python, "-I", "-c", program], capture_output=True, check=True)
    return {name: version for name, version in json.loads(done.stdout).items() if name != "pip"}


@pytest.mark.parametrize("extra", ["", "[veins]"])
def test_the_locked_versions_are_installed_though_newer_ones_are_on_offer(
    python: Path, index: Path, extra: str
) -> None:
    done = install(python, write_lock(index, LOCKED, extra), index)
    assert done.returncode == 0, done.stderr
    assert installed(python) == LOCKED


def test_newer_versions_that_are_there_already_give_way(python: Path, index: Path) -> None:
    for pins in ({"crown": "1.1", "leaf": "2.1", "tree": "4.0"}, LOCKED):
        done = install(python, write_lock(index, pins), index)
        assert done.returncode == 0, done.stderr
        assert installed(python) == pins


def test_a_lock_that_lacks_a_package_is_told(python: Path, index: Path) -> None:
    done = install(python, write_lock(index, {"crown": "1.0", "tree": "3.0"}), index)
    assert done.returncode == 1
    assert "tree 3.0 requires leaf" in done.stderr
    assert "made-up.lock" in done.stderr


def test_a_file_other_than_the_locked_one_is_refused(python: Path, index: Path) -> None:
    lock = write_lock(index, LOCKED)
    with zipfile.ZipFile(index / "crown-1.0-py3-none-any.whl", "a") as wheel:
        wheel.writestr("thorn.py", "")
    done = install(python, lock, index)
    assert done.returncode != 0
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in done.stderr
    assert installed(python) == {}


def test_make_and_ci_install_locks_by_this_road_only() -> None:
    scripts = (ROOT / "Makefile").read_text("utf-8") + (ROOT / ".ci" / "run").read_text("utf-8")
    assert re.findall(r"--requirement|--constraint|-[rc] \S+\.lock", scripts) == []
    used = set(re.findall(r"install_locked\.sh \S+ (\S+)", scripts))
    assert used == {lock.name for lock in ROOT.glob("*.lock")}
