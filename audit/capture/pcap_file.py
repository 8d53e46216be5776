"""The classic capture format, both byte orders, micro- and nanoseconds.

Source: pcap-savefile(5) of libpcap. The walk from record to record is sequential and stays in plain
Python; everything else is done on whole pieces of the file.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from audit.capture.batch import MAX_RECORD, PADDING, Batch, Damage, Ints

MAGIC: dict[bytes, tuple[str, int, int]] = {
    b"\xd4\xc3\xb2\xa1": ("<", 1_000, 16),
    b"\xa1\xb2\xc3\xd4": (">", 1_000, 16),
    b"\x4d\x3c\xb2\xa1": ("<", 1, 16),
    b"\xa1\xb2\x3c\x4d": (">", 1, 16),
    b"\x34\xcd\xb2\xa1": ("<", 1_000, 24),  # Kuznetsov's patched format: 8 bytes more a record
    b"\xa1\xb2\xcd\x34": (">", 1_000, 24),
}
"""First bytes → byte order, nanoseconds of one unit of the time's fraction, bytes of a header."""
HEADER = 24
CHAIN = 4
"""Plausible headers in a row that prove a place in a damaged or cut file to be a record."""
_SEARCH = 4 * 2**20
"""Bytes that are searched for the next record after damage, each time."""

_BEHIND = bytes(PADDING)

Read = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Layout:
    """What the file header says about its records."""

    order: str
    unit_ns: int
    head: int
    link: int

    @classmethod
    def of(cls, header: bytes) -> Layout:
        """Read the 24 bytes at the beginning of a file."""
        order, unit_ns, head = MAGIC[header[:4]]
        link: int = struct.unpack_from(order + "I", header, 20)[0] & 0xFFFF
        return cls(order, unit_ns, head, link)


def batches(
    layout: Layout, read: Read, damage: Damage, size: int, number: int = 1
) -> Iterator[Batch]:
    """Give the frames that follow in batches of about `size` bytes; damage is skipped and noted."""
    rest = b""
    while True:
        piece = read(size)
        whole = b"".join((rest, piece, _BEHIND))
        raw = memoryview(whole)[:-PADDING]
        found, after = _walk(raw, 0, layout)
        offsets = np.array(found, np.int64)
        good = _whole(raw, offsets, layout)
        if good:
            yield _batch(whole, offsets[:good], layout, number)
            number += good
        broken = _broken(raw, offsets, good, layout)
        rest = bytes(raw[int(offsets[good]) if good < len(offsets) else min(after, len(raw)) :])
        if broken:
            rest = _resynchronised(rest, read, layout, damage, number - 1)
            if rest:
                continue
        if not piece:
            if rest:
                damage.add(number - 1, "the file ends within a packet", len(rest))
            return


def _walk(raw: memoryview[int], at: int, layout: Layout) -> tuple[list[int], int]:
    """Follow the lengths; give where each record begins, and where the next one would.

    The bytes are seen as words four times, once for each remainder of a place by four: to look up
    a word is the cheapest way to read a number. The look-up behind the end stops the walk, which
    is cheaper than to compare every time.
    """
    found: list[int] = []
    add, head = found.append, layout.head
    words = [_words(raw, 8 + shift, layout.order) for shift in range(4)]
    try:
        while True:
            add(at)
            at += head + words[at & 3][at >> 2]
            add(at)
            at += head + words[at & 3][at >> 2]
            add(at)
            at += head + words[at & 3][at >> 2]
            add(at)
            at += head + words[at & 3][at >> 2]
    except IndexError:
        last = len(raw) - head
        while found and found[-1] > last:
            at = found.pop()
    return found, at


