"""The exchange: HEL, OPN without security, GetEndpoints, CLO. asyncua speaks; the dialer owns the
socket.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from audit.net.target import Target
from audit.payloads import Service, TableRead, TableState, UaEndpoint, observe
from audit.probes.device import identity_of, reach_of, source_of
from audit.probes.opcua.guard import Guard
from audit.probes.opcua.wire import LARGEST_ANSWER, MOST_ENDPOINTS, endpoint_of, text_of
from audit.records import Observation, Status

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

LIBRARY_TIMEOUT_S = 120
"""Beyond any read timeout of a scope: ours is the one that counts."""
MOST_PACKETS = 11
USUAL_PAYLOAD = 900
"""Octets of HEL, OPN, GetEndpoints and CLO; used where the system does not count."""


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return identity, endpoints, service, table state, reach; raises AttemptError without an
    answer.
    """
    from audit.net.dialer import AttemptError

    port = target.ports.get("opcua", 4840)
    # In a thread, for it takes a second: the loop must not miss other devices' answers meanwhile.
    library: Any = await asyncio.to_thread(importlib.import_module, "asyncua")
    async with dialer.lease(target, port, "tcp", "opcua", packets=MOST_PACKETS) as lease:
        connection = _Connection(await lease.open_socket())
        try:
            async with asyncio.timeout(lease.limits.read_timeout_s):
                found = await _endpoints(library, target.address, port, connection)
        except TimeoutError:
            raise AttemptError(Status.TIMEOUT, "no endpoints in time") from None
        except Exception as error:  # whatever a foreign stack makes of foreign bytes
            if connection.ended_by_server:
                raise AttemptError(Status.CLOSED, f"closed: {error}") from None
            text = f"not OPC UA: {connection.trouble or type(error).__name__}"
            raise AttemptError(Status.PROTOCOL_ERROR, text) from None
        finally:
            lease.count_payload(USUAL_PAYLOAD)
            await connection.end()
    return _observations(dialer, target, port, found)


class _Connection:
    """The socket that the dialer connected, while the library speaks on it."""

    def __init__(self, handle: socket.socket) -> None:
        self._handle = handle
        self._transport: asyncio.Transport | None = None
        self._guard: Guard | None = None

    @property
    def trouble(self) -> str:
        """What was received that is no OPC UA; empty so far."""
        return self._guard.trouble if self._guard else ""

    @property
    def ended_by_server(self) -> bool:
        """Whether it was the server that hung up, not the library in despair."""
        return bool(self._guard and self._guard.ended_by_server and not self._guard.trouble)

    async def start(self, make_protocol: Callable[[], asyncio.Protocol]) -> None:
        """Give the socket to a protocol, with a guard before it."""
        loop = asyncio.get_running_loop()
        self._guard = Guard(make_protocol())
        guard = self._guard
        self._transport, _ = await loop.create_connection(lambda: guard, sock=self._handle)

    async def end(self) -> None:
        """Take the socket out of the loop for certain; what the library left open is given up."""
        if self._transport is None:
            self._handle.close()
            return
        self._transport.abort()
        await asyncio.sleep(0)


async def _endpoints(library: Any, address: str, port: int, connection: _Connection) -> list[Any]:
    """Let the library's client speak on our socket."""
    logging.getLogger("asyncua").setLevel(logging.CRITICAL)
    client: Any = library.Client(f"opc.tcp://{address}:{port}/", timeout=LIBRARY_TIMEOUT_S)
    client.max_messagesize = LARGEST_ANSWER
    states: Any = importlib.import_module("asyncua.client.ua_client").UaClientState
    inner = client.uaclient

    async def connect_socket(_host: str, _port: int) -> None:
        """Do what the library's own method does, on the socket that the dialer connected."""
        inner._set_state(states.CONNECTING)
        await connection.start(inner._make_protocol)
        inner._set_state(states.SOCKET_OPEN)

    inner.connect_socket = connect_socket
    found: list[Any] = await client.connect_and_get_server_endpoints()
    return found[:MOST_ENDPOINTS]


def _observations(dialer: Dialer, target: Target, port: int, found: list[Any]) -> list[Observation]:
    key, source = f"opcua {target.address}:{port}", source_of(target, port)
    endpoints: list[UaEndpoint] = []
    broken = 0
    product = ""
    for description in found:
        try:
            endpoints.append(endpoint_of(description))
            product = product or text_of(description.Server.ApplicationName.Text)
        except (AttributeError, TypeError, ValueError):
            broken += 1  # one odd endpoint must not lose the others
    state = TableState.COMPLETE if endpoints and not broken else TableState.PARTIAL
    why = f"{broken} endpoints could not be read" if broken else ""
    if not endpoints:
        state, why = TableState.ABSENT, why or "no endpoint was given"
    result = [
        observe(key, identity_of(target), source, method="opcua"),
        observe(key, Service(target.plant_ip, port, "tcp", "opcua", "server", product), source,
                method="opcua"),
        observe(key, TableRead("endpoints", state, why, len(endpoints)), source, method="opcua"),
        reach_of(target, port, Status.OK, method="opcua", vantage=dialer.vantage),
    ]  # fmt: skip
    return result + [observe(key, endpoint, source, method="opcua") for endpoint in endpoints]
