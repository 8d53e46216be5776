"""Bytes of two CODESYS protocols: the question after the system in version 2, and, for captures
only, the answer of the version 3 name service. No login, no file, no variable can be encoded.

Source: version 2: the Redpoint scripts of Digital Bond (codesys-v2-discover), which publish the
question and where the names stand in the answer; version 3: Kaspersky ICS CERT, Security research:
CODESYS Runtime, parts 1 and 2 (datagram layer, name service).
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.probes.octets import Octets, WireError, text_of

V2_PORTS = (1200, 2455)
LONGEST = 4096
_MAGIC = 0xBB
_OS_AT, _OS_DETAIL_AT, _PRODUCT_AT, _PRODUCT_END = 64, 96, 128, 160
_DATAGRAM, _NAME_ANSWER, _IDENTIFICATION = 0xC5, 0x04, 0xC280


@dataclass(frozen=True, slots=True)
class System:
    """What a version 2 runtime says of itself."""

    os: str
    product: str


@dataclass(frozen=True, slots=True)
class Node:
    """What a version 3 runtime says of itself to the name service."""

    name: str
    device: str
    vendor: str
    version: str
    serial: str


def request(*, little_endian: bool) -> bytes:
    """Encode the one question of version 2, in the byte order of the controller."""
    return b"\xbb\xbb\x01\x00\x00" + (b"\x00" if little_endian else b"\x01") + b"\x01"


def cut(received: bytes) -> tuple[bytes, bytes] | None:
    """Return the answer once the product's name is there with its end; None: more must come. The
    answer has no length field.

    Raises
    ------
    WireError
        As soon as it shows that it is no version 2.
    """
    if received and received[0] != _MAGIC:
        raise WireError("no CODESYS 2 header")
    if len(received) > LONGEST:
        raise WireError("an answer without end")
    if len(received) <= _PRODUCT_AT or 0 not in received[_PRODUCT_AT:]:
        return None
    return received, b""


def system(answer: bytes) -> System:
    """Read the answer of version 2.

    Raises
    ------
    WireError
        When it is cut short or something else.
    """
    octets = Octets(answer)
    if octets.octet() != _MAGIC:
        raise WireError("no CODESYS 2 header")
    octets.take(_OS_AT - 1)
    names = (
        text_of(octets.take(_OS_DETAIL_AT - _OS_AT)),
        text_of(octets.take(_PRODUCT_AT - _OS_DETAIL_AT)),
    )
    product = text_of(octets.take(min(octets.left, _PRODUCT_END - _PRODUCT_AT)))
    return System(" ".join(name for name in names if name), product)


def node(datagram: bytes) -> Node | None:
    """Read a datagram of version 3; None: no identification.

    Raises
    ------
    WireError
        When it is one and cut short.
    """
    octets = Octets(datagram)
    if octets.octet() != _DATAGRAM:
        raise WireError("no CODESYS 3 datagram")
    hops, _, service, _, lengths = (octets.octet() for _ in range(5))
    if service != _NAME_ANSWER:
        return None
    before = 2 * ((hops & 7) + (lengths & 0x0F) + (lengths >> 4))
    octets.take(before + -before % 4 - 6)
    if octets.little(2) != _IDENTIFICATION:
        return None
    octets.take(6 + 4)  # version, request, channels, byte order, address difference
    parent, *names = (octets.little(2) for _ in range(4))
    octets.take(8)
    version = ".".join(str(part) for part in reversed(octets.take(4)))
    octets.take(4)
    serial = octets.octet()
    octets.take(11 + parent)
    name, device, vendor = (_wide(octets, size) for size in names)
    return Node(name, device, vendor, version, text_of(octets.take(min(serial, octets.left))))


def _wide(octets: Octets, size: int) -> str:
    """A name in two octets a character, with a NUL that its size does not count."""
    text = text_of(octets.take(2 * size), "utf-16-le")
    octets.take(min(2, octets.left))
    return text
