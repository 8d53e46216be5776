"""`plantready merge`: copies that came back, from every program and in every state."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from audit.case import Case
from audit.evidence import Evidence
from audit.facts.build import build_facts
from audit.imports.questionnaire import COLUMNS, LISTS, META
from audit.inventory.tables import AnswerRow
from checks.question import Asks, Question, Who
from cli.stages import case_facts
from tests.cli.questionnaires import column, filled, header_row, opened, questions, row_of
from tests.cli.run import Done, plantready

ASKED = (
    Question("boundary_owner", "Who decides when a project breaks between IT and OT?",
             ("OWN-02",), (Who.IT, Who.OT), Asks.TEXT, per_line=False),
    Question("boundary_rights_written", "Is that written down?", ("OWN-02",), (Who.IT, Who.OT),
             per_line=False),
    Question("log_in", "Who can log in to the switches of {line}?", ("NET-08",), (Who.IT,),
             Asks.CHOICE, ("us, today", "after a call, within a day", "nobody")),
    Question("hours", "For how many hours is data of {line} kept?", ("OWN-01",), (Who.IT,),
             Asks.NUMBER, unit="h"),
    Question("share", "How many percent of {line} is read?", ("OWN-04",), (Who.IT,), Asks.NUMBER,
             unit="%"),
    Question("until", "Until when is {line} under warranty?", ("OWN-04",), (Who.IT,), Asks.DAY),
)  # fmt: skip
BORDER, WRITTEN = "boundary_owner||IT", "boundary_rights_written||IT"
HOURS = "hours|L1|IT"


@pytest.fixture
def case(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A case with two lines beside the pilot, and the questionnaires of IT and OT sent."""
    monkeypatch.setattr("checks.questions.ALL", ASKED)
    rows = "line,name,pilot\nL1,One,no\nL2,Two,no\nL3,Three,yes\n"
    (fresh / "inventory" / "lines.csv").write_text(rows, encoding="utf-8")
    path = fresh / "case.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('pilot_line = ""', 'pilot_line = "L3"'), encoding="utf-8")
    assert plantready("ask", "--all", case=fresh).code == 0
    return fresh


def sent(case: Path, role: str = "IT") -> Path:
    return case / "questions" / f"questions-{role}.xlsx"


def known(folder: Path) -> dict[str, str]:
    """Question, line, side and person → what the facts hold."""
    case = Case.open(folder)
    with Evidence(case.database_url) as evidence:
        facts = build_facts(evidence.read(), case_facts(case), evidence.head())
    rows = [stated.record for stated in facts.table(AnswerRow)]
    return {f"{r.question_id}|{r.line}|{r.side}|{r.answered_by}": r.answer for r in rows}


def batches(folder: Path) -> int:
    case = Case.open(folder)
    with Evidence(case.database_url) as evidence:
        return len(list(evidence.read()))


def merge(case: Path, *files: Path) -> Done:
    return plantready("--json", "merge", *files, case=case)


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


def add_row(ws: Any, **cells: str) -> None:
    number = ws.max_row + 1
    for field, value in cells.items():
        ws.cell(row=number, column=column(ws, field)).value = value


