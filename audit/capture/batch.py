"""A batch of captured frames as columns: what the readers give and the fast path works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Bytes: TypeAlias = npt.NDArray[np.uint8]
Ints: TypeAlias = npt.NDArray[np.int64]
Words: TypeAlias = npt.NDArray[np.uint64]
Flags: TypeAlias = npt.NDArray[np.bool_]

MAX_RECORD = 262_144
"""libpcap's largest snapshot length; a longer record means that the file is damaged."""
PADDING = 512
"""Zero bytes behind the last frame, so that a header can be gathered without looking at its end."""
NO_TIME = np.iinfo(np.int64).min
"""The time of a record that has none."""


class NotACaptureError(Exception):
    """Raised when the first bytes are of no capture format."""


@dataclass(slots=True)
class Damage:
    """What a reader had to leave out."""

    notes: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    """(number of the frame before, what); the first hundred."""
    count: int = 0
    skipped_bytes: int = 0

    def add(self, number: int, what: str, skipped: int = 0) -> None:
        """Note one loss after frame `number`."""
        self.count += 1
        self.skipped_bytes += skipped
        if len(self.notes) < 100:
            self.notes.append((number, what))


@dataclass(slots=True)
class Batch:
    """Frames of one piece of a capture. All arrays have one element a frame."""

    raw: bytes
    """The bytes the offsets point into, with PADDING zero bytes behind."""
    data: Bytes
    """The same bytes as an array."""
    start: Ints
    """Where the frame begins in `raw`."""
    kept: Ints
    """Bytes of it that the capture holds."""
    length: Ints
    """Bytes of it on the wire."""
    time_ns: Ints
    """Nanoseconds since 1970 UTC; NO_TIME where the record has none."""
    link: Ints
    """LINKTYPE_ value."""
    number: int
    """Of its first frame; 1 is the first of the capture."""

    def __len__(self) -> int:
        return len(self.start)

    def frame(self, index: int) -> bytes:
        """The captured bytes of one frame."""
        at = int(self.start[index])
        return self.raw[at : at + int(self.kept[index])]


def gathered(data: Bytes, at: Ints, width: int) -> Bytes:
    """The `width` bytes from each of these places, one row each."""
    windows = np.ndarray(len(data) - width + 1, f"V{width}", data, 0, (1,))
    return windows[at].view(np.uint8).reshape(-1, width)


def padded(raw: bytes) -> tuple[bytes, Bytes]:
    """The bytes with PADDING behind, also as an array."""
    whole = raw + bytes(PADDING)
    return whole, np.frombuffer(whole, np.uint8)


def of_frames(frames: Sequence[tuple[int, bytes]], link: int = 1, number: int = 1) -> Batch:
    """Frames that were not read from a file: (time in nanoseconds, bytes) each."""
    raw, data = padded(b"".join(frame for _, frame in frames))
    kept = np.array([len(frame) for _, frame in frames], np.int64)
    start = np.cumsum(kept) - kept
    time_ns = np.array([time for time, _ in frames], np.int64)
    return Batch(raw, data, start, kept, kept, time_ns, np.full(len(frames), link), number)
