"""Frames a second: when there was traffic, and how much of it went to everybody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from audit.capture.batch import NO_TIME, Batch, Ints
from audit.capture.layers import MULTICAST, Columns

MAX_SECONDS = 200_000
"""Two days and more; of a capture whose clock jumps by years the rest is not counted."""
_SECOND = 1_000_000_000
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
        second = np.where(batch.time_ns == NO_TIME, -1, batch.time_ns // _SECOND)
        to_all = found.dst == _BROADCAST
        to_some = (found.dst & MULTICAST != 0) & ~to_all
        for counter, which in (
            (self.frames, None),
            (self.broadcast, to_all),
            (self.multicast, to_some),
        ):
            own = second if which is None else second[which]
            values, counts = _counted(own[own >= 0])
            self._count(counter, values.tolist(), counts.tolist())

    def _count(self, counter: Counter[int], seconds: list[int], counts: list[int]) -> None:
        for second, count in zip(seconds, counts, strict=True):
            if second in counter or len(counter) < MAX_SECONDS:
                counter[second] += count
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


def _counted(seconds: Ints) -> tuple[Ints, Ints]:
    """Each second once, with how often it is there; frames of a batch are seldom far apart."""
    if not len(seconds):
        return seconds, seconds
    first = int(seconds.min())
    if int(seconds.max()) - first > 4 * len(seconds) + 1000:
        return np.unique(seconds, return_counts=True)
    counts = np.bincount(seconds - first)
    there = np.flatnonzero(counts)
    return there + first, counts[there]
