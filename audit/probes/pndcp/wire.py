"""Bytes of DCP Identify-All: what follows the EtherType. There is one encoder: no station is ever
named, given an address, made to blink or reset.

Source: IEC 61158-6-10, 4.3 (DCP); PROFINET system description of PROFIBUS & PROFINET International;
vendor numbers are those of the same organisation.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from audit.wire.octets import Octets, ip_text, text_of

ETHERTYPE = 0x8892
TO_ALL = "01:0e:cf:00:00:00"
IDENTIFY = 5
REQUEST, ANSWER = 0xFEFE, 0xFEFF
ANSWER_WITHIN = 0x0080
"""Ten milliseconds each: stations spread their answers over 1.28 s."""
SMALLEST = 46
"""Octets of an Ethernet payload; shorter ones are filled with zeros."""
MOST_BLOCKS = 64
_HEAD = struct.Struct(">HBBIHH")
_IP, _DEVICE = 1, 2
ROLES = ("IO device", "IO controller", "IO multidevice", "IO supervisor")
"""Bits 0 to 3 of the device role."""


@dataclass(frozen=True, slots=True)
class Station:
    """What a station says of itself."""

    transaction: int
    name: str = ""
    kind: str = ""
    """Type of station, in the vendor's words."""
    vendor: int | None = None
    device: int | None = None
    roles: tuple[str, ...] = ()
    ip: str = ""
    mask: str = ""
    gateway: str = ""
    ip_conflict: bool = False
    """The station itself has seen its address in use elsewhere."""
    alias: str = ""


def request(transaction: int) -> bytes:
    """Encode the one request: every station, identify yourself."""
    everything = b"\xff\xff\x00\x00"
    head = _HEAD.pack(
        REQUEST, IDENTIFY, 0, transaction & 0xFFFFFFFF, ANSWER_WITHIN, len(everything)
    )
    return (head + everything).ljust(SMALLEST, b"\0")


def station(payload: bytes) -> Station | None:
    """Read what follows the EtherType; None: PROFINET, but no answer to an Identify.

    Raises
    ------
    WireError
        When it is an answer and cut short or impossible.
    """
    octets = Octets(payload)
    if octets.big(2) != ANSWER:
        return None
    service, kind, transaction = octets.octet(), octets.octet(), octets.big(4)
    if service != IDENTIFY or kind != 1:
        return None
    octets.take(2)
    blocks = Octets(octets.take(octets.big(2)))
    told: dict[tuple[int, int], bytes] = {}
    for _ in range(MOST_BLOCKS):
        if blocks.left < 4:
            break
        option, size = (blocks.octet(), blocks.octet()), blocks.big(2)
        told.setdefault(option, blocks.take(size))
        if size % 2 and blocks.left:
            blocks.octet()
    return _station(transaction, told)


def _station(transaction: int, told: dict[tuple[int, int], bytes]) -> Station:
    """Every content begins with two octets of block information."""
    address = told.get((_IP, 2), b"") or told.get((_IP, 3), b"")
    numbers = told.get((_DEVICE, 3), b"")[2:6]
    roles = told.get((_DEVICE, 4), b"")[2:3]
    return Station(
        transaction,
        name=text_of(told.get((_DEVICE, 2), b"")[2:]),
        kind=text_of(told.get((_DEVICE, 1), b"")[2:]),
        vendor=int.from_bytes(numbers[:2]) if len(numbers) == 4 else None,
        device=int.from_bytes(numbers[2:]) if len(numbers) == 4 else None,
        roles=tuple(role for bit, role in enumerate(ROLES) if roles and roles[0] >> bit & 1),
        ip=ip_text(address[2:6]),
        mask=ip_text(address[6:10]),
        gateway=ip_text(address[10:14]),
        ip_conflict=bool(address[1:2] and address[1] & 0x80),
        alias=text_of(told.get((_DEVICE, 6), b"")[2:]),
    )
