"""Bytes of BACnet/IP identification: Who-Is, and reading one property of the device object.
Nothing else can be encoded.

Source: ANSI/ASHRAE 135-2020: clause 6 (network layer), 15.5 (ReadProperty), 16.10 (Who-Is and
I-Am), 20 (encoding), annex J (BACnet/IP).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from audit.wire.octets import Octets, WireError, clean

DEVICE = 8
"""Object type of the device object."""
ANY_INSTANCE = 4_194_303
"""Matches every device (15.5.2); not all implementations know it."""
WHO_IS, I_AM, READ_PROPERTY = 8, 0, 12
_BVLC = 0x81
_TO_ONE, _TO_ALL, _FORWARDED = 0x0A, 0x0B, 0x04


class Property(IntEnum):
    """The properties that may be read; none of them changes what a device does."""

    APPLICATION_SOFTWARE_VERSION = 12
    DESCRIPTION = 28
    FIRMWARE_REVISION = 44
    LOCATION = 58
    MODEL_NAME = 70
    OBJECT_IDENTIFIER = 75
    OBJECT_NAME = 77
    VENDOR_NAME = 121


@dataclass(frozen=True, slots=True)
class IAm:
    """A device says that it is there."""

    instance: int
    vendor: int


@dataclass(frozen=True, slots=True)
class Value:
    """A property that was read; a number for an object identifier's instance."""

    invoke_id: int
    property: int
    value: str | int


@dataclass(frozen=True, slots=True)
class Refused:
    """The device is there and does not give this."""

    invoke_id: int
    reason: str


Message = IAm | Value | Refused


def who_is() -> bytes:
    """Encode Who-Is to whom it is sent, for every instance."""
    return _frame(b"\x01\x00", bytes((0x10, WHO_IS)))


def read_property(invoke_id: int, instance: int, wanted: Property) -> bytes:
    """Encode ReadProperty of one property of the device object."""
    if not 0 <= instance <= ANY_INSTANCE:
        raise ValueError(f"{instance} is no instance number")
    object_id = (DEVICE << 22 | instance).to_bytes(4, "big")
    apdu = bytes((0x00, 0x05, invoke_id & 0xFF, READ_PROPERTY))
    return _frame(b"\x01\x04", apdu + b"\x0c" + object_id + b"\x19" + bytes((Property(wanted),)))


def _frame(npdu: bytes, apdu: bytes) -> bytes:
    length = 4 + len(npdu) + len(apdu)
    return bytes((_BVLC, _TO_ONE)) + length.to_bytes(2, "big") + npdu + apdu


def message(datagram: bytes) -> Message | None:
    """Read a datagram; None: BACnet, but nothing that was asked for (a request, network traffic).

    Raises
    ------
    WireError
        When it is no BACnet/IP or cut short.
    """
    octets = Octets(datagram)
    if octets.octet() != _BVLC:
        raise WireError("no BACnet/IP header")
    function, length = octets.octet(), octets.big(2)
    if length != len(datagram):
        raise WireError(f"{length} octets announced, {len(datagram)} there")
    if function == _FORWARDED:
        octets.take(6)
    elif function not in (_TO_ONE, _TO_ALL):
        return None
    return _apdu(octets) if _network(octets) else None


def _network(octets: Octets) -> bool:
    """Read the network layer; false: a message of the network layer itself."""
    if octets.octet() != 1:
        raise WireError("another version of the network layer")
    control = octets.octet()
    if control & 0x20:
        octets.take(2)
        octets.take(octets.octet())
    if control & 0x08:
        octets.take(2)
        octets.take(octets.octet())
    if control & 0x20:
        octets.octet()
    return not control & 0x80


def _apdu(octets: Octets) -> Message | None:
    first = octets.octet()
    kind = first >> 4
    if kind == 1:
        return _i_am(octets) if octets.octet() == I_AM else None
    if kind == 3:
        return _acknowledged(first, octets)
    if kind == 5:
        invoke_id = octets.octet()
        octets.octet()
        _, error_class = _tagged(octets)
        _, error_code = _tagged(octets)
        words = f"class {int.from_bytes(error_class)}, code {int.from_bytes(error_code)}"
        return Refused(invoke_id, f"error {words}")
    if kind in (6, 7):
        invoke_id, reason = octets.octet(), octets.octet()
        return Refused(invoke_id, f"{'rejected' if kind == 6 else 'aborted'}, reason {reason}")
    return None


def _i_am(octets: Octets) -> IAm:
    tag, object_id = _tagged(octets)
    if tag != 12 or len(object_id) != 4:
        raise WireError("an I-Am without object identifier")
    number = int.from_bytes(object_id)
    if number >> 22 != DEVICE:
        raise WireError("an I-Am of something that is no device")
    _tagged(octets)
    _tagged(octets)
    _, vendor = _tagged(octets)
    return IAm(number & 0x3FFFFF, int.from_bytes(vendor))


def _acknowledged(first: int, octets: Octets) -> Value | Refused:
    invoke_id = octets.octet()
    if first & 0x08:
        return Refused(invoke_id, "the answer comes in segments")
    if octets.octet() != READ_PROPERTY:
        raise WireError("the answer to another service")
    if octets.octet() != 0x0C:
        raise WireError("no object identifier in the answer")
    octets.take(4)
    tag, wanted = _tagged(octets)
    if tag != 1:
        raise WireError("no property in the answer")
    if octets.octet() != 0x3E:
        raise WireError("no value in the answer")
    value = _value(*_tagged(octets))
    if octets.octet() != 0x3F:
        raise WireError("more than one value in the answer")
    return Value(invoke_id, int.from_bytes(wanted), value)


def _value(tag: int, octets: bytes) -> str | int:
    if tag == 12 and len(octets) == 4:
        return int.from_bytes(octets) & 0x3FFFFF
    if tag != 7 or not octets:
        raise WireError(f"a value of type {tag}")
    encodings = {0: "utf-8", 3: "utf-32-be", 4: "utf-16-be", 5: "latin-1"}
    return clean(octets[1:].decode(encodings.get(octets[0], "latin-1"), "replace"))


def _tagged(octets: Octets) -> tuple[int, bytes]:
    """Return tag number and content of a primitive value (20.2.1)."""
    first = octets.octet()
    number, length = first >> 4, first & 0x07
    if number == 0x0F:
        number = octets.octet()
    if length == 5:
        length = octets.octet()
        if length == 254:
            length = octets.big(2)
        elif length == 255:
            length = octets.big(4)
    elif length > 5:
        raise WireError("a constructed value where a plain one is due")
    return number, octets.take(length)
