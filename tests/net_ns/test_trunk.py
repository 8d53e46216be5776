"""A laptop on a trunk port of a real VLAN switch: which tags arrive is told, what the tagged frames
say is in the evidence, and the devices of the port's own VLAN are asked as anywhere.
"""

from __future__ import annotations

import json
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.audit.capture.build import EVERYBODY, arp, eth, mac
from tests.testbed import peers
from tests.testbed.cases import plantready, scope_text, write_case
from tests.testbed.namespaces import Namespace
from tests.testbed.plant import Plant, plant
from tests.testbed.switches import Port, Switches, not_installed, switches

pytestmark = pytest.mark.skipif(bool(not_installed()), reason=not_installed() or "-")
OWN = "10.66.0"
TALKER = Path(__file__).parents[1] / "audit" / "discovery" / "talker.py"
HOSTS = {
    "plc": Port("sw2", f"{OWN}.5/28", vlan=99),
    "talker10": Port("sw1", "10.66.10.5/24", vlan=10),
    "talker20": Port("sw2", "10.66.20.5/24", vlan=20),
    "talker30": Port("sw2", "10.66.30.5/24", vlan=30),
    "laptop": Port("sw1", f"{OWN}.9/28", trunks=(10, 20), native=99),
    "desk": Port("sw1", f"{OWN}.10/28", vlan=99),
}
TWICE = "10.66.77.7"
"""Claimed by a station of VLAN 10 and by one of VLAN 20."""


@dataclass(frozen=True)
class Ran:
    """What a run told, and its evidence."""

    told: dict[str, Any]
    rows: list[dict[str, Any]]

    def values(self, attribute: str) -> list[dict[str, Any]]:
        return [row["value"] for row in self.rows if row["attribute"] == attribute]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Generator[Plant]:
    """Two switches, three tagged VLANs between them; every one of these VLANs has a talker."""
    folder = tmp_path_factory.mktemp("trunk")
    with plant(folder) as made:
        fabric = switches(made, [("sw1", "sw2", (10, 20, 30, 99))], HOSTS)
        peers.start(made, "libmodbus", [made.hosts["plc"]])
        for number, vlan in enumerate((10, 20, 30), 1):
            said = folder / f"frames{vlan}"
            claims = [(mac(number), TWICE)] * (vlan < 30) + [(mac(number + 3), f"10.66.{vlan}.6")]
            frames = [eth(EVERYBODY, own, 0x806, arp(own, ip, ip)) for own, ip in claims]
            said.write_text("\n".join(frame.hex() for frame in frames), encoding="ascii")
            host = made.hosts[f"talker{vlan}"]
            made.spaces.start(host, "python3", str(TALKER), str(said), log=made.log(host.name))
        wait_for(fabric, {(10, mac(1)), (20, mac(2)), (30, mac(6))})
        yield made


def wait_for(fabric: Switches, talkers: set[tuple[int, bytes]]) -> None:
    """Wait until the laptop's switch has learned every talker, also that of the VLAN it may not
    hear.
    """
    wanted = {(vlan, own.hex(":")) for vlan, own in talkers}
    deadline = time.monotonic() + 60
    while not wanted <= set(fabric.learned("sw1")):
        assert time.monotonic() < deadline, fabric.learned("sw1")
        time.sleep(0.2)


def ran(space: Namespace, folder: Path) -> Ran:
    scope = scope_text(
        [f"{OWN}.0/28"], discover=True, probes=["modbus"], opened=[f"{OWN}.0/28"],
        more="[discovery]\ngreetings = []\nlisten_s = 5\n",
    )  # fmt: skip
    case = write_case(folder / "case", scope)
    ended = plantready(space, case, "--json", "probe", "--vantage", "cabinet", timeout_s=120)
    assert "Traceback" not in ended.stderr, ended.stderr
    rows = plantready(space, case, "--json", "export", "evidence", timeout_s=60)
    return Ran(json.loads(ended.stdout), json.loads(rows.stdout))


@pytest.fixture(scope="module")
def trunk(built: Plant, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return ran(built.hosts["laptop"], tmp_path_factory.mktemp("laptop"))


def test_the_tags_that_arrive_are_told_and_no_others(trunk: Ran) -> None:
    assert "eth0: VLAN tags 10, 20 arrive" in trunk.told["discovery"]["heard"]
    tagged = {said["vlan"] for said in trunk.values("conversation") if said.get("vlan") is not None}
    assert tagged == {10, 20}


def test_who_speaks_in_each_vlan_is_a_device(trunk: Ran) -> None:
    found = {ip for said in trunk.values("identity") for ip in said.get("ips", ())}
    assert {"10.66.10.6", "10.66.20.6"} <= found
    assert "10.66.30.6" not in found


def test_one_address_in_two_vlans_is_told_with_where_each_was_heard(trunk: Ran) -> None:
    claims = {(said["mac"], said["interface"]) for said in trunk.values("arp")
              if said["ip"] == TWICE}  # fmt: skip
    assert claims == {(mac(1).hex(":"), "VLAN 10"), (mac(2).hex(":"), "VLAN 20")}


def test_the_ports_own_vlan_is_asked_over_the_trunk(trunk: Ran) -> None:
    open_ports = {(said["ip"], said["port"]) for said in trunk.values("service")
                  if said.get("seen_by") == "active"}  # fmt: skip
    assert (f"{OWN}.5", 502) in open_ports


def test_an_access_port_gives_no_tags(built: Plant, tmp_path: Path) -> None:
    found = ran(built.hosts["desk"], tmp_path)
    assert not [told for told in found.told["discovery"]["heard"] if "VLAN tags" in told]
    assert {said.get("vlan") for said in found.values("conversation")} <= {None}
    assert TWICE not in {said["ip"] for said in found.values("arp")}
