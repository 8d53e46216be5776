"""What ends our connections when we are killed: a small process that holds a second handle on each.

A process that is killed or crashes closes nothing itself. The system then closes its sockets, and
sends RST instead of FIN where an answer is unread; small controllers have died of that. The
keeper sees that the run is gone and ends the connections gracefully (`audit.net.keep`). It is
started with the first connection, in a session of its own, and ends with the run. Where it cannot
be had, nothing else changes.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path

from audit.net import keep

BUSY_S = 0.2
"""How long a busy keeper may take to read; one that takes longer is done without."""


class Keeper:
    """The run's end of the line to the keeper's process."""

    def __init__(self) -> None:
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._number = 0
        self._tried = False

    @property
    def process_id(self) -> int:
        """The keeper's process; 0: there is none."""
        return self._process.pid if self._process else 0

    def hold(self, connection: socket.socket) -> int:
        """Hand over a second handle on a connection; return its number, 0 without a keeper."""
        if not self._tried or self._owner != os.getpid():
            self._start()
        if self._control is None:
            return 0
        self._number += 1
        message = keep.MESSAGE.pack(keep.HOLD, self._number)
        return self._number if self._send(message, [connection.fileno()]) else 0

    def let_go(self, number: int) -> None:
        """Say that a connection has ended."""
        if number and self._control is not None and self._owner == os.getpid():
            self._send(keep.MESSAGE.pack(keep.LET_GO, number), [])

    def close(self) -> None:
        """Let the keeper end; what it still holds it ends gracefully without us."""
        control, self._control = self._control, None
        process, self._process = self._process, None
        if control is not None:
            control.close()
        if process is not None and self._owner == os.getpid():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.2)

    def _send(self, message: bytes, descriptors: list[int]) -> bool:
        assert self._control is not None
        try:
            socket.send_fds(self._control, [message], descriptors)
        except OSError:
            # It is gone or does not read: then the connections end as they would without it.
            self._control.close()
            self._control = None
            return False
        return True

    def _start(self) -> None:
        self._tried, self._owner = True, os.getpid()
        self._control = self._process = None
        if why_no_keeper():
            return
        with contextlib.suppress(OSError):
            self._control, self._process = _started()


def why_no_keeper() -> str:
    """Return why connections cannot be kept here when the run is killed; empty when they can."""
    if not hasattr(socket, "send_fds"):
        return "this system cannot hand a connection to another process as POSIX systems do"
    if not sys.executable or getattr(sys, "frozen", False) or not Path(keep.__file__).exists():
        return "Python cannot be started a second time here"
    return ""


def _started() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    with theirs:
        words = [sys.executable, "-I", "-S", keep.__file__, str(theirs.fileno()), str(os.getpid())]
        try:
            # The words are this file's own. A session of its own: Ctrl-C is for the run alone.
            process = subprocess.Popen(  # noqa: S603
                words, pass_fds=[theirs.fileno()], start_new_session=True, cwd="/",
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except OSError:
            ours.close()
            raise
    ours.settimeout(BUSY_S)
    return ours, process


KEEPER = Keeper()
"""One for all connections of this process."""
atexit.register(KEEPER.close)
