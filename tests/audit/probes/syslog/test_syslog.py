"""A collector's ports: what is open, what is closed, and what nobody can know from outside."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

from audit.net.ledger import read_ledger
from audit.payloads import Reach, Service, TableRead, payload_of
from audit.probes.syslog.read import read
from audit.records import Observation, Status
from tests.audit.net.scopes import target
from tests.audit.net.servers import read_to_end, serving
from tests.audit.probes.asking import ADDRESS, dialer_in


@pytest.fixture
def ear() -> Generator[socket.socket]:
    """A collector that listens to datagrams alone."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.bind((ADDRESS, 0))
        opened.setblocking(False)
        yield opened


def asked(folder: Path, port: int, flows: tuple[str, ...] = ()) -> list[Observation]:
    to = replace(target(ADDRESS, ports={"syslog": port}), flows=flows)
    return asyncio.run(read(dialer_in(folder), to))


def reaches(found: list[Observation]) -> list[tuple[int, str, str]]:
    said = [payload_of(o, Reach) for o in found if o.attribute == "reach"]
    return [(one.port, one.outcome, one.flow) for one in said]


def services(found: list[Observation]) -> list[tuple[int, str, str]]:
    said = [payload_of(o, Service) for o in found if o.attribute == "service"]
    return [(one.port, one.transport, one.state) for one in said]


def test_a_collector_of_datagrams_gets_no_message_and_stays_unknown(
    tmp_path: Path, ear: socket.socket
) -> None:
    port = ear.getsockname()[1]
    found = asked(tmp_path, port, ("F-1",))
    assert ear.recv(100) == b""
    assert services(found) == []
    assert reaches(found) == [(port, "refused", ""), (6514, "refused", "")]
    (table,) = [o for o in found if o.attribute == "table"]
    assert "cannot be known from here" in payload_of(table, TableRead).why
    assert table.status is Status.OK


def test_a_host_that_says_the_port_is_closed_decides_the_flow(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind((ADDRESS, 0))
        port = free.getsockname()[1]
    found = asked(tmp_path, port, ("F-1", "F-2"))
    assert services(found) == [(port, "udp", "refused")]
    assert [r for r in reaches(found) if r[2]] == [
        (port, "refused", "F-1"), (port, "refused", "F-2"),
    ]  # fmt: skip


def test_a_collector_that_takes_connections_is_told_and_gets_no_word(tmp_path: Path) -> None:
    with serving(read_to_end, ADDRESS) as server:
        found = asked(tmp_path, server.port, ("F-1",))
        assert server.wait_for_endings() == ["fin"]
        assert server.received == []
    assert (server.port, "tcp", "open") in services(found)
    assert [r for r in reaches(found) if r[2]] == [(server.port, "ok", "F-1")]


def test_a_host_that_says_nothing_at_all_is_a_timeout(
    tmp_path: Path, ear: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(*_: object) -> Status:
        return Status.TIMEOUT

    monkeypatch.setattr(sys.modules["audit.probes.syslog.read"], "_by_tcp", silent)
    found = asked(tmp_path, ear.getsockname()[1], ("F-1",))
    assert {o.status for o in found} == {Status.TIMEOUT}
    assert [r for r in reaches(found) if r[2]] == []


def test_every_step_is_in_the_ledger(tmp_path: Path, ear: socket.socket) -> None:
    asked(tmp_path, ear.getsockname()[1])
    rows = read_ledger(tmp_path / "ledger.jsonl")
    assert [(row.transport, row.outcome) for row in rows] == [
        ("udp", "timeout"), ("tcp", "refused"), ("tcp", "refused"),
    ]  # fmt: skip
    assert (rows[0].packets, rows[0].bytes) == (1, 28)
