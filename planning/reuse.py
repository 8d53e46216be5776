"""How much less each next connector takes: what was measured, else a curve, and on what grounds.

Rules
-----
1. Actual efforts of finished connectors win: one gives the level, two or more the curve as well.
2. Half, then a quarter, as is claimed for reused connectors, counts only where reuse is proven on
   the pilot (DAT-03 passes).
3. An 80 % learning curve (Wright) counts where reuse is likely (DAT-03 warns).
4. Else, and on a line with another kind of controller (PLC-03), each connector takes the whole
   effort.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from audit.facts.model import PlantFacts
from audit.inventory.tables import WorkStatusRow
from audit.inventory.tables.money import WorkState
from checks.records import Judgement, Outcome
from planning.catalogue import by_code
from planning.choice import CONNECTOR

WRIGHT = 0.80
"""Effort of the second, fourth, eighth … piece against half as many."""
CLAIMED = (1.0, 0.5, 0.25)
_FLOOR, _CEILING = 0.1, 3.0
"""Actuals beyond this are typing errors or another kind of work."""


@dataclass(frozen=True, slots=True)
class Reuse:
    """A share of the catalogue's effort, and where it comes from."""

    factor: float
    basis: str


def share(judgement: Judgement, facts: PlantFacts, lines: tuple[str, ...], line: str) -> Reuse:
    """Return what a line's connector takes; `lines` are rolled out in this order."""
    actuals = measured(facts)
    alike = judgement.finding(line, "PLC-03")
    other = alike is not None and alike.outcome in (Outcome.FAIL, Outcome.UNKNOWN)
    if other:
        return Reuse(1.0, f"{line} has another kind of controller than the pilot, or nobody knows")
    done = {place for place, _ in actuals}
    place = len(actuals) + sum(1 for n in lines[: lines.index(line)] if n not in done)
    if actuals:
        level, curve = _level(actuals), _curve(actuals)
        factor = min(_CEILING, max(_FLOOR, level * math.pow(place + 1, math.log2(curve))))
        return Reuse(
            factor, f"measured on {', '.join(n for n, _ in actuals)}: {curve:.0%} a doubling"
        )
    outcome = _reusable(judgement)
    if outcome is Outcome.PASS:
        return Reuse(CLAIMED[min(place, 2)], "reuse proven on the pilot: half, then a quarter")
    if outcome is Outcome.WARN:
        factor = math.pow(place + 1, math.log2(WRIGHT))
        return Reuse(factor, "80 % learning curve (project default)")
    return Reuse(1.0, "the pilot's connectors are not known to be reusable")


def _reusable(judgement: Judgement) -> Outcome | None:
    """Return what DAT-03 says of the pilot; of several the one that proves least."""
    uses = [(line, own[0] if own else None) for line, own in judgement.pilots]
    found = [judgement.finding(line, "DAT-03", use) for line, use in uses]
    outcomes = [finding.outcome if finding else None for finding in found]
    good = (Outcome.PASS, Outcome.WARN)
    return max(outcomes, key=lambda o: good.index(o) if o in good else 2, default=None)


def measured(facts: PlantFacts) -> tuple[tuple[str, float], ...]:
    """Return (line, person-days) of finished connectors, the first finished first."""
    rows = [row.record for row in facts.table(WorkStatusRow)]
    done = [
        row
        for row in rows
        if row.work_package == CONNECTOR
        and row.state is WorkState.DONE
        and row.actual_pd is not None
        and row.actual_pd > 0
    ]
    done.sort(key=lambda row: (str(row.done_on or ""), row.line))
    return tuple((row.line, row.actual_pd or 0.0) for row in done)


def _level(actuals: tuple[tuple[str, float], ...]) -> float:
    package = by_code()[CONNECTOR]
    return actuals[0][1] / max(0.1, (package.fixed_low + package.fixed_high) / 2)


def _curve(actuals: tuple[tuple[str, float], ...]) -> float:
    """Return the measured learning rate; with a single actual the default."""
    if len(actuals) < 2:
        return WRIGHT
    ratio = actuals[-1][1] / actuals[0][1]
    return min(1.2, max(0.5, math.pow(ratio, 1 / math.log2(len(actuals)))))
