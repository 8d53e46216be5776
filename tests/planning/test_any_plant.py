"""Any plant: a verified plan or a named clash, and a verifier that misses nothing."""

from __future__ import annotations

import functools
import math
import random
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from audit.facts.model import PlantFacts
from audit.inventory.tables import Row, WindowRow
from checks.records import Judgement
from planning import make_plan, plan, solve
from planning.greedy import best_serial
from planning.grid import make_grid
from planning.problem import build_problem
from planning.records import Problem
from planning.schedule import scheduled
from planning.score import delay, score
from planning.verify import verify
from tests.planning import build, mutants, plants

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


@pytest.mark.parametrize("seed", range(8))
def test_any_plant_gets_a_verified_plan_or_a_named_clash(seed: int) -> None:
    judged, facts = plants.made_up(seed)
    found = make_plan(judged, facts, time_limit_s=1)
    if found.status == "infeasible":
        assert found.conflicts
        assert all(sentence.strip() for sentence in found.conflicts)
    else:
        assert found.problems == ()
        assert found.conflicts == ()


@pytest.mark.parametrize("seed", range(20, 34))
def test_without_the_exact_solver_it_is_the_same(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solve, "has_solver", lambda: False)
    found = make_plan(*plants.made_up(seed))
    assert found.conflicts or not found.problems


def _waiting(judged: Judgement, facts: PlantFacts) -> tuple[float, bool]:
    """Return what waiting for the go-lives costs in the best plan, and whether it is the best."""
    made = plan.made(judged, facts, "value", "interleaved", 2.0)
    if made.plan.problems or made.plan.conflicts:
        return math.inf, False
    return delay(made.grid, made.starts), made.plan.status == "optimal"


def _more(facts: PlantFacts, row: Row) -> PlantFacts:
    rows = {**facts.rows, row.table: (*facts.rows.get(row.table, ()), build.stated(row))}
    return replace(facts, rows=rows)


@pytest.mark.parametrize("seed", (40, 44, 45))
def test_another_crew_or_window_never_makes_the_best_plan_worse(seed: int) -> None:
    judged, facts = plants.made_up(seed)
    dice = random.Random(seed)
    usual, sure = _waiting(judged, facts)
    crew = dice.choice(build.plant().crews).model_copy(update={"crew": "more hands"})
    line = dice.choice([row.line for row in facts.lines])
    begin = datetime(2027, dice.randint(1, 6), dice.randint(12, 28), 6)
    window = WindowRow(
        window="extra", line=line, start=begin,
        end=begin + timedelta(hours=dice.choice((1, 6, 10))),
    )  # fmt: skip
    for row in (crew, window):
        value, also_sure = _waiting(judged, _more(facts, row))
        if (sure and also_sure) or math.isinf(usual):
            assert value <= usual + 1e-6, row
        else:
            assert value <= usual * 1.02, row
