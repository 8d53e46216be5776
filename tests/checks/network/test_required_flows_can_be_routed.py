"""NET-05 over tries and hop tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from audit.facts.model import PlantFacts, Shown
from audit.inventory.tables import FlowRow, HostRow
from audit.payloads import Reach
from audit.records import Grade
from checks.network.required_flows_can_be_routed import CHECK
from checks.records import Outcome
from tests.checks.plants import WHEN, Case, Edit, ask, cases, device, expect, plant, rows, seen


def flow(number: int = 1, **more: Any) -> FlowRow:
    ends: dict[str, Any] = {"source": "PLC-1", "dest": "MES-1", "required": True}
    return FlowRow(flow_id=f"F{number}", use_case="pdm", line="L1", **{**ends, **more})


def tried(outcome: str, number: int = 1, vantage: str = "cabinet 1") -> Edit:
    return seen("MES-1", Reach("10.0.0.9", 4840, outcome, vantage, f"F{number}"))


def measured(loss: float, mtu: int | None, vantage: str = "cabinet 1") -> Edit:
    way = Reach("10.0.0.9", 4840, "ok", vantage, "F1", 4.0, loss, mtu, 1)
    return seen("MES-1", way)


def collector(**more: Any) -> Edit:
    """A computer that was seen in two networks."""
    ips = ("10.0.1.7", "192.168.1.7")
    shown = tuple(Shown(ip, WHEN, WHEN, (3,)) for ip in ips)
    return device("PC-7", role="server", ips=ips, shown=shown, **more)


THROUGH = flow(code_host="PC-7")


CASES: list[Case] = [
    (
        "through a computer in two networks",
        [rows(THROUGH), collector(), tried("ok")],
        Outcome.WARN,
        "",
        [
            "ok at 10.0.0.9 port 4840 from cabinet 1; it passes through PC-7, which stands in"
            " 10.0.1.0/24 and 192.168.1.0/24 and is on no list"
        ],
    ),
    (
        "through one that is listed",
        [rows(THROUGH, HostRow(asset_id="PC-7", bridge=True)), collector(), tried("ok")],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "through one that may be two",
        [
            rows(THROUGH),
            collector(
                merged_by=("name pc7 in a and b",), macs=("00:1b:1b:00:00:01", "00:30:de:00:00:02")
            ),
            tried("ok"),
        ],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "refused, and a computer in two networks",
        [rows(THROUGH), collector(), tried("refused")],
        Outcome.FAIL,
        "",
        [],
    ),
    (
        "a way that loses",
        [rows(flow()), measured(10, 1500)],
        Outcome.PASS,
        "",
        ["1 proven; the way is poor: F1 lost 10 % of the echoes"],
    ),
    (
        "a narrow way",
        [rows(flow()), measured(0, 1400)],
        Outcome.PASS,
        "",
        ["F1 carries packets of 1400 octets at most"],
    ),
    (
        "a narrow way that loses",
        [rows(flow(), flow(2)), tried("refused", 2), measured(20, 1400)],
        Outcome.FAIL,
        "",
        [
            "F2 (PLC-1 to MES-1): refused",
            "the way is poor: F1 lost 20 % of the"
            " echoes and carries packets of 1400 octets at most",
        ],
    ),
    ("proven", [rows(flow()), tried("ok")], Outcome.PASS, "", ["1 required flow", "1 proven"]),
    (
        "one of two refused",
        [rows(flow(), flow(2)), tried("ok"), tried("refused", 2)],
        Outcome.FAIL,
        "",
        ["2 required flows", "1 proven", "F2 (PLC-1 to MES-1): refused at 10.0.0.9 port 4840"],
    ),
    ("no answer", [rows(flow()), tried("timeout")], Outcome.FAIL, "", ["timeout", "cabinet 1"]),
    (
        "refused by a service that was stopped",
        [rows(flow(hop_test="stopped")), tried("refused")],
        Outcome.UNKNOWN,
        "no_evidence",
        ["the service was stopped"],
    ),
    ("stopped", [rows(flow(hop_test="stopped"))], Outcome.UNKNOWN, "no_evidence", ["stopped"]),
    (
        "one is open and one refused",
        [rows(flow(), flow(2)), tried("refused", 2)],
        Outcome.FAIL,
        "",
        ["F2", "F1 (PLC-1 to MES-1): never tried"],
    ),
    ("never tried", [rows(flow())], Outcome.UNKNOWN, "no_evidence", ["F1", "never tried"]),
    (
        "forbidden",
        [rows(flow()), tried("out-of-scope")],
        Outcome.UNKNOWN,
        "out_of_scope",
        ["rules of engagement"],
    ),
    (
        "forbidden here, tried by somebody else",
        [rows(flow(hop_test="ok", hop_test_document="log")), tried("out-of-scope")],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "a try that proves nothing",
        [rows(flow()), tried("bug")],
        Outcome.UNKNOWN,
        "probe_error",
        ["the try ended with bug"],
    ),
    (
        "stopped from the office, through from the line",
        [rows(flow()), tried("ok", vantage="L1"), tried("timeout", vantage="office")],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "through from the office, refused from the line",
        [rows(flow()), tried("refused", vantage="L1"), tried("ok", vantage="office")],
        Outcome.FAIL,
        "",
        ["from L1"],
    ),
    (
        "tried from the office only",
        [rows(flow()), tried("timeout", vantage="office")],
        Outcome.UNKNOWN,
        "no_evidence",
        ["tried from office only, which says nothing about the line"],
    ),
    (
        "tried from the office, where its source stands",
        [rows(flow(source_zone="office")), tried("ok", vantage="office")],
        Outcome.PASS,
        "",
        [],
    ),
    ("no-route", [rows(flow(hop_test="No-Route"))], Outcome.FAIL, "", ["no route"]),
    ("no route", [rows(flow(hop_test="no route"))], Outcome.FAIL, "", ["no route (told"]),
    (
        "filtered, with a document",
        [rows(flow(hop_test="Filtered", hop_test_document="firewall log"))],
        Outcome.FAIL,
        "",
        ["filtered (firewall log)"],
    ),
    (
        "an own try comes before what was told",
        [rows(flow(hop_test="refused")), tried("ok")],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "it answers here, and a firewall log says that the line is filtered",
        [rows(flow(hop_test="filtered", hop_test_document="firewall log")), tried("ok")],
        Outcome.UNKNOWN,
        "conflict",
        ["ok at 10.0.0.9 port 4840 from cabinet 1, but filtered in firewall log"],
    ),
    (
        "it is refused here, and a log says that the line gets through",
        [rows(flow(hop_test="ok", hop_test_document="firewall log")), tried("refused")],
        Outcome.UNKNOWN,
        "conflict",
        ["refused", "but ok in firewall log"],
    ),
    (
        "both say the same",
        [rows(flow(hop_test="no route", hop_test_document="sheet")), tried("timeout")],
        Outcome.FAIL,
        "",
        ["timeout"],
    ),
    (
        "a conflict beside a refused flow",
        [
            rows(flow(hop_test="ok", hop_test_document="log"), flow(2)),
            tried("refused"),
            tried("refused", 2),
        ],
        Outcome.FAIL,
        "",
        ["F2"],
    ),
    ("another word", [rows(flow(hop_test="maybe"))], Outcome.UNKNOWN, "no_evidence", ["never"]),
    (
        "through a translation that nobody documented",
        [rows(flow(undocumented_nat=True)), tried("ok")],
        Outcome.WARN,
        "",
        ["address translation"],
    ),
    (
        "refused, translation or not",
        [rows(flow(undocumented_nat=True)), tried("refused")],
        Outcome.FAIL,
        "",
        [],
    ),
    (
        "an optional flow does not matter",
        [rows(flow(), flow(2, required=False)), tried("ok"), tried("refused", 2)],
        Outcome.PASS,
        "",
        ["1 required flow"],
    ),
    ("none is required", [rows(flow(required=False))], Outcome.NA, "", ["none of the 1 listed"]),
    ("no flow", [], Outcome.UNKNOWN, "not_asked", ["no flow of pdm is listed"]),
    (
        "another line's",
        [rows(FlowRow(flow_id="F9", use_case="pdm", line="L2"))],
        Outcome.UNKNOWN,
        "not_asked",
        [],
    ),
]


def test_a_good_way_and_one_from_the_office_are_not_told() -> None:
    for way in (measured(0, 1500), measured(1, None), measured(50, 1400, "office")):
        assert "poor" not in ask(CHECK, plant(rows(flow()), tried("ok"), way)).sentence


@cases(*CASES)
def test_flows(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


@pytest.mark.parametrize(
    ("parts", "grade"),
    [
        ([rows(flow()), tried("ok")], Grade.A),
        ([rows(flow(hop_test="ok", hop_test_document="log"))], Grade.C),
        ([rows(flow(hop_test="ok"))], Grade.D),
    ],
)
def test_who_tried_gives_the_grade(parts: list[Edit], grade: Grade) -> None:
    assert ask(CHECK, plant(*parts)).grade is grade


def test_the_newest_try_counts() -> None:
    facts = plant(rows(flow()), tried("ok"), tried("refused"))
    older = replace(facts.reaches[0], time=WHEN - timedelta(days=3))
    assert ask(CHECK, with_reaches(facts, older, facts.reaches[1])).outcome is Outcome.FAIL
    later = replace(facts.reaches[0], time=WHEN + timedelta(days=3))
    assert ask(CHECK, with_reaches(facts, later, facts.reaches[1])).outcome is Outcome.PASS


def with_reaches(facts: PlantFacts, *reaches: Any) -> PlantFacts:
    return replace(facts, reaches=reaches)


def test_a_hop_test_is_as_old_as_its_own_day() -> None:
    day = date(2026, 2, 1)
    got = ask(CHECK, plant(rows(flow(hop_test="ok", hop_test_document="log", hop_test_on=day))))
    assert got.oldest == day


def test_each_flow_has_its_result_with_its_evidence() -> None:
    got = ask(CHECK, plant(rows(flow(), flow(2)), tried("ok")))
    assert [(t.name, t.outcome, len(t.evidence)) for t in got.targets] == [
        ("F1", Outcome.PASS, 2),
        ("F2", Outcome.UNKNOWN, 1),
    ]
    assert got.measured == "1 of 2 flows"
    assert got.value is None
