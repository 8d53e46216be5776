"""Sentinels: watched before, during and after a run; a bad one ends it before more is asked."""

from __future__ import annotations

import asyncio
import socket
import time
from pathlib import Path

import pytest

from audit.net import sentinels
from audit.net.dialer import Dialer
from audit.net.errors import NetError, ScopeError
from audit.net.exchanges import Exchange
from audit.net.ledger import Ledger, read_ledger
from audit.net.run import Run, RunReport
from audit.net.sheet import scope_sheet
from audit.net.target import Probe, Target
from audit.payloads import Reach, observe
from audit.records import Observation, Source
from tests.audit.net.scopes import OPEN, QUICK, scope, target
from tests.audit.net.servers import read_to_end, serving

WATCHED = "127.71.0.30"


def watching(port: int, extra: str = "") -> str:
    return f'{OPEN}{QUICK}\n[[sentinels]]\naddress = "{WATCHED}"\nport = {port}\n{extra}\n'


async def answer(_: Dialer, of: Target) -> list[Observation]:
    return [observe(of.key, Reach(of.address, 1, "ok"), Source(of.address), method="tcp")]


def run(tmp_path: Path, text: str, count: int = 2, *, known: bool = False) -> RunReport:
    dialer = Dialer(scope(text), Ledger(tmp_path / "ledger.jsonl"))
    probe = Probe("tcp", "for a test", "tcp", 4840, 4, 160, answer)
    exchanges = [
        Exchange(target(f"127.71.0.{40 + n}", key=f"D{n}", ports={"tcp": 9}), probe)
        for n in range(count)
    ]
    of = Run(dialer, lambda _exchange, _observations: None, done=lambda _: known)
    return asyncio.run(of.all(exchanges))


def free_port() -> int:
    with socket.socket() as found:
        found.bind((WATCHED, 0))
        return int(found.getsockname()[1])


def test_a_good_sentinel_is_looked_at_before_and_after(tmp_path: Path) -> None:
    with serving(read_to_end, WATCHED) as server:
        report = run(tmp_path, watching(server.port))
        assert server.wait_for_endings(2) == ["fin", "fin"]
        assert server.received == []
    assert len(report.stored) == 2
    assert report.stopped == ""
    assert len(report.sentinels) == 2
    assert all(text.startswith(f"{WATCHED}:{server.port}: ") for text in report.sentinels)
    assert [row.outcome for row in read_ledger(tmp_path / "ledger.jsonl")] == ["ok", "ok"]


def test_while_a_run_goes_on_it_is_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.net.run.LOOK_EVERY_S", 0.0)
    with serving(read_to_end, WATCHED) as server:
        report = run(tmp_path, watching(server.port), count=3)
    assert len(report.sentinels) == 1 + 3 + 1


def test_a_sentinel_that_does_not_answer_lets_nothing_begin(tmp_path: Path) -> None:
    port = free_port()
    report = run(tmp_path, watching(port))
    assert report.stopped == f"sentinel {WATCHED}:{port}: refused"
    assert report.stored == []
    assert len(report.not_asked) == 2
    assert len(report.sentinels) == sentinels.LOOKS
    assert {row.destination for row in read_ledger(tmp_path / "ledger.jsonl")} == {WATCHED}


def test_one_that_falls_silent_in_the_run_stops_what_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.net.run.LOOK_EVERY_S", 0.0)
    with socket.create_server((WATCHED, 0)) as listener:
        port = listener.getsockname()[1]

        async def look(watch: sentinels.Watch, *, every_s: float = 0.0) -> None:
            await whole(watch, every_s=every_s)
            if len(watch.seen) == 2:
                listener.close()

        whole = sentinels.Watch.look
        monkeypatch.setattr(sentinels.Watch, "look", look)
        report = run(tmp_path, watching(port), count=12)
    assert report.stopped == f"sentinel {WATCHED}:{port}: refused"
    assert 0 < len(report.not_asked) < 12
    assert len(report.stored) + len(report.not_asked) == 12


