"""Links to what routes between VLANs: sub-interfaces and places in, links out.

A station is placed, not linked. What has a sub-interface for the VLAN in which a switch learned its
address (`ge-0/0/2.100`, `Gi0/1.100`) is no station: that switch port is a trunk to a router.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from audit.facts.bridges import FACING, Bridged
from audit.facts.model import Link, Seen
from audit.facts.placing import Stations
from audit.payloads import Interface


def router_links(
    interfaces: Iterable[Seen[Interface]],
    network: Bridged,
    stations: Stations,
    known: Iterable[Link],
) -> list[Link]:
    """One link for each sub-interface whose VLAN and MAC a switch learned on an edge port."""
    tables = network.tables
    pairs = {frozenset((link.a_device, link.b_device)) for link in known}
    owners: dict[str, list[Seen[Interface]]] = defaultdict(list)
    for row in interfaces:
        if row.value.mac and "." in row.value.name and row.device_id not in tables.at:
            owners[row.value.mac].append(row)
    found: list[Link] = []
    for mac, rows in sorted(owners.items()):
        place = stations.places.get(mac)
        if place is None or place.kind not in ("edge", "trunk"):
            continue
        if len({row.device_id for row in rows}) > 1:
            continue
        ((switch, port),) = place.at
        vlans = tables.vlans.get((*tables.key(switch, port), mac), ())
        for row in rows:
            number = row.value.name.rpartition(".")[2]
            spoken = frozenset((switch, row.device_id)) in pairs
            if number.isdigit() and int(number) in vlans and not spoken:
                seen = tuple(sorted({*place.evidence, row.evidence}))
                ends = (row.device_id, row.value.name, switch, port)
                found.append(Link(*ends, "fdb", "undocumented", FACING, seen))
    return found
