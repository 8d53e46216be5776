"""A slice frees part of a plan; what comes back must fit what the plan is by then."""

from __future__ import annotations

import random

import pytest

from planning.engine.check import broken_rules
from planning.engine.decode import schedule_of
from planning.engine.neighbourhoods import ALL
from planning.engine.orders import Needs, by_density
from planning.engine.process import has_solver
from planning.engine.search import Found, decoded
from planning.engine.sheet import sheet_of
from planning.engine.slices import Answer, accepted, cut, solved
from tests.planning.engine.money import drawn

pytestmark = pytest.mark.skipif(not has_solver(), reason="OR-Tools is not installed")


def _plan(seed: int) -> tuple[Needs, Found, list[list[int]]]:
    needs = Needs(sheet_of(drawn(seed, lines=5, horizon=90)))
    found = decoded(needs, by_density(needs))
    assert found
    rows = needs.sheet.rows
    families = [
        [n for n, row in enumerate(rows) if row[5] == family]
        for family in range(needs.sheet.families)
    ]
    return needs, found, families


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("place", range(len(ALL)))
def test_a_solved_slice_is_valid_and_no_worse(seed: int, place: int) -> None:
    needs, found, families = _plan(seed)
    numbers = sorted(ALL[place](needs, found.board, 12, random.Random(seed)))
    assert numbers
    part = cut(needs.sheet, found.board, numbers, families)
    answer = solved(part, 0.05, 10.0, 1)
    assert answer is not None
    new = accepted(needs.sheet, found.board, part, answer, families)
    assert new is not None
    assert new.worth >= found.worth - 0.1  # the model counts in thousandths
    schedule = schedule_of(needs.sheet, new.starts, new.ends)
    assert broken_rules(needs.sheet.instance, schedule) == ()
    assert schedule.objective == pytest.approx(new.worth)


def test_the_plan_itself_is_an_answer() -> None:
    needs, found, families = _plan(2)
    numbers = needs.sheet.order[3:15]
    part = cut(needs.sheet, found.board, numbers, families)
    same = Answer(
        tuple(job.start for job in part.jobs), tuple(job.length for job in part.jobs), False, 0.0
    )
    new = accepted(needs.sheet, found.board, part, same, families)
    assert new is not None
    assert new.starts == found.board.starts


def test_an_answer_that_breaks_a_rule_is_refused() -> None:
    needs, found, families = _plan(2)
    instance = needs.sheet.instance
    chance = random.Random(1)
    refused = 0
    for _ in range(200):
        number = chance.choice(needs.sheet.order)
        part = cut(needs.sheet, found.board, [number], families)
        length = part.jobs[0].length
        start = chance.randrange(instance.horizon - length + 1)
        new = accepted(
            needs.sheet, found.board, part, Answer((start,), (length,), False, 0.0), families
        )
        starts, ends = found.board.starts[:], found.board.ends[:]
        starts[number], ends[number] = start, start + length
        broken = broken_rules(instance, schedule_of(needs.sheet, starts, ends))
        assert (new is None) == bool(broken)
        refused += new is None
    assert 0 < refused < 200
