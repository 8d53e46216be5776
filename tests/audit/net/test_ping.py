"""ICMP echo on loopback, and the way that it measures; skipped where no socket may do it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from audit.net import path, ping, windows_echo
from audit.net.dialer import AttemptError, Dialer
from audit.net.errors import OutOfScopeError
from audit.net.ledger import Ledger, read_ledger
from audit.payloads import Reach, payload_of
from tests.audit.net.scopes import OPEN, QUICK, scope, target

MEASURED = OPEN + QUICK + "[paths]\nechoes = 3\n"
may_ping = pytest.mark.skipif(
    ping.way() not in ("raw", "ping", "interface"), reason="no right to a raw or ping socket"
)


@may_ping
def test_a_way_is_measured_and_every_echo_is_in_the_ledger(tmp_path: Path) -> None:
    dialer = Dialer(scope(MEASURED), Ledger(tmp_path / "ledger.jsonl"))
    found = asyncio.run(path.measure(dialer, target("127.71.0.9"), 3))
    assert found.rtt_ms is not None
    assert 0 < found.rtt_ms < 1000
    assert (found.loss_percent, found.hops, found.mtu) == (0.0, 0, None)
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert (row.probe, row.transport, row.packets, row.outcome) == ("path", "icmp", 3, "ok")
    assert row.bytes == 3 * 38


def test_nothing_is_measured_where_the_scope_has_no_echoes(tmp_path: Path) -> None:
    dialer = Dialer(scope(OPEN + QUICK), Ledger(tmp_path / "ledger.jsonl"))
    with pytest.raises((OutOfScopeError, AttemptError), match=r"no echoes|not here"):
        asyncio.run(path.measure(dialer, target("127.71.0.9"), 3))
    assert read_ledger(tmp_path / "ledger.jsonl") == ()


@may_ping
def test_who_is_not_there_is_a_whole_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(path, "WAIT_S", 0.05)

    def nobody(_data: bytes, _own: int | None, _number: int | None = None) -> bool:
        return False

    def silence(*_: object, **__: object) -> None:
        return None

    monkeypatch.setattr(ping, "is_reply", nobody)
    monkeypatch.setattr(windows_echo, "echo", silence)
    dialer = Dialer(scope(MEASURED), Ledger(tmp_path / "ledger.jsonl"))
    found = asyncio.run(path.measure(dialer, target("127.71.0.9"), 2))
    assert found == path.Path(loss_percent=100.0)
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.outcome == "timeout"


def test_a_way_belongs_to_every_flow_that_it_serves() -> None:
    measured = path.Path(1.5, 10.0, 1500, 2)
    found = path.reaches(measured, target("127.71.0.9"), 4840, "office")
    said = payload_of(found[0], Reach)
    assert (said.rtt_ms, said.loss_percent, said.mtu, said.hops) == (1.5, 10.0, 1500, 2)
    assert said.vantage == "office"


@pytest.mark.parametrize(
    ("ttl", "hops"), [(64, 0), (63, 1), (128, 0), (120, 8), (255, 0), (250, 5)]
)
def test_hops_are_told_from_where_systems_begin(ttl: int, hops: int) -> None:
    assert path.hops_of(ttl) == hops


def test_a_request_carries_a_checksum_that_the_receiver_accepts() -> None:
    for padded in (0, 1, 11, 1472):
        whole = ping.request(0x1234, 7, padded)
        words = [
            int.from_bytes(whole[n : n + 2].ljust(2, b"\0"), "big") for n in range(0, len(whole), 2)
        ]
        total = sum(words)
        while total >> 16:
            total = (total & 0xFFFF) + (total >> 16)
        assert total == 0xFFFF


def test_only_the_answer_to_our_own_request_counts() -> None:
    answer = b"\0\0" + ping.request(0x1234, 7)[2:]
    header = b"\x45" + bytes(19)
    assert ping.is_reply(answer, None)
    assert ping.is_reply(header + answer, 0x1234, 7)
    assert not ping.is_reply(header + answer, 0x1235)
    assert not ping.is_reply(header + answer, 0x1234, 8)
    assert not ping.is_reply(header + ping.request(0x1234, 7), 0x1234)
    for end in range(8):
        assert not ping.is_reply((header + answer)[: 20 + end], 0x1234)
    assert not ping.is_reply(b"", 1)


def test_who_may_do_nothing_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ping, "way", str)
    dialer = Dialer(scope(MEASURED), Ledger(tmp_path / "ledger.jsonl"))
    with pytest.raises(AttemptError, match="not here"):
        asyncio.run(path.measure(dialer, target("127.71.0.9"), 1))


def test_windows_own_interface_is_asked_where_it_is() -> None:
    if not windows_echo.usable():
        with pytest.raises(OSError, match="IcmpSendEcho"):
            windows_echo.echo("127.0.0.1", b"plantready", 0.1)
        return
    assert ping.way() == "interface"
    answer = windows_echo.echo("127.0.0.1", b"plantready", 1.0)
    assert answer is not None
    assert 0 < answer.seconds < 1
    assert answer.ttl in (64, 128)
