"""Networks that tests draw: a tree of switches, unmanaged ones and stations in, MAC tables out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from hypothesis import strategies as st

from audit.facts.bridges import Bridged, bridged
from audit.facts.forwarding import forwarding_of
from audit.facts.model import Seen
from audit.facts.placing import Stations, place
from audit.facts.towards import towards_of
from audit.payloads import FdbEntry
from audit.records import Grade
from tests.audit.facts.evidence import NOON

Port = tuple[str, str]


def mac_of(kind: int, number: int) -> str:
    """A MAC of one of a kind of things: 1 switches, 2 stations."""
    return f"00:1b:1b:0{kind}:{number >> 8:02x}:{number & 255:02x}"


@dataclass
class Plant:
    """A tree. Node `s…` is a managed switch, `u…` an unmanaged one, `p…` a station."""

    cables: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def add(self, a: str, b: str) -> None:
        self.cables.append((a, b))

    @property
    def nodes(self) -> list[str]:
        return sorted({node for cable in self.cables for node in cable} or {"s0"})

    @property
    def switches(self) -> list[str]:
        return [node for node in self.nodes if node.startswith("s")]

    @property
    def stations(self) -> list[str]:
        return [node for node in self.nodes if node.startswith("p")]

    def mac(self, node: str) -> str:
        return mac_of(1 if node.startswith("s") else 2, int(node[1:]))

    def beside(self) -> dict[str, dict[str, str]]:
        """Node → its port → the node there; a port is called after the number of the cable."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for number, (a, b) in enumerate(self.cables, 1):
            found[a][str(number)] = b
            found[b][str(number)] = a
        return found

    def behind(self, switch: str) -> dict[str, str]:
        """Every other node → the port of the switch that leads to it."""
        beside, found = self.beside(), dict[str, str]()
        for port, first in beside[switch].items():
            queue = [first]
            while queue:
                node = queue.pop()
                found[node] = port
                queue += [n for n in beside[node].values() if n != switch and n not in found]
        return found

    def segments(self) -> list[tuple[set[Port], set[str]]]:
        """What joins managed switches: their ports, and the stations and unmanaged ones on it."""
        beside, done, found = self.beside(), set[int](), list[tuple[set[Port], set[str]]]()
        for number in range(1, len(self.cables) + 1):
            if number in done:
                continue
            ports, inner, queue = set[Port](), set[str](), [number]
            while queue:
                cable = queue.pop()
                if cable in done:
                    continue
                done.add(cable)
                for node in self.cables[cable - 1]:
                    if node.startswith("s"):
                        ports.add((node, str(cable)))
                    else:
                        inner.add(node)
                        queue += [int(port) for port in beside[node]]
            found.append((ports, inner))
        return found

    def rows(self) -> Iterator[tuple[str, FdbEntry]]:
        """Complete MAC tables: every switch has heard every station and every other switch."""
        for switch in self.switches:
            for node, port in sorted(self.behind(switch).items()):
                if not node.startswith("u"):
                    yield switch, FdbEntry(self.mac(node), port, 1, "learned")


def joined(plant: Plant, rows: list[tuple[str, FdbEntry]]) -> tuple[Bridged, Stations]:
    """What our reading makes of MAC tables alone."""
    seen = [
        Seen(switch, row, number, Grade.A, NOON, "test")
        for number, (switch, row) in enumerate(rows, 1)
    ]
    owner = {plant.mac(switch): switch for switch in plant.switches}
    network = bridged(towards_of(forwarding_of(seen, ()), owner, (), {}), (), {})
    return network, place(network, (), network.links)


@st.composite
def plants(draw: st.DrawFn, *, unmanaged: int = 3, stations: int = 8) -> Plant:
    """Random trees of two to seven switches."""
    switches = draw(st.integers(2, 7))
    between = draw(st.integers(0, unmanaged))
    inner = draw(
        st.permutations([f"s{n}" for n in range(switches)] + [f"u{n}" for n in range(between)])
    )
    plant = Plant()
    for number, node in enumerate(inner[1:], 1):
        plant.add(inner[draw(st.integers(0, number - 1))], node)
    for number in range(draw(st.integers(0, stations))):
        plant.add(draw(st.sampled_from(inner)), f"p{number}")
    return plant
