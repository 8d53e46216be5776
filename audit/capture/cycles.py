"""Cyclic process data: how regular PROFINET RT and EtherNet/IP implicit messages come.

Sources: IEC 61158-6-10 (RT frames, ethertype 0x8892, frame ids below 0xFC00); ODVA CIP volume 2
(implicit messages on UDP port 2222).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from audit.capture.batch import NO_TIME, Batch, Ints
from audit.capture.layers import UDP, Columns

MAX_FLOWS = 20_000
PROFINET, IO_PORT = 0x8892, 2222
LONGEST_NS = 10_000_000_000
"""A longer pause is a stop of the line, not a cycle."""


@dataclass(slots=True)
class Cycle:
    """Gaps between the packets of one flow."""

    last_ns: int = NO_TIME
    first_ns: int = NO_TIME
    gaps: int = 0
    total_ns: float = 0.0
    squares: float = 0.0
    longest_ns: int = 0

    def merge(self, later: Cycle) -> None:
        """Add the gaps of a later part, and the one between the two."""
        if self.last_ns != NO_TIME and 0 < later.first_ns - self.last_ns < LONGEST_NS:
            self._gap(later.first_ns - self.last_ns)
        self.gaps += later.gaps
        self.total_ns += later.total_ns
        self.squares += later.squares
        self.longest_ns = max(self.longest_ns, later.longest_ns)
        self.first_ns = later.first_ns if self.first_ns == NO_TIME else self.first_ns
        self.last_ns = later.last_ns

    def _gap(self, gap_ns: int) -> None:
        self.gaps += 1
        self.total_ns += gap_ns
        self.squares += float(gap_ns) ** 2
        self.longest_ns = max(self.longest_ns, gap_ns)

    @property
    def mean_ms(self) -> float:
        """The cycle time."""
        return self.total_ns / self.gaps / 1e6 if self.gaps else 0.0

    @property
    def jitter_ms(self) -> float:
        """The standard deviation of the gaps."""
        if self.gaps < 2:
            return 0.0
        mean = self.total_ns / self.gaps
        return math.sqrt(max(self.squares / self.gaps - mean * mean, 0.0)) / 1e6


@dataclass(slots=True)
class Cycles:
    """The cyclic flows of a part of a capture, by their row."""

    by_row: dict[int, Cycle] = field(default_factory=dict[int, Cycle])

    def add(self, batch: Batch, found: Columns, rows: Ints) -> None:
        """Take the cyclic frames of a batch in."""
        cyclic = found.kind == PROFINET
        cyclic |= (found.protocol == UDP) & (found.dport == IO_PORT)
        own = np.flatnonzero(cyclic & (rows >= 0) & (batch.time_ns != NO_TIME))
        if len(own):
            own = own[(found.kind[own] != PROFINET) | (batch.data[found.net[own]] < 0xFC)]
        if not len(own):
            return
        row, time_ns = rows[own], batch.time_ns[own]
        order = np.lexsort((time_ns, row))
        row, time_ns = row[order], time_ns[order]
        start = np.flatnonzero(np.append(True, row[1:] != row[:-1]))
        for begin, end in zip(start.tolist(), [*start[1:].tolist(), len(row)], strict=True):
            self._flow(int(row[begin]), time_ns[begin:end])

    def _flow(self, row: int, time_ns: Ints) -> None:
        if row not in self.by_row and len(self.by_row) >= MAX_FLOWS:
            return
        gaps = np.diff(time_ns)
        gaps = gaps[(gaps > 0) & (gaps < LONGEST_NS)].astype(np.float64)
        news = Cycle(
            int(time_ns[-1]), int(time_ns[0]), len(gaps), float(gaps.sum()),
            float((gaps**2).sum()), int(gaps.max(initial=0)),
        )  # fmt: skip
        self.by_row.setdefault(row, Cycle()).merge(news)

    def merge(self, other: Cycles, rows: Ints) -> None:
        """Add the next part; `rows` says which of our flows each of its flows is."""
        for row, cycle in other.by_row.items():
            if rows[row] >= 0:
                self.by_row.setdefault(int(rows[row]), Cycle()).merge(cycle)
