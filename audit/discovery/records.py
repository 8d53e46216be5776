"""What discovery hands on: hosts as they are found, and what a run did."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Network, ip_network

from audit.net.target import DeviceClass

MOST_ADDRESSES = 256
"""Of one sweep: what it has learned is stored when it ends."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the inventory, imports and listening know of an address."""

    address: str
    name: str = ""
    mac: str = ""
    device_class: DeviceClass = DeviceClass.OTHER
    hints: tuple[str, ...] = ()
    """Names of probes for what it is said to speak."""
    asked: bool = False
    """Whether this run asks it as a row of the inventory: then nothing more is asked of it."""


@dataclass(frozen=True, slots=True)
class Host:
    """An address that has answered."""

    address: str
    mac: str = ""
    """Empty: behind a router, or this system does not tell."""
    certain: bool = True
    """False: it has not answered yet; this computer has no way to ask who is there."""


@dataclass(slots=True)
class DiscoveryReport:
    """What discovery did. Lists keep the order in which things happened."""

    live: list[Host] = field(default_factory=list[Host])
    identified: list[str] = field(default_factory=list[str])
    """Addresses that have said what they are."""
    already_known: list[str] = field(default_factory=list[str])
    """Origins that were stored before and not asked again."""
    conflicts: list[str] = field(default_factory=list[str])
    """Addresses that more than one device claims."""
    refused: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    heard: list[str] = field(default_factory=list[str])
    """What listening told of the segment: tags, DHCP servers."""
    unseen: list[str] = field(default_factory=list[str])
    """What could not be seen from here, and why."""
    asked_addresses: int = 0
    not_asked: list[str] = field(default_factory=list[str])


def pieces_of(network: str) -> tuple[str, ...]:
    """Cut a network into parts of at most MOST_ADDRESSES; IPv6 is not walked through: ()."""
    whole = ip_network(network)
    if not isinstance(whole, IPv4Network):
        return ()
    length = max(whole.prefixlen, 32 - (MOST_ADDRESSES - 1).bit_length())
    return tuple(str(part) for part in whole.subnets(new_prefix=length))


def addresses_of(piece: str, whole: str) -> tuple[str, ...]:
    """Return the addresses of devices in a part of a network, ascending."""
    network = ip_network(whole)
    for_all = {network.network_address, network.broadcast_address}
    edges = for_all if network.prefixlen < network.max_prefixlen - 1 else set[object]()
    return tuple(str(address) for address in ip_network(piece) if address not in edges)
