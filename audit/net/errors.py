"""What can stop a packet before it is sent."""

from __future__ import annotations


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