def test_a_late_answer_counts_when_it_is_late_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter(range(100))
    monkeypatch.setattr(time, "perf_counter", lambda: float(next(times)))
    with serving(read_to_end, WATCHED) as server:
        report = run(tmp_path, watching(server.port, "max_rtt_ms = 20"))
    assert report.stopped == f"sentinel {WATCHED}:{server.port}: 1000 ms, agreed are 20"
    assert len(report.sentinels) == sentinels.LOOKS


def test_the_scope_may_have_it_noted_only(tmp_path: Path) -> None:
    text = watching(free_port()) + "[stop_on]\nsentinel_degraded = false\n"
    report = run(tmp_path, text)
    assert report.stopped == ""
    assert len(report.stored) == 2
    assert [text.endswith("refused") for text in report.sentinels] == [True] * 4


def test_where_nothing_is_to_be_asked_nobody_is_looked_at(tmp_path: Path) -> None:
    with serving(read_to_end, WATCHED) as server:
        known = run(tmp_path, watching(server.port), known=True)
        closed = run(tmp_path, watching(server.port).replace('mode = "active"', 'mode = "passive"'))
        assert server.accepted == 0
    assert len(known.already_known) == 2
    assert len(closed.refused) == 2
    assert closed.stopped == ""
    assert read_ledger(tmp_path / "ledger.jsonl") == ()


def test_a_sentinel_outside_the_scope_is_not_looked_at_and_ends_the_run(tmp_path: Path) -> None:
    with serving(read_to_end, "127.72.0.1") as server:
        text = watching(server.port).replace(WATCHED, "127.72.0.1")
        report = run(tmp_path, text)
        assert server.accepted == 0
    assert "is in no allowed network" in report.stopped
    assert report.stored == []


def test_a_ledger_that_cannot_be_written_lets_nobody_be_looked_at(tmp_path: Path) -> None:
    (tmp_path / "ledger.jsonl").mkdir()
    with serving(read_to_end, WATCHED) as server:
        with pytest.raises(NetError):
            run(tmp_path, watching(server.port))
        assert server.accepted == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (f'address = "{WATCHED}"', 'address = "sw-core"'),
        ("port = 22", "port = 0"),
        ("tcp = true", "tcp = false"),
        ("tcp = true", "tcp = [443]"),
        ("max_rtt_ms = 20", 'class = "controller"'),
        ("max_rtt_ms = 20", "max_rtt_ms = 0"),
    ],
    ids=["host name", "port", "tcp closed", "port closed", "controller", "no time"],
)
def test_a_sentinel_that_cannot_be_watched_is_an_error_of_the_file(change: str, words: str) -> None:
    text = watching(22, "max_rtt_ms = 20")
    assert scope(text).sentinels
    with pytest.raises(ScopeError):
        scope(text.replace(change, words))


def test_ports_of_the_tcp_probe_can_be_listed() -> None:
    listed = scope(OPEN.replace("tcp = true", "tcp = [22, 4840]"))
    moment = listed.valid.start if listed.valid else None
    assert moment
    assert listed.decide(target(ports={"tcp": 4840}), "tcp", moment).allowed
    refused = listed.decide(target(ports={"tcp": 443}), "tcp", moment)
    assert refused.reason == "the scope does not open port 443 to the tcp probe"
    assert listed.decide(target(ports={"snmp": 161}), "snmp", moment).allowed


def test_the_sheet_names_ports_sentinels_and_always_safety_equipment() -> None:
    text = watching(22, "max_rtt_ms = 20").replace("tcp = true", "tcp = [22, 4840]")
    excluded = '\n[[exclude]]\nnet = "127.71.0.99/32"\nwhy = "the machine builder forbids it"\n'
    sheet = scope_sheet(scope(text + excluded))
    assert "tcp (ports 22, 4840), snmp" in sheet
    assert f"{WATCHED}:22: no answer, or one later than 20 ms, and the run stops" in sheet
    assert "safety equipment" in sheet
    assert "the machine builder forbids it" in sheet
