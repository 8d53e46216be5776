"""The exact solver as seen from here: a child process that proves, or finds what is shorter.

Without OR-Tools, or after the child died, it is simply never busy and never says anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from planning.engine.cpsat import Request
from planning.engine.model import Instance
from planning.engine.process import MEMORY_MB, Child

TARGET = "planning.engine.cpsat:serve"


@dataclass(frozen=True, slots=True)
class Report:
    """What the child said: a schedule, a bound, or both empty."""

    starts: tuple[int, ...] = ()
    lengths: tuple[int, ...] = ()
    bound: int | None = None
    """No schedule is shorter."""
    done: bool = False
    """It can be asked again."""


class Exact:
    """Proves and improves in the background; close it when done."""

    def __init__(self, instance: Instance, *, seed: int, memory_mb: int = MEMORY_MB) -> None:
        self._instance = instance
        self._seed = seed
        self._upper = 0
        self._child = Child(TARGET, memory_mb=memory_mb)
        self.busy = False

    def __enter__(self) -> Exact:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.close()

    @property
    def alive(self) -> bool:
        """The child can still be asked."""
        return not self._child.ended

    @property
    def pid(self) -> int:
        """The child's process number."""
        return self._child.pid

    def ask(
        self,
        lower: int,
        upper: int,
        seconds: float,
        *,
        workers: int = 1,
        hint: tuple[int, ...] = (),
        deterministic: float = 0.0,
        options: tuple[tuple[str, object], ...] = (),
        decide: bool = False,
    ) -> None:
        """Ask for a schedule no longer than `upper`, or the proof that there is none; to decide
        means any such schedule, not the shortest.
        """
        self._upper = upper
        self._seed += 1
        self.busy = True
        self._child.ask(
            Request(
                self._instance, lower, upper, seconds, workers, self._seed, hint,
                deterministic, options, decide,
            )
        )  # fmt: skip

    def stop(self) -> None:
        """End the question early."""
        if self.busy:
            self._child.stop()

    def hear(self, timeout_s: float = 0.0) -> Report | None:
        """Return what it said since, one thing at a time."""
        if not self.busy:
            return None
        message = self._child.hear(timeout_s)
        if message is None:
            return None
        if message.get("done"):
            self.busy = False
            return Report(done=True)
        bound = message.get("bound")
        return Report(
            tuple(message.get("starts", ())),
            tuple(message.get("lengths", ())),
            None if bound is None else min(int(bound), self._upper + 1),
        )
