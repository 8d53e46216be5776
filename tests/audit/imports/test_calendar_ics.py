"""Calendars: windows with their repeats and exceptions, meetings left out, rules bounded."""

from __future__ import annotations

import pytest

from audit.imports import calendar_ics
from audit.imports.contract import UnreadableFileError
from tests.audit.imports.files import raw, remarks, rows
from tests.audit.imports.sampled import imported, sample


def event(*lines: str) -> str:
    body = "\r\n".join(("BEGIN:VEVENT", "UID:9", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT"))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}\r\nEND:VCALENDAR\r\n"


def weekly(rule: str) -> str:
    return event("SUMMARY:Wartung", "DTSTART:20260302T060000", "DTEND:20260302T080000",
                 f"RRULE:{rule}")  # fmt: skip


def test_repeats_are_written_out_without_exceptions_and_moved_ones() -> None:
    found = imported(sample("documents/windows.ics"), "ics")
    on_l1 = [row for row in rows(found) if row["line"] == "L1"]
    assert [row["start"] for row in on_l1] == [
        "2026-03-07T06:00:00", "2026-04-18T06:00:00", "2026-04-05T06:00:00",
    ]  # fmt: skip
    assert {row["kind"] for row in on_l1} == {"maintenance"}
    assert "folded over two lines" in on_l1[0]["window"]


def test_whole_days_kinds_and_zones_are_understood() -> None:
    found = imported(sample("documents/windows.ics"), "ics")
    by_kind = {row["kind"]: row for row in rows(found)}
    holiday, freeze = by_kind["shutdown"], by_kind["freeze"]
    assert (holiday["start"], holiday["end"]) == ("2026-08-03T00:00:00", "2026-08-15T00:00:00")
    assert (freeze["line"], freeze["start"], freeze["end"]) == (
        "Line 2", "2026-07-01T08:00:00", "2026-07-01T10:00:00",
    )  # fmt: skip
    assert "2 events whose words name no window" in remarks(found)
    assert "lines L1, Line 2: named by the calendar" in remarks(found)


def test_utc_without_a_zone_is_said() -> None:
    text = event("SUMMARY:Wartung", "DTSTART:20260302T060000Z", "DTEND:20260302T080000Z")
    found = imported(raw("c.ics", text), "ics")
    assert rows(found)[0]["start"] == "2026-03-02T06:00:00"
    assert "1 events in UTC" in remarks(found)


@pytest.mark.parametrize(
    ("rule", "count"),
    [("FREQ=WEEKLY;COUNT=3", 3), ("FREQ=MONTHLY;BYDAY=1MO;UNTIL=20260601T000000", 3),
     ("FREQ=MONTHLY;BYDAY=1MO;UNTIL=20260601", 4),
     ("FREQ=DAILY", 400), ("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4", 4)],
)  # fmt: skip
def test_simple_rules_are_followed_and_endless_ones_end(rule: str, count: int) -> None:
    assert calendar_ics.read(raw("c.ics", weekly(rule))).used == count


def test_the_end_of_a_rule_is_told_on_the_clock_of_its_start() -> None:
    text = weekly("FREQ=WEEKLY;UNTIL=20260308T233000Z").replace("060000", "003000")
    for name in ("DTSTART", "DTEND"):
        text = text.replace(f"{name}:", f"{name};TZID=Europe/Berlin:")
    assert calendar_ics.read(raw("c.ics", text)).used == 2


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=1", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31",
     "FREQ=YEARLY;BYEASTER=1", "FREQ=WEEKLY;BYHOUR=1,2,3", "FREQ=NONSENSE"],
)  # fmt: skip
def test_a_rule_that_is_not_simple_costs_its_event_and_is_named(rule: str) -> None:
    try:
        found = calendar_ics.read(raw("c.ics", weekly(rule)))
    except UnreadableFileError:
        return
    assert "Wartung" in remarks(found)
    assert found.used <= 1


@pytest.mark.parametrize(
    "lines",
    [("DTSTART:20260302T060000",), ("DTEND:20260302T060000",), ("DTSTART:hello",),
     ("DTSTART:20260302T060000", "DTEND:20260301T060000")],
)  # fmt: skip
def test_an_event_without_a_span_is_named(lines: tuple[str, ...]) -> None:
    found = calendar_ics.read(raw("c.ics", event("SUMMARY:Wartung", *lines)))
    assert found.used == 0
    assert "Wartung" in remarks(found)


@pytest.mark.parametrize("text", ["", "BEGIN:VCALENDAR", "hello", "BEGIN:VCALENDAR\nEND:VCALENDAR"])
def test_what_is_no_calendar_is_refused(text: str) -> None:
    with pytest.raises(UnreadableFileError, match="export it again"):
        calendar_ics.read(raw("c.ics", text))


def test_more_events_than_anyone_plans_are_cut_and_said() -> None:
    one = event("SUMMARY:Wartung", "DTSTART:20260302T060000", "DTEND:20260302T080000")
    begin, end = one.index("BEGIN:VEVENT"), one.index("END:VCALENDAR")
    found = calendar_ics.read(raw("c.ics", one[:begin] + one[begin:end] * 5_001 + one[end:]))
    assert "more than 5000 events" in remarks(found)
    with pytest.raises(UnreadableFileError, match="larger than"):
        calendar_ics.read(raw("c.ics", one + " " * calendar_ics.MAX_BYTES))
