"""A large capture in parts: where it can be cut, and how the parts become one result.

The cuts depend on the file alone, so that one process, several and a cluster give the same result.
A place is believed to be a record only where plausible ones follow each other for so long that no
frame's payload could hold them (a capture file that was itself sent over the network could).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, TypeAlias

from audit.capture import pcap_file, pcapng_file, source
from audit.capture.batch import MAX_RECORD, Batch, Damage
from audit.capture.engine import Part, Work
from audit.capture.flows import MAX_FLOWS_OF_PART, Flows

SIZE = 64 * 2**20
"""Bytes of one part."""
PROOF = 128 * 2**10
"""Bytes of chained records that prove a cut: more than the largest segment that is offloaded."""
_TAIL, _FRACTION = 3, 4
"""How many parts' bytes at the end are cut into so many smaller ones."""
_LOOK = 2 * 2**20
"""Bytes in which a cut is looked for."""

Open: TypeAlias = Callable[[], BinaryIO]
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a file: its bytes from `begin` up to `end`."""

    path: str
    """As fsspec understands it: a path, or a URL of shared or object storage."""
    begin: int
    end: int
    head: bytes
    """The file's own header, or its first section and interfaces."""


Map: TypeAlias = Callable[[Sequence[Piece]], Generator[tuple[Part, bool]]]
"""Runs `work` on every piece and gives the results in order."""


def plan(path: str, stream: BinaryIO, size: int = SIZE) -> tuple[Piece, ...]:
    """Cut a file; one piece where it is small, compressed, of no known format or cannot be read
    from another place than its beginning.
    """
    if not stream.seekable():
        return (Piece(path, 0, 0, b""),)
    length = stream.seek(0, 2)
    stream.seek(0)
    first = stream.read(min(length, 2**20))
    head = _head(first)
    if not head or length <= size + _LOOK:
        return (Piece(path, 0, length, b""),)
    cuts = [len(head)]
    for wanted in _wanted(length, size):
        stream.seek(wanted)
        at = _cut(stream.read(_LOOK), head, wanted)
        if at is not None and wanted + at > cuts[-1]:
            cuts.append(wanted + at)
    ends = [*cuts[1:], length]
    return tuple(Piece(path, begin, end, head) for begin, end in zip(cuts, ends, strict=True))


def _wanted(length: int, size: int) -> Iterator[int]:
    """Where to cut: the last parts are small, so that several processes end at the same time."""
    at = 0
    while True:
        at += size if length - at > _TAIL * size else max(size // _FRACTION, 1)
        if at >= length - _LOOK:
            return
        yield at


def _head(first: bytes) -> bytes:
    """What every part needs to know: the file header, or all blocks before the first packet."""
    if first[:4] in pcap_file.MAGIC and len(first) >= pcap_file.HEADER:
        return first[: pcap_file.HEADER]
    if first[:4] == pcapng_file.SECTION:
        return pcapng_file.preamble(first)
    return b""


def _cut(raw: bytes, head: bytes, offset: int) -> int | None:
    """Where the first provable record or block begins in these bytes."""
    if head[:4] == pcapng_file.SECTION:
        return pcapng_file.next_block(raw, -offset % 4, head, PROOF)
    layout = pcap_file.Layout.of(head)
    begin = 0
    for _ in range(1000):
        at = pcap_file.next_record(raw, begin, layout, chain=8)
        if at is None:
            return None
        if _reaches(raw, at, layout):
            return at
        begin = at + 1
    return None


def _reaches(raw: bytes, at: int, layout: pcap_file.Layout) -> bool:
    """Whether plausible records follow each other for PROOF bytes."""
    words = struct.Struct(layout.order + "IIII")
    stop, top = at + PROOF, 1_000_000_000 // layout.unit_ns
    while at < stop:
        if at + layout.head > len(raw):
            return False
        _, part, kept, length = words.unpack_from(raw, at)
        if part >= top or not 0 < kept <= length <= MAX_RECORD:
            return False
        at += layout.head + kept
    return True


class _Window:
    """A part of an open file as a stream."""

    def __init__(self, stream: BinaryIO, piece: Piece) -> None:
        self._stream, self._left = stream, piece.end - piece.begin
        self._first = piece.head
        stream.seek(piece.begin)

    def read(self, count: int = -1) -> bytes:
        """The next bytes: first the head, then the part."""
        if self._first:
            given, self._first = self._first[:count], self._first[count:]
            return given
        count = self._left if count < 0 else min(count, self._left)
        data = self._stream.read(count)
        self._left -= len(data)
        return data


def work(piece: Piece, stream: BinaryIO, progress: Progress = lambda _: None) -> tuple[Part, bool]:
    """Analyse one piece; also say whether it described interfaces of its own.

    Raises
    ------
    NotACaptureError
        When the file is no capture.
    """
    part = Part() if not piece.head else Part(Flows(MAX_FLOWS_OF_PART))
    job = Work(part)
    if not piece.head:
        with source.unpacked(stream) as whole:
            for batch in source.batches(whole, part.damage):
                job.add(batch)
                progress(part.flows.totals.bytes)
        return job.done(), False
    described = [0]
    for batch in _batches(piece, stream, part.damage, described):
        job.add(batch)
        progress(part.flows.totals.bytes)
    return job.done(), bool(described[0]) and piece.begin > len(piece.head)


def _batches(
    piece: Piece, stream: BinaryIO, damage: Damage, described: list[int]
) -> Iterator[Batch]:
    window = _Window(stream, piece)
    if piece.head[:4] != pcapng_file.SECTION:
        yield from source.batches(window, damage)
        return
    before = pcapng_file.descriptions(piece.head)

    def count(_: object) -> None:
        described[0] += 1

    read = source.careful(window, damage)
    yield from pcapng_file.batches(read, damage, source.PIECE, count)
    described[0] -= before


def analyse(
    path: str, opened: Open, run: Map | None = None, progress: Progress = lambda _: None
) -> Part:
    """Analyse a file in its parts, here or wherever `run` runs them.

    Raises
    ------
    NotACaptureError
        When the file is no capture.
    """
    with opened() as stream:
        pieces = plan(path, stream)
    results = run(pieces) if run is not None else _here(pieces, opened, progress)
    whole, changed = _merged(results, len(pieces))
    if changed:
        # Interfaces change on the way: only who reads from the beginning knows them all.
        with opened() as stream:
            return work(Piece(path, 0, pieces[-1].end, b""), stream, progress)[0]
    return whole


def _merged(results: Generator[tuple[Part, bool]], count: int) -> tuple[Part, bool]:
    """All results in one; also whether one of several describes interfaces of its own."""
    whole = Part()
    with closing(results):
        for part, described in results:
            if count == 1:
                return part, False
            if described:
                return whole, True
            whole.merge(part)
    return whole, False


def _later(progress: Progress, before: int, now: int) -> None:
    progress(before + now)


def _here(
    pieces: Sequence[Piece], opened: Open, progress: Progress
) -> Generator[tuple[Part, bool]]:
    done = 0
    for piece in pieces:
        with opened() as stream:
            part, described = work(piece, stream, partial(_later, progress, done))
            done += part.flows.totals.bytes
            yield part, described
