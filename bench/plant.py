"""A made-up plant of any number of equal lines, as facts: nothing in it is tuned to a check. The
same number of lines gives the same plant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from random import Random
from typing import Any

from audit.facts.model import CaseFacts, Device, Link, PlantFacts, Seen, Segment, Stated
from audit.inventory.tables import TABLES, ConditionRow, LineRow, Row
from audit.payloads import (
    ArpEntry,
    Conversation,
    Coverage,
    FdbEntry,
    Interface,
    Login,
    Management,
    Reach,
    Service,
    TableRead,
    TableState,
    UaEndpoint,
)
from audit.records import Grade
from bench.plant_rows import (
    AS_OF,
    ASSETS,
    CONTROLLERS,
    SWITCHES,
    USE_CASE,
    answers_of,
    ip,
    mac,
    of_a_line,
    rows_of,
)
from checks.questions import ALL as QUESTIONS

WHEN = datetime(2026, 11, 1, 8, tzinfo=UTC)
NEVER_MADE = {"baseline", "thresholds", "waivers", "answers", "lines"}
"""Tables that change how a plant is judged, and those made apart."""


@dataclass
class _Plant:
    """What is collected while the lines are made."""

    rows: dict[str, list[Stated[Any]]] = field(default_factory=dict[str, list[Stated[Any]]])
    seen: dict[str, list[Seen[Any]]] = field(default_factory=dict[str, list[Seen[Any]]])
    devices: list[Device] = field(default_factory=list[Device])
    links: list[Link] = field(default_factory=list[Link])
    segments: list[Segment] = field(default_factory=list[Segment])
    number: Iterator[int] = field(default_factory=lambda: count(1))

    def state(self, *rows: Row) -> None:
        for row in rows:
            stated = Stated(row, next(self.number), Grade.B, WHEN, f"{row.table}.csv", "row", "csv")
            self.rows.setdefault(row.table, []).append(stated)

    def see(self, name: str, device_id: str, *values: Any) -> None:
        for value in values:
            item = Seen(device_id, value, next(self.number), Grade.A, WHEN, "probe")
            self.seen.setdefault(name, []).append(item)


def plant(lines: int) -> PlantFacts:
    """Make a plant; the first line is the pilot. About 600 facts a line."""
    made = _Plant()
    _shared(made)
    for number in range(lines):
        line = f"L{number}"
        rng = Random(number)
        made.state(LineRow(line=line, name=f"Line {number}", pilot=number == 0, area="hall"))
        for table, row in TABLES.items():
            if table not in NEVER_MADE and of_a_line(row):
                made.state(*rows_of(row, line, rng))
        for question in QUESTIONS:
            if question.per_line:
                made.state(*answers_of(question, line, rng))
        _devices(made, line)
        _readings(made, line, rng)
        _network(made, line)
    return _facts(made)


def _shared(made: _Plant) -> None:
    """What the plant has once: servers, answers for all lines, the pilot's conditions."""
    rng = Random(4711)
    for table, row in TABLES.items():
        if table not in NEVER_MADE and not of_a_line(row):
            made.state(*rows_of(row, "L0", rng))
    for question in QUESTIONS:
        if not question.per_line:
            made.state(*answers_of(question, "", rng))
    for check_id in ("NET-03", "NET-07", "DAT-02", "PLC-03"):
        cells = {"condition_id": f"C-{check_id}", "check_id": check_id, "would_fail_without": "yes"}
        made.state(ConditionRow.model_validate(cells))
    for name, address in (("MES", "10.250.0.10"), ("HIST", "10.250.0.11")):
        made.devices.append(Device(name, name, role="server", ips=(address,), observed=True,
                                   evidence=(next(made.number),), last_seen=WHEN))  # fmt: skip


def _devices(made: _Plant, line: str) -> None:
    roles = {row.record.asset_id: row.record.role for row in made.rows["assets"][-ASSETS:]}
    names = [(f"{line}-A{n}", str(roles[f"{line}-A{n}"]), n) for n in range(ASSETS)]
    names += [(f"{line}-SW{n}", "switch", 100 + n) for n in range(SWITCHES)]
    made.devices += [
        Device(
            name, name, line, role, vendor="Example", model=f"Model {n % 4}", firmware="V2.1",
            macs=(mac(line, n),), ips=(ip(line, n),), documented=True, observed=True,
            grade=Grade.A, evidence=(next(made.number),), identity_grade=Grade.B,
            identity_evidence=(next(made.number),), first_seen=WHEN, last_seen=WHEN,
            switch=f"{line}-SW0", port=f"Gi1/0/{n}",
        )
        for name, role, n in names
    ]  # fmt: skip


