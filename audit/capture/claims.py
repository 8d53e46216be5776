"""Who claims which address, and what others call a machine: stations and clues in, payloads out."""

from __future__ import annotations

from collections.abc import Iterator

from audit.capture.identity import Said
from audit.capture.stations import Stations
from audit.payloads import ArpEntry

MAX_KNOWN_AS = 20
"""Names of one machine: a server may be known by many, and more tell nothing."""


def duplicates(stations: Stations) -> Iterator[tuple[str, ArpEntry]]:
    """Return who answers for an address that several claim, as a neighbour table would: the first
    MAC of its machine, and the claim.
    """
    machine = {mac: group[0] for group in stations.machines for mac in group}
    for ip, macs in stations.duplicates:
        for mac in macs:
            vlans = sorted(stations.by_mac[mac].vlans)
            place = f"VLAN {vlans[0]}" if len(vlans) == 1 else ""
            yield machine[mac], ArpEntry(ip, mac, place)


def known_as(said: Said) -> tuple[str, ...]:
    """Return the names under which name servers know a machine, in the order of hearing."""
    names = (clue.value[:255] for clue in said.by.get(("dns", "known-as"), ()))
    return tuple(dict.fromkeys(names))[:MAX_KNOWN_AS]
