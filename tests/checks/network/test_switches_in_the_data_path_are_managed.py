"""NET-07 over switches and MAC address tables."""

from __future__ import annotations

from typing import Any

from audit.inventory.tables import ControllerRow, LinkRow, SwitchRow
from audit.inventory.tables.network import CredentialStatus
from audit.payloads import FdbEntry, Interface, Login, TableRead, TableState
from checks.network.switches_in_the_data_path_are_managed import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, device, expect, link, plant, rows, seen


def switch(name: str = "SW-1", **more: Any) -> SwitchRow:
    given: dict[str, Any] = {"line": ("L1",), "managed": True, **more}
    return SwitchRow(switch=name, **given)


def hub(**more: Any) -> SwitchRow:
    return switch("HUB", **{"managed": False, "uplink": False, "devices_behind": 5, **more})


def macs(number: int, port: str = "Gi0/7", on: str = "SW-1", status: str = "learned") -> Edit:
    entries = (FdbEntry(mac(n), port, 1, status) for n in range(number))
    return seen(on, *entries)


def mac(number: int) -> str:
    return f"00:1b:1b:00:01:{number:02x}"


def read(state: TableState = TableState.COMPLETE, on: str = "SW-1") -> Edit:
    return seen(on, TableRead("fdb", state))


BASE = [rows(switch()), read()]

CASES: list[Case] = [
    ("managed", [*BASE, macs(2)], Outcome.PASS, "", ["1 of 1 are", "none is hidden"]),
    (
        "three behind one port",
        [*BASE, macs(3)],
        Outcome.WARN,
        "",
        ["SW-1 port Gi0/7 has 3 devices behind it", mac(2)],
    ),
    (
        "known devices are named",
        [*BASE, device("IO-1", role="IO", macs=(mac(0),)), macs(3)],
        Outcome.WARN,
        "",
        ["IO-1"],
    ),
    ("ten behind one port", [*BASE, macs(10)], Outcome.WARN, "", ["10 devices"]),
    ("eleven", [*BASE, macs(11)], Outcome.FAIL, "", ["11 devices"]),
    (
        "a hidden switch with fast cyclic traffic",
        [rows(switch(cyclic_io_ms=8)), read(), macs(3)],
        Outcome.FAIL,
        "",
        ["cyclic I/O every 8 ms"],
    ),
    (
        "one on each of three ports",
        [*BASE, macs(1, "1"), macs(1, "2"), macs(1, "3")],
        Outcome.PASS,
        "",
        [],
    ),
    ("the switch's own addresses", [*BASE, macs(5, status="self")], Outcome.PASS, "", []),
    (
        "a neighbour reports itself there",
        [*BASE, macs(9), link("SW-1", "GigabitEthernet0/7", "SW-CORE", "1")],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "a switch is drawn there",
        [
            *BASE,
            macs(9),
            rows(
                LinkRow(a_device="SW-1", a_port="Gi0/7", b_device="SW-2"),
                switch("SW-2", line=("L2",)),
            ),
        ],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "a controller is drawn there",
        [
            *BASE,
            macs(9),
            device("PLC-1"),
            rows(LinkRow(a_device="SW-1", a_port="Gi0/7", b_device="PLC-1")),
        ],
        Outcome.WARN,
        "",
        [],
    ),
    (
        "an access point is behind it",
        [*BASE, macs(9), device("AP-1", role="AP", macs=(mac(4),))],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "a trunk",
        [*BASE, macs(9), seen("SW-1", Interface("Gi0/7", mode="trunk"))],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "unmanaged at the leaf",
        [*BASE, rows(hub())],
        Outcome.WARN,
        "",
        ["HUB is unmanaged, at the leaf with 5 devices"],
    ),
    ("unmanaged with ten", [*BASE, rows(hub(devices_behind=10))], Outcome.WARN, "", []),
    ("unmanaged with eleven", [*BASE, rows(hub(devices_behind=11))], Outcome.FAIL, "", ["11"]),
    ("unmanaged uplink", [*BASE, rows(hub(uplink=True))], Outcome.FAIL, "", ["in an uplink"]),
    ("unmanaged, 10 ms", [*BASE, rows(hub(cyclic_io_ms=10))], Outcome.FAIL, "", ["10 ms"]),
    ("unmanaged, 11 ms", [*BASE, rows(hub(cyclic_io_ms=11))], Outcome.WARN, "", []),
    (
        "unmanaged, nobody knows what is behind it",
        [*BASE, rows(hub(devices_behind=None))],
        Outcome.UNKNOWN,
        "not_asked",
        ["what is behind it"],
    ),
    (
        "unmanaged, outside the data path",
        [*BASE, rows(hub(uplink=True, in_data_path=False))],
        Outcome.PASS,
        "",
        [],
    ),
    ("table not read", [rows(switch())], Outcome.UNKNOWN, "no_evidence", ["MAC address table"]),
    (
        "table not read, nobody can log in",
        [rows(switch(credential_status=CredentialStatus.UNKNOWN))],
        Outcome.UNKNOWN,
        "blocked_by:NET-08",
        ["SW-1: nobody can log in"],
    ),
    (
        "table read in part",
        [rows(switch()), read(TableState.PARTIAL)],
        Outcome.UNKNOWN,
        "parse_partial",
        ["read in part"],
    ),
    (
        "in part, and a port too much",
        [rows(switch()), read(TableState.PARTIAL), macs(11)],
        Outcome.FAIL,
        "",
        [],
    ),
    (
        "nobody said that it is managed",
        [rows(switch(managed=None)), read()],
        Outcome.UNKNOWN,
        "not_asked",
        ["whether it is managed"],
    ),
    (
        "a login shows that it is managed",
        [rows(switch(managed=None)), read(), seen("SW-1", Login(True, "ssh"))],
        Outcome.PASS,
        "",
        [],
    ),
    ("no switch", [], Outcome.UNKNOWN, "no_evidence", ["no switch of the line"]),
    (
        "no Ethernet",
        [device("PLC-1"), rows(ControllerRow(asset_id="PLC-1", interface="serial"))],
        Outcome.NA,
        "",
        ["serial"],
    ),
]


@cases(*CASES)
def test_switches(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_a_port_of_the_plants_switch_concerns_the_lines_behind_it() -> None:
    facts = plant(
        rows(switch(line=(), in_data_path=True)),
        read(),
        *(device(f"IO-{n}", "L2", "IO", macs=(mac(n),)) for n in range(3)),
        macs(3),
    )
    outcomes = [ask(CHECK, facts, line).outcome for line in ("L1", "L2")]
    assert outcomes == [Outcome.PASS, Outcome.WARN]
