"""The flow table: who sent what to whom, summed; columns of batches in, one row a flow out.

A flow is one direction between two ends: MAC addresses, VLANs, ethertype, addresses, protocol and
ports. Everything else (devices, conversations, servers, rates) is derived from it, so that the cost
of a frame is paid once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import numpy as np
import numpy.typing as npt

from audit.capture.batch import NO_TIME, Batch, Bytes, Ints, Words, gathered
from audit.capture.delivery import again, late
from audit.capture.keys import Keys, mixed
from audit.capture.layers import ARP, IPV4, IPV6, MULTICAST, Columns

MAX_FLOWS, MAX_FLOWS_OF_PART = 500_000, 200_000
"""Beyond it flows are counted together: a flood of made-up addresses must not eat the memory."""
SYN, SYN_ACK, FIN, RST = 1, 2, 4, 8
DIRECT, ROUTED = 16, 32
"""A hop count that hosts start with (or one that reaches no further than the segment, to a group)
was seen; another one was.
"""
LATER_FRAGMENTS, CUT = 64, 128

_FIRST_HOPS = np.full(256, ROUTED, np.uint8)
_FIRST_HOPS[0] = 0
_FIRST_HOPS[[30, 32, 60, 64, 100, 128, 200, 254, 255]] = DIRECT
_BITS = np.zeros(256, np.uint8)
"""TCP flags → bits."""
for _flags in range(256):
    _BITS[_flags] = (
        (0 if not _flags & 2 else SYN_ACK if _flags & 16 else SYN)
        | (FIN if _flags & 1 else 0)
        | (RST if _flags & 4 else 0)
    )

_IDENTITY = ("src", "dst", "vlans", "kind", "src_ip", "dst_ip", "protocol", "sport", "dport")
_KINDS: dict[str, npt.DTypeLike] = {
    **dict.fromkeys(("src", "dst", "vlans", "src_ip", "dst_ip"), np.uint64),
    "kind": np.int32, "protocol": np.int16, "sport": np.uint16, "dport": np.uint16,
    "payloads": np.uint32, "zero_windows": np.uint32, "repeated": np.uint32, "bits": np.uint8,
}  # fmt: skip
"""How columns are kept, where not as whole numbers of 64 bits: a flood fills them all."""
_SUMS = ("packets", "bytes", "payloads", "zero_windows", "repeated", "bits")


@dataclass(slots=True)
class Totals:
    """What was seen of a capture as a whole."""

    frames: int = 0
    bytes: int = 0
    cut: int = 0
    """Frames of which the capture kept only a part."""
    short: int = 0
    """Frames that end within their headers."""
    first_ns: int = NO_TIME
    last_ns: int = NO_TIME
    beyond: int = 0
    """Frames of flows that found no room in the table."""

    def merge(self, other: Totals) -> None:
        """Add another part of the same capture."""
        self.frames += other.frames
        self.bytes += other.bytes
        self.cut += other.cut
        self.short += other.short
        self.beyond += other.beyond
        self.first_ns = earliest(self.first_ns, other.first_ns)
        self.last_ns = max(self.last_ns, other.last_ns)


def earliest(one: int, two: int) -> int:
    """The smaller of two times; NO_TIME counts as none."""
    return min((time for time in (one, two) if time != NO_TIME), default=NO_TIME)


@dataclass(slots=True)
class Flows:
    """All flows of a part of a capture; `merge` joins the parts in their order."""

    most: int = MAX_FLOWS
    totals: Totals = field(default_factory=Totals)
    long: Bytes = field(default_factory=lambda: np.zeros((0, 32), np.uint8))
    """Both addresses of each flow of IPv6; without any rows before there was one."""
    keys: Keys = field(init=False)
    column: dict[str, Ints | Words] = field(init=False)
    first_ns: Ints = field(init=False)
    last_ns: Ints = field(init=False)
    hash: Words = field(init=False)
    reach: Ints = field(init=False)
    """The end of the highest TCP segment seen, as a sequence number; -1 before the first."""

    def __post_init__(self) -> None:
        self.keys = Keys(self.most)
        self.column = {}
        for name in (*_IDENTITY, *_SUMS):
            self.column[name] = np.zeros(0, _KINDS.get(name, np.int64))
        self.first_ns = self.last_ns = self.reach = np.zeros(0, np.int64)
        self.hash = np.zeros(0, np.uint64)

    @property
    def count(self) -> int:
        """How many flows there are."""
        return self.keys.count

    def get(self, name: str) -> Ints:
        """One column, cut to the flows there are."""
        return self.column[name][: self.count].astype(np.int64, copy=False)

    def words(self, name: str) -> Words:
        """One column of addresses, cut to the flows there are."""
        return self.column[name][: self.count].astype(np.uint64, copy=False)

    def add(
        self,
        batch: Batch,
        found: Columns,
        before_counting: Callable[[Ints], None] | None = None,
        *,
        counted: bool = True,
    ) -> Ints:
        """Count a batch; give each frame's row, -1 where there was no room.

        Parameters
        ----------
        before_counting
            Is given the rows while the sums are still those from before the batch.
        counted
            Whether the frames count in the totals: not those that other frames carried.
        """
        key = _key(found)
        before = self.count
        rows, fresh = self.keys.rows(key)
        self._grow()
        if len(fresh):
            self._describe(batch, found, key, fresh, slice(before, self.count))
        if before_counting is not None:
            before_counting(rows)
        roomy = rows if self.keys.refused == 0 else rows[rows >= 0]
        self._count(batch, found, rows, roomy)
        if counted:
            self._total(batch, found, len(rows) - len(roomy))
        return rows

    def _grow(self) -> None:
        room = len(self.first_ns)
        if self.count <= room:
            return
        size = max(4096, room)
        while size < self.count:
            size *= 2
        extra = min(size, self.most) - room
        for name, values in self.column.items():
            self.column[name] = _longer(values, extra)
        self.first_ns = np.concatenate([self.first_ns, np.full(extra, NO_TIME, np.int64)])
        self.last_ns = np.concatenate([self.last_ns, np.full(extra, NO_TIME, np.int64)])
        self.reach = np.concatenate([self.reach, np.full(extra, -1, np.int64)])
        self.hash = np.concatenate([self.hash, np.zeros(extra, np.uint64)])
        if len(self.long):
            self._keep_long()

    def _keep_long(self) -> None:
        """Room for the long addresses of all flows."""
        more = len(self.first_ns) - len(self.long)
        if more > 0:
            self.long = np.concatenate([self.long, np.zeros((more, 32), np.uint8)])

    def _describe(self, batch: Batch, found: Columns, key: Words, fresh: Ints, rows: slice) -> None:
        order = np.argsort(fresh, kind="stable")
        fresh = fresh[order]
        for name in _IDENTITY:
            self.column[name][rows] = getattr(found, name)[fresh]
        self.first_ns[rows] = batch.time_ns[fresh]
        self.hash[rows] = key[fresh]
        v6 = np.flatnonzero(found.v6[fresh])
        if len(v6):
            self._keep_long()
            self.long[rows.start + v6] = gathered(batch.data, found.net[fresh[v6]] + 8, 32)

    def _count(self, batch: Batch, found: Columns, rows: Ints, counted: Ints) -> None:
        length, size, time_ns = batch.length, found.size, batch.time_ns
        bits = _FIRST_HOPS[found.ttl]
        bits[(found.ttl > 0) & (found.ttl <= 4) & (found.dst & MULTICAST != 0)] = DIRECT
        bits |= _BITS[found.tcp]
        bits[~found.first] |= LATER_FRAGMENTS
        bits[batch.kept < length] |= CUT
        talks = size > 0
        repeated = np.zeros(0, np.int64)
        closed = np.zeros(0, np.int64)
        own = found.segments
        if len(counted) != len(rows):
            keep = rows >= 0
            length, talks, time_ns, bits = length[keep], talks[keep], time_ns[keep], bits[keep]
            own = own[keep[own]]
        if len(own):
            found.again, closed = late(found, rows, own, self.reach)
            repeated = rows[found.again]
        self._sum("packets", counted, None)
        self._sum("bytes", counted, length)
        self._sum("payloads", counted[talks], None)
        self._sum("repeated", repeated, None)
        self._sum("zero_windows", closed, None)
        known = self.column["bits"]
        news = np.flatnonzero(bits & ~known[counted].astype(np.uint8))
        np.bitwise_or.at(known, counted[news], bits[news].astype(known.dtype))
        self._time(counted, time_ns)

    def _sum(self, name: str, rows: Ints, amount: Ints | None) -> None:
        again(self.column[name], rows, amount, self.count)

    def _time(self, rows: Ints, time_ns: Ints) -> None:
        """Frames come nearly always in the order of their times: then the last one counts."""
        if len(time_ns) and time_ns[0] >= 0 and (np.diff(time_ns) >= 0).all():
            self.last_ns[rows] = np.maximum(self.last_ns[rows], time_ns)
            early = rows[self.first_ns[rows] > time_ns]
            if not len(early):
                return
        some = time_ns != NO_TIME
        rows, time_ns = rows[some], time_ns[some]
        np.maximum.at(self.last_ns, rows, time_ns)
        unknown = rows[self.first_ns[rows] == NO_TIME]
        self.first_ns[unknown] = np.iinfo(np.int64).max
        np.minimum.at(self.first_ns, rows, time_ns)

    def _total(self, batch: Batch, found: Columns, beyond: int) -> None:
        totals = self.totals
        totals.frames += len(batch)
        totals.bytes += int(batch.length.sum())
        totals.cut += int((batch.kept < batch.length).sum())
        totals.short += int(found.short.sum())
        totals.beyond += beyond
        known = batch.time_ns[batch.time_ns != NO_TIME]
        if len(known):
            totals.first_ns = earliest(totals.first_ns, int(known.min()))
            totals.last_ns = max(totals.last_ns, int(known.max()))

    def trim(self) -> None:
        """Give back all but the table itself: then it can be sent, and merged, but not added to."""
        for name, values in self.column.items():
            self.column[name] = values[: self.count].copy()
        for name in ("first_ns", "last_ns", "reach", "hash"):
            setattr(self, name, getattr(self, name)[: self.count].copy())
        self.long = self.long[: self.count].copy()
        self.keys = self.keys.counted()

    def merge(self, other: Flows) -> Ints:
        """Add the flows of the next part of the capture; give the row that each of them has here,
        -1 where there was no room.
        """
        theirs = other.hash[: other.count]
        before = self.count
        rows, fresh = self.keys.rows(theirs)
        self._grow()
        new = rows[fresh]
        if len(other.long):
            self._keep_long()
            self.long[new] = other.long[fresh]
        for name in _IDENTITY:
            self.column[name][new] = other.column[name][: other.count][fresh]
        self.hash[new] = theirs[fresh]
        assert not len(new) or int(new.min()) >= before
        fits = rows >= 0
        to = rows[fits]
        for name in _SUMS:
            mine, add = self.column[name], other.column[name][: other.count][fits]
            mine[to] = mine[to] | add if name == "bits" else mine[to] + add
        first, last = other.first_ns[: other.count][fits], other.last_ns[: other.count][fits]
        mine_first = self.first_ns[to]
        known = (mine_first != NO_TIME) & (first != NO_TIME)
        self.first_ns[to] = np.where(
            known, np.minimum(mine_first, first), np.maximum(mine_first, first)
        )
        self.last_ns[to] = np.maximum(self.last_ns[to], last)
        self.totals.merge(other.totals)
        self.totals.beyond += int(other.get("packets")[~fits].sum())
        return rows

    def ip(self, row: int, *, source: bool) -> bytes:
        """The address of one end: 4 or 16 bytes, empty without one."""
        kind = int(self.column["kind"][row])
        if kind == IPV6:
            at = 0 if source else 16
            return self.long[row, at : at + 16].tobytes()
        if kind not in (IPV4, ARP):
            return b""
        value = int(self.column["src_ip" if source else "dst_ip"][row])
        return value.to_bytes(4, "big") if value < 2**32 else b""


def _longer(values: Ints | Words, extra: int) -> Ints | Words:
    """The same with zeros behind."""
    more = np.zeros(len(values) + extra, values.dtype)
    more[: len(values)] = values
    return cast("Ints | Words", more)


def _key(found: Columns) -> Words:
    """The hash of everything that makes a flow."""
    ports = ((found.sport << 16) | found.dport).astype(np.uint64)
    kind = ((found.kind << 10) | (found.protocol + 1)).astype(np.uint64)
    return mixed(
        found.dst | (kind << np.uint64(48)),
        found.src,
        found.vlans ^ (kind << np.uint64(32)),
        found.src_ip,
        found.dst_ip | (ports << np.uint64(32)),
        ports,
    )
