"""Bytes of two ways to ask a Beckhoff device who it is: discovery by UDP, ReadDeviceInfo by TCP.
Nothing else can be encoded; above all no route is ever added.

Source: Beckhoff Information System, TwinCAT ADS/AMS specification (AMS/TCP header, AMS header, ADS
ReadDeviceInfo); of the discovery on UDP 48899 what Beckhoff's own open-source ADS library shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address

from audit.wire.octets import Octets, WireError, text_of

READ_DEVICE_INFO = 1
IDENTIFY = 1
SYSTEM_SERVICE = 10_000
LONGEST = 2048
MOST_TAGS = 64
_COOKIE = b"\x03\x66\x14\x71"
_VERSION, _OS, _NAME = 3, 4, 5
_OS_NAMES = {1: "Windows 9x", 2: "Windows NT", 3: "Windows CE"}


@dataclass(frozen=True, slots=True)
class Host:
    """The answer to the discovery."""

    net_id: str
    name: str = ""
    twincat: str = ""
    os: str = ""


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """The answer to ReadDeviceInfo."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The device is there and does not give this."""

    error: int


def discovery(own_address: str) -> bytes:
    """Encode the question who is there; `own_address` is where the answer may go."""
    head = _COOKIE + bytes(4) + IDENTIFY.to_bytes(4, "little")
    return head + _net_id(own_address) + SYSTEM_SERVICE.to_bytes(2, "little") + bytes(4)


def device_info_request(address: str, own_address: str) -> bytes:
    """Encode ReadDeviceInfo to the system service of the device at an address."""
    to = _net_id(address) + SYSTEM_SERVICE.to_bytes(2, "little")
    sender = _net_id(own_address) + (32_900).to_bytes(2, "little")
    rest = READ_DEVICE_INFO.to_bytes(2, "little") + b"\x04\x00" + bytes(8)
    ams = to + sender + rest + (1).to_bytes(4, "little")
    return b"\x00\x00" + len(ams).to_bytes(4, "little") + ams


def _net_id(address: str) -> bytes:
    """The AMS net id that a device has unless somebody chose another one."""
    return IPv4Address(address).packed + b"\x01\x01"


def host(datagram: bytes) -> Host:
    """Read the answer to the discovery; unknown and odd tags are left out.

    Raises
    ------
    WireError
        When it is cut short or something else.
    """
    octets = Octets(datagram)
    if octets.take(4) != _COOKIE:
        raise WireError("no AMS discovery")
    octets.take(4)
    if octets.little(4) != 0x8000_0000 | IDENTIFY:
        raise WireError("the answer to another question")
    net_id = ".".join(map(str, octets.take(6)))
    octets.take(2)
    count = octets.little(4)
    if count > MOST_TAGS:
        raise WireError(f"{count} tags")
    told = dict(_tag(octets) for _ in range(count))
    return Host(
        net_id,
        name=text_of(told.get(_NAME, b"")),
        twincat=_twincat(told.get(_VERSION, b"")),
        os=_os(told.get(_OS, b"")),
    )


def _tag(octets: Octets) -> tuple[int, bytes]:
    number, size = octets.little(2), octets.little(2)
    return number, octets.take(size)


def _twincat(octets: bytes) -> str:
    if len(octets) < 4:
        return ""
    return f"{octets[0]}.{octets[1]}.{int.from_bytes(octets[2:4], 'little')}"


def _os(octets: bytes) -> str:
    """OSVERSIONINFO of the Windows SDK: size, major, minor, build, platform, words."""
    if len(octets) < 20:
        return ""
    part = Octets(octets[4:20])
    major, minor, build, platform = (part.little(4) for _ in range(4))
    words = text_of(octets[20:], "utf-16-le") if platform != 3 else ""
    name = _OS_NAMES.get(platform) or words or f"platform {platform}"
    return f"{name} {major}.{minor}.{build}"


def cut(received: bytes) -> tuple[bytes, bytes] | None:
    """Cut the first AMS/TCP packet off what was received; None: more must come.

    Raises
    ------
    WireError
        As soon as it shows that it is no AMS/TCP.
    """
    if any(received[:2]):
        raise WireError("no AMS/TCP header")
    if len(received) < 6:
        return None
    length = int.from_bytes(received[2:6], "little")
    if not 32 <= length <= LONGEST:
        raise WireError(f"a packet of {length} octets")
    end = 6 + length
    return (received[:end], received[end:]) if len(received) >= end else None


def device_info(packet: bytes) -> DeviceInfo | Refused:
    """Read the answer to ReadDeviceInfo.

    Raises
    ------
    WireError
        When it is cut short or something else.
    """
    octets = Octets(packet)
    octets.take(6 + 16)
    command, flags = octets.little(2), octets.little(2)
    if command != READ_DEVICE_INFO or not flags & 1:
        raise WireError("the answer to another command")
    size, error, _ = octets.little(4), octets.little(4), octets.little(4)
    if error:
        return Refused(error)
    data = Octets(octets.take(size))
    result = data.little(4)
    if result:
        return Refused(result)
    major, minor, build = data.octet(), data.octet(), data.little(2)
    return DeviceInfo(text_of(data.take(16)), f"{major}.{minor}.{build}")
