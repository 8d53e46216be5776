"""Tag lists: TIA Portal and Studio 5000 exports; the file's name is the controller."""

from __future__ import annotations

import io

import openpyxl
import pytest

from audit.imports import plc_tags
from audit.imports.contract import UnreadableFileError
from tests.audit.imports.files import raw, remarks, rows
from tests.audit.imports.sampled import imported, sample


def tia() -> bytes:
    """Return a workbook as TIA Portal's documentation shows its columns."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "PLC Tags"
    sheet.append(["Name", "Path", "Data Type", "Logical Address", "Comment", "Hmi Visible",
                  "Hmi Accessible", "Hmi Writeable", "Typeobject ID", "Version ID"])  # fmt: skip
    sheet.append(["SpindleTemp", "Default tag table", "Real", "%MD20", "", True, True, False])
    sheet.append(["Start", "Motors", "Bool", "%M0.0", "", True, False, False])
    book.create_sheet("TagTable Properties").append(["Path", "BelongsToUnit", "Accessibility"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_studio_5000_is_read_without_its_head_and_comments() -> None:
    found = imported(sample("documents/PLC-L1_Tags.CSV"), "plc-tags")
    tags = {row["tag"]: row for row in rows(found)}
    assert set(tags) == {"SpindleTemp", "Hidden", "Start"}
    assert {row["asset"] for row in tags.values()} == {"PLC-L1"}
    assert tags["SpindleTemp"]["data_type"] == "REAL"
    assert (tags["Hidden"]["readable"], tags["Start"]["readable"]) == (False, True)
    assert tags["Start"]["scope"] == "Main"
    assert "abc1" not in str(found.observations)
    assert found.refused_secrets == 1
    assert "taken as the tags of 'PLC-L1'" in remarks(found)


def test_tia_portal_is_read_with_its_tables() -> None:
    found = imported(raw("PLC-L2 PLC tags.xlsx", tia()), "plc-tags")
    tags = {row["tag"]: row for row in rows(found)}
    assert tags["SpindleTemp"]["address"] == "%MD20"
    assert tags["SpindleTemp"]["asset"] == "PLC-L2"
    assert (tags["SpindleTemp"]["readable"], tags["Start"]["readable"]) == (True, False)
    assert tags["Start"]["scope"] == "Motors"


@pytest.mark.parametrize(
    ("stem", "controller"),
    [("PLC-L1_Tags", "PLC-L1"), ("PLC-L1-PLC-Tags", "PLC-L1"), ("L1 tag table", "L1"),
     ("Tags", "Tags"), ("S7 1500 Symbols export", "S7 1500")],
)  # fmt: skip
def test_the_file_is_called_after_its_controller(stem: str, controller: str) -> None:
    assert plc_tags.controller_of(stem) == controller


def test_a_list_of_something_else_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="Studio 5000"):
        plc_tags.read(raw("x.csv", "a,b\n1,2\n"))


def test_a_cut_list_gives_the_rows_that_are_whole() -> None:
    data = sample("documents/PLC-L1_Tags.CSV").data
    assert plc_tags.read(raw("P_Tags.csv", data[: data.index(b"ALIAS")])).used == 2
