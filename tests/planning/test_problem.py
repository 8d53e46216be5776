"""From needs to tasks: steps in windows, thin slices, crews, leads, deadlines, learning, money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from audit.inventory.tables import CrewRow, QuantityRow, WorkStatusRow
from audit.inventory.tables.money import WorkState
from checks.records import Outcome
from planning.errors import CrewError, ScenarioError
from planning.problem import build_problem, draft
from planning.records import Problem, Task, TaskKind
from tests.planning import build
from tests.planning.build import FAIL, FOUND, PASS, WARN, Plant


def _problem(plant: Plant | None = None, scenario: str = "interleaved") -> Problem:
    return build_problem(build.judgement(), (plant or build.plant()).facts(), scenario)


def _task(problem: Problem, task_id: str) -> Task:
    return next(task for task in problem.tasks if task.task_id == task_id)


def _ids(problem: Problem) -> set[str]:
    return {task.task_id for task in problem.tasks}


def test_standstill_longer_than_a_window_is_split_into_steps_that_fit() -> None:
    problem = _problem()
    steps = [t for t in problem.tasks if t.task_id.startswith("WP-04@L4/")]
    assert [t.downtime_h for t in steps] == [2.5, 2.5]
    assert steps[1].after[0] == steps[0].task_id
    assert _task(problem, "WP-04@L4").downtime_h == 0


def test_steps_and_preparation_share_the_effort_of_the_package() -> None:
    parts = [t for t in _problem().tasks if t.work_package == "WP-04" and t.line == "L4"]
    assert sum(t.effort_pd for t in parts) == pytest.approx(8.5)
    assert sum(t.effort_low for t in parts) == pytest.approx(5)
    assert sum(t.effort_high for t in parts) == pytest.approx(12)


def test_only_the_last_step_clears_the_checks() -> None:
    parts = [t for t in _problem().tasks if t.work_package == "WP-04" and t.line == "L4"]
    assert [bool(t.clears) for t in parts] == [False, False, True]


def test_a_thin_slice_serves_the_first_line_and_the_rest_the_others() -> None:
    problem = _problem()
    thin, rest = _task(problem, "WP-05@plant/slice"), _task(problem, "WP-05@plant")
    assert thin.thin_slice
    assert not rest.thin_slice
    assert thin.task_id in rest.after
    assert thin.gates == ("SEC-01@L4",)
    assert "SEC-01@L1" in rest.gates
    assert _task(problem, "WP-04@L4").after.count(thin.task_id) == 1
    assert rest.task_id not in _task(problem, "WP-04@L4").after
    assert rest.task_id in _task(problem, "WP-04@L1").after
    whole = [t for t in problem.tasks if t.work_package == "WP-05"]
    assert sum(t.effort_pd for t in whole) == pytest.approx(40)
    slice_pd = sum(t.effort_pd for t in whole if "/slice" in t.task_id)
    assert slice_pd == pytest.approx(0.35 * 40)


def test_foundation_first_has_no_slices_and_all_plant_work_before_any_connector() -> None:
    problem = _problem(scenario="foundation first")
    assert "WP-05@plant/slice" not in _ids(problem)
    plant_work = {t.task_id for t in problem.tasks if not t.line}
    for line in ("L1", "L4"):
        assert plant_work <= set(_task(problem, f"WP-28@{line}").after)


def test_a_connector_waits_for_everything_that_clears_a_gate_of_its_line() -> None:
    problem = _problem()
    for line in ("L1", "L4"):
        after = set(_task(problem, f"WP-28@{line}").after)
        gating = [
            t for t in problem.tasks if any(g.endswith(f"@{line}") for g in t.gates) and t.clears
        ]
        assert gating
        assert {t.task_id for t in gating} <= after


def test_access_comes_first_on_its_line() -> None:
    problem = _problem()
    for task in problem.tasks:
        if task.line == "L4" and task.work_package not in ("WP-01", "GO"):
            assert "WP-01@L4" in task.after


def test_knowledge_has_the_leave_date_as_its_deadline() -> None:
    problem = _problem()
    wanted = build.LEAVES - timedelta(days=1)
    assert _task(problem, "WP-23@L3").deadline == wanted
    assert _task(problem, "WP-23@L2").deadline == wanted


def test_every_use_case_of_a_rolled_out_line_goes_live_once() -> None:
    goes = [t.task_id for t in _problem().tasks if t.kind is TaskKind.USE_CASE]
    assert sorted(goes) == ["GO@L1/defect", "GO@L1/pdm", "GO@L4/defect", "GO@L4/pdm"]


def test_value_per_week_is_benefit_less_upkeep() -> None:
    [value] = [v for v in _problem().values if v.task_id == "GO@L4/pdm"]
    assert value.per_week_low == pytest.approx((24_000 - 2_500) / 52)
    assert value.per_week_high == pytest.approx((30_000 - 2_500) / 52)


def test_the_use_case_costs_its_own_cost_without_a_share_of_the_foundation() -> None:
    assert _task(_problem(), "GO@L1/pdm").cost == pytest.approx(48_000 + 6_000)


@pytest.mark.parametrize(
    ("reusable", "alike", "factor"),
    [(PASS, PASS, 0.5), (WARN, PASS, 0.8), (FAIL, PASS, 1.0), (PASS, FAIL, 1.0)],
)
def test_the_second_connector_takes_less_only_if_connectors_can_be_reused(
    reusable: Outcome, alike: Outcome, factor: float
) -> None:
    found = {**FOUND, ("DAT-03", "L3"): reusable, ("PLC-03", "L1"): alike}
    problem = build_problem(build.judgement(found), build.plant().facts())
    first, second = (_task(problem, f"WP-28@{line}") for line in ("L4", "L1"))
    assert second.effort_pd == pytest.approx(first.effort_pd * factor)
    assert "WP-28@L4" in second.after


def test_a_stated_quantity_wins_over_the_counted_one() -> None:
    plant = build.plant()
    one = _task(_problem(plant), "WP-06@L1").effort_high
    plant.others.append(QuantityRow(line="L1", unit="switch", count=5))
    assert _task(_problem(plant), "WP-06@L1").effort_high > one


def test_duration_follows_from_what_the_crews_give() -> None:
    task = _task(_problem(), "WP-23@L3")
    assert (task.crews, task.effort_pd, task.duration_days) == (("experts",), 5.5, 10)
    assert task.cost == pytest.approx(5.5 * 650)


def test_a_missing_crew_is_named_with_its_package_and_the_remedy() -> None:
    plant = build.plant()
    plant.crews = [crew for crew in plant.crews if crew.crew != "security"]
    with pytest.raises(CrewError, match=r"WP-\d\d .*'(network security|IAM engineer)'.*add"):
        _problem(plant)


def test_without_a_resources_table_crews_are_assumed_and_that_is_said() -> None:
    drawn = draft(build.judgement(), build.with_crews(build.plant(), []).facts())
    assert "assumption: crews" in {note.what for note in drawn.notes}
    assert {crew.days_per_week for crew in drawn.problem.crews} == {5.0}


def test_a_crew_without_figures_is_planned_with_defaults_and_that_is_said() -> None:
    plant = build.plant()
    plant.crews[0] = CrewRow(crew="network", skills=plant.crews[0].skills, people=2)
    drawn = draft(build.judgement(), plant.facts())
    assert any(note.what == "assumption: network" for note in drawn.notes)


def test_without_a_windows_table_windows_are_assumed_and_that_is_said() -> None:
    plant = build.plant()
    plant.windows = []
    drawn = draft(build.judgement(), plant.facts())
    assert "assumption: windows" in {note.what for note in drawn.notes}
    assert {w.hours for w in drawn.problem.windows} == {4.0}


def test_what_is_done_keeps_its_days_and_its_actual_effort() -> None:
    plant = build.plant()
    plant.others.append(
        WorkStatusRow(
            work_package="WP-02",
            line="L4",
            state=WorkState.DONE,
            started_on=date(2026, 11, 2),
            done_on=date(2026, 11, 6),
            actual_pd=6,
        )
    )
    task = _task(_problem(plant), "WP-02@L4")
    assert (task.done, task.fixed_start, task.effort_pd) == (True, date(2026, 11, 2), 6)


def test_an_unknown_scenario_is_refused() -> None:
    with pytest.raises(ScenarioError, match="big bang"):
        _problem(scenario="big bang")


def test_the_plan_starts_on_the_monday_after_the_evidence_when_nobody_says_when() -> None:
    facts = build.plant().facts()
    facts = replace(facts, case=replace(facts.case, plan_start=None))
    assert build_problem(build.judgement(), facts).start == date(2026, 11, 23)


def test_dependencies_have_no_cycle() -> None:
    for scenario in ("interleaved", "foundation first"):
        after = {t.task_id: set(t.after) for t in _problem(scenario=scenario).tasks}
        while after:
            free = {name for name, waits in after.items() if not waits & set(after)}
            assert free
            after = {name: waits for name, waits in after.items() if name not in free}
