"""Ways to roll out side by side, and the user's own."""

from __future__ import annotations

import functools
from datetime import date
from pathlib import Path

import pytest

from planning import compare, make_plan, replan
from planning.copying import SHARED_LAYER
from planning.errors import PinError
from planning.pins import Pins, parse_pins, read_pins
from planning.problem import build_problem
from planning.records import ScenarioFigures, Task
from tests.planning import build

OWN = "line;order;task_id;start\nL1;1;;\nL4;2;;\n;;WP-27@plant/slice;2027-02-01\n"


@functools.cache
def _ways() -> dict[str, ScenarioFigures]:
    pins = parse_pins(OWN, "own.csv")
    ways = compare(build.judgement(), build.plant().facts(), time_limit_s=8, pins=pins)
    return {way.scenario: way for way in ways}


def test_all_ways_are_there_and_hold() -> None:
    assert list(_ways()) == ["copy the pilot", "foundation first", "interleaved", "own"]
    for way in _ways().values():
        assert way.problems == (), way.scenario
        assert way.first_value is not None
        assert [week for week, _ in way.cumulative] == [13, 26, 52, 104]
        assert way.first_p50 is not None
        assert 0 < way.busiest_share <= 1


def test_interleaved_brings_value_before_foundation_first_and_before_copying() -> None:
    ways = _ways()
    weeks = {name: way.first_value_week or 999 for name, way in ways.items()}
    assert weeks["interleaved"] < weeks["foundation first"]
    assert weeks["interleaved"] < weeks["copy the pilot"]


def test_the_figures_are_those_of_the_plan_itself() -> None:
    plan = make_plan(build.judgement(), build.plant().facts(), scenario="copy the pilot")
    way = _ways()["copy the pilot"]
    assert way.total_cost == plan.total_cost
    assert way.first_value == plan.values[0].day
    assert way.downtime_h == sum(i.task.downtime_h for i in plan.tasks)


def test_copying_builds_no_shared_layer_and_goes_line_by_line_without_reuse() -> None:
    alike = {**build.FOUND, ("PLC-03", "L1"): build.PASS}
    judged, facts = build.judgement(alike), build.plant().facts()
    copy = {t.task_id: t for t in build_problem(judged, facts, "copy the pilot").tasks}
    usual = {t.task_id: t for t in build_problem(judged, facts).tasks}
    assert not SHARED_LAYER & {t.work_package for t in copy.values()}
    waits = _ancestors(copy, "WP-01@L1")
    assert "WP-28@L4" in waits
    own = {n for n in copy if n.endswith("@L4")} - {"WP-28@L4"}
    assert own <= _ancestors(copy, "WP-28@L4")
    assert copy["WP-28@L1"].effort_pd > usual["WP-28@L1"].effort_pd


def _ancestors(tasks: dict[str, Task], name: str) -> set[str]:
    queue, seen = [name], set[str]()
    while queue:
        for other in tasks[queue.pop()].after:
            if other not in seen:
                seen.add(other)
                queue.append(other)
    return seen


def test_the_users_order_and_dates_are_kept_also_when_planning_again() -> None:
    pins = parse_pins(OWN, "own.csv")
    facts = build.plant().facts()
    plan = make_plan(build.judgement(), facts, scenario="own", time_limit_s=3, pins=pins)
    assert plan.problems == ()
    assert plan.values[0].line == "L1"
    for made in (plan, replan(plan, build.judgement(), facts, 3)):
        item = next(i for i in made.tasks if i.task.task_id == "WP-27@plant/slice")
        assert item.start == date(2027, 2, 1)
        assert item.why_here == "pinned to 2027-02-01"


@pytest.mark.parametrize(
    ("task", "day", "words"),
    [
        ("WP-27@plant/slice", date(2027, 1, 16), "is pinned to 2027-01-16, which is a day off"),
        ("WP-23@L3", date(2027, 1, 12), "with its lead time it can start on 2027-01-25"),
        ("WP-04@L4/1", date(2027, 3, 4), "where L4 has no window of 2.5 h"),
        ("WP-28@L4", date(2027, 1, 11), "WP-28@L4 is pinned to 2027-01-11"),
    ],
)
def test_a_date_that_cannot_be_is_named_and_a_plan_is_still_shown(
    task: str, day: date, words: str
) -> None:
    pins = Pins(dates=((task, day, "own.csv:2"),))
    plan = make_plan(
        build.judgement(), build.plant().facts(), scenario="own", time_limit_s=3, pins=pins
    )
    assert plan.status == "infeasible"
    assert any(words in sentence for sentence in plan.conflicts), plan.conflicts
    assert len(plan.tasks) > 20
    assert any("pinned" in problem for problem in plan.problems)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "own.csv:1: the first row must name columns"),
        ("task_id,start\n", "no row gives"),
        ("task_id,start\nWP-01@L4,soon\n", "own.csv:2: 'soon' is no date"),
        ("line,order\nL4,first\n", "own.csv:2: 'first' is no place"),
        ("task_id,start\nA,2027-01-01\nA,2027-01-02\n", "own.csv:3: A is there twice"),
    ],
)
def test_a_file_that_says_nothing_is_refused_with_its_row(text: str, words: str) -> None:
    with pytest.raises(PinError, match=words):
        parse_pins(text, "own.csv")


def test_a_task_or_line_that_is_not_there_is_refused_with_likely_names() -> None:
    facts, judged = build.plant().facts(), build.judgement()
    wrong = parse_pins("task_id,start\nWP-99@L4,2027-02-01\n", "own.csv")
    with pytest.raises(PinError, match=r"own\.csv:2: the plan has no task 'WP-99@L4'; do you mean"):
        build_problem(judged, facts, "own", pins=wrong)
    with pytest.raises(PinError, match="L9"):
        build_problem(judged, facts, "own", pins=Pins(("L9",)))


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PinError, match="UTF-8"):
        read_pins(tmp_path / "x.csv")
    with pytest.raises(PinError, match="cannot be read"):
        read_pins(tmp_path / "missing.csv")
