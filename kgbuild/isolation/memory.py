"""A limit for what a process may allocate; more is refused by the system, which ends the process or its work."""

import sys
from pathlib import Path
from typing import Final

_FIELD: Final = "VmData:"


def allocated_bytes() -> int:
    """Return what this process has allocated, as the limit of `limit_memory` counts it (Linux only, else 0)."""
    if sys.platform != "linux":
        return 0
    lines = Path("/proc/self/status").read_text("ascii", errors="replace").splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(_FIELD)), 0)


def limit_memory(more: int, *, allocated: int | None = None) -> None:
    """Let this process allocate so many bytes more than it has (Linux only: others do not count them)."""
    if sys.platform != "linux":
        return
    import resource

    most = (allocated_bytes() if allocated is None else allocated) + more
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
