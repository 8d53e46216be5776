"""Start every stand-in of a devices.toml, wait until each answers, and always end them.

Each device is a child process that ends when its standard input closes: after the `with`, on a
crash of the parent, and on `kill -9` of it, because the system then closes the pipe.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

READY_WITHIN_S = 60.0
END_WITHIN_S = 5.0
UDP_KINDS = ("snmp",)
HOME = Path(__file__).resolve().parents[2]
"""The folder that holds `inventories`: the repository, or the private folder of the wheel."""


class StandInError(Exception):
    """A stand-in did not start; the message names it and its last words."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """One device: what serves it, and where."""

    name: str
    kind: str
    address: str
    port: int
    arguments: tuple[str, ...]

    @property
    def command(self) -> list[str]:
        """The child process."""
        module = f"inventories.stand_ins.{self.kind}"
        where = ["--address", self.address, "--port", str(self.port)]
        return [sys.executable, "-m", module, *where, *self.arguments]


@dataclass(frozen=True, slots=True)
class Plant:
    """The running devices."""

    devices: tuple[StandIn, ...]


def addresses_are_local() -> bool:
    """Whether the whole of 127.0.0.0/8 belongs to this computer (Linux, Windows; not macOS)."""
    try:
        with socket.socket() as probe:
            probe.bind(("127.30.0.2", 0))
    except OSError:
        return False
    return True


def devices_of(path: Path, data: Path) -> tuple[StandIn, ...]:
    """Read devices.toml; where only one loopback address exists, every device gets that one."""
    text = tomllib.loads(path.read_text(encoding="utf-8"))
    found = tuple(_device(entry, data) for entry in text["device"])
    if addresses_are_local():
        return found
    return tuple(replace(device, address="127.0.0.1") for device in found)


def _device(entry: dict[str, Any], data: Path) -> StandIn:
    arguments: list[str] = []
    for key, value in entry.items():
        if key in ("name", "kind", "address", "port"):
            continue
        text = json.dumps(value) if isinstance(value, dict) else str(value)
        arguments += [f"--{key}", str(data / text) if key == "data" else text]
    return StandIn(
        entry["name"], entry["kind"], entry["address"], int(entry["port"]), tuple(arguments)
    )


def credentials(path: Path) -> dict[str, str]:
    """Return the credentials that open the stand-ins, by name."""
    text = tomllib.loads(path.read_text(encoding="utf-8"))
    return {str(name): str(value) for name, value in text.get("credentials", {}).items()}


@contextmanager
def start(path: Path, data: Path) -> Generator[Plant, None, None]:
    """Run the devices of `path`, whose files lie below `data`, for the time of the `with`."""
    devices = devices_of(path, data)
    children: list[tuple[StandIn, subprocess.Popen[bytes]]] = []
    try:
        children.extend((device, _spawn(device)) for device in devices)
        deadline = time.monotonic() + READY_WITHIN_S
        for device, child in children:
            _wait(device, child, deadline)
        yield Plant(devices)
    finally:
        _end([child for _, child in children])


def _spawn(device: StandIn) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(HOME)}
    return subprocess.Popen(  # noqa: S603 - our own module with our own arguments
        device.command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
    )


def _wait(device: StandIn, child: subprocess.Popen[bytes], deadline: float) -> None:
    """Poll until the port is taken; binding it is the question, so nothing is sent to the device."""
    kind = socket.SOCK_DGRAM if device.kind in UDP_KINDS else socket.SOCK_STREAM
    while time.monotonic() < deadline:
        if child.poll() is not None:
            words = child.stderr.read()[-400:].decode(errors="replace") if child.stderr else ""
            raise StandInError(f"{device.name} ended at once: {words.strip()}")
        with socket.socket(socket.AF_INET, kind) as question:
            if sys.platform != "win32":
                question.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                question.bind((device.address, device.port))
            except OSError:
                return
        time.sleep(0.1)
    raise StandInError(f"{device.name} was not ready within {READY_WITHIN_S:.0f} s")


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.stdin:
            with contextlib.suppress(OSError):
                child.stdin.close()
    deadline = time.monotonic() + END_WITHIN_S
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if child.stderr:
            child.stderr.close()
