"""`plantready merge`: copies that came back, sorted, filtered, moved, corrected, contradicting."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from checks.ownership.it_and_ot_give_the_same_answers import pairs
from tests.cli.questionnaires import (
    ASKED,
    BORDER,
    HOURS,
    WRITTEN,
    add_row,
    column,
    facts_of,
    filled,
    header_row,
    known,
    merge,
    opened,
    questions,
    row_of,
    sent,
    stored,
)
from tests.cli.run import plantready


def by_libreoffice(files: list[Path], folder: Path) -> list[Path]:
    """Save workbooks with LibreOffice, as somebody without Excel does."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed: no file can be made with it")
    home = f"-env:UserInstallation=file://{folder}/profile"
    form = "xlsx:Calc MS Excel 2007 XML"
    subprocess.run(
        [office, home, "--headless", "--convert-to", form, "--outdir", folder / "out", *files],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return [folder / "out" / path.name for path in files]


def sort_backwards(ws: Any) -> None:
    """Turn the rows of the table round, as a sort by another column does."""
    first = header_row(ws) + 1
    rows = [[cell.value for cell in row] for row in ws.iter_rows(min_row=first)]
    for number, values in enumerate(reversed(rows), first):
        for place, value in enumerate(values, 1):
            ws.cell(row=number, column=place).value = value


def swap_columns(ws: Any, one: str, other: str) -> None:
    """Move one column to where another was."""
    first, second = column(ws, one), column(ws, other)
    for row in ws.iter_rows(min_row=header_row(ws)):
        left, right = row[first - 1], row[second - 1]
        left.value, right.value = right.value, left.value


def test_copies_made_in_libreoffice_come_back_whole_twice_the_same(
    asked: Path, tmp_path: Path
) -> None:
    def untidy(ws: Any) -> None:
        ws["C4"], ws["C6"] = "network lead", "31.10.2026"
        sort_backwards(ws)
        swap_columns(ws, "answer", "minutes")
        ws.row_dimensions[row_of(ws, HOURS)].hidden = True
        add_row(ws, line="L2", question="What else should we know?", answer="The roof leaks.")

    it = filled(
        sent(asked), tmp_path / "it.xlsx",
        {
            BORDER: "Head of automation", WRITTEN: "ja", HOURS: "12,5", "hours|L2|IT": "1.234,5",
            "share|L1|IT": "97,5 %", "until|L1|IT": "31.03.2027", "log_in|L1|IT": "us, today",
            "log_in|L2|IT": "don't know",
        },
        also=untidy,
    )  # fmt: skip
    ot = filled(
        sent(asked, "OT"), tmp_path / "ot.xlsx",
        {"boundary_owner||OT": "the head of automation", "boundary_rights_written||OT": "yes"},
        by="maintenance lead",
    )  # fmt: skip
    back = by_libreoffice([it, ot], tmp_path)
    done = merge(asked, *back)
    assert (done.code, done.err) == (0, "")
    assert "OWN-02 on L1" in done.data["now_answerable"]
    assert known(asked) == {
        "boundary_owner||IT|network lead": "Head of automation",
        "boundary_rights_written||IT|network lead": "yes",
        "hours|L1|IT|network lead": "12.5 h",
        "hours|L2|IT|network lead": "1234.5 h",
        "share|L1|IT|network lead": "97.5 %",
        "until|L1|IT|network lead": "2027-03-31",
        "log_in|L1|IT|network lead": "us, today",
        "log_in|L2|IT|network lead": "don't know",
        "added_what_else_should_we_know|L2|IT|network lead": "The roof leaks.",
        "boundary_owner||OT|maintenance lead": "the head of automation",
        "boundary_rights_written||OT|maintenance lead": "yes",
    }
    judged = plantready("--json", "judge", case=asked).data["findings"]
    owned = {f["line"]: f["status"] for f in judged if f["check_id"] == "OWN-02"}
    assert set(owned.values()) == {"pass"}
    before = stored(asked)
    again = merge(asked, *back)
    assert again.data["merged_before"] == ["it.xlsx", "ot.xlsx"]
    for path in back:
        opened(path).save(path)  # other bytes, the same answers
    once_more = merge(asked, *back[::-1])
    assert (once_more.code, once_more.data["new"]) == (0, [])
    assert stored(asked) == before


def test_two_people_who_differ_are_both_kept_and_the_finding_sees_it(
    asked: Path, tmp_path: Path
) -> None:
    one = filled(sent(asked), tmp_path / "a.xlsx", {BORDER: "network lead"}, by="network lead")
    two = filled(sent(asked), tmp_path / "b.xlsx", {BORDER: "plant manager"}, by="server lead")
    done = merge(asked, one, two)
    assert done.code == 0
    (sentence,) = done.data["conflicts"]
    assert 'network lead (IT) says "network lead"' in sentence
    assert 'server lead (IT) says "plant manager"' in sentence
    assert len(known(asked)) == 2
    assert [pair.agrees for pair in pairs(facts_of(asked))] == [False]


def test_a_corrected_copy_replaces_what_the_same_person_said(asked: Path, tmp_path: Path) -> None:
    first = filled(sent(asked), tmp_path / "a.xlsx", {WRITTEN: "don't know"}, by="network lead")
    assert merge(asked, first).code == 0
    plantready("ask", "--all", case=asked)
    second = filled(sent(asked), tmp_path / "b.xlsx", {WRITTEN: "no"}, by="network lead")
    done = merge(asked, second)
    assert done.data["replaced"] == ["boundary_rights_written||IT"]
    assert done.data["conflicts"] == []
    assert known(asked) == {"boundary_rights_written||IT|network lead": "no"}


def test_answers_of_earlier_merges_stay(asked: Path, tmp_path: Path) -> None:
    merge(asked, filled(sent(asked), tmp_path / "a.xlsx", {WRITTEN: "yes"}, by="network lead"))
    merge(asked, filled(sent(asked), tmp_path / "b.xlsx", {HOURS: "3"}, by="server lead"))
    assert sorted(known(asked).values()) == ["3 h", "yes"]
    assert plantready("verify", case=asked).code == 0


def test_cells_that_cannot_be_used_are_named_and_the_others_taken(
    asked: Path, tmp_path: Path
) -> None:
    back = filled(
        sent(asked), tmp_path / "a.xlsx",
        {HOURS: "1.234", "share|L1|IT": "viele", WRITTEN: "maybe", BORDER: "head of IT",
         "log_in|L1|IT": "not applicable: why", "until|L1|IT": "31.02.2027"},
    )  # fmt: skip
    done = merge(asked, back)
    assert done.code == 4
    at = questions(opened(back))
    letter = at.cell(row=1, column=column(at, "answer")).column_letter
    for key, what in (
        (HOURS, "in two ways"), ("share|L1|IT", "no number"), (WRITTEN, "neither yes, partly nor"),
        ("log_in|L1|IT", "without a reason"), ("until|L1|IT", "no day"),
    ):  # fmt: skip
        place = f"a.xlsx Questions IT!{letter}{row_of(at, key)}"
        (line,) = [line for line in done.data["problems"] if line.startswith(place)]
        assert what in line
        assert line.count(";") >= 2
    assert list(known(asked).values()) == ["head of IT"]


def test_a_number_cell_shown_as_a_percentage_is_read_as_shown(asked: Path, tmp_path: Path) -> None:
    def percent(ws: Any) -> None:
        cell = ws.cell(row=row_of(ws, "share|L1|IT"), column=column(ws, "answer"))
        cell.value, cell.number_format = 0.975, "0.0%"

    merge(asked, filled(sent(asked), tmp_path / "a.xlsx", {}, also=percent))
    assert list(known(asked).values()) == ["97.5 %"]


def test_formulas_and_merged_cells_are_named_not_guessed(asked: Path, tmp_path: Path) -> None:
    def spoil(ws: Any) -> None:
        at = column(ws, "answer")
        first = header_row(ws) + 1
        ws.cell(row=first, column=at).value = "yes"
        ws.merge_cells(start_row=first, end_row=first + 1, start_column=at, end_column=at)
        ws.cell(row=first + 2, column=at).value = '=HYPERLINK("http://192.0.2.1","yes")'
        ws.cell(row=first + 3, column=at).value = "don't know"
        ws.cell(row=first + 3, column=column(ws, "answered_by")).value = '=HYPERLINK("x","y")'

    done = merge(asked, filled(sent(asked), tmp_path / "a.xlsx", {}, also=spoil))
    assert done.code == 4
    text = "\n".join(done.data["problems"])
    assert text.count("merged cells over several rows") == 1
    assert text.count("a formula instead of an answer; the row is left out") == 2
    assert known(asked) == {}


def test_a_name_that_looks_like_a_formula_stays_a_text(asked: Path, tmp_path: Path) -> None:
    name = '=HYPERLINK("http://192.0.2.1","lead")'

    def typed(ws: Any) -> None:
        cell = ws.cell(row=row_of(ws, WRITTEN), column=column(ws, "answered_by"))
        cell.value = name
        cell.data_type = "s"

    assert merge(
        asked, filled(sent(asked), tmp_path / "a.xlsx", {WRITTEN: "no"}, also=typed)
    ).code == 0  # fmt: skip
    assert known(asked) == {f"boundary_rights_written||IT|{name}": "no"}
    plantready("ask", "--all", case=asked)
    with zipfile.ZipFile(sent(asked)) as archive:
        assert all(b"<f>" not in archive.read(n) for n in archive.namelist())


def test_a_password_in_an_answer_is_not_kept(asked: Path, tmp_path: Path) -> None:
    merge(asked, filled(sent(asked), tmp_path / "a.xlsx", {BORDER: "me, password: hunter2"}))
    assert list(known(asked).values()) == ["me, password: (removed)"]


def test_a_row_without_key_is_found_by_its_question(asked: Path, tmp_path: Path) -> None:
    def typed(ws: Any) -> None:
        add_row(ws, question="for how many hours is data of  Two kept?", answer="4")
        add_row(ws, question="And the roof?", answer="leaks", line="L9")
        add_row(ws, answer="yes")

    done = merge(asked, filled(sent(asked), tmp_path / "a.xlsx", {}, also=typed))
    assert known(asked) == {"hours|L2|IT|": "4 h"}
    assert ["no line 'L9'" in p or "without a question" in p for p in done.data["problems"]] == [
        True, True,
    ]  # fmt: skip


def test_a_question_or_line_that_is_gone_is_said(
    asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = filled(sent(asked), tmp_path / "a.xlsx", {WRITTEN: "no", "hours|L2|IT": "3"})
    monkeypatch.setattr("checks.questions.ALL", ASKED[2:])
    (asked / "inventory" / "lines.csv").write_text("line,pilot\nL1,no\nL3,yes\n")
    done = merge(asked, back)
    assert done.code == 4
    text = "\n".join(done.data["problems"])
    assert "there is no question 'boundary_rights_written'" in text
    assert "there is no line 'L2'" in text


def test_an_empty_copy_changes_nothing(asked: Path, tmp_path: Path) -> None:
    before = stored(asked)
    done = merge(asked, filled(sent(asked), tmp_path / "a.xlsx", {}))
    assert (done.code, done.data["new"]) == (0, [])
    assert stored(asked) == before
