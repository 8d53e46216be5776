"""What planning exchanges: packages, tasks, the solver-free problem, the schedule, money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class TaskKind(StrEnum):
    """What a task is for."""

    FOUNDATION = "foundation"
    ROLLOUT = "rollout"
    USE_CASE = "use case"


@dataclass(frozen=True, slots=True)
class WorkPackage:
    """One row of the work-package catalogue. Efforts are person-days, low to high."""

    code: str
    name: str
    scope: str
    """plant, line, area or pilot line."""
    fixed_low: float
    fixed_high: float
    unit_low: float
    unit_high: float
    unit: str
    """What the unit effort counts: switch, line, PLC, … or '-'."""
    crews: tuple[str, ...]
    downtime_h_low: float
    downtime_h_high: float
    downtime_per_unit: bool
    downtime_text: str
    lead_weeks_low: float
    lead_weeks_high: float
    prerequisites: tuple[str, ...]
    """Codes of packages that must be finished before."""
    clears: tuple[str, ...]
    """Check ids it turns to PASS."""
    only_if_planned: tuple[str, ...] = ()
    """Codes that come before it where they are planned anyway, but that it does not call for."""
    lags: tuple[tuple[str, int], ...] = ()
    """(code of one that comes before, working days that must pass after it)."""


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work on one line or once for the plant."""

    task_id: str
    """`WP-04@L1`, `WP-05@plant`, `GO@L1/pdm`."""
    work_package: str
    name: str
    kind: TaskKind
    scope: str
    """plant or line."""
    line: str
    """Empty for plant tasks."""
    crews: tuple[str, ...]
    """Names from resources.csv that work on it together."""
    effort_low: float
    effort_high: float
    effort_pd: float
    """Person-days planned with: the middle of low and high, or the actual of a task that is done.
    """
    duration_days: int
    """Working days from start to finish."""
    lead_days: int
    """Working days between ordering and start; ordering is possible from the plan's first day."""
    downtime_h: float
    """Hours the line must stand; 0: none."""
    cost: float
    clears: tuple[str, ...]
    because: tuple[str, ...]
    """`NET-08@L2`: the findings that ask for it."""
    after: tuple[str, ...]
    """Task ids that must be finished before it starts."""
    deadline: date | None = None
    thin_slice: bool = False
    done: bool = False
    fixed_start: date | None = None
    gates: tuple[str, ...] = ()
    """Those of `because` that decide a verdict: `NET-08@L2` must be done before L2's connector."""
    lags: tuple[tuple[str, int], ...] = ()
    """(task id of `after`, working days that must pass after its finish); the others need none."""
    pinned: date | None = None
    """The day on which the user wants it to start, and on no other."""
    overtime: bool = False
    """Whether it is worked longer each day, in fewer days and at a higher cost."""
    never_stop: str = ""
    """The system that it would stop, that must never stop and has no way around."""


@dataclass(frozen=True, slots=True)
class Span:
    """A time span in whole days, both ends included."""

    start: date
    finish: date


@dataclass(frozen=True, slots=True)
class Window:
    """A span in which a line may stand, with its hours; `line` empty: every line."""

    name: str
    line: str
    day: date
    hours: float


@dataclass(frozen=True, slots=True)
class Crew:
    """A crew and what it can give."""

    name: str
    skills: tuple[str, ...]
    days_per_week: float
    rate_per_day: float
    available_from: date | None = None
    available_until: date | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """What a live use case brings."""

    line: str
    use_case: str
    task_id: str
    """The task after which it counts."""
    per_week_low: float
    per_week_high: float


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything a solver needs, and nothing about any solver."""

    start: date
    horizon_days: int
    tasks: tuple[Task, ...]
    crews: tuple[Crew, ...]
    windows: tuple[Window, ...]
    freezes: tuple[tuple[str, Span], ...]
    """(line or '' for the plant, span) in which nothing may be done there that stops a line."""
    budget: tuple[tuple[str, Span, float], ...]
    """(period, span, amount): costs count on the day a task starts."""
    values: tuple[Value, ...]
    holidays: tuple[date, ...] = ()
    max_lines_at_once: int = 2
    first_value_weeks: int = 13


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A task with its dates."""

    task: Task
    start: date
    finish: date
    """Both days are worked on."""
    window: str
    """Name and day of the maintenance window it uses; empty: none needed."""
    why_here: str
    """The binding constraint in words."""
    slack_days: int
    """Working days it could slip without moving a value date."""
    slips: tuple[str, ...] = ()
    """What a start one week later does: `GO@L4/pdm 28 days later`; empty: no go-live moves."""
    proven_by: tuple[str, ...] = ()
    """`NET-08@L2`: checks that pass at the next audit once it is done."""
    slip_cost: float = 0.0
    """What the go-lives bring less when it starts one week later."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A package or a line that the plan leaves out on purpose."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class ValueDate:
    """When a use case goes live on a line."""

    line: str
    use_case: str
    day: date
    week: int
    """Whole weeks from the plan's start, 1 = the first."""


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """Money of one week and line."""

    period: date
    """The week's Monday."""
    line: str
    """Empty: plant-level work."""
    cost: float
    benefit: float
    cumulative: float
    """Of the whole plant up to and including this week, after this row's line."""
    scenario: str


