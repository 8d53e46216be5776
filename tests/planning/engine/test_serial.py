"""Serial, parallel and packed schedule generation."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.engine.check import broken_rules
from planning.engine.frame import InstanceError, frame_of, schedule_of, worth
from planning.engine.model import Activity, Instance
from planning.engine.packed import Packed, packable
from planning.engine.sampling import decoder_of, heads_of, in_order, priorities, sampled
from planning.engine.serial import Board, extend, parallel, serial
from tests.planning.engine.instances import instance

RULES = ("profile", "calendar", "lanes", "budget", "learning", "lags", "money")
some_rules = st.sets(st.sampled_from(RULES)).map(lambda chosen: " ".join(sorted(chosen)))
seeds = st.integers(0, 10_000)


@given(seeds, some_rules)
@settings(max_examples=150, deadline=None)
def test_what_is_scheduled_serially_breaks_no_rule(seed: int, rules: str) -> None:
    problem = instance(seed, rules=rules)
    frame = frame_of(problem)
    order = list(range(frame.count))
    random.Random(seed).shuffle(order)
    schedule = serial(frame, order)
    if schedule is None:
        assert {"calendar", "budget"} & set(rules.split())
    else:
        assert broken_rules(problem, schedule) == ()


@given(seeds, some_rules)
@settings(max_examples=100, deadline=None)
def test_what_is_scheduled_period_by_period_breaks_no_rule(seed: int, rules: str) -> None:
    problem = instance(seed, rules=rules)
    frame = frame_of(problem)
    schedule = parallel(frame, priorities(frame)["latest start"])
    if schedule is None:
        assert {"calendar", "budget"} & set(rules.split())
    else:
        assert broken_rules(problem, schedule) == ()


@given(seeds, some_rules)
@settings(max_examples=100, deadline=None)
def test_what_is_taken_off_the_board_leaves_no_trace(seed: int, rules: str) -> None:
    frame = frame_of(instance(seed, rules=rules))
    board = Board(frame)
    half = frame.order[: frame.count // 2]
    if not extend(board, half):
        return
    before = [board.openings(number) for number in range(frame.count)]
    left = list(board.left)
    twin = board.copy()
    placed = [number for number in frame.order if board.starts[number] >= 0]
    if extend(board, frame.order):
        for number in range(frame.count):
            if number not in placed:
                board.remove(number)
        assert [board.openings(number) for number in range(frame.count)] == before
        assert board.left == pytest.approx(left)
    assert [twin.openings(number) for number in range(frame.count)] == before


@given(seeds, st.sets(st.sampled_from(("profile", "calendar", "lanes", "lags"))))
@settings(max_examples=150, deadline=None)
def test_the_packed_decoder_agrees_with_the_board(seed: int, chosen: set[str]) -> None:
    problem = instance(seed, rules=" ".join(sorted(chosen)))
    frame = frame_of(problem)
    order = next(sampled(frame, priorities(frame)["latest finish"], random.Random(seed)))
    assert packable(frame)
    timing = Packed(frame).forward(order)
    schedule = serial(frame, order)
    assert (timing is None) == (schedule is None)
    if timing is not None and schedule is not None:
        assert tuple(timing[0]) == schedule.starts


@given(seeds, st.sets(st.sampled_from(("profile", "calendar", "lanes", "lags"))))
@settings(max_examples=150, deadline=None)
def test_justification_is_valid_and_never_longer(seed: int, chosen: set[str]) -> None:
    problem = instance(seed, rules=" ".join(sorted(chosen)))
    frame = frame_of(problem)
    decoder = Packed(frame)
    timing = decoder.forward(frame.order)
    if timing is None:
        return
    last_first = list(frame.order[::-1])
    last_first.sort(key=timing[1].__getitem__, reverse=True)
    late = decoder.backward(last_first, max(timing[1]))
    for found in (late, decoder.justified(timing)):
        if found is not None:
            lengths = [b - a for a, b in zip(*found, strict=True)]
            schedule = schedule_of(frame, found[0], lengths)
            assert broken_rules(problem, schedule) == ()
            assert max(found[1]) <= max(timing[1])


@given(seeds, some_rules)
@settings(max_examples=60, deadline=None)
def test_every_decoder_makes_valid_schedules(seed: int, rules: str) -> None:
    problem = instance(seed, rules=rules)
    frame = frame_of(problem)
    decoder = decoder_of(frame)
    timing = decoder.forward(in_order(frame, priorities(frame)["least slack"]))
    if timing is not None:
        better = decoder.justified(timing)
        lengths = [b - a for a, b in zip(*better, strict=True)]
        assert broken_rules(problem, schedule_of(frame, better[0], lengths)) == ()


@given(seeds)
@settings(max_examples=30, deadline=None)
def test_a_drawn_list_names_predecessors_first(seed: int) -> None:
    frame = frame_of(instance(seed, count=15))
    for rule in priorities(frame).values():
        order = next(sampled(frame, rule, random.Random(seed)))
        place = {number: at for at, number in enumerate(order)}
        assert sorted(order) == list(range(frame.count))
        assert all(
            place[before] < place[number]
            for number in order
            for before, _ in frame.predecessors[number]
        )


def test_the_third_use_of_a_family_takes_a_quarter() -> None:
    act = Activity("gateway", (8, 4, 2), ((1 << 60) - 1,) * 3, family=0, lane=0)
    frame = frame_of(Instance("line", 60, (act,) * 4, (), lane_limit=1))
    schedule = serial(frame, range(4))
    assert schedule is not None
    assert schedule.durations == (8, 4, 2, 2)
    assert schedule.objective == 16


def test_money_is_spent_in_the_first_bucket_that_has_it() -> None:
    act = Activity("switch", (1,), ((1 << 12) - 1,), cost=6.0)
    frame = frame_of(
        Instance(
            "shop", 12, (act,) * 3, (), budget=(7.0,) * 3, bucket=(0,) * 4 + (1,) * 4 + (2,) * 4
        )
    )
    schedule = serial(frame, range(3))
    assert schedule is not None
    assert schedule.starts == (0, 4, 8)


def test_value_counts_from_the_finish_and_cost_at_the_start() -> None:
    act = Activity("oee", (2,), (0b111,), cost=10.0, value=3.0)
    frame = frame_of(Instance("line", 4, (act,), (), discount=(1.0, 0.5, 0.25, 0.125)))
    assert worth(frame, [1], [2]) == pytest.approx(3 * 0.125 - 10 * 0.5)


def test_an_order_that_names_an_activity_late_pulls_in_what_it_waits_for() -> None:
    acts = (
        Activity("cut-over", (1,), (0b1111,), after=((1, 0),)),
        Activity("cabling", (2,), (0b111,)),
    )
    schedule = serial(frame_of(Instance("line", 4, acts, ())), (0,))
    assert schedule is not None
    assert schedule.starts == (2, 0)


def test_heads_wait_for_links_and_calendars() -> None:
    acts = (
        Activity("survey", (3,), (0b11,)),
        Activity("cabling", (1,), (0b1000_0001,), after=((0, 1),)),
    )
    assert heads_of(frame_of(Instance("line", 8, acts, ()))) == [0, 7]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (Activity("a", (1,), (1, 1)), "mask of starts"),
        (Activity("a", (-1,), (1,)), "negative"),
        (Activity("a", (1,), (1,), after=((7, 0),)), "does not exist"),
        (Activity("a", (1,), (1,), demands=((3, 1),)), "does not exist"),
        (Activity("a", (1,), (1,), after=((0, 0),)), "wait for each other"),
    ],
)
def test_nonsense_is_refused_with_its_place(wrong: Activity, words: str) -> None:
    with pytest.raises(InstanceError, match=words):
        frame_of(Instance("x", 2, (wrong,), ()))


def test_a_profile_must_cover_the_horizon() -> None:
    with pytest.raises(InstanceError, match="resource 0"):
        frame_of(Instance("x", 5, (), ((1, 1),)))
