"""Who answers in a part of a network: by ARP where this computer stands in it and may send frames,
by ICMP elsewhere, by the first TCP port where neither is possible.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from audit.discovery.records import Host, Place, addresses_of
from audit.net import arp, ping
from audit.net.adapters import gateway, on_link
from audit.net.dialer import Dialer
from audit.net.ethernet import ARP, why_no_frames
from audit.net.neighbours import neighbours
from audit.net.target import Target
from audit.payloads import ArpEntry, Coverage, Identity, observe
from audit.records import Kind, Observation, Source, Subject, now_utc

Found = Callable[[Host], None]


@dataclass(slots=True)
class Swept:
    """The result of one sweep."""

    method: str = ""
    hosts: list[Host] = field(default_factory=list[Host])
    conflicts: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """Address → the MACs that claim it, where there are several."""
    others: dict[str, str] = field(default_factory=dict[str, str])
    """Address → MAC of who was heard asking, and was not asked."""
    refused: list[str] = field(default_factory=list[str])
    unseen: str = ""
    """What cannot be seen this way; empty: nothing is missed."""
    asked: int = 0
    began: str = ""


async def who_is_there(
    dialer: Dialer, piece: str, whole: str, places: Mapping[str, Place], found: Found
) -> Swept:
    """Ask each address of a piece of a network once; `found` is called for each that answers, at
    once.
    """
    addresses = addresses_of(piece, whole)
    targets = [_target(address, places.get(address)) for address in addresses]
    swept = Swept(began=now_utc().isoformat())

    def add(host: Host) -> None:
        swept.hosts.append(host)
        found(host)

    near, why = on_link(addresses[0]), why_no_frames()
    if near and not why:
        await _by_arp(dialer, piece, targets, swept, add)
    elif how := ping.way():
        swept.unseen = _missed(how, near, why)
        await _by_ping(dialer, piece, targets, swept, add)
    else:
        swept.method = "tcp"
        swept.unseen = "no ICMP here either: only hosts that answer on a port that is tried"
        for target in targets:
            add(Host(target.address, certain=False))
        swept.asked = len(targets)
    return swept


def _target(address: str, place: Place | None) -> Target:
    if place is None:
        return Target(address, address)
    return Target(
        place.name or address, address, device_class=place.device_class, mac=place.mac
    )  # fmt: skip


def _missed(how: str, near: bool, why: str) -> str:
    by = "the system's ping" if how == "command" else "ICMP"
    if near:
        return f"asked by {by}, for {why}: hosts that do not answer it, and two MACs at one address"
    return f"asked by {by} through a router: hosts that do not answer it, and every MAC"


async def _by_arp(
    dialer: Dialer, piece: str, targets: list[Target], swept: Swept, add: Found
) -> None:
    swept.method = "arp"
    heard = arp.Heard()
    try:
        async with dialer.lease_segment(piece, "ethernet", ethertype=ARP) as lease:
            await arp.sweep(lease, targets, heard, lambda ip, mac: add(Host(ip, mac)))
    finally:
        swept.asked, swept.refused, swept.others = heard.asked, heard.refused, heard.others
        swept.conflicts = {ip: macs for ip, macs in heard.answers.items() if len(macs) > 1}


async def _by_ping(
    dialer: Dialer, piece: str, targets: list[Target], swept: Swept, add: Found
) -> None:
    swept.method = "icmp"
    async with dialer.lease_segment(piece, "icmp") as lease:
        await ping.sweep(lease, targets, lambda ip: add(Host(ip)), swept.refused)
    swept.asked = len(targets) - len(swept.refused)
    # Who drops ICMP has answered the system's own ARP all the same.
    known, there = neighbours(), {host.address for host in swept.hosts}
    swept.hosts[:] = [Host(host.address, known.get(host.address, "")) for host in swept.hosts]
    closed = set(swept.refused)
    for target in targets:
        address = target.address
        if address in known and address not in there and address not in closed:
            add(Host(address, known[address]))


def observations_of(swept: Swept, piece: str, vantage: str) -> list[Observation]:
    """Return one identity a host and MAC, and what was covered."""
    router = gateway()
    hosts = [host for host in swept.hosts if host.certain]
    found = [_identity(host.address, host.mac, router, swept.method) for host in hosts]
    for address, macs in swept.conflicts.items():
        found += [_identity(address, mac, router, swept.method) for mac in macs[1:]]
        found += [_claim(address, mac, swept.method) for mac in macs]
    asked = {host.address for host in swept.hosts}
    for address, mac in swept.others.items():
        if address not in asked:
            found.append(_identity(address, mac, router, "arp"))
    told = [f"{len(hosts)} of {swept.asked} addresses answer by {swept.method}"]
    told += [f"{ip} is claimed by {' and '.join(macs)}" for ip, macs in swept.conflicts.items()]
    if swept.refused:
        told.append(f"{len(swept.refused)} addresses are closed by the scope")
    if swept.unseen:
        told.append(f"not seen: {swept.unseen}")
    coverage = Coverage(
        "scan", swept.began, now_utc().isoformat(), swept.asked, "; ".join(told)[:4000]
    )  # fmt: skip
    about = Subject(Kind.SOURCE, f"discover {piece} from {vantage}")
    return [*found, observe(about, coverage, Source(piece), method=swept.method)]


def _claim(address: str, mac: str, method: str) -> Observation:
    """Return that a device answers for an address, as a neighbour table would."""
    entry = ArpEntry(address, mac)
    return observe(f"{method} {address} {mac}", entry, Source(address), method=method)


def _identity(address: str, mac: str, router: str, method: str) -> Observation:
    key = f"{method} {address}" + (f" {mac}" if mac else "")
    payload = Identity(
        role="router" if address == router else "", macs=(mac,) if mac else (), ips=(address,)
    )  # fmt: skip
    return observe(key, payload, Source(address), method=method)
