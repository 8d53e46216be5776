"""The exchange: one connection, unit 1, then 255 and 0 only where a gateway says that unit 1 is not
there.
"""

from __future__ import annotations

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


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return identity, service, table state and reach; raises AttemptError when nobody answers."""
    from audit.net.dialer import AttemptError

    port = target.ports.get("modbus", 502)
    objects: dict[int, str] = {}
    refused: Refused | None = None
    async with dialer.lease(target, port, "tcp", "modbus", packets=6) as lease:
        channel = await lease.open_channel()
        try:
            for unit in UNITS:
                refused = await _identify(channel, unit, objects)
                if refused is None or refused.code not in NOT_THIS_UNIT:
                    break
        except WireError as error:
            lease.outcome(Status.PROTOCOL_ERROR)
            raise AttemptError(Status.PROTOCOL_ERROR, f"not Modbus: {error}") from None
    return _observations(dialer, target, port, objects, refused)


async def _identify(channel: Channel, unit: int, objects: dict[int, str]) -> Refused | None:
    """Ask page by page; each next object must lie behind the last one, so a device cannot hold us.
    """
    wanted = 0
    for page_number in range(MOST_PAGES):
        await channel.send(request(page_number + 1, unit, wanted))
        head = header(await channel.receive_exactly(HEADER.size))
        pdu = await channel.receive_exactly(head.length - 1)
        if head.transaction != page_number + 1:
            raise WireError(f"transaction {head.transaction} was never asked")
        page = response(pdu)
        if isinstance(page, Refused):
            return page
        _take(page, objects)
        if not page.more or page.next_object <= wanted:
            return None
        wanted = page.next_object
    return None


def _take(page: Page, objects: dict[int, str]) -> None:
    objects.update({number: text for number, text in page.objects if number in NAMES})


def _observations(
    dialer: Dialer, target: Target, port: int, objects: dict[int, str], refused: Refused | None
) -> list[Observation]:
    key, source = f"modbus {target.address}:{port}", source_of(target, port)
    said = {NAMES[number]: text for number, text in objects.items()}
    identity = identity_of(
        target,
        vendor=said.get("vendor", ""),
        model=said.get("product", "") or said.get("model", ""),
        firmware=said.get("revision", ""),
    )
    state = TableState.COMPLETE if objects else TableState.ABSENT
    why = f"exception {refused.code}" if refused else ""
    service = Service(
        target.plant_ip, port, "tcp", "modbus", "server", said.get("product_name", ""),
        f"function {READ_DEVICE_IDENTIFICATION}/14" if objects else why,
    )  # fmt: skip
    table = TableRead("identity", state, why, len(objects))
    return [
        observe(key, identity, source, method="modbus"),
        observe(key, service, source, method="modbus"),
        observe(key, table, source, method="modbus"),
        reach_of(target, port, Status.OK, method="modbus", vantage=dialer.vantage),
    ]
