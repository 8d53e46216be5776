"""A ceiling on packets per second: a step is paid for before its first packet.

What holds, whatever the devices do and however many are asked side by side:
- In any window of one second no more packets leave than the ceiling, or than the largest single
  step where that one is larger than the ceiling (it then runs alone). A step is what cannot be
  interrupted: the handshake; a request with the acknowledgement of its answer; FIN with the
  acknowledgement of the other side's. What is paid and not yet sent may leave at any time, so it
  holds its room until it has left, and for a second after that; what an exchange ends without
  having sent is given back.
- Steps begin at least packets / ceiling seconds after the one before them, but for what a busy
  computer was late by (CATCH_UP_S at most).
- An exchange begins only when there would still be room for one step beside the ends of all that
  run, so that those that wait for their next step never wait for each other.
Repetitions that the system's TCP makes on a bad line come on top; they are counted as soon as the
system tells of them, and hold back what comes next.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from bisect import bisect_right
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

WINDOW_S = 1.0
CATCH_UP_S = 0.25
FAST, MARGIN = 20.0, 0.015
"""From FAST packets a second on so much of the ceiling stays free, a packet at least: now and then
an answer comes in two segments, and the system acknowledges each.
"""
LOOK_AGAIN_S = 0.01
ASKED_BACK_S, SLACK_S = 4.9, 0.4
HEARD_S = 0.05
"""How long a busy computer may take to tell of a frame that it has sent by itself."""
SURE_S = 14.0
"""How long a device is sure of us at least (RFC 4861: 15 to 45 s) before it may ask again."""
ENDING = 2
"""What the end of a TCP connection takes: FIN and the last acknowledgement."""
HELD = 1
"""What an open connection may send at any time, asked or not: the acknowledgement of whatever the
device says or ends.
"""
STEP = 2
"""A request and the acknowledgement of its answer."""


class Room:
    """The arithmetic: who may go on when. Times come from the caller, so that a dry run can ask
    too.
    """

    def __init__(self, per_second: float) -> None:
        self._rate = per_second
        self._most = per_second - (max(1.0, per_second * MARGIN) if per_second >= FAST else 0.0)
        self._free_at = float("-inf")
        self._paid: dict[int, int] = {}
        """What each exchange has paid and not sent."""
        self._sent: deque[tuple[float, int]] = deque()
        self._sent_sum = 0
        self._number = 0
        self.foreseen: dict[str, float] = {}
        """Device → when this computer's system will answer its ARP question: see `foresee`."""
        self._sure: dict[str, float] = {}
        """Device → until when it will not ask."""
        self.overheard = False
        """Whether `answered` is told of each such answer: then one that has not come in its time
        will not come.
        """
        self.needed_within = 0
        """How many exchanges under way wait for more: they go before new ones."""
        self._peak_at, self._peak_was, self._stale = float("-inf"), 0, True

    def wait(self, packets: int, now: float) -> float | None:
        """Return the seconds until it is worth asking again for an exchange that begins with so
        many packets; 0: begin; None: when another one has gone on.
        """
        self._expire(now)
        if self._free_at > now:
            return self._free_at - now
        if self._paid and ENDING * (len(self._paid) + 1) + STEP > self._rate:
            return None
        if self.needed_within:
            return None
        return self._fits(packets, packets, now)

    def wait_more(self, number: int, packets: int, now: float) -> float | None:
        """Return the same for an exchange under way that needs so many packets more."""
        self._expire(now)
        return self._fits(packets, packets + self._paid[number], now)

    def begin(self, packets: int, now: float) -> int:
        """Take the room; return the number of the exchange."""
        self._number += 1
        self._paid[self._number] = 0
        self.more(self._number, packets, now)
        return self._number

    def more(self, number: int, packets: int, now: float) -> None:
        """Take more room."""
        self._paid[number] += packets
        self._free_at = max(self._free_at, now - CATCH_UP_S) + packets / self._rate

    def sent(self, number: int, packets: int, now: float) -> None:
        """Say that so many packets have left by now, paid for or not."""
        if packets <= 0:
            return
        unpaid = max(0, packets - self._paid[number])
        self._paid[number] -= packets - unpaid
        self._count(packets, unpaid, now)

    def keep(self, number: int, packets: int) -> None:
        """Give back what is paid and unsent beyond so many."""
        over = max(0, self._paid[number] - packets)
        self._paid[number] -= over
        self._free_at -= over / self._rate

    def foresee(self, device: str, now: float) -> None:
        """Expect one packet that nobody here sends: a device that has just spoken with us for the
        first time asks by ARP after five seconds whether we are still there (DELAY_FIRST_PROBE_TIME
        of RFC 4861, which systems use for IPv4 too), and the system answers.
        """
        if now > self._sure.get(device, float("-inf")):
            self.foreseen[device] = now + ASKED_BACK_S
            self._sure[device] = now + ASKED_BACK_S + SURE_S
            self._stale = True

    def confirmed(self, device: str, now: float) -> None:
        """Say that a conversation has gone on: then the device need not ask."""
        if self.foreseen.get(device, now) - now < ASKED_BACK_S - SLACK_S:
            self.foreseen.pop(device, None)
            self._sure[device] = now + SURE_S
            self._stale = True

    def answered(self, device: str, now: float) -> None:
        """Say that the system has asked or answered a device by ARP, by itself."""
        self._count(1, 1, now)
        if self.foreseen.pop(device, None) is not None:
            self._sure[device] = now + SURE_S

    def near(self, device: str) -> bool:
        """Whether anything was foreseen of the device."""
        return device in self._sure

    def unsent(self, number: int) -> int:
        """Return what the exchange has paid and not sent."""
        return self._paid[number]

    def end(self, number: int) -> None:
        """Say that the last packet has left; what is over is given back."""
        self._free_at -= self._paid.pop(number) / self._rate

    def _count(self, packets: int, unpaid: int, now: float) -> None:
        self._free_at += unpaid / self._rate
        self._sent.append((now, packets))
        self._sent_sum += packets
        self._stale = True

    def _expire(self, now: float) -> None:
        while self._sent and self._sent[0][0] + WINDOW_S <= now:
            self._sent_sum -= self._sent.popleft()[1]
            self._stale = True

    def _fits(self, packets: int, alone: int, now: float) -> float | None:
        if self._peak(now) + sum(self._paid.values()) + packets <= max(self._most, alone):
            return 0.0
        if self._sent:
            return max(self._sent[0][0] + WINDOW_S - now, 0.001)
        return None

    def _peak(self, now: float) -> int:
        """Return what was sent and what is foreseen in the fullest window that a packet of now can
        lie in: the one that ends now, and those that end with a foreseen packet.
        """
        if not self.foreseen:
            return self._sent_sum
        if self._stale or not 0 <= now - self._peak_at < LOOK_AGAIN_S:
            self._peak_at, self._stale = now, False
            self._peak_was = self._fullest(now)
        return self._peak_was

    def _fullest(self, now: float) -> int:
        """A foreseen packet leaves at its moment or up to SLACK_S later; where nobody tells that it
        has, it may have left until then.
        """
        horizon = now + WINDOW_S + LOOK_AGAIN_S
        oldest = now - SLACK_S - (HEARD_S if self.overheard else WINDOW_S)
        near = sorted(at for at in self.foreseen.values() if oldest < at <= horizon)
        sent, left = list(self._sent), self._sent_sum
        fullest = first = gone = 0
        for end in (now, *(at for at in near if at > now)):
            while gone < len(sent) and sent[gone][0] <= end - WINDOW_S:
                left -= sent[gone][1]
                gone += 1
            while first < len(near) and near[first] <= end - WINDOW_S - SLACK_S:
                first += 1
            fullest = max(fullest, left + bisect_right(near, end) - first)
        return fullest


