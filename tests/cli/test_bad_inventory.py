"""Inventories as they should not come: each a message with place and remedy, and its exit code."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.cli.run import plantready

LINES = ["line,name,pilot", "L1,One,yes", "L2,Two,no"]
MIB = 2**20


def book(change: Callable[[Any], None] = lambda _: None) -> Any:
    made: Any = Workbook()
    made.remove(made.active)
    lines, assets = made.create_sheet("lines"), made.create_sheet("assets")
    for row in LINES:
        lines.append(row.split(","))
    for row in ("asset_id,line,role", "PLC-1,L1,controller", "PLC-2,L2,controller"):
        assets.append(row.split(","))
    change(made)
    return made


def use(case: Path, change: Callable[[Any], None] = lambda _: None) -> None:
    for path in (case / "inventory").glob("*.csv"):
        path.unlink()
    book(change).save(case / "inventory" / "inventory.xlsx")


def judged(case: Path, *words: str, code: int = 4) -> None:
    ended = plantready("judge", case=case)
    assert ended.code == code, ended.err
    for word in words:
        assert word in ended.err


def test_merged_cells_are_named(fresh: Path) -> None:
    use(fresh, lambda made: made["assets"].merge_cells("B2:B3"))
    judged(fresh, "inventory.xlsx assets: 1 merged cells", "(B2:B3)", "unmerge them")


def test_a_deleted_sheet_is_missed_once(fresh: Path) -> None:
    use(fresh)
    judged(fresh, code=0)
    use(fresh, lambda made: made.remove(made["assets"]))
    judged(fresh, "inventory.xlsx assets: the sheet is gone; its 2 rows", "bring the sheet back")
    judged(fresh, code=0)


def test_formulas_are_no_values(fresh: Path) -> None:
    def change(made: Any) -> None:
        made["lines"]["B2"] = '=HYPERLINK("http://example.invalid","One")'
        made["assets"]["B3"] = "=A1&B2"

    use(fresh, change)
    judged(fresh, "lines!B2", "assets!B3", "a formula without a stored value; open the file in")
    assert "example.invalid" not in plantready("export", "findings", case=fresh).out


def test_a_link_in_a_name_of_a_text_table_stays_text(fresh: Path) -> None:
    rows = [*LINES, 'L4,"=HYPERLINK(""http://example.invalid"",""a"")",no']
    (fresh / "inventory" / "lines.csv").write_text("\n".join(rows), "utf-8")
    judged(fresh, "lines.csv:4", "a formula, not a value", "write the value itself")


def test_two_lines_of_the_same_name_are_told_apart(fresh: Path) -> None:
    use(fresh, lambda made: made["lines"].append(["L1", "Again", "no"]))
    judged(fresh, "lines!A4", "the same line as in inventory.xlsx lines!A2", "delete or rename")


def test_a_line_in_no_table_is_said(fresh: Path) -> None:
    def change(made: Any) -> None:
        made["assets"]["B3"] = "L9"

    use(fresh, change)
    judged(fresh, "assets!A3: line: 'L9': not in the table lines; add it to lines")


def test_a_pilot_that_does_not_exist_ends_the_judging(fresh: Path) -> None:
    use(fresh)
    path = fresh / "case.toml"
    text = path.read_text("utf-8").replace('pilot_line = ""', 'pilot_line = "L9"')
    path.write_text(text, "utf-8")
    judged(fresh, "case.toml:5: pilot_line: there is no line L9", "L1, L2", code=2)
    path.write_text(text.replace('"L9"', '"L1"').replace("use_cases = []", 'use_cases = ["u"]')
                    + '\n[pilots.L8]\nuse_cases = ["u"]\n', "utf-8")  # fmt: skip
    judged(fresh, "pilots.L8: there is no line L8", code=2)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("lines.csv", "line,name\nL1,Fräsen\n".encode("cp1252"), ("lines.csv:2", "save it as CSV")),
        ("lines.csv", bytes(range(256)) * 9, ("lines.csv: this is no text table; save it",)),
        (
            "inventory.xlsx",
            bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096),
            ("password-protected workbook; save it as .xlsx without one",),
        ),
    ],
)
def test_a_file_that_cannot_be_read_for_certain_is_said(
    fresh: Path, name: str, data: bytes, words: tuple[str, ...]
) -> None:
    (fresh / "inventory" / name).write_bytes(data)
    judged(fresh, *words)


@pytest.mark.parametrize("name", ["assets.csv", "inventory.xlsx"])
def test_a_huge_file_is_not_read(fresh: Path, name: str) -> None:
    with (fresh / "inventory" / name).open("wb") as stream:
        stream.truncate(200 * MIB)
    judged(fresh, f"{name}: larger than 128 MiB; split the table into several files")


def test_a_zip_bomb_is_not_unpacked(fresh: Path) -> None:
    path = fresh / "inventory" / "inventory.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(500):
                part.write(b"0" * MIB)
    judged(fresh, "inventory.xlsx: would unpack to 500 MiB", "refused", "save the sheets as CSV")


def test_a_table_that_cannot_be_opened_leaves_what_it_said(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fresh / "inventory" / "lines.csv"
    path.write_text("\n".join(LINES), "utf-8")
    judged(fresh, code=0)
    read = Path.read_bytes

    def locked(self: Path) -> bytes:
        if self.name == "lines.csv":
            raise PermissionError(13, "Permission denied")
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", locked)
    judged(fresh, "lines.csv: cannot be read (Permission denied); close it in other programs")
    assert "L1" in plantready("judge", case=fresh).out
