"""Switches with VLANs: Open vSwitch in user space, with access ports, trunks and MAC learning.

For segments where a tag counts. The bridges of `tests.testbed.plant` are quicker where none does.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.testbed.namespaces import Namespace, batch, run
from tests.testbed.plant import Plant, mac_of

_SCHEMA = "/usr/share/openvswitch/vswitch.ovsschema"


@dataclass(frozen=True, slots=True)
class Port:
    """Where a host is plugged in."""

    switch: str
    address: str
    """With prefix length; empty: the host only listens."""
    vlan: int = 0
    """Access port; 0: a trunk."""
    trunks: tuple[int, ...] = ()
    native: int = 0
    """VLAN of a trunk's frames without a tag; 0: it carries none."""


@dataclass(frozen=True, slots=True)
class Switches:
    """Some switches of one fabric."""

    space: Namespace
    folder: Path

    def control(self, *words: str) -> str:
        """Run ovs-vsctl."""
        return run("ovs-vsctl", f"--db=unix:{self.folder}/db", *words)

    def learned(self, switch: str) -> list[tuple[int, str]]:
        """Return what a switch has learned: VLAN and MAC."""
        process = (self.folder / "vswitchd.pid").read_text().strip()
        target = f"{self.folder}/ovs-vswitchd.{process}.ctl"
        lines = run("ovs-appctl", "-t", target, "fdb/show", switch).splitlines()[1:]
        return [(int(vlan), mac) for _, vlan, mac, _ in map(str.split, lines)]


def switches(
    plant: Plant, links: Sequence[tuple[str, str, tuple[int, ...]]], hosts: Mapping[str, Port]
) -> Switches:
    """Build switches, the trunks between them, and hosts in namespaces of their own."""
    (space,) = plant.spaces.make("switches")
    # Not in the plant's folder: a socket's path may not be longer than 108 characters.
    found = Switches(space, Path(tempfile.mkdtemp(prefix="ovs", dir="/run")))
    plant.spaces.at_end(lambda: shutil.rmtree(found.folder, ignore_errors=True))
    _start(plant, found)
    made = plant.spaces.make(*hosts)
    batch(
        f"link add eth0 address {_mac(host)} netns {own.full_name}"
        f" type veth peer name h{number} netns {space.full_name}"
        for number, (own, host) in enumerate(zip(made, hosts.values(), strict=True))
    )
    space.batch(*(f"link set dev h{number} up" for number in range(len(made))))
    for own, host in zip(made, hosts.values(), strict=True):
        own.address = host.address.partition("/")[0]
        own.mac = _mac(host)
        address = f"addr add {host.address} brd + dev eth0" if host.address else ""
        own.batch(address, "link set dev eth0 up")
        own.fill_in_checksums()
        plant.hosts[own.name] = own
    found.control("--timeout=30", *_bridges(links, hosts), *_links(links), *_ports(hosts))
    return found


def _mac(host: Port) -> str:
    return mac_of(host.address or "10.255.255.254/32")


def _start(plant: Plant, found: Switches) -> None:
    folder = str(found.folder)
    run("ovsdb-tool", "create", f"{folder}/conf.db", _SCHEMA)
    names = ("OVS_RUNDIR", "OVS_LOGDIR", "OVS_DBDIR", "OVS_SYSCONFDIR")
    places: dict[str, str] = dict.fromkeys(names, folder)
    words = ["ovsdb-server", f"{folder}/conf.db", f"--remote=punix:{folder}/db"]
    words += [f"--pidfile={folder}/ovsdb.pid", "--detach", "--no-chdir", "--log-file=/dev/null"]
    started = plant.spaces.start(found.space, *words, log=plant.log("ovsdb"), env=places)
    started.wait(20)
    found.control("--no-wait", "init")
    words = ["ovs-vswitchd", f"unix:{folder}/db", f"--pidfile={folder}/vswitchd.pid"]
    words += ["--detach", "--no-chdir", "--log-file=/dev/null"]
    started = plant.spaces.start(found.space, *words, log=plant.log("vswitchd"), env=places)
    started.wait(20)


def _bridges(
    links: Sequence[tuple[str, str, tuple[int, ...]]], hosts: Mapping[str, Port]
) -> list[str]:
    names = [name for one, other, _ in links for name in (one, other)]
    words: list[str] = []
    for name in dict.fromkeys([*names, *(host.switch for host in hosts.values())]):
        words += ["--", "add-br", name]
        words += ["--", "set", "bridge", name, "datapath_type=netdev", "fail_mode=standalone"]
    return words


def _links(links: Sequence[tuple[str, str, tuple[int, ...]]]) -> list[str]:
    words: list[str] = []
    for number, (one, other, vlans) in enumerate(links):
        trunks = "trunks=" + ",".join(map(str, vlans))
        for switch, port, peer in ((one, f"u{number}a", f"u{number}b"),
                                   (other, f"u{number}b", f"u{number}a")):  # fmt: skip
            words += ["--", "add-port", switch, port]
            words += ["--", "set", "interface", port, "type=patch", f"options:peer={peer}"]
            words += ["--", "set", "port", port, trunks]
    return words


def _ports(hosts: Mapping[str, Port]) -> list[str]:
    words: list[str] = []
    for number, host in enumerate(hosts.values()):
        words += ["--", "add-port", host.switch, f"h{number}", "--", "set", "port", f"h{number}"]
        if host.vlan:
            words.append(f"tag={host.vlan}")
            continue
        words.append("trunks=" + ",".join(map(str, (*host.trunks, *filter(None, [host.native])))))
        if host.native:
            words += ["vlan_mode=native-untagged", f"tag={host.native}"]
    return words


def not_installed() -> str:
    """Return what is missing for it; empty when nothing is."""
    return "" if Path(_SCHEMA).exists() and shutil.which("ovs-vsctl") else "no openvswitch-switch"
