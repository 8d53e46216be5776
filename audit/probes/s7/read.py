"""The exchange: connect, set up, two system status lists. One connection; a second one, after the
first has ended, only where the device itself would not be connected to rack 0 slot 2.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service
from audit.probes.device import answered, identity_of
from audit.probes.s7 import wire
from audit.probes.s7.wire import Module, Refused, SystemList
from audit.probes.talk import Talk, conversation, tcp_cost
from audit.records import Observation, Status
from audit.wire.octets import WireError

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

MOST_PARTS = {SystemList.MODULES: 1, SystemList.COMPONENTS: 2}
"""Parts that are read: list 0x001C of a CPU with PDUs of 240 octets has two."""
ONE_TRY = tcp_cost(22, 25, *(33,) * sum(MOST_PARTS.values()))
REFUSED_TRY = tcp_cost(22)
COST = REFUSED_TRY + ONE_TRY


@dataclass(slots=True)
class _Found:
    modules: tuple[Module, ...] = ()
    names: dict[int, str] = field(default_factory=dict[int, str])
    why: str = ""


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return identity, service, table state and reach; raises AttemptError when it is no S7."""
    from audit.net.dialer import AttemptError

    port = target.ports.get("s7", 102)
    reason = ""
    for tsap in wire.TSAPS:
        found = await _one_connection(dialer, target, port, tsap)
        if isinstance(found, _Found):
            return _observations(dialer, target, port, found)
        reason = found.reason
    raise AttemptError(Status.PROTOCOL_ERROR, f"ISO on TCP, but no S7: {reason}")


async def _one_connection(dialer: Dialer, target: Target, port: int, tsap: int) -> _Found | Refused:
    async with conversation(dialer, target, port, "s7", ONE_TRY, "S7") as talk:
        if refused := await _refused(talk, tsap):
            return refused
        ready = await talk.ask(wire.setup_request(1), wire.cut, wire.setup_reply)
        found = _Found()
        if isinstance(ready, Refused):
            found.why = ready.reason
        else:
            await _lists(talk, found)
        return found


async def _refused(talk: Talk, tsap: int) -> Refused | None:
    """Connect; a device that hangs up instead of refusing means the same."""
    from audit.net.dialer import AttemptError

    try:
        return await talk.ask(wire.connect_request(tsap), wire.cut, wire.connect_reply)
    except AttemptError as error:
        if error.status is not Status.CLOSED or talk.in_the_middle or tsap == wire.TSAPS[-1]:
            raise
        return Refused("it hung up")


async def _lists(talk: Talk, found: _Found) -> None:
    """Read both lists; what the first one said is kept when the second one fails."""
    from audit.net.dialer import AttemptError

    troubles: list[str] = []
    for reference, system_list in ((2, SystemList.MODULES), (8, SystemList.COMPONENTS)):
        try:
            whole, why = await _whole(talk, reference, system_list)
            if system_list is SystemList.MODULES:
                found.modules = wire.modules(whole)
            else:
                found.names = wire.components(whole)
        except AttemptError as error:
            troubles.append(f"list {system_list:#06x}: {error}")
            break  # a line that failed once is not asked again
        except WireError as error:
            why = str(error)
        if why:
            troubles.append(f"list {system_list:#06x}: {why}")
    found.why = "; ".join(troubles)


async def _whole(talk: Talk, reference: int, system_list: SystemList) -> tuple[bytes, str]:
    """Return all parts of a list and why the end is missing, or nothing."""
    request = wire.list_request(reference, system_list)
    whole = b""
    for number in range(1, MOST_PARTS[system_list] + 1):
        part = await talk.ask(request, wire.cut, wire.list_reply)
        if isinstance(part, Refused):
            return whole, part.reason
        if part.reference != reference + number - 1:
            return whole, f"the answer to request {part.reference}, not {reference + number - 1}"
        whole += part.data
        if not part.more:
            return whole, ""
        request = wire.next_request(reference + number, part.sequence)
    return whole, f"more than {MOST_PARTS[system_list]} parts"


def _observations(dialer: Dialer, target: Target, port: int, found: _Found) -> list[Observation]:
    by_index = {module.index: module for module in found.modules}
    order = by_index[1].order_number if 1 in by_index else ""
    kind = found.names.get(7, "")
    siemens = "siemens" in found.names.get(4, "").casefold() or order.startswith(("6ES", "6AG"))
    names = ", ".join(found.names[i] for i in (1, 2, 3) if i in found.names)
    identity = identity_of(
        target,
        vendor="Siemens" if siemens else "",
        model=" ".join(dict.fromkeys(text for text in (order, kind) if text)),
        firmware=by_index[7].version if 7 in by_index else "",
        serial=found.names.get(5, ""),
        description=names,
    )
    service = Service(
        target.plant_ip, port, "tcp", "s7comm", product=kind or order,
        detail="system status lists" if found.modules or found.names else found.why,
    )  # fmt: skip
    return answered(
        dialer, target, port, method="s7", identity=identity, service=service, why=found.why
    )
