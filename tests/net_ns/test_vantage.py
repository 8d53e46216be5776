"""What can be reached depends on where the laptop stands: both places are in the evidence."""

from __future__ import annotations

import json
from pathlib import Path

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
