"""How the switches are joined and where the stations sit: readings and drafts in, links and places
out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from audit.facts.bridges import bridged
from audit.facts.directory import Directory
from audit.facts.forwarding import forwarding_of, with_blocks
from audit.facts.links import observed_links
from audit.facts.model import Device, Link, PlantFacts
from audit.facts.neighbours import heard
from audit.facts.placing import Stations, place
from audit.facts.routers import router_links
from audit.facts.towards import towards_of
from audit.facts.trees import bridge_macs, root_ports_of


@dataclass(frozen=True, slots=True)
class Topology:
    """What the network says of itself; the drawing has no part in it."""

    links: tuple[Link, ...]
    stations: Stations


def topology_of(facts: PlantFacts, drafts: tuple[Device, ...], directory: Directory) -> Topology:
    """Find all links that were seen, and a place for every learned MAC."""
    tables = forwarding_of(facts.fdb, facts.interfaces)
    owner = _bridge_macs(facts, drafts, set(tables.at))
    owner = with_blocks(owner, _bases(facts, drafts, set(tables.at)), tables)
    reports = heard(facts.neighbours, directory)
    spoken = observed_links(reports)
    roots = root_ports_of(facts.stp, owner)
    network = bridged(towards_of(tables, owner, spoken, roots), spoken, roots)
    links = [*spoken, *network.links]
    stations = place(network, facts.interfaces, links, reports.endpoints)
    links += router_links(facts.interfaces, network, stations, links)
    return Topology(tuple(links), stations)


def _bridge_macs(facts: PlantFacts, drafts: Iterable[Device], switches: set[str]) -> dict[str, str]:
    """The switches' own and port MACs → device id; a MAC of two switches belongs to none."""
    owners: dict[str, set[str]] = defaultdict(set)
    bridges = set(switches)
    for device in drafts:
        if device.device_id in switches or device.role == "switch":
            bridges.add(device.device_id)
            for mac in device.macs:
                owners[mac].add(device.device_id)
    for port in facts.interfaces:
        if port.value.mac and port.device_id in bridges:
            owners[port.value.mac].add(port.device_id)
    for mac, device_id in bridge_macs(facts.stp).items():
        owners[mac].add(device_id)
    return {mac: min(ids) for mac, ids in owners.items() if len(ids) == 1}


def _bases(facts: PlantFacts, drafts: Iterable[Device], switches: set[str]) -> dict[str, str]:
    """The own MAC of every switch that was read and showed no port's MAC."""
    shown = {port.device_id for port in facts.interfaces if port.value.mac}
    return {
        min(device.macs): device.device_id
        for device in drafts
        if device.macs and device.device_id in switches - shown
    }
