"""The page's JavaScript without a page: Node's own test runner, the Node that Playwright brings where there is none."""

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def find_node() -> str | None:
    if found := shutil.which("node"):
        return found
    driver = pytest.importorskip("playwright._impl._driver")
    return str(driver.compute_driver_executable()[0])


@pytest.mark.parametrize("script", sorted(path.name for path in HERE.glob("*_test.mjs")))
def test_the_scripts_hold_what_their_tests_say(script: str) -> None:
    done = subprocess.run(
        [find_node(), "--test", str(HERE / script)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
