"""The sample plant's ports exist once on a computer: whoever starts its devices takes this lock."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

LOCK = Path(tempfile.gettempdir()) / "plantready-sample-ports.lock"


@contextmanager
def ports() -> Generator[None, None, None]:
    """Hold the ports of the sample's stand-ins; waits for another test process that has them."""
    with LOCK.open("a+b") as file:
        _take(file.fileno())
        yield


def _take(handle: int) -> None:
    """Lock the file; the system gives the lock back when it is closed, also after a crash."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        while True:
            try:
                msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined]
            except OSError:
                time.sleep(0.5)
            else:
                return
    fcntl.flock(handle, fcntl.LOCK_EX)
