"""SNMP v1 and v2c messages: three kinds of question in, octets out; an answer's octets in, its
objects out. No I/O.

Source: RFC 1157 section 4.1 (v1), RFC 1901 section 3 and RFC 3416 section 3 (v2c), BER by ITU-T
X.690 section 8. There is no encoder for SET, and none for any value: a question holds names only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from audit.switches.mibs import Oid
from audit.switches.rows import Value
from audit.wire.octets import WireError

LARGEST = 65_507
"""Octets that a UDP datagram can hold."""
MOST_SUBIDS = 128
"""RFC 2578 section 3.5."""
_INTEGER, _STRING, _NULL, _OID, _SEQUENCE, _RESPONSE = 0x02, 0x04, 0x05, 0x06, 0x30, 0xA2
_NUMBERS = frozenset((_INTEGER, 0x41, 0x42, 0x43, 0x46, 0x47))
"""INTEGER, Counter32, Gauge32, TimeTicks, Counter64, UInteger32 of RFC 1442."""
_STRINGS = frozenset((_STRING, 0x40, 0x44, 0x45))
"""OCTET STRING, IpAddress, Opaque, NsapAddress of RFC 1442."""
_WITHOUT = frozenset((_NULL, 0x80, 0x81, 0x82))
"""NULL, noSuchObject, noSuchInstance, endOfMibView."""


class Version(IntEnum):
    """The number a message carries."""

    V1 = 0
    V2C = 1


class Ask(IntEnum):
    """The tags of the questions there are: nothing that writes."""

    GET = 0xA0
    NEXT = 0xA1
    BULK = 0xA5


@dataclass(frozen=True, slots=True)
class Response:
    """An agent's answer to one question."""

    request_id: int
    error_status: int = 0
    error_index: int = 0
    objects: list[tuple[Oid, Value | None]] = field(default_factory=list[tuple[Oid, Value | None]])
    """None: no such object, or the end of what there is to see."""


def question(
    version: Version,
    community: bytes,
    ask: Ask,
    request_id: int,
    oids: Sequence[Oid],
    repetitions: int = 0,
) -> bytes:
    """Encode a question; `repetitions` counts for BULK only, and no object is a non-repeater."""
    binds = b"".join(_tlv(_SEQUENCE, _tlv(_OID, oid_octets(oid)) + b"\x05\x00") for oid in oids)
    second = repetitions if ask is Ask.BULK else 0
    pdu = _integer(request_id) + _integer(0) + _integer(second) + _tlv(_SEQUENCE, binds)
    return _tlv(_SEQUENCE, _integer(version) + _tlv(_STRING, community) + _tlv(ask, pdu))


def oid_octets(oid: Oid) -> bytes:
    """Encode an OID's contents; X.690 section 8.19."""
    first = oid[0] * 40 + (oid[1] if len(oid) > 1 else 0)
    rest = oid[2:]
    if first < 128 and (not rest or max(rest) < 128):
        return bytes((first, *rest))
    return b"".join(_base_128(number) for number in (first, *rest))


def _base_128(number: int) -> bytes:
    octets = [number & 0x7F]
    while number := number >> 7:
        octets.append(0x80 | (number & 0x7F))
    return bytes(reversed(octets))


def _integer(number: int) -> bytes:
    size = number.bit_length() // 8 + 1
    return bytes((_INTEGER, size)) + number.to_bytes(size, "big", signed=True)


def _tlv(tag: int, contents: bytes) -> bytes:
    size = len(contents)
    if size < 0x80:
        return bytes((tag, size)) + contents
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + contents


def response(datagram: bytes, most_objects: int) -> Response:
    """Read an answer; of more objects than were asked for, the rest is left.

    Raises
    ------
    WireError
        When it is no SNMP v1 or v2c answer, or cut short.
    """
    try:
        return _response(datagram, most_objects)
    except IndexError:
        raise WireError("cut short") from None


def _response(datagram: bytes, most_objects: int) -> Response:
    start, end = _expect(datagram, 0, len(datagram), _SEQUENCE)
    version, at = _number(datagram, start, end)
    if version not in (Version.V1, Version.V2C):
        raise WireError(f"version {version} is neither v1 nor v2c")
    _, at = _expect(datagram, at, end, _STRING)
    at, end = _expect(datagram, at, end, _RESPONSE)
    request_id, at = _number(datagram, at, end)
    status, at = _number(datagram, at, end)
    index, at = _number(datagram, at, end)
    at, end = _expect(datagram, at, end, _SEQUENCE)
    return Response(request_id, status, index, _objects(datagram, at, end, most_objects))


def _objects(data: bytes, at: int, end: int, most: int) -> list[tuple[Oid, Value | None]]:
    found: list[tuple[Oid, Value | None]] = []
    while at < end and len(found) < most:
        at, stop = _expect(data, at, end, _SEQUENCE)
        start, middle = _expect(data, at, stop, _OID)
        name = _oid(data[start:middle])
        tag, start, at = _header(data, middle, stop)
        found.append((name, _value(tag, data[start:at])))
        at = stop
    return found


def _value(tag: int, octets: bytes) -> Value | None:
    if tag in _NUMBERS:
        # Counters are unsigned; agents that forget the leading zero send them as if negative.
        number = int.from_bytes(octets, "big", signed=tag == _INTEGER)
        if len(octets) > 9:
            raise WireError(f"a number of {len(octets)} octets")
        return number
    if tag in _STRINGS:
        return octets
    if tag == _OID:
        return _oid(octets)
    return None if tag in _WITHOUT else octets


def _oid(octets: bytes) -> Oid:
    if not octets or octets[-1] & 0x80:
        raise WireError("an object identifier is cut short")
    numbers = tuple(octets) if octets.isascii() else _long_numbers(octets)
    first = numbers[0]
    if len(numbers) >= MOST_SUBIDS:  # the first octet holds two of them
        raise WireError("an object identifier of more than 128 numbers")
    if first < 80:
        return (*divmod(first, 40), *numbers[1:])
    return (2, first - 80, *numbers[1:])


def _long_numbers(octets: bytes) -> Oid:
    numbers: list[int] = []
    number = 0
    for octet in octets:
        number = number << 7 | (octet & 0x7F)
        if number > 0xFFFFFFFF:
            raise WireError("a number of an object identifier has more than 32 bits")
        if octet < 0x80:
            numbers.append(number)
            number = 0
    return tuple(numbers)


def _number(data: bytes, at: int, end: int) -> tuple[int, int]:
    start, stop = _expect(data, at, end, _INTEGER)
    if not 0 < stop - start < 9:
        raise WireError(f"a number of {stop - start} octets")
    return int.from_bytes(data[start:stop], "big", signed=True), stop


def _expect(data: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    """Return where the contents of the element at this place begin and end."""
    found, start, stop = _header(data, at, end)
    if found != tag:
        raise WireError(f"tag {found:#04x} where {tag:#04x} is due")
    return start, stop


def _header(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    size = data[at + 1]
    start = at + 2
    if size & 0x80:
        count = size & 0x7F
        if not 0 < count < 5:
            raise WireError("a length of no, or of more than four octets")
        size = int.from_bytes(data[start : start + count], "big")
        start += count
    if start + size > end:
        raise WireError(f"cut short: {size} octets announced, {max(end - start, 0)} there")
    return data[at], start, start + size
