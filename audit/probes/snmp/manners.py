"""How long to wait for an answer, and how long to rest before the next request; no I/O, no clock.

Rules
-----
1. A switch that answers fast is waited for half a second, not for the whole read timeout; after
   silence, or when an answer came late, twice as long each time, up to the read timeout.
2. When an answer takes three times as long as the quickest one of its table, and noticeably longer,
   and has not more in it to explain that, the switch is busy: it gets a rest as long as the answer
   took, doubled while that goes on, and smaller requests.
3. With a rate, requests begin at least 1 / rate apart.
"""

from __future__ import annotations

from dataclasses import dataclass

FIRST_WAIT_S = 0.5
WAITS = 8
"""Round trips that an answer is waited for, where that is longer than FIRST_WAIT_S."""
SLOWER = 3.0
ALIKE = 1.5
"""Times that an answer may take longer and still count as quick."""
NOTICEABLE_S = 0.1
MOST_REST_S = 2.0
RESTS = 3.0
"""Times the last answer's time, that a rest may grow to: a quarter of the time is then ours."""


@dataclass(slots=True)
class Manners:
    """One switch's; mutable. Times are seconds, moments come from the caller's clock."""

    limit_s: float
    """The read timeout of the scope."""
    per_second: float | None = None
    """Requests a second at most; None: as fast as it answers."""
    rest_s: float = 0.0
    """The rest that is due before the next request."""
    rests: int = 0
    """How often the switch was given one."""
    _quick_s: float = 0.0
    """What the quickest answer of this table took."""
    _quick_objects: int = 1
    """The most objects in an answer that was about as quick."""
    _usual_s: float = 0.0
    _patience: float = 1.0
    _last_begin_s: float = float("-inf")

    def wait_s(self, silence: int) -> float:
        """Return how long to wait for an answer after so many that did not come."""
        if not self._usual_s:
            return self.limit_s
        known = max(FIRST_WAIT_S, WAITS * self._usual_s) * self._patience
        return float(min(self.limit_s, known * 2.0**silence))

    def pause_s(self, now_s: float) -> float:
        """Return how long to rest before a request that would begin now."""
        due = now_s + self.rest_s
        if self.per_second:
            due = max(due, self._last_begin_s + 1 / self.per_second)
        return max(0.0, due - now_s)

    def begin(self, now_s: float) -> None:
        """Note that a request begins."""
        self._last_begin_s = now_s

    def new_table(self) -> None:
        """Forget what was quick: another table may well be slower to answer."""
        self._quick_s, self._quick_objects, self.rest_s = 0.0, 1, 0.0

    def answered(self, took_s: float, objects: int, *, late: bool = False) -> bool:
        """Note how long an answer took; return whether the switch has become slow."""
        if late:
            self._patience = min(64.0, self._patience * 2)
        self._usual_s = took_s if not self._usual_s else 0.7 * self._usual_s + 0.3 * took_s
        if not self._is_slow(took_s, objects):
            self.rest_s = 0.0
            return False
        self.rests += 1
        self.rest_s = min(MOST_REST_S, RESTS * took_s, max(took_s, 2 * self.rest_s))
        return True

    def _is_slow(self, took_s: float, objects: int) -> bool:
        if not self._quick_s or took_s < self._quick_s:
            self._quick_s = took_s
        if took_s <= ALIKE * self._quick_s:
            self._quick_objects = max(self._quick_objects, objects)
            return False
        expected_s = self._quick_s * max(1.0, objects / self._quick_objects)
        return took_s > max(SLOWER * expected_s, expected_s + NOTICEABLE_S)
