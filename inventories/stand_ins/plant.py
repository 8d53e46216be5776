"""Start every stand-in of a devices.toml, wait until each answers, and always end them.

Each device is a child process that ends when its standard input closes: after the `with`, on a
crash of the parent, and on `kill -9` of it, because the system then closes the pipe.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from inventories.stand_ins.devices import (
    UDP_KINDS,
    StandIn,
    StandInError,
    addresses_are_local,
    credentials,
    devices_of,
)

__all__ = [
    "Plant",
    "StandIn",
    "StandInError",
    "addresses_are_local",
    "credentials",
    "devices_of",
    "running",
    "start",
]

READY_WITHIN_S = 60.0
END_WITHIN_S = 5.0
ASK_EVERY_S = 0.05
HOME = Path(__file__).resolve().parents[2]
"""The folder that holds `inventories`: the repository, or the private folder of the wheel."""
SECRETS = "PLANTREADY_STAND_IN"
"""The child's environment variable with its credentials: the list of processes shows arguments."""


@dataclass(frozen=True, slots=True)
class Plant:
    """The running devices, with the addresses and ports they really have."""

    devices: tuple[StandIn, ...]
    processes: tuple[int, ...] = ()
    """Their process ids, in the same order."""

    def device(self, name: str) -> StandIn:
        """Return a device by its name.

        Raises
        ------
        StandInError
            When there is none.
        """
        for device in self.devices:
            if device.name == name:
                return device
        raise StandInError(f"there is no stand-in {name}")


@dataclass(frozen=True, slots=True)
class _Child:
    device: StandIn
    process: subprocess.Popen[bytes]
    said: IO[bytes]
    """Its standard error: a file, for a pipe that nobody reads would stop it once it is full."""

    def last_words(self) -> str:
        self.said.seek(0)
        return self.said.read()[-400:].decode(errors="replace").strip() or "without a word"


@contextmanager
def start(path: Path, data: Path) -> Generator[Plant, None, None]:
    """Run the devices of `path`, whose files lie below `data`, for the time of the `with`.

    Raises
    ------
    StandInError
        When devices.toml cannot be used, a port is taken, or a device does not come up.
    """
    with running(devices_of(path, data)) as plant:
        yield plant


@contextmanager
def running(devices: tuple[StandIn, ...]) -> Generator[Plant, None, None]:
    """Run these devices for the time of the `with`; raises StandInError as `start` does."""
    for device in devices:
        _refuse_a_taken_port(device)
    children: list[_Child] = []
    with contextlib.ExitStack() as files:
        try:
            children.extend(
                _spawn(device, files.enter_context(tempfile.TemporaryFile())) for device in devices
            )
            deadline = time.monotonic() + READY_WITHIN_S
            for child in children:
                _wait_until_it_answers(child, deadline)
            yield Plant(devices, tuple(child.process.pid for child in children))
        finally:
            _end([child.process for child in children])


def _refuse_a_taken_port(device: StandIn) -> None:
    """Say so before the start: the other program would answer in the device's place."""
    with socket.socket(socket.AF_INET, _socket_kind(device)) as question:
        if sys.platform != "win32" and device.kind not in UDP_KINDS:
            # Connections of an earlier run that are still fading do not count as taken.
            question.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            question.bind((device.address, device.port))
        except OSError as error:
            raise StandInError(
                f"{device.name} cannot use {device.address}:{device.port} ({error.strerror}); "
                "is another demo running?"
            ) from None


def _socket_kind(device: StandIn) -> socket.SocketKind:
    return socket.SOCK_DGRAM if device.kind in UDP_KINDS else socket.SOCK_STREAM


def _spawn(device: StandIn, said: IO[bytes]) -> _Child:
    before = os.environ.get("PYTHONPATH")
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(HOME), *([before] if before else [])]),
        SECRETS: device.secrets,
    }
    # -P: a folder named like one of ours in the user's current folder must not be imported.
    command = [sys.executable, "-P", "-m", f"inventories.stand_ins.{device.kind}"]
    process = subprocess.Popen(  # noqa: S603 - our own module with our own arguments
        [*command, "--address", device.address, "--port", str(device.port), *device.arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=said,
        env=environment,
    )
    return _Child(device, process, said)


def _wait_until_it_answers(child: _Child, deadline: float) -> None:
    device = child.device
    while time.monotonic() < deadline:
        if child.process.poll() is not None:
            raise StandInError(f"{device.name} ended at once: {child.last_words()}")
        if _answers(device):
            return
        time.sleep(ASK_EVERY_S)
    raise StandInError(f"{device.name} was not ready within {READY_WITHIN_S:.0f} s")


def _answers(device: StandIn) -> bool:
    """Whether its port is open. TCP: one connection, ended with FIN. UDP: an empty datagram, which
    a closed port refuses (ICMP port unreachable) and an agent overlooks.
    """
    with socket.socket(socket.AF_INET, _socket_kind(device)) as question:
        question.settimeout(ASK_EVERY_S)
        try:
            question.connect((device.address, device.port))
            if device.kind in UDP_KINDS:
                question.send(b"")
                question.recv(1)
        except TimeoutError:
            return device.kind in UDP_KINDS
        except OSError:
            return False
        # A socket that happened to be given the very port it asks has reached itself.
        return bool(question.getsockname() != question.getpeername())


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.stdin:
            with contextlib.suppress(OSError):
                process.stdin.close()
    deadline = time.monotonic() + END_WITHIN_S
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
