"""The exchange: old and new dialects are offered; who takes a new one is offered dialect 1 alone on
a second connection, which it refuses by hanging up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service
from audit.probes.device import answered, identity_of
from audit.probes.smb import wire
from audit.probes.talk import conversation, tcp_cost
from audit.records import Observation, Status

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

BOTH, ALONE = wire.negotiate(old_only=False), wire.negotiate(old_only=True)
COST = tcp_cost(len(BOTH)) + tcp_cost(len(ALONE))


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return whether dialect 1 is spoken; raises AttemptError when nobody answers."""
    from audit.net.dialer import AttemptError

    port = target.ports.get("smb", 445)
    old, mark = await _offer(dialer, target, port, BOTH)
    if not old:
        try:
            old, _ = await _offer(dialer, target, port, ALONE)
        except AttemptError as error:
            if error.status is not Status.CLOSED:
                raise
    detail = "dialect 1 is spoken" if old else "dialect 1 is refused"
    detail += f"; SMB server fingerprint {mark}" if mark else ""
    service = Service(target.plant_ip, port, "tcp", "smb", detail=detail)
    identity = identity_of(target)
    return answered(dialer, target, port, method="smb", identity=identity, service=service)


async def _offer(dialer: Dialer, target: Target, port: int, request: bytes) -> tuple[bool, str]:
    cost = tcp_cost(len(request))
    async with conversation(dialer, target, port, "smb", cost, "SMB") as talk:
        return await talk.ask(request, wire.cut, _said)


def _said(message: bytes) -> tuple[bool, str]:
    return wire.speaks_old(message), wire.server_mark(message)
