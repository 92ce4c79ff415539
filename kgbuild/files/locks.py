"""Locks that the system gives up for a process that ends, however it ends."""

import errno
import sys

if sys.platform != "win32":
    import fcntl

# What file systems answer that have no locks.
_WITHOUT: frozenset[int] = frozenset({errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL})


def try_lock(descriptor: int, *, shared: bool = False) -> bool | None:
    """Lock an open file or folder until it is closed; False where another has it, None where there are no locks.

    Any number may share a lock; while they do, nobody has it alone.
    """
    if sys.platform == "win32":
        return None
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno in _WITHOUT:
            return None
        raise
    return True
