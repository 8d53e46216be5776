"""The exchange: connect, close. Nothing is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.probes.device import port_answers
from audit.probes.talk import connected, tcp_cost
from audit.records import Observation

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

COST = tcp_cost()


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return service, table state and reach; raises AttemptError when the port does not answer."""
    port = target.ports.get("hartip", 5094)
    rtt_ms = await connected(dialer, target, port, "hartip", COST)
    why = "an identity needs a session, and none is opened"
    return port_answers(dialer, target, port, method="hartip", why=why, rtt_ms=rtt_ms)
