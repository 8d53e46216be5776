"""The hours in which a line may stand, held against what planning writes out of the same rows."""

from __future__ import annotations

from datetime import date

import pytest

from audit.inventory.tables import WindowRow
from checks.windows import hours_open
from planning.calendar import windows

FIRST, LAST = date(2027, 1, 11), date(2028, 1, 10)


def row(window: str, start: str, end: str, kind: str = "maintenance", **more: object) -> WindowRow:
    fields = {"window": window, "line": "L1", "kind": kind, "start": start, "end": end}
    return WindowRow.model_validate({**fields, **more})


MONTHLY = row("monthly", "2027-01-22T14:00", "2027-01-22T18:00", every_weeks=4, until="2027-12-31")
SHUTDOWN = row("shutdown", "2027-08-09T06:00", "2027-08-20T18:00", "shutdown", line="")
FREEZE = row("freeze", "2027-12-13", "2027-12-31T23:59", "freeze", line="")
OLD = row("last year", "2026-12-20T06:00", "2026-12-20T18:00")


@pytest.mark.parametrize(
    "rows",
    [[MONTHLY], [SHUTDOWN], [MONTHLY, FREEZE], [MONTHLY, SHUTDOWN, FREEZE, OLD], [OLD], [FREEZE]],
    ids=["monthly", "shutdown", "frozen", "all", "old", "freeze"],
)
def test_the_hours_are_those_that_planning_plans_with(rows: list[WindowRow]) -> None:
    planned = sum(window.hours for window in windows(rows, FIRST, LAST))
    assert abs(hours_open(rows, FIRST, LAST) - planned) < 1e-6


def test_a_monthly_window_of_four_hours_is_thirteen_times_four() -> None:
    assert hours_open([MONTHLY], FIRST, LAST) == 13 * 4


def test_hours_that_two_windows_share_count_once() -> None:
    inside = row("inside", "2027-08-10T08:00", "2027-08-10T12:00")
    assert hours_open([SHUTDOWN, inside], FIRST, LAST) == hours_open([SHUTDOWN], FIRST, LAST)


def test_a_line_that_never_stops_is_never_open() -> None:
    never = row("never", "", "", "never stop")
    assert hours_open([MONTHLY, never], FIRST, LAST) == 0


def test_a_window_without_a_day_or_the_wrong_way_round_opens_nothing() -> None:
    wrong = row("wrong", "2027-03-01T18:00", "2027-03-01T14:00")
    assert hours_open([row("no day", "", ""), wrong], FIRST, LAST) == 0