def _words(raw: memoryview[int], shift: int, order: str) -> memoryview[int]:
    whole = raw[shift : shift + (len(raw) - shift) // 4 * 4]
    if (order == "<") == (sys.byteorder == "little"):
        return whole.cast("I")
    return memoryview(np.frombuffer(whole, order + "u4").astype("=u4").tobytes()).cast("I")


def _kept(raw: bytes | memoryview[int], at: int, layout: Layout) -> int:
    kept: int = struct.unpack_from(layout.order + "I", raw, at + 8)[0]
    return kept


def _whole(raw: memoryview[int], offsets: Ints, layout: Layout) -> int:
    """How many of the records are complete and not longer than a frame can be."""
    good = len(offsets)
    while good and _end(raw, int(offsets[good - 1]), layout) > len(raw):
        good -= 1
    gaps = offsets[1 : good + 1] - offsets[: len(offsets[1 : good + 1])] - layout.head
    too_long = np.flatnonzero(gaps > MAX_RECORD)
    if len(too_long):
        return int(too_long[0])
    if good and _kept(raw, int(offsets[good - 1]), layout) > MAX_RECORD:
        return good - 1
    return good


def _end(raw: memoryview[int], at: int, layout: Layout) -> int:
    return at + layout.head + _kept(raw, at, layout)


def _broken(raw: memoryview[int], offsets: Ints, good: int, layout: Layout) -> bool:
    return good < len(offsets) and _kept(raw, int(offsets[good]), layout) > MAX_RECORD


def _batch(whole: bytes, offsets: Ints, layout: Layout, number: int) -> Batch:
    """The records at these places; PADDING bytes follow the last one."""
    data = np.frombuffer(whole, np.uint8)
    heads = np.lib.stride_tricks.sliding_window_view(data, 16)[offsets]
    words = heads.view(np.dtype(layout.order + "u4"))
    seconds, part, kept, length = (words[:, i].astype(np.int64) for i in range(4))
    time_ns = seconds * 1_000_000_000 + part * layout.unit_ns
    link = np.full(len(offsets), layout.link, np.int64)
    return Batch(whole, data, offsets + layout.head, kept, length, time_ns, link, number)


def _resynchronised(rest: bytes, read: Read, layout: Layout, damage: Damage, number: int) -> bytes:
    """Look for the next place where CHAIN plausible records follow each other."""
    what = f"a record claims {_kept(rest, 0, layout)} bytes"
    rest += read(max(0, _SEARCH - len(rest)))
    at = next_record(rest, 1, layout)
    if at is None:
        damage.add(number, f"{what}: nothing that looks like a record follows", len(rest))
        return b""
    damage.add(number, f"{what}: {at} bytes are skipped", at)
    return rest[at:]


def next_record(raw: bytes, begin: int, layout: Layout, chain: int = CHAIN) -> int | None:
    """Where the first of `chain` plausible records is, or a last one that ends with the bytes."""
    if len(raw) < begin + layout.head:
        return None
    data = np.frombuffer(raw + bytes(PADDING), np.uint8)
    count = len(raw) - layout.head - begin + 1
    for base in range(begin, begin + count, 2**16):
        span = min(2**16, begin + count - base)
        heads = np.lib.stride_tricks.sliding_window_view(data, 16)[base : base + span]
        words = np.ascontiguousarray(heads).view(np.dtype(layout.order + "u4"))
        kept, length, part = words[:, 2], words[:, 3], words[:, 1]
        top = 1_000_000_000 // layout.unit_ns
        likely = (kept > 0) & (kept <= length) & (length <= MAX_RECORD) & (part < top)
        for at in np.flatnonzero(likely).tolist():
            if _chained(raw, base + at, layout, chain):
                return base + at
    return None


def _chained(raw: bytes, at: int, layout: Layout, chain: int) -> bool:
    """Whether records follow each other from here, each within a day of the one before."""
    words = struct.Struct(layout.order + "IIII")
    before, top = None, 1_000_000_000 // layout.unit_ns
    for _ in range(chain):
        if at == len(raw) and before is not None:
            return True
        if at + layout.head > len(raw):
            return False
        seconds, part, kept, length = words.unpack_from(raw, at)
        if part >= top or not 0 < kept <= length <= MAX_RECORD:
            return False
        if before is not None and abs(seconds - before) > 86_400:
            return False
        before, at = seconds, at + layout.head + kept
    return True
