"""What every test may ask for."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from waiting import GUARD_SECONDS

# Times say nothing on a machine that runs other things as well.
settings.register_profile("kgbuild", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples on every run, and of one that fails the line that brings it back.
settings.register_profile("kgbuild-ci", settings.get_profile("kgbuild"), derandomize=True, print_blob=True)
IN_CI = any(os.environ.get(name) for name in ("CI", "KGBUILD_REQUIRE_ALL"))  # the latter in .ci/run, wherever it runs
settings.load_profile("kgbuild-ci" if IN_CI else "kgbuild")

ROOT = Path(__file__).resolve().parents[1]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Let pytest-xdist, where it is used, hand out the tests in the same way on every run."""
    from shares import ShareScheduling

    return ShareScheduling(config, log)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder with the real paper set and its annotations, beside the checkout."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        missing = "the shared paper set is not beside the checkout (../shared)"
        if os.environ.get("KGBUILD_REQUIRE_ALL"):
            pytest.fail(missing)
        pytest.skip(missing)
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Start Chromium once for all tests (Playwright runs only once in a thread); skip without it."""
    missing = "Playwright and Chromium (/usr/bin/chromium, or one that Playwright installed) are needed"
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        _skip(missing)
    own = Path("/usr/bin/chromium")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    flags += ["--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=own if own.exists() else None, args=flags)
        except Error:
            _skip(missing)
        for name in ("new_context", "new_page"):
            setattr(browser, name, _patient(getattr(browser, name)))
        yield browser
        browser.close()


def _patient(open_one: Callable[..., Any]) -> Callable[..., Any]:
    """Have what a browser opens wait as long as all tests do for what has to happen."""

    def open_patiently(**options: Any) -> Any:
        opened = open_one(**options)
        opened.set_default_timeout(GUARD_SECONDS * 1000)
        return opened

    return open_patiently


def _skip(missing: str) -> None:
    """Skip a test for want of something, or fail it where everything is required."""
    if os.environ.get("KGBUILD_REQUIRE_ALL"):
        pytest.fail(missing)
    pytest.skip(missing)