def _readings(made: _Plant, line: str, rng: Random) -> None:
    for n in range(SWITCHES):
        name = f"{line}-SW{n}"
        made.see("interfaces", name, *(_port(i, rng) for i in range(24)))
        made.see("fdb", name, *(FdbEntry(mac(line, i), f"Gi1/0/{i}", 10, "learned")
                                for i in range(ASSETS)))  # fmt: skip
        made.see("management", name, Management(("ssh", "snmpv3"), True, igmp_snooping=True))
        made.see("logins", name, Login(rng.random() < 0.9, "ssh"))
        made.see("table_reads", name, *(TableRead(table, TableState.COMPLETE, rows=24) for table in
                 ("interfaces", "vlans", "fdb", "neighbours", "arp", "config")))  # fmt: skip
    made.see("arp", f"{line}-SW0", *(ArpEntry(ip(line, i), mac(line, i)) for i in range(ASSETS)))
    for n in range(ASSETS):
        made.see("services", f"{line}-A{n}", Service(ip(line, n), 4840, protocol="opcua",
                                                    product="server"))  # fmt: skip
        made.see("conversations", f"{line}-A{n}", Conversation(
            mac(line, n), ip(line, n), mac(line, n // 2), rng.choice(("10.250.0.10", ip(line, 1))),
            protocol="opcua", packets=100, bytes=9000, server_port=4840))  # fmt: skip
    for n in range(CONTROLLERS):
        url = f"opc.tcp://{ip(line, n)}:4840"
        made.see("endpoints", f"{line}-A{n}", UaEndpoint(url, "Basic256Sha256", "Sign"))
    for n in range(10):
        made.see("reaches", "MES", Reach("10.250.0.10", 4840, "ok", flow=f"{line}-F{n}"))
    made.see("coverage", f"{line}-SW0", Coverage("capture", "2026-11-01T00:00:00+00:00",
                                                 "2026-11-01T09:00:00+00:00", 9000))  # fmt: skip


def _port(number: int, rng: Random) -> Interface:
    return Interface(f"Gi1/0/{number}", number, speed_mbps=1000.0, duplex="full", admin_up=True,
                     oper_up=rng.random() < 0.8, mode="access", access_vlan=10)  # fmt: skip


def _network(made: _Plant, line: str) -> None:
    made.links += [
        Link(f"{line}-SW0", f"Gi1/0/{n}", f"{line}-A{n}", "", "lldp", "confirmed", 1.0,
             (next(made.number),))
        for n in range(10)
    ]  # fmt: skip
    members = tuple(f"{line}-A{n}" for n in range(ASSETS))
    subnet = ".".join([*ip(line, 0).split(".")[:3], "0"]) + "/24"
    classes = (("controller", CONTROLLERS),)
    made.segments.append(Segment(10, subnet, line, members, classes, (line,),
                                 (next(made.number),), (10,)))  # fmt: skip


def _facts(made: _Plant) -> PlantFacts:
    case = CaseFacts("SCALE", "Made-up plant", "L0", (USE_CASE,), AS_OF,
                     baseline_signed_by="production lead")  # fmt: skip
    readings: dict[str, Any] = {name: tuple(items) for name, items in made.seen.items()}
    return PlantFacts(
        case,
        "0" * 64,
        devices=tuple(made.devices),
        links=tuple(made.links),
        segments=tuple(made.segments),
        rows={table: tuple(rows) for table, rows in made.rows.items()},
        **readings,
    )


def size(facts: PlantFacts) -> int:
    """Count the facts: rows, devices, links, segments and readings."""
    readings = sum(len(getattr(facts, name)) for name in (
        "interfaces", "fdb", "arp", "services", "endpoints", "management", "table_reads", "logins",
        "reaches", "conversations", "coverage"))  # fmt: skip
    rows = sum(map(len, facts.rows.values()))
    return readings + rows + len(facts.devices) + len(facts.links) + len(facts.segments)
