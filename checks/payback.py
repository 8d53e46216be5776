"""What a line costs and brings: the payback as a range, and why it exceeds the pilot's."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import FinanceRow
from checks.remembered import rows_where

NEVER = math.inf
"""The payback of a line whose yearly net benefit is not above zero."""


@dataclass(frozen=True, slots=True)
class Case:
    """A business case as (low, high) ranges of money; costs are one-off, the rest per year."""

    own_cost: tuple[float, float]
    foundation_share: tuple[float, float]
    other_cost: float
    benefit: tuple[float, float]
    upkeep: float
    share_stated: bool = True
    """False: nobody stated the share of the foundation; it counts as zero here."""

    @property
    def cost(self) -> tuple[float, float]:
        """All one-off cost, low and high."""
        low, high = (a + b for a, b in zip(self.own_cost, self.foundation_share, strict=True))
        return low + self.other_cost, high + self.other_cost

    @property
    def net(self) -> tuple[float, float]:
        """Benefit less upkeep per year, low and high."""
        return self.benefit[0] - self.upkeep, self.benefit[1] - self.upkeep


@dataclass(frozen=True, slots=True)
class Payback:
    """Years until the cost is back; `NEVER` where the net benefit is not above zero."""

    low: float
    """Lowest cost over highest net benefit."""
    high: float
    """Highest cost over lowest net benefit."""
    middle: float
    """Middle cost over middle net benefit: the value that stretch compares."""


@dataclass(frozen=True, slots=True)
class Step:
    """One cause in the way from the pilot's payback to the line's."""

    cause: str
    years: float
    """What it adds; negative when it shortens the payback, `NEVER` when it is what ends it."""
    reached: float
    """The payback after this step."""


def case_of(row: FinanceRow) -> Case | None:
    """Return the row as a case; None when cost or benefit is missing. One end given counts for
    both.
    """
    own = _range(row.cost_low, row.cost_high)
    benefit = _range(row.benefit_per_year_low, row.benefit_per_year_high)
    if own is None or benefit is None:
        return None
    share = _range(row.foundation_share_low, row.foundation_share_high)
    return Case(
        own,
        share or (0.0, 0.0),
        row.other_cost or 0.0,
        benefit,
        row.upkeep_per_year or 0.0,
        share is not None,
    )


def finance_row(facts: PlantFacts, line: str, use_case: str) -> Stated[FinanceRow] | None:
    """Return the business case of a use case on a line; a row without a use case serves as one."""
    rows = rows_where(facts, FinanceRow, "line", line)
    exact = [row for row in rows if row.record.use_case == use_case]
    return next(iter(exact or [row for row in rows if not row.record.use_case]), None)


def payback(case: Case) -> Payback:
    """Return the payback in years."""
    (cost_low, cost_high), (net_low, net_high) = case.cost, case.net
    return Payback(
        _years(cost_low, net_high),
        _years(cost_high, net_low),
        _years((cost_low + cost_high) / 2, (net_low + net_high) / 2),
    )


def stretch(line: Payback, pilot: Payback) -> float | None:
    """Return how many times longer the line takes than the pilot case, middle to middle; None when
    the pilot case never pays back or costs nothing.
    """
    if pilot.middle in (0.0, NEVER):
        return None
    return line.middle / pilot.middle


def waterfall(pilot: Case, line: Case) -> tuple[Step, ...]:
    """Explain the line's payback: the pilot's case, changed into the line's one cause at a time.

    The order is fixed (cost, share, other, benefit, upkeep); another order would split the same sum
    differently. Middle values throughout; causes that change nothing are left out.
    """
    with_cost = replace(pilot, own_cost=line.own_cost)
    with_share = replace(with_cost, foundation_share=line.foundation_share)
    with_other = replace(with_share, other_cost=line.other_cost)
    with_benefit = replace(with_other, benefit=line.benefit)
    changes = (
        ("the line's own cost", with_cost),
        ("share of the foundation", with_share),
        ("other cost", with_other),
        ("benefit", with_benefit),
        ("upkeep", replace(with_benefit, upkeep=line.upkeep)),
    )
    steps: list[Step] = []
    reached = payback(pilot).middle
    for cause, case in changes:
        now = payback(case).middle
        added = 0.0 if now == reached else now - reached
        if abs(added) > 1e-9:
            steps.append(Step(cause, added, now))
        reached = now
    return tuple(steps)


def _range(low: float | None, high: float | None) -> tuple[float, float] | None:
    if low is None and high is None:
        return None
    one, other = (low if low is not None else high), (high if high is not None else low)
    assert one is not None and other is not None
    return min(one, other), max(one, other)


def _years(cost: float, net: float) -> float:
    if cost <= 0:
        return 0.0
    return cost / net if net > 0 else NEVER
