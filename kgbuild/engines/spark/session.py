"""Spark, started or joined: which needs the extra `kgbuild[spark]` and Java."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from kgbuild import errors
from kgbuild.engines.spark.shuffles import Cluster
from kgbuild.errors import EngineError

_LEAST_PYSPARK: Final = 4
_LEAST_JAVA: Final = 17
_PARTS_PER_CORE: Final = 4
_PYTHON_ERROR: Final = re.compile(r"(?!java\.|org\.)[\w.]*(?:Error|Exception): ")
_JAVA_ERROR: Final = re.compile(r"(?:Caused by: )?(?:java|org)\.[\w.$]*(?:Error|Exception)\b")
_RAISED: Final = re.compile(r"^kgbuild\.errors\.(\w+): (.*)$", re.MULTILINE)


@contextmanager
def running_spark(*, progress: bool = True) -> Iterator[Cluster]:
    """Yield the cluster that the environment names (`spark-submit`, PYSPARK_SUBMIT_ARGS), else one of this machine.

    A session that runs already is used and left running. Raises EngineError where Spark does not start, and for what
    went wrong in it; an error of ours that was raised in one of its processes is raised again.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    there = SparkSession.getActiveSession()
    try:
        session = there or _start(progress=progress)
    except (PySparkException, Py4JError, OSError) as fault:
        raise EngineError(
            f"Spark did not start: {_first_line(fault)}; see what it wrote above, and docs/spark.md"
        ) from fault
    cluster = Cluster(session, count_parts(session.sparkContext))
    try:
        yield cluster
    except (PySparkException, Py4JError) as fault:
        raise _translate(fault) from fault
    finally:
        if there is None:
            session.stop()
        else:
            cluster.forget()


def check_spark() -> None:
    """Raise EngineError where PySpark or Java is missing or too old, with what would help."""
    try:
        from pyspark import __version__ as installed
    except ImportError as error:
        raise EngineError("--engine spark needs PySpark 4: pip install 'kgbuild[spark]'") from error
    if int(installed.partition(".")[0]) < _LEAST_PYSPARK:
        raise EngineError(f"--engine spark needs PySpark 4: {installed} is installed; pip install 'kgbuild[spark]'")
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    if java is None:
        where = f"JAVA_HOME is {home}, where none is" if home else "none is found"
        raise EngineError(f"--engine spark needs Java {_LEAST_JAVA} or newer: {where}; install one, or set JAVA_HOME")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603
    version = re.search(r'version "(?:1\.)?(\d+)', told)
    if version and int(version[1]) < _LEAST_JAVA:
        hint = "set JAVA_HOME to a newer one"
        raise EngineError(f"--engine spark needs Java {_LEAST_JAVA} or newer: {java} is {version[1]}; {hint}")


def _start(*, progress: bool) -> Any:
    from pyspark.sql import SparkSession

    shown = str(progress and sys.stderr.isatty()).lower()
    session = SparkSession.builder.appName("kgbuild").config("spark.ui.showConsoleProgress", shown).getOrCreate()
    context = session.sparkContext
    context.setLogLevel("ERROR")
    if not context.getConf().contains("spark.sql.shuffle.partitions"):
        session.conf.set("spark.sql.shuffle.partitions", count_parts(context))
    return session


def count_parts(context: Any) -> int:
    """Return into how many parts the work is divided, as Spark's settings say or for the cores there are."""
    return int(context.getConf().get("spark.default.parallelism") or _PARTS_PER_CORE * context.defaultParallelism)


def _translate(fault: Exception) -> Exception:
    """Return an error of ours that a process of Spark raised, else what went wrong in Spark."""
    found = _RAISED.search(str(fault))
    kind = getattr(errors, found[1], None) if found else None
    if found and isinstance(kind, type) and issubclass(kind, errors.KgbuildError):
        return kind(found[2])
    return EngineError(f"Spark gave up: {_first_line(fault)}")


def _first_line(fault: Exception) -> str:
    """Return the most telling line of an error of Spark's: what Python raised there, else what Java did."""
    lines = [line.strip() for line in str(fault).splitlines() if line.strip()]
    told = [line for line in lines if _PYTHON_ERROR.match(line)] or [line for line in lines if _JAVA_ERROR.match(line)]
    return (told or lines or [type(fault).__name__])[0]