class Turn:
    """An exchange's account with the rooms it must fit into."""

    def __init__(self, pace: Pace, rooms: list[tuple[Room, int]]) -> None:
        self._pace = pace
        self._rooms = rooms
        self._sent = 0

    def sent(self, total: int) -> None:
        """Say how many packets this exchange has sent so far."""
        new, self._sent = total - self._sent, max(self._sent, total)
        for room, number in self._rooms:
            room.sent(number, new, self._pace.now())

    def keep(self, packets: int) -> None:
        """Give back what is paid and unsent beyond so many."""
        for room, number in self._rooms:
            room.keep(number, packets)
        self._pace.wake()

    def spoke(self, device: str, *, went_on: bool) -> None:
        """Say that a device of our own segment has sent us something. `went_on`: it has also taken
        what we answered.
        """
        for room, _ in self._rooms:
            if went_on:
                room.confirmed(device, self._pace.now())
            else:
                room.foresee(device, self._pace.now())

    async def ready(self, packets: int) -> None:
        """Wait until so many packets are paid for and unsent."""
        for room, number in self._rooms:
            room.needed_within += 1
            try:
                while (lacking := packets - room.unsent(number)) > 0:
                    wait = room.wait_more(number, lacking, self._pace.now())
                    if wait == 0.0:
                        room.more(number, lacking, self._pace.now())
                    else:
                        await self._pace.changed(wait)
            finally:
                room.needed_within -= 1
                self._pace.wake()


