"""Large-neighbourhood search: slices solved by children at the same time, taken over in turn.

Answers are taken in the order of the questions, whoever is done first, and the next question is put
to the plan as it then is: with limits in deterministic effort the same plan comes out every time.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from planning.engine.neighbourhoods import ALL, Choose
from planning.engine.orders import Needs
from planning.engine.process import Caller
from planning.engine.sheet import Board
from planning.engine.slices import Answer, Slice, accepted, cut

EFFORT = 0.15
"""Deterministic seconds for one slice at first; about half a second of wall time."""
IDLE, MOST = 40, 10.0
"""After so many slices without a gain there is as much more effort, up to so many times."""
HARD_S = 5.0
"""Wall seconds for one slice."""
LATE_S = 0.3
"""The answer to the last slice may come so much after the end."""
GRACE_S = 10.0
"""A child that is so much later than that is dead."""
SIZE, SMALLEST = 60.0, 12.0
"""Activities in the first slice, and in the smallest."""
GROW, SHRINK = 1.15, 0.87
FORGET = 0.85
"""What a neighbourhood gained counts by so much less with each of its later slices."""
BLIND = 0.3
"""Part of the draws in which all neighbourhoods are alike."""
STARTING = 8.0
"""Gain per effort that an untried neighbourhood is believed to have, for a worth of 45,000."""


@dataclass(slots=True)
class Arm:
    """A neighbourhood and how it has done."""

    choose: Choose
    size: float = SIZE
    gain: float = 0.0
    effort: float = 0.0


@dataclass(slots=True)
class Asked:
    """A slice that is being solved."""

    child: Caller
    arm: Arm
    part: Slice


@dataclass(slots=True)
class Search:
    """One search; `run` until the time is up or the slices are used up."""

    needs: Needs
    board: Board
    children: list[Caller]
    chance: random.Random
    remaining: Callable[[], float]
    """Wall seconds left."""
    slices: int | None
    """At most so many; None: until the time is up."""
    tell: Callable[[float], None]
    asked: int = 0
    idle: int = 0
    """Slices since the last gain."""
    failures: int = 0
    arms: list[Arm] = field(default_factory=lambda: [Arm(choose) for choose in ALL])
    members: list[list[int]] = field(default_factory=list[list[int]])

    def run(self) -> Board:
        """Return the best board."""
        rows = self.needs.sheet.rows
        self.members = [[] for _ in range(self.needs.sheet.families)]
        for number, row in enumerate(rows):
            if row[5] >= 0:
                self.members[row[5]].append(number)
        waiting: deque[Asked] = deque()
        for child in self.children:
            self._ask(child, waiting)
        while waiting:
            one = waiting.popleft()
            self._take(one)
            if self.failures <= 2 * len(self.children):
                self._ask(one.child, waiting)
        return self.board

    def _ask(self, child: Caller, waiting: deque[Asked]) -> None:
        left = self.remaining()
        if (self.slices is not None and self.asked >= self.slices) or (
            self.slices is None and left <= 0
        ):
            return
        arm = self._drawn()
        numbers = sorted(arm.choose(self.needs, self.board, int(arm.size), self.chance))
        part = cut(self.needs.sheet, self.board, numbers, self.members)
        seconds = min(HARD_S, max(LATE_S, left)) if self.slices is None else 100 * HARD_S
        seed = self.chance.randrange(1 << 30)
        effort = EFFORT * min(MOST, 1.0 + self.idle / IDLE)
        child.ask("slices:solved", part, effort, seconds, seed)
        self.asked += 1
        waiting.append(Asked(child, arm, part))

    def _drawn(self) -> Arm:
        if self.chance.random() < BLIND:
            return self.chance.choice(self.arms)
        prior = STARTING * abs(self.board.worth) / 45_000 + 1e-9
        merits = [(arm.gain + prior) / (arm.effort + 1.0) for arm in self.arms]
        return self.chance.choices(self.arms, merits)[0]

    def _take(self, one: Asked) -> None:
        patience = HARD_S + GRACE_S if self.slices is None else 100 * HARD_S
        if self.slices is None:
            patience = min(patience, max(0.0, self.remaining()) + LATE_S)
        answer: Answer | None = one.child.answer(patience)
        if answer is None:
            self.failures += self.slices is not None or self.remaining() > 0
            return
        self.failures = 0
        arm = one.arm
        arm.size = max(SMALLEST, arm.size * (GROW if answer.optimal else SHRINK))
        arm.size = min(arm.size, float(len(self.board.starts)))
        new = accepted(self.needs.sheet, self.board, one.part, answer, self.members)
        gain = 0.0
        if new and new.worth > self.board.worth + 1e-7:
            gain = new.worth - self.board.worth
            self.board, self.idle = new, 0
            self.tell(new.worth)
        else:
            self.idle += 1
        arm.gain = arm.gain * FORGET + gain
        arm.effort = arm.effort * FORGET + max(0.02, answer.effort)
