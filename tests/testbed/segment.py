"""The /24 that discovery is measured on: 60 live hosts, seven protocols, twelve implementations."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.testbed import peers
from tests.testbed.namespaces import Namespace
from tests.testbed.plant import Plant, drop_everything, plant

NET = "10.30.0"
NETWORK = f"{NET}.0/24"
AUDITOR = f"{NET}.250"
LIVE: tuple[tuple[str, str, int], ...] = (
    ("pymodbus", "modbus", 4), ("libmodbus", "modbus", 4), ("modbus_serial", "modbus", 4),
    ("jsmodbus", "modbus", 3), ("snap7", "s7", 10), ("cpppo", "enip", 5),
    ("asyncua", "opcua", 3), ("node_opcua", "opcua", 2), ("bacpypes3", "bacnet", 3),
    ("nginx", "http", 10), ("sshd", "ssh", 2), ("bare", "", 5), ("firewalled", "", 5),
)  # fmt: skip
"""(implementation, protocol, how many)."""


@dataclass(frozen=True, slots=True)
class Live:
    """One host of the segment."""

    space: Namespace
    kind: str
    protocol: str
    """Empty: it answers none."""

    @property
    def address(self) -> str:
        """Its IPv4 address."""
        return self.space.address


@dataclass(frozen=True, slots=True)
class Segment:
    """The segment with the auditor on it."""

    plant: Plant
    auditor: Namespace
    live: tuple[Live, ...]

    def of(self, *kinds: str) -> list[Live]:
        """Return the hosts of these implementations."""
        return [host for host in self.live if host.kind in kinds]

    def dead(self) -> list[Live]:
        """Return the devices whose server does not listen any more."""
        served = [host for host in self.live if host.kind in peers.PORTS]
        return [host for host in served if not peers.listens(host.space, host.kind)]

    def revive(self) -> None:
        """Start again what has died."""
        for host in self.dead():
            peers.start(self.plant, host.kind, [host.space])

    @property
    def speaking(self) -> set[str]:
        """The addresses of hosts that answer one of the protocols."""
        return {host.address for host in self.live if host.protocol}


@contextmanager
def segment(folder: Path, live: tuple[tuple[str, str, int], ...] = LIVE) -> Generator[Segment]:
    """Build it; hosts stand four addresses apart, so that live and dead ones alternate."""
    listed = [(kind, protocol) for kind, protocol, count in live for _ in range(count)]
    names = {f"{kind}-{number}": "" for number, (kind, _) in enumerate(listed, 1)}
    addresses = {name: f"{NET}.{4 * number}/24" for number, name in enumerate(names, 1)}
    with plant(folder) as built:
        flat = built.segment("line")
        spaces = built.add(flat, addresses)
        auditor = built.host("auditor", flat, f"{AUDITOR}/24")
        hosts = tuple(
            Live(space, kind, protocol)
            for space, (kind, protocol) in zip(spaces, listed, strict=True)
        )
        found = Segment(built, auditor, hosts)
        _start(found)
        yield found


def _start(found: Segment) -> None:
    kinds = dict.fromkeys(host.kind for host in found.live)
    for kind in kinds:
        spaces = [host.space for host in found.of(kind)]
        if kind == "firewalled":
            for space in spaces:
                drop_everything(space)
        elif kind != "bare":
            peers.start(found.plant, kind, spaces, wait=False)
    for kind in kinds:
        if kind in peers.PORTS:
            peers.wait_for(kind, [host.space for host in found.of(kind)])
