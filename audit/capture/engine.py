"""The whole analysis: a capture in, flows, rates, functions and clues out.

A capture is read in parts, each by itself, and the parts are merged in their order; whether that
happens here, in other processes or on other computers changes nothing in the result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from typing import BinaryIO

import numpy as np

from audit.capture import source
from audit.capture.answers import Answers
from audit.capture.batch import Batch, Damage, Ints
from audit.capture.clue import Clue, Heard, Look
from audit.capture.codes import Codes
from audit.capture.cycles import Cycles
from audit.capture.dissect import dissect
from audit.capture.flows import Flows
from audit.capture.layers import IPV4, IPV6, Columns, columns
from audit.capture.pick import MANY, Picker, mac_text, vlan_ids
from audit.capture.rates import Rates
from audit.capture.tunnels import inside

MAX_DEPTH = 3
"""Tunnels in tunnels."""
MAX_CLUES = 200_000
"""Different clues that are kept of one capture."""

Progress = Callable[[int], None]
"""Is told the bytes of frames done so far."""


@dataclass(slots=True)
class Part:
    """What was found in a part of a capture, or in all of it."""

    flows: Flows = field(default_factory=Flows)
    rates: Rates = field(default_factory=Rates)
    codes: Codes = field(default_factory=Codes)
    cycles: Cycles = field(default_factory=Cycles)
    heard: dict[Clue, Heard] = field(default_factory=dict[Clue, Heard])
    damage: Damage = field(default_factory=Damage)
    unwrapped: Counter[str] = field(default_factory=Counter[str])
    """Frames that others carried, by what carried them."""
    picked: int = 0
    """Frames that a dissector looked into."""
    clues_left_out: int = 0
    broken: Counter[str] = field(default_factory=Counter[str])
    """Frames that a dissector could not cope with, by its error: a defect of ours."""

    def merge(self, other: Part) -> None:
        """Add the next part of the same capture, or the next capture of a series."""
        before = self.flows.totals.frames
        rows = self.flows.merge(other.flows)
        self.rates.merge(other.rates)
        self.codes.merge(other.codes, rows)
        self.cycles.merge(other.cycles, rows)
        for clue, heard in other.heard.items():
            self.hear(clue, heard.number + before, heard.time_ns, heard.times)
        for number, what in other.damage.notes:
            self.damage.add(number + before, what)
        self.damage.count += other.damage.count - len(other.damage.notes)
        self.damage.skipped_bytes += other.damage.skipped_bytes
        self.picked += other.picked
        self.unwrapped.update(other.unwrapped)
        self.clues_left_out += other.clues_left_out
        self.broken.update(other.broken)

    def hear(self, clue: Clue, number: int, time_ns: int, times: int = 1) -> None:
        """Keep what a dissector found in a frame."""
        known = self.heard.get(clue)
        if known is not None:
            known.times += times
        elif len(self.heard) < MAX_CLUES:
            self.heard[clue] = Heard(clue, number, time_ns, times)
        else:
            self.clues_left_out += times


def analyse(stream: BinaryIO, progress: Progress = lambda _: None) -> Part:
    """Analyse a capture from its beginning to its end, in this process.

    Raises
    ------
    NotACaptureError
        When the stream is no capture.
    """
    part = Part()
    work = Work(part)
    for batch in source.batches(stream, part.damage):
        work.add(batch)
        progress(part.flows.totals.bytes)
    return work.done()


class Work:
    """One part while it is being made."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._picker = Picker()
        self._answers = Answers()

    def add(self, batch: Batch) -> None:
        """Take the next frames in."""
        if not len(batch):
            return
        found = columns(batch)
        self._part.rates.add(batch, found)
        self._take(batch, found, counted=True)
        carried = inside(batch, found)
        for _ in range(MAX_DEPTH):
            deeper: list[tuple[str, Batch]] = []
            for name, inner in carried:
                self._part.unwrapped[name] += len(inner)
                headers = columns(inner)
                self._take(inner, headers, counted=False)
                deeper += inside(inner, headers)
            carried = deeper

    def _take(self, batch: Batch, found: Columns, *, counted: bool) -> None:
        """Count frames by their flows, and look into those that are worth it."""
        part = self._part
        for name, count in (("MPLS", found.labelled), ("PPPoE", found.sessions)):
            if count:
                part.unwrapped[name] += count
        known = part.flows.count
        rows = part.flows.add(
            batch, found, lambda rows: self._young(batch, found, rows, known), counted=counted
        )
        part.codes.add(batch, found, rows)
        part.cycles.add(batch, found, rows)

    def _young(self, batch: Batch, found: Columns, rows: Ints, known: int) -> None:
        """Look into what is worth it, while the sums are still those from before the batch."""
        payloads = self._part.flows.column["payloads"]
        young = np.ones(len(batch), np.bool_)
        old = (rows >= 0) & (rows < known)
        young[old] = payloads[rows[old]] < MANY
        young[rows < 0] = False
        chosen = self._picker.pick(batch, found, young)
        times = batch.time_ns[chosen].tolist()
        for look, time_ns in zip(looks_at(batch, found, chosen), times, strict=True):
            try:
                for clue in dissect(self._answers.whole(look)):
                    self._part.hear(clue, look.number, time_ns)
                    if clue.what == "server":
                        self._listen(clue)
            except Exception as error:
                # The one broad catch of this room: a frame of hours of traffic must not cost them.
                self._part.broken[f"{type(error).__name__} in a frame of port {look.dport}"] += 1

    def _listen(self, clue: Clue) -> None:
        """Servers on unusual ports are looked at as closely as those on usual ones."""
        if clue.transport == "tcp" and clue.port:
            self._picker.known_tcp[clue.port] = True
            self._part.codes.listen(clue.protocol, clue.port)

    def done(self) -> Part:
        """Give the part."""
        self._part.picked = self._picker.picked
        return self._part


def looks_at(batch: Batch, found: Columns, chosen: Ints) -> Iterator[Look]:
    """Give frames as the dissectors see them."""
    raw = batch.raw
    stop = np.minimum(found.payload + found.size, batch.start + batch.kept)
    columns = (
        found.src, found.dst, found.vlans, found.kind, found.protocol, found.sport, found.dport,
        found.net, found.payload, stop,
    )  # fmt: skip
    lists = (column[chosen].tolist() for column in columns)
    numbers = (chosen + batch.number).tolist()
    for number, src, dst, vlans, kind, protocol, sport, dport, net, at, end in zip(
        numbers, *lists, strict=True
    ):
        src_ip = dst_ip = ""
        if kind == IPV4:
            src_ip, dst_ip = ip_text(raw[net + 12 : net + 16]), ip_text(raw[net + 16 : net + 20])
        elif kind == IPV6:
            src_ip, dst_ip = ip_text(raw[net + 8 : net + 24]), ip_text(raw[net + 24 : net + 40])
        tags = vlan_ids(vlans) if vlans else ()
        yield Look(
            number, mac_text(src), mac_text(dst), tags, kind, protocol, src_ip, dst_ip, sport,
            dport, raw[at:end],
        )  # fmt: skip


@lru_cache(16384)
def ip_text(address: bytes) -> str:
    """4 or 16 bytes in the usual notation."""
    return str(IPv4Address(address) if len(address) == 4 else IPv6Address(address))
