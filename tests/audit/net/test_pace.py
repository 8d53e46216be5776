"""The ceiling on packets per second holds in every window of one second."""

from __future__ import annotations

import asyncio
import random
import time

import pytest

from audit.net.pace import Pace, Room, seconds_needed


def windows(sent: list[tuple[float, int]]) -> int:
    """Return the most packets in any window of one second."""
    return max(sum(n for t, n in sent if start <= t < start + 1) for start, _ in sent)


class Plant:
    """Exchanges of random size and length; each sends a random part of what it paid for."""

    def __init__(self, seed: int, rate: float, largest: int) -> None:
        self.room, self.now = Room(rate), 0.0
        self.sent: list[tuple[float, int]] = []
        self.paid = 0
        self._chance = random.Random(seed)
        self._running: list[tuple[float, int, int]] = []
        for _ in range(150):
            self._begin(self._chance.randint(1, largest))

    def _begin(self, packets: int) -> None:
        while (wait := self.room.wait(packets, self.now)) != 0.0:
            self.now += 0.01 if wait is None else wait
            self._go_on()
        number = self.room.begin(packets, self.now)
        self.paid += packets
        length = self._chance.choice([0.01, 0.3, 4.0])
        self._running.append((self.now + length, number, packets))

    def _go_on(self) -> None:
        for item in list(self._running):
            end, number, left = item
            used = self._chance.randint(0, left)
            self.room.sent(number, used, self.now)
            self.sent.append((self.now, used))
            self._running.remove(item)
            if end <= self.now:
                self.room.end(number)
            else:
                self._running.append((end, number, left - used))


@pytest.mark.parametrize("seed", range(8))
def test_no_window_of_a_second_holds_more_than_the_ceiling(seed: int) -> None:
    plant = Plant(seed, rate=20, largest=20)
    assert plant.sent
    assert windows(plant.sent) <= 20


@pytest.mark.parametrize("seed", range(4))
def test_a_step_above_the_ceiling_runs_alone(seed: int) -> None:
    assert windows(Plant(seed, rate=5, largest=12).sent) <= 12


@pytest.mark.parametrize("seed", range(4))
def test_the_mean_stays_below_the_ceiling(seed: int) -> None:
    plant = Plant(seed, rate=20, largest=60)
    assert sum(n for _, n in plant.sent) <= 20 * plant.now + 60


def test_what_was_paid_and_not_sent_is_given_back() -> None:
    room, now = Room(50), 0.0
    for _ in range(200):
        while (wait := room.wait(4, now)) != 0.0:
            now += wait if wait is not None else 0.001
        number = room.begin(4, now)
        now += 0.001
        room.sent(number, 1, now)
        room.end(number)
    assert now < 200 / 50 * 1.1


def test_what_left_without_being_paid_for_holds_back_what_comes_next() -> None:
    room = Room(10)
    number = room.begin(2, 0.0)
    room.sent(number, 12, 0.1)
    room.end(number)
    assert room.wait(1, 0.9) != 0.0
    assert room.wait(1, 2.0) == 0.0


def test_one_under_way_goes_before_a_new_one() -> None:
    room = Room(10)
    room.needed_within = 1
    assert room.wait(1, 0.0) is None
    room.needed_within = 0
    assert room.wait(1, 0.0) == 0.0


def test_side_by_side_exchanges_wait_their_turn_on_the_real_clock() -> None:
    sent: list[tuple[float, int]] = []

    async def exchange(pace: Pace) -> None:
        async with pace.turn(4) as turn:
            await asyncio.sleep(0.01)
            sent.append((time.monotonic(), 4))
            turn.sent(4)
            await turn.ready(6)
            sent.append((time.monotonic(), 6))
            turn.sent(10)

    async def all_of_them() -> None:
        pace = Pace(40)
        await asyncio.gather(*(exchange(pace) for _ in range(10)))

    asyncio.run(all_of_them())
    assert sum(n for _, n in sent) == 100
    assert windows(sent) <= 40


