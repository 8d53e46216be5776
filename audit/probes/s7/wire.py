"""Bytes of the S7 identification: connect, set up, read two system status lists. Nothing else can
be encoded: no job but the set-up, and of the user data only the reading of lists 0x0011 and 0x001C.

Source: RFC 1006 (TPKT), ISO 8073 (COTP class 0); the S7 header as the Wireshark project documents
it; Siemens A5E00739858, System Software for S7-300/400, chapter 34 (system status lists).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

from audit.wire.octets import Octets, WireError, text_of

LONGEST = 2048
"""Octets of a TPKT that is taken: a PDU of 960, the largest that S7 negotiates, twice."""
TSAPS = (0x0102, 0x0200)
"""Programming device to rack 0 slot 2 (S7-300 and most others), operator panel to rack 0 slot 0."""
JOB, ACK_DATA, USER_DATA = 1, 3, 7
SET_UP = 0xF0
_TPKT = struct.Struct(">BBH")
_DATA = b"\x02\xf0\x80"
_HEAD = struct.Struct(">BBHHHH")
_MODULE_SIZE, _COMPONENT_SIZE = 28, 34
"""Octets of a record of list 0x0011 and of list 0x001C, index included."""
_ORDER_NUMBER_END = 22
_COMPONENT_ORDER = (1, 2, 3, 4, 5, 7, 8)
"""Which components a list holds, in this order, where its records have no index of their own."""


class SystemList(IntEnum):
    """The system status lists that may be read."""

    MODULES = 0x0011
    COMPONENTS = 0x001C


@dataclass(frozen=True, slots=True)
class Refused:
    """The device is there and does not do this."""

    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a system status list."""

    reference: int
    """Of the request that it answers."""
    data: bytes
    sequence: int
    more: bool


@dataclass(frozen=True, slots=True)
class Module:
    """A record of list 0x0011: 1 module, 6 basic hardware, 7 basic firmware."""

    index: int
    order_number: str
    version: str


def cut(received: bytes) -> tuple[bytes, bytes] | None:
    """Cut the first TPKT off what was received; None: more must come.

    Raises
    ------
    WireError
        As soon as it shows that it is no TPKT.
    """
    if received and received[0] != 3:
        raise WireError("no TPKT header")
    if len(received) < _TPKT.size:
        return None
    _, reserved, length = _TPKT.unpack_from(received)
    if reserved != 0 or not 7 <= length <= LONGEST:
        raise WireError(f"a TPKT of {length} octets")
    return (received[:length], received[length:]) if len(received) >= length else None


def connect_request(tsap: int) -> bytes:
    """Encode the COTP connection request to one of `TSAPS`."""
    if tsap not in TSAPS:
        raise ValueError(f"TSAP {tsap:#06x} is none of those that are asked")
    cotp = b"\xe0\x00\x00\x00\x01\x00\xc1\x02\x01\x00\xc2\x02" + tsap.to_bytes(2, "big")
    return _tpkt(bytes((len(cotp) + 3,)) + cotp + b"\xc0\x01\x0a")


def setup_request(reference: int) -> bytes:
    """Encode `set up communication`: one job at a time, a PDU of 480 octets."""
    return _s7(JOB, reference, bytes((SET_UP,)) + b"\x00\x00\x01\x00\x01\x01\xe0", b"")


def list_request(reference: int, system_list: SystemList) -> bytes:
    """Encode the reading of a whole system status list."""
    wanted = b"\xff\x09\x00\x04" + SystemList(system_list).to_bytes(2, "big") + b"\x00\x00"
    return _s7(USER_DATA, reference, b"\x00\x01\x12\x04\x11\x44\x01\x00", wanted)


def next_request(reference: int, sequence: int) -> bytes:
    """Encode the request for the next part of the list that is being read."""
    parameters = b"\x00\x01\x12\x08\x12\x44\x01" + bytes((sequence & 0xFF,)) + b"\x00\x00\x00\x00"
    return _s7(USER_DATA, reference, parameters, b"\x0a\x00\x00\x00")


def _s7(kind: int, reference: int, parameters: bytes, data: bytes) -> bytes:
    head = _HEAD.pack(0x32, kind, 0, reference & 0xFFFF, len(parameters), len(data))
    return _tpkt(_DATA + head + parameters + data)


def _tpkt(payload: bytes) -> bytes:
    return _TPKT.pack(3, 0, _TPKT.size + len(payload)) + payload


def connect_reply(frame: bytes) -> Refused | None:
    """Read the answer to a connection request; None: connected."""
    octets = _after_tpkt(frame)
    octets.octet()
    code = octets.octet()
    if code == 0xD0:
        return None
    if code == 0x80:
        octets.take(4)
        return Refused(f"connection refused, reason {octets.octet()}")
    raise WireError(f"a COTP message of type {code:#04x}")


