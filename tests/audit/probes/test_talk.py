"""What a device has time for: its own answers, and not what the pace takes before a question."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from audit.net.dialer import AttemptError
from audit.probes.letters import Letters
from audit.probes.talk import Talk

WHOLE_S, PACE_S = 0.05, 0.1


class Slow:
    """A channel or a UDP socket whose pace takes longer than the device has, and a device that
    answers at once, or never.
    """

    def __init__(self, *, answers: bool) -> None:
        self._answers = answers

    async def send(self, _: bytes) -> None:
        await asyncio.sleep(PACE_S)

    async def receive(self) -> bytes:
        if not self._answers:
            await asyncio.sleep(60)
        return b"!"


def first_byte(data: bytes) -> tuple[bytes, bytes] | None:
    return (data[:1], data[1:]) if data else None


async def by_tcp(slow: Slow) -> list[bytes]:
    talk = Talk(cast("Any", slow), WHOLE_S, "test")
    return [await talk.ask(b"?", first_byte, bytes) for _ in range(3)]


async def by_udp(slow: Slow) -> list[bytes]:
    letters = Letters(cast("Any", slow), WHOLE_S, "test")
    return [await letters.ask(b"?", bytes, WHOLE_S) for _ in range(3)]


@pytest.mark.parametrize("way", [by_tcp, by_udp])
def test_the_time_of_the_pace_is_not_the_devices(way: Any) -> None:
    assert asyncio.run(way(Slow(answers=True))) == [b"!"] * 3


@pytest.mark.parametrize("way", [by_tcp, by_udp])
def test_a_device_that_never_answers_is_given_up_all_the_same(way: Any) -> None:
    with pytest.raises(AttemptError, match="answer in time"):
        asyncio.run(way(Slow(answers=False)))
