"""SEC-04 over configurations, open ports and the switch list."""

from __future__ import annotations

from typing import Any

from audit.inventory.tables import SwitchRow
from audit.inventory.tables.network import CredentialStatus
from audit.payloads import Login, Management, Service
from audit.records import Status
from checks.records import Outcome
from checks.security.management_protocols_are_not_clear_text import CHECK
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows, seen


def switch(name: str = "SW-1", **more: object) -> Edit:
    fields = {"switch": name, "line": ["L1"], **more}
    row = rows(SwitchRow.model_validate(fields))
    dev = device(name, role="switch")
    return lambda facts: dev(row(facts))


def config(*protocols: str, name: str = "SW-1", **more: Any) -> Edit:
    return seen(name, Management(protocols, complete=True, **more))


LOST = {"credential_status": CredentialStatus.UNKNOWN}

CASES: list[Case] = [
    ("SSH and SNMPv3", [switch(), config("ssh", "snmpv3")], Outcome.PASS, "", ["seen on 1"]),
    (
        "telnet limited by an access list",
        [switch(), config("telnet", "ssh", restricted=True)],
        Outcome.WARN,
        "",
        ["SW-1 offers telnet, limited by an access list"],
    ),
    (
        "telnet for everybody",
        [switch(), config("telnet", "ssh", restricted=False)],
        Outcome.FAIL,
        "",
        ["SW-1 offers telnet without an access list"],
    ),
    (
        "a default community",
        [switch(), config("ssh", "snmpv2c", default_community=True)],
        Outcome.FAIL,
        "",
        ["default community"],
    ),
    (
        "a community of its own",
        [switch(), config("ssh", "snmpv2c", default_community=False)],
        Outcome.WARN,
        "",
        ["snmpv2c with a community of its own"],
    ),
    (
        "SNMPv2c, the community is not known",
        [switch(mgmt_protocols=["snmpv2c"])],
        Outcome.WARN,
        "",
        ["a community that was not seen"],
    ),
    (
        "an open telnet port",
        [switch(), seen("SW-1", Service("10.0.0.1", 23, protocol="telnet"))],
        Outcome.FAIL,
        "",
        ["SW-1 offers telnet"],
    ),
    (
        "a refused telnet port says nothing of the rest",
        [switch(), seen("SW-1", Service("10.0.0.1", 23, state="refused"))],
        Outcome.UNKNOWN,
        "no_evidence",
        ["not read in full"],
    ),
    (
        "SNMP with the public community, seen by a scan",
        [
            switch(),
            seen("SW-1", Service("10.0.0.1", 161, "udp", "snmp", product="SNMPv1 server (public)")),
        ],
        Outcome.FAIL,
        "",
        ["snmpv1", "default community"],
    ),
    (
        "SNMPv3 only, seen by a scan",
        [switch(), seen("SW-1", Service("10.0.0.1", 161, "udp", "snmp", product="SNMPv3 server"))],
        Outcome.UNKNOWN,
        "no_evidence",
        [],
    ),
    (
        "the list says telnet",
        [switch(mgmt_protocols=["Telnet", "ssh"])],
        Outcome.FAIL,
        "",
        ["telnet"],
    ),
    (
        "the list says SSH: weaker than a configuration",
        [switch(mgmt_protocols=["ssh"])],
        Outcome.UNKNOWN,
        "no_evidence",
        ["not read in full"],
    ),
    (
        "a full configuration outweighs the list",
        [switch(mgmt_protocols=["telnet"]), config("ssh")],
        Outcome.PASS,
        "",
        [],
    ),
    ("a lost login", [switch(**LOST)], Outcome.UNKNOWN, "blocked_by:NET-08", ["nobody can log in"]),
    (
        "a login that failed",
        [switch(), seen("SW-1", Login(False, "ssh"), status=Status.AUTH_FAILED)],
        Outcome.UNKNOWN,
        "blocked_by:NET-08",
        [],
    ),
    (
        "a lost login, but telnet answers",
        [switch(**LOST), seen("SW-1", Service("10.0.0.1", 23))],
        Outcome.FAIL,
        "",
        ["telnet"],
    ),
    ("an unmanaged switch only", [switch(managed=False)], Outcome.UNKNOWN, "no_evidence", []),
    ("nothing known", [], Outcome.UNKNOWN, "no_evidence", ["no switch"]),
]


@cases(*CASES)
def test_management_protocols(
    parts: list[Edit], outcome: Outcome, code: str, words: list[str]
) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_lost_switch_stays_unknown_beside_one_that_fails() -> None:
    facts = plant(switch(), config("telnet"), switch("SW-2", **LOST))
    got = ask(CHECK, facts)
    expect(got, Outcome.FAIL, "SW-1 offers telnet", "SW-2: nobody can log in")
    second = next(target for target in got.targets if target.name == "SW-2")
    assert second.why is not None
    assert second.why.code == "blocked_by:NET-08"


def test_the_plants_own_switch_in_the_data_path_counts_for_every_line() -> None:
    core = switch("SW-CORE", line=[], in_data_path=True)
    facts = plant(core, config("http", name="SW-CORE"))
    for line in ("L1", "L2"):
        expect(ask(CHECK, facts, line), Outcome.FAIL, "SW-CORE offers http")


def test_another_lines_switch_does_not_count() -> None:
    facts = device("SW-2", "L2", "switch")(plant(rows(SwitchRow(switch="SW-2", line=("L2",)))))
    expect(ask(CHECK, facts, "L1"), Outcome.UNKNOWN, "no switch", code="no_evidence")


def test_only_network_gear_in_use_counts() -> None:
    others = [
        device("CAM-1", role="camera"),
        device("SW-OLD", role="switch", status="decommissioning"),
        rows(SwitchRow(switch="SW-OFF", in_data_path=False)),
        device("AP-1", role="AP"),
    ]
    got = ask(CHECK, plant(switch(), config("ssh"), *others))
    assert [target.name for target in got.targets] == ["AP-1", "SW-1"]


def test_a_switch_of_the_list_that_no_source_saw_counts() -> None:
    facts = plant(rows(SwitchRow(switch="SW-9", line=("L1",), mgmt_protocols=("telnet",))))
    expect(ask(CHECK, facts), Outcome.FAIL, "SW-9 offers telnet")


def test_a_login_that_worked_once_is_not_lost() -> None:
    tries = [seen("SW-1", Login(False, "ssh")), seen("SW-1", Login(True, "ssh"))]
    expect(ask(CHECK, plant(switch(), *tries)), Outcome.UNKNOWN, code="no_evidence")
