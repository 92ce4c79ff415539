"""What every test may ask for."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Times say nothing on a machine that runs other things as well.
settings.register_profile("kgbuild", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kgbuild")

ROOT = Path(__file__).resolve().parents[1]


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
