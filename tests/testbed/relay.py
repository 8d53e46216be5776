"""A bad line between two segments: delay and loss, in user space, for kernels without netem.

As a program (`relay.py SETTINGS IF IF`) it hands frames from one interface to the other. SETTINGS
is a JSON file `{"delay_s": 0.5, "loss": 0.1}` that is read again when it changes; the loss is drawn
per frame and direction from a fixed seed. It imports nothing of the project.
"""

from __future__ import annotations

import asyncio
import json
import random
import socket
import struct
import sys
from pathlib import Path

ALL_PROTOCOLS, OUTGOING, MEMBERSHIP, PROMISCUOUS = 0x0003, 4, 1, 1
SOL_PACKET = 263


class Line:
    """What the line does to a frame."""

    def __init__(self, settings: Path) -> None:
        self._settings = settings
        self._read_at = -1.0
        self._chance = random.Random(20260101)
        self.delay_s = 0.0
        self.loss = 0.0

    def read(self) -> None:
        """Take new settings over."""
        changed = self._settings.stat().st_mtime
        if changed != self._read_at:
            said = json.loads(self._settings.read_text())
            self.delay_s, self.loss, self._read_at = said["delay_s"], said["loss"], changed

    def loses(self) -> bool:
        """Draw whether the next frame gets lost."""
        return self._chance.random() < self.loss


def opened(interface: str) -> socket.socket:
    """Return a socket that sees every frame of the interface."""
    found = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_PROTOCOLS))
    found.bind((interface, 0))
    request = struct.pack("iHH8s", socket.if_nametoindex(interface), PROMISCUOUS, 0, b"")
    found.setsockopt(SOL_PACKET, MEMBERSHIP, request)
    found.setblocking(False)
    return found


async def main(settings: Path, one: str, other: str) -> None:
    """Hand over until the process ends."""
    loop = asyncio.get_running_loop()
    line, ends = Line(settings), (opened(one), opened(other))

    def hand_over(source: socket.socket, sink: socket.socket) -> None:
        while True:
            try:
                frame, place = source.recvfrom(65536)
            except BlockingIOError:
                return
            if place[2] != OUTGOING and not line.loses():
                loop.call_later(line.delay_s, sink.send, frame)

    loop.add_reader(ends[0], hand_over, ends[0], ends[1])
    loop.add_reader(ends[1], hand_over, ends[1], ends[0])
    print("ready", flush=True)
    while True:
        line.read()
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
