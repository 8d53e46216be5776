"""The exchange: a session, one question, the session given back, on one connection. Where TCP is
closed the same by UDP, for old devices know only that; not where a port is given, as it is for
hosts of which nobody knows yet what they speak.

By TCP first: its end also ends the session, whatever became of us.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service
from audit.probes.device import answered, identity_of
from audit.probes.letters import correspondence
from audit.probes.talk import conversation, tcp_cost, udp_cost
from audit.records import Observation, Status
from audit.wire import hartip as wire
from audit.wire.hart_makers import maker_of
from audit.wire.hartip import Identity, Refused

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

PORT = 5094
SIZES = (13, 13, 8)
BY_TCP, BY_UDP = tcp_cost(*SIZES), udp_cost(*SIZES)
COST = BY_TCP
"""The usual exchange; a refused SYN and the three datagrams after it are fewer."""
_PARTS = 3
"""By UDP each answer is waited for a third of the read timeout."""


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return identity, service, table state and reach; raises AttemptError when nobody answers."""
    from audit.net.dialer import AttemptError

    given = target.ports.get("hartip")
    port, transport = given or PORT, "tcp"
    try:
        said = await _by_tcp(dialer, target, port)
    except AttemptError as error:
        if given or error.status is not Status.REFUSED:
            raise
        transport, said = "udp", await _by_udp(dialer, target, port)
    if isinstance(said, Refused):
        service = Service(target.plant_ip, port, transport, "hart-ip", detail=said.reason)
        return answered(
            dialer, target, port, method="hartip", identity=identity_of(target), service=service,
            why=said.reason,
        )  # fmt: skip
    model = wire.model_of(said)
    identity = identity_of(
        target, vendor=maker_of(said.manufacturer), model=model, firmware=wire.firmware_of(said),
        serial=said.device_id, description=wire.told(said),
    )  # fmt: skip
    service = Service(
        target.plant_ip, port, transport, "hart-ip", product=model,
        detail=f"HART {said.hart_revision}; Read Unique Identifier",
    )  # fmt: skip
    return answered(dialer, target, port, method="hartip", identity=identity, service=service)


async def _by_tcp(dialer: Dialer, target: Target, port: int) -> Identity | Refused:
    async with conversation(dialer, target, port, "hartip", BY_TCP, "HART-IP") as talk:
        refused = await talk.ask(wire.session_initiate(), wire.cut, wire.opened)
        if refused is not None:
            return refused
        said = await talk.ask(wire.read_unique_identifier(), wire.cut, wire.identified)
        # Its answer is read and thrown away while the connection ends, which closes it anyway.
        await talk.say(wire.session_close())
        return said


async def _by_udp(dialer: Dialer, target: Target, port: int) -> Identity | Refused:
    from audit.net.dialer import AttemptError

    wait_s = dialer.limits.read_timeout_s / _PARTS
    async with correspondence(dialer, target, port, "hartip", BY_UDP, "HART-IP") as letters:
        refused = await letters.ask(wire.session_initiate(), _session, wait_s)
        if isinstance(refused, Refused):
            return refused
        try:
            return await letters.ask(wire.read_unique_identifier(), wire.identified, wait_s)
        finally:
            with contextlib.suppress(AttemptError):
                await letters.ask(wire.session_close(), wire.closed, wait_s)


def _session(octets: bytes) -> Refused | str:
    """`opened`, with a word for the session that None would be no answer for."""
    return wire.opened(octets) or "session"
