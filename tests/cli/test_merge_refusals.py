"""`plantready merge`: files that are no questionnaire any more are refused whole."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from audit.imports.questionnaire import LISTS, META
from tests.cli.questionnaires import (
    WRITTEN,
    add_row,
    column,
    filled,
    header_row,
    known,
    merge,
    opened,
    questions,
    sent,
    stored,
)


def without(book: Any, *names: str) -> Any:
    book.create_sheet("notes")
    for name in names:
        del book[name]
    return book


def saved(book: Any) -> bytes:
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def broken(asked: Path) -> dict[str, tuple[bytes, str]]:
    """Name → bytes and what has to be said of them."""
    good = sent(asked).read_bytes()
    bomb = io.BytesIO(good)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", b"\0" * (40 * 2**20))
    assert len(bomb.getvalue()) < 2**20
    entity = io.BytesIO(good)
    with zipfile.ZipFile(entity, "a") as archive:
        archive.writestr("xl/more.xml", '<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>')
    retitled = opened(sent(asked))
    ws = questions(retitled)
    ws.cell(row=header_row(ws), column=column(ws, "answer")).value = "Ergebnis"
    other = opened(sent(asked))
    other[META]["B1"] = "plantready questions 99"
    foreign = opened(sent(asked))
    foreign[META]["B2"] = "ELSEWHERE"
    sheet = questions(opened(sent(asked))).title
    return {
        "empty.xlsx": (b"", "no workbook"),
        "text.csv": ("Schlüssel;Antwort\n".encode("cp1252"), "no workbook"),
        "encrypted.xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 999, "password"),
        "cut.xlsx": (good[: len(good) // 2], "damaged"),
        "bomb.xlsx": (bomb.getvalue(), "would unpack to 4"),
        "entity.xlsx": (entity.getvalue(), "declares XML entities"),
        "ods.xlsx": (b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.x", "save it as"),
        "no-meta.xlsx": (saved(without(opened(sent(asked)), META)), "_meta is gone"),
        "no-sheet.xlsx": (saved(without(opened(sent(asked)), sheet, LISTS)), "was deleted"),
        "retitled.xlsx": (saved(retitled), "titles changed"),
        "newer.xlsx": (saved(other), "plantready questions 99"),
        "foreign.xlsx": (saved(foreign), "'ELSEWHERE'"),
        "~$a.xlsx": (b"\x05lead", "has open"),
    }


def test_files_that_are_no_questionnaire_are_refused_whole(asked: Path, tmp_path: Path) -> None:
    files: dict[Path, str] = {}
    for name, (data, words) in broken(asked).items():
        (tmp_path / name).write_bytes(data)
        files[tmp_path / name] = words
    huge = tmp_path / "huge.xlsx"
    with huge.open("wb") as file:
        file.truncate(200 * 2**20)
    files[huge] = "larger than"
    before = stored(asked)
    done = merge(asked, *files)
    assert done.code == 2
    lines = done.err.splitlines()
    for path, words in files.items():
        said = [line for line in lines if line.startswith(path.name)]
        assert len(said) == 1, path.name
        assert words in said[0], said
    assert "nothing was merged" in lines[-1]
    assert stored(asked) == before


def test_a_good_copy_beside_a_broken_one_is_taken_and_the_end_is_partial(
    asked: Path, tmp_path: Path
) -> None:
    good = filled(sent(asked), tmp_path / "good.xlsx", {WRITTEN: "no"})
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"nothing")
    done = merge(asked, bad, good)
    assert done.code == 4
    assert done.data["refused"][0].startswith("bad.xlsx: no workbook")
    assert list(known(asked).values()) == ["no"]


def test_a_file_that_another_program_holds_is_said(
    asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = filled(sent(asked), tmp_path / "a.xlsx", {WRITTEN: "no"})
    read = Path.read_bytes

    def held(self: Path) -> bytes:
        if self.name == path.name:
            raise PermissionError(13, "Permission denied", str(self))
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", held)
    done = merge(asked, path)
    assert done.code == 2
    assert "a.xlsx: cannot be read (Permission denied); close it in other programs" in done.err


def test_a_file_that_is_not_there_stops_all(asked: Path, tmp_path: Path) -> None:
    good = filled(sent(asked), tmp_path / "good.xlsx", {WRITTEN: "no"})
    done = merge(asked, good, tmp_path / "none.xlsx")
    assert done.code == 2
    assert known(asked) == {}


def test_lines_of_one_name_are_told_apart_by_their_id(asked: Path, tmp_path: Path) -> None:
    rows = "line,name,pilot\nL1,Same,no\nL2,Same,no\nL3,Three,yes\n"
    (asked / "inventory" / "lines.csv").write_text(rows, encoding="utf-8")

    def typed(ws: Any) -> None:
        text = "For how many hours is data of Same kept?"
        add_row(ws, question=text, answer="4")
        add_row(ws, question=text, answer="5", line="L2")

    done = merge(asked, filled(sent(asked), tmp_path / "a.xlsx", {}, also=typed))
    assert known(asked) == {"hours|L2|IT|": "5 h"}
    (problem,) = done.data["problems"]
    assert "several lines have this name" in problem
    assert "write one of L1, L2" in problem


def test_what_lies_far_below_the_questions_is_said_not_read(asked: Path, tmp_path: Path) -> None:
    def far(ws: Any) -> None:
        ws.cell(row=9000, column=column(ws, "answer")).value = "yes"

    done = merge(asked, filled(sent(asked), tmp_path / "a.xlsx", {WRITTEN: "no"}, also=far))
    assert done.code == 4
    (problem,) = done.data["problems"]
    assert "more than 5000 rows" in problem
    assert list(known(asked).values()) == ["no"]
