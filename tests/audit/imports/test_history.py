"""Stored values: complete and plausible as counted, nothing claimed of what is stored on change."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest

from audit.imports import history
from audit.imports.contract import UnreadableFileError
from audit.imports.values.account import is_good
from tests.audit.imports.files import raw, remarks, rows
from tests.audit.imports.sampled import imported

START = datetime(2026, 2, 2, tzinfo=UTC)
MINUTES = 8 * 24 * 60


def made(
    keep: Callable[[int], bool] = lambda _: True,
    value: Callable[[int], str] = lambda n: f"{20 + n % 7}.5",
    quality: Callable[[int], str] = lambda _: "192",
    minutes: int = MINUTES,
) -> str:
    """Return eight days of one tag, a value a minute."""
    lines = [
        f"{(START + timedelta(minutes=n)).isoformat()},SpindleTemp,{value(n)},{quality(n)}"
        for n in range(minutes)
        if keep(n)
    ]
    return "\n".join(["Timestamp,TagName,Value,Quality", *lines, ""])


def test_a_whole_history_is_complete_and_plausible() -> None:
    (row,) = rows(imported(raw("h.csv", made()), "history"))
    assert row["complete_percent"] == 100.0
    assert row["implausible_percent"] == 0.0
    assert (row["interval_s"], row["p95_ms"]) == (60.0, 60_000.0)
    assert round(row["history_days"]) == 8
    assert row["measured_on"] == "2026-02-09"


def test_a_gap_is_lost_time_and_so_is_a_late_beginning() -> None:
    day = 24 * 60
    text = made(keep=lambda n: not day <= n < 2 * day)
    late = made(keep=lambda n: n >= 4 * day).replace("SpindleTemp", "Late").split("\n", 1)[1]
    first, second = rows(imported(raw("h.csv", text + late), "history"))
    assert (first["complete_percent"], first["gaps"]) == (87.5, 1)
    assert first["longest_gap_s"] == 86_460.0
    assert second["complete_percent"] == pytest.approx(50.0, abs=0.1)


def test_bad_quality_texts_and_flat_lines_are_implausible() -> None:
    bad = made(quality=lambda n: "Bad" if n % 10 == 0 else "Good")
    assert rows(history.read(raw("h.csv", bad)))[0]["implausible_percent"] == 10.0
    texts = made(value=lambda n: "I/O Timeout" if n % 20 == 0 else f"{n}")
    assert rows(history.read(raw("h.csv", texts)))[0]["implausible_percent"] == 5.0
    flat = made(value=lambda n: "7" if n >= MINUTES // 2 else f"{n}")
    assert rows(history.read(raw("h.csv", flat)))[0]["implausible_percent"] == 50.0


def test_a_setpoint_that_never_changes_is_plausible() -> None:
    (row,) = rows(history.read(raw("h.csv", made(value=lambda _: "1"))))
    assert row["implausible_percent"] == 0.0


def test_two_values_at_one_time_are_counted_once() -> None:
    text = made(minutes=100)
    last = text.strip().split("\n")[-1]
    (row,) = rows(history.read(raw("h.csv", text + f"{last}\n{last}\n")))
    assert (row["samples"], row["implausible_percent"]) == (100, 2.0)


def test_what_is_stored_on_change_has_no_completeness() -> None:
    found = history.read(raw("h.csv", made(keep=lambda n: (n * n) % 97 < 9)))
    assert rows(found)[0]["complete_percent"] is None
    assert "stored on change" in remarks(found)


def test_a_wide_german_export_gives_a_row_for_each_tag() -> None:
    lines = [
        f"02.02.2026 {n // 60:02}:{n % 60:02}:00;{n},5;{'' if n > 30 else n}" for n in range(61)
    ]
    text = "Auszug\n\nZeitstempel;Temp A;Temp B\n" + "\n".join(lines)
    a, b = rows(imported(raw("h.csv", text.encode("utf-16")), "history"))
    assert (a["tag"], a["samples"], a["complete_percent"]) == ("Temp A", 61, 100.0)
    assert (b["tag"], b["samples"]) == ("Temp B", 31)
    assert b["complete_percent"] == pytest.approx(50.0, abs=2)


@pytest.mark.parametrize(
    ("form", "first", "days"),
    [("%d/%m/%Y %H:%M", datetime(2026, 2, 9, tzinfo=UTC), 8),
     ("%m/%d/%Y %H:%M", datetime(2026, 2, 9, tzinfo=UTC), 8),
     ("%d/%m/%Y %H:%M:%S", datetime(2026, 2, 1, tzinfo=UTC), 7)],
)  # fmt: skip
def test_day_and_month_are_told_apart(form: str, first: datetime, days: int) -> None:
    times = (first + timedelta(hours=n) for n in range(24 * days))
    text = "Timestamp,Tag,Value\n" + "".join(f"{t.strftime(form)},T,{t.hour}\n" for t in times)
    found = imported(raw("h.csv", text), "history")
    (row,) = rows(found)
    assert round(row["history_days"]) == days
    assert row["first"] == first.isoformat()
    assert ("taken as day/month" in remarks(found)) == (days == 7)


def test_a_workbook_of_values_is_read_too() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Time", "Temp"])
    for n in range(40):
        sheet.append([datetime(2026, 2, 2, 6, n), n + 0.5])
    file = io.BytesIO()
    book.save(file)
    (row,) = rows(imported(raw("h.xlsx", file.getvalue()), "history"))
    assert (row["tag"], row["samples"], row["complete_percent"]) == ("Temp", 40, 100.0)


@pytest.mark.parametrize(
    ("text", "good"),
    [("192", True), ("Good", True), ("GOOD NON SPECIFIC", True), ("64", False), ("Bad", False),
     ("gut", True), ("uncertain", False)],
)  # fmt: skip
def test_qualities_are_understood(text: str, good: bool) -> None:
    assert is_good(text) is good


def test_rows_that_cannot_be_read_are_said_with_their_line() -> None:
    text = made(minutes=20) + "yesterday,SpindleTemp,1,192\n2026-02-02T00:30:00,,1,192\n"
    found = history.read(raw("h.csv", text))
    assert found.used == 20
    assert "line 22: neither time nor tag" in remarks(found)
    assert "line 23" in remarks(found)


def test_an_open_quotation_mark_ends_the_reading_with_a_word() -> None:
    text = made(minutes=20) + '"2026-02-02T01:00:00' + "x" * 5 * 2**20
    assert "open quotation mark" in remarks(history.read(raw("h.csv", text)))


def test_more_tags_and_rows_than_any_line_has_are_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(history, "MAX_ROWS", 50)
    found = history.read(raw("h.csv", made(minutes=100)))
    assert found.used == 50
    assert "more than 50 rows" in remarks(found)
    monkeypatch.setattr(history, "MAX_BYTES", 50)
    with pytest.raises(UnreadableFileError, match="larger than"):
        history.read(raw("h.csv", made(minutes=5)))


def test_what_has_no_values_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="time,tag,value,quality"):
        history.read(raw("h.csv", "a,b\n1,2\n"))