def test_those_that_wait_for_their_next_step_never_wait_for_each_other() -> None:
    async def exchange(pace: Pace) -> int:
        async with pace.turn(4) as turn:
            for total in (2, 4, 6):
                turn.sent(total)
                await turn.ready(4)
                await asyncio.sleep(0)
            turn.sent(8)
        return 8

    async def all_of_them() -> int:
        pace = Pace(20)
        async with asyncio.timeout(30):
            return sum(await asyncio.gather(*(exchange(pace) for _ in range(8))))

    assert asyncio.run(all_of_them()) == 64


def test_one_that_is_cancelled_while_it_waits_leaves_no_trace() -> None:
    async def scenario() -> str:
        pace = Pace(5)
        async with pace.turn(5):
            waiting = asyncio.ensure_future(pace.turn(5).__aenter__())
            await asyncio.sleep(0.01)
            waiting.cancel()
            await asyncio.wait({waiting})
        async with asyncio.timeout(20), pace.turn(1):
            return "free again"

    assert asyncio.run(scenario()) == "free again"


def test_the_dry_run_foretells_what_the_pace_will_take() -> None:
    assert seconds_needed([], 5) == 0
    assert seconds_needed([4] * 10, 4) == pytest.approx(10, rel=0.15)


def test_what_a_system_will_answer_by_itself_holds_its_room_in_its_own_windows_only() -> None:
    room = Room(10)
    room.foresee("plc", 0.0)
    assert room.wait(10, 0.0) == 0.0, "the answer leaves in five seconds"
    room.foresee("drive", 0.1)
    first = room.begin(9, 4.5)
    room.sent(first, 9, 4.5)
    assert room.wait_more(first, 1, 5.0) != 0.0
    assert room.wait_more(first, 1, 5.6) == 0.0


def test_of_several_foreseen_answers_those_count_that_may_leave_within_one_second() -> None:
    room = Room(10)
    for second in range(8):
        room.foresee(f"plc {second}", second * 2.0)
    number = room.begin(1, 4.0)
    free = [at / 10 for at in range(40, 200) if room.wait_more(number, 8, at / 10) == 0.0]
    assert len(free) == 160, "never more than one of them within a second"
    room.foresee("drive", 1.0)
    room.foresee("valve", 1.0)
    assert room.wait_more(number, 8, 5.5) != 0.0


def test_an_answer_that_was_heard_counts_from_then_on_and_is_expected_no_more() -> None:
    room = Room(10)
    room.overheard = True
    room.foresee("plc", 0.0)
    number = room.begin(1, 4.0)
    room.answered("plc", 5.1)
    assert room.foreseen == {}
    assert room.wait_more(number, 9, 5.5) != 0.0, "it left less than a second ago"
    assert room.wait_more(number, 9, 6.2) == 0.0
    room.foresee("plc", 7.0)
    assert room.foreseen == {}, "the device is sure of us for a while"
    room.foresee("plc", 30.0)
    assert list(room.foreseen) == ["plc"]


@pytest.mark.parametrize(("heard", "free_at"), [(False, 6.5), (True, 5.5)])
def test_an_answer_that_has_not_come_holds_its_room_longer_where_nobody_would_hear_it(
    heard: bool, free_at: float
) -> None:
    room = Room(10)
    room.overheard = heard
    room.foresee("plc", 0.0)
    number = room.begin(1, 4.0)
    assert room.wait_more(number, 9, 5.2) != 0.0
    assert room.wait_more(number, 9, free_at - 0.3) != 0.0
    assert room.wait_more(number, 9, free_at) == 0.0


def test_a_device_whose_conversation_went_on_is_not_expected_to_ask() -> None:
    room = Room(10)
    room.foresee("plc", 0.0)
    room.confirmed("plc", 0.1)
    assert list(room.foreseen) == ["plc"], "its system looks up to a quarter of a second late"
    room.confirmed("plc", 0.6)
    assert room.foreseen == {}


def test_what_a_system_sends_by_itself_is_counted_where_it_belongs() -> None:
    pace = Pace(10, clock=lambda: 5.0)
    near, other = pace.room("10.0.0.1", 10), pace.room("10.0.0.2", 10)
    near.foresee("10.0.0.1", 0.0)
    pace.overheard(begins=True)
    assert near.overheard
    pace.answered("10.0.0.1")
    assert near.wait(10, 5.1) != 0.0
    assert other.wait(10, 5.1) == 0.0
