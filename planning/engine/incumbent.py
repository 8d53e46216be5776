"""The best schedule so far, its bound and the clock: what all layers of a search share."""

from __future__ import annotations

from collections.abc import Callable

from planning.engine.check import broken_rules
from planning.engine.frame import Frame
from planning.engine.lower import lower_bound
from planning.engine.model import Result, Schedule

Tell = Callable[[float, float], None]
"""Called with the best makespan and the bound whenever one of them gets better."""

Clock = Callable[[], float]


class NoScheduleError(Exception):
    """No schedule was found before the horizon; `proved` where there is none."""

    def __init__(self, message: str, *, proved: bool) -> None:
        super().__init__(message)
        self.proved = proved


class Search:
    """The best schedule so far, its bound, and the clock."""

    def __init__(self, frame: Frame, seconds: float, tell: Tell | None, clock: Clock) -> None:
        self.frame = frame
        self.best: Schedule | None = None
        self.source = ""
        self.bound = lower_bound(frame)
        self.history: list[tuple[float, float]] = []
        self._tell = tell
        self._clock = clock
        self._started = clock()
        self._seconds = seconds

    @property
    def elapsed_s(self) -> float:
        """Since the search began."""
        return self._clock() - self._started

    @property
    def left_s(self) -> float:
        """Until the limit."""
        return self._seconds - self.elapsed_s

    @property
    def upper(self) -> int:
        """The best makespan; one more than the horizon while there is none."""
        return self.frame.horizon + 1 if self.best is None else int(self.best.objective)

    @property
    def proved(self) -> bool:
        """Nothing is shorter than the best."""
        return self.best is not None and self.upper <= self.bound

    @property
    def over(self) -> bool:
        """Proved, proved impossible or out of time."""
        return self.proved or self.bound > self.frame.horizon or self.left_s <= 0

    def offer(self, schedule: Schedule | None, source: str) -> None:
        """Keep a schedule if it is shorter and breaks no rule."""
        if schedule is None or schedule.objective >= self.upper:
            return
        if broken_rules(self.frame.instance, schedule):
            return
        self.best, self.source = schedule, source
        self.history.append((self.elapsed_s, schedule.objective))
        self._report()

    def raise_bound(self, bound: int) -> None:
        """Take over a proved bound."""
        if bound > self.bound:
            self.bound = bound
            self._report()

    def result(self) -> Result:
        """Return what was found; raise `NoScheduleError` if nothing was."""
        if self.best is None:
            proved = self.bound > self.frame.horizon
            raise NoScheduleError(
                f"{self.frame.instance.name}: no schedule "
                f"{'fits' if proved else 'found that fits'} into {self.frame.horizon} periods",
                proved=proved,
            )
        return Result(
            self.best, float(min(self.bound, self.upper)), self.proved, self.source,
            tuple(self.history),
        )  # fmt: skip

    def _report(self) -> None:
        if self._tell is not None and self.best is not None:
            self._tell(self.best.objective, float(min(self.bound, self.upper)))
