"""One tag's stored values: times and values in, how complete and plausible they are out.

Rules
-----
1. The usual interval is the median. Where fewer than 80 % of the intervals lie within half of it,
   the tag is stored on change, and how complete it is cannot be told from times: left empty.
2. A gap is longer than three usual intervals; what it is longer than one counts as lost. The span
   is that of the whole file, so that a tag that begins late or ends early has lost that too.
3. Implausible is a value of bad quality, a text among numbers, a second value at one time, and a
   lively tag (half of its steps change it) that stays on one value for four hours.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise

from audit.inventory.tables import HistoryRow

DAY_S = 86_400.0
FLAT_S = 4 * 3600.0
GAP = 3.0
STEADY = 0.8
_FEW = 10
_GOOD = {"good", "ok", "gut", "true", "0xc0", "c0", "valid", "normal", "g", "goodnonspecific", "1"}
_GOOD_OPC = 192
"""OPC DA quality: the upper two bits set."""
_NOTHING = {"", "nan", "null", "no data", "#n/a", "n/a", "bad", "none", "-"}


@dataclass(slots=True)
class Track:
    """One tag while its rows are read."""

    times: array[float] = field(default_factory=lambda: array("d"))
    numbers: int = 0
    texts: int = 0
    bad: int = 0
    doubled: int = 0
    changes: int = 0
    flat: int = 0
    first: float = 0.0
    last: float = 0.0
    _previous: str = ""
    _since: float = 0.0
    _run: int = 0

    def add(self, time: float, text: str, number: float | None, quality: str) -> None:
        """Take one value; an empty one is not there."""
        self.first = min(self.first or time, time)
        self.last = max(self.last, time)
        if text.casefold() in _NOTHING:
            return
        if self.times and time == self.times[-1]:
            self.doubled += 1
            return
        self.times.append(time)
        self.numbers += number is not None
        self.texts += number is None
        if quality and not is_good(quality):
            self.bad += 1
        self._step(time, text)

    def _step(self, time: float, text: str) -> None:
        if text == self._previous:
            self._run += 1
            return
        self.close(time)
        self.changes += 1
        self._previous, self._since, self._run = text, time, 1

    def close(self, time: float) -> None:
        """End the run of equal values."""
        if self._run > 1 and time - self._since >= FLAT_S:
            self.flat += self._run


def is_good(quality: str) -> bool:
    """Whether a quality says that the value can be used."""
    text = quality.casefold().replace(" ", "")
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text) >= _GOOD_OPC or text == "1"
    return text in _GOOD or text.startswith("good")


def history_row(tag: str, track: Track, first: float, last: float) -> tuple[HistoryRow, str]:
    """Return what a tag's values show over the span of the file, and what could not be told."""
    track.close(track.last)
    times = sorted(track.times)
    steps = sorted(b - a for a, b in pairwise(times) if b > a)
    span = last - first
    row = HistoryRow(
        tag=tag, first=_text(first), last=_text(last), samples=len(times),
        history_days=round(span / DAY_S, 3), measured_on=datetime.fromtimestamp(last, UTC).date(),
        implausible_percent=_implausible(track, len(times)),
    )  # fmt: skip
    if len(steps) < _FEW or span <= 0:
        return row, "too few values to tell how complete it is"
    usual = steps[len(steps) // 2]
    near = sum(0.5 * usual <= step <= 1.5 * usual for step in steps)
    more: dict[str, object] = {
        "interval_s": round(usual, 3),
        "p95_ms": round(steps[min(len(steps) - 1, int(0.95 * len(steps)))] * 1000, 1),
    }
    if near < STEADY * len(steps):
        return row.model_copy(update=more), "stored on change: how complete it is cannot be told"
    ends = (times[0] - first, last - times[-1])
    gaps = [step for step in (*steps, *ends) if step > GAP * usual]
    lost = sum(gap - usual for gap in gaps)
    more |= {
        "complete_percent": round(100 * max(0.0, 1 - lost / span), 2),
        "gaps": len(gaps),
        "longest_gap_s": round(max(gaps, default=0.0), 1),
    }
    return row.model_copy(update=more), ""


def _implausible(track: Track, samples: int) -> float | None:
    if not samples:
        return None
    wrong = track.bad + track.doubled
    if track.numbers > track.texts:
        wrong += track.texts
    outside = max(1, samples - track.flat)
    if track.changes >= max(_FEW, 0.5 * outside):
        wrong += track.flat
    return round(min(100.0, 100 * wrong / samples), 2)


def _text(time: float) -> str:
    return datetime.fromtimestamp(time, UTC).replace(microsecond=0).isoformat()
