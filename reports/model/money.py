"""Records of the money page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reports.model.records import Range


@dataclass(frozen=True, slots=True)
class WeekMoney:
    """One week of the whole plant."""

    period: date
    cost: float
    benefit: float
    cumulative: float


@dataclass(frozen=True, slots=True)
class LineMoney:
    """What one line costs to get ready, and when."""

    line: str
    name: str
    own: Range
    share: Range
    total: Range
    effort: Range
    downtime_h: float
    downtime: str
    ready_on: date | None
    ready: str
    live_on: date | None
    live: str


@dataclass(frozen=True, slots=True)
class Payback:
    """The business case of one line and use case against the pilot's."""

    line: str
    line_name: str
    use_case: str
    use_name: str
    invest: Range
    net_per_year: Range
    years: Range | None
    """None: the benefit does not cover the upkeep."""
    years_text: str
    stretch: Range | None
    stretch_text: str
    note: str


@dataclass(frozen=True, slots=True)
class WaterStep:
    """One cause between the pilot's payback and the line's; places in percent of the width."""

    cause: str
    text: str
    left: float
    width: float
    tone: str
    """more, less, start or end."""


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Why a line takes longer to pay back than the pilot."""

    line: str
    line_name: str
    use_name: str
    stretch: float
    """For sorting; a line that never pays back is last."""
    steps: tuple[WaterStep, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class MoneyReport:
    """The money page."""

    sentence: str
    total_cost: float
    total_text: str
    peak_cash: float
    peak_text: str
    self_funded_on: date | None
    self_funded_text: str
    weeks: tuple[WeekMoney, ...]
    curve_alt: str
    lines: tuple[LineMoney, ...]
    paybacks: tuple[Payback, ...]
    waiting_text: str
    waterfalls: tuple[Waterfall, ...] = ()
    """The worst stretch first."""
    hygiene_share: float = 0.0
    hygiene_text: str = ""
    """What of the plan stays useful without the use case."""
    inaction_low: float = 0.0
    inaction_high: float = 0.0
    inaction_text: str = ""
    """Benefit that is missed each week before the planned use cases are live."""
    funded_week: date | None = None
    """Monday of the week from which all benefits exceed all costs; None: not within the plan."""
