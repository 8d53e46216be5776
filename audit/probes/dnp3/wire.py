"""Bytes of `request link status`. There is one encoder, and it can ask nothing else: no
application layer is reached.

Source: IEEE 1815-2012, 9.2 (data link layer), 9.2.4.1.3 (function codes), annex E (CRC).
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.wire.octets import Octets, WireError

REQUEST_LINK_STATUS, LINK_STATUS = 9, 11
SELF_ADDRESS = 0xFFFC
"""A device that has this enabled answers it with its own address (9.2.4.1.1)."""
FRAME = 10
"""Octets of a frame without user data."""
_START = b"\x05\x64"
_DIRECTION, _PRIMARY = 0x80, 0x40


@dataclass(frozen=True, slots=True)
class Link:
    """The header of a data link frame."""

    function: int
    primary: bool
    from_master: bool
    destination: int
    source: int


def request(destination: int, source: int) -> bytes:
    """Encode Request Link Status from a master; addresses 0 to 65519, or `SELF_ADDRESS`."""
    if destination != SELF_ADDRESS and not 0 <= destination <= 0xFFEF:
        raise ValueError(f"{destination} is the address of no single device")
    if not 0 <= source <= 0xFFEF:
        raise ValueError(f"{source} is no address of a master")
    control = _DIRECTION | _PRIMARY | REQUEST_LINK_STATUS
    addresses = destination.to_bytes(2, "little") + source.to_bytes(2, "little")
    head = _START + bytes((5, control)) + addresses
    return head + _crc(head).to_bytes(2, "little")


def cut(received: bytes) -> tuple[bytes, bytes] | None:
    """Cut the first frame off what was received; None: more must come.

    Raises
    ------
    WireError
        As soon as it shows that it is no DNP3.
    """
    if received[:2] != _START[: len(received)]:
        raise WireError("no DNP3 start octets")
    if len(received) < FRAME:
        return None
    length = received[2]
    if length < 5:
        raise WireError(f"a frame of length {length}")
    data = length - 5
    end = FRAME + data + 2 * -(-data // 16)  # a CRC behind every 16 octets
    return (received[:end], received[end:]) if len(received) >= end else None


def link(frame: bytes) -> Link:
    """Read a frame's header.

    Raises
    ------
    WireError
        When it is cut short or its check sum is wrong.
    """
    octets = Octets(frame)
    head = octets.take(8)
    if head[:2] != _START or octets.little(2) != _crc(head):
        raise WireError("no DNP3 frame, or its check sum is wrong")
    control = head[3]
    return Link(
        control & 0x0F,
        bool(control & _PRIMARY),
        bool(control & _DIRECTION),
        int.from_bytes(head[4:6], "little"),
        int.from_bytes(head[6:8], "little"),
    )


def _crc(octets: bytes) -> int:
    crc = 0
    for octet in octets:
        crc ^= octet
        for _ in range(8):
            crc = crc >> 1 ^ 0xA6BC if crc & 1 else crc >> 1
    return crc ^ 0xFFFF
