"""From findings to packages: the smallest that is sufficient, with what it calls for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from audit.inventory.tables import ControllerRow, WorkStatusRow
from audit.inventory.tables.money import WorkState
from checks.records import EconomicFlag, Outcome, Waiver
from planning.packages import Need, Needs, needed_packages
from tests.planning import build
from tests.planning.build import FAIL, FOUND, PASS, UNKNOWN, WARN


def _needs(found: dict[tuple[str, str], Outcome], not_worth_it: tuple[str, ...] = ()) -> Needs:
    return needed_packages(build.judgement(found, not_worth_it), build.plant().facts())


def _at(needs: Needs, code: str) -> list[str]:
    return [need.line for need in needs.items if need.code == code]


def _one(needs: Needs, code: str, line: str = "") -> Need:
    [need] = [n for n in needs.items if n.code == code and n.line == line]
    return need


def test_when_all_is_well_only_connectors_and_what_nobody_judged_remain() -> None:
    needs = _needs({})
    assert {n.code for n in needs.items if n.line} == {"WP-28"}
    assert {n.code for n in needs.items if not n.line} == {"WP-27"}
    assert _one(needs, "WP-27").slice_only


def test_a_failed_gate_calls_for_its_package_and_its_prerequisites() -> None:
    needs = _needs({("NET-03", "L4"): FAIL, ("NET-08", "L4"): FAIL, ("NET-01", "L4"): FAIL})
    assert _at(needs, "WP-04") == ["L4"]
    assert _at(needs, "WP-01") == ["L4"]
    assert _at(needs, "WP-02") == ["L4"]
    assert _one(needs, "WP-04", "L4").gates == ("NET-03@L4",)


def test_a_prerequisite_whose_checks_all_pass_is_left_out() -> None:
    needs = _needs({("NET-03", "L4"): FAIL})
    assert _at(needs, "WP-01") == []
    assert _at(needs, "WP-05") == []


def test_an_unknown_gate_calls_for_discovery_not_for_the_remedy() -> None:
    needs = _needs({("NET-03", "L4"): UNKNOWN, ("WLS-01", "L1"): UNKNOWN})
    assert _at(needs, "WP-02") == ["L4"]
    assert _at(needs, "WP-10") == ["L1"]
    assert "WP-11" not in {n.code for n in needs.items}


@pytest.mark.parametrize(
    ("check_id", "outcome", "called"),
    [
        ("NET-11", FAIL, False),  # medium, no gate
        ("NET-09", FAIL, True),  # high, no gate
        ("NET-09", WARN, False),
        ("NET-08", WARN, True),  # a gate
    ],
)
def test_only_gates_and_grave_failures_call_for_work(
    check_id: str, outcome: Outcome, called: bool
) -> None:
    code = build.CHECKS[check_id][2][0]
    needs = _needs({(check_id, "L4"): outcome})
    assert (_at(needs, code) == ["L4"]) is called
    if not called:
        assert any(item.what.startswith(code) for item in needs.left_out)


def test_accounts_need_the_foundation_and_then_the_clean_up() -> None:
    needs = _needs({("IDA-01", "L1"): FAIL})
    assert _at(needs, "WP-13") == [""]
    assert _at(needs, "WP-14") == ["L1"]


@pytest.mark.parametrize(
    ("gateway", "options", "code"),
    [
        (True, "", "WP-29"),
        (None, "gateway 12 k", "WP-29"),
        (False, "communication module 18 k; migration 95 k", "WP-30"),
        (False, "migration 95 k", "WP-31"),
    ],
)
def test_an_unreadable_controller_gets_the_smallest_way_out(
    gateway: bool | None, options: str, code: str
) -> None:
    plant = build.plant()
    plant.others = [
        row.model_copy(update={"gateway_route": gateway, "options": options})
        if isinstance(row, ControllerRow) and row.asset_id == "PLC-L2"
        else row
        for row in plant.others
    ]
    needs = needed_packages(build.judgement({("PLC-02", "L2"): FAIL}, ()), plant.facts())
    assert [n.code for n in needs.items if n.code in ("WP-29", "WP-30", "WP-31")] == [code]


def test_plant_work_is_needed_once_however_many_lines_ask() -> None:
    needs = _needs({("OWN-02", n): FAIL for n in build.LINES})
    assert _one(needs, "WP-20").because == tuple(f"OWN-02@{n}" for n in build.LINES)


def test_the_pilots_own_foundation_is_planned_on_the_pilot() -> None:
    needs = _needs({("DAT-04", "L3"): FAIL, ("OPS-01", "L4"): FAIL, ("OWN-04", "L3"): FAIL})
    assert _at(needs, "WP-26") == ["L3"]
    assert _at(needs, "WP-38") == ["L3"]
    assert _at(needs, "WP-23") == ["L3"]
    assert _at(needs, "WP-28") == ["L1", "L2", "L4"]


def test_a_line_not_worth_it_is_left_out_with_its_options_but_knowledge_is_kept() -> None:
    needs = _needs(FOUND, ("L2",))
    assert [r.line for r in needs.rollouts] == ["L4", "L1"]
    assert {n.code for n in needs.items if n.line == "L2"} == {"WP-23"}
    assert "NET-06@L2" in _one(needs, "WP-03").because
    [why] = [item.why for item in needs.left_out if item.what == "L2 / pdm"]
    assert "NOT WORTH IT NOW" in why
    assert "module 18 k" in why


def test_a_line_that_a_law_asks_for_is_planned_although_it_does_not_pay() -> None:
    judged = build.judgement(FOUND, ("L2",))
    scores = tuple(
        replace(s, economic_flag=EconomicFlag.DUTY_DRIVEN) if s.line == "L2" else s
        for s in judged.scores
    )
    needs = needed_packages(replace(judged, scores=scores), build.plant().facts())
    assert "L2" in [rollout.line for rollout in needs.rollouts]
    assert not [item for item in needs.left_out if item.what.startswith("L2 / ")]


def test_the_cheapest_line_comes_first_with_a_reason() -> None:
    needs = _needs(FOUND, ("L2",))
    assert needs.first == "L4"
    assert needs.order_reasons[0].startswith("L4: ")


def test_an_accepted_risk_calls_for_no_work_and_is_named() -> None:
    judged = build.judgement({("NET-03", "L4"): FAIL}, ())
    waiver = Waiver("temporary", "plant manager", date(2027, 12, 31))
    findings = tuple(replace(f, waiver=waiver) if f.outcome is FAIL else f for f in judged.findings)
    needs = needed_packages(replace(judged, findings=findings), build.plant().facts())
    assert _at(needs, "WP-04") == []
    assert any("plant manager" in item.why for item in needs.left_out)


def test_work_under_way_stays_in_the_plan() -> None:
    plant = build.plant()
    plant.others.append(WorkStatusRow(work_package="WP-09", line="L1", state=WorkState.STARTED))
    needs = needed_packages(build.judgement({}, ()), plant.facts())
    assert _at(needs, "WP-09") == ["L1"]


def test_not_applicable_counts_as_there() -> None:
    needs = _needs({("NET-03", n): Outcome.NA for n in build.LINES} | {("NET-05", "L4"): PASS})
    assert _at(needs, "WP-04") == []


@pytest.mark.parametrize(
    ("line", "outcome", "code"),
    [("L1", FAIL, "WP-02"), ("L1", WARN, "WP-02"), ("L2", FAIL, "WP-30")],
)
def test_another_kind_of_controller_needs_a_test_unless_it_cannot_be_read(
    line: str, outcome: Outcome, code: str
) -> None:
    needs = _needs({("PLC-03", line): outcome})
    assert [n.code for n in needs.items if "PLC-03" in " ".join(n.because)] == [code]


def test_what_nothing_asks_for_is_named_once() -> None:
    needs = _needs({("NET-11", "L1"): FAIL})
    whys = {item.what.partition(" ")[0]: item.why for item in needs.left_out}
    assert whys["WP-07"].startswith("only NET-11@L1 asks for it")
    assert any("no finding asks for it" in item.why for item in needs.left_out)
