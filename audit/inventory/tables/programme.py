"""Tables about the programme: the agreed schedule, losses, what never stops, lines done so far."""

from __future__ import annotations

from typing import ClassVar

from audit.inventory.tables.base import Choice, Day, Items, Number, Row, Text, YesNo


class PlannedKind(Choice):
    """What a planned task is for."""

    FOUNDATION = "foundation"
    ROLLOUT = "rollout"
    USE_CASE = "use case"
    UNSAID = ""
    """Judged as foundation."""


class PlannedRow(Row):
    """One task of the schedule that the plant agreed on; both days are worked on."""

    table: ClassVar[str] = "planned"
    key: ClassVar[tuple[str, ...]] = ("task_id",)
    task_id: Text
    work_package: Text = ""
    kind: PlannedKind = PlannedKind.UNSAID
    line: Text = ""
    """Empty: work for the whole plant."""
    use_case: Text = ""
    """Empty: every use case."""
    crews: Items = ()
    start: Day = None
    finish: Day = None
    effort_pd: Number = None
    downtime_h: Number = None
    """Hours in which the line must stand; 0: none."""
    stops: Items = ()
    """Systems that stand still for it, named as in `never_stop`."""
    because: Items = ()
    """Findings that ask for it: `NET-08@L2`, or check ids."""
    after: Items = ()
    """Task ids that must be finished before it."""
    result: YesNo = None
    """Whether its users accept a result at its end."""
    done: YesNo = None
    agreed_on: Day = None
    """When the schedule it stands in was agreed."""


class LossBasis(Choice):
    """Where the amount of a loss comes from."""

    RECORDS = "records"
    ESTIMATE = "estimate"
    UNSAID = ""


class LossRow(Row):
    """One branch of a line's loss tree: how much a year, what one costs, what could be saved."""

    table: ClassVar[str] = "losses"
    key: ClassVar[tuple[str, ...]] = ("line", "loss")
    loss: Text
    """unplanned stops, scrap, rework, …"""
    line: Text
    use_case: Text = ""
    """The use case that addresses it; empty: every use case."""
    amount_low: Number = None
    """Hours or pieces a year."""
    amount_high: Number = None
    unit: Text = ""
    """hours or pieces."""
    rate: Number = None
    """Money for one; empty for hours: the line's `downtime_cost_per_h`."""
    addressable_percent: Number = None
    """Share of the loss that the use case could take away."""
    basis: LossBasis = LossBasis.UNSAID
    source: Text = ""
    measured_on: Day = None


class NeverStopRow(Row):
    """A system that cannot be stopped, and the way around it."""

    table: ClassVar[str] = "never_stop"
    key: ClassVar[tuple[str, ...]] = ("system", "line")
    system: Text
    line: Text = ""
    """Empty: every line depends on it."""
    reason: Text = ""
    plan: Text = ""
    """The parallel build or the bypass; empty: none."""
    must_stop_for: Items = ()
    """Work packages or tasks that need it to stand still."""
    signed_by: Text = ""


class DeploymentRow(Row):
    """What bringing a use case to one line really took; the pilot is the first of them."""

    table: ClassVar[str] = "deployments"
    key: ClassVar[tuple[str, ...]] = ("use_case", "line")
    line: Text
    use_case: Text = ""
    """Empty: every use case."""
    effort_pd: Number = None
    """Actual person-days, all crews together."""
    reused_percent: Number = None
    """Share of connectors, screens and mappings taken over without a change."""
    finished_on: Day = None
    source: Text = ""
