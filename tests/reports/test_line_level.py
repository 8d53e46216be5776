"""Differences, the layer, the trend, the copy: what is not known is said and never good."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from audit.facts.model import Device, PlantFacts, Segment
from audit.inventory.tables import (
    AssetRow,
    CapabilityRow,
    ControllerRow,
    DriverRow,
    FlowRow,
    LineRow,
    Row,
    SwitchRow,
)
from audit.inventory.tables.capabilities import CAPABILITIES, Has
from audit.records import Unknown, Why
from checks.records import Finding, Judgement, Outcome, Target
from checks.template_test import template_test
from reports.model.capabilities import NO, PARTLY, UNKNOWN, YES, Capability, capabilities
from reports.model.contrast import GAP, OTHER, SAME, Contrast, contrast
from reports.model.contrast import PARTLY as PARTLY_SAME
from reports.model.contrast import UNKNOWN as NOT_KNOWN
from reports.model.copies import copy_warning
from reports.model.ground import Ground, make_ground
from reports.model.trend import Audit, trend
from tests.reports.build import AS_OF, make_facts, make_judgement, stated


def _facts(*rows: Row, **more: Any) -> PlantFacts:
    lines = (LineRow(line="L3", pilot=True), LineRow(line="L1"))
    return replace(make_facts(), rows=stated(*lines, *rows), devices=(), segments=(), **more)


def _ground(facts: PlantFacts, judgement: Judgement | None = None) -> Ground:
    return make_ground(judgement or make_judgement(), None, facts)


def _contrast(*rows: Row, **more: Any) -> dict[str, Any]:
    found: Contrast = contrast(_ground(replace(_facts(*rows), **more)))
    row = next(row for row in found.rows if row.line == "L1")
    return {name: cell.mark for name, cell in zip(found.respects, row.cells, strict=True)}


def _plc(line: str, family: str, *protocols: str) -> tuple[Row, ...]:
    name = f"PLC-{line}"
    return (
        AssetRow(asset_id=name, line=line),
        ControllerRow(asset_id=name, family=family, protocols=protocols),
    )


# --------------------------------------------------------------------------- differences
def test_a_line_of_which_nothing_is_said_is_not_alike() -> None:
    assert set(_contrast(*_plc("L3", "S7-1500", "OPC UA")).values()) == {NOT_KNOWN}


def test_the_same_family_and_fewer_protocols_are_as_on_the_pilot() -> None:
    marks = _contrast(*_plc("L3", "S7-1500", "OPC UA", "S7comm"), *_plc("L1", "s7 1500", "opc ua"))
    assert (marks["controller family"], marks["protocols"]) == (SAME, SAME)


def test_another_family_differs_and_one_more_protocol_is_partly_alike() -> None:
    marks = _contrast(*_plc("L3", "S7-1500", "OPC UA"), *_plc("L1", "SLC 500", "OPC UA", "DF1"))
    assert (marks["controller family"], marks["protocols"]) == (OTHER, PARTLY_SAME)


def test_a_controller_of_which_nobody_knows_what_it_is_leaves_it_open() -> None:
    rows = (*_plc("L3", "S7-1500"), *_plc("L1", "S7-1500"), AssetRow(asset_id="X", line="L1"),
            ControllerRow(asset_id="X"))  # fmt: skip
    assert _contrast(*rows)["controller family"] == NOT_KNOWN
    found = contrast(_ground(_facts(*rows)))
    assert GAP in found.rows[0].cells[0].value


def test_another_version_of_the_same_consumer_differs_where_it_runs_elsewhere() -> None:
    def flow(line: str, dest: str) -> FlowRow:
        return FlowRow(flow_id=line, line=line, consumer="MES", dest=dest)

    driver = DriverRow(consumer="MES", protocol="OPC UA", version="8.4")
    apart = _contrast(flow("L3", "MES-1"), flow("L1", "MES-2"), driver)
    alike = _contrast(flow("L3", "MES-1"), flow("L1", "MES-1"), driver)
    assert apart["consumers and versions"] == OTHER
    assert alike["consumers and versions"] == SAME


def test_switches_and_segments_are_compared() -> None:
    rows = (SwitchRow(switch="A", line=("L3",), vendor="Hirschmann"),
            SwitchRow(switch="B", line=("L1",), vendor="Moxa"))  # fmt: skip
    own = Segment(30, "", "L3", (), (("controller", 1),), ("L3",))
    flat = Segment(1, "", "", (), (("controller", 1), ("printer", 2)), ("L1", "L2"))
    marks = _contrast(*rows, segments=(own, flat))
    assert (marks["switch vendor"], marks["network"]) == (OTHER, OTHER)


def test_a_switch_that_was_only_seen_counts_too() -> None:
    seen = Device("SW-9", line="L1", role="switch", vendor="Moxa", observed=True)
    rows = (SwitchRow(switch="A", line=("L3",), vendor="moxa"),)
    assert _contrast(*rows, devices=(seen,))["switch vendor"] == SAME


# --------------------------------------------------------------------------- the layer
def _findings(check_id: str, *outcomes: Outcome) -> tuple[Finding, ...]:
    sample = make_judgement().findings[0]
    check = replace(sample.check, check_id=check_id)
    return tuple(
        replace(sample, check=check, line=f"L{n}", outcome=outcome, targets=(),
                sentence=f"{check_id} says {outcome}",
                why=Unknown(Why.NOT_ASKED) if outcome is Outcome.UNKNOWN else None)
        for n, outcome in enumerate(outcomes, 1)
    )  # fmt: skip


def _layer(*rows: Row, findings: tuple[Finding, ...] = ()) -> dict[str, Capability]:
    judgement = replace(make_judgement(), findings=findings)
    return {row.name: row for row in capabilities(_ground(_facts(*rows), judgement)).rows}


def test_a_capability_of_which_nobody_speaks_is_unknown() -> None:
    found = _layer()
    assert list(found) == list(CAPABILITIES)
    assert {row.mark for row in found.values()} == {UNKNOWN}
    assert all(row.missing for row in found.values())


def test_what_the_plant_says_counts_where_no_check_speaks() -> None:
    rows = (CapabilityRow(capability="Model deployment", state=Has.YES, document="runbook 4"),
            CapabilityRow(capability="rollback", state=Has.NO))  # fmt: skip
    found = _layer(*rows)
    assert (found["model deployment"].mark, found["rollback"].mark) == (YES, NO)
    assert found["rollback"].stated == "no, no document"


@pytest.mark.parametrize(
    ("outcomes", "mark"),
    [
        ((Outcome.PASS, Outcome.PASS), YES),
        ((Outcome.PASS, Outcome.UNKNOWN), UNKNOWN),
        ((Outcome.FAIL, Outcome.UNKNOWN), UNKNOWN),
        ((Outcome.FAIL, Outcome.FAIL), NO),
        ((Outcome.PASS, Outcome.FAIL), PARTLY),
        ((Outcome.NA,), UNKNOWN),
    ],
)
def test_a_check_shows_a_capability_only_as_far_as_it_answers(
    outcomes: tuple[Outcome, ...], mark: object
) -> None:
    assert _layer(findings=_findings("DAT-12", *outcomes))["monitoring"].mark == mark


def test_a_list_that_says_yes_where_the_checks_say_no_is_not_believed() -> None:
    said = CapabilityRow(capability="monitoring", state=Has.YES)
    found = _layer(said, findings=_findings("DAT-12", Outcome.FAIL))["monitoring"]
    assert found.mark == UNKNOWN
    assert "contradict" in found.missing


def test_without_a_layer_nothing_is_there_that_nobody_stated() -> None:
    none = _findings("DAT-13", Outcome.NA)
    found = _layer(CapabilityRow(capability="rollback", state=Has.PARTLY), findings=none)
    assert found["rollback"].mark == PARTLY
    assert {row.mark for name, row in found.items() if name != "rollback"} == {NO}


def test_a_capability_of_ones_own_is_added() -> None:
    assert _layer(CapabilityRow(capability="edge inference", state=Has.YES))["edge inference"]


# --------------------------------------------------------------------------- the trend
def _kept(day: date, line: str, use: str, **more: Any) -> Audit:
    row = {"line": line, "use_case": use, "verdict": "NOT READY", "index": 40, "low": 30.0,
           "high": 60.0, "coverage": 0.5, "blockers": ["A", "B"], **more}  # fmt: skip
    return Audit(day, (row,))


def test_the_first_audit_has_no_trend() -> None:
    found = trend(_ground(make_facts()), ())
    assert (found.audits, {len(row.points) for row in found.rows}) == (1, {1})
    assert "first audit" in found.sentence


def test_fewer_blockers_are_better_unless_less_was_asked() -> None:
    ground = _ground(make_facts())
    score = next(s for s in ground.judgement.scores if s.blockers)
    more = [f"X-{n}" for n in range(len(score.blockers) + 1)]
    known = score.foundation.coverage

    def last(coverage: float) -> str:
        audit = _kept(date(2026, 5, 4), score.line, score.use_case, blockers=more,
                      coverage=coverage)  # fmt: skip
        rows = trend(ground, (audit,)).rows
        row = next(r for r in rows if (r.line, r.use_case) == (score.line, score.use_case))
        assert [p.as_of for p in row.points] == [date(2026, 5, 4), AS_OF]
        return row.points[-1].change

    assert last(known) == "better than before"
    assert last(known + 0.2) == "less is known"


def test_a_line_that_an_audit_did_not_ask_has_no_point_there() -> None:
    found = trend(_ground(make_facts()), (_kept(date(2026, 5, 4), "L77", "pdm"),))
    assert {len(row.points) for row in found.rows} == {1}
    assert "no line was in more than one" in found.sentence


def test_kept_blockers_are_counted_as_a_list_or_as_text() -> None:
    score = make_judgement().scores[0]
    audits = tuple(
        _kept(date(2026, 5, day), score.line, score.use_case, blockers=blockers)
        for day, blockers in ((4, ["A", "B"]), (5, "A;B"), (6, ""))
    )
    (row,) = [
        r for r in trend(_ground(make_facts()), audits).rows
        if (r.line, r.use_case) == (score.line, score.use_case)
    ]  # fmt: skip
    assert [p.blockers for p in row.points[:-1]] == [2, 2, 0]


def test_what_one_use_case_clears_is_not_left_for_the_other() -> None:
    judgement = make_judgement()
    one, two = (s for s in judgement.scores if s.line == "L1")
    one, two = replace(one, blockers=("NET-03", "IDA-01")), replace(two, blockers=("NET-03", "X-1"))
    found = trend(_ground(make_facts(), replace(judgement, scores=(one, two))), ()).enables
    (then,) = [e for e in found if e.second == "Defect detection"]
    assert (then.shared, then.left) == (1, ("X-1",))
    assert "clears 1 of 2 blockers of Defect detection; left: X-1." in then.sentence


# --------------------------------------------------------------------------- the copy
def _asked(dat: Outcome, ops: Outcome, *targets: Target) -> Judgement:
    one = tuple(replace(f, targets=targets) for f in _findings("DAT-03", dat))
    return replace(make_judgement(), findings=(*one, *_findings("OPS-02", ops)))


def test_each_connector_that_does_not_travel_is_a_reason() -> None:
    bad = (Target("F1", Outcome.FAIL, "F1 is hard-coded"), Target("F2", Outcome.PASS, "fine"),
           Target("F3", Outcome.FAIL, "F3 is hard-coded"))  # fmt: skip
    test = template_test(_asked(Outcome.FAIL, Outcome.FAIL, *bad))
    assert test.banner == "Do not copy this pilot yet: 3 reasons (DAT-03, OPS-02)."
    assert [r.sentence for r in test.against][:2] == ["F1 is hard-coded", "F3 is hard-coded"]


def test_what_nobody_knows_is_said_as_unknown() -> None:
    test = template_test(_asked(Outcome.UNKNOWN, Outcome.PASS))
    assert test.banner == "Nobody knows yet whether this pilot may be copied (DAT-03)."
    both = template_test(_asked(Outcome.UNKNOWN, Outcome.FAIL))
    assert both.banner == (
        "Do not copy this pilot yet: 1 reason and 1 open question (OPS-02, DAT-03)."
    )


def test_a_pilot_that_passes_both_has_no_banner() -> None:
    judgement = _asked(Outcome.PASS, Outcome.WARN)
    assert template_test(judgement).banner == ""
    assert "Nothing that was asked speaks against" in copy_warning(
        _ground(make_facts(), judgement)
    ).sentence  # fmt: skip


def test_a_pilot_that_no_line_follows_is_not_judged_as_a_template() -> None:
    alone = tuple(replace(f, line="L3") for f in _findings("DAT-03", Outcome.FAIL))
    assert template_test(replace(make_judgement(), findings=alone)).banner == ""
