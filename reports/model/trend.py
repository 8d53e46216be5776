"""How the lines did from audit to audit, and what the same foundation would also carry.

The kept judgements of earlier days and this one in, one row a line and use case out. An audit that
did not ask a line has no point there: the gap stays a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from checks.records import LineScore, Verdict
from reports.model.ground import Ground
from reports.model.marks import UNJUDGED, VERDICTS
from reports.model.records import Mark
from reports.model.words import count, day, listed, percent, plain

MOST_USES = 8
"""Use cases of which every pair is looked at."""
LESS = 0.005
"""Share of the weight by which the answered part may shrink and count as the same."""


@dataclass(frozen=True, slots=True)
class Audit:
    """An earlier audit as it was kept: its day and the rows of its table of scores."""

    as_of: date
    scores: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One line and use case at one audit."""

    as_of: date
    as_of_text: str
    mark: Mark
    index: int
    low: float
    high: float
    interval_text: str
    coverage: float
    coverage_text: str
    blockers: int
    """Gates that failed then."""
    change: str
    """Against the audit before: first audit, better than before and so on."""


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One line and use case over all audits, the oldest first."""

    line: str
    line_name: str
    use_case: str
    use_name: str
    points: tuple[TrendPoint, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """What clearing one use case's way on a line leaves for another one."""

    line: str
    line_name: str
    first: str
    second: str
    shared: int
    """Blockers of the second that the first one clears anyway."""
    left: tuple[str, ...]
    """Checks that only the second one needs."""
    questions: int
    """Gates of the second of which nobody knows."""
    sentence: str


@dataclass(frozen=True, slots=True)
class Trend:
    """The audits of this case, and what their foundation also enables."""

    audits: int
    sentence: str
    rows: tuple[TrendRow, ...]
    enables: tuple[Shared, ...]
    enables_text: str


def trend(ground: Ground, earlier: Sequence[Audit]) -> Trend:
    """Join the earlier audits, the oldest first, with this one."""
    now = ground.judgement
    known = sorted((a for a in earlier if a.as_of < now.as_of), key=lambda a: a.as_of)
    rows = tuple(_row(ground, score, known) for score in now.scores)
    days = [audit.as_of for audit in known]
    enables = tuple(_enables(ground))
    none = "One use case only: add a second one to see what the foundation also carries."
    text = "What clearing the way for one use case also clears for another one."
    return Trend(len(known) + 1, _sentence(rows, days, now.as_of), rows, enables,
                 text if enables else none)  # fmt: skip


def _sentence(rows: Sequence[TrendRow], days: Sequence[date], now: date) -> str:
    if not days:
        return "This is the first audit of this case: a trend begins with the second one."
    both = [row for row in rows if len(row.points) > 1]
    first = sum(row.points[0].blockers for row in both)
    last = sum(row.points[-1].blockers for row in both)
    text = f"{count(len(days) + 1, 'audit')} from {day(days[0])} to {day(now)}"
    if not both:
        return f"{text}; no line was in more than one of them."
    return f"{text}: open blockers went from {first} to {last}."


def _row(ground: Ground, score: LineScore, earlier: Iterable[Audit]) -> TrendRow:
    points: list[TrendPoint] = []
    for audit in earlier:
        for kept in audit.scores:
            if (str(kept.get("line")), str(kept.get("use_case") or "")) == (
                score.line, score.use_case,
            ):  # fmt: skip
                points.append(_kept(audit.as_of, kept, points[-1] if points else None))
    points.append(_now(ground, score, points[-1] if points else None))
    return TrendRow(score.line, ground.name(score.line).name, score.use_case,
                    ground.use_name(score.use_case), tuple(points))  # fmt: skip


def _now(ground: Ground, score: LineScore, before: TrendPoint | None) -> TrendPoint:
    parts = score.foundation
    return _point(ground.judgement.as_of, score.verdict, score.index, parts.low, parts.high,
                  parts.coverage, len(score.blockers), before)  # fmt: skip


def _kept(as_of: date, row: Mapping[str, Any], before: TrendPoint | None) -> TrendPoint:
    said = str(row.get("verdict") or "")
    verdict = next((one for one in Verdict if one.value == said), None)
    blockers = row.get("blockers") or ()
    number = len([b for b in blockers.split(";") if b]) if type(blockers) is str else len(blockers)
    return _point(as_of, verdict, int(row.get("index") or 0), float(row.get("low") or 0.0),
                  float(row.get("high") or 0.0), float(row.get("coverage") or 0.0), number,
                  before)  # fmt: skip


def _point(
    as_of: date, verdict: Verdict | None, index: int, low: float, high: float, coverage: float,
    blockers: int, before: TrendPoint | None,
) -> TrendPoint:  # fmt: skip
    return TrendPoint(
        as_of=as_of, as_of_text=day(as_of), mark=VERDICTS[verdict] if verdict else UNJUDGED,
        index=index, low=low, high=high,
        interval_text=f"{plain(low, 0)} to {plain(high, 0)}",
        coverage=coverage, coverage_text=percent(coverage), blockers=blockers,
        change=_change(blockers, index, coverage, before),
    )  # fmt: skip


def _change(blockers: int, index: int, coverage: float, before: TrendPoint | None) -> str:
    """Fewer blockers is better, unless they are fewer because less was asked; between equals the
    index decides.
    """
    if before is None:
        return "first audit"
    if blockers < before.blockers and coverage < before.coverage - LESS:
        return "less is known"
    was, is_now = (before.blockers, -before.index), (blockers, -index)
    if was == is_now:
        return "as before"
    return "better than before" if is_now < was else "worse than before"


def _enables(ground: Ground) -> Iterable[Shared]:
    scores = {(s.line, s.use_case): s for s in ground.judgement.scores}
    uses = ground.uses[:MOST_USES]
    for name in ground.names:
        for first in uses:
            for second in uses:
                one = scores.get((name.line, first.use_case))
                two = scores.get((name.line, second.use_case))
                if first != second and one is not None and two is not None:
                    yield _shared(ground, one, two)


def _shared(ground: Ground, one: LineScore, two: LineScore) -> Shared:
    cleared = set(one.blockers)
    left = tuple(check for check in two.blockers if check not in cleared)
    both = len(two.blockers) - len(left)
    name, first, second = (
        ground.name(one.line).name, ground.use_name(one.use_case), ground.use_name(two.use_case)
    )  # fmt: skip
    if not two.blockers:
        text = f"{second}: nothing is known to be in its way on {name}."
    elif left:
        text = (
            f"What {first} clears on {name} clears {both} of {len(two.blockers)} blockers of"
            f" {second}; left: {listed(left)}."
        )
    else:
        text = f"What {first} clears on {name} clears every known blocker of {second}."
    if two.questions:
        text += f" {len(two.questions)} deciding questions are still open there."
    return Shared(one.line, name, first, second, both, left, len(two.questions), text)
