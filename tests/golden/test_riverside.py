"""The golden scenario: what the audit of the Riverside plant must find, with names.

The plant was written first (inventories/riverside); these are the facts it was written with.
"""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from audit.records import Why
from checks.records import EconomicFlag, Outcome, Verdict
from planning.records import TaskKind

if TYPE_CHECKING:
    from tests.golden.conftest import Audit

LINES = ("L1", "L2", "L4")
FAIL, WARN, PASS, UNKNOWN, NA = (
    Outcome.FAIL,
    Outcome.WARN,
    Outcome.PASS,
    Outcome.UNKNOWN,
    Outcome.NA,
)


def test_the_demo_ends_well_and_prints_ten_lines(riverside: Audit) -> None:
    assert riverside.result.exit_code == 0, riverside.result.output
    lines = riverside.result.stdout.split("\n\n")[0].splitlines()
    assert len(lines) <= 10
    assert sum("NOT READY" in line for line in lines) == 6
    assert any(line.startswith("first value:") for line in lines)
    made = {path.suffix for path in (riverside.folder / "reports").iterdir()}
    assert {".pdf", ".xlsx", ".html", ".json"} <= made


def test_every_stand_in_was_asked_and_answered(riverside: Audit) -> None:
    asked = {(s.device_id, s.value.protocol) for s in riverside.facts.services}
    assert ("PLC-L1-1", "modbus") in asked
    assert {("PLC-L3-1", "opcua"), ("PLC-L4-1", "opcua"), ("MES-1", "opcua")} <= asked
    logins = {x.device_id for x in riverside.facts.logins if x.value.ok}
    assert "SW-L1-1" in logins
    snmp = {r.device_id for r in riverside.facts.table_reads if r.method == "snmp"}
    assert {"SW-CORE", "SW-L3-1"} <= snmp


def test_undocumented_devices_are_named(riverside: Audit) -> None:
    assert riverside.outcomes("NET-01") == {"L1": FAIL, "L2": FAIL, "L3": PASS, "L4": PASS}
    assert "ewon-cosy-131" in riverside.finding("L2", "NET-01").sentence
    assert "tl-wa850re" in riverside.finding("L1", "NET-01").sentence


def test_the_drawing_is_wrong_in_three_places(riverside: Audit) -> None:
    wrong = {(link.a_device, link.b_device) for link in riverside.facts.links
             if link.kind == "documented" and link.state in ("different", "missing")}  # fmt: skip
    assert {frozenset(pair) for pair in wrong} == {
        frozenset(("SW-CORE", "SW-L2-1")),
        frozenset(("SW-L1-1", "SW-L4-1")),
        frozenset(("SW-CORE", "SW-OFF-1")),
    }
    assert riverside.outcomes("NET-02")["L2"] is FAIL


def test_three_lines_share_a_flat_vlan_with_the_office(riverside: Audit) -> None:
    assert riverside.outcomes("NET-03") == {"L1": FAIL, "L2": FAIL, "L3": PASS, "L4": FAIL}
    sentence = riverside.finding("L4", "NET-03").sentence
    for name in ("PRN-OFF-1", "PRN-OFF-2", "PRN-OFF-3", "CAM-DOCK-1"):
        assert name in sentence
    assert "L1" in sentence
    assert "L2" in sentence


def test_only_line_2_cannot_reach_the_consumers(riverside: Audit) -> None:
    assert riverside.outcomes("NET-05") == {"L1": PASS, "L2": FAIL, "L3": PASS, "L4": PASS}


def test_the_same_subnet_in_two_machines_is_found(riverside: Audit) -> None:
    outcomes = riverside.outcomes("NET-06")
    assert (outcomes["L1"], outcomes["L2"]) == (FAIL, FAIL)
    assert (outcomes["L3"], outcomes["L4"]) == (PASS, PASS)
    assert "192.168.1.0/24" in riverside.finding("L1", "NET-06").sentence


def test_the_hidden_switch_is_found_behind_its_port(riverside: Audit) -> None:
    finding = riverside.finding("L1", "NET-07")
    assert finding.outcome is WARN
    assert "Gi0/7" in finding.sentence or "GigabitEthernet0/7" in finding.sentence
    assert "7" in finding.sentence


def test_the_lost_login_fails_once_and_blocks_the_rest(riverside: Audit) -> None:
    assert riverside.outcomes("NET-08")["L4"] is FAIL
    assert "SW-L4-1" in riverside.finding("L4", "NET-08").sentence
    for check_id in ("NET-09", "NET-11", "SEC-04"):
        targets = {t.name: t for t in riverside.finding("L4", check_id).targets}
        assert targets["SW-L4-1"].outcome is UNKNOWN, check_id
        assert targets["SW-L4-1"].why is not None
        assert targets["SW-L4-1"].why.code == "blocked_by:NET-08"
    found = riverside.finding("L4", "NET-11")
    assert found.outcome is UNKNOWN
    assert found.why is not None
    assert found.why.why is Why.BLOCKED_BY


