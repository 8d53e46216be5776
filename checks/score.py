"""The number: an interval from what we know at worst to what we know at best, caps, an index for
sorting.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checks.records import (
    Bearing,
    Condition,
    ConditionCell,
    Finding,
    Interval,
    Outcome,
    Relation,
    Severity,
)

POINTS = {Outcome.PASS: 1.0, Outcome.WARN: 0.5, Outcome.FAIL: 0.0}
OUTSIDE = (Outcome.NA, Outcome.NOT_BUILT)
BEARING_WEIGHT = {Bearing.LOAD_BEARING: 2.0, Bearing.CONTRIBUTING: 1.0, Bearing.INCIDENTAL: 0.0}
RELATION_POINTS = {
    Relation.SAME_OR_BETTER: 1.0,
    Relation.WORSE_BUT_SUFFICIENT: 1.0,
    Relation.MARGINAL: 0.5,
    Relation.INSUFFICIENT: 0.0,
}
TRANSFER_SHARE, FOUNDATION_SHARE = 0.6, 0.4
CAP_FAIL, CAP_UNKNOWN, CAP_WAIVED = 49, 69, 79


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the points ledger; `points` None means unknown."""

    weight: float
    points: float | None


def interval(entries: Iterable[Entry]) -> Interval:
    """Return the interval over entries that apply; with none it is 0 to 100 at coverage 0."""
    rows = list(entries)
    total = sum(row.weight for row in rows)
    if total <= 0:
        return Interval(0.0, 100.0, 0.0, 0.0)
    known = sum(row.weight * row.points for row in rows if row.points is not None)
    unknown = sum(row.weight for row in rows if row.points is None)
    return Interval(
        low=100 * known / total,
        high=100 * (known + unknown) / total,
        coverage=1 - unknown / total,
        weight=total,
    )


def entry_of(finding: Finding, weights: Mapping[str, float]) -> Entry | None:
    """Return a finding's row of the ledger; None when it is outside the denominator."""
    if finding.outcome in OUTSIDE:
        return None
    return Entry(weights[str(finding.check.severity)], POINTS.get(finding.outcome))


def foundation(findings: Iterable[Finding], weights: Mapping[str, float]) -> Interval:
    """Return the score over the absolute checks."""
    return interval(e for f in findings if (e := entry_of(f, weights)) is not None)


def domains(
    findings: Iterable[Finding], weights: Mapping[str, float]
) -> tuple[tuple[str, Interval], ...]:
    """Return the foundation score per theme, in the catalogue's order."""
    by_theme: dict[str, list[Finding]] = {}
    for finding in findings:
        by_theme.setdefault(str(finding.check.theme), []).append(finding)
    return tuple((theme, foundation(rows, weights)) for theme, rows in by_theme.items())


def transfer(conditions: Iterable[Condition], cells: Iterable[ConditionCell]) -> Interval:
    """Return the same formula over the pilot's conditions: load-bearing counts 2, contributing 1.

    Another kind of thing than the pilot's needs a test first: it counts as unknown.
    """
    by_id = {cell.condition_id: cell for cell in cells}
    entries: list[Entry] = []
    for condition in conditions:
        cell = by_id.get(condition.condition_id)
        relation = cell.relation if cell else Relation.UNKNOWN
        weight = BEARING_WEIGHT[condition.bearing]
        if weight and relation is not Relation.NA:
            entries.append(Entry(weight, RELATION_POINTS.get(relation)))
    return interval(entries)


def index(
    transfer_low: float, foundation_low: float, gates: Iterable[Finding]
) -> tuple[int, int, str]:
    """Return (index, uncapped index, cap reason): 0.6 transfer + 0.4 foundation, then the lowest
    cap.
    """
    uncapped = math.floor(TRANSFER_SHARE * transfer_low + FOUNDATION_SHARE * foundation_low + 0.5)
    cap, reason = 100, ""
    for finding in gates:
        name = finding.check.check_id
        if finding.waiver is not None and finding.outcome is not Outcome.PASS:
            own, why = CAP_WAIVED, f"{name} is waived"
        elif finding.outcome is Outcome.FAIL:
            own, why = CAP_FAIL, f"{name} fails"
        elif finding.outcome is Outcome.UNKNOWN:
            own, why = CAP_UNKNOWN, f"{name} is unknown"
        else:
            continue
        if own < cap:
            cap, reason = own, why
    if uncapped <= cap:
        return uncapped, uncapped, ""
    return cap, uncapped, f"capped; {reason}; uncapped {uncapped}"


def default_weights() -> dict[str, float]:
    """Return the weights of the severities."""
    return {str(severity): float(severity.weight) for severity in Severity}
