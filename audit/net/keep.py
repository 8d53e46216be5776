"""The keeper's own process: ends connections gracefully when the run that opened them is gone.

Started by `audit.net.keeper` as a script, with the standard library alone. Its first argument is
the descriptor of the socket on which the run hands connections over, its second the run's process.

Rules:
1. While the run lives nothing here is touched: descriptors are held, and let go when told to.
2. When it is gone, every connection is read empty, then ended by FIN. A process that is killed
   leaves that to the system, which sends RST wherever an answer is unread.
3. It ends as soon as every device has ended its side too, after LINGER_S at the latest.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import struct
import sys
import time

MESSAGE = struct.Struct("=Bq")
"""Kind and number of a connection."""
HOLD, LET_GO = 1, 2
LINGER_S = 3.0
"""How long a device may take to answer our FIN."""
CONNECTING_S = 0.5
"""How long a connection may still need to come about; shorter than the system's second SYN."""
LOOK_EVERY_S = 1.0
"""How often to look for a run that is gone while a child of its still holds its end."""
MOST_BYTES = 4_000_000
_READ = 65536


def main(control: socket.socket, parent: int) -> None:
    """Hold what is handed over until the run is gone, then end it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control.setblocking(False)
    held: dict[int, socket.socket] = {}
    open_still = True
    while open_still and os.getppid() == parent:
        select.select([control], [], [], LOOK_EVERY_S)
        open_still = take(control, held)
    take(control, held)
    control.close()
    end(list(held.values()))


def take(control: socket.socket, held: dict[int, socket.socket]) -> bool:
    """Read every message that has come; return whether the run still holds its end."""
    while True:
        try:
            message, descriptors, _, _ = socket.recv_fds(control, MESSAGE.size, 1)
        except BlockingIOError:
            return True
        except OSError:
            return False
        if len(message) < MESSAGE.size:
            return False
        kind, number = MESSAGE.unpack(message)
        if kind == HOLD and descriptors:
            held[number] = socket.socket(fileno=descriptors[0])
        elif kind == LET_GO and number in held:
            held.pop(number).close()


def end(connections: list[socket.socket]) -> None:
    """Read each empty, send FIN, wait for the other side's, let go."""
    began = time.monotonic()
    ends: dict[socket.socket, float] = {}
    for connection in connections:
        connection.setblocking(False)
        ends[connection] = began + (LINGER_S if _finish(connection) else CONNECTING_S)
    left = dict.fromkeys(connections, MOST_BYTES)
    while left:
        now = time.monotonic()
        for connection in [one for one in left if ends[one] <= now]:
            _close(connection, left)
        connecting = [one for one in left if ends[one] < began + LINGER_S]
        reading = [one for one in left if one not in connecting]
        wait = min((ends[one] for one in left), default=now) - now
        readable, made, _ = select.select(reading, connecting, [], max(0.0, wait))
        for connection in made:
            if _finish(connection):
                ends[connection] = began + LINGER_S
            else:
                _close(connection, left)  # refused
        for connection in readable:
            if not _goes_on(connection, left):
                _close(connection, left)


def _finish(connection: socket.socket) -> bool:
    """Read it empty and send FIN; False: there is no connection."""
    try:
        connection.getpeername()
    except OSError:
        return False
    try:
        for _ in range(64):
            if not connection.recv(_READ):
                break
    except OSError:
        pass
    try:
        connection.shutdown(socket.SHUT_WR)
    except OSError:
        return False
    return True


def _goes_on(connection: socket.socket, left: dict[socket.socket, int]) -> bool:
    """Throw away what has come; False when the other side has ended, or sends without end."""
    try:
        size = len(connection.recv(_READ))
    except BlockingIOError:
        return True
    except OSError:
        return False
    left[connection] -= size
    return size > 0 and left[connection] > 0


def _close(connection: socket.socket, left: dict[socket.socket, int]) -> None:
    del left[connection]
    connection.close()


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]))
