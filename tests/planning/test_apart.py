"""The exact solver in a child: whatever becomes of it, there is a valid plan."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest

from planning import apart, solve
from planning.apart import Solver
from planning.engine.process import Child, Message, has_solver
from planning.greedy import best_serial
from planning.grid import Grid, make_grid
from planning.problem import build_problem
from planning.schedule import scheduled
from planning.score import score
from planning.verify import verify
from tests.planning import build

pytestmark = pytest.mark.skipif(not has_solver(), reason="OR-Tools is not installed")


def _grid() -> Grid:
    return make_grid(build_problem(build.judgement(), build.plant().facts()))


def _holds_and_is_no_worse_than_serial(grid: Grid, found: solve.Solved) -> None:
    first, _ = best_serial(grid, lambda s: score(grid, s, "value"))
    assert first is not None
    assert verify(grid.problem, scheduled(grid, found.starts)) == ()
    assert score(grid, found.starts, "value") <= score(grid, first, "value")


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no signal that kills at once")
def test_a_child_that_is_killed_leaves_the_best_plan_told_so_far(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    grid, heard = _grid(), list[Message]()
    with Solver() as solver:
        hear = solver.solve

        def killing(wanted: apart.Wanted, tell: Any) -> None:
            def until_first(message: Message) -> None:
                tell(message)
                heard.append(message)
                if "starts" in message and solver.pid is not None:
                    os.kill(solver.pid, signal.SIGKILL)

            hear(wanted, until_first)

        monkeypatch.setattr(solver, "solve", killing)
        found = solve.solve(grid, "value", 20.0, None, solver)
        assert solver.pid is None
    assert any("starts" in message for message in heard)
    assert found.status == "feasible"
    _holds_and_is_no_worse_than_serial(grid, found)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
def test_a_child_that_needs_too_much_memory_leaves_the_serial_plan() -> None:
    grid = _grid()
    with Solver(memory_mb=64) as solver:
        found = solve.solve(grid, "value", 5.0, None, solver)
    assert found.status == "feasible"
    _holds_and_is_no_worse_than_serial(grid, found)


def test_a_child_that_takes_too_long_is_ended_by_the_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apart, "START_S", 0.0)
    grid = _grid()
    with Solver(least_wall_s=0.0) as solver:
        found = solve.solve(grid, "value", 1e-6, None, solver)
        assert solver.pid is None
    assert found.status == "feasible"
    _holds_and_is_no_worse_than_serial(grid, found)


def test_after_two_dead_children_nobody_starts_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "TARGET", "planning.apart:there_is_no_such_function")
    begun: list[str] = []

    def counted(target: str, *, memory_mb: int) -> Child:
        begun.append(target)
        return Child(target, memory_mb=memory_mb)

    monkeypatch.setattr(apart, "Child", counted)
    grid = _grid()
    with Solver() as solver:
        for _ in range(apart.DEATHS + 2):
            found = solve.solve(grid, "value", 1.0, None, solver)
            assert found.status == "feasible"
            _holds_and_is_no_worse_than_serial(grid, found)
    assert len(begun) == apart.DEATHS


def test_no_solver_library_is_loaded_in_our_own_process() -> None:
    import subprocess
    import sys

    code = (
        "import sys\n"
        "from tests.planning import build\n"
        "from planning import make_plan\n"
        "plan = make_plan(build.judgement(), build.plant().facts(), time_limit_s=2)\n"
        "assert plan.status == 'optimal', plan.status\n"
        "assert not [name for name in sys.modules if name.startswith('ortools')]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
