"""Segments, hosts, routers and firewalls out of network namespaces.

A segment is a Linux bridge; a host is a namespace of its own with its own MAC, on one segment; a
router stands in several. Where VLAN tags count, `tests.testbed.switches` gives real access and
trunk ports. Sixty hosts take about a second.
"""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_interface
from pathlib import Path

from tests.testbed.namespaces import Namespace, Namespaces, TestbedError, batch

RELAY = Path(__file__).with_name("relay.py")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line between two segments."""

    space: Namespace
    settings: Path

    def set(self, *, delay_s: float = 0.0, loss: float = 0.0) -> None:
        """Delay every frame, lose this share of them, in each direction; in force at once."""
        fresh = self.settings.with_suffix(".new")
        fresh.write_text(json.dumps({"delay_s": delay_s, "loss": loss}), encoding="utf-8")
        fresh.replace(self.settings)
        time.sleep(0.1)


@dataclass(eq=False)
class Plant:
    """What stands where."""

    spaces: Namespaces
    folder: Path
    """For logs, keys and settings of the devices."""
    wires: Namespace
    """Where the bridges are."""
    segments: dict[str, str] = field(default_factory=dict[str, str])
    """Segment name → bridge."""
    hosts: dict[str, Namespace] = field(default_factory=dict[str, Namespace])
    _ports: int = 0

    def segment(self, name: str) -> str:
        """Add a segment, return its name."""
        bridge = self.segments[name] = f"br{len(self.segments)}"
        self.wires.batch(f"link add {bridge} type bridge", f"link set dev {bridge} up")
        return name

    def add(
        self,
        segment: str,
        addresses: Mapping[str, str],
        *,
        gateway: str = "",
        macs: Mapping[str, str] | None = None,
    ) -> list[Namespace]:
        """Add hosts: name → address with prefix length. Each has its own namespace and MAC."""
        made = self.spaces.make(*addresses)
        links: list[str] = []
        ports: list[str] = []
        for space, text in zip(made, addresses.values(), strict=True):
            space.address = str(ip_interface(text).ip)
            space.mac = (macs or {}).get(space.name) or mac_of(text)
            space.gateway = gateway
            port = self._next_port()
            links.append(
                f"link add eth0 address {space.mac} netns {space.full_name}"
                f" type veth peer name {port} netns {self.wires.full_name}"
            )
            ports.append(f"link set dev {port} master {self.segments[segment]} up")
            self.hosts[space.name] = space
        batch(links)
        self.wires.batch(*ports)
        for space, text in zip(made, addresses.values(), strict=True):
            way = f"route add default via {gateway}" if gateway else ""
            space.batch(f"addr add {text} brd + dev eth0", "link set dev eth0 up", way)
        return made

    def host(self, name: str, segment: str, address: str, *, gateway: str = "") -> Namespace:
        """Add one host."""
        return self.add(segment, {name: address}, gateway=gateway)[0]

    def router(self, name: str, interfaces: Mapping[str, str]) -> Namespace:
        """Add a router: segment → its address there. Interfaces are eth0, eth1… in that order."""
        (space,) = self.spaces.make(name)
        for number, (segment, address) in enumerate(interfaces.items()):
            port, here = self._next_port(), f"eth{number}"
            batch([
                f"link add {here} address {mac_of(address)} netns {space.full_name}"
                f" type veth peer name {port} netns {self.wires.full_name}"
            ])  # fmt: skip
            self.wires.batch(f"link set dev {port} master {self.segments[segment]} up")
            space.batch(f"addr add {address} brd + dev {here}", f"link set dev {here} up")
        space.run("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv4.icmp_ratelimit=0")
        self.hosts[name] = space
        return space

    def line(self, name: str, one: str, other: str) -> BadLine:
        """Join two segments by a line whose delay and loss can be set; they are one network.

        Hosts on both need `fill_in_checksums`: nobody behind the line does it for them.
        """
        (space,) = self.spaces.make(name)
        for number, segment in enumerate((one, other)):
            port = self._next_port()
            end = f"netns {space.full_name} type veth peer name {port}"
            batch([f"link add eth{number} {end} netns {self.wires.full_name}"])
            self.wires.batch(f"link set dev {port} master {self.segments[segment]} up")
            space.batch(f"link set dev eth{number} up")
        found = BadLine(space, self.folder / f"{name}.json")
        found.set()
        words = ["python3", str(RELAY), str(found.settings), "eth0", "eth1"]
        self.spaces.start(space, *words, log=self.log(name))
        _wait_for_word(self.log(name), "ready")
        return found

    def _next_port(self) -> str:
        self._ports += 1
        return f"p{self._ports}"

    def log(self, name: str) -> Path:
        """Return a file for what a process says."""
        return self.folder / f"{name}.log"


def mac_of(address: str) -> str:
    """Return a locally administered MAC that is made of the address."""
    return "02:30:" + ":".join(f"{part:02x}" for part in ip_interface(address).ip.packed)


@contextmanager
def plant(folder: Path) -> Generator[Plant]:
    """Build an empty plant for the time of the `with`."""
    with Namespaces() as spaces:
        (wires,) = spaces.make("wires")
        yield Plant(spaces, folder, wires)


def _wait_for_word(log: Path, word: str, most_s: float = 20) -> None:
    deadline = time.monotonic() + most_s
    while word not in log.read_text(encoding="utf-8", errors="replace"):
        if time.monotonic() > deadline:
            raise TestbedError(f"{log.name} never said {word}")
        time.sleep(0.05)


def wait_for_port(space: Namespace, port: int, *, udp: bool = False, most_s: float = 30) -> None:
    """Wait until something listens on a port inside; no packet is sent for it."""
    deadline = time.monotonic() + most_s
    while not listens(space, port, udp=udp):
        if time.monotonic() > deadline:
            raise TestbedError(f"{space.name}: nothing listens on port {port}")
        time.sleep(0.1)


def listens(space: Namespace, port: int, *, udp: bool = False) -> bool:
    """Return whether something listens on a port inside; no packet is sent for it."""
    return f":{port} " in space.run("ss", "-Hlnu" if udp else "-Hlnt")


def drop_everything(space: Namespace) -> None:
    """A host behind its own firewall: it answers ARP and nothing else."""
    policy = "type filter hook input priority 0; policy drop;"
    space.filter(f"table inet closed {{\n chain input {{\n  {policy}\n }}\n}}\n")
