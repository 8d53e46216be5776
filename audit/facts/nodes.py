"""What each source calls a device: stored observations in, nodes with their identifiers out.

A node is one source-local key within one origin. Two nodes are two until `audit.facts.merge` finds
a reason to take them for one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address
from typing import Any

from pydantic import ValidationError

from audit.facts.names import is_mac, is_own_ip, is_station
from audit.payloads import (
    ATTRIBUTES,
    ArpEntry,
    FdbEntry,
    Identity,
    Interface,
    Neighbour,
    payload_of,
)
from audit.records import Kind, Status, Stored

OWN_STATUSES = ("self", "mgmt")
"""FDB statuses that mark the switch's own addresses."""
MAX_IPS_PER_MAC = 8
"""A MAC with more addresses in ARP tables is a router or a proxy: they are not its own."""


@dataclass(frozen=True, slots=True)
class Read:
    """One stored observation with its value read back."""

    stored: Stored
    payload: Any
    node: int
    """Index into the nodes; -1: about no device."""

    @property
    def ok(self) -> bool:
        """Whether the attempt succeeded."""
        return self.stored.observation.status is Status.OK


@dataclass(slots=True)
class Node:
    """The identifiers of one source-local device. Mutable while it is being filled."""

    origin: str
    key: str
    documented_id: str = ""
    names: set[str] = field(default_factory=set[str])
    serials: set[str] = field(default_factory=set[str])
    vendors: set[str] = field(default_factory=set[str])
    macs: set[str] = field(default_factory=set[str])
    ips: set[str] = field(default_factory=set[str])
    reach_at: set[str] = field(default_factory=set[str])
    """Addresses, or address:port, that stand for this device on the auditor's side only."""
    port_macs: set[str] = field(default_factory=set[str])
    """Of its interfaces: weaker than `macs`, because stacks and cards share them."""
    has_identity: bool = False
    has_data: bool = False
    """Whether anything but a failed attempt was learned of it."""


@dataclass(slots=True)
class Gathered:
    """All nodes and all readable observations."""

    nodes: list[Node] = field(default_factory=list[Node])
    reads: dict[str, list[Read]] = field(default_factory=lambda: defaultdict(list))
    """By attribute, in the order of the evidence ids."""
    index: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    mac_nodes: dict[str, int] = field(default_factory=dict[str, int])
    """MAC → the node of a station that switches or routers list."""
    problems: list[str] = field(default_factory=list[str])

    def node(self, origin: str, key: str) -> int:
        """The node of a key within an origin, made when it is new."""
        number = self.index.get((origin, key))
        if number is None:
            number = self.index[(origin, key)] = len(self.nodes)
            self.nodes.append(Node(origin, key))
        return number


def gather(stored: Iterable[Stored]) -> Gathered:
    """Read every device observation back and collect what identifies each source's devices."""
    found = Gathered()
    for item in stored:
        seen = item.observation
        record = ATTRIBUTES.get(seen.attribute)
        if seen.subject.kind is Kind.ROW:
            _note_reach_at(found, item)
        if record is None:
            continue
        try:
            payload = payload_of(seen, record)
        except ValidationError as error:
            source = seen.source
            found.problems.append(
                f"evidence {item.evidence_id}, {source.file} {source.location}: {seen.attribute} "
                f"no longer fits ({error.errors()[0]['msg']}); collect it again"
            )
            continue
        is_device = seen.subject.kind is Kind.DEVICE
        number = found.node(item.origin, seen.subject.key) if is_device else -1
        read = Read(item, payload, number)
        found.reads[seen.attribute].append(read)
        if is_device:
            _identify(found.nodes[number], read)
    _add_stations(found)
    _infer_from_keys(found)
    return found


def _note_reach_at(found: Gathered, item: Stored) -> None:
    key, value = item.observation.subject.key, item.observation.value
    if key.partition("/")[0] not in ("assets", "switches") or not isinstance(value, dict):
        return
    if address := str(value.get("reach_at") or "").strip():
        node = found.nodes[found.node(item.origin, key)]
        node.reach_at.update(f"{address}:{value[port]}" for port in _PORTS if value.get(port))
        if is_own_ip(address):
            node.reach_at.add(address)


