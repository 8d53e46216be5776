"""The export tables: exact columns, valid against their schemas, safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from audit.facts.model import (
    CaseFacts,
    Device,
    Link,
    Placement,
    PlantFacts,
    Seen,
    Segment,
    Stated,
)
from audit.inventory.tables import TABLES as INVENTORY
from audit.inventory.tables import AccountRow, FlowRow, LinkRow, OwnerRow, UseCaseRow, ZoneRow
from audit.payloads import Conversation, Coverage, FdbEntry, Interface, Reach, Service, Vlan
from audit.records import Grade, Kind, Observation, Source, Stored, Subject, Unknown, Why
from checks.records import (
    Answer,
    Asked,
    Baseline,
    Bearing,
    Check,
    Condition,
    EconomicFlag,
    Finding,
    GateRule,
    Interval,
    Judgement,
    LineScore,
    Outcome,
    Relation,
    Severity,
    Theme,
    Verdict,
    Waiver,
)
from planning.records import (
    MoneyRow,
    PackageValue,
    Plan,
    ScenarioFigures,
    Scheduled,
    Task,
    TaskKind,
)
from reports.tables import TABLES, Inputs, as_csv, as_json, csv_text, rows_of, schema_of
from reports.tables.write import csv_cell

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = NOON.date()
CASE = CaseFacts("case", "Plant", "L3", ("pdm",), TODAY)

CONTRACT = """
devices | device_id, name, line, role, vendor, model, firmware, serial, macs, ips, vlans, documented, observed, first_seen, last_seen, grade, sources, name_grade
interfaces | device_id, device, if_index, name, alias, mac, speed_mbps, duplex, admin_up, oper_up, mode, access_vlan, native_vlan, tagged_vlans, in_errors, out_errors, in_discards, out_discards, poe_watts
vlans | device_id, device, vlan_id, name
fdb | device_id, device, vlan_id, mac, port, status
placements | mac, kind, switch, port, segment
links | a_device, a_port, b_device, b_port, kind, state, confidence
differences | kind, name, line, state, attribute, documented, seen, question, documented_evidence, seen_evidence
services | device_id, ip, port, transport, protocol, role, product, detail, seen_by
conversations | src_mac, src_ip, dst_mac, dst_ip, vlan, protocol, server_port, packets, bytes, first_seen, last_seen, reads, writes
quality | src_mac, src_ip, dst_mac, dst_ip, protocol, server_port, payloads, repeated, zero_windows, cycle_ms, jitter_ms
coverage | method, what, start, end, seconds, silent_seconds, packets, senders, broadcast_peak, broadcast_mean, multicast_peak, multicast_mean, mirror, detail, known_devices, known_heard, required_flows, flows_heard
segments | vlan_id, subnet, line, device_classes, devices, flat_with
reaches | vantage, flow, device_id, ip, port, outcome, rtt_ms, loss_percent, mtu, hops, time, evidence
crossings | vantage, segment, subnet, line, port, service, state, open_at, filtered_at, shut_at, silent_at, newest, evidence
findings | line, use_case, check_id, status, reason, sentence, severity, gate, relation, work_package, evidence
scores | line, use_case, verdict, economic_flag, blockers, low, high, coverage, index, cap_reason, first_blocker_domain
conditions | use_case, pilot_line, condition_id, kind, statement, check_id, bearing, pilot_value, needed_value, scaffolding, pilot_status, verified, signed_by, signed_on
plan | task_id, work_package, kind, scope, line, crew, start, finish, window, effort_pd, cost, clears, why_here, slack_days
money | period, line, cost, benefit, cumulative, scenario
tasks | task_id, what, kind, line, crew, start, finish, duration_days, effort_low, effort_high, lead_days, standstill_h, window, after, lags, deadline, pinned, because, gates, proven_by, why_here, slips, slack_days, thin_slice, done
workorders | crew, task_id, what, place, start, finish, window, standstill_h, effort_pd, together_with, after, proven_by, why_here, slack_days
packages | work_package, cost, per_week, go_lives
scenarios | scenario, status, first_value, first_value_week, last_value, total_cost, peak_cash, self_funded_on, present_value, cash_week_13, cash_week_26, cash_week_52, cash_week_104, direct_links, layer_links, downtime_h, crew_days, busiest_crew, busiest_share, first_p50, first_p80, last_p50, last_p80, problems
ledger | time, source, destination, port, transport, probe, packets, bytes, outcome
evidence | evidence_id, subject, attribute, value, status, grade, method, source_file, location, sha256, collected_at, collector, previous_hash
"""  # noqa: E501 - the table of CLI.md, one line a table
COLUMNS = {
    name.strip(): [column.strip() for column in columns.split(",")]
    for name, _, columns in (line.partition("|") for line in CONTRACT.strip().splitlines())
}
STATED = ("accounts", "flows", "owners", "zones", "usecases")


def seen(value: Any) -> Seen[Any]:
    return Seen("SW-1", value, 1, Grade.A, NOON, "snmp")


def stated(record: Any) -> tuple[Stated[Any], ...]:
    return (Stated(record, 7, Grade.B, NOON, "inventory.xlsx", "sheet!A2", "inventory"),)


def facts() -> PlantFacts:
    rows = (
        AccountRow(account="svc-mes", line=("L1", "L2"), enabled=True, created=TODAY),
        FlowRow(flow_id="F1", port=4840, rate_kbps=1.5, required=True, hop_test_on=TODAY),
        OwnerRow(layer="network", accountable="OT network lead"),
        ZoneRow(zone="Z1", area_m2=120),
        UseCaseRow(use_case="pdm", latency_ms=50),
        LinkRow(a_device="SW-1", b_device="SW-2"),
    )
    return PlantFacts(
        CASE,
        "hash",
        devices=(
            Device(
                "SW-1",
                "SW-1",
                "L1",
                "switch",
                macs=("00:1b:1b:00:00:01",),
                vlans=(1, 2),
                first_seen=NOON,
            ),
            Device("mac 00:1b:1b:00:00:02"),
        ),
        interfaces=(
            seen(Interface("Gi0/1", 1, speed_mbps=100, tagged_vlans=(5, 6), admin_up=False)),
        ),
        vlans=(seen(Vlan(10)),),
        fdb=(seen(FdbEntry("00:1b:1b:00:00:02", "", None)),),
        reaches=(seen(Reach("10.0.0.1", 502, "timeout", "office")),),
        services=(
            seen(Service("10.0.0.1", 22, state="open")),
            seen(Service("10.0.0.1", 23, state="refused")),
        ),
        conversations=(
            seen(Conversation(packets=3, first_seen=NOON.isoformat(), payloads=3, repeated=1)),
        ),
        coverage=(seen(Coverage("capture", NOON.isoformat(), packets=3, seconds=1.5)),),
        placements=(Placement("00:00:00:00:00:01", "edge", (("SW-1", "Gi0/1"),)),),
        links=(Link("SW-1", "Gi0/1", "?core", "", "lldp", "undocumented", 0.6),),
        segments=(
            Segment(1, "", "L1", ("SW-1",), (("", 1), ("switch", 1)), ("L1", "L2")),
            Segment(2, "", "L1;L2", (), (), ("L1", "L2")),
        ),
        rows={row.table: stated(row) for row in rows},
    )


def _answer(asked: Asked) -> Answer:
    raise AssertionError(asked)


CHECK = Check(
    "NET-05", Theme.NETWORK, "title", "question", Severity.BLOCKER, GateRule.ALWAYS, 2,
    ("WP-04", "WP-05"), 365, (), "basis", "so what", "remedy", "evidence", 5, "OT", _answer,
)  # fmt: skip


def judgement() -> Judgement:
    finding = Finding(
        "L1",
        "pdm",
        CHECK,
        Outcome.UNKNOWN,
        Unknown(Why.BLOCKED_BY, "NET-08"),
        "nobody can log in",
        True,
        Relation.UNKNOWN,
        (3, 4),
        waiver=Waiver("risk is known", "plant manager", TODAY),
    )
    interval = Interval(20.5, 60.0, 0.6)
    score = LineScore(
        "L1",
        "pdm",
        Verdict.NOT_PROVEN,
        "rule",
        EconomicFlag.NONE,
        (),
        ("NET-05",),
        5,
        (),
        interval,
        interval,
        (),
        20,
        30,
        "capped",
        "",
        "",
    )
    condition = Condition("C1", "pdm", "technical", "own segment", "NET-03", Bearing.LOAD_BEARING,
                          "VLAN 30", "own VLAN", "", Outcome.PASS, verified=True)  # fmt: skip
    baseline = Baseline("pdm", (condition,), "OT lead", TODAY, (), ())
    return Judgement("hash", TODAY, "L3", (finding,), (baseline,), (), (score,))


def plan() -> Plan:
    task = Task(
        "WP-04@L1",
        "WP-04",
        "Segment the line",
        TaskKind.FOUNDATION,
        "line",
        "L1",
        ("network",),
        2,
        4,
        3,
        3,
        0,
        4.0,
        2400.0,
        ("NET-03",),
        ("NET-03@L1",),
        (),
    )
    scheduled = Scheduled(task, TODAY, TODAY, "", "first on the line", 2)
    money = MoneyRow(TODAY, "", 1000.0, 0.0, -1000.0, "base")
    way = ScenarioFigures(
        "interleaved", "optimal", TODAY, 13, TODAY, 5e5, 2e5, None, ((13, -1e5),), 1e5, 40, 18,
        60.2, 210.0, "network", 0.8, TODAY, None, TODAY, None, (),
    )  # fmt: skip
    return Plan(
        "hash", "base", "value", "optimal", TODAY, (scheduled,), (), (money,), (), (), (), (), (),
        0, 0, None, packages=(PackageValue("WP-01", 900.0, 400.0, ("GO@L4/pdm",)),),
        compared=(way,),
    )  # fmt: skip


def stored() -> Stored:
    observation = Observation(
        Subject(Kind.DEVICE, "snmp 10.0.0.1"),
        "vlan",
        {"vlan_id": 10},
        Source("a", "b"),
        "snmp",
        Grade.A,
        NOON,
    )
    return Stored(1, 1, "a", "plantready 0.1.0", NOON, "00", "11", observation)


FULL = Inputs(
    facts(),
    judgement(),
    plan(),
    ({"time": NOON, "source": "10.0.0.9", "port": 161, "packets": 3, "outcome": "ok"},),
    (stored(),),
)
EMPTY = Inputs(PlantFacts(CASE, "hash"))


def exported(name: str, inputs: Inputs) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", json.loads(as_json(name, TABLES[name].rows(inputs))))


def validator_of(name: str) -> Any:
    return Draft202012Validator(schema_of(name))


def test_every_table_of_the_contract_is_there() -> None:
    assert set(TABLES) == {*COLUMNS, *STATED}


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_and_their_order_are_the_contract(name: str) -> None:
    assert [column.name for column in TABLES[name].columns] == COLUMNS[name]


@pytest.mark.parametrize("name", STATED)
def test_stated_tables_have_the_inventory_columns_and_their_origin(name: str) -> None:
    wanted = [*INVENTORY[name].model_fields, "source_file", "location"]
    assert [column.name for column in TABLES[name].columns] == wanted
    (row,) = exported(name, FULL)
    assert (row["source_file"], row["location"]) == ("inventory.xlsx", "sheet!A2")


@pytest.mark.parametrize("inputs", [FULL, EMPTY, Inputs()], ids=["full", "empty", "nothing"])
@pytest.mark.parametrize("name", TABLES)
def test_every_export_fits_its_schema(name: str, inputs: Inputs) -> None:
    Draft202012Validator.check_schema(schema_of(name))
    rows = exported(name, inputs)
    validator_of(name).validate(rows)
    assert bool(rows) == (inputs is FULL)


@pytest.mark.parametrize("name", TABLES)
def test_a_schema_refuses_another_column_and_a_missing_one(name: str) -> None:
    validator = validator_of(name)
    row = exported(name, FULL)[0]
    assert not validator.is_valid([row | {"surprise": 1}])
    assert not validator.is_valid([dict(list(row.items())[1:])])


def test_unknown_is_null_and_never_zero() -> None:
    row = exported("interfaces", FULL)[0]
    assert (row["in_errors"], row["alias"], row["poe_watts"]) == (None, None, None)
    assert row["admin_up"] is False
    assert exported("fdb", FULL)[0]["vlan_id"] is None
    assert exported("ledger", FULL)[0]["destination"] is None


def test_lists_are_arrays_in_json_and_joined_in_csv() -> None:
    table = TABLES["interfaces"]
    assert exported("interfaces", FULL)[0]["tagged_vlans"] == [5, 6]
    text = as_csv("interfaces", table.rows(FULL))
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["tagged_vlans"], row["in_errors"], row["admin_up"]) == ("5;6", "", "no")


def test_only_the_input_that_a_table_needs_has_to_be_given() -> None:
    assert rows_of("plan", plan=plan()) == TABLES["plan"].rows(FULL)
    assert rows_of("ledger", ledger=[{"port": 1}])[0]["port"] == 1
    assert rows_of("ledger", ledger=[SimpleNamespace(port=2, number=7)])[0]["port"] == 2
    assert rows_of("devices") == []


def test_a_closed_port_is_no_service() -> None:
    assert [row["port"] for row in exported("services", FULL)] == [22]


def test_a_segment_names_the_other_lines_it_is_flat_with() -> None:
    rows = exported("segments", FULL)
    assert [row["flat_with"] for row in rows] == [["L2"], ["L1", "L2"]]
    assert rows[0]["device_classes"] == ["unclassified=1", "switch=1"]


def test_a_finding_carries_its_reason_and_its_waiver() -> None:
    (row,) = exported("findings", FULL)
    assert row["status"] == "unknown"
    assert row["reason"].startswith("blocked_by:NET-08; waived until 2026-03-02")
    assert (row["work_package"], row["evidence"]) == ("WP-04;WP-05", [3, 4])


def test_a_score_prints_the_foundation_interval() -> None:
    (row,) = exported("scores", FULL)
    assert (row["low"], row["high"], row["coverage"], row["index"]) == (20.5, 60.0, 0.6, 20)
    assert row["economic_flag"] is None


def test_dates_are_iso_8601() -> None:
    assert exported("plan", FULL)[0]["start"] == "2026-03-02"
    assert exported("devices", FULL)[0]["first_seen"] == "2026-03-02T12:00:00+00:00"
    assert date.fromisoformat(exported("money", FULL)[0]["period"]) == TODAY


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("-42", "-42"),
        ("+3.5", "+3.5"),
        ("plain", "plain"),
    ],
)
def test_a_cell_is_no_formula(text: str, cell: str) -> None:
    assert csv_cell(text) == cell
    assert csv_cell([text, "b"]) == (f"{text};b" if text == "plain" else f"'{text};b")


@settings(deadline=None)
@given(st.text())
def test_no_text_starts_a_formula(text: str) -> None:
    cell = csv_cell(text)
    is_number = cell[1:].replace(".", "").replace(",", "").replace("e", "").isdigit()
    assert not cell.startswith(("=", "@", "\t", "\r")) and (
        cell[:1] not in "+-" or is_number or not cell
    )


@settings(deadline=None)
@given(st.lists(st.text(), min_size=4, max_size=4))
def test_csv_reads_back_as_it_was_written(texts: list[str]) -> None:
    table = TABLES["vlans"]
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, texts, strict=True))]
    text = "".join(csv_text(table, cast("Any", rows)))
    back = list(csv.reader(io.StringIO(text, newline="")))
    assert back == [names, [csv_cell(value) for value in texts]]
