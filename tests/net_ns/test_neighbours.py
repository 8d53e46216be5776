"""Two real agents with lldpd beside them: asked by SNMP, each names the other, and the cable
between them is in the facts.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.testbed import peers
from tests.testbed.cases import plantready, scope_text, write_case
from tests.testbed.namespaces import Namespace
from tests.testbed.plant import plant

NET = "10.61.0"
LLDP_MIB = "1.0.8802.1.1.2.1.4.1.1.9"
"""lldpRemSysName."""


def hears(laptop: Namespace, switch: Namespace, other: str) -> bool:
    """Whether the agent's table of neighbours names the other one, as net-snmp's own client reads
    it.
    """
    words = ("snmpbulkwalk", "-v2c", "-cpublic", "-t1", "-r0", "-Oqv", switch.address, LLDP_MIB)
    return other in laptop.run("sh", "-c", " ".join(words) + " || true")


def test_the_cable_between_two_switches_is_found_by_what_they_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANTREADY_CREDENTIAL_PLANT_READ", "community=public")
    with plant(tmp_path) as built:
        built.segment("flat")
        # A bridge keeps LLDP to itself; this one is to be no more than a cable (IEEE 802.1D).
        built.wires.batch("link set dev br0 type bridge group_fwd_mask 16384")
        laptop = built.host("laptop", "flat", f"{NET}.250/24")
        switches = built.add("flat", {"sw-a": f"{NET}.1/24", "sw-b": f"{NET}.2/24"})
        peers.start(built, "snmpd", switches)
        deadline = time.monotonic() + 60
        for one, other in (switches, switches[::-1]):
            while not hears(laptop, one, other.name):
                assert time.monotonic() < deadline, f"{one.name} never heard {other.name}"
                time.sleep(1)
        case = write_case(tmp_path / "case", scope_text([f"{NET}.0/24"], probes=["snmp"]))
        rows = "".join(f"{s.name},L1,{s.address},plant-read\n" for s in switches)
        (case / "inventory" / "switches.csv").write_text(f"switch,line,ip,credential\n{rows}")
        ended = plantready(laptop, case, "probe")
        assert ended.returncode == 0, ended.stdout + ended.stderr
        links: list[dict[str, Any]] = json.loads(plantready(laptop, case, "export", "links").stdout)
    found = [
        {row["a_device"], row["b_device"]} for row in links
        if row["kind"] == "lldp" and (row["a_port"], row["b_port"]) == ("eth0", "eth0")
    ]  # fmt: skip
    assert {"sw-a", "sw-b"} in found, links