_PORTS = ("modbus_port", "opcua_port", "snmp_port", "ssh_port")


def _identify(node: Node, read: Read) -> None:
    node.has_data = node.has_data or (
        read.ok and read.stored.observation.attribute not in ("reach", "login", "table")
    )
    payload = read.payload
    if isinstance(payload, Identity) and read.ok:
        node.has_identity = True
        node.names.update({payload.name} - {""})
        node.serials.update({payload.serial} - {""})
        node.vendors.update({payload.vendor} - {""})
        node.macs.update(mac for mac in payload.macs if is_station(mac))
        node.ips.update(ip for ip in payload.ips if ip)
        if payload.documented:
            node.documented_id = payload.name or node.key.partition("/")[2]
    elif (own_mac := _port_mac(payload)) and is_station(own_mac):
        node.port_macs.add(own_mac)


def _port_mac(payload: object) -> str:
    if isinstance(payload, Interface):
        return payload.mac
    if isinstance(payload, FdbEntry) and payload.status in OWN_STATUSES:
        return payload.mac
    return ""


def _add_stations(found: Gathered) -> None:
    """Give every station that a MAC or ARP table lists a node of its own."""
    addresses: dict[str, set[str]] = defaultdict(set)
    for read in found.reads.get("arp", ()):
        entry: ArpEntry = read.payload
        if is_station(entry.mac) and is_own_ip(entry.ip):
            addresses[entry.mac].add(entry.ip)
    macs = set(addresses)
    for read in found.reads.get("fdb", ()):
        row: FdbEntry = read.payload
        if row.status not in OWN_STATUSES and is_station(row.mac):
            macs.add(row.mac)
    for mac in sorted(macs):
        number = found.mac_nodes[mac] = found.node("", f"mac {mac}")
        node = found.nodes[number]
        node.macs.add(mac)
        node.has_data = True
        if len(addresses[mac]) <= MAX_IPS_PER_MAC:
            node.ips.update(addresses[mac])
    _name_stations(found)


def _name_stations(found: Gathered) -> None:
    """Give a listed station the name under which a neighbour reports its MAC, else its address."""
    holders: dict[str, set[int]] = defaultdict(set)
    for number in found.mac_nodes.values():
        for ip in found.nodes[number].ips:
            holders[ip].add(number)
    for read in found.reads.get("neighbour", ()):
        row: Neighbour = read.payload
        listed = found.mac_nodes.get(row.remote_chassis)
        numbers = {listed} if listed is not None else holders.get(row.remote_ip, set[int]())
        if len(numbers) == 1 and read.ok and row.remote_name:
            found.nodes[min(numbers)].names.add(row.remote_name)


def _infer_from_keys(found: Gathered) -> None:
    """Use the key itself (`snmp 10.0.0.1`, `dump SW-L1`, `modbus PLC-L1`) as an identifier."""
    documented = {node.documented_id for node in found.nodes if node.documented_id}
    for node in found.nodes:
        if node.documented_id:
            continue
        token = key_token(node.key)
        address, port = address_of(token)
        if is_mac(token):
            if is_station(token):
                node.macs.add(token)
        elif address:
            node.ips.update({address} if is_own_ip(address) else ())
            node.reach_at.update({token} if port else ())
        elif token in documented or node.key in documented:
            node.documented_id = token if token in documented else node.key
        elif token and not node.has_identity:
            node.names.add(token)


@cache
def address_of(token: str) -> tuple[str, str]:
    """(address, port) of `10.0.0.1:502`, `[fe80::1]:502` or a bare address; empty for a name."""
    match = re.fullmatch(r"\[?([0-9a-fA-F.:]+?)\]?(?::(\d{1,5}))?", token)
    for address, port in ((token, ""), match.groups(default="") if match else ("", "")):
        try:
            ip_address(address)
        except ValueError:
            continue
        return address, port
    return "", ""


@cache
def key_token(key: str) -> str:
    """What a key names beside its method: the part after the first blank or slash, else all."""
    parts = re.split(r"[ /]", key, maxsplit=1)
    return parts[-1].strip()
