"""What controllers are asked for: function codes counted for every message, not only for the first.

Sources: MODBUS Application Protocol V1.1b3 (MBAP header: protocol id 0, function at byte 7);
RFC 1006 and ISO 8073 for the header before S7 (protocol id 0x32, PDU kind at byte 8, function at
byte 17 of a request). CIP and OPC UA have modules of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from audit.capture import cip_codes, opcua_codes
from audit.capture.asked import CIP, MODBUS, OPCUA, S7
from audit.capture.batch import Batch, Flags, Ints
from audit.capture.layers import TCP, Columns

Code: TypeAlias = tuple[int, int, int]
"""Row of the flow, protocol, function code (of Modbus with bit 7 for an exception)."""
MAX_CODES = 400_000
PORTS = {MODBUS: 502, S7: 102, CIP: 44818, OPCUA: 4840}
_NAMES = {"modbus": MODBUS, "s7comm": S7, "enip": CIP, "opcua": OPCUA}
"""As the dissectors call them."""


def _ports(*numbers: int) -> Flags:
    table = np.zeros(65536, np.bool_)
    table[list(numbers)] = True
    return table


@dataclass(slots=True)
class Codes:
    """Messages by flow and function."""

    count: Counter[Code] = field(default_factory=Counter[Code])
    on: dict[int, Flags] = field(
        default_factory=lambda: {kind: _ports(port) for kind, port in PORTS.items()}
    )
    """Ports on which a protocol is looked for; the dissectors add to them what they recognise."""

    def listen(self, protocol: str, port: int) -> None:
        """Look for a protocol on one more port."""
        if protocol in _NAMES:
            self.on[_NAMES[protocol]][port] = True

    def add(self, batch: Batch, found: Columns, rows: Ints) -> None:
        """Count the functions of a batch; what was sent again is not asked again."""
        if len(found.again):
            rows = rows.copy()
            rows[found.again] = -1
        tcp = np.flatnonzero((found.protocol == TCP) & (found.size >= 8) & (rows >= 0))
        tcp = tcp[~found.short[tcp]]
        sport, dport, size = found.sport[tcp], found.dport[tcp], found.size[tcp]

        def at(protocol: int, least: int) -> Ints:
            ports = self.on[protocol]
            return tcp[(size >= least) & (ports[sport] | ports[dport])]

        if len(own := at(MODBUS, 8)):
            self._modbus(batch, found, rows, own)
        if len(own := at(S7, 18)):
            self._s7(batch, found, rows, own)
        if len(own := at(CIP, cip_codes.LEAST)):
            frames, code = cip_codes.cip_codes(batch, found, own)
            self._sum(rows[frames], CIP, code)
        if len(own := at(OPCUA, opcua_codes.LEAST)):
            frames, code = opcua_codes.opcua_codes(batch, found, own)
            self._sum(rows[frames], OPCUA, code)

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

    def _s7(self, batch: Batch, found: Columns, rows: Ints, own: Ints) -> None:
        head = _head(batch, found, own)
        iso = (head[:, 0] == 3) & (head[:, 1] == 0)
        own, head = own[iso], head[iso]
        size = (head[:, 2] << 8) + head[:, 3]
        job = (head[:, 7] == 0x32) & ((head[:, 8] == 1) | (head[:, 8] == 7)) & (size >= 18)
        code = np.where(head[:, 8] == 1, head[:, 17], 0)
        self._sum(rows[own[job]], S7, code[job])
        for place in np.flatnonzero((size >= 7) & (size + 18 <= found.size[own])).tolist():
            frame = own[place]
            at, end = int(found.payload[frame] + size[place]), int(found.payload[frame])
            data = batch.raw[at : end + int(found.size[frame])]
            for message in iso_messages(data):
                if len(message) >= 18 and message[7:9] == b"\x32\x01":
                    self._one((int(rows[frame]), S7, message[17]), 1)

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
        pairs, counts = np.unique((rows << 16) + code, return_counts=True)
        known, room = self.count, len(self.count) < MAX_CODES - len(pairs)
        for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
            key = (pair >> 16, protocol, pair & 0xFFFF)
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


def iso_messages(data: bytes) -> Iterator[bytes]:
    """The whole messages of ISO on TCP that follow each other in these bytes."""
    at = 0
    while data[at : at + 2] == b"\x03\0":
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        if size < 7 or at + size > len(data):
            return
        yield data[at : at + size]
        at += size


def _head(batch: Batch, found: Columns, own: Ints) -> Ints:
    window = np.lib.stride_tricks.sliding_window_view(batch.data, 20)
    return window[found.payload[own]].astype(np.int64)
