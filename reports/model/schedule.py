"""Records of the plan's pages: the Gantt with its geometry, windows and crews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the time axis, in percent of its width."""

    left: float
    width: float
    label: str
    every: int = 1
    """12 for a January, 3 for the first month of another quarter, else 1."""


@dataclass(frozen=True, slots=True)
class GanttRow:
    """One task of the plan."""

    task_id: str
    package: str
    what: str
    label: str
    """`what` in at most 68 characters."""
    kind: str
    tone: str
    """foundation, rollout or use."""
    start: date
    finish: date
    dates: str
    left: float
    width: float
    tag_at: float
    """Where the words beside the bar begin, in percent from the left."""
    tag_left: bool
    """Whether they stand before the bar because there is no room behind it …"""
    tag_right_at: float
    """… and then end here, in percent from the right."""
    crew: str
    effort_pd: float
    effort: str
    cost: float
    cost_text: str
    downtime_h: float
    downtime: str
    window: str
    why_here: str
    slack_days: int
    after: str
    clears: str
    because: str
    flag: str
    """What goes live when it ends; empty: nothing."""
    done: bool
    p50: date | None = None
    """Half of all simulated plans are live by then; None: not simulated, or not within the plan."""
    p80: date | None = None
    sure: str = ""
    """Both in words."""
    sure_left: float = 0.0
    """Where the line from the planned day by way of P50 to P80 lies, in percent of the axis …"""
    sure_width: float = 0.0
    sure_p50: float = 0.0
    """… and where P50 lies on it, in percent of its width."""
    deadline: date | None = None
    """The day by which it must be done; None: none is set."""
    deadline_spare: int | None = None
    """Days between its end and that day."""
    deadline_text: str = ""


@dataclass(frozen=True, slots=True)
class GanttGroup:
    """The tasks of one line, or of the plant."""

    name: str
    rows: tuple[GanttRow, ...]
    note: str
    """`ready 12 Mar 2027 · live 19 Mar 2027`; empty: nothing to say."""


@dataclass(frozen=True, slots=True)
class LoadCell:
    """One crew in one month."""

    needed_pd: float
    text: str
    mark: str
    """▲ when more is planned than the crew gives; empty: it fits."""


@dataclass(frozen=True, slots=True)
class CrewLoad:
    """A crew's person-days per month, in the order of `PlanReport.months`."""

    crew: str
    cells: tuple[LoadCell, ...]
    total: str


@dataclass(frozen=True, slots=True)
class Stop:
    """One time a line must stand."""

    line: str
    day: date
    day_text: str
    window: str
    hours: float
    hours_text: str
    what: str


@dataclass(frozen=True, slots=True)
class ValueRow:
    """When a use case goes live on a line."""

    line: str
    line_name: str
    use_case: str
    use_name: str
    day: date
    day_text: str
    week: int
    left: float


@dataclass(frozen=True, slots=True)
class DecisionMark:
    """A decision on the time axis."""

    left: float
    day_text: str
    what: str


@dataclass(frozen=True, slots=True)
class ShortBar:
    """All work of one colour on a line, from its first day to its last."""

    tone: str
    left: float
    width: float
    dates: str


@dataclass(frozen=True, slots=True)
class ShortRow:
    """A line's work in one row, for plans with more tasks than a page shows."""

    line: str
    name: str
    tasks: int
    bars: tuple[ShortBar, ...]
    flag: str
    flag_at: float
    effort: str
    note: str
    sure: str = ""
    """P50 and P80 of the line's first go-live."""


@dataclass(frozen=True, slots=True)
class PlanReport:
    """The plan's pages."""

    scenario: str
    objective: str
    status: str
    sentence: str
    start: date
    finish: date
    groups: tuple[GanttGroup, ...]
    months: tuple[Tick, ...]
    values: tuple[ValueRow, ...]
    stops: tuple[Stop, ...]
    stops_text: str
    crews: tuple[CrewLoad, ...]
    conflicts: tuple[str, ...]
    problems: tuple[str, ...]
    decisions: tuple[DecisionMark, ...] = ()
    short: tuple[ShortRow, ...] = ()
    """One row a line, the plant's work first, then the line that is live first."""
    row_count: int = 0
    """Rows of all groups, their headings included."""
