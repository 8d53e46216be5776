"""What the engine schedules: activities on a grid of equal periods; it knows nothing of plants.

An activity occupies whole periods without interruption. Period 0 is the first; a bit mask has bit
`t` set where a start in period `t` is allowed (calendar, windows, freezes and dates are in the mask
already, so that no solver needs a rule for them).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Activity:
    """One piece of work."""

    name: str
    durations: tuple[int, ...]
    """Periods it takes, by how many of its family were finished before it starts (0, 1, 2 or more);
    a single entry where nothing is learned. Never ascending."""
    starts: tuple[int, ...]
    """For each of `durations` the bit mask of allowed first periods."""
    demands: tuple[tuple[int, int], ...] = ()
    """(resource, units in every period of the activity)."""
    after: tuple[tuple[int, int], ...] = ()
    """(activity, lag): starts no earlier than `lag` periods after that one's finish."""
    lane: int = -1
    """The line it occupies; -1: none. At most `lane_limit` activities on a lane in a period."""
    family: int = -1
    """What is learned from: the k-th use takes `durations[k]`; -1: nothing."""
    cost: float = 0.0
    """Paid in the period it starts."""
    value: float = 0.0
    """Earned in every period from its finish to the horizon."""


@dataclass(frozen=True, slots=True)
class Instance:
    """A scheduling problem. Activities are numbered by their place."""

    name: str
    horizon: int
    """Periods; everything is finished by then."""
    activities: tuple[Activity, ...]
    capacities: tuple[tuple[int, ...], ...]
    """For each resource the units in each period."""
    lane_limit: int = 0
    """0: lanes are not limited."""
    budget: tuple[float, ...] = ()
    """What the activities that start in a bucket may cost together; empty: money is no limit."""
    bucket: tuple[int, ...] = ()
    """For each period its budget bucket."""
    discount: tuple[float, ...] = ()
    """For each period the present worth of one; empty: the finish of the last activity counts
    (makespan), not money."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """First period and duration of every activity, and what it is worth."""

    starts: tuple[int, ...]
    durations: tuple[int, ...]
    objective: float
    """Makespan in periods (less is better) or net present value (more is better)."""


@dataclass(frozen=True, slots=True)
class Result:
    """The best schedule found and how far a better one could be."""

    schedule: Schedule
    bound: float | None
    """Proved: no schedule is better than this; None: not computed."""
    proved: bool
    """The schedule is optimal."""
    source: str
    """Which layer found it: serial, sampling, local search, exact."""
    history: tuple[tuple[float, float], ...] = ()
    """(seconds, objective) of each improvement."""
