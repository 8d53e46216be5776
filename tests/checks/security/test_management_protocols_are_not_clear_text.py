"""SEC-04 over configurations, open ports and the switch list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from audit.inventory.tables import SwitchRow
from audit.inventory.tables.network import CredentialStatus
from audit.payloads import Login, Management, Reach, Service
from audit.records import Status
from checks.records import Outcome
from checks.security.management_protocols_are_not_clear_text import CHECK
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant, rows, seen, segment


def switch(name: str = "SW-1", **more: object) -> Edit:
    fields = {"switch": name, "line": ["L1"], **more}
    row = rows(SwitchRow.model_validate(fields))
    dev = device(name, role="switch")
    return lambda facts: dev(row(facts))


def config(*protocols: str, name: str = "SW-1", **more: Any) -> Edit:
    return seen(name, Management(protocols, complete=True, **more))


LOST = {"credential_status": CredentialStatus.UNKNOWN}

GOOD = [switch(), config("ssh", "snmpv3")]
HMI = device("HMI-1", role="HMI", ips=("10.0.1.31",))
SMB = Service("10.0.1.31", 445, "tcp", "smb", detail="dialect 1 is spoken")
DESKTOP = Service("10.0.1.31", 3389, "tcp", "rdp", detail="standard RDP security")


def serves(*services: Service) -> list[Edit]:
    return [*GOOD, HMI, seen("HMI-1", *services)]


def tried(outcome: str, port: int = 445, vantage: str = "office") -> Edit:
    return seen("HMI-1", Reach("10.0.1.31", port, outcome, vantage))


CASES: list[Case] = [
    (
        "an HMI that the office reaches by SMB 1",
        [*serves(SMB), tried("ok")],
        Outcome.FAIL,
        "",
        ["HMI-1 speaks SMB dialect 1, and port 445 answers to office"],
    ),
    (
        "an HMI that shares a network with another line, by SMB 1",
        [*serves(SMB), device("PLC-2", "L2"), segment(1, "HMI-1", "PLC-2")],
        Outcome.FAIL,
        "",
        ["it shares VLAN 1 with PLC-2"],
    ),
    (
        "an HMI that speaks SMB 1, stopped from the office",
        [*serves(SMB), tried("timeout")],
        Outcome.WARN,
        "",
        ["tries from another zone were stopped"],
    ),
    (
        "an HMI that speaks SMB 1, reached from its own line",
        [*serves(SMB), tried("ok", 445, "L1")],
        Outcome.UNKNOWN,
        "no_evidence",
        ["whether another zone reaches it was not tried"],
    ),
    (
        "an HMI that the office reaches by something else",
        [*serves(SMB), tried("ok", 80)],
        Outcome.UNKNOWN,
        "no_evidence",
        [],
    ),
    (
        "one of two ways stopped",
        [*serves(SMB, DESKTOP), tried("timeout")],
        Outcome.UNKNOWN,
        "no_evidence",
        ["HMI-1 speaks RDP without TLS and SMB dialect 1"],
    ),
    (
        "a remote desktop without TLS",
        [*serves(DESKTOP), tried("ok", 3389)],
        Outcome.FAIL,
        "",
        ["HMI-1 speaks RDP without TLS, and port 3389 answers to office"],
    ),
    (
        "telnet on an HMI",
        [*serves(Service("10.0.1.31", 23, "tcp", "telnet")), tried("ok", 23)],
        Outcome.FAIL,
        "",
        ["HMI-1 speaks telnet"],
    ),
    (
        "dialect 1 refused, and a good remote desktop",
        [
            *serves(
                replace(SMB, detail="dialect 1 is refused"),
                replace(DESKTOP, detail="network level authentication"),
            ),
            tried("ok"),
        ],
        Outcome.PASS,
        "",
        ["seen on 1"],
    ),
    (
        "an HMI that a capture heard speak dialect 1",
        [*serves(replace(SMB, detail="dialect 1", seen_by="passive")), tried("ok")],
        Outcome.FAIL,
        "",
        [],
    ),
    (
        "an HMI of another line",
        [*GOOD, device("HMI-2", "L2", "HMI"), seen("HMI-2", SMB), tried("ok")],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "an HMI that the office reaches, no network gear known",
        [HMI, seen("HMI-1", SMB), tried("ok")],
        Outcome.FAIL,
        "",
        ["no switch, router or access"],
    ),
    (
        "a switch that speaks dialect 1",
        [*GOOD, seen("SW-1", SMB)],
        Outcome.FAIL,
        "",
        ["SW-1 offers smbv1"],
    ),
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
