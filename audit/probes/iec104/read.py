"""The exchange: TESTFR act, TESTFR con. What else the device sends meanwhile is passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service
from audit.probes.device import answered, identity_of
from audit.probes.iec104 import wire
from audit.probes.talk import conversation, tcp_cost
from audit.records import Observation, Status

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

COST = tcp_cost(wire.FRAME)
MOST_FRAMES = 16
"""Frames that are read before the confirmation: a device may send its own tests first."""


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return service, table state and reach; raises AttemptError when it is no IEC 104."""
    from audit.net.dialer import AttemptError

    port = target.ports.get("iec104", 2404)
    async with conversation(dialer, target, port, "iec104", COST, "IEC 104") as talk:
        kind = await talk.ask(wire.request(), wire.cut, wire.format_of)
        for _ in range(MOST_FRAMES):
            if kind == "TESTFR con":
                break
            kind = await talk.hear(wire.cut, wire.format_of)
        else:
            raise AttemptError(Status.PROTOCOL_ERROR, "IEC 104, but no answer to the test frame")
    service = Service(target.plant_ip, port, "tcp", "iec104", detail="TESTFR con")
    return answered(
        dialer, target, port, method="iec104", identity=identity_of(target), service=service,
        why="the protocol carries no identity",
    )  # fmt: skip
