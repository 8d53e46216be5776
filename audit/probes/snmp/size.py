"""How much one request asks for: it grows while answers come and shrinks where they do not. No I/O.

Rules
-----
1. Asked are as many objects as an answer of one Ethernet frame holds, never more than MOST_OBJECTS.
2. tooBig, or an empty answer: half as many, and only slowly more again.
3. No answer: the same once more, for a datagram may be lost. Still none: half as many, then GETNEXT
   of a few, then of one. MAX_SILENCE times in a row: the agent is left alone. What went well once
   in a table is tried again soon, what never did only after CALM answers.
4. An agent that has once answered GETBULK is asked by it again after its first sign of life; one
   that never has gets one more chance, after RETRY_BULK answers.
"""

from __future__ import annotations

from dataclasses import dataclass

START_OBJECTS = 12
MOST_OBJECTS = 60
FRAME_OCTETS = 1400
"""Octets of objects that fit into an answer of one Ethernet frame."""
NEXT_OBJECTS = 4
"""Columns asked together by GETNEXT at first, of an agent that does not answer GETBULK."""
SLOW_OBJECTS = 16
"""What an agent that has become slow is still asked for at once; it gets rests instead."""
MAX_SILENCE = 6
"""Requests without an answer in a row, after which the agent is left alone."""
RETRY_BULK = 20
CALM = 10
"""Answers, after which a lowered ceiling is lifted by half."""


@dataclass(slots=True)
class Size:
    """One agent's measure, shared by all that is asked of it. Mutable."""

    bulk: bool = True
    """Whether the next walk request may be a GETBULK."""
    has_bulk: bool = True
    """False for SNMPv1, which has none."""
    objects: int = START_OBJECTS
    most: int = MOST_OBJECTS
    silence: int = 0
    """Requests in a row that were not answered."""
    _ceiling: int = MOST_OBJECTS
    _calm: int = 0
    _proved: int = 0
    """The most objects that were asked for and answered, in this table."""
    _fell_from: int = 0
    """The ceiling before the answers that were too big in a row."""
    _bulk_worked: bool = False
    _chances: int = 1

    def __post_init__(self) -> None:
        self.bulk = self.bulk and self.has_bulk
        self.objects, self._ceiling = min(self.objects, self.most), self.most

    @property
    def is_silent(self) -> bool:
        """Whether the agent did not answer the last requests, however small they were."""
        return self.silence >= MAX_SILENCE

    def new_table(self) -> None:
        """Forget what went well: another table may be harder on the agent."""
        self._proved = 0

    def answered(self, asked: int, *, by_bulk: bool) -> None:
        """Note an answer with objects in it to a request for so many."""
        self.silence = 0
        self._bulk_worked |= by_bulk
        self._proved = max(self._proved, asked)
        self._fell_from = 0
        self._calm += 1
        if self._calm % CALM == 0:
            self._ceiling = min(self.most, self._ceiling * 3 // 2 + 1)
        if not self.bulk and self.has_bulk and not by_bulk:
            self._back_to_bulk()
        self.objects = min(self.objects * 2, self._ceiling, self.most)

    def _back_to_bulk(self) -> None:
        if self._bulk_worked:
            self.bulk = True
        elif self._chances and self._calm % RETRY_BULK == 0:
            self._chances -= 1
            self.bulk = True
            self.objects = NEXT_OBJECTS

    def too_big(self, asked: int) -> bool:
        """Ask for less; return whether there is less to ask for."""
        self.silence, self._calm = 0, 0
        self._fell_from = self._fell_from or self._ceiling
        if asked > 1:
            self._ceiling = self.objects = asked // 2
            return True
        # One object is too big by itself: that says nothing about the others.
        self._ceiling, self.objects = max(NEXT_OBJECTS, self._fell_from // 2), 1
        less, self.bulk = self.bulk, False
        return less

    def slow_down(self) -> None:
        """Ask for less, for the agent has become slow."""
        self._calm = 0
        self._ceiling = min(self._ceiling, max(SLOW_OBJECTS, self._ceiling // 2))
        self.objects = min(self.objects, self._ceiling)

    def unanswered(self, asked: int, *, by_bulk: bool) -> None:
        """Note that a request for so many objects met silence."""
        self.silence += 1
        if by_bulk and not self._bulk_worked and not self._chances:
            self.bulk = False  # that was its last chance
        if self.silence == 1:
            return
        self.objects = max(1, min(self.objects, asked) // 2)
        if self.silence == 2 and asked > self._proved:
            self._ceiling = max(NEXT_OBJECTS, self._proved, self.objects)
            self._calm = 0
        if self.silence == 2:
            return
        if self.silence == 3:
            self.bulk = False
            self.objects = min(self.objects, NEXT_OBJECTS)
        else:
            self.objects = 1
