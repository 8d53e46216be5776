"""Bytes of `read type name`. There is one encoder, and it can ask nothing else.

Source: Mitsubishi Electric SH(NA)-080956ENG, SLMP Reference Manual, chapters 4 (message format 3E,
binary code) and 5.2 (Read Type Name, 0101); SH(NA)-080008, MELSEC Communication Protocol.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.wire.octets import Octets, WireError, text_of

READ_TYPE_NAME = 0x0101
HEADER = 9
"""Octets up to the length field and with it."""
LONGEST = 1024
_REPLY = b"\xd0\x00"


@dataclass(frozen=True, slots=True)
class TypeName:
    """A CPU's model."""

    model: str
    code: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The device is there and does not give this."""

    end_code: int


def request() -> bytes:
    """Encode Read Type Name for the CPU that is connected, to be answered within one second."""
    command = READ_TYPE_NAME.to_bytes(2, "little") + b"\x00\x00"
    body = (4).to_bytes(2, "little") + command
    return b"\x50\x00" + b"\x00\xff\xff\x03\x00" + len(body).to_bytes(2, "little") + body


def cut(received: bytes) -> tuple[bytes, bytes] | None:
    """Cut the first response off what was received; None: more must come.

    Raises
    ------
    WireError
        As soon as it shows that it is no response in 3E format, binary code.
    """
    if received[:2] != _REPLY[: len(received)]:
        raise WireError("no response in 3E format")
    if len(received) < HEADER:
        return None
    length = int.from_bytes(received[7:9], "little")
    if not 2 <= length <= LONGEST:
        raise WireError(f"a response of {length} octets")
    end = HEADER + length
    return (received[:end], received[end:]) if len(received) >= end else None


def reply(message: bytes) -> TypeName | Refused:
    """Read the answer to Read Type Name.

    Raises
    ------
    WireError
        When it is cut short or something else.
    """
    octets = Octets(message)
    if octets.take(2) != _REPLY:
        raise WireError("no response in 3E format")
    octets.take(5)
    body = Octets(octets.take(octets.little(2)))
    end_code = body.little(2)
    if end_code:
        return Refused(end_code)
    return TypeName(text_of(body.take(16)), body.little(2))
