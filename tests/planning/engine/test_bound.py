"""The proved bound: never below what is possible, whatever the prices."""

from __future__ import annotations

import random
from itertools import product

import pytest

from planning.engine import bound as bounds
from planning.engine.bound import bounded, proved, upper_bound, with_bound
from planning.engine.check import broken_rules
from planning.engine.decode import schedule_of
from planning.engine.lp import relaxation
from planning.engine.model import Instance, Schedule
from planning.engine.orders import Needs
from planning.engine.process import has_solver
from planning.engine.search import decoded
from planning.engine.sheet import sheet_of
from planning.engine.value import solve
from tests.planning.engine.money import drawn, tiny

pytestmark = pytest.mark.skipif(not has_solver(), reason="OR-Tools is not installed")


def _optimum(instance: Instance) -> float | None:
    """Try every schedule."""
    sheet = sheet_of(instance)
    choices = [
        sorted(
            {
                (start, length)
                for mask, length in zip(act.starts, act.durations, strict=True)
                for start in range(instance.horizon)
                if mask >> start & 1
            }
        )
        for act in instance.activities
    ]
    best: float | None = None
    for picks in product(*choices):
        if any(
            picks[number][0] < picks[before][0] + picks[before][1] + lag
            for number, act in enumerate(instance.activities)
            for before, lag in act.after
        ):
            continue
        starts, ends = [t for t, _ in picks], [t + d for t, d in picks]
        schedule = schedule_of(sheet, starts, ends)
        if (best is None or schedule.objective > best) and not broken_rules(instance, schedule):
            best = schedule.objective
    return best


@pytest.mark.parametrize("seed", range(6))
def test_the_bound_is_not_below_the_best_of_all_schedules(seed: int) -> None:
    instance = tiny(seed)
    best = _optimum(instance)
    proved = bounded(instance, 2.0)
    if best is None:
        return
    assert proved is not None
    assert best <= proved
    assert proved <= best + 0.35 * abs(best) + 3.0  # and says something


@pytest.mark.parametrize("seed", range(8))
def test_no_plan_beats_the_bound_of_any_prices(seed: int) -> None:
    instance = drawn(seed, lines=3, horizon=60)
    needs = Needs(sheet_of(instance))
    chance = random.Random(seed)
    worths: list[float] = []
    for _ in range(30):
        chance.shuffle(needs.valued)
        found = decoded(needs, needs.valued)
        if found:
            worths.append(found.worth)
    assert worths
    for prices in _some_prices(instance, chance):
        assert max(worths) <= prices


def _some_prices(instance: Instance, chance: random.Random) -> list[float]:
    """Bounds of no prices, of random ones, and of PDLP's after next to no time."""
    lp = relaxation(sheet_of(instance))
    found = [
        proved(lp, [scale * chance.random() for _ in lp.limit]) for scale in (0.0, 0.1, 0.5, 3.0)
    ]
    quick = bounded(instance, 0.02)
    assert quick is not None
    return [*found, quick]


def test_the_child_gives_the_same_kind_of_bound() -> None:
    instance = drawn(1, lines=3, horizon=60)
    found = upper_bound(instance, seconds=3.0)
    needs = Needs(sheet_of(instance))
    plan = decoded(needs, needs.valued)
    assert found is not None
    first = solve(instance, seconds=0, workers=1, work_limit=0)
    assert with_bound(instance, first, seconds=3.0).bound == pytest.approx(found, rel=0.05)
    assert plan is not None
    assert plan.worth <= found < 3 * abs(plan.worth) + 100


def test_without_the_solver_library_there_is_no_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "has_solver", lambda: False)
    assert upper_bound(tiny(1), seconds=1.0) is None


def test_an_instance_without_a_start_has_no_bound() -> None:
    instance = tiny(1)
    none = Instance(
        name="none",
        horizon=instance.horizon,
        activities=instance.activities,
        capacities=((0,) * instance.horizon,),
        discount=instance.discount,
    )
    assert bounded(none, 1.0) is None
    assert broken_rules(none, Schedule((0,) * 4, (2, 2, 1, 1), 0.0))
