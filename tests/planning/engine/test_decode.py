"""The decoder: every order gives a valid schedule, and the board adds up at every step."""

from __future__ import annotations

import random

import pytest

from planning.engine.check import broken_rules
from planning.engine.decode import board_of, fill, put, schedule_of, take_out
from planning.engine.frame import frame_of
from planning.engine.orders import Needs
from planning.engine.serial import Board, extend
from planning.engine.sheet import sheet_of
from tests.planning.engine.money import drawn, tiny


@pytest.mark.parametrize("seed", range(20))
def test_every_order_decodes_to_a_schedule_that_keeps_every_rule(seed: int) -> None:
    instance = drawn(seed, lines=2 + seed % 4, horizon=90)
    needs = Needs(sheet_of(instance))
    order = needs.valued[:]
    random.Random(seed).shuffle(order)
    board = needs.sheet.empty()
    assert fill(needs.sheet, board, needs.sequence(order))
    schedule = schedule_of(needs.sheet, board.starts, board.ends)
    assert broken_rules(instance, schedule) == ()
    assert board.worth == pytest.approx(schedule.objective)


@pytest.mark.parametrize("seed", range(10))
def test_both_decoders_of_the_engine_agree_on_finishes_where_nothing_is_learned(seed: int) -> None:
    instance = drawn(seed, lines=3, horizon=90)
    frame = frame_of(instance)
    needs = Needs(sheet_of(instance))
    unlearned = [n for n, act in enumerate(instance.activities) if act.family < 0]
    order = [n for n in needs.sheet.order if n in set(unlearned)]
    ours, theirs = needs.sheet.empty(), Board(frame)
    assert fill(needs.sheet, ours, order)
    for number in order:
        place = theirs.fit(number, theirs.earliest(number))
        assert place
        theirs.place(number, *place)
    assert [ours.starts[n] for n in order] == [theirs.starts[n] for n in order]
    assert extend(theirs, order)


@pytest.mark.parametrize("seed", range(10))
def test_taking_out_and_putting_back_leaves_the_board_as_it_was(seed: int) -> None:
    needs = Needs(sheet_of(drawn(seed, lines=4, horizon=90)))
    board = needs.sheet.empty()
    assert fill(needs.sheet, board, needs.sheet.order)
    before = board.copy()
    chance = random.Random(seed)
    numbers = chance.sample(needs.sheet.order, 9)
    take_out(needs.sheet, board, numbers)
    assert board.free != before.free
    chance.shuffle(numbers)
    for number in numbers:
        start = before.starts[number]
        put(needs.sheet, board, number, start, before.ends[number] - start)
    assert (board.starts, board.ends, board.free) == (before.starts, before.ends, before.free)
    assert (board.room, board.busy, board.finishes) == (before.room, before.busy, before.finishes)
    assert board.worth == pytest.approx(before.worth)
    assert board.left == pytest.approx(before.left)
    assert board_of(needs.sheet, before.starts, before.ends).room == before.room


def test_a_full_calendar_is_no_plan_instead_of_a_wrong_one() -> None:
    sheet = sheet_of(tiny(1))
    sheet.rows[2] = (sheet.rows[2][0], (0,), *sheet.rows[2][2:])
    assert not fill(sheet, sheet.empty(), sheet.order)
