"""What this computer's system sends a segment by itself: its answers to devices that ask by ARP
whether it is still there, and its own such questions (RFC 4861 calls it unreachability detection;
systems do it for IPv4 too). No exchange pays for these frames, and the pace has to know of them.

Linux with the right to raw sockets; elsewhere nobody tells, and the pace reckons with what it
foresees alone. Nothing is sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from collections.abc import Callable

from audit.net.ethernet import ARP, HEADER, hear_only

_ALL = 0x0003
"""ETH_P_ALL (if_ether.h): frames that leave are shown to nobody else."""
_PACKET_TYPE, _OUTGOING = 0xFFFFF004, 4
"""SKF_AD_OFF + SKF_AD_PKTTYPE (filter.h), PACKET_OUTGOING (if_packet.h)."""
_REPLY, _TO_MANY = 2, 0x01
_LARGEST, _TARGET_AT = 64, HEADER + 24
_AT_ONCE = 256

Told = Callable[[str], None]


class Aside:
    """Listens at adapters and tells `told` whom each such frame went to."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._at: dict[str, socket.socket | None] = {}

    def listen(self, adapter: str) -> bool:
        """Listen at one more adapter from now on; return whether all of them can be heard."""
        if adapter not in self._at:
            self._at[adapter] = opened = _open(adapter)
            if opened is not None:
                asyncio.get_running_loop().add_reader(opened, self._read, opened)
        return None not in self._at.values()

    def close(self) -> None:
        """Listen no more."""
        for opened in self._at.values():
            if opened is not None:
                asyncio.get_running_loop().remove_reader(opened)
                opened.close()
        self._at.clear()

    def _read(self, opened: socket.socket) -> None:
        with contextlib.suppress(OSError):  # nothing more, or the adapter has gone
            for _ in range(_AT_ONCE):
                if device := sent_to(opened.recv(_LARGEST)):
                    self._told(device)


def sent_to(frame: bytes) -> str:
    """Return the IPv4 address that an ARP frame is for; empty: it is none."""
    if frame[HEADER - 2 : HEADER] != ARP.to_bytes(2, "big") or len(frame) < _TARGET_AT + 4:
        return ""
    return socket.inet_ntoa(frame[_TARGET_AT : _TARGET_AT + 4])


def _open(adapter: str) -> socket.socket | None:
    if sys.platform != "linux":
        return None
    try:
        opened = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    except OSError:
        return None
    try:
        opened.setblocking(False)
        _hear_only_its_own(opened)
        opened.bind((adapter, _ALL))
    except OSError:
        opened.close()
        return None
    return opened


def _hear_only_its_own(opened: socket.socket) -> None:
    """Let the system keep all but ARP that leaves to one device (bpf(4)). A question to all is the
    first of a conversation or a sweep's: those are paid for.
    """
    hear_only(
        opened,
        (0x20, 0, 0, _PACKET_TYPE), (0x15, 0, 7, _OUTGOING),
        (0x28, 0, 0, HEADER - 2), (0x15, 0, 5, ARP),
        (0x28, 0, 0, HEADER + 6), (0x15, 2, 0, _REPLY),
        (0x30, 0, 0, 0), (0x45, 1, 0, _TO_MANY),
        (0x06, 0, 0, _LARGEST), (0x06, 0, 0, 0),
    )  # fmt: skip
