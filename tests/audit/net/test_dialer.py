"""The dialer: what is sent, when it is refused, how a connection ends, what the ledger says."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit.net.dialer import AttemptError, Dialer, Lease
from audit.net.errors import OutOfScopeError, StoppedError
from audit.net.ledger import Ledger, read_ledger
from audit.net.pace import Turn
from audit.net.target import Target
from audit.records import Status
from tests.audit.net import capture
from tests.audit.net.scopes import OPEN, QUICK, scope, target
from tests.audit.net.servers import (
    Server,
    drip,
    flood,
    hang_up,
    read_to_end,
    serving,
)

needs_capture = pytest.mark.skipif(bool(capture.may_capture()), reason=capture.may_capture() or "-")


def dialer(tmp_path: Path, text: str = OPEN + QUICK) -> Dialer:
    return Dialer(scope(text), Ledger(tmp_path / "ledger.jsonl"))


async def ask(
    given: Dialer, of: Target, use: Callable[[Lease], Awaitable[object]] | None = None
) -> None:
    async with given.lease(of, of.ports["tcp"], "tcp", "tcp", packets=4) as lease:
        if use:
            await use(lease)
        else:
            await lease.open_channel()


async def talk(lease: Lease) -> bytes:
    channel = await lease.open_channel()
    await channel.send(b"question")
    return await channel.receive_exactly(6)


def test_without_scope_or_ledger_nothing_is_sent(tmp_path: Path) -> None:
    with serving(read_to_end) as server:
        of = server.target("tcp")
        for given in (Dialer(None, Ledger(tmp_path / "l")), Dialer(scope(), None)):
            with pytest.raises(OutOfScopeError, match="nothing is sent"):
                asyncio.run(ask(given, of))
        assert server.accepted == 0
    assert not (tmp_path / "l").exists()


def test_a_scope_that_ends_while_an_exchange_waits_its_turn_refuses_it(tmp_path: Path) -> None:
    times = iter([datetime(2026, 6, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)])
    given = Dialer(scope(), Ledger(tmp_path / "ledger.jsonl"), now=lambda: next(times))
    with serving(read_to_end) as server:
        with pytest.raises(OutOfScopeError, match="ended"):
            asyncio.run(ask(given, server.target("tcp")))
        assert server.accepted == 0
    assert read_ledger(tmp_path / "ledger.jsonl") == ()


def test_a_scope_that_ends_in_an_exchange_sends_no_more_and_closes_with_fin(tmp_path: Path) -> None:
    moment = [datetime(2026, 6, 1, tzinfo=UTC)]
    given = Dialer(scope(), Ledger(tmp_path / "ledger.jsonl"), now=lambda: moment[0])

    async def use(lease: Lease) -> None:
        channel = await lease.open_channel()
        moment[0] += timedelta(days=365 * 100)
        await channel.send(b"question")

    with serving(read_to_end) as server:
        with pytest.raises(OutOfScopeError):
            asyncio.run(ask(given, server.target("tcp"), use))
        assert server.wait_for_endings() == ["fin"]
        assert server.received == []
    assert [row.outcome for row in read_ledger(tmp_path / "ledger.jsonl")] == ["out-of-scope"]


def test_a_stopped_run_sends_nothing_more(tmp_path: Path) -> None:
    given = dialer(tmp_path)
    given.stop("five timeouts")
    with serving(read_to_end) as server:
        with pytest.raises(StoppedError, match="five timeouts"):
            asyncio.run(ask(given, server.target("tcp")))
        assert server.accepted == 0


def _end_with_error(lease: Lease) -> Awaitable[object]:
    async def use() -> None:
        await lease.open_channel()
        raise ValueError("a defect")

    return use()


def _end_in_silence(lease: Lease) -> Awaitable[object]:
    async def use() -> None:
        channel = await lease.open_channel()
        await channel.receive()

    return use()


@pytest.mark.parametrize(
    ("use", "error", "outcome"),
    [(_end_with_error, ValueError, "bug"), (_end_in_silence, AttemptError, "timeout")],
)
def test_an_error_and_a_timeout_end_with_fin_and_a_closed_line(
    tmp_path: Path, use: Callable[[Lease], Awaitable[object]], error: type[Exception], outcome: str
) -> None:
    with serving(read_to_end) as server:
        with pytest.raises(error):
            asyncio.run(ask(dialer(tmp_path), server.target("tcp"), use))
        assert server.wait_for_endings() == ["fin"]
    assert [row.outcome for row in read_ledger(tmp_path / "ledger.jsonl")] == [outcome]


@pytest.mark.parametrize("cancels", [1, 3])
def test_a_cancelled_exchange_ends_with_fin_and_reads_as_closed(
    tmp_path: Path, cancels: int
) -> None:
    with serving(read_to_end) as server:

        async def scenario() -> None:
            async def wait(lease: Lease) -> None:
                await lease.open_channel()
                await asyncio.sleep(60)

            task = asyncio.ensure_future(ask(dialer(tmp_path), server.target("tcp"), wait))
            await asyncio.to_thread(server.first.wait, 10)
            await asyncio.sleep(0.05)
            for _ in range(cancels):
                task.cancel()
                await asyncio.sleep(0.01)
            with pytest.raises(asyncio.CancelledError):
                await task

        asyncio.run(scenario())
        assert server.wait_for_endings() == ["fin"]
    assert [row.outcome for row in read_ledger(tmp_path / "ledger.jsonl")] == ["closed"]


def test_unread_bytes_do_not_turn_the_end_into_a_reset(tmp_path: Path) -> None:
    def chatter(connection: socket.socket, server: Server) -> None:
        connection.sendall(b"x" * 200_000)
        read_to_end(connection, server)

    async def use(lease: Lease) -> None:
        await lease.open_channel()
        await asyncio.sleep(0.1)

    with serving(chatter) as server:
        asyncio.run(ask(dialer(tmp_path), server.target("tcp"), use))
        assert server.wait_for_endings() == ["fin"]


def test_a_library_that_closes_its_own_handle_does_not_reset_the_device(tmp_path: Path) -> None:
    def chatter(connection: socket.socket, server: Server) -> None:
        connection.sendall(b"x" * 1000)
        read_to_end(connection, server)

    async def use(lease: Lease) -> None:
        handle = await lease.open_socket(blocking=True)
        await asyncio.sleep(0.05)
        handle.close()

    with serving(chatter) as server:
        asyncio.run(ask(dialer(tmp_path), server.target("tcp"), use))
        assert server.wait_for_endings() == ["fin"]


def test_a_device_is_spoken_to_by_one_connection_at_a_time(tmp_path: Path) -> None:
    async def use(lease: Lease) -> None:
        await lease.open_channel()
        await asyncio.sleep(0.03)

    with serving(read_to_end) as server:

        async def scenario() -> None:
            given = dialer(tmp_path)
            await asyncio.gather(*(ask(given, server.target("tcp"), use) for _ in range(6)))

        asyncio.run(scenario())
        assert server.accepted == 6
        assert server.most_open == 1


def test_a_closed_port_is_refused_and_a_silent_address_times_out(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.71.0.9", 0))
        port = free.getsockname()[1]
    given = dialer(tmp_path)
    with pytest.raises(AttemptError) as refused:
        asyncio.run(ask(given, target(ports={"tcp": port})))
    assert refused.value.status is Status.REFUSED
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.71.0.10", 0))
        full.listen(0)  # one connection fills the queue; what comes then is not answered
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(full.getsockname())
        silent = target("127.71.0.10", ports={"tcp": full.getsockname()[1]})
        with pytest.raises(AttemptError) as timeout:
            asyncio.run(ask(given, silent))
    assert timeout.value.status is Status.TIMEOUT
    rows = read_ledger(tmp_path / "ledger.jsonl")
    assert [row.outcome for row in rows] == ["refused", "timeout"]
    assert [(row.packets, row.bytes) for row in rows] == [(1, 60), (1, 60)] or any(
        row.counted == "estimate" for row in rows
    )


def test_a_device_that_drips_is_held_to_one_read_timeout(tmp_path: Path) -> None:
    text = OPEN + QUICK.replace("read_timeout_s = 1.0", "read_timeout_s = 0.4")
    with serving(drip(b"x" * 100, 0.1)) as server:
        with pytest.raises(AttemptError) as error:
            asyncio.run(ask(dialer(tmp_path, text), server.target("tcp"), talk_for(100)))
        assert error.value.status is Status.TIMEOUT


def talk_for(count: int) -> Callable[[Lease], Awaitable[object]]:
    async def use(lease: Lease) -> None:
        channel = await lease.open_channel()
        await channel.receive_exactly(count)

    return use


def test_a_device_that_floods_is_held_to_max_bytes(tmp_path: Path) -> None:
    text = OPEN + QUICK + "max_bytes = 100000\n"
    with serving(flood(3)) as server:
        with pytest.raises(AttemptError, match="max_bytes") as error:
            asyncio.run(ask(dialer(tmp_path, text), server.target("tcp"), talk_for(1_000_000)))
        assert error.value.status is Status.PROTOCOL_ERROR


def test_a_device_that_hangs_up_is_closed(tmp_path: Path) -> None:
    with serving(hang_up) as server:
        with pytest.raises(AttemptError) as error:
            asyncio.run(ask(dialer(tmp_path), server.target("tcp"), talk_for(1)))
        assert error.value.status is Status.CLOSED
        assert server.wait_for_endings() == ["fin"]


@needs_capture
def test_the_ledger_says_what_a_capture_shows(tmp_path: Path) -> None:
    async def long_talk(lease: Lease) -> None:
        channel = await lease.open_channel()
        await channel.send(b"q" * LONG)
        await channel.receive_exactly(6)

    with serving(eager) as server, serving(patient, "127.71.0.11") as other:

        async def scenario() -> None:
            given = dialer(tmp_path)
            await ask(given, server.target("tcp"))
            await ask(given, server.target("tcp"), talk)
            with pytest.raises(AttemptError):
                await ask(given, target("127.71.0.9", ports={"tcp": 1}))
            await ask(given, other.target("tcp"), long_talk)

        with capture.capturing() as seen:
            asyncio.run(scenario())
            server.wait_for_endings(2)
            other.wait_for_endings()
    for address, port in {(r.destination, r.port) for r in read_ledger(tmp_path / "ledger.jsonl")}:
        rows = [
            row
            for row in read_ledger(tmp_path / "ledger.jsonl")
            if (row.destination, row.port) == (address, port)
        ]
        sent = seen.to(address, port)
        assert sum(row.packets for row in rows) == len(sent)
        assert sum(row.bytes for row in rows) == sum(packet.size for packet in sent)
        assert all(row.counted == "exact" for row in rows)
        assert not any(packet.flags & capture.RST for packet in sent)


def eager(connection: socket.socket, server: Server) -> None:
    """Answer the first question, if one comes."""
    if data := connection.recv(65536):
        server.received.append(data)
        connection.sendall(b"answer")


LONG = 30_000
"""Below the segment size of loopback: a longer one is captured before it is cut into the segments
that a wire would carry and that the ledger counts.
"""


def patient(connection: socket.socket, _: Server) -> None:
    """Read a long question whole, then answer."""
    missing = LONG
    while missing and (data := connection.recv(65536)):
        missing -= len(data)
    connection.sendall(b"answer")


def test_a_device_that_owes_an_answer_is_given_longer_before_the_connection_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.net.lease.CLOSE_WAIT_S", 0.0)
    monkeypatch.setattr("audit.net.lease.OWING_S", 30.0)

    def late(connection: socket.socket, _server: Server) -> None:
        while connection.recv(100):
            pass  # the caller has given up and sent FIN
        time.sleep(0.1)
        for _ in range(2):  # the second one fails where the first one met a reset
            connection.sendall(b"late")
            time.sleep(0.05)

    with serving(late) as server:
        with pytest.raises(AttemptError):
            asyncio.run(ask(dialer(tmp_path), server.target("tcp"), _end_in_silence))
        assert server.wait_for_endings() == ["fin"]


def test_a_device_is_sure_of_us_when_it_speaks_after_something_of_its_own_was_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []

    def answer_once(connection: socket.socket, _: Server) -> None:
        connection.recv(100)
        connection.sendall(b"answer")

    def yes(_: str) -> bool:
        return True

    def spoke(_: Turn, _device: str, *, went_on: bool) -> None:
        told.append(went_on)

    async def talk(lease: Lease) -> None:
        channel = await lease.open_channel()
        await channel.send(b"one")
        await channel.receive_exactly(6)
        await channel.send(b"two")
        await channel.send(b"three")

    monkeypatch.setattr("audit.net.dialer.on_link", yes)
    monkeypatch.setattr(Turn, "spoke", spoke)
    with serving(answer_once) as server:
        asyncio.run(ask(dialer(tmp_path), server.target("tcp"), talk))
        assert server.wait_for_endings() == ["fin"]
    handshake, first, second = False, True, True
    assert told == [handshake, first, second], "the third question and FIN meet nothing new"
