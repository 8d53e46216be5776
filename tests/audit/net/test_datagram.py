"""A lease's UDP socket: in the scope, counted, bounded, given back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from audit.net.datagram import Datagram
from audit.net.dialer import AttemptError, Dialer
from audit.net.errors import StoppedError
from audit.net.ledger import read_ledger
from audit.records import Status
from tests.audit.net.scopes import target
from tests.audit.probes.asking import ADDRESS, dialer_in
from tests.audit.probes.datagrams import station

Use = Callable[[Dialer, Datagram], Awaitable[object]]


def used(folder: Path, port: int, use: Use) -> object:
    async def go() -> object:
        dialer = dialer_in(folder)
        async with dialer.lease(target(ADDRESS), port, "udp", "enip", packets=1) as lease:
            return await use(dialer, await lease.open_datagram())

    return asyncio.run(go())


async def _ask(_: Dialer, datagram: Datagram) -> bytes:
    await datagram.send(b"question")
    return await datagram.receive()


def test_a_datagram_and_its_answer_are_in_the_ledger_with_headers(tmp_path: Path) -> None:
    with station(lambda _: [b"answer"]) as device:
        assert used(tmp_path, device.port, _ask) == b"answer"
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert (row.packets, row.bytes, row.outcome) == (1, 8 + 28, "ok")


def test_a_closed_port_is_refused_and_silence_a_timeout(tmp_path: Path) -> None:
    folders = tmp_path / "silent", tmp_path / "closed"
    for folder in folders:
        folder.mkdir()
    with station(lambda _: []) as device, pytest.raises(AttemptError) as silent:
        used(folders[0], device.port, _ask)
    assert silent.value.status is Status.TIMEOUT
    with pytest.raises(AttemptError) as closed:
        used(folders[1], device.port, _ask)
    assert closed.value.status is Status.REFUSED


def test_nothing_is_sent_after_a_stop(tmp_path: Path) -> None:
    async def stopped(dialer: Dialer, datagram: Datagram) -> None:
        dialer.stop("enough")
        await datagram.send(b"question")

    with station(lambda _: []) as device:
        with pytest.raises(StoppedError):
            used(tmp_path, device.port, stopped)
        assert device.received == []
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.packets == 0


def test_a_flood_ends_at_the_cap(tmp_path: Path) -> None:
    async def drink(_: Dialer, datagram: Datagram) -> None:
        await datagram.send(b"question")
        while True:
            await datagram.receive()

    flood = station(lambda _: [b"\0" * 50_000] * 40)
    with flood as device, pytest.raises(AttemptError) as error:
        used(tmp_path, device.port, drink)
    # Where the system has dropped most of the flood, the wait ends instead.
    assert error.value.status in (Status.PROTOCOL_ERROR, Status.TIMEOUT)


def test_the_own_address_is_the_one_that_the_device_sees(tmp_path: Path) -> None:
    async def own(dialer: Dialer, datagram: Datagram) -> str:
        await _ask(dialer, datagram)
        return datagram.own_address

    with station(lambda _: [b"answer"]) as device:
        assert used(tmp_path, device.port, own) == device.senders[0]


def test_windows_word_for_a_closed_port_is_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def reset(_loop: object, _socket: object, _most: int) -> bytes:
        raise ConnectionResetError(10054, "reset by the other side")

    monkeypatch.setattr(asyncio.SelectorEventLoop, "sock_recv", reset)
    with station(lambda _: []) as device, pytest.raises(AttemptError) as closed:
        used(tmp_path, device.port, _ask)
    assert closed.value.status is Status.REFUSED
