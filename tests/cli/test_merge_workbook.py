"""The report's workbook goes out, is filled in, sorted, moved about and comes back."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.run import plantready


@pytest.fixture(scope="module")
def _reported(_imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reported") / "case"
    shutil.copytree(_imported, folder)
    assert plantready("report", "xlsx", case=folder).code == 0
    return folder


@pytest.fixture
def riverside(_reported: Path, tmp_path: Path) -> Path:
    """The sample case whose workbook has gone out."""
    return shutil.copytree(_reported, tmp_path / "riverside")


@pytest.fixture
def sent(riverside: Path) -> Path:
    """The workbook as it goes out."""
    return riverside / "reports" / "workbook.xlsx"


def _table(case: Path, name: str) -> list[dict[str, str]]:
    text = (case / "inventory" / f"{name}.csv").read_text("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def _row(sheet: Any, **wanted: str) -> int:
    """The row in which the titled cells say this."""
    heads: dict[str, int] = {}
    for row in sheet.iter_rows():
        titles = {str(cell.value): int(cell.column) for cell in row if cell.value is not None}
        if set(wanted) <= set(titles):
            heads = titles
        elif heads and all(str(row[heads[t] - 1].value) == v for t, v in wanted.items()):
            return int(row[0].row)
    raise AssertionError(wanted)


def _column(sheet: Any, title: str) -> int:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == title:
                return int(cell.column)
    raise AssertionError(title)


def _write(sheet: Any, row: int, **cells: object) -> None:
    for title, value in cells.items():
        sheet.cell(row=row, column=_column(sheet, title.replace("_", " "))).value = value


def _filled(sent: Path, back: Path) -> None:
    book: Any = openpyxl.load_workbook(sent)
    status = book["Status"]
    _write(status, _row(status, Package="WP-20", Line="plant"), State="started",
           Started="04.01.2027")  # fmt: skip
    status.cell(
        row=_row(status, Package="WP-20", Line="plant"), column=_column(status, "Actual (pd)")
    ).value = "3,5"
    waivers = book["Waivers"]
    row = _row(waivers, Line="None", Check="None")
    _write(waivers, row, Line="L1", Check="NET-03", Reason="new firewall in March",
           Approved_by="plant manager", Until="2027-03-31")  # fmt: skip
    limits = book["Weights & thresholds"]
    first = _row(limits, Severity="high", Weight="5")
    _write(limits, first, Weight=6, Why_changed="agreed in the steering group",
           Who_agreed="programme lead")  # fmt: skip
    book.save(back)


def test_status_waivers_and_weights_come_back(riverside: Path, sent: Path, tmp_path: Path) -> None:
    back = tmp_path / "back.xlsx"
    _filled(sent, back)
    done = plantready("merge", back, case=riverside)
    assert done.code == 0, done.err
    (charter,) = [r for r in _table(riverside, "status") if r["work_package"] == "WP-20"]
    assert (charter["state"], charter["started_on"]) == ("started", "04.01.2027")
    waiver = next(r for r in _table(riverside, "waivers") if r["check_id"] == "NET-03")
    assert (waiver["line"], waiver["approver"]) == ("L1", "plant manager")
    judged = plantready("judge", case=riverside).out
    assert "weights high is 6 points in this case, not 5: agreed in the steering group" in judged


def test_the_same_file_twice_changes_nothing(riverside: Path, sent: Path, tmp_path: Path) -> None:
    back = tmp_path / "back.xlsx"
    _filled(sent, back)
    plantready("merge", back, case=riverside)
    before = {p.name: p.read_bytes() for p in (riverside / "inventory").iterdir()}
    again = plantready("merge", back, case=riverside)
    assert again.code == 0 and "merged before" in again.out
    assert before == {p.name: p.read_bytes() for p in (riverside / "inventory").iterdir()}


def test_an_untouched_copy_changes_nothing(riverside: Path, sent: Path) -> None:
    before = {p.name: p.read_bytes() for p in (riverside / "inventory").iterdir()}
    done = plantready("--json", "merge", sent, case=riverside)
    assert done.code == 0, done.err
    assert done.data["tables"] == [] and done.data["new"] == []
    assert before == {p.name: p.read_bytes() for p in (riverside / "inventory").iterdir()}


def test_sorted_rows_and_a_moved_column_are_found(
    riverside: Path, sent: Path, tmp_path: Path
) -> None:
    book: Any = openpyxl.load_workbook(sent)
    sheet = book["Status"]
    table = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    head, rows = table[0], sorted(table[1:], key=lambda r: str(r[1]), reverse=True)
    target = next(r for r in rows if r[0] == "WP-20")
    target[head.index("State")] = "done"
    target[head.index("Finished")] = "2027-01-29"
    order = [3, 7, 0, 2, 5, 6, 1, 4]
    for number, row in enumerate([head, *rows], 4):
        for column, source in enumerate(order, 1):
            sheet.cell(row=number, column=column).value = row[source]
    back = tmp_path / "sorted.xlsx"
    book.save(back)
    done = plantready("--json", "merge", back, case=riverside)
    assert done.data["tables"] == ["status: WP-20"], done.err
    (charter,) = [r for r in _table(riverside, "status") if r["work_package"] == "WP-20"]
    assert (charter["state"], charter["done_on"]) == ("done", "2027-01-29")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"State": "nearly"}, "state"),
        ({"Started": "soon"}, "started_on"),
        ({"State": "=1+1"}, "a formula instead of a value"),
    ],
)
def test_what_cannot_be_is_said_with_its_cell(
    riverside: Path, sent: Path, tmp_path: Path, cells: dict[str, str], words: str
) -> None:
    book: Any = openpyxl.load_workbook(sent)
    sheet = book["Status"]
    row = _row(sheet, Package="WP-20", Line="plant")
    _write(sheet, row, **cells)
    back = tmp_path / "wrong.xlsx"
    book.save(back)
    before = _table(riverside, "status")
    done = plantready("merge", back, case=riverside)
    assert done.code == 4
    assert "Status!" in done.err and words in done.err
    assert _table(riverside, "status") == before


def test_a_row_that_moved_on_since_is_a_conflict_and_stays(
    riverside: Path, sent: Path, tmp_path: Path
) -> None:
    back = tmp_path / "back.xlsx"
    _filled(sent, back)
    path = riverside / "inventory" / "status.csv"
    path.write_text(
        path.read_text("utf-8-sig").rstrip("\n") + "\nWP-20,,done,,2026-12-18,\n", "utf-8"
    )
    done = plantready("merge", back, case=riverside)
    assert done.code == 4 and "than when the workbook was written" in done.err
    (charter,) = [r for r in _table(riverside, "status") if r["work_package"] == "WP-20"]
    assert charter["state"] == "done"


def test_two_copies_that_disagree_change_nothing(
    riverside: Path, sent: Path, tmp_path: Path
) -> None:
    backs: list[Path] = []
    for name, state in (("one", "started"), ("two", "done")):
        book: Any = openpyxl.load_workbook(sent)
        sheet = book["Status"]
        _write(sheet, _row(sheet, Package="WP-20", Line="plant"), State=state)
        backs.append(tmp_path / f"{name}.xlsx")
        book.save(backs[-1])
    done = plantready("merge", *backs, case=riverside)
    assert done.code == 4 and "another copy says otherwise" in done.err
    assert not [r for r in _table(riverside, "status") if r["work_package"] == "WP-20"]


def test_an_answer_on_the_questions_sheet_is_taken(
    riverside: Path, sent: Path, tmp_path: Path
) -> None:
    book: Any = openpyxl.load_workbook(sent)
    sheet = book["Questions"]
    row = next(r for r in range(9, 40) if sheet.cell(row=r, column=2).value)
    _write(sheet, row, your_answer="don't know", answered_by="shift lead")
    back = tmp_path / "answered.xlsx"
    book.save(back)
    done = plantready("--json", "merge", back, case=riverside)
    assert len(done.data["new"]) == 1, done.err
