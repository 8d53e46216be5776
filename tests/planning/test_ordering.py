"""Which order of the lines is planned: the proposal, unless another one clearly saves."""

from __future__ import annotations

import functools

import pytest

from planning import make_plan, ordering
from planning.apart import Solver
from planning.ordering import Chosen, chosen, merit
from planning.pins import Pins
from planning.problem import Draft, Variant, draft
from tests.planning import build, plants


def _drawn(order: tuple[str, ...] | None, variant: Variant) -> Draft:
    return draft(build.judgement(), build.plant().facts(), order=order, variant=variant)


@functools.cache
def _found() -> Chosen:
    with Solver() as solver:
        return chosen(_drawn, "value", 6.0, None, solver)


def _lines(way: Chosen) -> tuple[str, ...]:
    return tuple(rollout.line for rollout in way.draft.needs.rollouts)


def test_a_small_saving_does_not_move_the_cheapest_line_from_the_first_place() -> None:
    assert _lines(_found()) == ("L4", "L1")
    assert _found().reason[0].why.startswith("the cheapest first: L4: ")


def test_another_order_that_saves_enough_is_taken_and_says_how_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ordering, "MARGIN", -1.0)
    with Solver() as solver:
        other = chosen(_drawn, "value", 6.0, None, solver)
    assert _lines(other) == ("L1", "L4")
    gain = merit(_found().grid, _found().solved.starts, "value") - merit(
        other.grid, other.solved.starts, "value"
    )
    assert other.reason[0].why.startswith(
        f"L1, L4: work and waiting cost {gain:,.0f} less than with the cheapest first; L4: "
    )


def test_an_order_that_the_user_wants_is_not_searched() -> None:
    heard: list[str] = []
    plan = make_plan(
        build.judgement(), build.plant().facts(), scenario="own", time_limit_s=2,
        pins=Pins(order=("L1", "L4")), progress=heard.append,
    )  # fmt: skip
    assert plan.values[0].line == "L1"
    assert "trying orders of the lines" not in heard


@pytest.mark.parametrize("seed", [2, 5])
def test_the_search_is_never_worse_than_the_proposal_and_repeats(seed: int) -> None:
    judged, facts = plants.made_up(seed, kind=True, size=5)

    def drawn(order: tuple[str, ...] | None, variant: Variant) -> Draft:
        return draft(judged, facts, order=order, variant=variant)

    with Solver() as solver:
        kept = chosen(drawn, "value", 1.0, None, solver, fixed=True)
        first = chosen(drawn, "value", 2.0, None, solver)
        again = chosen(drawn, "value", 2.0, None, solver)
    assert (_lines(first), first.solved) == (_lines(again), again.solved)
    if not kept.solved.starts:
        return
    known = merit(kept.grid, kept.solved.starts, "value")
    assert merit(first.grid, first.solved.starts, "value") <= known * (1 + 1e-9)


def test_many_lines_are_tried_by_moving_them_about() -> None:
    lines = tuple(f"L{n}" for n in range(9))
    tried: list[tuple[str, ...]] = []

    def worth(order: tuple[str, ...]) -> float:
        tried.append(order)
        return sum(abs(place - 8 + int(name[1:])) for place, name in enumerate(order))

    found = ordering._promising(worth, lines, 40)  # pyright: ignore[reportPrivateUsage]
    assert len(tried) == len(set(tried)) == 40
    assert all(sorted(order) == sorted(lines) for order in tried)
    assert worth(found[0]) < worth(lines)
