"""Bad input: a clear sentence with the place and what to do, never a wrong plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from audit.inventory.tables import CrewRow, DeadlineRow, NeverStopRow, WindowRow
from audit.inventory.tables.money import DeadlineKind
from planning import make_plan, solve
from planning.catalogue import by_code, parse
from planning.errors import CatalogueError, CrewError, HolidayError, InputError
from planning.grid import make_grid
from planning.problem import build_problem
from planning.records import TaskKind
from tests.planning import build
from tests.planning.build import Plant


def _finance(column: str, value: object) -> Callable[[Plant], None]:
    def spoil(plant: Plant) -> None:
        plant.finance[2] = plant.finance[2].model_copy(update={column: value})

    return spoil


def _budget(plant: Plant) -> None:
    plant.budget[0] = plant.budget[0].model_copy(update={"amount": -5.0})


def _swapped(plant: Plant) -> None:
    plant.budget[0] = plant.budget[0].model_copy(update={"end": date(2026, 1, 1)})


def _rate(plant: Plant) -> None:
    plant.crews[0] = plant.crews[0].model_copy(update={"rate_per_day": -1.0})


def _gone(plant: Plant) -> None:
    dates = {"available_from": date(2027, 5, 1), "available_until": date(2027, 4, 1)}
    plant.crews[0] = plant.crews[0].model_copy(update=dates)


def _past(plant: Plant) -> None:
    row = DeadlineRow(deadline="grant", kind=DeadlineKind.FUNDING, line="L4", day=date(2026, 12, 1))
    plant.others.append(row)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_finance("cost_low", -1.0), "x.csv, line 2: cost_low is -1; write zero or more"),
        (_finance("upkeep_per_year", -9.0), "upkeep_per_year is -9"),
        (_finance("currency", "USD"), "L4 / pdm is in USD, the case in EUR; convert the row"),
        (_budget, "x.csv, line 2: amount is -5"),
        (_rate, "rate_per_day is -1"),
        (_swapped, "Q1 ends on 2026-01-01, before it starts on 2027-01-01"),
        (_gone, "network leaves on 2027-04-01, before it comes on 2027-05-01"),
        (_past, "the deadline grant was 2026-12-01, before the plan's first day 2027-01-11"),
    ],
)
def test_money_and_dates_that_cannot_be_are_refused_with_their_place(
    spoil: Callable[[Plant], None], words: str
) -> None:
    plant = build.plant()
    spoil(plant)
    with pytest.raises(InputError) as caught:
        make_plan(build.judgement(), plant.facts())
    assert words in str(caught.value)


def test_all_bad_rows_are_named_at_once() -> None:
    plant = build.plant()
    _budget(plant)
    _rate(plant)
    with pytest.raises(InputError) as caught:
        make_plan(build.judgement(), plant.facts())
    assert str(caught.value).count("write zero or more") == 2


def test_a_cycle_of_packages_is_named_in_its_order() -> None:
    head = (
        "code,name,scope,fixed_low,fixed_high,unit_low,unit_high,unit,crews,downtime_h_low,"
        "downtime_h_high,downtime_per_unit,downtime_text,lead_weeks_low,lead_weeks_high,"
        "prerequisites,only_if_planned,clears\n"
    )
    rows = "".join(
        f"{code},x,line,1,1,0,0,-,OT network,0,0,no,none,0,0,{wait},,\n"
        for code, wait in (("A", "C"), ("B", "A+5d"), ("C", "B"), ("D", "A"))
    )
    with pytest.raises(CatalogueError, match="A -> C -> B -> A; cut one prerequisite"):
        parse(head + rows, "own.csv")


def test_a_lag_of_a_prerequisite_is_waited_out() -> None:
    (first, second) = parse(
        "code,name,scope,fixed_low,fixed_high,unit_low,unit_high,unit,crews,downtime_h_low,"
        "downtime_h_high,downtime_per_unit,downtime_text,lead_weeks_low,lead_weeks_high,"
        "prerequisites,only_if_planned,clears\n"
        "A,x,line,1,1,0,0,-,OT network,0,0,no,none,0,0,,,\n"
        "B,x,line,1,1,0,0,-,OT network,0,0,no,none,0,0,A+5d,,\n",
        "own.csv",
    )
    assert (first.lags, second.prerequisites, second.lags) == ((), ("A",), (("A", 5),))


def test_a_crew_that_nobody_has_is_named_with_the_package() -> None:
    plant = build.plant()
    plant.crews = [crew for crew in plant.crews if crew.crew != "electricians"]
    with pytest.raises(CrewError, match=r"needs the crew 'electrician'.*add 'electrician'"):
        make_plan(build.judgement(), plant.facts())


def test_work_longer_than_any_window_names_both_lengths() -> None:
    plant = build.plant()
    others = [w for w in plant.windows if w.line != "L4" and w.line]
    plant.windows = [
        *others,
        *(
            WindowRow(window=f"L4 {n}", line="L4", start=day, end=day + timedelta(minutes=10))
            for n, day in enumerate(w.start for w in others if w.start)
        ),
    ]
    plan = make_plan(build.judgement(), plant.facts(), time_limit_s=2)
    assert plan.status == "infeasible"
    assert any("one step needs 1.0 h, the longest window has 0.2 h" in s for s in plan.conflicts)


def test_nothing_affordable_says_what_it_costs_and_what_there_is() -> None:
    plant = build.plant()
    plant.budget = [b.model_copy(update={"amount": 0.0}) for b in plant.budget]
    plan = make_plan(build.judgement(), plant.facts(), time_limit_s=2)
    assert plan.status == "infeasible"
    assert any("nothing is affordable" in s and "Q4, has 0" in s for s in plan.conflicts), (
        plan.conflicts
    )
    assert plan.problems


def test_nothing_affordable_is_named_without_the_exact_solver_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(solve, "has_solver", lambda: False)
    plant = build.plant()
    plant.budget = [b.model_copy(update={"amount": 0.0}) for b in plant.budget]
    plan = make_plan(build.judgement(), plant.facts())
    assert any("nothing is affordable" in s for s in plan.conflicts), plan.conflicts


def test_when_every_line_is_ready_the_plan_is_the_rollout_alone() -> None:
    plan = make_plan(build.judgement({}, ()), build.plant().facts(), time_limit_s=2)
    assert plan.problems == ()
    found = {i.task.work_package for i in plan.tasks if i.task.kind is TaskKind.FOUNDATION}
    packages = by_code()
    for code in found:  # nobody judged whether these are there
        assert not set(packages[code].clears) & set(build.CHECKS), code
    rollout = {i.task.line for i in plan.tasks if i.task.kind is TaskKind.ROLLOUT}
    assert rollout == {"L1", "L2", "L4"}
    assert {v.line for v in plan.values} == {"L1", "L2", "L4"}


def test_a_legal_deadline_is_kept_or_named() -> None:
    plant = build.plant()
    plant.others.append(
        DeadlineRow(deadline="law", line="L1", use_case="pdm", day=date(2027, 9, 1))
    )
    kept = make_plan(build.judgement(), plant.facts(), time_limit_s=2)
    assert kept.problems == ()
    go = next(i for i in kept.tasks if i.task.task_id == "GO@L1/pdm")
    assert go.task.deadline == date(2027, 9, 1)
    plant.others.append(
        DeadlineRow(deadline="grant", work_package="wp-04", line="L4", day=date(2027, 2, 10))
    )
    late = make_plan(build.judgement(), plant.facts(), time_limit_s=2)
    assert late.status == "infeasible"
    assert any("WP-04@L4" in s and "2027-02-10" in s for s in late.conflicts), late.conflicts


def test_a_system_that_never_stops_keeps_its_line_running_unless_there_is_a_way_around() -> None:
    plant = build.plant()
    row = NeverStopRow(system="furnace control", line="L4", must_stop_for=("WP-04",))
    plant.others.append(row)
    plan = make_plan(build.judgement(), plant.facts(), time_limit_s=2)
    assert plan.status == "infeasible"
    assert any("needs furnace control to stand still" in s for s in plan.conflicts)
    assert any("stops furnace control, which must never stop" in p for p in plan.problems)
    plant.others[-1] = row.model_copy(update={"plan": "second controller beside it"})
    assert make_plan(build.judgement(), plant.facts(), time_limit_s=2).problems == ()


def test_an_expert_who_left_before_the_audit_is_named() -> None:
    plant = build.plant()
    gone = build.AS_OF - timedelta(days=40)
    plant.knowledge = [k.model_copy(update={"leave_date": gone}) for k in plant.knowledge]
    plan = make_plan(build.judgement(), plant.facts(), time_limit_s=2)
    assert any("left on 2026-10-07" in left.why for left in plan.left_out)


def test_a_strange_country_is_refused() -> None:
    facts = build.plant().facts()
    facts = replace(facts, case=replace(facts.case, country="ZZ"))
    with pytest.raises(HolidayError, match=r"case\.toml: country"):
        make_plan(build.judgement(), facts)


def test_no_crew_table_still_gives_a_plan_and_says_what_it_assumed() -> None:
    plant = build.plant()
    plant.crews = list[CrewRow]()
    plan = make_plan(build.judgement({("NET-08", "L4"): build.FAIL}), plant.facts(), time_limit_s=2)
    assert plan.problems == ()
    assert any(left.what == "assumption: crews" for left in plan.left_out)


def test_tasks_that_wait_for_each_other_are_named() -> None:
    problem = build_problem(build.judgement(), build.plant().facts())
    tasks = list(problem.tasks)
    first = next(n for n, t in enumerate(tasks) if t.task_id == "WP-02@L4")
    last = next(t for t in tasks if t.task_id == "WP-03@plant")
    tasks[first] = replace(tasks[first], after=(last.task_id,))
    with pytest.raises(InputError, match="WP-02@L4 -> WP-03@plant -> WP-02@L4"):
        make_grid(replace(problem, tasks=tuple(tasks)))
