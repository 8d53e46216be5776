"""What a channel must know of the lease it belongs to: the shape that breaks an import circle."""

from __future__ import annotations

from typing import Protocol

from audit.net.counting import Sent
from audit.net.rules import Limits
from audit.net.target import Target


class Permit(Protocol):
    """The part of a lease that its channels use."""

    target: Target
    port: int
    limits: Limits

    def check(self) -> None:
        """Ask the scope again; raises OutOfScopeError or StoppedError."""
        ...

    def count(self, packets: int, size: int) -> None:
        """Add datagrams that were sent; `size` is their payload in bytes."""
        ...

    def count_frames(self, sent: Sent) -> None:
        """Add raw frames that were sent."""
        ...
