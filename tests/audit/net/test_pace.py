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


def simulate(seed: int, rate: float, largest: int) -> list[tuple[float, int]]:
    """Exchanges of random size and length that send all their packets at random moments."""
    chance = random.Random(seed)
    room, now = Room(rate), 0.0
    running: list[tuple[float, int]] = []
    sent: list[tuple[float, int]] = []
    for _ in range(150):
        packets = chance.randint(1, largest)
        while (wait := room.wait(packets, now)) != 0.0:
            now += min([end - now for end, _ in running], default=0.5) if wait is None else wait
            for end, number in [item for item in running if item[0] <= now]:
                room.end(number, end)
                running.remove((end, number))
        length = chance.choice([0.01, 0.3, 4.0])
        running.append((now + length, room.begin(packets, now)))
        sent += [(now + chance.random() * length, 1) for _ in range(packets)]
    return sent


@pytest.mark.parametrize("seed", range(8))
def test_no_window_of_a_second_holds_more_than_the_ceiling(seed: int) -> None:
    assert windows(simulate(seed, rate=20, largest=20)) <= 20


@pytest.mark.parametrize("seed", range(4))
def test_an_exchange_above_the_ceiling_runs_alone(seed: int) -> None:
    assert windows(simulate(seed, rate=5, largest=12)) <= 12


@pytest.mark.parametrize("seed", range(4))
def test_the_mean_stays_below_the_ceiling(seed: int) -> None:
    sent = simulate(seed, rate=20, largest=60)
    first, last = min(t for t, _ in sent), max(t for t, _ in sent)
    assert len(sent) <= 20 * (last - first) + 60


def test_side_by_side_exchanges_wait_their_turn_on_the_real_clock() -> None:
    sent: list[tuple[float, int]] = []

    async def exchange(pace: Pace) -> None:
        async with pace.turn(10):
            await asyncio.sleep(0.02)
            sent.append((time.monotonic(), 10))

    async def all_of_them() -> None:
        pace = Pace(40)
        await asyncio.gather(*(exchange(pace) for _ in range(10)))

    asyncio.run(all_of_them())
    assert len(sent) == 10
    assert windows(sent) <= 40


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
    assert seconds_needed([4] * 10, 4) == pytest.approx(9 * 1.05, rel=0.15)
    assert seconds_needed([200, 4], 60) == pytest.approx(200 / 60, rel=0.15)