@dataclass(frozen=True, slots=True)
class LineCost:
    """What it takes to get one line ready."""

    line: str
    own_cost_low: float
    own_cost_high: float
    share_low: float
    share_high: float
    """Of plant-level packages that its gates need, divided by the lines that need them."""
    effort_low: float
    effort_high: float
    downtime_h: float
    ready_on: date | None
    live_on: date | None
    ready_p50: date | None = None
    """Half of all simulated plans have the line ready by then; None: not within the horizon."""
    ready_p80: date | None = None
    live_p50: date | None = None
    """The same for the first go-live of the line."""
    live_p80: date | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision somebody must take, and by when."""

    what: str
    who: str
    by: date
    cost_of_waiting_per_week: float


@dataclass(frozen=True, slots=True)
class Chance:
    """How sure the date of a go-live is, when efforts turn out anywhere from low to high."""

    task_id: str
    line: str
    use_case: str
    planned: date
    p50: date | None
    """Half of all simulated plans are live by then; None: not within the plan's horizon."""
    p80: date | None


@dataclass(frozen=True, slots=True)
class PackageValue:
    """What a work package costs, and which benefits wait for it."""

    work_package: str
    cost: float
    per_week: float
    """The middle of what the go-lives that wait for it bring a week."""
    go_lives: tuple[str, ...]
    """Their task ids."""


@dataclass(frozen=True, slots=True)
class PaybackRow:
    """The stated business case of a use case on a line, against the pilot's."""

    line: str
    use_case: str
    cost_low: float
    cost_high: float
    net_low: float
    """Benefit less upkeep per year."""
    net_high: float
    years_low: float | None
    """None: it never pays back."""
    years_high: float | None
    stretch: float | None
    """How many times longer than the pilot case; None: the pilot or nothing to compare with."""
    causes: tuple[str, ...]
    """What lengthens or shortens it against the pilot, the strongest first."""
    inaction_low: float
    """What a week without it costs."""
    inaction_high: float


@dataclass(frozen=True, slots=True)
class ScenarioFigures:
    """One way to roll out, in figures that can stand side by side."""

    scenario: str
    status: str
    """optimal, feasible, infeasible; or `no plan`."""
    first_value: date | None
    first_value_week: int | None
    last_value: date | None
    total_cost: float
    peak_cash: float
    self_funded_on: date | None
    cumulative: tuple[tuple[int, float], ...]
    """(week, cash of the whole plant up to it): weeks 13, 26, 52, 104."""
    present_value: float
    """Benefits less costs until the horizon, discounted."""
    direct_links: int
    """Data links once every planned line is live, sources to consumers …"""
    layer_links: int
    """… and over the shared layer."""
    downtime_h: float
    crew_days: float
    """Working days of all crews together."""
    busiest_crew: str
    busiest_share: float
    """Its days on which it is wanted, of those between its first and last task."""
    p50: date | None
    """Of the last go-live."""
    p80: date | None
    first_p50: date | None
    """Of the first go-live."""
    first_p80: date | None
    problems: tuple[str, ...]
    """What the verifier says of it, or why there is no plan."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The sequenced plan. `problems` is what the independent verifier says: empty means that it
    holds.
    """

    dataset_hash: str
    scenario: str
    objective: str
    status: str
    """optimal, feasible or infeasible."""
    start: date
    tasks: tuple[Scheduled, ...]
    values: tuple[ValueDate, ...]
    money: tuple[MoneyRow, ...]
    lines: tuple[LineCost, ...]
    decisions: tuple[Decision, ...]
    left_out: tuple[LeftOut, ...]
    conflicts: tuple[str, ...]
    """For an infeasible problem: the smallest set of facts that cannot hold together."""
    problems: tuple[str, ...]
    total_cost: float
    peak_cash: float
    self_funded_on: date | None
    alarms: tuple[str, ...] = ()
    """When the first value comes after 13 or 26 weeks: what holds it up."""
    chances: tuple[Chance, ...] = ()
    packages: tuple[PackageValue, ...] = ()
    paybacks: tuple[PaybackRow, ...] = ()
    compared: tuple[ScenarioFigures, ...] = ()
    """This way to roll out in figures; all ways side by side where they were asked for."""
