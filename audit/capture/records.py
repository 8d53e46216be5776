"""Packet records of pcap and pcapng files: bytes in, packets out, damage named and never fatal.

Sources: libpcap's savefile format (pcap-savefile(5)); pcapng, draft-ietf-opsawg-pcapng, sections
4.1 to 4.6 and the obsolete packet block of appendix A.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_RECORD = 262_144
"""libpcap's largest snapshot length; a longer record means that the file is damaged."""
MAX_INTERFACES = 4096

_PCAP_MAGIC: dict[bytes, tuple[str, int, int]] = {
    b"\xd4\xc3\xb2\xa1": ("<", 1_000_000, 16),
    b"\xa1\xb2\xc3\xd4": (">", 1_000_000, 16),
    b"\x4d\x3c\xb2\xa1": ("<", 1_000_000_000, 16),
    b"\xa1\xb2\x3c\x4d": (">", 1_000_000_000, 16),
    b"\x34\xcd\xb2\xa1": ("<", 1_000_000, 24),  # Kuznetsov's patched format: 8 bytes more a record
    b"\xa1\xb2\xcd\x34": (">", 1_000_000, 24),
}
_SECTION = b"\x0a\x0d\x0d\x0a"
_NO_TIME = -1.0


class NotACaptureError(Exception):
    """Raised when the first bytes are of neither format."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One captured frame."""

    number: int
    """From 1."""
    time_s: float
    """Seconds since 1970, UTC; -1 where the record has none."""
    link_type: int
    """LINKTYPE_ value: 1 is Ethernet."""
    data: bytes
    length: int
    """On the wire; more than `data` holds where the capture cut it."""


@dataclass(slots=True)
class Damage:
    """What a reader had to leave out."""

    notes: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    """(number of the packet before, what)."""

    def add(self, number: int, what: str) -> None:
        """Note one loss after packet `number`; the first hundred are kept."""
        if len(self.notes) < 100:
            self.notes.append((number, what))


def is_capture(head: bytes) -> bool:
    """Whether the first bytes are those of a pcap or pcapng file."""
    return head[:4] in _PCAP_MAGIC or (head[:4] == _SECTION and len(head) >= 12)


def packets(data: bytes, damage: Damage) -> Iterator[Packet]:
    """Every packet that can be read; what cannot is noted in `damage`.

    Raises
    ------
    NotACaptureError
        When the file is of another kind.
    """
    if data[:4] in _PCAP_MAGIC:
        return _pcap(data, damage)
    if data[:4] == _SECTION:
        return _pcapng(data, damage)
    raise NotACaptureError


def _pcap(data: bytes, damage: Damage) -> Iterator[Packet]:
    order, fraction, head_size = _PCAP_MAGIC[data[:4]]
    if len(data) < 24:
        damage.add(0, "the file ends within its header")
        return
    link_type = struct.unpack_from(order + "I", data, 20)[0] & 0xFFFF
    head = struct.Struct(order + "IIII")
    at, number, end = 24, 0, len(data)
    while at + head_size <= end:
        seconds, part, kept, length = head.unpack_from(data, at)
        at += head_size
        if kept > MAX_RECORD:
            damage.add(number, f"a record claims {kept} bytes: the rest is not read")
            return
        if at + kept > end:
            damage.add(number, "the file ends within a packet")
            return
        number += 1
        yield Packet(number, seconds + part / fraction, link_type, data[at : at + kept], length)
        at += kept
    if at < end:
        damage.add(number, "the file ends within a record header")


@dataclass(slots=True)
class _Section:
    """Byte order and interfaces of one pcapng section."""

    order: str
    interfaces: list[tuple[int, float]] = field(default_factory=list[tuple[int, float]])
    """(link type, seconds a tick)."""


def _pcapng(data: bytes, damage: Damage) -> Iterator[Packet]:
    section = _Section("<")
    at, number, end = 0, 0, len(data)
    while at + 12 <= end:
        if data[at : at + 4] == _SECTION:
            section = _Section("<" if data[at + 8 : at + 12] == b"\x4d\x3c\x2b\x1a" else ">")
        kind, size = struct.unpack_from(section.order + "II", data, at)
        if size < 12 or size % 4 or at + size > end:
            damage.add(number, f"a block claims {size} bytes: the rest is not read")
            return
        body = data[at + 8 : at + size - 4]
        at += size
        if kind == 1:
            _interface(section, body, damage, number)
        elif kind in (2, 3, 6):
            packet = _block(section, kind, body, number + 1)
            if packet is None:
                damage.add(number, "a packet block is damaged or names no known interface")
            else:
                number += 1
                yield packet
    if at < end:
        damage.add(number, "the file ends within a block")


def _interface(section: _Section, body: bytes, damage: Damage, number: int) -> None:
    if len(body) < 8 or len(section.interfaces) >= MAX_INTERFACES:
        damage.add(number, "an interface block is damaged")
        return
    link_type = struct.unpack_from(section.order + "H", body, 0)[0]
    section.interfaces.append((link_type, _tick(section.order, body)))


def _tick(order: str, body: bytes) -> float:
    """Seconds of one timestamp unit: option 9, if_tsresol; a microsecond by default."""
    at = 8
    while at + 4 <= len(body):
        code, size = struct.unpack_from(order + "HH", body, at)
        if code == 0:
            break
        if code == 9 and size >= 1 and at + 4 < len(body):
            value = body[at + 4]
            return float(2.0 ** -(value & 0x7F) if value & 0x80 else 10.0**-value)
        at += 4 + (size + 3) // 4 * 4
    return 1e-6


def _block(section: _Section, kind: int, body: bytes, number: int) -> Packet | None:
    order = section.order
    if kind == 3:
        if len(body) < 4 or not section.interfaces:
            return None
        length = struct.unpack_from(order + "I", body, 0)[0]
        kept = body[4 : 4 + min(length, MAX_RECORD)]
        return Packet(number, _NO_TIME, section.interfaces[0][0], kept, length)
    if len(body) < 20:
        return None
    shape = "IIIII" if kind == 6 else "HHIIII"
    words: tuple[int, ...] = struct.unpack_from(order + shape, body, 0)
    interface, (high, low, kept_size, length) = words[0], words[-4:]
    if interface >= len(section.interfaces) or kept_size > min(MAX_RECORD, len(body) - 20):
        return None
    link_type, tick = section.interfaces[interface]
    time_s = ((high << 32) | low) * tick
    return Packet(number, time_s, link_type, body[20 : 20 + kept_size], length)
