"""How long to wait for an answer, and how long to rest before the next request; no I/O, no clock.

Rules
-----
1. A switch that answers fast is waited for a second, not for the whole read timeout; after silence,
   or when an answer came late, twice as long each time, up to the read timeout.
2. When the answers of one table take three times as long, for what is in them, as its quick ones
   did, and noticeably longer, the switch is busy: it gets a rest as long as its last answer took,
   doubled while that goes on, and smaller requests.
3. With a rate, requests begin at least 1 / rate apart.
"""

from __future__ import annotations

from dataclasses import dataclass

FIRST_WAIT_S = 1.0
WAITS = 8
"""Round trips that an answer is waited for, where that is longer than FIRST_WAIT_S."""
SLOWER = 3.0
FIXED_OBJECTS = 8
"""Objects that take as long to answer as the bare exchange does."""
NOTICEABLE_S = 0.03
MOST_REST_S = 2.0


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
    """The quickest answer of this table, for each object and FIXED_OBJECTS more."""
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
        self._quick_s, self.rest_s = 0.0, 0.0

    def answered(self, took_s: float, objects: int, *, late: bool = False) -> bool:
        """Note how long an answer took; return whether the switch has become slow."""
        if late:
            self._patience = min(64.0, self._patience * 2)
        self._usual_s = took_s if not self._usual_s else 0.7 * self._usual_s + 0.3 * took_s
        weight = objects + FIXED_OBJECTS
        expected_s = self._quick_s * weight
        self._quick_s = min(self._quick_s or took_s / weight, took_s / weight)
        slow = expected_s > 0 and took_s > max(SLOWER * expected_s, expected_s + NOTICEABLE_S)
        if not slow:
            self.rest_s = 0.0
            return False
        self.rests += 1
        self.rest_s = min(MOST_REST_S, max(took_s, 2 * self.rest_s))
        return True
