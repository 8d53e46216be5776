"""Octets of HART-IP: open a session, ask who somebody is, close it; nothing else can be encoded.

The number of the HART command is no parameter: command 0, Read Unique Identifier, is the only one
that there is an encoder for, and it carries no data. Answers are read to their checksum.

Source: FieldComm Group HCF_SPEC-085 (HART-IP: message header, session initiate and close), -081
(token-passing data link: delimiter, addresses, checksum), -127 (universal command 0). Held against
Wireshark's dissector (its fields `hart_ip.*`) and FieldComm Group's published client and server.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from audit.wire.octets import Octets, WireError

INITIATE, CLOSE, TOKEN_PASSING = 0, 1, 3
LONGEST = 1024
CLOSES_ITSELF_MS = 10_000
"""After so long without a message the device ends our session, should we be gone."""
_VERSION, _HEADER = 1, 8
_REQUEST, _RESPONSE, _NAK = 0, 1, 15
_KINDS = {_REQUEST: "request", _RESPONSE: "response", 2: "publish", _NAK: "nak"}
_PRIMARY = 1
_TO_DEVICE, _FROM_DEVICE = 0x02, 0x06
"""Delimiter: a frame with a short address from a master; the type of one from a device."""
_POLLED = 0x80
"""Short address: from the primary master to polling address 0."""
_READ_UNIQUE_IDENTIFIER = 0
_EXPANSION = 254
_WARNINGS = (0, 8)
"""Session states that go on: success, and `set to the nearest possible value`."""
_WHY = {
    2: "wrong kind of master", 5: "too few octets", 9: "its security is not set up yet",
    14: "it wants another version of HART-IP", 15: "all its sessions are in use",
    16: "we have a session already",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Message:
    """A HART-IP message."""

    kind: str
    """request, response, publish, nak."""
    message_id: int
    """0 session initiate, 1 session close, 2 keep alive, 3 token-passing PDU."""
    status: int
    sequence: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Identity:
    """The answer to command 0."""

    manufacturer: int
    """Sixteen bits since HART 7; before it the first octet of the device type."""
    device_type: int
    """Expanded: the maker's octet and its device type until HART 6."""
    hart_revision: int
    device_revision: int
    software_revision: int
    device_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The device is there and does not give this."""

    reason: str


def session_initiate() -> bytes:
    """Ask for a session as primary master."""
    return _message(INITIATE, 1, struct.pack(">BI", _PRIMARY, CLOSES_ITSELF_MS))


def read_unique_identifier() -> bytes:
    """Ask the device itself (polling address 0) who it is."""
    frame = bytes((_TO_DEVICE, _POLLED, _READ_UNIQUE_IDENTIFIER, 0))
    return _message(TOKEN_PASSING, 2, frame + bytes((_checksum(frame),)))


def session_close() -> bytes:
    """Give the session back."""
    return _message(CLOSE, 3, b"")


def _checksum(octets: bytes) -> int:
    """Exclusive or of all of them; zero over a whole frame."""
    total = 0
    for octet in octets:
        total ^= octet
    return total


def _message(message_id: int, sequence: int, body: bytes) -> bytes:
    size = _HEADER + len(body)
    return struct.pack(">BBBBHH", _VERSION, _REQUEST, message_id, 0, sequence, size) + body


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
    sequence = int.from_bytes(octets[4:6], "big")
    return Message(_KINDS[octets[1]], octets[2], octets[3], sequence, octets[_HEADER:])


def opened(octets: bytes) -> Refused | None:
    """Read the answer to `session_initiate`; None: there is a session.

    Raises
    ------
    WireError
        When it is cut short, something else, or answers another question.
    """
    said = _answer(octets, session_initiate())
    if said.kind == "response" and said.status in _WARNINGS:
        return None
    why = _WHY.get(said.status, f"HART-IP status {said.status}")
    return Refused(f"the device opens no session: {why}")


def identified(octets: bytes) -> Identity | Refused:
    """Read the answer to `read_unique_identifier`; raises as `opened` does."""
    said = _answer(octets, read_unique_identifier())
    if said.kind != "response" or said.status:
        return Refused(f"command 0 was not passed on: HART-IP status {said.status}")
    found = identity(said.body)
    if found is not None:
        return found
    response = _response_code(said.body)
    if response is None:
        raise WireError("the answer to another command")
    return Refused(f"the device answers command 0 with response code {response}")


def closed(octets: bytes) -> bool:
    """Read the answer to `session_close`: whether it is one; raises as `opened` does."""
    return bool(_answer(octets, session_close()))


def _answer(octets: bytes, request: bytes) -> Message:
    """Read a message and hold its number against the question's."""
    said, asked = message(octets), message(request)
    if said.kind not in ("response", "nak"):
        raise WireError(f"a {said.kind} where an answer belongs")
    if (said.message_id, said.sequence) != (asked.message_id, asked.sequence):
        raise WireError("the answer to another question")
    return said


def identity(frame: bytes) -> Identity | None:
    """Read a token-passing frame; None: anything but a good answer to command 0.

    Raises
    ------
    WireError
        When it is one and cut short, or its checksum is another.
    """
    data = _data_of(frame)
    if data is None or data.octet() & 0x80:
        return None
    data.octet()  # the device's status
    if not data.left or data.octet() != _EXPANSION:
        return None
    device_type = data.big(2)
    data.octet()  # preambles
    hart, device, software = data.octet(), data.octet(), data.octet()
    data.take(2)
    device_id = data.take(3).hex()
    manufacturer = device_type >> 8
    if hart >= 7 and data.left >= 7:
        data.take(5)
        manufacturer = data.big(2)
    return Identity(manufacturer, device_type, hart, device, software, device_id)


def _response_code(frame: bytes) -> int | None:
    """The first octet of an answer to command 0."""
    data = _data_of(frame)
    return data.octet() if data is not None else None


def of_the_device(frame: bytes) -> bool:
    """Whether a frame is that of polling address 0: the device itself, none behind it."""
    return len(frame) > 1 and not frame[0] & 0x80 and not frame[1] & 0x3F


def model_of(said: Identity) -> str:
    """Return what stands for a model: HART has only numbers of device types."""
    return f"HART device type {said.device_type:04x}"


def firmware_of(said: Identity) -> str:
    """Return the software revision in words."""
    return f"software revision {said.software_revision}"


def told(said: Identity) -> str:
    """Return the numbers that no other field holds."""
    return (
        f"HART manufacturer {said.manufacturer:04x}, HART revision {said.hart_revision}, "
        f"device revision {said.device_revision}"
    )


def _data_of(frame: bytes) -> Octets | None:
    """The data of an answer to command 0; None: another frame."""
    octets = Octets(frame)
    delimiter = octets.octet()
    if delimiter & 0x07 != _FROM_DEVICE:
        return None
    octets.take((5 if delimiter & 0x80 else 1) + (delimiter >> 5 & 3))
    if octets.octet() != _READ_UNIQUE_IDENTIFIER:
        return None
    data = octets.take(octets.octet())
    octets.octet()  # the checksum, so that all of it together is zero
    if octets.left or _checksum(frame):
        raise WireError("another checksum than its octets have")
    return Octets(data)
