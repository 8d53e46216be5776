"""The exchange: one connection, unit 1, then 255 and 0 only where unit 1 is silent or a gateway
says that it is not there. Where Read Device Identification is refused, Report Server ID is asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service, TableRead, TableState, observe
from audit.probes.device import identity_of, reach_of, source_of
from audit.probes.modbus.wire import (
    NAMES,
    READ_DEVICE_IDENTIFICATION,
    Page,
    Refused,
    ServerId,
    WireError,
    cut,
    request,
    response,
    server_id,
    server_id_request,
)
from audit.records import Observation, Status

if TYPE_CHECKING:
    from audit.net.dialer import Channel, Dialer

UNITS = ((1, 0.45), (255, 0.25), (0, 0.25))
"""Unit ids in the order they are asked, and the part of the read timeout that each is waited for.
Behind a gateway or on a strict device a wrong unit id meets silence; libmodbus takes half a second.
"""
NOT_THIS_UNIT = (0x0A, 0x0B)
"""Gateway path unavailable, gateway target failed to respond."""
MOST_PAGES = 3
"""Basic identification has three objects."""
MOST_PACKETS = 4 + 2 * (len(UNITS) + MOST_PAGES - 1)
"""SYN, ACK, FIN, last ACK; a request and the acknowledgement of its answer for each unit and each
further page; the server id is asked where there is no page. Usual are six.
"""
Reply = Page | Refused | ServerId


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return identity, service, table state and reach; raises AttemptError when nobody answers."""
    from audit.net.dialer import AttemptError

    port = target.ports.get("modbus", 502)
    found = _Found()
    async with dialer.lease(target, port, "tcp", "modbus", packets=MOST_PACKETS) as lease:
        whole_s = lease.limits.read_timeout_s
        talk = _Talk(await lease.open_channel(), whole_s)
        try:
            await _any_unit(talk, whole_s, found)
        except TimeoutError:
            raise AttemptError(Status.TIMEOUT, "no identification in time") from None
        except WireError as error:
            raise AttemptError(Status.PROTOCOL_ERROR, f"not Modbus: {error}") from None
    return _observations(dialer, target, port, found)


@dataclass(slots=True)
class _Found:
    objects: dict[int, str] = field(default_factory=dict[int, str])
    server_id: str = ""
    end: str = ""
    """Why the identification is missing or cut; empty when it is whole."""


