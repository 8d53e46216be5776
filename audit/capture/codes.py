"""What controllers are asked for: function codes counted for every message, not only for the first.

Sources: MODBUS Application Protocol V1.1b3 (MBAP header: protocol id 0, function at byte 7);
RFC 1006 and ISO 8073 for the header before S7 (protocol id 0x32, PDU kind at byte 8, function at
byte 17 of a request).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from audit.capture.batch import Batch, Flags, Ints
from audit.capture.layers import TCP, Columns

MODBUS, S7 = 1, 2
READS = frozenset({1, 2, 3, 4, 7, 8, 11, 12, 17, 20, 24, 43})
WRITES = frozenset({5, 6, 15, 16, 21, 22})
BOTH = frozenset({23})
"""Modbus functions by what they do to the controller."""
S7_READS, S7_WRITES = frozenset({0x04}), frozenset({0x05, 0x1A, 0x1B, 0x1C, 0x28, 0x29})
"""Read variable; write variable, download (three steps), PLC control, PLC stop."""
Code: TypeAlias = tuple[int, int, int]
"""Row of the flow, MODBUS or S7, function code (with bit 7 for an exception)."""
MAX_CODES = 400_000


def _ports(*numbers: int) -> Flags:
    table = np.zeros(65536, np.bool_)
    table[list(numbers)] = True
    return table


@dataclass(slots=True)
class Codes:
    """Messages by flow and function."""

    count: Counter[Code] = field(default_factory=Counter[Code])
    modbus: Flags = field(default_factory=lambda: _ports(502))
    s7: Flags = field(default_factory=lambda: _ports(102))
    """Ports on which the protocol is looked for; the dissectors add to them what they recognise."""

    def add(self, batch: Batch, found: Columns, rows: Ints) -> None:
        """Count the functions of a batch."""
        tcp = (found.protocol == TCP) & (found.size >= 8) & ~found.short & (rows >= 0)
        own = np.flatnonzero(tcp & (self.modbus[found.sport] | self.modbus[found.dport]))
        if len(own):
            self._modbus(batch, found, rows, own)
        own = np.flatnonzero(
            tcp & (found.size >= 18) & (self.s7[found.sport] | self.s7[found.dport])
        )
        if len(own):
            head = _head(batch, found, own)
            job = (head[:, 0] == 3) & (head[:, 7] == 0x32) & ((head[:, 8] == 1) | (head[:, 8] == 7))
            code = np.where(head[:, 8] == 1, head[:, 17], 0)
            self._sum(rows[own[job]], S7, code[job])

    def _modbus(self, batch: Batch, found: Columns, rows: Ints, own: Ints) -> None:
        head = _head(batch, found, own)
        announced = (head[:, 4].astype(np.int64) << 8) + head[:, 5] + 6
        fine = (head[:, 2] == 0) & (head[:, 3] == 0) & (announced >= 8) & (announced <= 260)
        own, head, announced = own[fine], head[fine], announced[fine]
        self._sum(rows[own], MODBUS, head[:, 7])
        for place in np.flatnonzero(announced < found.size[own]).tolist():
            frame = own[place]
            at, end = int(found.payload[frame]), int(found.payload[frame] + found.size[frame])
            self._following(batch.raw[at + int(announced[place]) : end], int(rows[frame]))

    def _following(self, data: bytes, row: int) -> None:
        """Further messages in the same segment."""
        at = 0
        while at + 8 <= len(data) and data[at + 2 : at + 4] == b"\0\0":
            size = int.from_bytes(data[at + 4 : at + 6], "big") + 6
            if not 8 <= size <= 260:
                return
            self._one((row, MODBUS, data[at + 7]), 1)
            at += size

    def _sum(self, rows: Ints, protocol: int, code: Ints) -> None:
        pairs, counts = np.unique(rows * 256 + code, return_counts=True)
        known, room = self.count, len(self.count) < MAX_CODES - len(pairs)
        for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
            key = (pair >> 8, protocol, pair & 255)
            if room or key in known:
                known[key] = known.get(key, 0) + count

    def _one(self, key: Code, count: int) -> None:
        if key in self.count or len(self.count) < MAX_CODES:
            self.count[key] += count

    def merge(self, other: Codes, rows: Ints) -> None:
        """Add another part; `rows` says which of our flows each of its flows is."""
        for (row, protocol, code), count in other.count.items():
            if rows[row] >= 0:
                self._one((int(rows[row]), protocol, code), count)


def _head(batch: Batch, found: Columns, own: Ints) -> Ints:
    window = np.lib.stride_tricks.sliding_window_view(batch.data, 20)
    return window[found.payload[own]].astype(np.int64)
