"""What can stop a packet before it is sent."""

from __future__ import annotations

import errno

from audit.records import Status


class NetError(Exception):
    """Anything that audit.net refuses or cannot do; the message says what, where and what to do."""


class ScopeError(NetError):
    """scope.toml cannot be used: file, line or key, and the remedy."""


class ScopeMissingError(ScopeError):
    """There is no scope.toml: nothing may be sent."""


class OutOfScopeError(NetError):
    """Raised by the dialer at send time: the scope does not allow this packet."""


class StoppedError(NetError):
    """A stop condition was met: nothing more is sent in this run."""


class LedgerError(NetError):
    """The ledger cannot be written: the run ends, for nothing is sent that is not recorded."""


class AttemptError(NetError):
    """An attempt ended without an answer; `status` says how."""

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status = status


def failed(error: OSError) -> AttemptError:
    """Return the attempt's end that an error of the operating system means."""
    if isinstance(error, ConnectionRefusedError):
        return AttemptError(Status.REFUSED, "refused: a host is there, the port is closed")
    if isinstance(error, ConnectionError):
        return AttemptError(Status.CLOSED, "the device closed the connection")
    if error.errno in (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EADDRNOTAVAIL):
        return AttemptError(Status.TIMEOUT, f"no way to the device: {error.strerror}")
    return AttemptError(Status.TIMEOUT, f"{error.strerror or error}")