def test_the_switch_untouched_since_2014_is_named(riverside: Audit) -> None:
    finding = riverside.finding("L1", "NET-09")
    assert finding.outcome is FAIL
    assert "SW-L1-1" in finding.sentence
    assert "2014" in finding.sentence


def test_wifi_stops_at_the_parts_crib(riverside: Audit) -> None:
    outcomes = riverside.outcomes("WLS-01")
    assert outcomes["L2"] is FAIL
    assert outcomes["L3"] is PASS
    assert "parts crib" in riverside.finding("L2", "WLS-01").sentence
    assert set(riverside.outcomes("WLS-01", "pdm").values()) == {NA}


def test_missing_noise_is_unknown_never_an_assumption(riverside: Audit) -> None:
    finding = riverside.finding("L1", "WLS-02")
    assert finding.outcome is UNKNOWN
    assert finding.why is not None
    assert finding.why.why is Why.NO_EVIDENCE
    assert riverside.finding("L3", "WLS-02").outcome is not UNKNOWN


def test_four_machine_accounts_live_only_in_the_spreadsheet(riverside: Audit) -> None:
    outcomes = riverside.outcomes("IDA-01")
    assert outcomes == {"L1": FAIL, "L2": FAIL, "L3": PASS, "L4": FAIL}
    sentences = " ".join(riverside.finding(line, "IDA-01").sentence for line in ("L1", "L2", "L4"))
    for account in ("svc-l1-mes", "svc-l1-hist", "svc-l2-hmi", "svc-l4-mes"):
        assert account in sentences


def test_the_leavers_account_is_still_open(riverside: Audit) -> None:
    finding = riverside.finding("L1", "IDA-04")
    assert finding.outcome is FAIL
    assert "m.former" in finding.sentence


def test_line_2s_controller_has_no_interface_and_three_ways_out(riverside: Audit) -> None:
    assert riverside.outcomes("PLC-02") == {"L1": PASS, "L2": FAIL, "L3": PASS, "L4": PASS}
    sentence = riverside.finding("L2", "PLC-02").sentence
    for option in ("gateway", "module", "migration"):
        assert option in sentence
    assert riverside.outcomes("DAT-05")["L2"] is FAIL


def test_the_script_on_the_quality_pc_is_named(riverside: Audit) -> None:
    assert riverside.finding("L3", "DAT-02").outcome is FAIL
    finding = riverside.finding("L3", "DAT-04")
    assert finding.outcome is FAIL
    assert "QA-PC2" in finding.sentence


def test_two_sides_name_two_owners_of_the_border(riverside: Audit) -> None:
    finding = riverside.finding("L4", "OWN-02")
    assert finding.outcome is FAIL
    assert "head of IT infrastructure" in finding.sentence
    assert "automation lead" in finding.sentence
    assert riverside.finding("L4", "OWN-03").outcome is FAIL


def test_knowledge_that_leaves_in_seven_months_is_found(riverside: Audit) -> None:
    finding = riverside.finding("L2", "OWN-04")
    assert finding.outcome is FAIL
    assert "SLC program" in finding.sentence


def test_line_2_takes_two_and_a_half_times_as_long_to_pay_back(riverside: Audit) -> None:
    finding = riverside.finding("L2", "OPS-07", "pdm")
    assert finding.outcome is FAIL
    assert "2.5" in finding.sentence


def test_opc_ua_policies_are_judged_by_what_the_servers_offer(riverside: Audit) -> None:
    assert riverside.finding("L3", "PLC-08").outcome is PASS
    assert riverside.finding("L4", "PLC-08").outcome is FAIL


def test_verdicts_of_the_lines(riverside: Audit) -> None:
    for use_case in ("pdm", "defect"):
        assert {s.verdict for s in riverside.judgement.scores if s.use_case == use_case} == {
            Verdict.NOT_READY
        }
        assert riverside.score("L2", use_case).economic_flag is EconomicFlag.NOT_WORTH_IT_NOW
        assert riverside.score("L1", use_case).economic_flag is EconomicFlag.NONE
        assert riverside.score("L4", use_case).economic_flag is EconomicFlag.NONE
        blockers = {line: len(riverside.score(line, use_case).blockers) for line in LINES}
        assert blockers["L2"] > blockers["L1"]
        assert blockers["L2"] > blockers["L4"]
    assert riverside.score("L4").index <= 49


def test_the_baseline_stands_on_the_pilot(riverside: Audit) -> None:
    for baseline in riverside.judgement.baselines:
        assert baseline.valid
        assert len(baseline.conditions) >= 10
        assert {c.kind for c in baseline.conditions} == {
            "technical", "operational", "commercial", "human",
        }  # fmt: skip


def test_line_4_is_the_cheapest_then_line_1(riverside: Audit) -> None:
    costs = {cost.line: cost for cost in riverside.plan.lines}
    l1, l4 = costs["L1"], costs["L4"]
    assert l4.own_cost_high + l4.share_high < l1.own_cost_high + l1.share_high


def test_first_value_comes_on_line_4_within_13_weeks(riverside: Audit) -> None:
    first = min(riverside.plan.values, key=lambda value: value.day)
    assert first.line == "L4"
    assert first.week <= 13


