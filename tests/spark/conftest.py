"""Where Spark is: in this environment, or where tools/install_spark.sh puts it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INSTALLED = Path(os.environ.get("KGBUILD_SERVERS", ROOT / ".servers")) / "spark"
Build = Callable[..., subprocess.CompletedProcess[str]]


def spark_path() -> str | None:
    """Return what of the path of modules has PySpark: "" where it is in this environment, None where it is nowhere."""
    if find_spec("pyspark"):
        return ""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    there = INSTALLED / "lib" / version / "site-packages"
    return str(there) if (there / "pyspark").is_dir() else None


@pytest.fixture(scope="module")
def build_on_spark(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return what builds with Spark in a process of its own, on two cores of this machine."""
    path = spark_path()
    if path is None or not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        missing = f"PySpark for this Python is not in {INSTALLED}, or no Java is here; run tools/install_spark.sh"
        if os.environ.get("KGBUILD_REQUIRE_ALL"):
            pytest.fail(missing)
        pytest.skip(missing)
    settings = {
        "spark.ui.enabled": "false",
        "spark.default.parallelism": "2",
        "spark.sql.shuffle.partitions": "2",
        "spark.local.dir": tmp_path_factory.mktemp("spark"),
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }
    given = " ".join(f"--conf {name}={value}" for name, value in settings.items())
    given += " --driver-java-options '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'"  # for runs that are short
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), path))),
        "PYSPARK_SUBMIT_ARGS": f"--master local[2] --driver-memory 1g {given} pyspark-shell",
        "PYSPARK_PYTHON": sys.executable,
        "NO_COLOR": "1",
    }

    def build(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kgbuild", "build", *map(str, arguments), "--engine", "spark"]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=1500)

    return build
