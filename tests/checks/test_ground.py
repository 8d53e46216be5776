"""Grounds add up to the evidence of both, once each and ascending, however long they are."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from audit.records import Grade
from checks.ground import NOTHING, Ground, naming

ids = st.sets(st.integers(1, 400), max_size=120).map(lambda found: tuple(sorted(found)))
few = st.sets(st.integers(1, 400), max_size=3).map(lambda found: tuple(sorted(found)))


@given(ids, few | ids)
def test_a_sum_holds_the_evidence_of_both_once(
    one: tuple[int, ...], other: tuple[int, ...]
) -> None:
    expected = tuple(sorted({*one, *other}))
    assert (Ground(one) + Ground(other)).evidence == expected
    assert (Ground(other) + Ground(one)).evidence == expected
    assert naming(Ground(one), Ground(other)).evidence == expected


def test_a_sum_is_as_weak_and_as_old_as_its_worse_part() -> None:
    one = Ground((1,), Grade.A, date(2026, 1, 1))
    other = Ground((2,), Grade.C, date(2025, 1, 1))
    assert one + other == other + one == Ground((1, 2), Grade.C, date(2025, 1, 1))
    assert one + NOTHING == NOTHING + one == one
    assert naming(one, other) == Ground((1, 2), Grade.A, date(2026, 1, 1))
