"""Frames a second: when there was traffic, and how much of it went to everybody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from audit.capture.batch import Batch, Ints
from audit.capture.layers import MULTICAST, Columns

MAX_SECONDS = 200_000
"""Two days and more; of a capture whose clock jumps by years the rest is not counted."""
_SECOND = 1_000_000_000
_RUNS = 1000
"""Changes of the second within a batch; with more of them they are sorted first."""
_BROADCAST = np.uint64(2**48 - 1)


@dataclass(slots=True)
class Rates:
    """Counts by second since 1970."""

    frames: Counter[int] = field(default_factory=Counter[int])
    broadcast: Counter[int] = field(default_factory=Counter[int])
    multicast: Counter[int] = field(default_factory=Counter[int])
    left_out: int = 0
    """Frames of seconds for which there was no room."""

    def add(self, batch: Batch, found: Columns) -> None:
        """Count a batch."""
        if not len(batch):
            return
        second = batch.time_ns // _SECOND
        to_all = found.dst == _BROADCAST
        to_some = (found.dst & MULTICAST != 0) & ~to_all
        begins = np.flatnonzero(np.append(True, second[1:] != second[:-1]))
        lengths = np.diff(np.append(begins, len(second)))
        seconds = second[begins]
        for counter, counts in (
            (self.frames, lengths),
            (self.broadcast, np.add.reduceat(to_all, begins, dtype=np.int64)),
            (self.multicast, np.add.reduceat(to_some, begins, dtype=np.int64)),
        ):
            self._count(counter, *_each_once(seconds, counts))

    def _count(self, counter: Counter[int], seconds: list[int], counts: list[int]) -> None:
        for second, count in zip(seconds, counts, strict=True):
            before = counter.get(second, 0)
            if before or len(counter) < MAX_SECONDS:
                counter[second] = before + count
            else:
                self.left_out += count

    def merge(self, other: Rates) -> None:
        """Add another part of the same capture."""
        for mine, theirs in (
            (self.frames, other.frames),
            (self.broadcast, other.broadcast),
            (self.multicast, other.multicast),
        ):
            self._count(mine, list(theirs), list(theirs.values()))
        self.left_out += other.left_out


def _each_once(seconds: Ints, counts: Ints) -> tuple[list[int], list[int]]:
    """The seconds since 1970 in which anything was counted; frames come nearly always in order."""
    some = (counts > 0) & (seconds >= 0)
    seconds, counts = seconds[some], counts[some]
    if len(seconds) > _RUNS:
        seconds, which = np.unique(seconds, return_inverse=True)
        counts = np.bincount(which, counts).astype(np.int64)
    return seconds.tolist(), counts.tolist()
