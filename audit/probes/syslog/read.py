"""The exchange: an empty datagram, for a host says that a port is closed, and one connection each
to the port itself and to that of syslog over TLS. No message is sent: it would be in the log.

A collector answers no datagram. Silence therefore proves nothing, and is told as unknown.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from audit.net.counting import HANDSHAKE_AND_CLOSE
from audit.net.target import Target
from audit.payloads import Service, TableRead, TableState, observe
from audit.probes.device import identity_of, reach_of, source_of
from audit.probes.talk import tcp_cost, udp_cost
from audit.records import Observation, Status

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

TLS_PORT = 6514
COST = udp_cost(0) + tcp_cost() + tcp_cost()
SAYS_CLOSED_WITHIN_S = 1.0
"""How long a host may take to say that the port is closed."""


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return which ports are open or closed, and what cannot be known from here."""
    port = target.ports.get("syslog", 514)
    by_udp = await _by_udp(dialer, target, port)
    by_tcp = {one: await _by_tcp(dialer, target, one) for one in dict.fromkeys((port, TLS_PORT))}
    return [
        *_services(target, port, by_udp, by_tcp),
        *_reaches(dialer, target, port, by_udp, by_tcp),
        _how_far(target, port, by_udp, by_tcp),
    ]


async def _by_udp(dialer: Dialer, target: Target, port: int) -> Status:
    """Return refused when the host says so; timeout: nothing came back, and nothing is known."""
    from audit.net.dialer import AttemptError

    async with dialer.lease(target, port, "udp", "syslog", packets=1) as lease:
        datagram = await lease.open_datagram()
        status = Status.TIMEOUT
        try:
            await datagram.send(b"")
            async with asyncio.timeout(SAYS_CLOSED_WITHIN_S):
                await datagram.receive()
                status = Status.OK  # whatever it is, somebody speaks there
        except TimeoutError:
            pass
        except AttemptError as error:
            status = error.status
        lease.outcome(status)
        return status


async def _by_tcp(dialer: Dialer, target: Target, port: int) -> Status:
    from audit.net.dialer import AttemptError

    try:
        async with dialer.lease(
            target, port, "tcp", "syslog", packets=HANDSHAKE_AND_CLOSE
        ) as lease:
            await lease.open_channel()
    except AttemptError as error:
        return error.status
    return Status.OK


def _services(
    target: Target, port: int, by_udp: Status, by_tcp: dict[int, Status]
) -> list[Observation]:
    found: list[Service] = []
    ip = target.plant_ip
    if by_udp is Status.REFUSED:
        closed = "the host says that the port is closed"
        found.append(Service(ip, port, "udp", "syslog", state="refused", detail=closed))
    for one, status in by_tcp.items():
        if status is Status.OK:
            how = "syslog over TLS" if one == TLS_PORT else "syslog"
            detail = "takes connections; no message was sent"
            found.append(Service(ip, one, "tcp", how, detail=detail))
    key, source = f"syslog {target.address}:{port}", source_of(target, port)
    if not found:
        return []
    return [observe(key, payload, source, method="syslog")
            for payload in (identity_of(target), *found)]  # fmt: skip


def _reaches(
    dialer: Dialer, target: Target, port: int, by_udp: Status, by_tcp: dict[int, Status]
) -> list[Observation]:
    """Return how each connection ended; for the flows only what decides them."""
    taken = [one for one, status in by_tcp.items() if status is Status.OK]
    found = [
        reach_of(target, one, status, method="syslog", vantage=dialer.vantage)
        for one, status in by_tcp.items()
        if one not in taken or not target.flows
    ]
    decided = (taken[0], Status.OK) if taken else (port, Status.REFUSED)
    if not taken and by_udp is not Status.REFUSED:
        return found
    return found + [
        reach_of(target, *decided, method="syslog", vantage=dialer.vantage, flow=flow)
        for flow in target.flows
    ]


def _how_far(target: Target, port: int, by_udp: Status, by_tcp: dict[int, Status]) -> Observation:
    key, source = f"syslog {target.address}:{port}", source_of(target, port)
    why = "a collector says nothing of itself"
    if by_udp is Status.TIMEOUT:
        why = (
            f"nothing came back from UDP port {port}: collectors answer no datagram, so that it"
            " cannot be known from here whether messages arrive; the collector's log tells"
        )
    told = by_udp is not Status.TIMEOUT or any(s is not Status.TIMEOUT for s in by_tcp.values())
    table = TableRead("identity", TableState.ABSENT, why)
    status = Status.OK if told else Status.TIMEOUT
    return observe(key, table, source, method="syslog", status=status)