class Pace:
    """Makes exchanges wait their turn, first come, first served."""

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.now = clock
        self._all = Room(per_second)
        self._part: dict[str, Room] = {}
        self._orders: dict[int, asyncio.Lock] = {}
        self._waiting: set[asyncio.Future[None]] = set()
        self._overheard = False

    def room(self, name: str, per_second: float) -> Room:
        """Return the room of a segment or a device; the rate is that of the first who asks."""
        room = self._part.setdefault(name, Room(per_second))
        room.overheard = self._overheard
        return room

    def overheard(self, *, begins: bool) -> None:
        """Say that from now on (or no more) `answered` is told of each frame."""
        self._overheard = begins
        for room in (self._all, *self._part.values()):
            room.overheard = begins

    def answered(self, device: str) -> None:
        """Say that this computer's system has just sent a device an ARP frame by itself."""
        now = self.now()
        for room in (self._all, *self._part.values()):
            if room is self._all or room.near(device):
                room.answered(device, now)

    @asynccontextmanager
    async def turn(self, packets: int, rooms: tuple[Room, ...] = ()) -> AsyncGenerator[Turn, None]:
        """Wait until an exchange that begins with so many packets may begin; it ends with the
        `with`. `rooms`: where it must fit besides the room of all, the narrowest first.
        """
        taken: list[tuple[Room, int]] = []
        try:
            for room in (*rooms, self._all):
                await self._take(room, packets, taken)
            yield Turn(self, taken)
        finally:
            for room, number in taken:
                room.end(number)
            self.wake()

    async def _take(self, room: Room, packets: int, taken: list[tuple[Room, int]]) -> None:
        async with self._orders.setdefault(id(room), asyncio.Lock()):
            while (wait := room.wait(packets, self.now())) != 0.0:
                await self.changed(wait)
            taken.append((room, room.begin(packets, self.now())))

    async def changed(self, wait_s: float | None) -> None:
        """Wait so long, or until an exchange has ended; None: or LOOK_AGAIN_S."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.add(waiter)
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_S if wait_s is None else wait_s):
                    await waiter
        finally:
            self._waiting.discard(waiter)

    def wake(self) -> None:
        """Let those who wait look again."""
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)


def seconds_needed(exchanges: list[int], per_second: float, each_s: float = 0.05) -> float:
    """Return how long exchanges of so many packets take by the pace, when every device answers
    within `each_s`.
    """
    return sum(exchanges) / per_second + each_s if exchanges else 0.0
