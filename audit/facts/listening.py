"""How long somebody listened: windows of one sensor in, joined where they follow each other out.

A sensor writes a log for every hour; a window of one hour alone never proves that something is
silent for a week. So windows of one sensor that overlap or follow each other within the hour are
one; each single window stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from audit.facts.model import Seen
from audit.payloads import Coverage

GAP = timedelta(hours=1)
"""The longest time between two windows in which nothing is missing: less than a log's own step."""
_WORST_FIRST = ("uplink", "port", "")


def with_joined(windows: tuple[Seen[Coverage], ...]) -> tuple[Seen[Coverage], ...]:
    """Return the windows, and behind them one for each run of several that follow each other."""
    by_sensor: dict[str, list[Seen[Coverage]]] = defaultdict(list)
    for window in windows:
        if window.value.sensor and window.value.what == "capture" and _times(window):
            by_sensor[window.value.sensor].append(window)
    runs = (run for _, own in sorted(by_sensor.items()) for run in _runs(own))
    return (*windows, *(_one(run) for run in runs if len(run) > 1))


def _runs(windows: list[Seen[Coverage]]) -> Iterable[list[Seen[Coverage]]]:
    ordered = sorted(windows, key=lambda window: (_times(window), window.evidence))
    run: list[Seen[Coverage]] = []
    until: datetime | None = None
    for window in ordered:
        start, end = _times(window)
        if until is not None and start - until >= GAP:
            yield run
            run, until = [], None
        run.append(window)
        until = max(until or end, end)
    if run:
        yield run


def _times(window: Seen[Coverage]) -> tuple[datetime, ...]:
    try:
        found = tuple(datetime.fromisoformat(t) for t in (window.value.start, window.value.end))
    except ValueError:
        return ()
    return found if all(time.tzinfo for time in found) else ()


def _one(run: list[Seen[Coverage]]) -> Seen[Coverage]:
    """The run as one window; what speaks against it (an uplink's mirror) is kept."""
    first, last = min(_times(w)[0] for w in run), max(_times(w)[1] for w in run)
    newest = max(run, key=lambda window: window.evidence)
    worst = min(run, key=lambda window: (-window.grade.rank, window.evidence))
    mirrors = {window.value.mirror for window in run}
    coverage = replace(
        newest.value,
        start=first.isoformat(),
        end=last.isoformat(),
        seconds=(last - first).total_seconds(),
        packets=sum(window.value.packets for window in run),
        senders=max((w.value.senders or 0 for w in run), default=0) or None,
        silent_seconds=_sum_of(w.value.silent_seconds for w in run),
        broadcast_peak=_top(w.value.broadcast_peak for w in run),
        broadcast_mean=_mean([(w.value.broadcast_mean, w.value.seconds) for w in run]),
        multicast_peak=_top(w.value.multicast_peak for w in run),
        multicast_mean=_mean([(w.value.multicast_mean, w.value.seconds) for w in run]),
        mirror=next(mirror for mirror in _WORST_FIRST if mirror in mirrors),
        detail=f"{len(run)} logs of one sensor that follow each other",
    )
    return replace(newest, value=coverage, grade=worst.grade)


def _sum_of(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _top(numbers: Iterable[int | None]) -> int | None:
    return max((number for number in numbers if number is not None), default=None)


def _mean(windows: list[tuple[float | None, float | None]]) -> float | None:
    """The mean of the windows that have one, each for as long as it lasts."""
    known = [(rate, max(seconds or 0.0, 1.0)) for rate, seconds in windows if rate is not None]
    if not known:
        return None
    return round(sum(rate * s for rate, s in known) / sum(s for _, s in known), 3)
