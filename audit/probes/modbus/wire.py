"""Bytes of Read Device Identification and of Report Server ID. Nothing else can be encoded.

Source: MODBUS Application Protocol Specification V1.1b3, 6.21 and 6.13; the header: MODBUS
Messaging on TCP/IP Implementation Guide V1.0b, 3.1.3.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from audit.wire.octets import WireError as WireError
from audit.wire.octets import clean

READ_DEVICE_IDENTIFICATION = 0x2B
REPORT_SERVER_ID = 0x11
MEI_TYPE = 0x0E
BASIC = 0x01
HEADER = struct.Struct(">HHHB")
"""Transaction id, protocol id (0), length of what follows, unit id."""
LONGEST = 254
"""Octets that may follow the length field: unit id and a PDU of at most 253."""
NAMES = {0: "vendor", 1: "product", 2: "revision", 3: "url", 4: "product_name", 5: "model"}


@dataclass(frozen=True, slots=True)
class Header:
    """An MBAP header."""

    transaction: int
    length: int
    unit: int


@dataclass(frozen=True, slots=True)
class Page:
    """One part of the identification."""

    objects: tuple[tuple[int, str], ...]
    more: bool
    next_object: int


@dataclass(frozen=True, slots=True)
class Refused:
    """An exception response: the device is there and does not do this."""

    code: int


@dataclass(frozen=True, slots=True)
class ServerId:
    """What a device reports of itself in its own words."""

    text: str


_LONGEST_REFUSAL = 8


def request(transaction: int, unit: int, object_id: int) -> bytes:
    """Encode the one request: basic identification from `object_id` on."""
    pdu = bytes((READ_DEVICE_IDENTIFICATION, MEI_TYPE, BASIC, object_id))
    return HEADER.pack(transaction & 0xFFFF, 0, len(pdu) + 1, unit) + pdu


def server_id_request(transaction: int, unit: int) -> bytes:
    """Encode Report Server ID."""
    return HEADER.pack(transaction & 0xFFFF, 0, 2, unit) + bytes((REPORT_SERVER_ID,))


def cut(received: bytes) -> tuple[Header, bytes, bytes] | None:
    """Cut the first reply off what was received: (header, PDU, the rest); None: more must come.

    Raises
    ------
    WireError
        When it is no Modbus TCP, as soon as that shows.
    """
    if len(received) < HEADER.size:
        return None
    head = header(received[: HEADER.size])
    end = HEADER.size + head.length - 1
    if len(received) < end:
        return None
    return head, received[HEADER.size : end], received[end:]


def header(data: bytes) -> Header:
    """Decode the seven octets before the PDU.

    Raises
    ------
    WireError
        When it is no Modbus TCP header.
    """
    if len(data) != HEADER.size:
        raise WireError("a header has 7 octets")
    transaction, protocol, length, unit = HEADER.unpack(data)
    if protocol != 0:
        raise WireError(f"protocol id {protocol} is not Modbus")
    if not 3 <= length <= LONGEST:  # unit id, function code, and at least one more
        raise WireError(f"length {length} is not possible")
    return Header(transaction, length, unit)


def _refuses(pdu: bytes, function: int) -> bool:
    """Whether it is an exception; some servers send octets behind its code."""
    return 2 <= len(pdu) <= _LONGEST_REFUSAL and pdu[0] == function | 0x80


def response(pdu: bytes) -> Page | Refused:
    """Decode a reply's PDU.

    Raises
    ------
    WireError
        When it is cut short or not an answer to the request.
    """
    if _refuses(pdu, READ_DEVICE_IDENTIFICATION):
        return Refused(pdu[1])
    if len(pdu) < 7 or pdu[0] != READ_DEVICE_IDENTIFICATION or pdu[1] != MEI_TYPE:
        raise WireError("not an identification")
    more, next_object, count = pdu[4] == 0xFF, pdu[5], pdu[6]
    objects: list[tuple[int, str]] = []
    at = 7
    for _ in range(count):
        if at + 2 > len(pdu) or at + 2 + pdu[at + 1] > len(pdu):
            raise WireError("an object is cut short")
        text = pdu[at + 2 : at + 2 + pdu[at + 1]].decode("utf-8", "replace")
        objects.append((pdu[at], clean(text)))
        at += 2 + pdu[at + 1]
    if at != len(pdu):
        raise WireError("octets after the last object")
    return Page(tuple(objects), more, next_object)


def server_id(pdu: bytes) -> ServerId | Refused:
    """Decode a reply to Report Server ID. What it holds is the device's own choice: the printable
    text in it is taken.

    Raises
    ------
    WireError
        When it is cut short or another answer.
    """
    if _refuses(pdu, REPORT_SERVER_ID):
        return Refused(pdu[1])
    if len(pdu) < 2 or pdu[0] != REPORT_SERVER_ID or pdu[1] != len(pdu) - 2:
        raise WireError("not a server id")
    words = re.findall(rb"[\x20-\x7e]{3,}", pdu[2:])
    return ServerId(clean(" ".join(word.decode("ascii") for word in words)))
