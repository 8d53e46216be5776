"""Any plant: a verified plan or a named clash, and a verifier that misses nothing."""

from __future__ import annotations

import functools
import random
from collections import Counter

import pytest

from planning import make_plan, solve
from planning.greedy import best_serial
from planning.grid import make_grid
from planning.problem import build_problem
from planning.records import Problem
from planning.schedule import scheduled
from planning.score import score
from planning.verify import verify
from tests.planning import mutants, plants

MUTANTS = 1000
KIND_SEEDS, PLANS = range(100, 120), 8


@functools.cache
def _valid() -> tuple[tuple[Problem, mutants.Schedule], ...]:
    found: list[tuple[Problem, mutants.Schedule]] = []
    for seed in KIND_SEEDS:
        problem = build_problem(*plants.made_up(seed, kind=True))
        grid = make_grid(problem)
        starts, _ = best_serial(grid, functools.partial(score, grid, objective="value"))
        if starts is None:
            continue
        schedule = scheduled(grid, starts)
        assert verify(problem, schedule) == (), seed
        found.append((problem, schedule))
        if len(found) == PLANS:
            return tuple(found)
    raise AssertionError(f"only {len(found)} of these plants have a plan")


def test_the_verifier_misses_none_of_a_thousand_broken_plans() -> None:
    dice = random.Random(20270111)
    seen: Counter[str] = Counter()
    missed: list[str] = []
    while sum(seen.values()) < MUTANTS:
        mutation = dice.choice(mutants.MUTATIONS)
        problem, schedule = dice.choice(_valid())
        broken = mutation(dice, problem, schedule)
        if broken is None:
            continue
        seen[mutation.__name__] += 1
        if not verify(*broken):
            missed.append(mutation.__name__)
    assert missed == []
    assert len(seen) == len(mutants.MUTATIONS)


@pytest.mark.parametrize("seed", range(10))
def test_any_plant_gets_a_verified_plan_or_a_named_clash(seed: int) -> None:
    judged, facts = plants.made_up(seed)
    plan = make_plan(judged, facts, time_limit_s=1)
    if plan.status == "infeasible":
        assert plan.conflicts
        assert all(sentence.strip() for sentence in plan.conflicts)
    else:
        assert plan.problems == ()
        assert plan.conflicts == ()


@pytest.mark.parametrize("seed", range(20, 34))
def test_without_the_exact_solver_it_is_the_same(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solve, "_load", lambda: None)
    plan = make_plan(*plants.made_up(seed))
    assert plan.conflicts or not plan.problems
