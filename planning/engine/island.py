"""A second population in a child process, for a second processor core."""

from __future__ import annotations

import random
from dataclasses import dataclass

from planning.engine.frame import frame_of
from planning.engine.genetic import Population
from planning.engine.model import Instance
from planning.engine.process import Line
from planning.engine.sampling import decoder_of

TARGET = "planning.engine.island:serve"


@dataclass(frozen=True, slots=True)
class Settlers:
    """Cross schedules until told to stop."""

    instance: Instance
    seed: int
    children: int
    """About so many will be made."""
    below: int
    """Only what is shorter is of interest."""


def serve(request: Settlers, line: Line) -> None:
    """Tell every schedule that is shorter than those before: `starts` and `lengths`."""
    frame = frame_of(request.instance)
    chance = random.Random(request.seed)  # noqa: S311 - a search, not a secret
    population = Population(frame, decoder_of(frame), chance, request.children)
    shortest = request.below
    while not line.stopped:
        population.step()
        best = population.best
        if best is not None and best.makespan < shortest:
            shortest = best.makespan
            starts, finishes = best.timing
            line.tell({"starts": starts, "lengths": list(map(int.__sub__, finishes, starts))})
