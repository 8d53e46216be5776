"""A run that is killed: its connections end with FIN all the same, and the keeper ends too."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from audit.net import keep
from audit.net.keeper import Keeper, why_no_keeper
from tests.audit.net.servers import Behaviour, Server, serving

pytestmark = pytest.mark.skipif(bool(why_no_keeper()), reason=why_no_keeper() or "-")
ROOT = Path(__file__).resolve().parents[3]
VICTIM = """
import socket, sys, time
from audit.net.keeper import Keeper
keeper, connections = Keeper(), []
for _ in range(int(sys.argv[3])):
    connection = socket.create_connection(("127.71.0.9", int(sys.argv[1])))
    if sys.argv[2] == "kept":
        assert keeper.hold(connection)
    connection.sendall(b"question")
    connections.append(connection)
print(keeper.process_id, flush=True)
time.sleep(60)
"""
"""It never reads its answers."""


def answer(connection: socket.socket, server: Server) -> None:
    """Answer at once, then wait for the end."""
    connection.recv(100)
    connection.sendall(b"an answer that nobody reads")
    server.first.set()
    while connection.recv(100):
        pass


def answer_late(connection: socket.socket, server: Server) -> None:
    """Answer only after the other side has ended."""
    server.first.set()
    while connection.recv(100):
        pass
    time.sleep(0.3)
    connection.sendall(b"a late answer")
    time.sleep(0.3)
    connection.sendall(b"and more of it")


def keep_sending(connection: socket.socket, server: Server) -> None:
    """Answer without end."""
    server.first.set()
    while True:
        connection.sendall(bytes(1000))
        time.sleep(0.001)


def never_end(connection: socket.socket, server: Server) -> None:
    """Take the FIN and keep the connection open."""
    server.first.set()
    while connection.recv(100):
        pass
    time.sleep(keep.LINGER_S + 5)


def victim(server: Server, how: str, count: int = 1) -> tuple[subprocess.Popen[str], int]:
    """Start a process that holds connections with an unread answer; return the keeper's too."""
    child = subprocess.Popen(
        [sys.executable, "-c", VICTIM, str(server.port), how, str(count)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    said = child.stdout.readline()
    assert said.strip().isdigit()
    assert server.first.wait(10)
    time.sleep(0.2)  # the answers have come
    return child, int(said)


def kill(child: subprocess.Popen[str]) -> None:
    child.kill()
    child.communicate(timeout=10)


def is_gone(process: int, within_s: float) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        state = Path(f"/proc/{process}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_without_a_keeper_a_killed_process_resets() -> None:
    with serving(answer) as server:
        child, _ = victim(server, "alone")
        kill(child)
        assert server.wait_for_endings() == ["reset"]


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV"])
def test_a_killed_process_ends_its_connections_with_fin_though_answers_are_unread(
    name: str,
) -> None:
    with serving(answer) as server:
        child, keeper = victim(server, "kept", 20)
        child.send_signal(getattr(signal, name))
        child.communicate(timeout=10)
        assert server.wait_for_endings(20) == ["fin"] * 20
    if sys.platform == "linux":
        assert is_gone(keeper, 10)


def test_what_comes_after_the_fin_is_read_too() -> None:
    with serving(answer_late) as server:
        child, _ = victim(server, "kept")
        kill(child)
        assert server.wait_for_endings() == ["fin"]


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("device", [never_end, keep_sending])
def test_the_keeper_ends_whatever_the_device_does(device: Behaviour) -> None:
    with serving(device) as server:
        child, keeper = victim(server, "kept")
        kill(child)
        assert is_gone(keeper, keep.LINGER_S + 20)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_keeper_ends_with_a_run_that_ends_by_itself() -> None:
    keeper = Keeper()
    with serving(answer) as server, socket.create_connection((server.address, server.port)) as one:
        number = keeper.hold(one)
        process = keeper.process_id
        assert number
        assert process
        keeper.let_go(number)
        keeper.close()
        assert is_gone(process, 10)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_keeper_that_is_gone_stops_nobody() -> None:
    keeper = Keeper()
    with serving(answer) as server, socket.create_connection((server.address, server.port)) as one:
        assert keeper.hold(one) == 1
        os.kill(keeper.process_id, signal.SIGKILL)
        assert is_gone(keeper.process_id, 10)
        assert keeper.hold(one) == 0
        keeper.let_go(1)
        assert keeper.hold(one) == 0
        keeper.close()


def test_a_connection_is_held_until_it_is_let_go() -> None:
    ours, theirs = socket.socketpair()
    near, far = socket.socketpair()
    theirs.setblocking(False)
    held: dict[int, socket.socket] = {}
    with ours, theirs, far:
        socket.send_fds(ours, [keep.MESSAGE.pack(keep.HOLD, 7)], [near.fileno()])
        near.close()
        assert keep.take(theirs, held)
        assert list(held) == [7]
        far.setblocking(False)
        with pytest.raises(BlockingIOError):
            far.recv(1)
        socket.send_fds(ours, [keep.MESSAGE.pack(keep.LET_GO, 7)], [])
        assert keep.take(theirs, held)
        assert held == {}
        assert far.recv(1) == b""
        ours.close()
        assert not keep.take(theirs, held)


def test_a_connection_that_is_not_made_yet_is_given_up_soon() -> None:
    with socket.socket() as listener:
        listener.bind(("127.71.0.9", 0))
        listener.listen(0)
        filling = [socket.socket() for _ in range(4)]
        for one in filling:  # a full queue: the system answers no further SYN
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        waiting = filling[-1]
        thread = threading.Thread(target=keep.end, args=([waiting],))
        thread.start()
        thread.join(10)
        assert not thread.is_alive()
        assert waiting.fileno() == -1
        for one in filling:
            one.close()


def test_the_keeper_is_the_runs_own_child_in_a_session_of_its_own() -> None:
    keeper = Keeper()
    with serving(answer) as server, socket.create_connection((server.address, server.port)) as one:
        assert keeper.hold(one)
        assert os.getsid(keeper.process_id) != os.getsid(0)
        keeper.close()
