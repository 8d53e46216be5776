"""How much of what is known the captures heard: facts in, shares out.

That a capture shows nothing of something says little where it shows nothing of most devices either.
A device is known to talk when a document names it as in use or a switch or router lists its
address; it was heard when it is an end of a conversation. A flow was heard when its two ends spoke
with each other, on its port where it has one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audit.facts.model import Device, PlantFacts
from audit.inventory.tables import FlowRow

_NOT_YET = frozenset({"planned", "staged", "offline", "inventory", "decommissioning"})
"""States of documented devices from which nobody expects traffic."""


@dataclass(frozen=True, slots=True)
class Share:
    """Of some known things those that were heard; ids, ascending."""

    known: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Known and not heard."""
        return tuple(sorted(set(self.known) - set(self.heard)))

    @property
    def most(self) -> bool:
        """Whether at least half of them were heard, or nothing was known."""
        return 2 * len(self.heard) >= len(self.known)


def listed_macs(facts: PlantFacts) -> frozenset[str]:
    """Every address that a MAC or ARP table lists."""
    return frozenset(row.value.mac for table in (facts.fdb, facts.arp) for row in table)


def talkers(facts: PlantFacts) -> frozenset[str]:
    """Every MAC and IP address at either end of a conversation, but none that is only asked for by
    ARP; and the ids of the devices that sent.
    """
    found: set[str] = set()
    for seen in facts.conversations:
        talk = seen.value
        found |= {talk.src_mac, talk.src_ip, seen.device_id}
        if talk.protocol != "arp":
            found |= {talk.dst_mac, talk.dst_ip}
    return frozenset(found - {""})


def devices_heard(
    devices: Iterable[Device], listed: frozenset[str], spoke: frozenset[str]
) -> Share:
    """Hold devices that are known to talk against the ends of conversations."""
    known = [d for d in devices if (d.macs or d.ips) and _talks(d, listed)]
    heard = [d for d in known if not spoke.isdisjoint((d.device_id, *d.macs, *d.ips))]
    return Share(*(tuple(sorted(d.device_id for d in some)) for some in (known, heard)))


def _talks(device: Device, listed: frozenset[str]) -> bool:
    if device.documented and device.status.casefold() not in _NOT_YET:
        return True
    return not listed.isdisjoint(device.macs)


def flows_heard(facts: PlantFacts) -> Share:
    """Hold the required flows whose ends have addresses against the conversations."""
    addresses = addresses_of(facts)
    spoke: set[tuple[frozenset[str], int | None]] = set()
    for seen in facts.conversations:
        pair = frozenset((seen.value.src_ip, seen.value.dst_ip))
        spoke |= {(pair, seen.value.server_port), (pair, None)}
    known: list[str] = []
    heard: list[str] = []
    for row in facts.table(FlowRow):
        flow = row.record
        pairs = flow_pairs(addresses, flow)
        if not flow.required or not pairs:
            continue
        known.append(flow.flow_id)
        # A script on a host of its own may fetch on one port and hand over on another.
        port = None if flow.code_host else flow.port
        if any((pair, port) in spoke for pair in pairs):
            heard.append(flow.flow_id)
    return Share(tuple(sorted(known)), tuple(sorted(heard)))


def addresses_of(facts: PlantFacts) -> dict[str, tuple[str, ...]]:
    """The IP addresses of each device, by its name and its id."""
    return {key: d.ips for d in facts.devices for key in (d.name, d.device_id) if key}


def flow_pairs(ips: dict[str, tuple[str, ...]], flow: FlowRow) -> set[frozenset[str]]:
    """Return the pairs of addresses between which a flow may run."""
    # A script on a host of its own splits the flow in two: source to host, host to destination.
    sources, hops = ips.get(flow.source, ()), ips.get(flow.code_host, ())
    dests = {*ips.get(flow.dest, ()), flow.dest_ip} - {""}
    pairs = [(sources, dests), (sources, hops), (hops, dests)]
    return {frozenset((a, b)) for one, other in pairs for a in one for b in other}
