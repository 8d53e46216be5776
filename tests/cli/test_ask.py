"""`plantready ask` and `plantready walkdown`: what people get into their hands."""

from __future__ import annotations

import importlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from audit.imports.questionnaire import META, is_questionnaire
from checks.question import Asks, Question, Who
from tests.cli.questionnaires import column, opened, questions
from tests.cli.run import plantready

HOSTILE = '=HYPERLINK("http://192.0.2.1","Line") {line} <b>'
ASKED = (
    Question("border_owner", "Who decides at the border?", ("OWN-02",), (Who.IT, Who.OT),
             Asks.TEXT, per_line=False),
    Question("log_in", "Can somebody log in to the switches of {line}?", ("NET-08",), (Who.OT,),
             Asks.CHOICE, ("yes, today", "after a call, within a day", "no"), proof="a list"),
    Question("hours", "For how many hours is data of {line} kept?", ("DAT-11",),
             (Who.IT, Who.FLOOR), Asks.NUMBER, unit="h"),
)  # fmt: skip


@pytest.fixture
def case(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A case with three lines and nothing known, asked with three questions."""
    monkeypatch.setattr("checks.questions.ALL", ASKED)
    rows = f'line,name,pilot\nL1,"{HOSTILE.replace(chr(34), chr(34) * 2)}",no\nL2,Two,no\nL3,,yes\n'
    (fresh / "inventory" / "lines.csv").write_text(rows, encoding="utf-8")
    text = (fresh / "case.toml").read_text(encoding="utf-8")
    assert 'pilot_line = ""' in text
    (fresh / "case.toml").write_text(text.replace('pilot_line = ""', 'pilot_line = "L3"'))
    return fresh


def test_one_workbook_a_role_and_none_for_who_has_nothing_to_say(case: Path) -> None:
    done = plantready("--json", "ask", "--all", case=case).data
    names = {one["role"]: Path(one["file"]).name for one in done}
    assert names == {
        "IT": "questions-IT.xlsx", "OT": "questions-OT.xlsx", "floor": "questions-floor.xlsx",
        "finance": "",
    }  # fmt: skip
    assert {path.name for path in (case / "questions").iterdir()} == set(names.values()) - {""}


def test_a_role_may_be_chosen_and_the_folder_too(case: Path, tmp_path: Path) -> None:
    done = plantready("ask", "--all", "--role", "ot", "-o", tmp_path / "out", case=case)
    assert done.code == 4, "the formula in a name is said"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["questions-OT.xlsx"]


def test_rows_carry_hidden_keys_and_the_sheet_says_where_it_comes_from(case: Path) -> None:
    (one,) = plantready("--json", "ask", "--all", "--role", "OT", case=case).data
    book = opened(Path(one["file"]))
    ws = questions(book)
    at = column(ws, "key")
    keys = [row[at - 1].value for row in ws.iter_rows() if "|" in str(row[at - 1].value)]
    assert keys == [row["key"] for row in one["questions"]]
    assert ws.column_dimensions[ws.cell(row=1, column=at).column_letter].hidden
    assert book[META].sheet_state == "hidden"
    meta = {row[0]: row[1] for row in book[META].iter_rows(values_only=True)}
    assert meta["schema"] == "plantready questions 1"
    assert len(meta["dataset"]) == 64


def test_each_answer_has_its_drop_down_with_the_two_ways_out(case: Path) -> None:
    (one,) = plantready("--json", "ask", "--all", "--role", "OT", case=case).data
    book = opened(Path(one["file"]))
    ws = questions(book)
    offered: dict[str, list[str]] = {}
    key_at, answer_at = column(ws, "key"), column(ws, "answer")
    for rule in ws.data_validations.dataValidation:
        sheet, _, area = rule.formula1.partition("!")
        listed = [cell[0].value for cell in book[sheet][area.replace("$", "")]]
        for cells in rule.sqref.ranges:
            for row in range(cells.min_row, cells.max_row + 1):
                assert cells.min_col == cells.max_col == answer_at
                offered[str(ws.cell(row=row, column=key_at).value)] = listed
    assert offered["log_in|L2|OT"] == [
        "yes, today", "after a call, within a day", "no", "don't know", "not applicable: why",
    ]  # fmt: skip
    assert len(offered) == len(one["questions"])


def test_no_text_becomes_a_formula_and_answers_are_text_cells(case: Path) -> None:
    (one,) = plantready("--json", "ask", "--all", "--role", "IT", case=case).data
    data = Path(one["file"]).read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets/" in name]
    assert all(b"<f>" not in sheet and b"<hyperlink" not in sheet for sheet in sheets)
    assert any(HOSTILE in row["question"] for row in one["questions"])
    ws = questions(opened(Path(one["file"])))
    at = column(ws, "answer")
    assert {cell.number_format for cell in ws[ws.cell(row=8, column=at).column_letter][8:]} == {"@"}


def test_the_same_state_gives_the_same_bytes(case: Path) -> None:
    (one,) = plantready("--json", "ask", "--all", "--role", "IT", case=case).data
    before = Path(one["file"]).read_bytes()
    plantready("ask", "--all", "--role", "IT", case=case)
    assert Path(one["file"]).read_bytes() == before
    assert is_questionnaire(before)


def test_nothing_is_asked_in_a_case_without_lines(fresh: Path) -> None:
    done = plantready("ask", case=fresh)
    assert done.code == 0
    assert done.out.count("nothing to ask") == 4


def test_import_sends_a_questionnaire_to_merge(case: Path) -> None:
    (one,) = plantready("--json", "ask", "--all", "--role", "IT", case=case).data
    done = plantready("--json", "import", one["file"], case=case)
    assert done.code == 2
    assert "plantready merge" in done.data["files"][0]["reason"]


def test_the_walk_names_places_and_escapes_what_the_plant_wrote(case: Path) -> None:
    done = plantready("walkdown", case=case)
    assert done.code == 4, "the formula in a name is said"
    page = (case / "questions" / "walkdown.html").read_text(encoding="utf-8")
    assert page.count("<section>") == 3
    assert "control cabinet" in page
    assert "Name plate of each controller" in page
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert "For how many hours is data of Two kept?" in page


def test_the_walk_of_one_line_as_a_workbook(case: Path, tmp_path: Path) -> None:
    path = tmp_path / "walk.xlsx"
    done = plantready(
        "--json", "walkdown", "--line", "L2", "--format", "xlsx", "-o", path, case=case
    )
    (walk,) = done.data["lines"]
    ws: Any = importlib.import_module("openpyxl").load_workbook(path).worksheets[0]
    seen = [row[1] for row in ws.iter_rows(min_row=5, values_only=True)]
    assert seen == [stop["look_at"] for stop in walk["stops"]]
    assert "NET-07" in {check for stop in walk["stops"] for check in stop["closes"]}


def test_a_line_that_is_none_is_said(case: Path) -> None:
    done = plantready("walkdown", "--line", "L9", case=case)
    assert done.code == 2
    assert "lines: L1, L2, L3" in done.err
