"""devices.toml in, the devices to start out: what serves each, where, and with which secrets."""

from __future__ import annotations

import json
import re
import socket
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

KINDS = ("modbus", "opcua", "snmp", "ssh")
UDP_KINDS = ("snmp",)
SECRET_KEYS = ("community", "user", "password", "enable", "auth", "priv")
FIRST_FREE_PORT = 1024
"""Below it only an administrator may listen."""


class StandInError(Exception):
    """Raised when devices.toml cannot be used or a stand-in does not start; names the device."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """One device: what serves it, and where."""

    name: str
    kind: str
    address: str
    port: int
    arguments: tuple[str, ...]
    secrets: str = ""
    """`name=value;…`, for the child's environment."""


@cache
def addresses_are_local() -> bool:
    """Whether the whole of 127.0.0.0/8 belongs to this computer (Linux, Windows; not macOS)."""
    try:
        with socket.socket() as probe:
            probe.bind(("127.30.0.2", 0))
    except OSError:
        return False
    return True


def devices_of(path: Path, data: Path) -> tuple[StandIn, ...]:
    """Read devices.toml; where only one loopback address exists, every device gets that one.

    Raises
    ------
    StandInError
        With the device and what is wrong with it.
    """
    found = tuple(_device(entry, data) for entry in _toml(path).get("device", []))
    if not addresses_are_local():
        found = tuple(replace(device, address="127.0.0.1") for device in found)
    places = [(device.kind in UDP_KINDS, device.address, device.port) for device in found]
    for device, place in zip(found, places, strict=True):
        if places.count(place) > 1:
            raise StandInError(
                f"{path}: {device.name}: {device.address}:{device.port} is used twice"
            )
    return found


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StandInError(f"{path}: {error}") from None


def _device(entry: dict[str, Any], data: Path) -> StandIn:
    name, kind = str(entry.get("name", "a device without a name")), str(entry.get("kind", ""))
    if kind not in KINDS:
        raise StandInError(f"{name}: kind {kind!r} is none of {', '.join(KINDS)}")
    address, port = str(entry.get("address", "")), entry.get("port")
    if not re.fullmatch(r"127(\.\d{1,3}){3}", address):
        raise StandInError(f"{name}: {address!r} is no loopback address")
    if not isinstance(port, int) or not FIRST_FREE_PORT <= port <= 65535:
        raise StandInError(f"{name}: port {port!r} is not between {FIRST_FREE_PORT} and 65535")
    arguments: list[str] = []
    for key, value in entry.items():
        if key in ("name", "kind", "address", "port", *SECRET_KEYS):
            continue
        text = json.dumps(value) if isinstance(value, dict) else str(value)
        arguments += [f"--{key}", str(data / text) if key == "data" else text]
    secrets = ";".join(f"{key}={entry[key]}" for key in SECRET_KEYS if key in entry)
    return StandIn(name, kind, address, port, tuple(arguments), secrets)


def credentials(path: Path) -> dict[str, str]:
    """Return the credentials that open the stand-ins, by name."""
    return {str(name): str(value) for name, value in _toml(path).get("credentials", {}).items()}
