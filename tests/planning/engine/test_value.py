"""The money solver: valid at every layer, never worse than the layer before, repeatable."""

from __future__ import annotations

import os
import signal
from itertools import pairwise
from typing import Any

import pytest

from planning.engine import improve, layers, value
from planning.engine.check import broken_rules
from planning.engine.frame import InstanceError
from planning.engine.model import Activity, Instance
from planning.engine.orders import Needs
from planning.engine.parts import parts_of
from planning.engine.process import Caller, has_solver
from planning.engine.sheet import sheet_of
from planning.engine.value import NoPlanError, solve
from tests.planning.engine.money import drawn, twins


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(improve, "EFFORT", 0.02)


needs_solver = pytest.mark.skipif(not has_solver(), reason="OR-Tools is not installed")


def _list_worth(instance: Instance) -> float:
    return layers.first(Needs(sheet_of(instance))).worth


@pytest.mark.parametrize("seed", range(12))
def test_the_first_plan_and_the_searched_one_keep_every_rule(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layers, "has_solver", lambda: False)
    instance = drawn(seed, lines=2 + seed % 5, horizon=72)
    result = solve(instance, seconds=0, workers=1, work_limit=150)
    assert broken_rules(instance, result.schedule) == ()
    assert result.schedule.objective >= _list_worth(instance)


@needs_solver
@pytest.mark.parametrize("seed", [1, 5])
def test_slices_keep_every_rule_and_only_improve(seed: int) -> None:
    instance = drawn(seed, lines=5, horizon=90)
    told: list[tuple[float, str]] = []
    result = solve(
        instance,
        seconds=0,
        workers=2,
        work_limit=1000,
        tell=lambda _, worth, layer: told.append((worth, layer)),
    )
    assert broken_rules(instance, result.schedule) == ()
    assert all(a < b for (a, _), (b, _) in pairwise(told))
    assert told[0][1] == "serial"
    assert result.source == told[-1][1]
    assert result.schedule.objective == pytest.approx(told[-1][0])


@needs_solver
def test_the_same_seed_and_work_limit_give_the_same_plan() -> None:
    instance = drawn(3, lines=5, horizon=90)
    plans = {
        solve(instance, seconds=0, workers=2, seed=4, work_limit=600).schedule for _ in range(2)
    }
    assert len(plans) == 1


def test_without_the_solver_library_the_first_two_layers_serve(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(layers, "has_solver", lambda: False)
    monkeypatch.setattr(improve, "cut", None)  # slices would fail
    instance = drawn(2, lines=4, horizon=72)
    result = solve(instance, seconds=0.5, workers=1)
    assert result.source in {"serial", "local search"}
    assert broken_rules(instance, result.schedule) == ()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no signal that kills at once")
def test_a_killed_child_leaves_the_plan_of_the_layer_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answered = Caller.answer
    killed: list[int] = []

    def die(self: Caller, seconds: float) -> Any:
        if self.pid is not None:
            killed.append(self.pid)
            os.kill(self.pid, signal.SIGKILL)
        return answered(self, seconds)

    monkeypatch.setattr(layers, "has_solver", lambda: True)
    monkeypatch.setattr(Caller, "answer", die)
    instance = drawn(6, lines=4, horizon=72)
    result = solve(instance, seconds=0, workers=2, work_limit=400)
    assert len(killed) >= 3
    assert result.source in {"serial", "local search"}
    assert broken_rules(instance, result.schedule) == ()
    assert result.schedule.objective >= _list_worth(instance)


def test_a_child_that_fails_or_takes_too_long_gives_no_answer() -> None:
    child = Caller()
    child.ask("layers:no_such_function")
    assert child.answer(20.0) is None
    child.ask("layers:searched", drawn(1, horizon=72), [], 30.0, 10**9, 1)
    assert child.answer(0.0) is None
    assert child.pid is None
    child.ask("layers:searched", drawn(1, horizon=72), [3], 0.0, 0, 1)
    assert child.answer(20.0) == [3]
    child.kill()


def test_a_warm_start_is_never_made_worse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "has_solver", lambda: False)
    instance = drawn(9, lines=5, horizon=90)
    good = solve(instance, seconds=0, workers=1, work_limit=400).schedule
    again = solve(instance, seconds=0, workers=1, work_limit=1, warm=good)
    assert again.schedule.objective >= good.objective - 1e-9


def test_a_large_plan_is_improved_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "has_solver", lambda: False)
    monkeypatch.setattr(value, "LARGE", 10)
    instance = twins(4, parts=3)
    assert len(parts_of(sheet_of(instance))) == 3
    result = solve(instance, seconds=0, workers=1, work_limit=600)
    assert broken_rules(instance, result.schedule) == ()
    assert result.schedule.objective > _list_worth(instance)


def test_what_fits_nowhere_is_named() -> None:
    never = Activity(name="the impossible", durations=(3,), starts=(0,), value=1.0)
    instance = Instance(
        name="none", horizon=5, activities=(never,), capacities=(), discount=(1.0,) * 5
    )
    with pytest.raises(NoPlanError, match="the impossible"):
        solve(instance, seconds=0.1, workers=1)


def test_no_activities_make_an_empty_plan() -> None:
    instance = Instance(name="none", horizon=5, activities=(), capacities=(), discount=(1.0,) * 5)
    result = solve(instance, seconds=0.1, workers=1)
    assert result.schedule.starts == ()
    assert result.schedule.objective == 0


def test_an_instance_that_makes_no_sense_is_refused_with_the_place() -> None:
    loop = tuple(
        Activity(name=name, durations=(1,), starts=(31,), after=((other, 0),))
        for name, other in (("hen", 1), ("egg", 0))
    )
    instance = Instance(name="loop", horizon=5, activities=loop, capacities=(), discount=(1.0,) * 5)
    with pytest.raises(InstanceError, match="hen, egg"):
        solve(instance, seconds=0.1)
    with pytest.raises(InstanceError, match="no discount"):
        solve(Instance(name="makespan", horizon=5, activities=(), capacities=()), seconds=0.1)
