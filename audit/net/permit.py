"""What a channel must know of the lease it belongs to: the shape that breaks an import circle."""

from __future__ import annotations

from typing import Protocol

from audit.net.counting import Sent
from audit.net.rules import Limits
from audit.net.target import Target


class FramePermit(Protocol):
    """What a channel for frames uses."""

    limits: Limits

    def check(self) -> None:
        """Ask the scope again; raises OutOfScopeError or StoppedError."""
        ...

    async def ready(self, packets: int) -> None:
        """Wait until so many packets may leave by the pace."""
        ...

    def count_frames(self, sent: Sent) -> None:
        """Add raw frames that were sent."""
        ...


class Permit(FramePermit, Protocol):
    """What a channel with one device uses."""

    target: Target
    port: int

    def count(self, packets: int, size: int) -> None:
        """Add datagrams that were sent; `size` is their payload in bytes."""
        ...

    async def ready_to_ask(self, size: int) -> None:
        """Wait until a request of so many bytes, and what it brings about, may leave."""
        ...

    def settle(self) -> int:
        """Tell the pace what has left by now, and return it."""
        ...

    def spoke(self, *, went_on: bool = False) -> None:
        """Say that the device has just sent something."""
        ...

    def heard(self) -> None:
        """Say that data has come on the connection."""
        ...

    def count_payload(self, size: int) -> None:
        """Add payload bytes that were sent on the connection."""
        ...
