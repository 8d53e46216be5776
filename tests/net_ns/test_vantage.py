"""What can be reached depends on where the laptop stands: each place is in the evidence, together
they are a matrix, and checks are decided by it.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.testbed import peers, wire
from tests.testbed.cases import Known, plantready, scope_text, write_case
from tests.testbed.namespaces import Namespace
from tests.testbed.plant import plant

LINE = "10.51.0.0/24"
BETWEEN = """
table inet between {
 chain forward {
  type filter hook forward priority 0; policy accept;
  ip daddr 10.51.0.5 tcp dport 502 drop
  ip daddr 10.51.0.6 tcp dport 502 reject with tcp reset
 }
}
"""


def reached(space: Namespace, case: Path) -> dict[tuple[str, str], set[str]]:
    """(vantage, device) → how reaching it ended."""
    said = plantready(space, case, "--json", "export", "evidence")
    found: dict[tuple[str, str], set[str]] = {}
    for row in json.loads(said.stdout):
        if row["attribute"] == "reach":
            value = row["value"]
            found.setdefault((value["vantage"], value["ip"]), set()).add(value["outcome"])
    return found


def test_a_firewall_shows_from_the_office_and_not_from_the_line(tmp_path: Path) -> None:
    with plant(tmp_path) as built:
        office, line = built.segment("office"), built.segment("line")
        router = built.router("router", {office: "10.50.0.1/24", line: "10.51.0.1/24"})
        desk = built.host("desk", office, "10.50.0.9/24", gateway="10.50.0.1")
        bench = built.host("bench", line, "10.51.0.9/24", gateway="10.51.0.1")
        plcs = built.add(
            line, {f"plc{n}": f"10.51.0.{n}/24" for n in (5, 6, 7)}, gateway="10.51.0.1"
        )
        router.filter(BETWEEN)
        peers.start(built, "libmodbus", plcs)
        known = [Known(plc.name, plc.address, "modbus") for plc in plcs]
        case = write_case(
            tmp_path / "case", scope_text([LINE], opened=[plc.address for plc in plcs]), known
        )
        with wire.captured(desk, tmp_path) as capture:
            first = plantready(desk, case, "probe", "--vantage", "office")
        assert first.returncode == 4, first.stderr
        # The router is only passed through: the system asks for it by ARP, nothing is sent to it.
        packets = [frame for frame in capture.sent_by(desk.mac) if not frame.arp]
        assert wire.outside(packets, [LINE]) == []
        second = plantready(bench, case, "probe", "--vantage", "line", "--again")
        assert second.returncode == 0, second.stdout + second.stderr
        told = reached(bench, case)
        assert told["office", "10.51.0.5"] == {"timeout"}
        assert told["office", "10.51.0.6"] == {"refused"}
        assert told["office", "10.51.0.7"] == {"ok"}
        assert {told["line", plc.address].pop() for plc in plcs} == {"ok"}


MES = "10.52.0.0/24"
DOORS = """[segmentation]
vantages = ["office", "guests", "line 1", "nowhere"]
ports = [22, 502, 4840]
[paths]
echoes = 4
"""
SEGMENTS = """segment,subnet,line,purpose
office,10.50.0.0/24,,office floor
guests,10.53.0.0/24,,visitors
line 1,10.51.0.0/24,L1,cells
servers,10.52.0.0/24,L1,consumers of the line
"""
FIREWALL = """
table inet between {
 chain forward {
  type filter hook forward priority 0; policy drop;
  ct state established,related accept
  ip protocol icmp accept
  ip saddr 10.50.0.0/24 ip daddr 10.51.0.0/24 tcp dport 502 reject with tcp reset
  ip saddr 10.51.0.0/24 ip daddr 10.52.0.0/24 tcp dport 80 accept
 }
}
"""


@dataclass(frozen=True)
class Walked:
    """A case after the laptop stood in four places."""

    case: Path
    bench: Namespace
    said: dict[str, str]
    """What the run from each place printed."""
    planned: list[dict[str, Any]]
    """The sheet for the line, before anything was sent."""
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])

    def table(self, name: str) -> list[dict[str, Any]]:
        if name not in self.tables:
            self.tables[name] = json.loads(plantready(self.bench, self.case, "export", name).stdout)
        return self.tables[name]

    def cell(self, vantage: str, segment: str, port: int) -> dict[str, Any]:
        (found,) = [
            row for row in self.table("crossings")
            if (row["vantage"], row["segment"], row["port"]) == (vantage, segment, port)
        ]  # fmt: skip
        return found


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Generator[Walked]:
    """Office and guests behind a firewall that refuses one and drops the other, the line itself,
    and a segment without any router.
    """
    folder = tmp_path_factory.mktemp("walked")
    with plant(folder) as built:
        for name in ("office", "line", "servers", "guests", "alone"):
            built.segment(name)
        nets = {"office": 50, "line": 51, "servers": 52, "guests": 53}
        router = built.router("router", {name: f"10.{n}.0.1/24" for name, n in nets.items()})
        places = {
            vantage: built.host(f"at-{net}", net, f"10.{n}.0.9/24", gateway=f"10.{n}.0.1")
            for vantage, net, n in (
                ("office", "office", 50), ("guests", "guests", 53), ("line 1", "line", 51),
            )
        }  # fmt: skip
        places["nowhere"] = built.host("at-alone", "alone", "10.54.0.9/24")
        plcs = built.add(
            "line", {f"plc{n}": f"10.51.0.{n}/24" for n in (5, 6)}, gateway="10.51.0.1"
        )
        mes = built.host("mes", "servers", "10.52.0.8/24", gateway="10.52.0.1")
        mes.batch("link set dev eth0 mtu 1400")
        router.batch("link set dev eth2 mtu 1400")
        router.filter(FIREWALL)
        peers.start(built, "libmodbus", plcs)
        peers.start(built, "nginx", [mes])
        known = [*(Known(p.name, p.address, "modbus") for p in plcs),
                 Known(mes.name, mes.address, "http")]  # fmt: skip
        opened = [plc.address for plc in plcs]
        case = write_case(
            folder / "case", scope_text([LINE, MES], opened=opened, more=DOORS), known
        )
        (case / "inventory" / "segments.csv").write_text(SEGMENTS)
        planned = plantready(
            places["line 1"], case, "--json", "probe", "--vantage", "line 1", "--dry-run"
        )
        said = {
            vantage: plantready(place, case, "probe", "--vantage", vantage).stdout
            for vantage, place in places.items()
        }
        yield Walked(case, places["line 1"], said, json.loads(planned.stdout))


def test_the_matrix_is_built_up_over_the_places(walked: Walked) -> None:
    assert walked.cell("line 1", "line 1", 502)["open_at"] == ["plc5", "plc6"]
    assert walked.cell("office", "line 1", 502)["state"] == "filtered"
    assert walked.cell("guests", "line 1", 502)["filtered_at"] == ["plc5", "plc6"]
    assert walked.cell("line 1", "line 1", 4840)["state"] == "shut"
    assert walked.cell("office", "servers", 22)["state"] == "silent"
    assert walked.cell("line 1", "servers", 80)["service"] == "http"


def test_each_run_says_what_its_place_reaches(walked: Walked) -> None:
    """As far as it is known by then: nobody has had an answer before the run from the line."""
    assert "from office, line 1: shut: 502 modbus" in walked.said["office"]
    assert "from line 1, line 1: open: 502 modbus" in walked.said["line 1"]
    assert "from line 1, servers: open: 80 http" in walked.said["line 1"]


def test_a_laptop_without_a_way_proves_no_filter(walked: Walked) -> None:
    assert "this computer has no way to 10.51.0.5" in walked.said["nowhere"]
    assert "nowhere" not in {row["vantage"] for row in walked.table("crossings")}


def test_the_tries_decide_the_checks(walked: Walked) -> None:
    findings = {row["check_id"]: row for row in walked.table("findings") if row["line"] == "L1"}
    assert findings["SEC-01"]["status"] == "pass", findings["SEC-01"]["sentence"]
    assert "from the office stopped, none got through" in findings["SEC-01"]["sentence"]
    assert findings["PLC-10"]["status"] == "pass", findings["PLC-10"]["sentence"]
    assert "from guests and office stopped" in findings["PLC-10"]["sentence"]
    assert findings["NET-05"]["status"] == "pass", findings["NET-05"]["sentence"]


def test_the_way_to_the_consumer_is_measured_from_the_line(walked: Walked) -> None:
    (way,) = [row for row in walked.table("reaches") if row["hops"] is not None]
    assert (way["flow"], way["vantage"], way["hops"]) == ("F-mes-80", "line 1", 1)
    assert (way["mtu"], way["loss_percent"]) == (1400, 0)
    assert way["rtt_ms"] > 0


def test_the_sheet_names_every_packet_beforehand(walked: Walked) -> None:
    """By address: what the ledger has of the run from the line is no more than was signed."""
    ledger = [row for row in walked.table("ledger") if row["source"] == "line 1"]
    assert ledger
    for address in {row["destination"] for row in ledger}:
        sent = [row for row in ledger if row["destination"] == address]
        allowed = [row for row in walked.planned if row["address"] == address]
        assert sum(row["packets"] for row in sent) <= sum(row["packets"] for row in allowed)
        assert sum(row["bytes"] for row in sent) <= sum(row["bytes"] for row in allowed)
