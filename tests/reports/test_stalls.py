"""Early warnings: what slips, what nobody owns, what lies idle, each with its age."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from audit.inventory.tables import (
    BudgetRow,
    OwnerRow,
    PilotRow,
    PlannedRow,
    Row,
    WindowRow,
    WorkStatusRow,
)
from audit.inventory.tables.money import WindowKind, WorkState
from reports.model.programme import EarlyWarning, Programme
from tests.reports.build import AS_OF, make_judgement
from tests.reports.test_programme import made

OWNED = tuple(OwnerRow(layer=layer, accountable="somebody") for layer in ("wireless", "use case"))


def calm(*rows: Row, **more: Any) -> Programme:
    """The plant with an owner for every layer: nothing warns but the rows."""
    return made(*OWNED, *rows, **more)


def kinds(found: Programme) -> list[str]:
    return [warning.kind for warning in found.warnings]


def only(found: Programme) -> EarlyWarning:
    (warning,) = found.warnings
    return warning


def test_where_nothing_slips_nothing_is_said() -> None:
    assert calm().warnings == ()
    assert calm().warnings_text == "Nothing announces a stall in what is on record."


def test_a_failed_gate_without_an_owner_is_one_warning_with_its_lines() -> None:
    found = made()
    assert kinds(found) == ["unowned blocker", "unowned blocker"]
    first = next(w for w in found.warnings if "OWN-02" in w.what)
    assert (first.weeks, first.who) == (2, "nobody named yet")
    assert "Line 1 Housings, Line 2 Shafts" in first.what
    waived = make_judgement()
    waiver = next(f.waiver for f in waived.findings if f.waiver)
    accepted = replace(waived, findings=tuple(replace(f, waiver=waiver) for f in waived.findings))
    assert made(judgement=accepted).warnings == (), "an accepted risk is no stall"


def planned(**more: Any) -> PlannedRow:
    row = {"task_id": "T1", "work_package": "WP-04", "line": "L1", "start": date(2026, 9, 1),
           "finish": date(2026, 9, 4), "downtime_h": 4, "crews": "network crew"}  # fmt: skip
    return PlannedRow.model_validate({**row, **more})


def test_agreed_work_that_missed_its_window_names_the_window() -> None:
    window = WindowRow(window="L1 monthly", line="L1", start=datetime(2026, 9, 4, 14),
                       end=datetime(2026, 9, 4, 18))  # fmt: skip
    warning = only(calm(planned(), window))
    assert warning.kind == "slipped window"
    assert warning.what == (
        "WP-04 (T1) on Line 1 Housings missed its window (L1 monthly, 4 Sep 2026)."
    )
    assert (warning.since, warning.weeks, warning.who) == (date(2026, 9, 4), 10, "network crew")
    assert only(calm(planned(downtime_h=0))).kind == "slipped work"


@pytest.mark.parametrize(
    "row",
    [planned(done=True), planned(finish=AS_OF), planned(finish=None)],
    ids=["done", "due today", "without a day"],
)
def test_what_is_done_or_not_yet_due_has_not_slipped(row: PlannedRow) -> None:
    assert calm(row).warnings == ()


def test_work_that_the_status_calls_done_has_not_slipped() -> None:
    done = WorkStatusRow(work_package="WP-04", line="L1", state=WorkState.DONE)
    assert calm(planned(), done).warnings == ()
    elsewhere = WorkStatusRow(work_package="WP-04", line="L2", state=WorkState.DONE)
    assert kinds(calm(planned(), elsewhere)) == ["slipped window"]


def test_a_window_that_went_by_unused_counts_from_its_end() -> None:
    row = WindowRow(window="summer", kind=WindowKind.SHUTDOWN, missed=True,
                    start=datetime(2026, 8, 1), end=datetime(2026, 8, 10))  # fmt: skip
    warning = only(calm(row))
    assert (warning.weeks, warning.what) == (
        14, "The window summer on the whole plant went by unused.",
    )  # fmt: skip
    assert calm(row.model_copy(update={"missed": None})).warnings == ()
    ahead = row.model_copy(update={"end": datetime(2027, 8, 10)})
    assert calm(ahead).warnings == ()


@pytest.mark.parametrize(("weeks", "warns"), [(7, False), (8, True)])
def test_work_that_was_begun_long_ago_and_is_not_done(weeks: int, warns: bool) -> None:
    row = WorkStatusRow(work_package="WP-04", line="L1", state=WorkState.STARTED,
                        started_on=AS_OF - timedelta(weeks=weeks))  # fmt: skip
    assert (kinds(calm(row)) == ["slipped work"]) is warns


def budget(**more: Any) -> BudgetRow:
    row = {"period": "2026 H2", "start": date(2026, 7, 1), "end": date(2026, 12, 31),
           "amount": 80000, "spent": 9000}  # fmt: skip
    return BudgetRow.model_validate({**row, **more})


def test_money_that_is_not_spent_while_its_time_runs_is_idle() -> None:
    warning = only(calm(budget()))
    assert warning.kind == "idle budget"
    assert warning.what == (
        "EUR 71 k of the budget 2026 H2 lies idle: 11 % spent after 76 % of its time."
    )
    assert warning.weeks == 19


@pytest.mark.parametrize(
    "row",
    [budget(spent=None), budget(spent=40000), budget(start=date(2026, 11, 1)),
     budget(start=date(2027, 1, 1), end=date(2027, 3, 31)), budget(amount=None)],
    ids=["not stated", "half of it", "just begun", "ahead", "no amount"],
)  # fmt: skip
def test_money_that_is_spent_begun_or_not_stated_is_not_idle(row: BudgetRow) -> None:
    assert calm(row).warnings == ()


def test_the_oldest_warning_comes_first_and_is_named() -> None:
    pilot = PilotRow(pilot="P1", line="L3", proved_on=date(2025, 11, 10), result="fewer stops")
    found = calm(planned(), budget(), pilot)
    assert kinds(found) == ["pilot without a second line", "idle budget", "slipped window"]
    ages = [warning.weeks or 0 for warning in found.warnings]
    assert ages == sorted(ages, reverse=True)
    assert found.warnings_text.startswith("3 early warnings. The oldest is 53 weeks old: No second")
