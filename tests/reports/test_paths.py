"""The way of a value: what is proven works, what nobody looked at is unknown, never fine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from audit.facts.model import Device, PlantFacts
from audit.inventory.tables import DriverRow, FlowRow, HopRow, LineRow, Row, SignalRow
from audit.inventory.tables.data import Via
from audit.records import Unknown, Why
from checks.records import Finding, Outcome, Target
from reports.model.ground import Ground
from reports.model.path_records import BROKEN, OPEN, PLANNED, REMARK, WORKS, DataPath, Hop
from reports.model.paths import path_report
from reports.model.records import LineName, UseName
from tests.reports.build import make_facts, make_judgement, stated

LINE = LineName("L9", "Line 9", "Line 9", pilot=False)
USE = UseName("pdm", "Predictive maintenance")
FLOW = FlowRow(flow_id="F1", use_case="pdm", line="L9", source="PLC-9", protocol="OPC UA",
               dest="MES-1", consumer="MES", via=Via.DIRECT, exists=True)  # fmt: skip
SIGNAL = SignalRow(signal="speed", line="L9", use_case="pdm", asset="PLC-9", exists=True)


def _facts(*rows: Row) -> PlantFacts:
    return replace(make_facts(), rows=stated(LineRow(line="L9"), *rows), devices=(), placements=())


def _finding(check_id: str, outcome: Outcome, *targets: Target, why: Why | None = None) -> Finding:
    sample = next(f for f in make_judgement().findings if f.check.check_id)
    check = replace(sample.check, check_id=check_id)
    return replace(
        sample, check=check, line="L9", use_case="pdm", outcome=outcome, targets=targets,
        sentence=f"{check_id} says so", why=Unknown(why) if why else None,
    )  # fmt: skip


def _paths(facts: PlantFacts, *findings: Finding) -> tuple[DataPath, ...]:
    judgement = replace(make_judgement(), findings=findings)
    return path_report(Ground(judgement, None, facts, (LINE,), (USE,), {})).paths


def _hops(path: DataPath) -> dict[str, Hop]:
    return {hop.kind: hop for hop in path.hops}


def test_a_flow_of_which_nothing_was_looked_at_has_no_station_that_works() -> None:
    (path,) = _paths(_facts(FLOW, SIGNAL))
    assert {hop.mark for hop in path.hops} == {OPEN}
    assert path.mark == OPEN
    assert all(hop.check_id and hop.why for hop in path.hops)
    assert path.sentence.startswith("Not known: ")


def test_values_at_the_consumer_prove_what_lies_before_it() -> None:
    read = HopRow(flow_id="F1", hop="MES-1", arrived=True, measured_on=date(2026, 11, 2))
    (path,) = _paths(_facts(FLOW, SIGNAL, read))
    assert {hop.mark for hop in path.hops} == {WORKS}
    assert "values arrive behind it" in _hops(path)["network segment"].why


def test_readings_that_are_too_old_prove_nothing() -> None:
    read = HopRow(flow_id="F1", hop="MES-1", arrived=True, measured_on=date(2020, 1, 1))
    old = _finding("DAT-01", Outcome.UNKNOWN, why=Why.STALE)
    (path,) = _paths(_facts(FLOW, SIGNAL, read), old)
    assert _hops(path)["consumer"].mark == OPEN
    assert WORKS not in {hop.mark for hop in path.hops}


def test_a_check_that_says_no_stays_beside_values_that_arrive() -> None:
    read = HopRow(flow_id="F1", hop="MES-1", arrived=True)
    broken = _finding("NET-05", Outcome.FAIL, Target("F1", Outcome.FAIL, "F1: refused"))
    (path,) = _paths(_facts(FLOW, SIGNAL, read), broken)
    crossing = _hops(path)["way between networks"]
    assert crossing.mark == REMARK
    assert "refused" in crossing.why and "values arrive" in crossing.why


def test_nothing_that_arrives_is_where_the_way_stops() -> None:
    read = HopRow(flow_id="F1", hop="MES-1", arrived=False)
    (path,) = _paths(_facts(FLOW, SIGNAL, read))
    assert path.mark == BROKEN
    assert path.sentence.startswith("It stops at MES on MES-1")
    assert WORKS not in {hop.mark for hop in path.hops}


def test_late_values_are_a_remark() -> None:
    read = HopRow(flow_id="F1", hop="MES-1", arrived=True, late_percent=3.5)
    (path,) = _paths(_facts(FLOW, SIGNAL, read))
    assert (path.mark, _hops(path)["consumer"].why[:21]) == (REMARK, "values arrived, 3.5 %")


def test_a_planned_flow_ends_at_what_is_not_built_yet() -> None:
    planned = FLOW.model_copy(update={"exists": False})
    (path,) = _paths(_facts(planned, SIGNAL))
    assert _hops(path)["consumer"].mark == PLANNED
    assert path.mark == OPEN, "the other stations are unknown, which is worse"


def test_a_missing_signal_is_no_remark() -> None:
    gone = _finding("DAT-06", Outcome.WARN, Target("speed", Outcome.WARN, "speed is missing"))
    (path,) = _paths(_facts(FLOW, SIGNAL), gone)
    assert (path.hops[0].mark, path.mark) == (BROKEN, BROKEN)


def test_signals_that_share_every_station_share_a_way() -> None:
    other = SIGNAL.model_copy(update={"signal": "torque"})
    (path,) = _paths(_facts(FLOW, SIGNAL, other))
    assert path.signals == ("speed", "torque")
    apart = HopRow(flow_id="F1", hop="MES-1", signal="torque", arrived=False)
    assert [p.signals for p in _paths(_facts(FLOW, SIGNAL, other, apart))] == [
        ("speed",), ("torque",),
    ]  # fmt: skip


def test_a_signal_without_a_flow_has_nobody_who_uses_it() -> None:
    (path,) = _paths(_facts(SIGNAL))
    assert path.flow == "" and path.way == "no flow listed"
    assert path.hops[-1].mark == OPEN and path.hops[-1].name == "no consumer"


def test_who_wired_it_and_where_its_code_lies_are_said_or_missed() -> None:
    made = FLOW.model_copy(update={"owner": "quality", "code_owner": "pilot engineer",
                                   "code_name": "push.py", "code_host": "PC-7"})  # fmt: skip
    (path,) = _paths(_facts(made, SIGNAL))
    assert path.wired_by == "quality and pilot engineer"
    assert path.code == "push.py in PC-7"
    assert _hops(path)["script"].name == "push.py on PC-7"
    assert _paths(_facts(FLOW, SIGNAL))[0].wired_by == "nobody is named"


def test_a_station_that_readings_name_is_on_the_way() -> None:
    shared = FLOW.model_copy(update={"via": Via.LAYER})
    rows = (HopRow(flow_id="F1", hop="broker", arrived=True),)
    hops = _hops(_paths(_facts(shared, SIGNAL, *rows))[0])
    assert (hops["shared layer"].name, hops["shared layer"].mark) == ("broker", WORKS)
    assert hops["consumer"].mark == OPEN, "what lies behind the broker is not proven"
    assert hops["network segment"].mark == WORKS


def test_a_layer_that_no_reading_names_is_unknown() -> None:
    for via in (Via.LAYER, Via.UNSAID):
        flow = FLOW.model_copy(update={"via": via})
        assert _hops(_paths(_facts(flow, SIGNAL))[0])["shared layer"].mark == OPEN
    assert "shared layer" not in _hops(_paths(_facts(FLOW, SIGNAL))[0])


def test_a_driver_list_that_names_the_protocol_needs_no_gateway() -> None:
    flow = FLOW.model_copy(update={"source": "CAM-9"})
    signal = SIGNAL.model_copy(update={"asset": "CAM-9"})
    assert "gateway" in _hops(_paths(_facts(flow, signal))[0])
    driver = DriverRow(consumer="MES", protocol="opc ua")
    assert "gateway" not in _hops(_paths(_facts(flow, signal, driver))[0])


def test_a_gateway_that_would_do_is_to_be_built() -> None:
    planned = FLOW.model_copy(update={"exists": False})
    wanted = _finding("DAT-05", Outcome.WARN,
                      Target("MES from PLC-9 (X)", Outcome.WARN, "through a gateway"))  # fmt: skip
    assert _hops(_paths(_facts(planned, SIGNAL), wanted)[0])["gateway"].mark == PLANNED


def test_a_device_that_was_only_listed_is_not_known_to_run() -> None:
    seen = replace(_facts(FLOW, SIGNAL), devices=(Device("PLC-9", observed=True),))
    listed = replace(_facts(FLOW, SIGNAL), devices=(Device("PLC-9", documented=True),))
    assert _hops(_paths(seen)[0])["controller"].mark == WORKS
    assert _hops(_paths(listed)[0])["controller"].mark == OPEN


def test_without_flows_and_signals_the_report_says_that_nothing_can_be_drawn() -> None:
    report = path_report(Ground(make_judgement(), None, _facts(), (LINE,), (USE,), {}))
    assert report.paths == ()
    assert report.sentence.startswith("No way can be drawn")


def test_a_line_of_which_nothing_is_listed_is_drawn_as_unknown() -> None:
    (path,) = _paths(_facts(FLOW.model_copy(update={"line": "L1"})))
    assert {hop.mark for hop in path.hops} == {OPEN}
    assert [hop.kind for hop in path.hops] == ["signal", "controller", "consumer"]


def test_a_device_that_nobody_named_is_a_station_all_the_same() -> None:
    flow = FLOW.model_copy(update={"source": ""})
    (path,) = _paths(_facts(flow, SIGNAL.model_copy(update={"asset": ""})))
    assert _hops(path)["controller"].name == "device not named"
    assert _hops(path)["controller"].mark == OPEN


def test_values_of_other_signals_prove_nothing_of_a_missing_one() -> None:
    read = HopRow(flow_id="F1", hop="MES-1", arrived=True)
    gone = _finding("DAT-06", Outcome.FAIL, Target("speed", Outcome.FAIL, "speed is missing"))
    (path,) = _paths(_facts(FLOW, SIGNAL, read), gone)
    assert (path.hops[0].mark, path.mark) == (BROKEN, BROKEN)
