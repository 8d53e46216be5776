"""Large plants: slices never make a plan worse, and every plan holds."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

import pytest

from planning import make_plan, solve
from planning.exact import Model
from planning.greedy import Board, Starts, best_serial, serial
from planning.grid import Grid, make_grid
from planning.problem import OF_LARGE_PLANTS, draft
from planning.records import Problem
from planning.schedule import scheduled
from planning.score import score
from planning.slices import improved
from planning.verify import verify
from tests.planning import build, plants


@functools.cache
def _large() -> tuple[Problem, Grid, Starts]:
    judged, facts = plants.made_up(3, kind=True, size=25)
    facts = replace(facts, rows={k: v for k, v in facts.rows.items() if k != "budget"})
    problem = draft(judged, facts, variant=OF_LARGE_PLANTS).problem
    grid = make_grid(problem)
    starts, _ = best_serial(grid, lambda s: score(grid, s, "value"))
    assert starts is not None
    return problem, grid, starts


def _silent(_text: str) -> None:
    return None


@pytest.mark.parametrize("objective", ["value", "cost"])
def test_slices_find_a_better_plan_that_holds_and_again_the_same(objective: str) -> None:
    problem, grid, starts = _large()
    cp: Any = pytest.importorskip("ortools.sat.python.cp_model")
    first = improved(cp, grid, starts, objective, 2.0, _silent)
    assert verify(problem, scheduled(grid, first)) == ()
    assert score(grid, first, objective) <= score(grid, starts, objective)
    if objective == "value":
        assert improved(cp, grid, starts, objective, 2.0, _silent) == first
        assert score(grid, first, objective) < score(grid, starts, objective)


def test_a_large_plant_has_a_verified_plan_with_and_without_the_exact_solver(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged, facts = plants.made_up(3, kind=True, size=25)
    facts = replace(facts, rows={k: v for k, v in facts.rows.items() if k != "budget"})
    with_it = make_plan(judged, facts, time_limit_s=2)
    monkeypatch.setattr(solve, "has_solver", lambda: False)
    without = make_plan(judged, facts, time_limit_s=2)
    assert (with_it.problems, without.problems) == ((), ())
    assert len(with_it.tasks) > solve.EXACT_UP_TO
    assert len(with_it.chances) == len(with_it.values)


def test_a_slice_leaves_what_is_not_in_it_where_it_is() -> None:
    _, grid, starts = _large()
    cp: Any = pytest.importorskip("ortools.sat.python.cp_model")
    free = {n for n in list(starts)[:20] if len(grid.nodes[n].starts) > 1}
    held = replace(
        grid,
        nodes=tuple(
            n if n.number in free else replace(n, starts=(starts[n.number],)) for n in grid.nodes
        ),
    )
    found, _ = Model(cp, held).minimise("value", starts, 1.0, _silent)
    assert found
    assert {n: found[n] for n in starts if n not in free} == {
        n: starts[n] for n in starts if n not in free
    }


def _slow_fit(board: Board, number: int) -> int | None:
    """Look at every day on its own."""
    node = board.grid.nodes[number]
    ready = board.ready(node)
    return next((d for d in node.starts if d >= ready and not board.blocks(node, d)), None)


@pytest.mark.parametrize("seed", range(60, 66))
def test_the_quick_search_for_a_day_finds_what_the_slow_one_finds(seed: int) -> None:
    grid = make_grid(draft(*plants.made_up(seed, kind=True)).problem)
    order = sorted(starts := serial(grid, _order(grid))[0], key=lambda n: (starts[n], n))
    board = Board(grid)
    for number in order:
        node = grid.nodes[number]
        if node.fixed:
            board.place(node, node.starts[0])
            continue
        day = board.first_fit(node, board.ready(node))
        assert day == _slow_fit(board, number), node.task.task_id
        if day is None:
            break
        board.place(node, day)


def _order(grid: Grid) -> list[int]:
    found: dict[int, None] = {}
    while len(found) < len(grid.nodes):
        free = [n for n in grid.nodes if n.number not in found and set(n.after) <= found.keys()]
        found.update(dict.fromkeys(n.number for n in free))
    return list(found)


def test_small_plants_are_still_solved_in_one_piece() -> None:
    plan = make_plan(build.judgement(), build.plant().facts(), time_limit_s=3)
    assert plan.status == "optimal"
