"""The exchange: one connection, one GET of the first page, read to a limit."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service
from audit.probes.device import answered, identity_of
from audit.probes.http import wire
from audit.probes.talk import tcp_cost
from audit.records import Observation, Status
from audit.wire.octets import WireError

if TYPE_CHECKING:
    from audit.net.dialer import Channel, Dialer

COST = tcp_cost(320, 0, 0, 0)
"""The request, and the acknowledgements of an answer of several segments."""


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return service, identity and reach; raises AttemptError when nobody answers."""
    from audit.net.dialer import AttemptError

    port = target.ports.get("http", 80)
    async with dialer.lease(target, port, "tcp", "http", packets=COST.packets) as lease:
        channel = await lease.open_channel()
        await channel.send(wire.request(target.address))
        data = await _whole(channel, lease.limits.read_timeout_s)
    try:
        page = wire.page(data)
    except WireError as error:
        raise AttemptError(Status.PROTOCOL_ERROR, f"not HTTP: {error}") from None
    words = [f"status {page.status}"]
    words += [f"title {page.title}"] * bool(page.title) + [f"login {page.realm}"] * bool(page.realm)
    words += [f"leads to {page.location}"] * bool(page.location)
    service = Service(
        target.plant_ip, port, "tcp", "http", product=page.server, detail="; ".join(words)
    )
    identity = identity_of(target, description=page.title or page.realm)
    return answered(dialer, target, port, method="http", identity=identity, service=service)


async def _whole(channel: Channel, wait_s: float) -> bytes:
    """Read until the server has ended, the limit is reached, or the time is over."""
    from audit.net.dialer import AttemptError

    data = b""
    end = asyncio.get_running_loop().time() + wait_s
    while len(data) < wire.MOST:
        try:
            async with asyncio.timeout_at(end):
                piece = await channel.receive(wire.MOST - len(data))
        except TimeoutError:
            if data:
                break
            raise AttemptError(Status.TIMEOUT, "no answer in time") from None
        except AttemptError:
            if data:
                break
            raise
        if not piece:
            break
        data += piece
    if not data:
        raise AttemptError(Status.CLOSED, "closed without an answer")
    return data
