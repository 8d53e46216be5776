"""The index of a line as a list of points that add up to it: one row for each finding, condition
and cap.
"""

from __future__ import annotations

from dataclasses import dataclass

from checks.baseline import cells_of
from checks.records import Finding, Judgement, LineScore, Relation
from checks.score import (
    BEARING_WEIGHT,
    FOUNDATION_SHARE,
    RELATION_POINTS,
    TRANSFER_SHARE,
    Entry,
    entry_of,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the ledger."""

    part: str
    """foundation, transfer, rounding or cap."""
    name: str
    """Check id or condition id; empty for rounding; the reason for a cap."""
    weight: float
    """Share of the whole index it can give, 0 to 100."""
    points: float
    """What it gives; unknown gives nothing."""
    unknown: bool = False


def points(judgement: Judgement, score: LineScore) -> tuple[Line, ...]:
    """Return the rows of one line's score; their points add up to its index."""
    key = (score.line, score.use_case)
    own = [f for f in judgement.findings if (f.line, f.use_case) == key]
    rows = _foundation(judgement, own) + _transfer(judgement, score, own)
    exact = sum(row.points for row in rows)
    rows.append(Line("rounding", "", 0.0, score.uncapped - exact))
    if score.index != score.uncapped:
        rows.append(Line("cap", score.cap_reason, 0.0, float(score.index - score.uncapped)))
    return tuple(rows)


def _foundation(judgement: Judgement, own: list[Finding]) -> list[Line]:
    weights = dict(judgement.weights)
    entries = [(f.check.check_id, e) for f in own if (e := entry_of(f, weights)) is not None]
    return _lines("foundation", FOUNDATION_SHARE, entries)


def _transfer(judgement: Judgement, score: LineScore, own: list[Finding]) -> list[Line]:
    baseline = next(b for b in judgement.baselines if b.use_case == score.use_case)
    cells = {cell.condition_id: cell for cell in cells_of(baseline.conditions, own)}
    entries: list[tuple[str, Entry]] = []
    for condition in baseline.conditions:
        cell = cells.get(condition.condition_id)
        relation = cell.relation if cell else Relation.UNKNOWN
        weight = BEARING_WEIGHT[condition.bearing]
        if weight and relation is not Relation.NA:
            entries.append((condition.condition_id, Entry(weight, RELATION_POINTS.get(relation))))
    return _lines("transfer", TRANSFER_SHARE, entries)


def _lines(part: str, share: float, entries: list[tuple[str, Entry]]) -> list[Line]:
    total = sum(entry.weight for _, entry in entries)
    return [
        Line(
            part,
            name,
            100 * share * entry.weight / total,
            100 * share * entry.weight / total * (entry.points or 0.0),
            entry.points is None,
        )
        for name, entry in entries
    ]
