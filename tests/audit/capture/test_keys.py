"""Keys get the rows in which they were first seen, however they are grouped."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.capture.batch import gathered
from audit.capture.keys import Keys, grouped

KEYS = st.lists(st.integers(0, 40), max_size=80)


@given(KEYS)
@settings(deadline=None)
def test_grouping_gives_what_numpy_gives(numbers: list[int]) -> None:
    keys = np.array(numbers, np.uint64)
    wanted = np.unique(keys, return_index=True, return_inverse=True)
    for ours, theirs in zip(grouped(keys), wanted, strict=True):
        assert ours.tolist() == theirs.tolist()


@given(st.lists(KEYS, max_size=6), st.integers(1, 50))
@settings(deadline=None)
def test_rows_follow_the_order_of_first_sight_up_to_the_limit(
    rounds: list[list[int]], most: int
) -> None:
    keys, known = Keys(most), dict[int, int]()
    for numbers in rounds:
        rows, fresh = keys.rows(np.array([number + 1 for number in numbers], np.uint64))
        new = [place for place, n in enumerate(numbers) if n not in numbers[:place]]
        new = [place for place in new if numbers[place] not in known][: most - len(known)]
        for place in new:
            known[numbers[place]] = len(known)
        assert rows.tolist() == [known.get(number, -1) for number in numbers]
        assert fresh.tolist() == new
    assert keys.count == len(known)


def test_a_table_of_many_keys_finds_them_all_again() -> None:
    keys = Keys(300_000)
    many = np.arange(1, 200_001, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    first, fresh = keys.rows(many)
    again, none = keys.rows(many)
    assert len(fresh) == 200_000
    assert not len(none)
    assert np.array_equal(first, again)


def test_bytes_are_gathered_up_to_the_last_one() -> None:
    data = np.arange(10, dtype=np.uint8)
    rows = gathered(data, np.array([6, 0]), 4)
    assert rows.tolist() == [[6, 7, 8, 9], [0, 1, 2, 3]]
