"""The stored values of formula cells."""

from __future__ import annotations

import pytest

from reports.workbook.bulk import Value
from reports.workbook.values import MissingValueError, sheet_with_values

CELL = '<c r="B7" s="3"><f>IF(A1&gt;1,"a","b")</f><v /></c>'


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (12, '<c r="B7" s="3"><f>IF(A1&gt;1,"a","b")</f><v>12</v></c>'),
        (0.1, '<c r="B7" s="3"><f>IF(A1&gt;1,"a","b")</f><v>0.1</v></c>'),
        (True, '<c r="B7" s="3" t="b"><f>IF(A1&gt;1,"a","b")</f><v>1</v></c>'),
        ("a<b&c", '<c r="B7" s="3" t="str"><f>IF(A1&gt;1,"a","b")</f><v>a&lt;b&amp;c</v></c>'),
    ],
)
def test_a_value_is_stored_with_its_type(value: Value, stored: str) -> None:
    assert sheet_with_values(CELL.encode(), "S", {"B7": value}) == stored.encode()


def test_other_cells_stay_as_they_are() -> None:
    text = '<c r="A1" t="inlineStr"><is><t>=1+1</t></is></c><c r="A2"><v>5</v></c>'
    assert sheet_with_values(text.encode(), "S", {"A1": 1}) == text.encode()


def test_a_formula_without_a_value_is_a_defect() -> None:
    with pytest.raises(MissingValueError, match="S!B7"):
        sheet_with_values(CELL.encode(), "S", {})


def test_a_formula_cell_of_another_shape_is_a_defect_not_a_zero() -> None:
    text = CELL.replace("<v />", "<v>0</v>")
    with pytest.raises(MissingValueError, match="not recognised"):
        sheet_with_values(text.encode(), "S", {"B7": 1})