class _Talk:
    """Requests and replies on one connection, whose device has `whole_s` for all of them; what the
    pace takes is not the device's time. A reply may come late, when the next unit has been asked;
    it is then the answer all the same.
    """

    def __init__(self, channel: Channel, whole_s: float) -> None:
        self._channel = channel
        self._end = asyncio.get_running_loop().time() + whole_s
        self._received = b""
        self._asked = 0
        self._open: dict[int, tuple[int, Callable[[bytes], Reply]]] = {}
        """Transaction → unit and what reads the reply, of the requests that have none yet."""

    async def ask(self, unit: int, object_id: int, wait_s: float) -> tuple[int, Reply] | None:
        """Return the unit that replied and what it said; None when nobody did in time."""
        self._asked += 1
        self._open[self._asked] = unit, response
        await self._send(request(self._asked, unit, object_id))
        return await self._reply(wait_s, this_one=bool(object_id))

    async def ask_server_id(self, unit: int, wait_s: float) -> Reply | None:
        """Return what the unit reports of itself; None when it does not in time."""
        self._asked += 1
        self._open[self._asked] = unit, server_id
        await self._send(server_id_request(self._asked, unit))
        answer = await self._reply(wait_s, this_one=True)
        return answer[1] if answer else None

    async def _send(self, data: bytes) -> None:
        loop = asyncio.get_running_loop()
        if (began := loop.time()) >= self._end:
            raise TimeoutError
        await self._channel.send(data)
        self._end += loop.time() - began

    async def _reply(self, wait_s: float, *, this_one: bool) -> tuple[int, Reply] | None:
        """Wait for a reply, to the last request if it has to be this one."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(min(self._end, loop.time() + wait_s)):
                transaction, unit, reply = await self._next()
                while this_one and transaction != self._asked:
                    transaction, unit, reply = await self._next()
        except TimeoutError:
            if self._received:
                raise  # half a reply: somebody is speaking, another question would not help
            return None
        return unit, reply

    async def _next(self) -> tuple[int, int, Reply]:
        from audit.net.dialer import AttemptError

        while (found := cut(self._received)) is None:
            data = await self._channel.receive()
            if not data:
                raise AttemptError(Status.CLOSED, "closed before the end of a reply")
            self._received += data
        head, pdu, self._received = found
        if head.transaction not in self._open:
            raise WireError(f"transaction {head.transaction} was never asked")
        unit, read_reply = self._open.pop(head.transaction)
        if head.unit != unit:
            raise WireError(f"unit {head.unit} answers for unit {unit}")
        return head.transaction, unit, read_reply(pdu)


async def _any_unit(talk: _Talk, whole_s: float, found: _Found) -> None:
    """Ask the units in turn until one speaks for itself."""
    for asked, part in UNITS:
        answer = await talk.ask(asked, 0, part * whole_s)
        if answer is None:
            continue
        unit, reply = answer
        if isinstance(reply, Page):
            found.end = await _pages(talk, unit, reply, whole_s, found.objects)
            return
        if isinstance(reply, Refused):
            found.end = f"exception {reply.code}"
            if reply.code not in NOT_THIS_UNIT:
                found.server_id = await _server_id(talk, unit, whole_s / 4)
                return
    if not found.end:
        raise TimeoutError


async def _server_id(talk: _Talk, unit: int, wait_s: float) -> str:
    """Ask a device that refused the better question; whatever goes wrong, it has answered once."""
    from audit.net.dialer import AttemptError

    try:
        said = await talk.ask_server_id(unit, wait_s)
    except (AttemptError, WireError, TimeoutError):
        return ""
    return said.text if isinstance(said, ServerId) else ""


async def _pages(talk: _Talk, unit: int, page: Page, wait_s: float, objects: dict[int, str]) -> str:
    """Take page after page; each must begin behind the last one, so that no device can hold us.
    Return why the end is missing, or nothing.
    """
    begins = 0
    for _ in range(MOST_PAGES - 1):
        _take(page, objects)
        if not page.more:
            return ""
        if page.next_object <= begins:
            return f"the device goes back from object {begins} to {page.next_object}"
        begins = page.next_object
        answer = await talk.ask(unit, begins, wait_s)
        if answer is None:
            return f"no answer to object {begins}"
        _, reply = answer
        if isinstance(reply, Refused):
            return f"exception {reply.code} to object {begins}"
        assert isinstance(reply, Page)  # the server id is asked only where there is no page
        page = reply
    _take(page, objects)
    return f"more than {MOST_PAGES} pages" if page.more else ""


def _take(page: Page, objects: dict[int, str]) -> None:
    objects.update({number: text for number, text in page.objects if number in NAMES})


def _observations(dialer: Dialer, target: Target, port: int, found: _Found) -> list[Observation]:
    key, source = f"modbus {target.address}:{port}", source_of(target, port)
    objects, end = found.objects, found.end
    said = {NAMES[number]: text for number, text in objects.items()}
    identity = identity_of(
        target,
        vendor=said.get("vendor", ""),
        model=said.get("product", "") or said.get("model", ""),
        firmware=said.get("revision", ""),
        description=found.server_id,
    )
    state = TableState.PARTIAL if end else TableState.COMPLETE
    if not objects and not found.server_id:
        state, end = TableState.ABSENT, end or "the device names no object"
    service = Service(
        target.plant_ip, port, "tcp", "modbus", "server",
        said.get("product_name", "") or found.server_id,
        f"function {READ_DEVICE_IDENTIFICATION}/14" if objects else end,
    )  # fmt: skip
    table = TableRead("identity", state, end, len(objects) or int(bool(found.server_id)))
    return [
        observe(key, identity, source, method="modbus"),
        observe(key, service, source, method="modbus"),
        observe(key, table, source, method="modbus"),
        reach_of(target, port, Status.OK, method="modbus", vantage=dialer.vantage),
    ]
