"""Working days, windows and freezes."""

from __future__ import annotations

from datetime import date, datetime

from audit.inventory.tables import WindowRow
from audit.inventory.tables.money import WindowKind
from planning.calendar import WorkCalendar, freezes, unusable, windows

START, END = date(2027, 1, 11), date(2027, 12, 31)


def _row(name: str, start: datetime, end: datetime, **more: object) -> WindowRow:
    return WindowRow.model_validate(
        {"window": name, "line": "L1", "start": start, "end": end, **more}
    )


def test_weekends_and_holidays_are_no_working_days() -> None:
    calendar = WorkCalendar.of(START, 100, [date(2027, 1, 13)])
    assert [calendar.day(n).day for n in range(5)] == [11, 12, 14, 15, 18]
    assert calendar.on_or_after(date(2027, 1, 16)) == 4
    assert calendar.on_or_before(date(2027, 1, 17)) == 3


def test_days_before_the_plan_are_negative() -> None:
    calendar = WorkCalendar.of(START, 100)
    assert calendar.on_or_after(date(2027, 1, 8)) == -1
    assert calendar.day(-1) == date(2027, 1, 8)


def test_a_window_repeats_until_its_last_day_included() -> None:
    row = _row("m", datetime(2027, 1, 22, 14), datetime(2027, 1, 22, 18), every_weeks=4,
               until=date(2027, 3, 19))  # fmt: skip
    found = windows([row], START, END)
    assert [w.day for w in found] == [date(2027, 1, 22), date(2027, 2, 19), date(2027, 3, 19)]
    assert {w.hours for w in found} == {4.0}


def test_a_window_over_midnight_is_one_window() -> None:
    row = _row("night", datetime(2027, 2, 5, 22), datetime(2027, 2, 6, 4))
    assert [(w.day, w.hours) for w in windows([row], START, END)] == [(date(2027, 2, 5), 6.0)]


def test_a_shutdown_gives_a_window_for_each_of_its_days() -> None:
    row = _row("s", datetime(2027, 8, 9, 6), datetime(2027, 8, 11, 18), kind=WindowKind.SHUTDOWN)
    assert [w.hours for w in windows([row], START, END)] == [18.0, 24.0, 18.0]


def test_a_freeze_takes_windows_away_on_its_line_only() -> None:
    one = _row("a", datetime(2027, 2, 5, 6), datetime(2027, 2, 5, 10))
    other = _row("b", datetime(2027, 2, 5, 6), datetime(2027, 2, 5, 10), line="L2")
    freeze = _row("f", datetime(2027, 2, 1), datetime(2027, 2, 8), kind=WindowKind.FREEZE)
    assert [w.line for w in windows([one, other, freeze], START, END)] == ["L2"]


def test_a_never_stop_row_without_dates_closes_the_whole_horizon() -> None:
    row = WindowRow(window="furnace", line="L1", kind=WindowKind.NEVER_STOP)
    [(line, span)] = freezes([row], START, END)
    assert (line, span.start, span.finish) == ("L1", START, END)


def test_a_window_without_dates_is_named_not_dropped() -> None:
    rows = [WindowRow(window="some day", line="L1")]
    assert unusable(rows) == ("some day",)
    assert windows(rows, START, END) == ()
