"""What services say by themselves, and what is done when they say nothing, or too much."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from audit.discovery import greeting
from audit.net.dialer import AttemptError, Dialer
from audit.net.errors import OutOfScopeError
from audit.net.ledger import Ledger, read_ledger
from audit.payloads import Service, payload_of
from audit.records import Status
from tests.audit.net.scopes import OPEN, QUICK, scope, target
from tests.audit.net.servers import Behaviour, Server, flood, read_to_end, serving

DISCOVER = OPEN.replace('mode = "active"', 'mode = "active"\ndiscover = true')


def says(data: bytes) -> Behaviour:
    def behave(connection: socket.socket, _: Server) -> None:
        connection.sendall(data)

    return behave


def service_of(folder: Path, behave: Behaviour, text: str = DISCOVER) -> tuple[Service, list[str]]:
    with serving(behave) as server:
        dialer = Dialer(scope(text + QUICK), Ledger(folder / "ledger.jsonl"))
        found = asyncio.run(greeting.ask(dialer, target(server.address), server.port))
        server.wait_for_endings()
    return payload_of(found[0], Service), server.endings


def test_a_greeting_is_read_and_the_connection_ends_with_fin(tmp_path: Path) -> None:
    said, endings = service_of(tmp_path, says(b"SSH-2.0-OpenSSH_9.2p1\r\n"))
    assert (said.protocol, said.product) == ("ssh", "SSH-2.0-OpenSSH_9.2p1")
    assert endings == ["fin"]
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert (row.probe, row.outcome) == ("ports", "ok")
    assert row.packets <= greeting.PACKETS


def test_a_port_that_says_nothing_is_open_all_the_same(tmp_path: Path) -> None:
    said, endings = service_of(tmp_path, read_to_end)
    assert (said.protocol, said.state) == ("", "open")
    assert "nothing that is understood" in said.detail
    assert endings == ["fin"]


def test_a_flood_ends_with_what_was_needed_of_it(tmp_path: Path) -> None:
    said, _ = service_of(tmp_path, flood(0.3))
    assert said.protocol == ""


def test_greetings_are_read_only_where_discovery_is_allowed(tmp_path: Path) -> None:
    with pytest.raises(OutOfScopeError, match="discover = true"):
        service_of(tmp_path, read_to_end, OPEN)
    assert read_ledger(tmp_path / "ledger.jsonl") == ()


def test_a_closed_port_is_refused(tmp_path: Path) -> None:
    dialer = Dialer(scope(DISCOVER + QUICK), Ledger(tmp_path / "ledger.jsonl"))
    with pytest.raises(AttemptError) as error:
        asyncio.run(greeting.ask(dialer, target("127.71.0.9"), 9))
    assert error.value.status is Status.REFUSED
