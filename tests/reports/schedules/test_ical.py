"""The calendar of standstills, read back by an independent library."""

from __future__ import annotations

import importlib
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.records import Plan, TaskKind
from reports.schedules.ical import calendar_text, escaped, folded
from tests.reports.schedules import plans

icalendar: Any = importlib.import_module("icalendar")
STAMP = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def _text(plan: Plan) -> str:
    return calendar_text(plan, case_id="RIV", name="Plant; a, b\\c", stamp=STAMP)


def _events(plan: Plan) -> list[Any]:
    return list(icalendar.Calendar.from_ical(_text(plan)).walk("VEVENT"))


def test_every_window_that_is_used_is_one_all_day_event_with_its_hours() -> None:
    plan = plans.plan()
    hours: dict[tuple[str, date], float] = defaultdict(float)
    for item in plan.tasks:
        if item.task.downtime_h > 0:
            hours[item.task.line, item.start] += item.task.downtime_h
    stops = [e for e in _events(plan) if str(e["TRANSP"]) == "OPAQUE"]
    assert {(e["DTSTART"].dt, str(e["SUMMARY"])) for e in stops} == {
        (day, f"{line} stands {h:.1f} h") for (line, day), h in hours.items()
    }
    assert len(stops) == len(hours)
    for event in stops:
        assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)
        assert event["DTSTART"].params["VALUE"] == "DATE"
        assert event["DTSTAMP"].dt == STAMP


def test_go_lives_are_there_and_keep_nobody_busy() -> None:
    plan = plans.plan()
    goes = [e["DTSTART"].dt for e in _events(plan) if str(e["TRANSP"]) == "TRANSPARENT"]
    kinds = [i.finish for i in plan.tasks if i.task.kind is TaskKind.USE_CASE]
    assert sorted(goes) == sorted(kinds)


def test_uids_are_unique_and_stay_the_same_when_written_later() -> None:
    plan = plans.plan()
    uids = [str(event["UID"]) for event in _events(plan)]
    assert len(uids) == len(set(uids))
    later = calendar_text(plan, case_id="RIV", name="x", stamp=STAMP + timedelta(days=9))
    again = icalendar.Calendar.from_ical(later).walk("VEVENT")
    assert [str(event["UID"]) for event in again] == uids


def test_lines_are_folded_at_75_octets_and_end_with_cr_lf() -> None:
    text = _text(plans.plan())
    lines = text.split("\r\n")
    assert lines[-1] == ""
    assert "\n" not in "".join(lines)
    assert max(len(line.encode()) for line in lines) <= 75


@pytest.mark.parametrize("text", ["a;b,c\\n\\\nd", "\u4e2d\U0001f600" * 60, "x\r\ny\x07z", ""])
def test_any_text_comes_back_as_it_was(text: str) -> None:
    plan = plans.plan()
    place = next(n for n, i in enumerate(plan.tasks) if i.task.kind is TaskKind.USE_CASE)
    item = plan.tasks[place]
    named = replace(item, task=replace(item.task, name=text, line="L"))
    tasks = (*plan.tasks[:place], named, *plan.tasks[place + 1 :])
    titles = {str(event["SUMMARY"]) for event in _events(replace(plan, tasks=tasks))}
    assert "L: " + text.replace("\r\n", "\n").replace("\x07", "") in titles


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_folding_never_cuts_a_character(text: str) -> None:
    line = f"SUMMARY:{escaped(text)}"
    parts = list(folded(line))
    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line
