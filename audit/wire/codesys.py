"""Bytes of two CODESYS protocols: the question after the system in version 2, and the question
after the node in version 3, by TCP or UDP, with the answers. No channel, no login, no file, no
variable can be encoded: the services and commands are constants.

Source: version 2: the Redpoint scripts of Digital Bond (codesys-v2-discover), which publish the
question and where the names stand in the answer. Version 3: Kaspersky ICS CERT, Security research:
CODESYS Runtime, parts 1 and 2 (block driver, datagram layer, name service); held against three
published tools that ask the same: Greenbone's service detection (by TCP), Microsoft's ICS forensics
tools (by TCP and UDP) and Rapid7's script for nmap (by UDP). They agree on services, commands,
addresses and the answer's layout; of the headers, which differ in what is optional, it is
Microsoft's, octet for octet.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from audit.wire.octets import Octets, WireError, text_of

V2_PORTS = (1200, 2455)
LONGEST = 4096
_MAGIC = 0xBB
_OS_AT, _OS_DETAIL_AT, _PRODUCT_AT, _PRODUCT_END = 64, 96, 128, 160
_BLOCK = bytes.fromhex("000117e8")
"""How every message of version 3 by TCP begins; its length follows, this header with it."""
_BLOCK_HEADER, _DATAGRAM_HEADER = 8, 6
LONGEST_BLOCK = _BLOCK_HEADER + 512
_DATAGRAM, _NAME_QUESTION, _NAME_ANSWER = 0xC5, 0x03, 0x04
_HOPS = 13 << 3 | _DATAGRAM_HEADER // 2
"""How often it may be passed on, and the header's size in words."""
_NORMAL = 0x40
"""Priority; full addresses."""
_WHO, _IDENTIFICATION = 0xC202, 0xC280
_VERSION, _OLD_VERSION = 0x0400, 0x0103
_QUESTION = struct.pack("<HHI", _WHO, _VERSION, 1)
LARGEST_NETWORK = 18
"""Prefix from which on the published tools agree on how a sender is addressed by UDP: one word."""


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
    target_type: int
    target_id: int


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


def who_request(own: tuple[str, int], device: tuple[str, int]) -> bytes:
    """Encode the one question of version 3 by TCP: the name service's after the node.

    `own` and `device` are the addresses (IPv4) and ports of the two ends of the connection.
    """
    places = _place(device) + _place(own)
    words = len(places) // 4
    head = bytes((_DATAGRAM, _HOPS, _NORMAL, _NAME_QUESTION, 0, words << 4 | words)) + places
    datagram = head + bytes(-len(head) % 4) + _QUESTION
    return _BLOCK + (_BLOCK_HEADER + len(datagram)).to_bytes(4, "little") + datagram


def who_letter(own: str, network: IPv4Network) -> bytes:
    """Encode the same question by UDP, to be answered to port 1740 of `own` in that network.

    The sender's address is the part of ours that the network leaves to its hosts, with the number
    of the port, 0, in front of it. The device puts its own network before it: who does not stand
    in that network must not ask.

    Raises
    ------
    ValueError
        In a larger network than `LARGEST_NETWORK`.
    """
    if network.prefixlen < LARGEST_NETWORK:
        raise ValueError(f"{network} has more hosts than one word can address")
    host = int(IPv4Address(own)) & int(network.hostmask)
    head = bytes((_DATAGRAM, _HOPS, _NORMAL, _NAME_QUESTION, 0, 1 << 4)) + host.to_bytes(2, "big")
    return head + _QUESTION


def _place(place: tuple[str, int]) -> bytes:
    address, port = place
    return (port & 0xFFFF).to_bytes(2, "big") + IPv4Address(address).packed


def block_cut(received: bytes) -> tuple[bytes, bytes] | None:
    """Cut the datagram out of the first message of version 3 by TCP; None: more must come.

    Raises
    ------
    WireError
        As soon as it shows that it is none.
    """
    if received[:4] != _BLOCK[: len(received)]:
        raise WireError("no CODESYS 3 message")
    if len(received) < _BLOCK_HEADER:
        return None
    end = int.from_bytes(received[4:8], "little")
    if not _BLOCK_HEADER + _DATAGRAM_HEADER <= end <= LONGEST_BLOCK:
        raise WireError(f"a message of {end} octets")
    return (received[_BLOCK_HEADER:end], received[end:]) if len(received) >= end else None


def node(datagram: bytes) -> Node | None:
    """Read a datagram of version 3; None: no identification.

    Raises
    ------
    WireError
        When it is one and cut short, or of a version nobody has described.
    """
    octets = Octets(datagram)
    if octets.octet() != _DATAGRAM:
        raise WireError("no CODESYS 3 datagram")
    hops, _, service, _, lengths = (octets.octet() for _ in range(5))
    if service != _NAME_ANSWER:
        return None
    before = 2 * ((hops & 7) + (lengths & 0x0F) + (lengths >> 4))
    octets.take(before + -before % 4 - _DATAGRAM_HEADER)
    if octets.little(2) != _IDENTIFICATION:
        return None
    if octets.little(2) not in (_VERSION, _OLD_VERSION):
        raise WireError("another version of the name service")
    octets.take(4 + 4)  # request; channels, byte order, address difference
    parent, *names = (octets.little(2) for _ in range(4))
    kind, number = octets.little(4), octets.little(4)
    version = ".".join(str(part) for part in reversed(octets.take(4)))
    octets.take(4)
    serial = octets.octet()
    octets.take(11 + parent)
    name, device, vendor = (_wide(octets, size) for size in names)
    text = text_of(octets.take(min(serial, octets.left)))
    return Node(name, device, vendor, version, text, kind, number)


def _wide(octets: Octets, size: int) -> str:
    """A name in two octets a character, with a NUL that its size does not count."""
    text = text_of(octets.take(2 * size), "utf-16-le")
    octets.take(min(2, octets.left))
    return text
