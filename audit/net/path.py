"""The way to a consumer: round trip, loss, largest packet and hops, by ICMP echo (RFC 792)."""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from statistics import median

from audit.net import ping, windows_echo
from audit.net.adapters import adapter_for
from audit.net.counting import Sent
from audit.net.dialer import Dialer
from audit.net.errors import AttemptError
from audit.net.lease import Lease
from audit.net.scope import PATH
from audit.net.target import Target
from audit.payloads import Reach, observe
from audit.records import Observation, Source, Status

WAIT_S = 1.0
USUAL_MTU, SMALLER_MTU = 1500, 1400
"""Ethernet, and what most tunnels leave of it."""
_HEADERS = 28
_MTU_DISCOVER, _PROBE, _RECEIVE_TTL, _TTL = 10, 3, 12, 2
"""IP_MTU_DISCOVER, IP_PMTUDISC_PROBE, IP_RECVTTL, IP_TTL (linux/in.h)."""

Echo = Callable[[int, int], Awaitable[tuple[float, int] | None]]
"""Number and octets to carry → seconds and time to live of the answer, None without one."""


@dataclass(frozen=True, slots=True)
class Path:
    """What was measured; None where nothing answered, or this system does not tell."""

    rtt_ms: float | None = None
    loss_percent: float | None = None
    mtu: int | None = None
    hops: int | None = None


def hops_of(ttl: int) -> int:
    """Return the routers in between: systems begin at 64, 128 or 255."""
    return next(start for start in (64, 128, 255) if ttl <= start) - ttl


async def measure(dialer: Dialer, target: Target, echoes: int) -> Path:
    """Send so many small echo requests, one after the other, and one of the usual largest size.

    Raises
    ------
    AttemptError
        Without the right to a ping socket, or Windows' own interface.
    OutOfScopeError, StoppedError
        Nothing was sent.
    """
    how = ping.way()
    if how not in ("raw", "ping", "interface"):
        raise AttemptError(Status.BUG, "measuring a way needs a raw or ping socket: not here")
    async with dialer.lease(target, 0, "icmp", PATH, packets=echoes + 2) as lease:
        if how == "interface":
            return await _measured(lease, target, echoes, partial(_by_interface, lease))
        with _opened(how, target.address) as opened:
            return await _measured(lease, target, echoes, partial(_by_socket, lease, opened, how))


async def _measured(lease: Lease, target: Target, echoes: int, echo: Echo) -> Path:
    answers = [one for n in range(echoes) if (one := await echo(n, 0)) is not None]
    if not answers:
        lease.outcome(Status.TIMEOUT)
        return Path(loss_percent=100.0)
    mtu = await _mtu(echo, target, echoes)
    ttls = [ttl for _, ttl in answers if ttl]
    return Path(
        round(median(rtt for rtt, _ in answers) * 1000, 2),
        round(100 * (1 - len(answers) / echoes), 1),
        mtu,
        hops_of(ttls[-1]) if ttls else None,
    )


def reaches(path: Path, target: Target, port: int, vantage: str) -> list[Observation]:
    """Return the way as a Reach of the port for each flow that it belongs to."""
    source, key = Source(f"{target.address}:{port}"), f"icmp {target.address}"
    return [
        observe(
            key,
            Reach(
                target.plant_ip, port, str(Status.OK), vantage, flow, path.rtt_ms,
                path.loss_percent, path.mtu, path.hops,
            ),
            source,
            method="icmp",
        )
        for flow in target.flows or ("",)
    ]  # fmt: skip


def _opened(how: str, address: str) -> socket.socket:
    kind = socket.SOCK_RAW if how == "raw" else socket.SOCK_DGRAM
    opened = socket.socket(socket.AF_INET, kind, socket.IPPROTO_ICMP)
    opened.setblocking(False)
    if sys.platform == "linux":
        # Do not break large packets up, and do not believe what others have told of the way.
        opened.setsockopt(socket.IPPROTO_IP, _MTU_DISCOVER, _PROBE)
        opened.setsockopt(socket.IPPROTO_IP, _RECEIVE_TTL, 1)
    opened.connect((address, 0))
    return opened


async def _mtu(echo: Echo, target: Target, number: int) -> int | None:
    """Return the larger of two usual sizes that gets through unbroken; None: neither, or not told
    here, or the way does not leave this computer.
    """
    if sys.platform not in ("linux", "win32") or _is_own(target.address):
        return None
    for offset, size in enumerate((USUAL_MTU, SMALLER_MTU)):
        try:
            answered = await echo(number + offset, size - _HEADERS)
        except AttemptError:
            continue  # this computer's own adapter takes no packet of this size
        if answered is not None:
            return size
    return None


def _is_own(address: str) -> bool:
    adapter = adapter_for(address)
    return ip_address(address).is_loopback or (adapter is not None and adapter.name == "lo")


async def _by_interface(lease: Lease, _: int, padding: int) -> tuple[float, int] | None:
    await lease.ready(1)
    lease.check()
    carried = ping.payload(padding)
    lease.count_frames(Sent(1, _HEADERS + len(carried), exact=False))
    try:
        answer = await asyncio.to_thread(
            windows_echo.echo, lease.target.address, carried, WAIT_S, unbroken=True
        )
    except OSError as error:
        raise AttemptError(Status.TIMEOUT, f"not sent: {error.strerror or error}") from None
    return (answer.seconds, answer.ttl) if answer else None


async def _by_socket(
    lease: Lease, opened: socket.socket, how: str, number: int, padding: int
) -> tuple[float, int] | None:
    """Send one echo request; return seconds and time to live of its answer, None without one."""
    request = ping.request(ping.own_id(), number, padding)
    await lease.ready(1)
    lease.check()
    begin = time.perf_counter()
    try:
        opened.send(request)
    except OSError as error:
        raise AttemptError(Status.TIMEOUT, f"not sent: {error.strerror}") from None
    lease.count_frames(Sent(1, 20 + len(request), exact=True))
    try:
        async with asyncio.timeout(WAIT_S):
            while True:
                data, ttl = await _received(opened, how)
                if ping.is_reply(data, ping.own_id() if how == "raw" else None, number):
                    return time.perf_counter() - begin, ttl
    except TimeoutError:
        return None
    except OSError:
        return None  # a router says that there is no way: as good as silence


async def _received(opened: socket.socket, how: str) -> tuple[bytes, int]:
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(opened, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(opened)
    data, notes, _, _ = opened.recvmsg(65536, 64)
    if how == "raw" and len(data) > 8:
        return data, data[8]
    told = [struct.unpack("=i", note)[0] for _, kind, note in notes if kind == _TTL]
    return data, int(told[0]) if told else 0
