"""The exchange: one connection, unit 1, then 255 and 0 only where a gateway says that unit 1 is not
there.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service, TableRead, TableState, observe
from audit.probes.device import identity_of, reach_of, source_of
from audit.probes.modbus.wire import (
    HEADER,
    NAMES,
    READ_DEVICE_IDENTIFICATION,
    Page,
    Refused,
    WireError,
    header,
    request,
    response,
)
from audit.records import Observation, Status

if TYPE_CHECKING:
    from audit.net.dialer import Channel, Dialer

UNITS = (1, 255, 0)
NOT_THIS_UNIT = (0x0A, 0x0B)
"""Gateway path unavailable, gateway target failed to respond."""
MOST_PAGES = 8
MOST_PACKETS = 6
"""SYN, ACK, one request, the acknowledgement of its answer, FIN, last ACK."""


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return identity, service, table state and reach; raises AttemptError when nobody answers."""
    from audit.net.dialer import AttemptError

    port = target.ports.get("modbus", 502)
    objects: dict[int, str] = {}
    end = "not asked"
    async with dialer.lease(target, port, "tcp", "modbus", packets=MOST_PACKETS) as lease:
        channel = await lease.open_channel()
        try:
            async with asyncio.timeout(lease.limits.read_timeout_s):
                end = await _any_unit(channel, objects)
        except TimeoutError:
            raise AttemptError(Status.TIMEOUT, "no identification in time") from None
        except WireError as error:
            raise AttemptError(Status.PROTOCOL_ERROR, f"not Modbus: {error}") from None
    return _observations(dialer, target, port, objects, end)


async def _any_unit(channel: Channel, objects: dict[int, str]) -> str:
    """Ask the units in turn; return why the identification is missing or cut, or nothing."""
    end, asked = "", 0
    for unit in UNITS:
        refused, end, asked = await _identify(channel, unit, objects, asked)
        if refused is None or refused.code not in NOT_THIS_UNIT:
            break
    return end


async def _identify(
    channel: Channel, unit: int, objects: dict[int, str], asked: int
) -> tuple[Refused | None, str, int]:
    """Ask page by page; each next object must lie behind the last one, so a device cannot hold us.

    Return the exception if there was one, why the end is missing, and how many requests were made.
    """
    wanted = 0
    for _ in range(MOST_PAGES):
        asked += 1
        await channel.send(request(asked, unit, wanted))
        head = header(await channel.receive_exactly(HEADER.size))
        pdu = await channel.receive_exactly(head.length - 1)
        if head.transaction != asked:
            raise WireError(f"transaction {head.transaction} was never asked")
        page = response(pdu)
        if isinstance(page, Refused):
            return page, f"exception {page.code}", asked
        _take(page, objects)
        if not page.more:
            return None, "", asked
        if page.next_object <= wanted:
            return None, f"the device goes back from object {wanted} to {page.next_object}", asked
        wanted = page.next_object
    return None, f"more than {MOST_PAGES} pages", asked


def _take(page: Page, objects: dict[int, str]) -> None:
    objects.update({number: text for number, text in page.objects if number in NAMES})


def _observations(
    dialer: Dialer, target: Target, port: int, objects: dict[int, str], end: str
) -> list[Observation]:
    key, source = f"modbus {target.address}:{port}", source_of(target, port)
    said = {NAMES[number]: text for number, text in objects.items()}
    identity = identity_of(
        target,
        vendor=said.get("vendor", ""),
        model=said.get("product", "") or said.get("model", ""),
        firmware=said.get("revision", ""),
    )
    state = TableState.PARTIAL if end else TableState.COMPLETE
    if not objects:
        state, end = TableState.ABSENT, end or "the device names no object"
    service = Service(
        target.plant_ip, port, "tcp", "modbus", "server", said.get("product_name", ""),
        f"function {READ_DEVICE_IDENTIFICATION}/14" if objects else end,
    )  # fmt: skip
    table = TableRead("identity", state, end, len(objects))
    return [
        observe(key, identity, source, method="modbus"),
        observe(key, service, source, method="modbus"),
        observe(key, table, source, method="modbus"),
        reach_of(target, port, Status.OK, method="modbus", vantage=dialer.vantage),
    ]
