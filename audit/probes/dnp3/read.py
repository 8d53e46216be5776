"""The exchange: Request Link Status to a few usual addresses until one answers. A device answers
to its own address only; silence says that it is another one, or no DNP3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service
from audit.probes.device import answered, identity_of
from audit.probes.dnp3 import wire
from audit.probes.dnp3.wire import Link
from audit.probes.talk import Talk, conversation, tcp_cost
from audit.records import Observation, Status

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

ADDRESSES = (wire.SELF_ADDRESS, 1, 10, 1024)
"""Who is asked, in this order: the self-address, then those that devices and simulators come with.
"""
MASTER = 1
COST = tcp_cost(*(wire.FRAME,) * len(ADDRESSES))
MOST_FRAMES = 8


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return service, table state and reach; raises AttemptError when nobody answers."""
    from audit.net.dialer import AttemptError

    port = target.ports.get("dnp3", 20000)
    async with conversation(dialer, target, port, "dnp3", COST, "DNP3") as talk:
        part_s = dialer.limits.read_timeout_s / (len(ADDRESSES) + 1)
        for address in ADDRESSES:
            try:
                found = await _link_status(talk, address, part_s)
                break
            except AttemptError as error:
                if error.status is not Status.TIMEOUT or talk.in_the_middle:
                    raise
        else:
            raise AttemptError(Status.TIMEOUT, f"silent to the link addresses {ADDRESSES}")
    service = Service(
        target.plant_ip, port, "tcp", "dnp3", detail=f"link status, address {found.source}"
    )
    return answered(
        dialer, target, port, method="dnp3", identity=identity_of(target), service=service,
        why="the link layer carries no identity",
    )  # fmt: skip


async def _link_status(talk: Talk, address: int, wait_s: float) -> Link:
    """Ask one address; a frame that the device sends of itself is passed over."""
    found = await talk.ask(wire.request(address, MASTER), wire.cut, wire.link, wait_s)
    for _ in range(MOST_FRAMES):
        if not found.primary and not found.from_master and found.function == wire.LINK_STATUS:
            return found
        found = await talk.hear(wire.cut, wire.link, wait_s)
    return found
