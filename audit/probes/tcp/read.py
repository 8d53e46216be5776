"""The exchange: connect, close. Refused says that a host is there; a timeout says nothing is.

Where a service greets whoever connects, its greeting is waited for and read on the same connection:
it comes anyway, and nothing is said.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service, observe
from audit.probes.device import identity_of, reach_of, source_of
from audit.probes.talk import TCP_FRAME, Cost, tcp_cost
from audit.probes.tcp import wire
from audit.probes.tcp.wire import Greeting
from audit.records import Observation, Status

if TYPE_CHECKING:
    from audit.net.channel import Channel
    from audit.net.dialer import Dialer

COST = tcp_cost() + Cost(1, TCP_FRAME)
"""The last part: servers such as SSH greet whoever connects, and the system acknowledges it."""
WAIT_S = 5.0
"""For a greeting, where one is to come; a slow server asks a name server about us first."""


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return one Reach observation for each flow to this port, for one try serves them all; and who
    greeted.
    """
    from audit.net.dialer import AttemptError

    port = target.ports["tcp"]
    status, rtt_ms, said = Status.OK, None, Greeting()
    try:
        async with dialer.lease(target, port, "tcp", "tcp", packets=COST.packets) as lease:
            start = time.perf_counter()
            channel = await lease.open_channel()
            rtt_ms = round((time.perf_counter() - start) * 1000, 1)
            if target.greets or port in wire.SPEAK_FIRST:
                # The port is open, whatever becomes of the connection after that.
                with contextlib.suppress(AttemptError):
                    said = wire.greeting(await heard(channel, WAIT_S))
    except AttemptError as error:
        status = error.status
    reaches = [
        reach_of(
            target, port, status, method="tcp", vantage=dialer.vantage, flow=flow, rtt_ms=rtt_ms
        )
        for flow in target.flows or ("",)
    ]
    return [*_greeter(target, port, said), *reaches]


async def heard(channel: Channel, wait_s: float) -> bytes:
    """Return what the other side says first, as much as tells who it is; b'': nothing in time.

    Raises
    ------
    AttemptError
        When the connection breaks meanwhile.
    """
    from audit.net.dialer import AttemptError

    data = b""
    try:
        async with asyncio.timeout(wait_s):
            while not wire.complete(data):
                more = await channel.receive(wire.MOST - len(data))
                if not more:
                    break
                data += more
    except TimeoutError:
        pass
    except AttemptError as error:
        if error.status is not Status.TIMEOUT:
            raise
    return data


def _greeter(target: Target, port: int, said: Greeting) -> list[Observation]:
    if not said.protocol:
        return []
    key, source = f"tcp {target.address}:{port}", source_of(target, port)
    service = Service(target.plant_ip, port, "tcp", said.protocol, product=said.product)
    return [
        observe(key, identity_of(target), source, method="tcp"),
        observe(key, service, source, method="tcp"),
    ]
