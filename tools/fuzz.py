"""Fuzz a part of kgbuild for some time: `python tools/fuzz.py readers --seconds 600`.

Targets, seeds and former findings are those of `tests/fuzz`. Where Atheris is installed (`pip install atheris`, Linux
and macOS), it chooses the inputs by what they reach in the code; elsewhere Hypothesis draws them. What breaks a promise
is kept in `tests/fuzz/corpus/<target>` as `finding-<hash>`, and told.
"""

import argparse
import hashlib
import importlib
import importlib.util
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FUZZ = ROOT / "tests" / "fuzz"


class Watch:
    """Runs a target; keeps what breaks a promise, one of each kind, and counts."""

    def __init__(self, name: str, target: Callable[[bytes], None]) -> None:
        self.name, self.target = name, target
        self.runs = 0
        self.kinds: set[str] = set()

    def __call__(self, data: bytes) -> None:
        """Run the target on an input and note how it fails."""
        self.runs += 1
        try:
            self.target(data)
        except Exception as fault:  # noqa: BLE001 - any that is not told is a finding
            last = traceback.extract_tb(fault.__traceback__)[-1]
            kind = f"{type(fault).__name__} in {last.name} ({Path(last.filename).name}:{last.lineno})"
            if kind not in self.kinds:
                self.kinds.add(kind)
                path = FUZZ / "corpus" / self.name / f"finding-{hashlib.sha256(data).hexdigest()[:12]}"
                path.write_bytes(data)
                print(f"{self.name}: {kind}: {str(fault)[:200]!r}: kept as {path.relative_to(ROOT)}", flush=True)


def main() -> None:
    """Fuzz one target."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("target", choices=["readers", "formats", "records", "graphs", "queries", "models"])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=14)
    options = parser.parse_args()
    sys.path[:0] = [str(FUZZ), str(ROOT)]
    if importlib.util.find_spec("atheris"):
        with_atheris(options.target, options.seconds, options.seed)
    else:
        with_hypothesis(options.target, options.seconds, options.seed)


def with_atheris(name: str, seconds: int, seed: int) -> None:
    """Let Atheris choose the inputs; it ends the process itself."""
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["kgbuild"]):
        targets = importlib.import_module("targets")
    watch = Watch(name, targets.TARGETS[name])
    new = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    start = time.monotonic()

    def run(data: bytes) -> None:
        watch(data)
        if watch.runs % 10_000 == 0 or time.monotonic() - start > seconds - 2:
            print(
                f"{name}: {watch.runs:,} inputs in {time.monotonic() - start:.0f} s, {len(watch.kinds)} kinds",
                flush=True,
            )

    limits = (f"-max_total_time={seconds}", f"-seed={seed}", "-max_len=4096", "-timeout=60", "-rss_limit_mb=4096")
    atheris.Setup([sys.argv[0], *limits, "-print_final_stats=1", str(new), str(FUZZ / "corpus" / name)], run)
    atheris.Fuzz()


def with_hypothesis(name: str, seconds: int, seed: int) -> None:
    """Draw inputs until the time is over."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    targets, tests = importlib.import_module("targets"), importlib.import_module("test_fuzz")
    watch = Watch(name, targets.TARGETS[name])
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        quiet = settings(
            max_examples=500,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        seeded(seed)(quiet(given(tests.mutations(name))(watch.__call__)))()
        seed += 1
    print(f"{name}: {watch.runs:,} inputs in {time.monotonic() - start:.0f} s, {len(watch.kinds)} kinds", flush=True)


if __name__ == "__main__":
    main()
