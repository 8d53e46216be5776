"""Schedule for money: a plan at once, better ones by layers until the time is up.

1. Serial: what earns, by value density, each with all it needs, as early as it fits.
2. Local search on that order, in every worker from another seed.
3. Slices: parts of the plan solved by CP-SAT in child processes, the rest held fixed.

Every layer starts from the best plan of the one before and can only improve it. Large instances
that fall apart (plants that share only crews and money) are improved part by part.
"""

from __future__ import annotations

from planning.engine.decode import schedule_of
from planning.engine.frame import InstanceError
from planning.engine.layers import NoPlanError, Progress, Slot, Tell, first, layered, warmed
from planning.engine.model import Instance, Result, Schedule
from planning.engine.orders import Needs
from planning.engine.parts import improved, parts_of
from planning.engine.process import Caller
from planning.engine.sheet import sheet_of

LARGE = 5000
"""Activities from which on parts are improved one by one."""

__all__ = ["NoPlanError", "solve"]


def solve(
    instance: Instance,
    *,
    seconds: float,
    workers: int = 2,
    seed: int = 7,
    work_limit: int | None = None,
    tell: Tell | None = None,
    warm: Schedule | None = None,
) -> Result:
    """Return the best plan found in the time; one is there after milliseconds.

    Parameters
    ----------
    seconds
        Wall time. With a work limit it does not count.
    work_limit
        Orders that each worker's local search may try; slices are limited in proportion. The
        result then depends on the instance, the seed, the workers and this alone.
    tell
        Called with seconds, net present value and layer for every improvement.
    warm
        A valid schedule to start from; the result is at least as good.

    Raises
    ------
    NoPlanError
        Where no plan was found at all.
    InstanceError
        Where the instance contradicts itself, or has no discount: then there is no value to find.
    """
    if not instance.discount:
        raise InstanceError("no discount: the instance asks for the shortest plan, not for money")
    children = [Caller() for _ in range(max(1, workers))]
    progress = Progress(seconds, work_limit, tell, seed, children)
    needs = Needs(sheet_of(instance))
    found = warmed(needs, warm) if warm else first(needs)
    progress.better(found.worth, "serial")
    parts = parts_of(needs.sheet) if len(instance.activities) > LARGE else []
    try:
        if len(parts) > 1:
            board = improved(needs, found.board, parts, progress)
        else:
            board = layered(needs, found, Slot(progress.left(), work_limit), progress)
    finally:
        for child in children:
            child.kill()
    return Result(
        schedule=schedule_of(needs.sheet, board.starts, board.ends),
        bound=None,
        proved=False,
        source=progress.source,
        history=tuple(progress.history),
    )
