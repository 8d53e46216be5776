"""The exchange: connect, close. Refused says that a host is there; a timeout says nothing is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.probes.device import reach_of
from audit.probes.talk import TCP_FRAME, Cost, tcp_cost
from audit.records import Observation, Status

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

COST = tcp_cost() + Cost(1, TCP_FRAME)
"""The last part: servers such as SSH greet whoever connects, and the system acknowledges it."""


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return one Reach observation for each flow to this port: one try serves them all."""
    from audit.net.dialer import AttemptError

    port = target.ports["tcp"]
    status, rtt_ms = Status.OK, None
    try:
        async with dialer.lease(target, port, "tcp", "tcp", packets=COST.packets) as lease:
            start = time.perf_counter()
            await lease.open_channel()
            rtt_ms = round((time.perf_counter() - start) * 1000, 1)
    except AttemptError as error:
        status = error.status
    return [
        reach_of(
            target, port, status, method="tcp", vantage=dialer.vantage, flow=flow, rtt_ms=rtt_ms
        )
        for flow in target.flows or ("",)
    ]
