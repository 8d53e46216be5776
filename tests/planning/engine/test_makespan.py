"""The layered makespan solver."""

from __future__ import annotations

import os
import random
import signal
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.engine import makespan
from planning.engine.check import broken_rules
from planning.engine.exact import Exact
from planning.engine.frame import frame_of
from planning.engine.genetic import Population
from planning.engine.lower import lower_bound
from planning.engine.makespan import NoScheduleError, solve
from planning.engine.model import Activity, Instance
from planning.engine.sampling import decoder_of
from planning.engine.serial import serial
from tests.planning.engine.instances import instance

RULES = ("profile", "calendar", "lanes", "budget", "learning", "lags")
some_rules = st.sets(st.sampled_from(RULES)).map(lambda chosen: " ".join(sorted(chosen)))
seeds = st.integers(0, 10_000)
LONG_S = 60.0


@given(seeds, some_rules)
@settings(max_examples=40, deadline=None)
def test_a_result_is_valid_and_no_shorter_than_its_bound(seed: int, rules: str) -> None:
    problem = instance(seed, rules=rules)
    try:
        result = solve(problem, seconds=LONG_S, work_limit=60, exact=False)
    except NoScheduleError:
        assert {"calendar", "budget"} & set(rules.split())
        return
    assert broken_rules(problem, result.schedule) == ()
    assert result.bound is not None
    assert lower_bound(frame_of(problem)) <= result.bound <= result.schedule.objective
    assert result.proved == (result.bound == result.schedule.objective)
    assert [value for _, value in result.history] == sorted(
        {value for _, value in result.history}, reverse=True
    )


@pytest.mark.parametrize("rules", ["", "profile lags", "calendar lanes", "learning", "budget"])
def test_the_exact_solver_is_never_longer_and_never_below_the_bound(rules: str) -> None:
    for seed in range(2):
        problem = instance(seed, count=7, rules=rules)
        crossed = solve(problem, seconds=LONG_S, work_limit=200, exact=False)
        proved = solve(problem, seconds=LONG_S)
        assert proved.proved
        assert broken_rules(problem, proved.schedule) == ()
        assert lower_bound(frame_of(problem)) <= proved.schedule.objective
        assert crossed.bound is not None
        assert crossed.bound <= proved.schedule.objective <= crossed.schedule.objective


def _optimum(problem: Instance) -> float:
    result = solve(problem, seconds=LONG_S)
    assert result.proved
    return result.schedule.objective


@pytest.mark.parametrize("seed", range(3))
def test_more_capacity_never_makes_the_best_longer(seed: int) -> None:
    problem = instance(seed, count=8, rules="profile")
    wider = tuple(tuple(units + 1 for units in profile) for profile in problem.capacities)
    assert _optimum(replace(problem, capacities=wider)) <= _optimum(problem)


@pytest.mark.parametrize("seed", range(2))
def test_another_window_never_makes_the_best_longer(seed: int) -> None:
    problem = instance(seed, count=7, rules="calendar")
    chance = random.Random(seed)
    opened = tuple(
        replace(act, starts=tuple(mask | 1 << chance.randrange(20) for mask in act.starts))
        for act in problem.activities
    )
    assert _optimum(replace(problem, activities=opened)) <= _optimum(problem)


def test_one_seed_and_limit_give_one_schedule() -> None:
    problem = instance(3, count=25)
    results = [solve(problem, seconds=LONG_S, seed=5, work_limit=150).schedule for _ in range(2)]
    assert results[0] == results[1]