def test_copies_made_in_libreoffice_come_back_whole_twice_the_same(
    case: Path, tmp_path: Path
) -> None:
    def untidy(ws: Any) -> None:
        ws["C4"], ws["C6"] = "network lead", "31.10.2026"
        sort_backwards(ws)
        swap_columns(ws, "answer", "minutes")
        ws.row_dimensions[row_of(ws, HOURS)].hidden = True
        add_row(ws, line="L2", question="What else should we know?", answer="The roof leaks.")

    it = filled(
        sent(case), tmp_path / "it.xlsx",
        {
            BORDER: "Head of automation", WRITTEN: "ja", HOURS: "12,5", "hours|L2|IT": "1.234,5",
            "share|L1|IT": "97,5 %", "until|L1|IT": "31.03.2027", "log_in|L1|IT": "us, today",
            "log_in|L2|IT": "don't know",
        },
        also=untidy,
    )  # fmt: skip
    ot = filled(
        sent(case, "OT"), tmp_path / "ot.xlsx",
        {"boundary_owner||OT": "the head of automation", "boundary_rights_written||OT": "yes"},
        by="maintenance lead",
    )  # fmt: skip
    back = by_libreoffice([it, ot], tmp_path)
    done = merge(case, *back)
    assert (done.code, done.err) == (0, "")
    assert known(case) == {
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
    judged = plantready("--json", "judge", case=case).data["findings"]
    owned = {f["line"]: f["status"] for f in judged if f["check_id"] == "OWN-02"}
    assert set(owned.values()) == {"pass"}
    before = batches(case)
    again = merge(case, *back)
    assert again.data["merged_before"] == ["it.xlsx", "ot.xlsx"]
    resaved = by_libreoffice(back, tmp_path / "twice")
    once_more = merge(case, *resaved[::-1])
    assert (once_more.code, once_more.data["new"]) == (0, [])
    assert batches(case) == before


def test_two_people_who_differ_are_both_kept_and_the_finding_sees_it(
    case: Path, tmp_path: Path
) -> None:
    one = filled(sent(case), tmp_path / "a.xlsx", {BORDER: "network lead"}, by="network lead")
    two = filled(sent(case), tmp_path / "b.xlsx", {BORDER: "plant manager"}, by="server lead")
    done = merge(case, one, two)
    assert done.code == 0
    (sentence,) = done.data["conflicts"]
    assert 'network lead (IT) says "network lead"' in sentence
    assert 'server lead (IT) says "plant manager"' in sentence
    assert len(known(case)) == 2
    from checks.ownership.it_and_ot_give_the_same_answers import pairs

    opened_case = Case.open(case)
    with Evidence(opened_case.database_url) as evidence:
        facts = build_facts(evidence.read(), case_facts(opened_case), evidence.head())
    assert [pair.agrees for pair in pairs(facts)] == [False]


def test_a_corrected_copy_replaces_what_the_same_person_said(case: Path, tmp_path: Path) -> None:
    first = filled(sent(case), tmp_path / "a.xlsx", {WRITTEN: "don't know"}, by="network lead")
    assert merge(case, first).code == 0
    plantready("ask", "--all", case=case)
    assert questions(opened(sent(case))).cell is not None
    second = filled(sent(case), tmp_path / "b.xlsx", {WRITTEN: "no"}, by="network lead")
    done = merge(case, second)
    assert done.data["replaced"] == ["boundary_rights_written||IT"]
    assert done.data["conflicts"] == []
    assert known(case) == {"boundary_rights_written||IT|network lead": "no"}


def test_answers_of_earlier_merges_stay(case: Path, tmp_path: Path) -> None:
    merge(case, filled(sent(case), tmp_path / "a.xlsx", {WRITTEN: "yes"}, by="network lead"))
    merge(case, filled(sent(case), tmp_path / "b.xlsx", {HOURS: "3"}, by="server lead"))
    assert sorted(known(case).values()) == ["3 h", "yes"]
    assert plantready("verify", case=case).code == 0


def test_cells_that_cannot_be_used_are_named_and_the_others_taken(
    case: Path, tmp_path: Path
) -> None:
    back = filled(
        sent(case), tmp_path / "a.xlsx",
        {HOURS: "1.234", "share|L1|IT": "viele", WRITTEN: "maybe", BORDER: "head of IT",
         "log_in|L1|IT": "not applicable: why", "until|L1|IT": "31.02.2027"},
    )  # fmt: skip
    done = merge(case, back)
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
    assert list(known(case).values()) == ["head of IT"]


def test_a_number_cell_shown_as_a_percentage_is_read_as_shown(case: Path, tmp_path: Path) -> None:
    def percent(ws: Any) -> None:
        cell = ws.cell(row=row_of(ws, "share|L1|IT"), column=column(ws, "answer"))
        cell.value, cell.number_format = 0.975, "0.0%"

    merge(case, filled(sent(case), tmp_path / "a.xlsx", {}, also=percent))
    assert list(known(case).values()) == ["97.5 %"]


def test_formulas_and_merged_cells_are_named_not_guessed(case: Path, tmp_path: Path) -> None:
    def spoil(ws: Any) -> None:
        at = column(ws, "answer")
        first = header_row(ws) + 1
        ws.cell(row=first, column=at).value = "yes"
        ws.merge_cells(start_row=first, end_row=first + 1, start_column=at, end_column=at)
        ws.cell(row=first + 2, column=at).value = '=HYPERLINK("http://192.0.2.1","yes")'
        ws.cell(row=first + 3, column=at).value = "don't know"
        ws.cell(row=first + 3, column=column(ws, "answered_by")).value = '=HYPERLINK("x","y")'

    done = merge(case, filled(sent(case), tmp_path / "a.xlsx", {}, also=spoil))
    assert done.code == 4
    text = "\n".join(done.data["problems"])
    assert text.count("merged cells over several rows") == 1
    assert text.count("a formula instead of an answer; the row is left out") == 2
    assert known(case) == {}


def test_a_name_that_looks_like_a_formula_stays_a_text(case: Path, tmp_path: Path) -> None:
    name = '=HYPERLINK("http://192.0.2.1","lead")'

    def typed(ws: Any) -> None:
        cell = ws.cell(row=row_of(ws, WRITTEN), column=column(ws, "answered_by"))
        cell.value = name
        cell.data_type = "s"

    assert merge(
        case, filled(sent(case), tmp_path / "a.xlsx", {WRITTEN: "no"}, also=typed)
    ).code == 0  # fmt: skip
    assert known(case) == {f"boundary_rights_written||IT|{name}": "no"}
    plantready("ask", "--all", case=case)
    with zipfile.ZipFile(sent(case)) as archive:
        assert all(b"<f>" not in archive.read(n) for n in archive.namelist())


def test_a_password_in_an_answer_is_not_kept(case: Path, tmp_path: Path) -> None:
    merge(case, filled(sent(case), tmp_path / "a.xlsx", {BORDER: "me, password: hunter2"}))
    assert list(known(case).values()) == ["me, password: (removed)"]


def without(book: Any, *names: str) -> Any:
    book.create_sheet("notes")
    for name in names:
        del book[name]
    return book


def saved(book: Any) -> bytes:
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def broken(case: Path) -> dict[str, tuple[bytes, str]]:
    """Name → bytes and what has to be said of them."""
    good = sent(case).read_bytes()
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            archive.writestr(name, b" " * (120 * 2**20 if "sheet1" in name else 10))
    retitled = opened(sent(case))
    ws = questions(retitled)
    ws.cell(row=header_row(ws), column=column(ws, "answer")).value = "Ergebnis"
    other = opened(sent(case))
    other[META]["B1"] = "plantready questions 99"
    foreign = opened(sent(case))
    foreign[META]["B2"] = "ELSEWHERE"
    sheet = questions(opened(sent(case))).title
    return {
        "empty.xlsx": (b"", "no workbook"),
        "text.csv": ("Schlüssel;Antwort\n".encode("cp1252"), "no workbook"),
        "encrypted.xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 999, "password"),
        "cut.xlsx": (good[: len(good) // 2], "damaged"),
        "bomb.xlsx": (bomb.getvalue(), "xlsx"),
        "ods.xlsx": (b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.x", "save it as"),
        "no-meta.xlsx": (saved(without(opened(sent(case)), META)), "_meta is gone"),
        "no-sheet.xlsx": (saved(without(opened(sent(case)), sheet, LISTS)), "was deleted"),
        "retitled.xlsx": (saved(retitled), "titles changed"),
        "newer.xlsx": (saved(other), "plantready questions 99"),
        "foreign.xlsx": (saved(foreign), "'ELSEWHERE'"),
        "~$a.xlsx": (b"\x05lead", "has open"),
    }


def test_files_that_are_no_questionnaire_are_refused_whole(case: Path, tmp_path: Path) -> None:
    files: dict[Path, str] = {}
    for name, (data, words) in broken(case).items():
        (tmp_path / name).write_bytes(data)
        files[tmp_path / name] = words
    huge = tmp_path / "huge.xlsx"
    with huge.open("wb") as file:
        file.truncate(200 * 2**20)
    files[huge] = "larger than"
    before = batches(case)
    done = merge(case, *files)
    assert done.code == 2
    lines = done.err.splitlines()
    for path, words in files.items():
        said = [line for line in lines if line.startswith(path.name)]
        assert len(said) == 1, path.name
        assert words in said[0], said
    assert "nothing was merged" in lines[-1]
    assert batches(case) == before


def test_a_good_copy_beside_a_broken_one_is_taken_and_the_end_is_partial(
    case: Path, tmp_path: Path
) -> None:
    good = filled(sent(case), tmp_path / "good.xlsx", {WRITTEN: "no"})
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"nothing")
    done = merge(case, bad, good)
    assert done.code == 4
    assert done.data["refused"][0].startswith("bad.xlsx: no workbook")
    assert list(known(case).values()) == ["no"]


def test_a_file_that_another_program_holds_is_said(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = filled(sent(case), tmp_path / "a.xlsx", {WRITTEN: "no"})
    read = Path.read_bytes

    def held(self: Path) -> bytes:
        if self.name == path.name:
            raise PermissionError(13, "Permission denied", str(self))
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", held)
    done = merge(case, path)
    assert done.code == 2
    assert "a.xlsx: cannot be read (Permission denied); close it in other programs" in done.err


def test_a_file_that_is_not_there_stops_all(case: Path, tmp_path: Path) -> None:
    good = filled(sent(case), tmp_path / "good.xlsx", {WRITTEN: "no"})
    done = merge(case, good, tmp_path / "none.xlsx")
    assert done.code == 2
    assert known(case) == {}


def test_a_row_without_key_is_found_by_its_question(case: Path, tmp_path: Path) -> None:
    def typed(ws: Any) -> None:
        add_row(ws, question="for how many hours is data of  Two kept?", answer="4")
        add_row(ws, question="And the roof?", answer="leaks", line="L9")
        add_row(ws, answer="yes")

    done = merge(case, filled(sent(case), tmp_path / "a.xlsx", {}, also=typed))
    assert known(case) == {"hours|L2|IT|": "4 h"}
    assert ["no line 'L9'" in p or "without a question" in p for p in done.data["problems"]] == [
        True, True,
    ]  # fmt: skip


def test_a_question_or_line_that_is_gone_is_said(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = filled(sent(case), tmp_path / "a.xlsx", {WRITTEN: "no", "hours|L2|IT": "3"})
    monkeypatch.setattr("checks.questions.ALL", ASKED[2:])
    (case / "inventory" / "lines.csv").write_text("line,pilot\nL1,no\nL3,yes\n")
    done = merge(case, back)
    assert done.code == 4
    text = "\n".join(done.data["problems"])
    assert "there is no question 'boundary_rights_written'" in text
    assert "there is no line 'L2'" in text


def test_an_empty_copy_changes_nothing(case: Path, tmp_path: Path) -> None:
    before = batches(case)
    done = merge(case, filled(sent(case), tmp_path / "a.xlsx", {}))
    assert (done.code, done.data["new"]) == (0, [])
    assert batches(case) == before
    assert COLUMNS["key"] == "key"
