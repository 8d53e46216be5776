"""The exchange: Who-Is to one device, its I-Am, then four properties of its device object, one
datagram each. A device that sends its I-Am to all instead of to us is asked as instance 4194303.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service
from audit.probes.bacnet import wire
from audit.probes.bacnet.names import vendor_of
from audit.probes.bacnet.wire import ANY_INSTANCE, IAm, Message, Property, Refused, Value
from audit.probes.device import answered, identity_of
from audit.probes.letters import Letters, correspondence
from audit.probes.talk import udp_cost
from audit.records import Observation, Status

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

ASKED = (
    Property.OBJECT_NAME,
    Property.VENDOR_NAME,
    Property.MODEL_NAME,
    Property.FIRMWARE_REVISION,
)
COST = udp_cost(8, *(17,) * (1 + len(ASKED)))
PART = 1 / 5
"""Of the read timeout, that each answer is waited for."""


@dataclass(slots=True)
class _Found:
    instance: int = ANY_INSTANCE
    vendor: int | None = None
    told: dict[Property, str] = field(default_factory=dict[Property, str])
    why: str = ""


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return identity, service, table state and reach; raises AttemptError when nobody answers."""
    port = target.ports.get("bacnet", 47808)
    found = _Found()
    async with correspondence(dialer, target, port, "bacnet", COST, "BACnet/IP") as letters:
        await _instance(letters, found, dialer.limits.read_timeout_s * PART)
        await _properties(letters, found, dialer.limits.read_timeout_s * PART)
    return _observations(dialer, target, port, found)


async def _instance(letters: Letters, found: _Found, wait_s: float) -> None:
    """Learn the device's instance number, from its I-Am or by asking whichever it is."""
    from audit.net.dialer import AttemptError

    try:
        i_am = await letters.ask(wire.who_is(), _i_am, wait_s)
    except AttemptError as error:
        if error.status is not Status.TIMEOUT:
            raise
    else:
        found.instance, found.vendor = i_am.instance, i_am.vendor
        return
    request = wire.read_property(1, ANY_INSTANCE, Property.OBJECT_IDENTIFIER)
    answer = await letters.ask(request, partial(_answer, invoke_id=1), wait_s)
    if isinstance(answer, Value) and isinstance(answer.value, int):
        found.instance = answer.value
    elif isinstance(answer, Refused):
        found.why = f"instance number: {answer.reason}"


async def _properties(letters: Letters, found: _Found, wait_s: float) -> None:
    """Read what is asked, one after the other, until one is not answered."""
    from audit.net.dialer import AttemptError

    if found.why:
        return
    for number, wanted in enumerate(ASKED, 2):
        request = wire.read_property(number, found.instance, wanted)
        try:
            answer = await letters.ask(request, partial(_answer, invoke_id=number), wait_s)
        except AttemptError as error:
            found.why = f"{_words(wanted)}: {error}"
            return
        if isinstance(answer, Value) and isinstance(answer.value, str):
            found.told[wanted] = answer.value
        elif isinstance(answer, Refused):
            found.why = f"{_words(wanted)}: {answer.reason}"


def _i_am(datagram: bytes) -> IAm | None:
    message = wire.message(datagram)
    return message if isinstance(message, IAm) else None


def _answer(datagram: bytes, invoke_id: int) -> Message | None:
    """The answer to this request; anything else that comes is none."""
    message = wire.message(datagram)
    if isinstance(message, Value | Refused) and message.invoke_id == invoke_id:
        return message
    return None


def _words(wanted: Property) -> str:
    return wanted.name.replace("_", " ").casefold()


def _observations(dialer: Dialer, target: Target, port: int, found: _Found) -> list[Observation]:
    vendor = found.told.get(Property.VENDOR_NAME, "")
    if not vendor and found.vendor is not None:
        vendor = vendor_of(found.vendor)
    model = found.told.get(Property.MODEL_NAME, "")
    identity = identity_of(
        target,
        vendor=vendor,
        model=model,
        firmware=found.told.get(Property.FIRMWARE_REVISION, ""),
        description=found.told.get(Property.OBJECT_NAME, ""),
    )
    number = "unknown" if found.instance == ANY_INSTANCE else found.instance
    service = Service(
        target.plant_ip, port, "udp", "bacnet", product=model, detail=f"device instance {number}"
    )
    return answered(
        dialer, target, port, method="bacnet", identity=identity, service=service, why=found.why
    )