def setup_reply(frame: bytes) -> int | Refused:
    """Read the answer to `set up communication`: the size of a PDU in octets."""
    kind, _, error, parameters, _ = _message(frame)
    if kind not in (2, ACK_DATA):
        raise WireError(f"a message of kind {kind} for a set-up")
    if error:
        return Refused(f"set-up refused, error {error:#06x}")
    if parameters.octet() != SET_UP:
        raise WireError("another answer than to the set-up")
    parameters.take(5)
    return parameters.big(2)


def list_reply(frame: bytes) -> Part | Refused:
    """Read one part of a system status list; short answers are taken as far as they go."""
    kind, reference, error, parameters, data = _message(frame)
    if kind in (2, ACK_DATA):
        return Refused(f"error {error:#06x}")
    if kind != USER_DATA:
        raise WireError(f"a message of kind {kind} for a list")
    sequence, more = _list_parameters(parameters)
    if not data.left:
        return Part(reference, b"", sequence, False)
    code = data.octet()
    if code != 0xFF:
        return Refused(f"return code {code:#04x}")
    if data.left < 3:
        return Part(reference, b"", sequence, False)
    data.octet()
    length = data.big(2)
    return Part(reference, data.take(min(length, data.left)), sequence, more)


def _list_parameters(parameters: Octets) -> tuple[int, bool]:
    if parameters.take(3) != b"\x00\x01\x12":
        raise WireError("no parameters of user data")
    parameters.take(2)
    if parameters.big(2) != 0x8401:
        raise WireError("not the answer to reading a list")
    sequence = parameters.octet()
    if parameters.left < 2:
        return sequence, False
    parameters.octet()
    return sequence, parameters.octet() == 1


def _message(frame: bytes) -> tuple[int, int, int, Octets, Octets]:
    """Return (kind, reference, error, parameters, data) of an S7 message in a TPKT."""
    octets = _after_tpkt(frame)
    if octets.take(3) != _DATA or octets.octet() != 0x32:
        raise WireError("no S7 message")
    kind = octets.octet()
    octets.take(2)
    reference, parameters, data = octets.big(2), octets.big(2), octets.big(2)
    error = octets.big(2) if kind in (2, ACK_DATA) else 0
    return kind, reference, error, Octets(octets.take(parameters)), Octets(octets.take(data))


def _after_tpkt(frame: bytes) -> Octets:
    octets = Octets(frame)
    if octets.big(2) != 0x0300 or octets.big(2) != len(frame):
        raise WireError("no whole TPKT")
    return octets


def modules(whole: bytes) -> tuple[Module, ...]:
    """Read list 0x0011 as far as it is there."""
    found: list[Module] = []
    for record in _records(whole, SystemList.MODULES, _ORDER_NUMBER_END, _MODULE_SIZE):
        index, order_number = int.from_bytes(record[:2]), text_of(record[2:_ORDER_NUMBER_END])
        found.append(Module(index, order_number, _version(record[24:_MODULE_SIZE])))
    return tuple(found)


def components(whole: bytes) -> dict[int, str]:
    """Read list 0x001C as far as it is there: 1 system name, 2 module name, 3 plant designation,
    4 copyright, 5 serial number, 7 module type, 8 serial number of the memory card.
    """
    records = _records(whole, SystemList.COMPONENTS, _COMPONENT_SIZE, _COMPONENT_SIZE)
    indices = [int.from_bytes(record[:2]) for record in records]
    if not any(indices):
        indices = list(_COMPONENT_ORDER)
    found = zip(indices, (text_of(record[2:]) for record in records), strict=False)
    return {index: text for index, text in found if 1 <= index <= 8 and text}


def _records(whole: bytes, wanted: SystemList, least: int, usual: int) -> tuple[bytes, ...]:
    """Cut a list into records; python-snap7's server says that its records have no length."""
    if len(whole) < 8:
        return ()
    number, _, length, count = struct.unpack_from(">HHHH", whole)
    if number != wanted:
        raise WireError(f"list {number:#06x} for list {wanted:#06x}")
    if not length:
        length, count = usual, len(whole) // usual
    if length < least:
        return ()
    count = min(count, (len(whole) - 8) // length)
    return tuple(whole[8 + n * length :][:length] for n in range(count))


def _version(octets: bytes) -> str:
    """`V3.2.7` for 56 03 02 07; empty where the record holds no version."""
    if len(octets) != 4 or octets[0] != ord("V"):
        return ""
    return "V" + ".".join(str(part) for part in octets[1:])
