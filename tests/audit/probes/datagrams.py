"""A UDP device of a test: it answers each datagram as it is told to."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.audit.probes.asking import ADDRESS

Answers = Callable[[bytes], Sequence[bytes]]


@dataclass(slots=True)
class Station:
    """What a device saw."""

    address: str
    port: int
    received: list[bytes] = field(default_factory=list[bytes])
    senders: list[str] = field(default_factory=list[str])


@contextmanager
def station(answers: Answers, address: str = ADDRESS, port: int = 0) -> Generator[Station]:
    """Answer for the time of the `with`."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
        own.bind((address, port))
        own.settimeout(0.1)
        seen = Station(address, own.getsockname()[1])
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                with contextlib.suppress(TimeoutError, ConnectionError):
                    data, sender = own.recvfrom(65536)
                    seen.received.append(data)
                    seen.senders.append(sender[0])
                    for reply in answers(data):
                        own.sendto(reply, sender)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield seen
        finally:
            over.set()
            thread.join()
