"""The socket that paramiko gets: bytes counted, capped, ended at a deadline; no connecting here."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable


class CappedSocket:
    """A connected socket that a library may own, but not for ever and not without bounds.

    A switch that floods would otherwise fill the memory inside paramiko, and one that falls silent
    would keep a thread: both end in an OSError, which paramiko takes for a lost connection.
    """

    def __init__(
        self,
        connection: socket.socket,
        max_bytes: int,
        deadline_s: float,
        sent: Callable[[int], None],
    ) -> None:
        self._socket = connection
        self._room = max_bytes
        self._ends = time.monotonic() + deadline_s
        self._sent = sent
        self._later = 0

    def hold_back(self, first: int) -> None:
        """Allow only so many bytes until `release`: a login needs few, a flood begins there."""
        self._later, self._room = max(0, self._room - first), min(first, self._room)

    def release(self) -> None:
        """Allow the rest."""
        self._room, self._later = self._room + self._later, 0

    def recv(self, size: int) -> bytes:
        """Return what comes next; raise OSError beyond the cap or the deadline."""
        if self._room <= 0:
            raise OSError("the switch sent more than max_bytes")
        if time.monotonic() > self._ends:
            raise OSError("the deadline of the exchange is over")
        data = self._socket.recv(min(size, self._room))
        self._room -= len(data)
        return data

    def send(self, data: bytes) -> int:
        """Send and count."""
        count = self._socket.send(data)
        self._sent(count)
        return count

    def settimeout(self, seconds: float | None) -> None:
        """As on a socket."""
        self._socket.settimeout(seconds)

    def gettimeout(self) -> float | None:
        """As on a socket."""
        return self._socket.gettimeout()

    def getpeername(self) -> object:
        """As on a socket."""
        return self._socket.getpeername()

    def fileno(self) -> int:
        """As on a socket."""
        return self._socket.fileno()

    def shutdown(self, how: int) -> None:
        """As on a socket."""
        self._socket.shutdown(how)

    @property
    def _closed(self) -> bool:
        """paramiko 5 looks at this private name of Python's socket when it ends."""
        return self._socket.fileno() == -1

    def close(self) -> None:
        """Close this handle; the connection itself is ended by the dialer."""
        self._socket.close()

    def end(self) -> None:
        """Make every pending and later read fail, so that the library's thread ends."""
        self._ends = 0.0
