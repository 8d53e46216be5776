"""Who is there, by ARP (RFC 826): addresses in, one frame each; who answers, with which MAC."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from audit.net.adapters import own_address
from audit.net.errors import OutOfScopeError
from audit.net.ethernet import ARP, Link
from audit.net.sweeping import SegmentLease
from audit.net.target import Target

TO_ALL = "ff:ff:ff:ff:ff:ff"
LAST_ANSWER_S = 1.0
"""How long after the last question an answer is still waited for."""
_PADDED = 46
_FIXED = struct.pack(">HHBB", 1, 0x0800, 6, 4)
_REPLY = 2


@dataclass(slots=True)
class Heard:
    """What a sweep has learned."""

    answers: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """Address → the MACs that claim it, in the order they answered: two are a conflict."""
    others: dict[str, str] = field(default_factory=dict[str, str])
    """Address → MAC of who asked for somebody himself: he was not asked."""
    refused: list[str] = field(default_factory=list[str])
    """Addresses that the scope keeps closed."""
    asked: int = 0


def request(own_mac: bytes, own_ip: str, address: str) -> bytes:
    """Return the payload of the question who has an address."""
    sender = own_mac + socket.inet_aton(own_ip)
    body = _FIXED + struct.pack(">H", 1) + sender + bytes(6) + socket.inet_aton(address)
    return body.ljust(_PADDED, b"\0")


@dataclass(frozen=True, slots=True)
class Said:
    """One ARP message."""

    reply: bool
    mac: str
    ip: str


def read(payload: bytes) -> Said | None:
    """Return who speaks; None when it is no ARP for IPv4 over Ethernet."""
    if len(payload) < 28 or payload[:6] != _FIXED:
        return None
    operation = int.from_bytes(payload[6:8], "big")
    mac = ":".join(f"{octet:02x}" for octet in payload[8:14])
    return Said(operation == _REPLY, mac, str(IPv4Address(payload[14:18])))


async def sweep(
    lease: SegmentLease,
    targets: Iterable[Target],
    heard: Heard,
    found: Callable[[str, str], None],
    *,
    wait_s: float = LAST_ANSWER_S,
) -> None:
    """Ask each target once, in their order; `found(address, mac)` is called once for each that
    answers, at once. `heard` is filled as it goes: what was learned stays when the run ends.
    """
    listed = list(targets)
    if not listed:
        return
    link = lease.open_link(ARP, listed[0].address)
    own_mac, own_ip = link.adapter.mac, own_address(listed[0].address)
    wanted = {target.address for target in listed}
    listening = asyncio.ensure_future(_listen(link, wanted, heard, found))
    try:
        for target in listed:
            if target.address == own_ip:
                continue
            try:
                lease.ask(target)
            except OutOfScopeError:
                heard.refused.append(target.address)
                continue
            await link.send(TO_ALL, request(own_mac, own_ip, target.address))
            heard.asked += 1
            if listening.done():
                break
        await asyncio.wait({listening}, timeout=wait_s)
    finally:
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening


async def _listen(
    link: Link, wanted: set[str], heard: Heard, found: Callable[[str, str], None]
) -> None:
    while True:
        _, payload = await link.receive()
        said = read(payload)
        if said is None or said.ip == "0.0.0.0":  # noqa: S104  # an address probe, RFC 5227
            continue
        if not said.reply:
            heard.others.setdefault(said.ip, said.mac)
            continue
        if said.ip not in wanted:
            continue
        macs = heard.answers.setdefault(said.ip, [])
        if said.mac in macs:
            continue
        macs.append(said.mac)
        if len(macs) == 1:
            found(said.ip, said.mac)
