"""Tables about money, time and crews: finance, windows, crews, budget, work already done."""

from __future__ import annotations

from typing import ClassVar

from audit.inventory.tables.base import Choice, Day, Items, Moment, Number, Row, Text, Whole, YesNo


class FinanceRow(Row):
    """The business case of one use case on one line, low to high; the row of the pilot line is the
    pilot case.
    """

    table: ClassVar[str] = "finance"
    key: ClassVar[tuple[str, ...]] = ("line", "use_case")
    line: Text
    use_case: Text
    currency: Text = "EUR"
    cost_low: Number = None
    """One-off cost of the use case on the line: sensors, licences, integration."""
    cost_high: Number = None
    foundation_share_low: Number = None
    foundation_share_high: Number = None
    other_cost: Number = None
    """Gateway, downtime and the like, one-off."""
    other_cost_note: Text = ""
    benefit_per_year_low: Number = None
    benefit_per_year_high: Number = None
    upkeep_per_year: Number = None
    source: Text = ""
    signed_by: Text = ""


class WindowKind(Choice):
    """What a time span allows or forbids."""

    MAINTENANCE = "maintenance"
    SHUTDOWN = "shutdown"
    FREEZE = "freeze"
    NEVER_STOP = "never stop"


class WindowRow(Row):
    """A maintenance window, a shutdown, or a freeze; an empty line means the whole plant."""

    table: ClassVar[str] = "windows"
    key: ClassVar[tuple[str, ...]] = ("window",)
    window: Text
    line: Text = ""
    kind: WindowKind = WindowKind.MAINTENANCE
    start: Moment = None
    end: Moment = None
    every_weeks: Whole = None
    """Repeats every so many weeks …"""
    until: Day = None
    """… until this day, included."""
    missed: YesNo = None
    """Yes: it went by without the work that was meant for it."""
    note: Text = ""


class CrewRow(Row):
    """A crew that work packages need."""

    table: ClassVar[str] = "resources"
    key: ClassVar[tuple[str, ...]] = ("crew",)
    crew: Text
    skills: Items = ()
    """Crew names of the work-package catalogue that this crew can stand for."""
    people: Number = None
    days_per_week: Number = None
    """Person-days a week the whole crew can give."""
    rate_per_day: Number = None
    """Per person-day."""
    available_from: Day = None
    available_until: Day = None
    external: YesNo = None


class BudgetRow(Row):
    """What may be spent in a period; both days included."""

    table: ClassVar[str] = "budget"
    key: ClassVar[tuple[str, ...]] = ("period",)
    period: Text
    start: Day = None
    end: Day = None
    amount: Number = None
    note: Text = ""
    spent: Number = None
    """What was spent or ordered of it up to the audit."""


class DeadlineKind(Choice):
    """What drives a deadline."""

    LEGAL = "legal"
    CUSTOMER = "customer"
    SUPPLY = "supply"
    CAPABILITY = "capability"
    FUNDING = "funding"
    OTHER = ""


class DeadlineRow(Row):
    """What drives the programme and by when: a law, a customer, a supplier. The day counts."""

    table: ClassVar[str] = "deadlines"
    key: ClassVar[tuple[str, ...]] = ("deadline",)
    deadline: Text
    """What it is called: a law, a grant, a promise, a part that is no longer delivered."""
    kind: DeadlineKind = DeadlineKind.OTHER
    work_package: Text = ""
    """The package that must be finished; empty: the use case must be live."""
    line: Text = ""
    """Empty: every line, and the plant's own work."""
    use_case: Text = ""
    """Empty: every use case."""
    day: Day = None
    """Empty: a driver without a date; the plan takes no heed of it."""
    source: Text = ""


class WorkState(Choice):
    """How far a work package is."""

    NOT_STARTED = "not started"
    STARTED = "started"
    DONE = "done"


class WorkStatusRow(Row):
    """A work package that is already under way or done."""

    table: ClassVar[str] = "status"
    key: ClassVar[tuple[str, ...]] = ("work_package", "line")
    work_package: Text
    line: Text = ""
    state: WorkState = WorkState.NOT_STARTED
    started_on: Day = None
    done_on: Day = None
    actual_pd: Number = None


class QuantityRow(Row):
    """A count that a work package's effort depends on, where the inventory does not give it."""

    table: ClassVar[str] = "quantities"
    key: ClassVar[tuple[str, ...]] = ("line", "unit")
    line: Text
    unit: Text
    """switch, PLC, AP, link, host, cabinet, endpoint, vendor, 5 000 m2."""
    count: Number = None
