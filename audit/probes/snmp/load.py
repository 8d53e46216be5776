"""Two looks at the ports' counters in, what each port carried in between out.

Source: RFC 2863 section 3.1.5 (counters may start anew; ifCounterDiscontinuityTime says when) and
3.1.6 (which counters wrap how soon), RFC 3418 (sysUpTime). The time is the device's own: every
request asks sysUpTime beside the counters. What cannot be told from two looks is None, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audit.payloads import LinkLoad
from audit.switches.mibs import (
    IF_HC_IN_OCTETS,
    IF_HC_OUT_OCTETS,
    IF_IN_DISCARDS,
    IF_IN_ERRORS,
    IF_IN_OCTETS,
    IF_OUT_DISCARDS,
    IF_OUT_ERRORS,
    IF_OUT_OCTETS,
    Oid,
    oid,
)
from audit.switches.rows import Value

DISCONTINUITY = oid("1.3.6.1.2.1.31.1.1.1.19")
"""ifCounterDiscontinuityTime: sysUpTime when a counter of the port last started anew."""
COUNTS = (IF_IN_ERRORS, IF_OUT_ERRORS, IF_IN_DISCARDS, IF_OUT_DISCARDS)
LONG, SHORT = (IF_HC_IN_OCTETS, IF_HC_OUT_OCTETS), (IF_IN_OCTETS, IF_OUT_OCTETS)
WRAP = 1 << 32
MIN_S = 1.0
"""Looks nearer to each other say nothing."""
TOO_FAST = 2.0
"""Times the port's speed, that no counter can have gone: it was set, or started anew."""


@dataclass(frozen=True, slots=True)
class Look:
    """Values of counters, and the device's clock with each of them."""

    values: Mapping[Oid, Value]
    ticks: Mapping[Oid, int]
    """Object → sysUpTime of the answer it was in, in hundredths of a second."""


def loads_of(
    first: Look, second: Look, ports: Mapping[int, tuple[str, float | None]]
) -> tuple[list[LinkLoad], list[str]]:
    """Return what each port carried, and what is doubtful.

    Parameters
    ----------
    ports : Mapping
        ifIndex → name and speed in Mbit/s.
    """
    found: list[LinkLoad] = []
    problems: list[str] = []
    for index, (name, speed_mbps) in ports.items():
        pair = _Pair(first, second, index, speed_mbps)
        if pair.problem:
            problems.append(pair.problem)
        elif pair.seconds and (load := pair.load(name)):
            found.append(load)
    return found, list(dict.fromkeys(problems))


class _Pair:
    """One port's two looks."""

    def __init__(self, first: Look, second: Look, index: int, speed_mbps: float | None) -> None:
        self._first, self._second, self._index = first, second, index
        self._speed_mbps = speed_mbps
        self.seconds, self.problem = self._time()

    def _time(self) -> tuple[float, str]:
        """Return the seconds between the looks, or why there is no telling."""
        for column in (*COUNTS, *LONG, *SHORT):
            place = (*column, self._index)
            before, after = self._first.ticks.get(place), self._second.ticks.get(place)
            if before is None or after is None:
                continue
            if after < before:
                return 0.0, "the switch was started, or its clock began anew, between the looks"
            if after - before < MIN_S * 100:
                return 0.0, "the device's clock shows no time between the looks"
            began = self._second.values.get((*DISCONTINUITY, self._index))
            if isinstance(began, int) and before < began <= after:
                return 0.0, "a port's counters began anew between the looks"
            return (after - before) / 100, ""
        return 0.0, ""

    def load(self, name: str) -> LinkLoad | None:
        counts = [self._count(column) for column in COUNTS]
        rates = [self._bps(long, short) for long, short in zip(LONG, SHORT, strict=True)]
        if all(one is None for one in (*counts, *rates)):
            return None
        errors_in, errors_out, discards_in, discards_out = counts
        return LinkLoad(
            name, self.seconds, rates[0], rates[1], errors_in, errors_out, discards_in,
            discards_out, self._speed_mbps,
        )  # fmt: skip

    def _change(self, column: Oid) -> int | None:
        place = (*column, self._index)
        before, after = self._first.values.get(place), self._second.values.get(place)
        if isinstance(before, int) and isinstance(after, int):
            return after - before
        return None

    def _count(self, column: Oid) -> int | None:
        """A count that went back was set to zero: what came in between is unknown."""
        change = self._change(column)
        return change if change is not None and change >= 0 else None

    def _bps(self, long: Oid, short: Oid) -> float | None:
        octets = self._change(long)
        if octets is None:
            octets = self._short(short)
        if octets is None or octets < 0:
            return None
        bps = octets * 8 / self.seconds
        if self._speed_mbps and bps > TOO_FAST * self._speed_mbps * 1e6:
            return None
        return round(bps, 1)

    def _short(self, column: Oid) -> int | None:
        """A 32-bit counter tells only while the port cannot have filled it since the first look."""
        octets = self._change(column)
        if octets is None or not self._speed_mbps:
            return None
        if self._speed_mbps * 1e6 / 8 * self.seconds >= WRAP:
            return None
        return octets if octets >= 0 else octets + WRAP
