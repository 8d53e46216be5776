"""The inventory reader: what people save is read; what cannot be read is said with its place."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.inventory.cells import MAX_CELL, UnreadableTableError
from audit.inventory.grids import read_grids, text_grid
from audit.inventory.read import read_inventory
from audit.inventory.rows import read_rows
from audit.inventory.tables import BudgetRow, LineRow
from tests.audit.inventory.reading import read_files, rows, said
from tests.audit.inventory.workbooks import workbook

RIVERSIDE = Path(__file__).resolve().parents[3] / "inventories" / "riverside" / "inventory"


TEXT = "Line;Name;Downtime Cost per h;end-of-life\r\nL1 ;Süd € ; 1.250,50 ;31.12.2036\r\n;;;\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_what_spreadsheet_programs_save_is_read(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    text = TEXT.replace(";", separator)
    text = text.replace("1.250,50", '"1.250,50"') if separator == "," else text
    read = read_files(tmp_path, lines__csv=text.encode(encoding))
    guessed = "lines.csv:2: this is not UTF-8; the file is read as Windows-1252"
    assert said(read).startswith(guessed) if encoding == "cp1252" else said(read) == ""
    (row,) = rows(read, "lines")
    assert row["line"] == "L1"
    assert row["name"] == "Süd €"
    assert row["downtime_cost_per_h"] == 1250.5
    assert row["end_of_life"] == date(2036, 12, 31)
    assert [str(place) for _, place in read.rows["lines"]] == ["lines.csv:2"]


def test_excels_separator_line_is_no_header(tmp_path: Path) -> None:
    read = read_files(tmp_path, lines__csv="sep=;\nline;name\nL1;One, two, three, four\n")
    assert [row["name"] for row in rows(read, "lines")] == ["One, two, three, four"]


def test_a_bad_cell_is_said_with_place_allowed_values_and_remedy(tmp_path: Path) -> None:
    read = read_files(
        tmp_path,
        assets__csv="asset_id,role,vlan,mac,status\n"
        "A1,pump,1,,\nA2,hmi,ten,,\nA3,controller,1.5,00:11,\nA4,HMI,7,001B.1b01.0203,Active\n,HMI,,,\n",
    )
    assert [row["asset_id"] for row in rows(read, "assets")] == ["A4"]
    assert rows(read, "assets")[0]["mac"] == "00:1b:1b:01:02:03"
    lines = [str(problem) for problem in read.problems]
    assert lines[0].startswith("assets.csv:2: role: 'pump': allowed: controller, HMI, IO, drive")
    assert lines[1].startswith("assets.csv:3: vlan: 'ten': a number is wanted")
    assert lines[2].startswith("assets.csv:4: vlan: '1.5': a whole number is wanted")
    assert lines[3].startswith("assets.csv:4: mac: '00:11': a MAC address is wanted")
    assert lines[4].startswith("assets.csv:6: asset_id: must not be empty")
    assert all("left out until it is corrected" in line for line in lines)


def test_a_cell_of_a_sheet_is_named_by_sheet_and_cell(tmp_path: Path) -> None:
    data = workbook(
        Lines=[["Line", "Pilot", "Shifts"], ["L1", "yes", 3], ["L2", "perhaps", 2]],
        finance=[["line", "use_case", "cost_low"], ["L1", "pdm", 1000.5], ["L2", "pdm", "lots"]],
        Notes=[["anything"], ["else"]],
    )
    read = read_files(tmp_path, inventory__xlsx=data)
    assert [row["shifts"] for row in rows(read, "lines")] == [3]
    places = [problem.place for problem in read.problems]
    assert places == ["inventory.xlsx Lines!B3", "inventory.xlsx finance!C3"]
    assert "allowed: yes, no" in str(read.problems[0])
    assert any("Notes" in str(warning) for warning in read.warnings)


def test_workbook_values_arrive_as_people_see_them(tmp_path: Path) -> None:
    data = workbook(
        assets=[["asset_id", "serial", "vlan", "note"], [4711, 12.0, "7", True],
                ["A2", 1.5, 8, None]],
        switches=[["switch", "last_changed"], ["SW", datetime(2014, 3, 11)]],
        windows=[["window", "start", "end"],
                 ["W", datetime(2027, 1, 22, 14), "22.01.2027 18:00"]],
    )  # fmt: skip
    read = read_files(tmp_path, inventory__xlsx=data)
    assert said(read) == ""
    assert [(row["asset_id"], row["serial"]) for row in rows(read, "assets")] == [
        ("4711", "12"),
        ("A2", "1.5"),
    ]
    assert rows(read, "switches")[0]["last_changed"] == date(2014, 3, 11)
    assert rows(read, "windows")[0]["end"] == datetime(2027, 1, 22, 18)


def test_unknown_and_double_columns_are_said_once(tmp_path: Path) -> None:
    read = read_files(tmp_path, lines__csv="line,colour,name,Name\nL1,red,a,b\nL2,blue,c,d\n")
    assert said(read).count("colour") == 1
    assert "lines.csv:1: Name: this column stands here twice" in said(read)
    assert [row["name"] for row in rows(read, "lines")] == ["a", "c"]


def test_a_table_without_its_key_column_is_said_once(tmp_path: Path) -> None:
    read = read_files(tmp_path, lines__csv="name,area\na,b\nc,d\n")
    assert [str(problem) for problem in read.problems] == [
        "lines.csv:1: the column line is missing; no row can be used; "
        "the first row must hold the column names"
    ]


def test_the_first_of_two_equal_keys_counts(tmp_path: Path) -> None:
    read = read_files(
        tmp_path,
        lines__csv="line,name\nL1,first\nL1,second\n",
        inventory__xlsx=workbook(lines=[["line", "name"], ["L1", "third"], ["L2", "fourth"]]),
    )
    assert sorted(row["name"] for row in rows(read, "lines")) == ["fourth", "third"]
    assert "lines.csv:3: 'L1': the same line as in lines.csv:2; the first one counts" in said(read)
    assert "stands in inventory.xlsx lines!A2 too" in said(read)


def test_two_people_may_answer_one_question(tmp_path: Path) -> None:
    read = read_files(
        tmp_path,
        answers__csv="question_id,side,answer,answered_by\nq,IT,yes,lead\nq,IT,no,planner\n",
    )
    assert read.problems == []
    assert len(rows(read, "answers")) == 2


def test_more_cells_than_columns_are_noticed(tmp_path: Path) -> None:
    read = read_files(tmp_path, loads__csv="device,port,p95_percent\nSW-1,Gi0/1,6,5\n")
    assert "loads.csv:2: '5': 1 more cells than the header has columns" in said(read)


CROSS = {
    "lines__csv": "line,pilot\nL1,yes\nL2,yes\n",
    "assets__csv": "asset_id,line,ip,switch\nA1,l1,10.0.0.300,\nA2,L9,10.0.0.2;10.0.0.3,SW-9\n",
    "switches__csv": "switch,line\nSW-1,L1;L7\n",
    "plc__csv": "asset_id\nA7\n",
    "flows__csv": "flow_id,line,source,dest_ip\nF1,L1,A8,x\n",
    "segments__csv": "segment,subnet\nV1,10.0.0.0/33\n",
    "baseline__csv": "condition_id,check_id\nC1,NET3\n",
    "windows__csv": "window,start,end\nW1,2027-01-02T10:00,2027-01-02T09:00\n",
    "budget__csv": "period,start,end\nQ1,2027-01-01,2027-01-01\nQ2,2027-02-01,2027-01-01\n",
}


@pytest.mark.parametrize(
    "expected",
    [
        "assets.csv:2: line: 'l1': not in the table lines; did you mean 'L1'?",
        "assets.csv:3: line: 'L9': not in the table lines; add it to lines",
        "assets.csv:2: ip: '10.0.0.300': an IP address is wanted",
        "assets.csv:3: switch: 'SW-9': not in the table switches",
        "switches.csv:2: line: 'L7': not in the table lines",
        "plc.csv:2: asset_id: 'A7': not in the table assets",
        "flows.csv:2: source: 'A8': not in the table assets",
        "flows.csv:2: dest_ip: 'x': an IP address is wanted",
        "segments.csv:2: subnet: '10.0.0.0/33': a subnet is wanted",
        "baseline.csv:2: check_id: 'NET3': a check id is wanted, like NET-03",
        "windows.csv:2: end: '2027-01-02 09:00:00': is not after start",
        "budget.csv:3: end: '2027-01-01': is not after start",
        "lines.csv:3: 'L2': a second pilot line beside L1",
    ],
)
def test_what_does_not_fit_together_is_a_warning_with_its_place(
    tmp_path: Path, expected: str
) -> None:
    read = read_files(tmp_path, **CROSS)
    assert read.problems == []
    assert expected in said(read)
    assert len(read.warnings) == 13


def test_an_empty_table_refutes_nothing(tmp_path: Path) -> None:
    read = read_files(tmp_path, assets__csv="asset_id,line,switch\nA1,L1,SW-1\n")
    assert said(read) == ""


def test_files_that_are_no_table_are_said_not_read(tmp_path: Path) -> None:
    read = read_files(
        tmp_path, devices__csv="a,b\n1,2\n", plant__xlsx=b"PK", README__txt="help", lines__csv=""
    )
    assert [warning.place for warning in read.warnings] == ["devices.csv", "plant.xlsx"]
    assert read.problems == []


def test_a_missing_folder_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    assert "there is no such folder" in said(read_inventory(tmp_path / "none"))


def test_riverside_reads_without_a_problem() -> None:
    read = read_inventory(RIVERSIDE)
    assert said(read) == ""
    assert len(rows(read, "lines")) == 4
    assert {row["cost_high"] for row in rows(read, "finance") if row["line"] == "L4"} >= {36000.0}


def test_a_huge_cell_is_cut_and_said(tmp_path: Path) -> None:
    read = read_files(tmp_path, lines__csv=f"line,name\nL1,{'x' * 300_000}\nL2,b\n")
    assert [len(row["name"]) for row in rows(read, "lines")] == [MAX_CELL, 1]
    assert "lines.csv:2: " in said(read)
    assert "300000 characters; cut" in said(read)


def test_a_quote_that_is_never_closed_costs_the_lines_it_swallows(tmp_path: Path) -> None:
    lines = "".join(f"L{n},x\n" for n in range(2, 600))
    read = read_files(tmp_path, lines__csv=f'line,name\nL0,a\nL1,"never closed\n{lines}')
    assert [row["line"] for row in rows(read, "lines")] == ["L0"]
    assert "lines.csv:3: one cell goes on to line" in said(read)


def test_control_characters_and_direction_marks_do_not_get_in(tmp_path: Path) -> None:
    text = "line,name\nL1,a\x00b\x07\u202ec\x1b[31m\n\ufeffL2, \u00a0x\u200b \n"
    read = read_files(tmp_path, lines__csv=text)
    assert [(row["line"], row["name"]) for row in rows(read, "lines")] == [
        ("L1", "a b c [31m"),
        ("L2", "x"),
    ]


def test_formula_text_stays_text(tmp_path: Path) -> None:
    read = read_files(tmp_path, lines__csv="line,name\nL1,\"=cmd|'/c calc'!A0\"\n")
    assert rows(read, "lines")[0]["name"] == "=cmd|'/c calc'!A0"


@pytest.mark.parametrize(
    "data", [bytes(5000), bytes(range(256)) * 40, b"\xff\xfe\x00", b"\x80\x81"]
)
def test_bytes_that_are_no_table_do_not_crash_the_reader(tmp_path: Path, data: bytes) -> None:
    read = read_files(tmp_path, lines__csv=data)
    assert rows(read, "lines") == []


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_rows_or_problems(data: bytes) -> None:
    try:
        for grid in read_grids("lines.csv", data):
            read_rows(grid, LineRow)
    except UnreadableTableError as error:
        assert "lines.csv" in str(error)


def _german(value: float) -> str:
    whole, _, cents = f"{abs(value):.2f}".partition(".")
    groups = f"{int(whole):,}".replace(",", ".")
    return f"{'-' if value < 0 else ''}{groups},{cents}"


@settings(deadline=None)
@given(st.floats(-1e12, 1e12).map(lambda value: round(value, 2)), st.dates(date(1900, 1, 1)))
def test_german_numbers_and_dates_mean_what_they_say(amount: float, day: date) -> None:
    text = f"period;amount;start\nQ1;{_german(amount)};{day:%d.%m.}{day.year:04d}\n"
    (found,) = read_rows(text_grid("budget.csv", text), BudgetRow).rows
    row = found[0]
    assert isinstance(row, BudgetRow)
    assert row.amount is not None
    assert math.isclose(row.amount, amount, abs_tol=0.005)
    assert row.start == day


@settings(deadline=None)
@given(st.text(max_size=20))
def test_no_text_becomes_a_number_that_is_none(text: str) -> None:
    cell = text.replace('"', "").replace("\n", " ")
    found = read_rows(text_grid("budget.csv", f'period;amount\nQ1;"{cell}"\n'), BudgetRow)
    for row, _ in found.rows:
        assert isinstance(row, BudgetRow)
        assert row.amount is None or math.isfinite(row.amount)


@pytest.mark.parametrize("text", ["nan", "inf", "-Infinity", "1e999", "0x10", "1,2,3", "12 EUR"])
def test_what_is_no_number_is_said(text: str) -> None:
    found = read_rows(text_grid("budget.csv", f'period;amount\nQ1;"{text}"\n'), BudgetRow)
    assert found.rows == []
    assert "a number is wanted" in str(found.problems[0])


@pytest.mark.parametrize(
    ("text", "value"),
    [("–65", -65.0), ("−3,5", -3.5), ("1'250.5", 1250.5), ("1 250,5", 1250.5),
     ("1,250.75", 1250.75)],
)  # fmt: skip
def test_dashes_and_grouping_are_understood(text: str, value: float) -> None:
    (found,) = read_rows(text_grid("b", f'period;amount\nQ1;"{text}"\n'), BudgetRow).rows
    assert found[0].model_dump()["amount"] == value


def test_places_are_those_of_the_file(tmp_path: Path) -> None:
    read = read_files(tmp_path, lines__csv='\n\nline,name\n\n"L1","two\nlines"\nL2,x\n')
    assert [str(place) for _, place in read.rows["lines"]] == ["lines.csv:5", "lines.csv:7"]
    assert datetime.now(UTC) >= read.files[0].modified
