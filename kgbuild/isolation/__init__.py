"""Work on what strangers wrote: in a process of its own with limits, and where no network can be reached."""

from kgbuild.isolation.children import run_child, with_signals, without_signals
from kgbuild.isolation.ends import OUT_OF_MEMORY, Cause, End, explain_end
from kgbuild.isolation.memory import allocated_bytes, limit_memory
from kgbuild.isolation.network import forbid_network, is_offline, run_offline

__all__ = [
    "OUT_OF_MEMORY",
    "Cause",
    "End",
    "allocated_bytes",
    "explain_end",
    "forbid_network",
    "is_offline",
    "limit_memory",
    "run_child",
    "run_offline",
    "with_signals",
    "without_signals",
]
