"""Zones with corners: what lies inside, how large it is, and what is no polygon."""

import pytest
from pydantic import ValidationError

from audit.inventory.tables import ZoneRow
from audit.inventory.tables.shape import corners, inside, size, written

L_SHAPE = corners("0 0; 10 0; 10 4; 4 4; 4 10; 0 10")


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [(1, 1, True), (9, 3.9, True), (2, 9, True), (5, 5, False), (10, 4, True), (4, 7, True),
     (10.1, 2, False), (-1, 4, False), (0, 0, True)],
)  # fmt: skip
def test_a_place_in_the_notch_lies_outside(x: float, y: float, expected: bool) -> None:
    assert inside(L_SHAPE, x, y) is expected


def test_the_size_is_that_of_the_drawn_area() -> None:
    assert size(L_SHAPE) == 64.0
    assert size(tuple(reversed(L_SHAPE))) == 64.0


def test_corners_may_be_closed_and_have_decimal_commas() -> None:
    assert corners("0 0; 4,5 0; 4,5 3; 0 0") == ((0.0, 0.0), (4.5, 0.0), (4.5, 3.0))
    assert corners("") == ()
    assert corners(written(L_SHAPE)) == L_SHAPE


@pytest.mark.parametrize("text", ["0 0; 1 1", "a b; c d; e f", "1; 2; 3", ";".join(["1 2"] * 600)])
def test_what_is_no_polygon_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValidationError, match="0 0; 12 0"):
        ZoneRow.model_validate({"zone": "Z", "polygon": text})
