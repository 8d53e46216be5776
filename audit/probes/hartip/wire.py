"""Octets of HART-IP as a capture shows them. There is no encoder: even asking for an identity needs
a session, and a session takes one of the few places that a device has.

Source: FieldComm Group HCF_SPEC-085 (TDMA data link, HART-IP message header); HCF_SPEC-127,
command 0 (Read Unique Identifier).
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.probes.octets import Octets, WireError

TOKEN_PASSING = 3
LONGEST = 1024
_HEADER = 8
_KINDS = {0: "request", 1: "response", 2: "publish", 15: "nak"}


@dataclass(frozen=True, slots=True)
class Message:
    """A HART-IP message."""

    kind: str
    """request, response, publish, nak."""
    message_id: int
    """0 session initiate, 1 session close, 2 keep alive, 3 token-passing PDU."""
    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Identity:
    """The answer to command 0."""

    manufacturer: int | None
    """Since HART 7."""
    device_type: int
    hart_revision: int
    device_revision: int
    software_revision: int
    device_id: str


def cut(received: bytes) -> tuple[bytes, bytes] | None:
    """Cut the first message off what was received; None: more must come.

    Raises
    ------
    WireError
        As soon as it shows that it is no HART-IP.
    """
    if received and received[0] not in (1, 2):
        raise WireError("another version than 1 or 2")
    if len(received) < _HEADER:
        return None
    length = int.from_bytes(received[6:8], "big")
    if received[1] not in _KINDS or not _HEADER <= length <= LONGEST:
        raise WireError(f"a message of kind {received[1]} with {length} octets")
    return (received[:length], received[length:]) if len(received) >= length else None


def message(octets: bytes) -> Message:
    """Read one message.

    Raises
    ------
    WireError
        When it is cut short or no HART-IP.
    """
    found = cut(octets)
    if found is None or found[1]:
        raise WireError("no whole message")
    return Message(_KINDS[octets[1]], octets[2], octets[3], octets[_HEADER:])


def identity(pdu: bytes) -> Identity | None:
    """Read a token-passing PDU; None: anything but a good answer to command 0.

    Raises
    ------
    WireError
        When it is one and cut short.
    """
    octets = Octets(pdu)
    delimiter = octets.octet()
    if delimiter & 0x07 != 6:
        return None
    octets.take((5 if delimiter & 0x80 else 1) + (delimiter >> 5 & 3))
    if octets.octet() != 0:
        return None
    data = Octets(octets.take(octets.octet()))
    if data.octet() & 0x80 or data.take(2)[1] != 254:
        return None
    device_type = data.big(2)
    data.octet()
    revisions = data.octet(), data.octet(), data.octet()
    data.take(2)
    device_id = data.take(3).hex()
    manufacturer = None
    if data.left >= 7:
        data.take(5)
        manufacturer = data.big(2)
    return Identity(manufacturer, device_type, *revisions, device_id)
