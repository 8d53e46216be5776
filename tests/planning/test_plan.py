"""The whole stage on the plant of four lines: what must come out, and what if it cannot."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from audit.inventory.tables import CrewRow, WindowRow
from audit.inventory.tables.money import WindowKind
from planning import make_plan, moved, replan, solve
from planning.errors import ScenarioError
from planning.records import Plan, Scheduled
from planning.score import OBJECTIVES
from tests.planning import build
from tests.planning.build import FOUND, PILOT, Plant


@functools.cache
def _plan(objective: str = "value", scenario: str = "interleaved") -> Plan:
    return make_plan(build.judgement(), build.plant().facts(), objective, scenario)


def _of(plan: Plan, task_id: str) -> Scheduled:
    return next(item for item in plan.tasks if item.task.task_id == task_id)


def test_first_value_comes_on_the_cheapest_line_within_thirteen_weeks() -> None:
    first = _plan().values[0]
    assert (first.line, first.week <= 13) == ("L4", True)


def test_access_is_recovered_first_on_each_line() -> None:
    for line in ("L1", "L4"):
        own = [i for i in _plan().tasks if i.task.line == line and i.task.work_package != "GO"]
        assert own[0].task.work_package == "WP-01"
        assert all(i.start > own[0].start for i in own[1:])


def test_knowledge_is_written_down_before_the_expert_leaves() -> None:
    captured = [i for i in _plan().tasks if i.task.work_package == "WP-23"]
    assert {i.task.line for i in captured} == {"L2", "L3"}
    assert all(i.finish < build.LEAVES for i in captured)


def test_no_connector_comes_before_what_clears_its_lines_gates() -> None:
    plan, judged = _plan(), build.judgement()
    for line in ("L1", "L4"):
        connector = _of(plan, f"WP-28@{line}")
        gates = {f.check.check_id for f in judged.findings if f.line == line and f.gate}
        open_gates = {c for c in gates if FOUND.get((c, line), build.PASS) is build.FAIL}
        clearing = [
            i for i in plan.tasks
            if i.task.line in ("", line) and set(i.task.clears) & open_gates
            and any(b.endswith(f"@{line}") for b in i.task.because)
        ]  # fmt: skip
        assert {c for i in clearing for c in i.task.clears} >= open_gates
        assert all(i.finish < connector.start for i in clearing)


def test_every_standstill_lies_in_a_four_hour_window_of_its_line() -> None:
    steps = [i for i in _plan().tasks if i.task.downtime_h > 0]
    assert steps
    for item in steps:
        assert item.start == item.finish
        assert item.window == f"{item.task.line} monthly {item.start}"
        together = [i for i in steps if (i.task.line, i.start) == (item.task.line, item.start)]
        assert sum(i.task.downtime_h for i in together) <= 4


def test_a_line_that_does_not_pay_gets_no_connector_and_a_reason() -> None:
    plan = _plan()
    assert "WP-28@L2" not in {i.task.task_id for i in plan.tasks}
    assert any(o.what.startswith("L2") and "NOT WORTH IT NOW" in o.why for o in plan.left_out)


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("scenario", ["interleaved", "foundation first"])
def test_every_plan_holds_before_the_verifier(objective: str, scenario: str) -> None:
    plan = _plan(objective, scenario)
    assert plan.problems == ()
    assert plan.conflicts == ()
    assert plan.status in ("optimal", "feasible")
    assert len(plan.values) == 4


def test_the_same_input_gives_the_same_plan() -> None:
    again = make_plan(build.judgement(), build.plant().facts())
    assert again == _plan()


def test_foundation_first_brings_value_later_than_interleaved() -> None:
    assert _plan("value", "foundation first").values[0].day > _plan().values[0].day


def test_lowest_cost_spends_later_and_a_steady_load_needs_fewer_crews_a_day() -> None:
    assert _plan("cost").peak_cash <= _plan().peak_cash

    def busiest(plan: Plan) -> int:
        days = [build.START + timedelta(days=n) for n in range(200)]
        return max(
            len({c for i in plan.tasks if i.start <= day <= i.finish for c in i.task.crews})
            for day in days
        )

    assert busiest(_plan("level")) < busiest(_plan())


def test_a_sponsor_can_set_the_order_of_the_lines() -> None:
    plant = build.plant()
    orders = {"L1": 1, "L4": 2}
    plant.lines = [n.model_copy(update={"rollout_order": orders.get(n.line)}) for n in plant.lines]
    plan = make_plan(build.judgement(), plant.facts(), "sponsor")
    assert plan.values[0].line == "L1"
    assert _of(plan, "WP-28@L1").finish < _of(plan, "WP-28@L4").start
    assert plan.problems == ()


def test_without_the_exact_solver_there_is_still_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve, "has_solver", lambda: False)
    plan = make_plan(build.judgement(), build.plant().facts())
    assert plan.status == "feasible"
    assert plan.problems == ()
    assert plan.values[0].week <= 13


def test_windows_at_the_weekend_are_used_on_their_own_day() -> None:
    plant = build.plant()
    saturday = timedelta(days=1)
    plant.windows = [
        w.model_copy(update={"start": w.start + saturday, "end": w.end + saturday})
        if w.kind is WindowKind.MAINTENANCE and w.start and w.end
        else w
        for w in plant.windows
    ]
    plan = make_plan(build.judgement(), plant.facts())
    assert plan.problems == ()
    assert {i.start.weekday() for i in plan.tasks if i.task.downtime_h > 0} == {5}


def test_holidays_are_not_worked_on() -> None:
    day = date(2027, 1, 12)
    plan = make_plan(build.judgement(), build.plant().facts(), holidays=[day])
    assert plan.problems == ()
    assert all(day not in (i.start, i.finish) for i in plan.tasks)


def test_two_budgets_over_the_same_days_both_hold() -> None:
    plant = build.plant()
    whole = plant.budget[0].model_copy(
        update={"period": "year", "end": date(2027, 12, 31), "amount": 390_000}
    )
    plant.budget.append(whole)
    plan = make_plan(build.judgement(), plant.facts())
    assert plan.problems == ()
    assert plan.total_cost <= 390_000


def test_an_expert_who_leaves_before_the_plan_starts_is_a_clash_not_a_silence() -> None:
    plant = build.plant()
    gone = build.AS_OF + timedelta(days=20)
    plant.knowledge = [k.model_copy(update={"leave_date": gone}) for k in plant.knowledge]
    plan = make_plan(build.judgement(), plant.facts(), time_limit_s=3)
    assert any("WP-23@L3 must be finished by" in sentence for sentence in plan.conflicts)


def test_an_objective_nobody_knows_is_refused() -> None:
    with pytest.raises(ScenarioError, match="fame"):
        make_plan(build.judgement(), build.plant().facts(), "fame")


def test_progress_is_told() -> None:
    heard: list[str] = []
    make_plan(build.judgement(), build.plant().facts(), progress=heard.append)
    assert heard[:2] == ["trying orders of the lines", "placing tasks one by one"]
    assert heard[2].startswith("first plan found")
    assert "best plan: waiting costs" in heard[-1]
    assert heard[-1].endswith("(0.0%)")


def test_a_plant_where_nothing_was_judged_still_gets_a_plan() -> None:
    judged = replace(build.judgement({}, ()), findings=())
    plan = make_plan(judged, build.plant().facts())
    assert plan.problems == ()
    assert {v.line for v in plan.values} == {"L1", "L2", "L4"}


def test_a_plant_without_any_line_gives_an_empty_plan() -> None:
    judged = replace(build.judgement({}, ()), findings=(), scores=())
    plan = make_plan(judged, Plant().facts())
    assert (plan.tasks, plan.values, plan.problems, plan.total_cost) == ((), (), (), 0)


# ---------------------------------------------------------------------------- no plan possible


def _short_windows(plant: Plant) -> None:
    plant.windows = [w for w in plant.windows if w.line != "L4"][:3]


def _tiny_budget(plant: Plant) -> None:
    plant.budget = [b.model_copy(update={"amount": 60_000}) for b in plant.budget]


def _leaves_at_once(plant: Plant) -> None:
    gone = date(2027, 1, 20)
    plant.knowledge = [k.model_copy(update={"leave_date": gone}) for k in plant.knowledge]


def _crew_leaves(plant: Plant) -> None:
    plant.crews = [
        CrewRow.model_validate({**c.model_dump(), "available_until": date(2027, 2, 3)})
        if c.crew == "integrators"
        else c
        for c in plant.crews
    ]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_short_windows, "L4 needs 6.2 h of standstill, its calendar has 0.0 h before"),
        (_tiny_budget, "the budget has 240,000 until 2027-12-31"),
        (_leaves_at_once, "must be finished by 2027-01-19"),
        (_crew_leaves, "integrators"),
    ],
)
def test_what_cannot_be_planned_names_the_clash_and_still_shows_a_plan(
    spoil: Callable[[Plant], None], words: str
) -> None:
    plant = build.plant()
    spoil(plant)
    plan = make_plan(build.judgement(), plant.facts(), time_limit_s=3)
    assert plan.status == "infeasible"
    assert any(words in sentence for sentence in plan.conflicts), plan.conflicts
    assert len(plan.tasks) > 20
    assert plan.problems


def test_a_clash_names_only_what_cannot_be_spared() -> None:
    plant = build.plant()
    _tiny_budget(plant)
    plan = make_plan(build.judgement(), plant.facts(), time_limit_s=3)
    assert not any("finished by" in sentence for sentence in plan.conflicts)


# ---------------------------------------------------------------------------- planning again


def test_planning_again_leaves_begun_work_where_it_is() -> None:
    before = _plan()
    facts = build.plant().facts()
    facts = replace(facts, case=replace(facts.case, as_of=date(2027, 2, 15)))
    after = replan(before, build.judgement(), facts)
    begun = {i.task.task_id: i.start for i in before.tasks if i.start < date(2027, 2, 15)}
    assert begun
    assert {n: _of(after, n).start for n in begun} == begun
    assert after.problems == ()


def test_what_moves_is_named_with_its_reason() -> None:
    before = _plan()
    plant = build.plant()
    gone = WindowRow(
        window="audit week", line="L4", kind=WindowKind.FREEZE,
        start=datetime(2027, 3, 29), end=datetime(2027, 4, 3),
    )  # fmt: skip
    plant.windows.append(gone)
    after = make_plan(build.judgement(), plant.facts())
    assert after.problems == ()
    assert any(s.startswith("WP-04@L4/2 moves from 2027-04-02") for s in moved(before, after))
    assert moved(before, before) == ()


def test_the_pilot_line_itself_gets_no_connector() -> None:
    assert f"WP-28@{PILOT}" not in {i.task.task_id for i in _plan().tasks}
