"""What all switches learned, in one index: MAC table rows, ports and owners in, tables out.

The members of an aggregate are taken for the aggregate: it forwards as one port.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from audit.facts.model import Seen
from audit.facts.names import is_station, port_key
from audit.facts.nodes import OWN_STATUSES
from audit.payloads import FdbEntry, Interface

Port = tuple[str, str]
"""(device id, port key)."""
BLOCK = 64
"""A switch without readable port MACs is taken to own the addresses after its own one, as far as
the block that makers give a switch: 64 where the own address ends on such a block, else 16.
"""


@dataclass(slots=True)
class Forwarding:
    """The MAC tables of all switches."""

    at: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    """Switch → MAC → port key; '' where it lists the MAC on several ports."""
    behind: dict[Port, set[str]] = field(default_factory=lambda: defaultdict(set))
    evidence: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    """(switch, MAC) → the row that says so."""
    names: dict[Port, str] = field(default_factory=dict[Port, str])
    """Port → its name as first read."""
    vlans: dict[tuple[str, str, str], tuple[int, ...]] = field(
        default_factory=dict[tuple[str, str, str], tuple[int, ...]]
    )
    """(switch, port key, MAC) → VLANs."""
    channel: dict[Port, str] = field(default_factory=dict[Port, str])
    """Member port → key of its aggregate."""

    def key(self, device: str, port: str) -> Port:
        """The port that forwards for this one: itself, or its aggregate."""
        own = port_key(port)
        return device, self.channel.get((device, own), own)

    def name(self, port: Port) -> str:
        """How the switch spells it."""
        return self.names.get(port, port[1])


def forwarding_of(
    fdb: Iterable[Seen[FdbEntry]], interfaces: Iterable[Seen[Interface]]
) -> Forwarding:
    """Index all learned rows; the switches' own addresses and rows without a port are left out."""
    found = Forwarding()
    for port_row in interfaces:
        own = (port_row.device_id, port_key(port_row.value.name))
        if port_row.value.channel:
            found.channel[own] = port_key(port_row.value.channel)
        found.names.setdefault(own, port_row.value.name)
    ports: dict[Port, Port] = {}
    single: dict[int | None, tuple[int, ...]] = {None: (), 0: ()}
    for row in fdb:
        entry, switch = row.value, row.device_id
        mac = entry.mac
        if not entry.port or entry.status in OWN_STATUSES or not is_station(mac):
            continue
        port = ports.get((switch, entry.port))
        if port is None:
            port = ports[(switch, entry.port)] = found.key(switch, entry.port)
            found.names.setdefault(port, entry.port)
            found.at.setdefault(switch, {})
        table = found.at[switch]
        if table.setdefault(mac, port[1]) != port[1]:
            table[mac] = ""
        found.behind[port].add(mac)
        found.evidence.setdefault((switch, mac), row.evidence)
        vlans = single.setdefault(entry.vlan_id, (entry.vlan_id or 0,))
        known = found.vlans.setdefault((*port, mac), vlans)
        if known is not vlans and not set(vlans) <= set(known):
            found.vlans[(*port, mac)] = (*known, *vlans)
    return found


def with_blocks(
    owner: Mapping[str, str], bases: Mapping[str, str], tables: Forwarding
) -> dict[str, str]:
    """Add to the owners the learned addresses in the block of a switch that showed no port MACs.

    `bases` maps the own MAC of each such switch to its id.
    """
    numbers = {int(mac.replace(":", ""), 16): device for mac, device in bases.items()}
    blocks: dict[int, set[str]] = defaultdict(set)
    for number, device in numbers.items():
        size = BLOCK if number % BLOCK == 0 else 16 if number % 16 == 0 else 1
        for address in range(number, number + size):
            blocks[address].add(device)
    found = dict(owner)
    for mac in {mac for table in tables.at.values() for mac in table} if blocks else ():
        claims = blocks.get(int(mac.replace(":", ""), 16), set())
        if mac not in found and len(claims) == 1:
            found[mac] = min(claims)
    return found
