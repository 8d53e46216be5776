"""What a capture shows: packets in, senders, servers and conversations out.

Rules
-----
1. A sender's address is its own when it said so over ARP; else only when its packets have not been
   routed (their hop count is one that hosts start with), no other MAC sends with that address, and
   the MAC sends with few addresses. Otherwise a router stands in between.
2. The server is the side that a connection was opened to; else the side whose payload or port says
   so. What only the port number says is marked as a guess.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from audit.capture import lldp, modbus
from audit.capture.frames import Frame, Segment, arp_sender, frame, segment
from audit.capture.records import Packet
from audit.capture.signatures import PORT_NAMES, name_of

MAX_FLOWS = 200_000
MAX_SENDERS = 50_000
MAX_OWN_IPS = 4
LOOKS = 24
"""Payloads of one flow that are looked into; Modbus is read in all of them."""
_FIRST_HOPS = frozenset({30, 32, 60, 64, 100, 128, 200, 254, 255})
_TRANSPORTS = {6: "tcp", 17: "udp", 1: "icmp", 2: "igmp", 58: "icmpv6"}

FlowKey: TypeAlias = tuple[bytes, bytes, bytes, bytes, "int | None", int, int, int]
"""Source MAC and IP, destination MAC and IP, VLAN, IP protocol or -ethertype, two ports."""
End: TypeAlias = tuple[bytes, int, int]
"""IP, IP protocol, port."""


@dataclass(slots=True)
class Flow:
    """Packets from one end to another."""

    packets: int = 0
    bytes: int = 0
    first_s: float = 0.0
    last_s: float = 0.0
    protocol: str = ""
    """By content; empty while nothing was recognised."""
    looks: int = 0
    codes: dict[int, int] = field(default_factory=dict[int, int])
    """Modbus function code → messages."""


@dataclass(slots=True)
class Sender:
    """One source MAC."""

    first_s: float
    last_s: float
    first_packet: int
    packets: int = 0
    arp_ips: set[bytes] = field(default_factory=set[bytes])
    direct_ips: set[bytes] = field(default_factory=set[bytes])
    routed_ips: set[bytes] = field(default_factory=set[bytes])
    vlans: set[int] = field(default_factory=set[int])
    announced: lldp.Announcement | None = None


@dataclass(slots=True)
class Tally:
    """The sums over a capture."""

    packets: int = 0
    cut: int = 0
    """Packets of which the capture kept only a part."""
    not_read: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """What was not understood → packets."""
    first_s: float = 0.0
    last_s: float = 0.0
    senders: dict[bytes, Sender] = field(default_factory=dict[bytes, Sender])
    flows: dict[FlowKey, Flow] = field(default_factory=dict[FlowKey, Flow])
    opened: set[End] = field(default_factory=set[End])
    """Ends that accepted a connection (SYN with ACK)."""
    asked: set[End] = field(default_factory=set[End])
    """Ends that a connection was asked of (SYN)."""
    macs_of_ip: dict[bytes, set[bytes]] = field(default_factory=lambda: defaultdict(set))


def tally(packets: Iterable[Packet]) -> Tally:
    """Sum up a capture packet by packet; memory is bounded by the limits of this module."""
    sums = Tally()
    for packet in packets:
        sums.packets += 1
        if packet.time_s >= 0:
            first = sums.first_s or packet.time_s
            sums.first_s, sums.last_s = min(first, packet.time_s), max(sums.last_s, packet.time_s)
        if len(packet.data) < packet.length:
            sums.cut += 1
        link = frame(packet.link_type, packet.data)
        if link is None:
            sums.not_read[f"link type {packet.link_type}, or too short"] += 1
        else:
            _add(sums, packet, link)
    return sums


def _add(sums: Tally, packet: Packet, link: Frame) -> None:
    sender = _sender(sums, packet, link)
    if link.ethertype == 0x0806:
        _arp(sums, link)
    elif link.ethertype == lldp.ETHERTYPE and sender is not None:
        sender.announced = lldp.announcement(link.payload) or sender.announced
    part = segment(link.ethertype, link.payload)
    if part is None:
        kind = link.ethertype if link.ethertype >= 0x600 else 0
        key: FlowKey = (link.src, b"", link.dst, b"", link.vlan, -kind, 0, 0)
        _count(sums, key, packet)
        if link.ethertype in (0x0800, 0x86DD):
            sums.not_read["damaged IP packet"] += 1
        return
    if sender is not None:
        _source_ip(sums, sender, link.src, part)
    ends = (part.protocol, part.src_port, part.dst_port)
    flow = _count(sums, (link.src, part.src, link.dst, part.dst, link.vlan, *ends), packet)
    if part.syn:
        far = (part.src, 6, part.src_port) if part.ack else (part.dst, 6, part.dst_port)
        (sums.opened if part.ack else sums.asked).add(far)
    if flow is not None and part.payload:
        _look(flow, part)


def _sender(sums: Tally, packet: Packet, link: Frame) -> Sender | None:
    if len(link.src) != 6 or link.src[0] & 1 or link.src == b"\0\0\0\0\0\0":
        return None
    sender = sums.senders.get(link.src)
    if sender is None:
        if len(sums.senders) >= MAX_SENDERS:
            sums.not_read[f"sender beyond the first {MAX_SENDERS}"] += 1
            return None
        sender = Sender(packet.time_s, packet.time_s, packet.number)
        sums.senders[link.src] = sender
    sender.packets += 1
    sender.first_s = min(sender.first_s, packet.time_s)
    sender.last_s = max(sender.last_s, packet.time_s)
    if link.vlan:
        sender.vlans.add(link.vlan)
    return sender


def _arp(sums: Tally, link: Frame) -> None:
    said = arp_sender(link.payload)
    if said is None:
        return
    mac, ip = said
    if mac in sums.senders and len(sums.senders[mac].arp_ips) < 64:
        sums.senders[mac].arp_ips.add(ip)
        sums.macs_of_ip[ip].add(mac)


def _source_ip(sums: Tally, sender: Sender, mac: bytes, part: Segment) -> None:
    if part.hops_left in _FIRST_HOPS:
        if len(sender.direct_ips) <= MAX_OWN_IPS:
            sender.direct_ips.add(part.src)
    elif len(sender.routed_ips) <= MAX_OWN_IPS:
        sender.routed_ips.add(part.src)
    if len(sums.macs_of_ip) < MAX_FLOWS:
        sums.macs_of_ip[part.src].add(mac)


def _count(sums: Tally, key: FlowKey, packet: Packet) -> Flow | None:
    flow = sums.flows.get(key)
    if flow is None:
        if len(sums.flows) >= MAX_FLOWS:
            sums.not_read[f"flow beyond the first {MAX_FLOWS}"] += 1
            return None
        flow = sums.flows[key] = Flow(first_s=packet.time_s)
    flow.packets += 1
    flow.bytes += packet.length
    flow.first_s = min(flow.first_s, packet.time_s)
    flow.last_s = max(flow.last_s, packet.time_s)
    return flow


def _look(flow: Flow, part: Segment) -> None:
    """Name the flow by its payload; the first name stays."""
    transport = _TRANSPORTS.get(part.protocol, "")
    if flow.looks < LOOKS and not flow.protocol:
        flow.looks += 1
        flow.protocol = name_of(part.payload, transport)
    if flow.protocol == "modbus":
        for code in modbus.function_codes(part.payload):
            flow.codes[code] = flow.codes.get(code, 0) + 1


def own_ips(sums: Tally, mac: bytes) -> tuple[bytes, ...]:
    """The addresses that are this sender's own (rule 1), ascending."""
    sender = sums.senders[mac]
    direct = sender.direct_ips - sender.routed_ips
    if len(direct | sender.routed_ips) > MAX_OWN_IPS:
        direct = set[bytes]()
    alone = {ip for ip in direct if len(sums.macs_of_ip[ip]) == 1}
    if len(sender.arp_ips) > MAX_OWN_IPS:
        return ()  # a router or proxy that answers for others
    return tuple(sorted(sender.arp_ips | alone))


def transport_name(protocol: int) -> str:
    """tcp, udp, icmp, … or `ip-89`."""
    return _TRANSPORTS.get(protocol, f"ip-{protocol}")


def guess(transport: str, port: int) -> str:
    """What a port is usually used for; empty when nobody knows."""
    return PORT_NAMES.get((transport, port), "")
