"""The block format pcapng: several sections, several interfaces, both byte orders.

Source: draft-ietf-opsawg-pcapng, sections 4.1 to 4.4 and the obsolete packet block of appendix A.
Blocks are a multiple of four bytes, so that the walk can go over whole words.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from audit.capture.batch import MAX_RECORD, NO_TIME, Batch, Bytes, Damage, Ints, padded

SECTION = b"\x0a\x0d\x0d\x0a"
_SHB, _IDB, _PB, _SPB, _EPB = 0x0A0D0D0A, 1, 2, 3, 6
_BYTE_ORDER = b"\x4d\x3c\x2b\x1a"
MAX_INTERFACES = 4096
MAX_BLOCK = 16 * 2**20
"""A longer block is damage: a frame has at most MAX_RECORD bytes, and options are short."""

Read = Callable[[int], bytes]


@dataclass(slots=True)
class Interface:
    """One interface description."""

    link: int
    snap: int
    tick: float
    """Nanoseconds of one unit of time."""
    offset_ns: int = 0


class _Piece:
    """A stretch of the file that begins with a block; what is costly is made once."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self._words: dict[str, memoryview[int]] = {}
        self._padded: tuple[bytes, Bytes] | None = None

    def words(self, order: str) -> memoryview[int]:
        """All of it as 32-bit words in this computer's order."""
        if order not in self._words:
            native = np.frombuffer(self.raw, order + "u4", len(self.raw) // 4).astype("=u4")
            self._words[order] = memoryview(native.tobytes()).cast("I")
        return self._words[order]

    def padded(self) -> tuple[bytes, Bytes]:
        """All of it with the padding of a batch."""
        if self._padded is None:
            self._padded = padded(self.raw)
        return self._padded


@dataclass(slots=True)
class Section:
    """Byte order and interfaces of one section."""

    order: str = "<"
    interfaces: list[Interface] = field(default_factory=list[Interface])


def preamble(first: bytes) -> bytes:
    """The blocks before the first packet of a file: its first section and interfaces."""
    order = _section(first, 0).order
    at = 0
    while at + 12 <= len(first):
        kind = int.from_bytes(first[at : at + 4], "little" if order == "<" else "big")
        size = _size(first, at, order)
        if kind in (_PB, _SPB, _EPB):
            return first[:at]
        if size < 12 or size & 3 or at + size > len(first):
            return b""
        at += size
    return b""


def descriptions(blocks: bytes) -> int:
    """How many sections and interfaces these blocks describe."""
    order, at, found = _section(blocks, 0).order, 0, 0
    while at + 12 <= len(blocks):
        kind = int.from_bytes(blocks[at : at + 4], "little" if order == "<" else "big")
        found += kind in (_SHB, _IDB)
        at += max(12, _size(blocks, at, order))
    return found


def next_block(raw: bytes, begin: int, head: bytes, proof: int) -> int | None:
    """Where the first block begins from which blocks follow each other for `proof` bytes."""
    section = _section(head, 0)
    words = np.frombuffer(raw, section.order + "u4", (len(raw) - begin) // 4, begin)
    for i in np.flatnonzero(words[:-1] == _EPB).tolist():
        at = begin + 4 * int(i)
        end = at
        while end < at + proof and _closes(raw, end, section):
            end += _size(raw, end, section.order)
        if end >= at + proof:
            return at
    return None


def batches(
    read: Read, damage: Damage, size: int, described: Callable[[object], None] = lambda _: None
) -> Iterator[Batch]:
    """Give the frames in batches of about `size` bytes; damage is skipped and noted.

    Parameters
    ----------
    described
        Is told of every section and interface.
    """
    section, number, rest, ended = Section(), 1, b"", False
    while not ended:
        piece = read(size)
        ended = not piece
        whole = _Piece(rest + piece if rest else piece)
        raw, at = whole.raw, 0
        while True:
            known = len(section.interfaces)
            walk = _walk(whole, at, section)
            for interface in section.interfaces[known:]:
                described(interface)
            batch = _batch(whole, walk, section, damage, number)
            if batch is not None:
                number += len(batch)
                yield batch
            at = walk.after
            if walk.stop == "section":
                section = _section(raw, at)
                described(section)
                at += max(12, _size(raw, at, section.order))
            elif walk.stop == "damage":
                at = _skipped(raw, at, section, damage, number - 1)
            else:
                break
        rest = raw[at:]
        if len(rest) > MAX_BLOCK + size:
            damage.add(number - 1, "a block is longer than any block: the rest is not read")
            return
    if rest:
        damage.add(number - 1, "the file ends within a block", len(rest))


@dataclass(slots=True)
class _Walk:
    """One stretch of blocks: where the packets are, and why it ended."""

    enhanced: list[int] = field(default_factory=list[int])
    others: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    """(offset, kind) of simple and obsolete packet blocks."""
    after: int = 0
    stop: str = ""
    """section: another section begins; damage; empty: more bytes are needed."""


def _walk(piece: _Piece, at: int, section: Section) -> _Walk:
    """Follow the block lengths to the next section, to damage or to the end of the bytes."""
    walk = _Walk()
    words = piece.words(section.order)
    add = walk.enhanced.append
    i, count = at // 4, len(words)
    while i + 3 <= count:
        kind, size = words[i], words[i + 1]
        if kind == _SHB:
            # The length is in the new section's byte order: whoever reads the section looks.
            if i + 7 <= count and _complete(piece.raw, 4 * i):
                walk.stop = "section"
            break
        if size < 12 or size & 3 or size > MAX_BLOCK:
            walk.stop = "damage"
            break
        step = size >> 2
        if i + step > count:
            break
        if kind == _EPB:
            add(4 * i)
        elif kind == _IDB:
            _describe(piece.raw[4 * i + 8 : 4 * (i + step) - 4], section)
        elif kind in (_PB, _SPB):
            walk.others.append((4 * i, kind))
        i += step
    walk.after = 4 * i
    return walk


def _size(raw: bytes, at: int, order: str) -> int:
    return int.from_bytes(raw[at + 4 : at + 8], "little" if order == "<" else "big")


def _complete(raw: bytes, at: int) -> bool:
    order = "<" if raw[at + 8 : at + 12] == _BYTE_ORDER else ">"
    size = _size(raw, at, order)
    return at + size <= len(raw) or size > MAX_BLOCK


def _section(raw: bytes, at: int) -> Section:
    return Section("<" if raw[at + 8 : at + 12] == _BYTE_ORDER else ">")


def _skipped(raw: bytes, at: int, section: Section, damage: Damage, number: int) -> int:
    """Where the next block that can be one begins after damage; the end where none does."""
    size = _size(raw, at, section.order)
    words = np.frombuffer(raw, section.order + "u4", (len(raw) - at) // 4, at)
    likely = np.isin(words[:-1], (_SHB, _IDB, _PB, _SPB, _EPB))
    for i in np.flatnonzero(likely)[:10_000].tolist():
        if i and _closes(raw, at + 4 * i, section):
            damage.add(number, f"a block claims {size} bytes: {4 * i} bytes are skipped", 4 * i)
            return at + 4 * int(i)
    damage.add(number, f"a block claims {size} bytes: no block follows", len(raw) - at)
    return len(raw)


def _closes(raw: bytes, at: int, section: Section) -> bool:
    """Whether the block's length stands at its end too."""
    order = section.order
    if raw[at : at + 4] == SECTION:
        order = _section(raw, at).order
    size = _size(raw, at, order)
    if size < 12 or size & 3 or size > MAX_BLOCK or at + size > len(raw):
        return False
    return raw[at + size - 4 : at + size] == raw[at + 4 : at + 8]


def _describe(body: bytes, section: Section) -> None:
    """Add an interface; one that cannot be read still takes its number."""
    known = section.interfaces
    if len(known) >= MAX_INTERFACES:
        return
    if len(body) < 8:
        known.append(Interface(-1, 0, 1000.0))
        return
    link, _, snap = struct.unpack_from(section.order + "HHI", body, 0)
    interface = Interface(link, snap, 1000.0)
    at = 8
    while at + 4 <= len(body):
        code, size = struct.unpack_from(section.order + "HH", body, at)
        value = body[at + 4 : at + 4 + size]
        if code == 0:
            break
        if code == 9 and value:
            unit = value[0]
            interface.tick = 1e9 * (2.0 ** -(unit & 0x7F) if unit & 0x80 else 10.0**-unit)
        elif code == 14 and len(value) == 8:
            seconds = int.from_bytes(
                value, "little" if section.order == "<" else "big", signed=True
            )
            interface.offset_ns = max(-(2**62), min(2**62, seconds * 1_000_000_000))
        at += 4 + (size + 3) // 4 * 4
    known.append(interface)


def _batch(
    piece: _Piece, walk: _Walk, section: Section, damage: Damage, number: int
) -> Batch | None:
    """The packet blocks of a stretch as columns; those that cannot be are noted."""
    if not walk.enhanced and not walk.others:
        return None
    raw = piece.raw
    rows = [_enhanced(raw, walk.enhanced, section)] if walk.enhanced else []
    if walk.others:
        rows.append(_older(raw, walk.others, section))
    table = np.concatenate(rows) if len(rows) > 1 else rows[0]
    if len(rows) > 1:
        table = table[np.argsort(table[:, 0], kind="stable")]
    links = np.array([interface.link for interface in section.interfaces] or [-1], np.int64)
    face, kept, room = table[:, 4], table[:, 1], table[:, 5]
    fine = (face < len(section.interfaces)) & (kept <= room) & (kept <= MAX_RECORD)
    if not fine.all():
        lost = len(table) - int(fine.sum())
        damage.add(number, f"{lost} packet blocks are damaged or name no known interface")
        table = table[fine]
        if not len(table):
            return None
    whole, data = piece.padded()
    start, kept, length, time_ns, face = (np.ascontiguousarray(table[:, i]) for i in range(5))
    return Batch(whole, data, start, kept, length, time_ns, links[face], number)


def _enhanced(raw: bytes, offsets: list[int], section: Section) -> Ints:
    """(start, kept, length, time, interface, room) of enhanced packet blocks."""
    at = np.array(offsets, np.int64)
    data = np.frombuffer(raw, np.uint8)
    heads = np.lib.stride_tricks.sliding_window_view(data, 28)[at] if len(data) >= 28 else None
    if heads is None:
        return np.empty((0, 6), np.int64)
    words = heads.view(np.dtype(section.order + "u4")).astype(np.int64)
    return _rows(at + 28, words[:, 5], words[:, 6], words[:, 2], words[:, 3:5], words[:, 1] - 32,
                 section)  # fmt: skip


def _older(raw: bytes, blocks: list[tuple[int, int]], section: Section) -> Ints:
    """The same of simple and obsolete packet blocks."""
    found: list[list[int]] = []
    order = section.order
    snap = section.interfaces[0].snap if section.interfaces else 0
    for at, kind in blocks:
        size = _size(raw, at, order)
        if kind == _SPB:
            if size < 16:
                continue
            length = struct.unpack_from(order + "I", raw, at + 8)[0]
            kept = min(length, size - 16, snap or length)
            found.append([at + 12, kept, length, NO_TIME, 0, size - 16])
        elif size >= 32:
            face, _, high, low, kept, length = struct.unpack_from(order + "HHIIII", raw, at + 8)
            ticks = np.array([[high, low]], np.int64)
            one = np.array([at + 28], np.int64)
            rows = _rows(one, np.array([kept]), np.array([length]), np.array([face]), ticks,
                         np.array([size - 32]), section)  # fmt: skip
            found.append([int(value) for value in rows[0]])
    return np.array(found, np.int64).reshape(-1, 6)


def _rows(
    start: Ints, kept: Ints, length: Ints, face: Ints, ticks: Ints, room: Ints, section: Section
) -> Ints:
    known = section.interfaces or [Interface(-1, 0, 1000.0)]
    which = np.minimum(face, len(known) - 1)
    units = np.array([interface.tick for interface in known])[which]
    high, low = ticks[:, 0], ticks[:, 1]
    time = _nanoseconds(high, low, units)
    time += np.array([interface.offset_ns for interface in known], np.int64)[which]
    return np.stack([start, kept, length, time, face, room], axis=1)


def _nanoseconds(
    high: Ints, low: Ints, units: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> Ints:
    """Ticks as nanoseconds: exact for whole nanoseconds, else as exact as a float is."""
    top = (high << 32) | low
    whole = np.rint(units)
    exact = (units >= 1) & (np.abs(units - whole) < 1e-9) & (high < 2**30)
    roughly = np.clip((high * 2.0**32 + low) * units, -(2.0**62), 2.0**62).astype(np.int64)
    return np.where(exact & (roughly < 2**62), top * whole.astype(np.int64), roughly)
