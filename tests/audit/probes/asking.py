"""One probe against one device of a test, with every probe open."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from audit.net.dialer import Dialer
from audit.net.ledger import Ledger
from audit.net.rules import Probes
from audit.net.scope import Scope
from audit.net.target import Target
from audit.payloads import Identity, Service, TableRead, payload_of
from audit.records import Observation
from tests.audit.net.scopes import SIGNED, scope, target
from tests.audit.net.servers import Behaviour, Server, serving

ADDRESS = "127.71.0.20"
Read = Callable[[Dialer, Target], Awaitable[list[Observation]]]


def open_scope(wait_s: float = 0.5) -> Scope:
    """A scope that opens every probe to one loopback network."""
    opened = "\n".join(f"{name} = true" for name in Probes.model_fields)
    return scope(f"""{SIGNED}
[[allow]]
net = "127.71.0.0/24"
classes = ["infra", "server", "other", "controller"]
mode = "active"
[probes]
{opened}
[limits]
packets_per_second = 1000
read_timeout_s = {wait_s}
pause_between_hosts_ms = 0
max_bytes = 600000
""")


def dialer_in(folder: Path, wait_s: float = 0.5) -> Dialer:
    """A dialer that keeps its ledger in `folder`."""
    return Dialer(open_scope(wait_s), Ledger(folder / "ledger.jsonl"))


def asked(
    folder: Path, read: Read, probe: str, port: int, *, address: str = ADDRESS, wait_s: float = 5.0
) -> list[Observation]:
    """Ask a device that listens somewhere."""
    to = target(address, ip="10.71.0.9", ports={probe: port})
    return asyncio.run(_of(read(dialer_in(folder, wait_s), to)))


async def _of(answer: Awaitable[list[Observation]]) -> list[Observation]:
    return await answer


def asked_of(
    folder: Path, read: Read, probe: str, behave: Behaviour, *, wait_s: float = 0.5
) -> tuple[list[Observation], Server]:
    """Ask a device that behaves in some way; return what was learned and what the device saw."""
    with serving(behave) as server:
        try:
            found = asked(folder, read, probe, server.port, address=server.address, wait_s=wait_s)
        finally:
            server.wait_for_endings()
    return found, server


def identity_in(found: list[Observation]) -> Identity:
    """The identity among the observations."""
    return payload_of(next(o for o in found if o.attribute == "identity"), Identity)


def service_in(found: list[Observation]) -> Service:
    """The service among the observations."""
    return payload_of(next(o for o in found if o.attribute == "service"), Service)


def table_in(found: list[Observation]) -> TableRead:
    """How far the table was read."""
    return payload_of(next(o for o in found if o.attribute == "table"), TableRead)
