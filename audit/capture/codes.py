"""What controllers are asked for: function codes counted for every message, not only for the first.

Sources: MODBUS Application Protocol V1.1b3 (MBAP header: protocol id 0, function at byte 7);
RFC 1006 and ISO 8073 for the header before S7 (protocol id 0x32, PDU kind at byte 8, function at
byte 17 of a request). CIP and OPC UA have modules of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from audit.capture import cip_codes, opcua_codes
from audit.capture.asked import CIP, MODBUS, OPCUA, S7
from audit.capture.batch import Batch, Bytes, Ints, gathered
from audit.capture.delivery import again
from audit.capture.keys import Keys, mixed
from audit.capture.layers import Columns

MAX_CODES = 400_000
PORTS = {MODBUS: 502, S7: 102, CIP: 44818, OPCUA: 4840}
_NAMES = {"modbus": MODBUS, "s7comm": S7, "enip": CIP, "opcua": OPCUA}
"""As the dissectors call them."""


def _ports() -> Bytes:
    """For each port the protocols that are looked for on it, one bit each."""
    table = np.zeros(65536, np.uint8)
    for kind, port in PORTS.items():
        table[port] |= 1 << kind
    return table


@dataclass(slots=True)
class Codes:
    """Messages by flow and function: of Modbus with bit 7 for an exception."""

    keys: Keys = field(default_factory=lambda: Keys(MAX_CODES))
    what: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    """Row of the flow, protocol (4 bits) and code (16 bits) of each key."""
    times: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    on: Bytes = field(default_factory=_ports)
    """The dissectors add the ports on which they recognise a protocol."""

    def counted(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Flow, protocol, code and how often, of all that was asked."""
        what = self.what[: self.keys.count]
        return what >> 20, what >> 16 & 15, what & 0xFFFF, self.times[: self.keys.count]

    def listen(self, protocol: str, port: int) -> None:
        """Look for a protocol on one more port."""
        if protocol in _NAMES:
            self.on[port] |= np.uint8(1 << _NAMES[protocol])

    def add(self, batch: Batch, found: Columns, rows: Ints) -> None:
        """Count the functions of a batch; what was sent again is not asked again."""
        if len(found.again):
            rows = rows.copy()
            rows[found.again] = -1
        tcp = found.segments[(found.size[found.segments] >= 8) & (rows[found.segments] >= 0)]
        on = self.on[found.sport[tcp]] | self.on[found.dport[tcp]]
        some = np.flatnonzero(on)
        tcp, on = tcp[some], on[some]
        size = found.size[tcp]

        def at(protocol: int, least: int) -> Ints:
            return tcp[(size >= least) & (on & (1 << protocol) > 0)]

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
        head = gathered(batch.data, found.payload[own], 8)
        announced = (head[:, 4].astype(np.int64) << 8) + head[:, 5] + 6
        fine = (head[:, 2] == 0) & (head[:, 3] == 0) & (announced >= 8) & (announced <= 260)
        own, head, announced = own[fine], head[fine], announced[fine]
        self._sum(rows[own], MODBUS, head[:, 7])
        several = announced < found.size[own]
        flows: list[int] = []
        codes: list[int] = []
        for row, data in _behind(batch, found, rows, own[several], announced[several]):
            more = [message[7] for message in mbap_messages(data)]
            flows += [row] * len(more)
            codes += more
        self._sum(np.array(flows, np.int64), MODBUS, np.array(codes, np.int64))

    def _s7(self, batch: Batch, found: Columns, rows: Ints, own: Ints) -> None:
        head = gathered(batch.data, found.payload[own], 18)
        iso = (head[:, 0] == 3) & (head[:, 1] == 0)
        own, head = own[iso], head[iso]
        size = (head[:, 2].astype(np.int64) << 8) + head[:, 3]
        job = (head[:, 7] == 0x32) & ((head[:, 8] == 1) | (head[:, 8] == 7)) & (size >= 18)
        code = np.where(head[:, 8] == 1, head[:, 17], 0)
        self._sum(rows[own[job]], S7, code[job])
        several = (size >= 7) & (size + 18 <= found.size[own])
        flows: list[int] = []
        codes: list[int] = []
        for row, data in _behind(batch, found, rows, own[several], size[several]):
            for message in iso_messages(data):
                if len(message) >= 18 and message[7:9] == b"\x32\x01":
                    flows.append(row)
                    codes.append(message[17])
        self._sum(np.array(flows, np.int64), S7, np.array(codes, np.int64))

    def _sum(self, rows: Ints, protocol: int, code: Ints | Bytes) -> None:
        if len(rows):
            self._add((rows << 20) | (protocol << 16) | code, None)

    def _add(self, what: Ints, times: Ints | None) -> None:
        rows, fresh = self.keys.rows(mixed(what.astype(np.uint64)))
        missing = self.keys.count - len(self.what)
        if missing > 0:
            more = np.zeros(max(missing, len(self.what), 256), np.int64)
            self.what = np.concatenate([self.what, more])
            self.times = np.concatenate([self.times, more])
        self.what[rows[fresh]] = what[fresh]
        if self.keys.refused:
            fits = rows >= 0
            rows, times = rows[fits], None if times is None else times[fits]
        again(self.times, rows, times, self.keys.count)

    def trim(self) -> None:
        """Give back all but the table itself: then it can be sent, and merged, but not added to."""
        self.what = self.what[: self.keys.count].copy()
        self.times = self.times[: self.keys.count].copy()
        self.keys = self.keys.counted()

    def merge(self, other: Codes, rows: Ints) -> None:
        """Add another part; `rows` says which of our flows each of its flows is."""
        flow, protocol, code, times = other.counted()
        ours = rows[flow]
        fits = ours >= 0
        if fits.any():
            what = (ours << 20) | (protocol << 16) | code
            self._add(what[fits], times[fits])


def _behind(
    batch: Batch, found: Columns, rows: Ints, own: Ints, size: Ints
) -> Iterator[tuple[int, bytes]]:
    """The flow of each of these frames, and what follows its first message of this size."""
    start = found.payload[own]
    stop = start + found.size[own]
    lists = (rows[own].tolist(), (start + size).tolist(), stop.tolist())
    for row, at, end in zip(*lists, strict=True):
        yield row, batch.raw[at:end]


def mbap_messages(data: bytes) -> Iterator[bytes]:
    """The messages of Modbus on TCP that follow each other in these bytes."""
    at = 0
    while at + 8 <= len(data) and data[at + 2 : at + 4] == b"\0\0":
        size = int.from_bytes(data[at + 4 : at + 6], "big") + 6
        if not 8 <= size <= 260:
            return
        yield data[at : at + size]
        at += size


def iso_messages(data: bytes) -> Iterator[bytes]:
    """The whole messages of ISO on TCP that follow each other in these bytes."""
    at = 0
    while data[at : at + 2] == b"\x03\0":
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        if size < 7 or at + size > len(data):
            return
        yield data[at : at + size]
        at += size