def test_access_recovery_is_the_first_work_on_its_line(riverside: Audit) -> None:
    own = [t for t in riverside.plan.tasks if t.task.line == "L4"]
    first = min(own, key=lambda t: t.start)
    recovery = next(t for t in own if t.task.work_package == "WP-01")
    assert recovery.start == first.start


def test_knowledge_is_captured_before_the_leave_date(riverside: Audit) -> None:
    captures = [t for t in riverside.plan.tasks if t.task.work_package == "WP-23"]
    assert captures
    assert all(t.finish < date(2027, 6, 16) for t in captures)


def test_no_connector_before_its_lines_gates(riverside: Audit) -> None:
    plan = riverside.plan
    for connector in (t for t in plan.tasks if t.task.work_package == "WP-28"):
        line = connector.task.line
        own = [t for t in plan.tasks if t.task.line == line and t.task.kind is TaskKind.FOUNDATION]
        assert own
        assert all(t.finish < connector.start for t in own)
    assert plan.problems == ()


def test_line_2_is_left_out_with_its_reason(riverside: Audit) -> None:
    assert not [t for t in riverside.plan.tasks if t.task.work_package == "WP-28"
                and t.task.line == "L2"]  # fmt: skip
    reasons = [left.why for left in riverside.plan.left_out if "L2" in left.what]
    assert any("NOT WORTH IT NOW" in why for why in reasons)


def test_the_report_is_fourteen_pages_and_the_annex_a_file_of_its_own(riverside: Audit) -> None:
    from pypdf import PdfReader

    reports = riverside.folder / "reports"
    main, annex = PdfReader(reports / "report.pdf"), PdfReader(reports / "report-annex.pdf")
    assert len(main.pages) == 14
    first = " ".join(main.pages[0].extract_text().split())
    for words in ("Line 4 Couplings can follow", "of what matters was assessed", "Network",
                  "Wireless", "Identity and security", "Data path", "Ownership"):  # fmt: skip
        assert words in first
    answers = " ".join(" ".join(page.extract_text() for page in annex.pages).split())
    checks = {f.check.check_id for f in riverside.judgement.findings}
    assert not {check for check in checks if check not in answers}
    assert list(main.attachments) == ["report.json"]


def test_all_outputs_carry_the_same_dataset_hash(riverside: Audit) -> None:
    from openpyxl import load_workbook
    from pypdf import PdfReader

    short = riverside.judgement.dataset_hash[:12]
    reports = riverside.folder / "reports"
    pdf = next(p for p in reports.glob("*.pdf") if "annex" not in p.name)
    text = "\n".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert short in re.sub(r"\s", "", text)
    assert riverside.judgement.dataset_hash in next(reports.glob("*.json")).read_text("utf-8")
    assert short in next(reports.glob("*.html")).read_text("utf-8")
    book = load_workbook(next(reports.glob("*.xlsx")))
    cells = [str(c.value) for row in book["_meta"].iter_rows() for c in row if c.value]
    assert any(short in cell for cell in cells)


def test_no_secret_of_the_stand_ins_is_anywhere_in_the_case(riverside: Audit) -> None:
    secrets = (b"riverside-read", b"riverside-auth-phrase", b"riverside-priv-phrase",
               b"riverside-cabinet", b"see envelope")  # fmt: skip
    for path in riverside.folder.rglob("*"):
        if not path.is_file() or path.suffix in (".xlsx", ".toml", ".csv"):
            continue
        if path.parent.name in ("imports", "handed_over"):
            continue
        content = path.read_bytes()
        assert not [s for s in secrets if s in content], path.name


def test_every_packet_went_to_a_loopback_address_of_the_scope(riverside: Audit) -> None:
    from audit.net.ledger import read_ledger, verify_ledger

    path = riverside.folder / "ledger.jsonl"
    rows = read_ledger(path)
    assert rows
    assert all(row.destination.startswith("127.") for row in rows)
    for asked in {(row.destination, row.probe) for row in rows}:
        assert sum(r.packets for r in rows if (r.destination, r.probe) == asked) > 0, asked
    assert not any(row.destination.startswith("127.30.2.") for row in rows), "Line 2 is passive"
    assert verify_ledger(path) == ()


def test_every_export_validates_against_its_schema(riverside: Audit) -> None:
    from click.testing import CliRunner
    from jsonschema import Draft202012Validator

    from cli.main import cli
    from reports.tables import TABLES, schema_of

    for table in TABLES:
        done = CliRunner().invoke(
            cli, ["-C", str(riverside.folder), "export", table], catch_exceptions=False
        )
        assert done.exit_code == 0, done.output
        rows = json.loads(done.stdout)
        validator: Any = Draft202012Validator(schema_of(table))
        validator.validate(rows)
        assert rows or table in ("vlans", "quality"), f"{table} is empty on Riverside"
        text = (
            CliRunner()
            .invoke(cli, ["-C", str(riverside.folder), "export", table, "--format", "csv"])
            .stdout
        )
        assert len(list(csv.DictReader(text.splitlines()))) == len(rows)
