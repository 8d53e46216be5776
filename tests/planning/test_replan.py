"""Planning again: status counts, begun work stays, few moves, each with its reason."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import date, datetime

import pytest

from audit.facts.model import PlantFacts
from audit.inventory.tables import WindowRow, WorkStatusRow
from audit.inventory.tables.money import WindowKind, WorkState
from planning import difference, make_plan, replan, solve
from planning.difference import Change
from planning.records import Plan, Scheduled
from tests.planning import build
from tests.planning.build import Plant

LATER = date(2027, 2, 15)


@functools.cache
def _before() -> Plan:
    return make_plan(build.judgement(), build.plant().facts(), time_limit_s=3)


def _facts(plant: Plant, as_of: date = LATER) -> PlantFacts:
    facts = plant.facts()
    return replace(facts, case=replace(facts.case, as_of=as_of))


def _of(plan: Plan, name: str) -> Scheduled:
    return next(item for item in plan.tasks if item.task.task_id == name)


def test_nothing_new_moves_nothing() -> None:
    again = replan(_before(), build.judgement(), build.plant().facts(), 3)
    found = difference(_before(), again)
    assert found.moves == ()
    assert found.go_lives == ()
    assert found.cost == 0


def test_work_that_the_status_calls_done_or_started_is_fixed_with_its_actuals() -> None:
    plant = build.plant()
    plant.others += [
        WorkStatusRow(
            work_package="WP-02", line="L4", state=WorkState.DONE, started_on=date(2027, 1, 12),
            done_on=date(2027, 1, 29), actual_pd=11,
        ),
        WorkStatusRow(
            work_package="WP-03", state=WorkState.STARTED, started_on=date(2027, 2, 8)
        ),
    ]  # fmt: skip
    after = replan(_before(), build.judgement(), _facts(plant), 3)
    assert after.problems == ()
    done, begun = _of(after, "WP-02@L4"), _of(after, "WP-03@plant")
    assert (done.task.done, done.task.effort_pd, done.start) == (True, 11, date(2027, 1, 12))
    assert done.finish == date(2027, 1, 29)
    assert (begun.start, begun.task.fixed_start) == (date(2027, 2, 8), date(2027, 2, 8))
    changes = {m.task_id: m.change for m in difference(_before(), after).moves}
    assert changes["WP-02@L4"] is Change.DONE
    assert changes["WP-03@plant"] is Change.LATER


def test_a_lost_window_moves_what_needs_it_and_little_else() -> None:
    plant = build.plant()
    plant.windows.append(
        WindowRow(
            window="audit week", line="L4", kind=WindowKind.FREEZE,
            start=datetime(2027, 3, 29), end=datetime(2027, 4, 3),
        )
    )  # fmt: skip
    after = replan(_before(), build.judgement(), plant.facts(), 3)
    assert after.problems == ()
    found = difference(_before(), after)
    moves = {m.task_id: m for m in found.moves}
    assert moves["WP-04@L4/2"].change is Change.LATER
    assert "first window of L4" in moves["WP-04@L4/2"].reason
    go = next(g for g in found.go_lives if (g.line, g.use_case) == ("L4", "pdm"))
    assert go.before is not None
    assert go.after is not None
    assert go.after > go.before
    fresh = difference(_before(), make_plan(build.judgement(), plant.facts(), time_limit_s=3))
    assert len(found.moves) <= len(fresh.moves)


def test_a_finding_that_is_mended_takes_its_task_out_of_the_plan() -> None:
    found = {**build.FOUND, ("NET-09", "L1"): build.PASS}
    after = replan(_before(), build.judgement(found), build.plant().facts(), 3)
    gone = [m for m in difference(_before(), after).moves if m.change is Change.GONE]
    assert "WP-06@L1" in {m.task_id for m in gone}
    assert all("no longer planned" in m.sentence() for m in gone)
    assert difference(_before(), after).cost < 0


@pytest.mark.parametrize("state", [WorkState.DONE, WorkState.STARTED])
def test_whatever_the_status_says_out_of_turn_there_is_a_plan(
    state: WorkState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solve, "has_solver", lambda: False)
    places = sorted({(i.task.work_package, i.task.line) for i in _before().tasks})
    for package, line in [place for place in places if place[0] != "GO"]:
        plant = build.plant()
        done = date(2027, 1, 12) if state is WorkState.DONE else None
        plant.others.append(
            WorkStatusRow(
                work_package=package, line=line, state=state, started_on=date(2027, 1, 11),
                done_on=done,
            )
        )  # fmt: skip
        after = replan(_before(), build.judgement(), _facts(plant, date(2027, 1, 18)), 1)
        assert after.tasks
        # A connector begun before its gates are closed is told as what it is.
        told = all(text.startswith("WP-28@") for text in after.problems)
        assert told if package == "WP-28" else after.problems == (), (package, line)
