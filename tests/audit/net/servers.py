"""Devices that misbehave on purpose, each on a loopback address, and how their callers left."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from audit.net.target import DeviceClass, Target

Behaviour = Callable[[socket.socket, "Server"], None]


@dataclass(slots=True)
class Server:
    """What a device saw."""

    address: str
    port: int
    accepted: int = 0
    open_now: int = 0
    most_open: int = 0
    received: list[bytes] = field(default_factory=list[bytes])
    endings: list[str] = field(default_factory=list[str])
    """fin or reset, one a connection."""
    first: threading.Event = field(default_factory=threading.Event)
    """Set when the first connection is there."""

    def wait_for_endings(self, count: int = 1) -> list[str]:
        """Wait until so many connections have ended."""
        deadline = time.monotonic() + 10
        while len(self.endings) < count and time.monotonic() < deadline:
            time.sleep(0.01)
        return self.endings

    def target(self, probe: str, key: str = "DEVICE") -> Target:
        """Return a target that leads here."""
        return Target(
            key, self.address, "10.71.0.9", "L1", DeviceClass.SERVER, ports={probe: self.port}
        )


@contextmanager
def serving(behave: Behaviour, address: str = "127.71.0.9") -> Generator[Server]:
    """Serve for the time of the `with`; a connection ends when its behaviour returns."""
    with socket.socket() as listener:
        listener.bind((address, 0))
        listener.listen(64)
        server = Server(address, listener.getsockname()[1])
        threading.Thread(target=_accept, args=(listener, server, behave), daemon=True).start()
        yield server
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, server: Server, behave: Behaviour) -> None:
    with contextlib.suppress(OSError):
        while True:
            connection, _ = listener.accept()
            server.accepted += 1
            server.open_now += 1
            server.most_open = max(server.most_open, server.open_now)
            server.first.set()
            threading.Thread(target=_one, args=(connection, server, behave), daemon=True).start()


def _one(connection: socket.socket, server: Server, behave: Behaviour) -> None:
    ending = "fin"
    with connection:
        connection.settimeout(15)
        try:
            behave(connection, server)
            read_to_end(connection, server)
        except (ConnectionResetError, BrokenPipeError):
            ending = "reset"
        except OSError as error:
            ending = f"{type(error).__name__}"
    server.open_now -= 1
    server.endings.append(ending)


def read_to_end(connection: socket.socket, server: Server) -> None:
    """Tarpit: read everything, say nothing; end when the caller has sent FIN."""
    while data := connection.recv(65536):
        server.received.append(data)


def answer(*replies: bytes) -> Behaviour:
    """Answer each request with the next reply."""

    def behave(connection: socket.socket, server: Server) -> None:
        for reply in replies:
            data = connection.recv(65536)
            if not data:
                return
            server.received.append(data)
            connection.sendall(reply)

    return behave


def drip(data: bytes, every_s: float) -> Behaviour:
    """Send one byte at a time."""

    def behave(connection: socket.socket, _: Server) -> None:
        for byte in data:
            connection.sendall(bytes((byte,)))
            time.sleep(every_s)

    return behave


def flood(seconds: float, block: bytes = b"\0" * 65536) -> Behaviour:
    """Send as fast as the caller takes it."""

    def behave(connection: socket.socket, _: Server) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            connection.sendall(block)

    return behave


def hang_up(_connection: socket.socket, _server: Server) -> None:
    """Close at once."""
    _connection.shutdown(socket.SHUT_WR)
