"""Who hands out addresses in a segment: one DHCPDISCOVER to all, and every offer within a few
seconds. Nothing is requested: no address is taken, and no server's list changes for good.

Sources: RFC 2131, 2132.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
import struct
from dataclasses import dataclass
from ipaddress import IPv4Address

from audit.net.adapters import on_link, own_address
from audit.net.dialer import Dialer
from audit.net.ethernet import IPV4, Link
from audit.net.ping import checksum
from audit.net.scope import DHCP
from audit.net.target import Target
from audit.payloads import Coverage, Identity, Service, observe
from audit.probes.device import clean
from audit.records import Kind, Observation, Source, Subject, now_utc

WAIT_S = 4.0
"""Servers ask for up to three seconds who uses an address before they offer it."""
MOST_OFFERS = 64
TO_ALL = "ff:ff:ff:ff:ff:ff"
SERVER_PORT, CLIENT_PORT = 67, 68
_COOKIE = b"\x63\x82\x53\x63"
_DISCOVER, _OFFER = b"\x01", b"\x02"
_BROADCAST_ANSWER = 0x8000
_WANTED = bytes((1, 3, 6, 15, 51, 54))
"""Mask, router, name servers, domain, lease time, server: what an offer is judged by."""
_HEAD = 236
PACKETS, BYTES = 1, 14 + 20 + 8 + 300


@dataclass(frozen=True, slots=True)
class Offer:
    """What one server would hand out."""

    mac: str
    """Who sent the frame: the server, or the relay in between."""
    ip: str
    """Where the packet came from."""
    server: str
    """What the server calls itself (option 54)."""
    address: str
    mask: str = ""
    router: str = ""
    names: tuple[str, ...] = ()
    domain: str = ""
    lease_s: int = 0
    relay: str = ""


def discover(mac: bytes, transaction: int) -> bytes:
    """Return the IP packet of a DHCPDISCOVER that wants its answers sent to all."""
    head = struct.pack(">BBBBIHH", 1, 1, 6, 0, transaction, 0, _BROADCAST_ANSWER)
    options = b"\x35\x01" + _DISCOVER + b"\x37" + bytes((len(_WANTED),)) + _WANTED + b"\xff"
    message = (head + bytes(16) + mac + bytes(10 + 64 + 128) + _COOKIE + options).ljust(300, b"\0")
    udp = struct.pack(">HHHH", CLIENT_PORT, SERVER_PORT, 8 + len(message), 0)
    pseudo = bytes(4) + b"\xff" * 4 + struct.pack(">BBH", 0, socket.IPPROTO_UDP, 8 + len(message))
    udp = udp[:6] + struct.pack(">H", checksum(pseudo + udp + message) or 0xFFFF)
    length = 20 + len(udp) + len(message)
    ip = struct.pack(">BBHHHBBH", 0x45, 0, length, 0, 0, 64, socket.IPPROTO_UDP, 0)
    ip += bytes(4) + b"\xff" * 4
    return ip[:10] + struct.pack(">H", checksum(ip)) + ip[12:] + udp + message


def read_offer(source_mac: str, packet: bytes, mac: bytes, transaction: int) -> Offer | None:
    """Read an offer for us in an IP packet; None: it is none, or answers somebody else."""
    at = (packet[0] & 0x0F) * 4 if packet else 0
    if len(packet) < 20 or packet[0] >> 4 != 4 or at < 20 or packet[9] != socket.IPPROTO_UDP:
        return None
    if packet[at : at + 4] != struct.pack(">HH", SERVER_PORT, CLIENT_PORT):
        return None
    said = packet[at + 8 :]
    if len(said) < _HEAD + 4 or said[:3] != b"\x02\x01\x06" or said[_HEAD : _HEAD + 4] != _COOKIE:
        return None
    if said[4:8] != struct.pack(">I", transaction) or said[28:34] != mac:
        return None
    options = _options(said[_HEAD + 4 :])
    if options.get(53) != _OFFER:
        return None
    ip = str(IPv4Address(packet[12:16]))
    lease = options.get(51, b"")
    return Offer(
        source_mac,
        ip,
        _one(options.get(54, b"")) or ip,
        _one(said[16:20]),
        _one(options.get(1, b"")),
        _one(options.get(3, b"")),
        tuple(_one(options.get(6, b"")[n : n + 4]) for n in range(0, len(options.get(6, b"")), 4)),
        clean(options.get(15, b"").decode("latin-1")),
        int.from_bytes(lease, "big") if len(lease) == 4 else 0,
        _one(said[24:28]),
    )


def _options(data: bytes) -> dict[int, bytes]:
    """Return the first of each option; one that is cut off ends them."""
    found: dict[int, bytes] = {}
    at = 0
    while at < len(data) and data[at] != 0xFF:
        if data[at] == 0:
            at += 1
            continue
        size = data[at + 1] if at + 1 < len(data) else 256
        value = data[at + 2 : at + 2 + size]
        if len(value) < size:
            break
        found.setdefault(data[at], value)
        at += 2 + size
    return found


def _one(data: bytes) -> str:
    """Return the first address; empty: there is none."""
    return str(IPv4Address(data[:4])) if len(data) >= 4 and any(data[:4]) else ""


def cannot_ask(network: str) -> str:
    """Return why no server of this network can be asked from here; empty when they can."""
    near = on_link(network.partition("/")[0])
    return "" if near else "this computer does not stand in this segment"


async def ask(dialer: Dialer, network: str, wait_s: float = WAIT_S) -> tuple[Offer, ...]:
    """Ask once; return one offer a server, in the order they came.

    Raises
    ------
    AttemptError
        Without the right to raw frames, or on none of this computer's segments.
    OutOfScopeError, StoppedError
        Nothing was sent.
    """
    own = own_address(network.partition("/")[0])
    target = Target(f"segment {network}", own)
    dialer.check(target, DHCP)
    transaction = secrets.randbits(32)
    async with dialer.lease_segment(network, "ethernet", ethertype=IPV4, probe=DHCP) as lease:
        lease.ask(target)
        link = lease.open_link(IPV4, own, udp_port=CLIENT_PORT)
        mac = link.adapter.mac
        await link.send(TO_ALL, discover(mac, transaction))
        return await _offers(link, mac, transaction, wait_s)


async def _offers(link: Link, mac: bytes, transaction: int, wait_s: float) -> tuple[Offer, ...]:
    found: dict[tuple[str, str], Offer] = {}
    end = asyncio.get_running_loop().time() + wait_s
    while len(found) < MOST_OFFERS:
        try:
            async with asyncio.timeout_at(end):
                source, packet = await link.receive()
        except TimeoutError:
            break
        if offer := read_offer(source, packet, mac, transaction):
            found.setdefault((offer.server, offer.mac), offer)
    return tuple(found.values())


def observations_of(
    offers: tuple[Offer, ...], network: str, vantage: str, began: str
) -> list[Observation]:
    """Return identity and service of each server, and that the segment was asked."""
    found: list[Observation] = []
    for offer in offers:
        key, source = f"dhcp {offer.server}", Source(f"segment at {vantage}")
        # Of a relayed offer the frame's sender is the relay: its MAC is not the server's.
        macs = () if offer.relay or offer.ip != offer.server else (offer.mac,)
        found.append(observe(key, Identity(macs=macs, ips=(offer.server,)), source, method="dhcp"))
        service = Service(offer.server, SERVER_PORT, "udp", "dhcp", detail=detail_of(offer))
        found.append(observe(key, service, source, method="dhcp"))
    told = said_of(offers, network)
    coverage = Coverage("scan", began, now_utc().isoformat(), PACKETS, told)
    about = Subject(Kind.SOURCE, f"dhcp servers of {network} from {vantage}")
    return [*found, observe(about, coverage, Source(network), method="dhcp")]


def detail_of(offer: Offer) -> str:
    """Return what a server offers in words."""
    told = [
        f"offers {offer.address}" + (f" mask {offer.mask}" if offer.mask else ""),
        f"router {offer.router}" if offer.router else "no router",
        f"name servers {', '.join(name for name in offer.names if name)}" if offer.names else "",
        f"domain {offer.domain}" if offer.domain else "",
        f"lease {offer.lease_s} s" if offer.lease_s else "",
        f"through the relay {offer.relay}" if offer.relay else "",
        f"sent by {offer.mac} at {offer.ip}" if offer.ip != offer.server else "",
    ]
    return "; ".join(word for word in told if word)


def said_of(offers: tuple[Offer, ...], network: str) -> str:
    """Return in a sentence who hands out addresses."""
    servers = ", ".join(f"{offer.server} ({offer.mac})" for offer in offers)
    if not offers:
        return f"{network}: no DHCP server has offered an address within {WAIT_S:g} s"
    if len(offers) == 1:
        return f"{network}: one DHCP server offers addresses: {servers}"
    return (
        f"{network}: {len(offers)} DHCP servers offer addresses: {servers}; "
        "unless they were set up together, one of them is a stranger"
    )