def test_without_the_library_the_first_layers_serve(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(_: str) -> None:
        return None

    monkeypatch.setattr("importlib.util.find_spec", nowhere)
    problem = instance(8, count=20)
    result = solve(problem, seconds=1.5)
    assert broken_rules(problem, result.schedule) == ()
    assert "exact" not in result.source


def _hard() -> Instance:
    """One that rules do not solve and that takes the exact solver a while."""
    chance = random.Random(1)
    horizon = 400
    acts = tuple(
        Activity(
            name=f"a{number}",
            durations=(length := chance.randint(2, 9),),
            starts=((1 << (horizon - length + 1)) - 1,),
            demands=((0, chance.randint(2, 9)), (1, chance.randint(2, 9))),
            after=((chance.randrange(number), 0),) if number > 4 else (),
        )
        for number in range(60)
    )
    return Instance("hard", horizon, acts, ((17,) * horizon, (17,) * horizon))


def test_a_killed_child_leaves_the_layers_before(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[int] = []
    ask = Exact.ask

    def ask_and_kill(self: Exact, *args: object, **options: object) -> None:
        ask(self, *args, **options)  # type: ignore[arg-type]  # handed through
        os.kill(self.pid, signal.SIGTERM)
        killed.append(self.pid)

    monkeypatch.setattr(Exact, "ask", ask_and_kill)
    problem = _hard()
    result = solve(problem, seconds=4.0)
    assert killed
    assert broken_rules(problem, result.schedule) == ()


def test_a_child_out_of_memory_leaves_the_layers_before(monkeypatch: pytest.MonkeyPatch) -> None:
    def starved(problem: Instance, *, seed: int) -> Exact:
        return Exact(problem, seed=seed, memory_mb=64)

    monkeypatch.setattr(makespan, "Exact", starved)
    problem = _hard()
    result = solve(problem, seconds=3.0)
    assert broken_rules(problem, result.schedule) == ()
    assert "exact" not in result.source


def test_no_time_at_all_still_gives_a_schedule() -> None:
    problem = _hard()
    result = solve(problem, seconds=0.0)
    assert broken_rules(problem, result.schedule) == ()
    assert result.source.startswith("serial")


def test_progress_tells_the_best_and_the_bound() -> None:
    told: list[tuple[float, float]] = []

    def tell(best: float, bound: float) -> None:
        told.append((best, bound))

    result = solve(_hard(), seconds=LONG_S, work_limit=300, exact=False, tell=tell)
    assert told[-1] == (result.schedule.objective, result.bound)
    assert all(bound <= best for best, bound in told)
    assert [best for best, _ in told] == sorted((best for best, _ in told), reverse=True)


def test_crossing_is_better_than_rules() -> None:
    problem = _hard()
    rules = solve(problem, seconds=0.0).schedule.objective
    assert solve(problem, seconds=LONG_S, work_limit=400, exact=False).schedule.objective < rules


def test_what_cannot_be_done_in_time_is_proved_to_be_impossible() -> None:
    act = Activity("overhaul", (3,), (0b1111,), demands=((0, 1),))
    with pytest.raises(NoScheduleError, match="fits into 5") as caught:
        solve(Instance("line", 5, (act, act), ((1,) * 5,)), seconds=LONG_S)
    assert caught.value.proved


def test_an_order_that_no_rule_finds_is_found_by_the_exact_solver() -> None:
    short = Activity("patch", (1,), (0b11,), demands=((0, 1),))
    long = Activity("cabling", (2,), (0b1,), demands=((0, 1),))
    fill = Activity("survey", (1,), (0b1111,), demands=((0, 1),), after=((0, 0),))
    problem = Instance("line", 4, (replace(short, starts=(0b1111,)), long, fill), ((1,) * 4,))
    assert serial(frame_of(problem), (0, 1, 2)) is None
    result = solve(problem, seconds=LONG_S)
    assert result.schedule.starts == (2, 0, 3)


def test_nothing_to_do_is_done_at_once() -> None:
    result = solve(Instance("empty", 5, (), ()), seconds=1.0)
    assert result.proved
    assert result.schedule.objective == 0


def test_a_population_keeps_the_best_that_it_is_given() -> None:
    frame = frame_of(_hard())
    population = Population(frame, decoder_of(frame), random.Random(1))
    for _ in range(80):
        population.step()
    best = population.best
    assert best is not None
    good = solve(_hard(), seconds=LONG_S, work_limit=1500, exact=False).schedule
    if good.objective < best.makespan:
        finishes = list(map(int.__add__, good.starts, good.durations))
        population.add((list(good.starts), finishes))
        assert population.best is not None
        assert population.best.makespan == good.objective
