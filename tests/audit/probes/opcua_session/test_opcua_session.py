"""An anonymous session: against asyncua, with and without permission to be anonymous."""

from __future__ import annotations

import asyncio
import importlib
import logging
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from audit.net.dialer import AttemptError
from audit.net.ledger import read_ledger
from audit.payloads import Login, TableRead, TableState, payload_of
from audit.probes.opcua_session import PROBE
from audit.probes.opcua_session.read import read
from audit.records import Observation, Status
from tests.audit.net.servers import Server, read_to_end, serving
from tests.audit.probes.asking import ADDRESS, asked, asked_of, identity_in, service_in


@contextmanager
def asyncua_server(*, anonymous: bool) -> Generator[int]:
    """A server of another library in a thread of its own."""
    library: Any = importlib.import_module("asyncua")
    logging.getLogger("asyncua").setLevel(logging.CRITICAL)
    with socket.socket() as free:
        free.bind((ADDRESS, 0))
        port = int(free.getsockname()[1])
    up, over = threading.Event(), threading.Event()

    async def serve() -> None:
        server = library.Server()
        await server.init()
        server.set_endpoint(f"opc.tcp://{ADDRESS}:{port}/")
        built = datetime(2026, 1, 1, tzinfo=UTC)
        await server.set_build_info("uri", "Test Works", "Press Server", "4.2", "77", built)
        if not anonymous:
            server.set_identity_tokens([library.ua.UserNameIdentityToken])
        space = await server.register_namespace("urn:press")
        await server.nodes.objects.add_object(space, "Press")
        async with server:
            up.set()
            while not over.is_set():
                await asyncio.sleep(0.05)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        assert up.wait(15)
        yield port
    finally:
        over.set()
        thread.join()


@pytest.fixture(scope="module")
def open_server() -> Generator[int]:
    """One server for the tests that anybody may enter: it takes seconds to start."""
    with asyncua_server(anonymous=True) as port:
        yield port


def login_in(found: list[Observation]) -> Login:
    return payload_of(next(o for o in found if o.attribute == "login"), Login)


def folder_in(found: list[Observation]) -> TableRead:
    tables = [payload_of(o, TableRead) for o in found if o.attribute == "table"]
    return next(table for table in tables if table.table == "namespace")


def test_a_server_that_lets_anybody_in_says_who_it_is_and_what_it_holds(
    tmp_path: Path, open_server: int
) -> None:
    found = asked(tmp_path, read, "opcua_session", open_server)
    assert login_in(found).ok
    identity = identity_in(found)
    assert (identity.vendor, identity.model, identity.firmware) == (
        "Test Works", "Press Server", "4.2",
    )  # fmt: skip
    assert "urn:press" in service_in(found).detail
    folder = folder_in(found)
    assert folder.state is TableState.COMPLETE
    assert folder.rows >= 2
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.packets <= PROBE.packets


def test_a_server_that_wants_a_name_is_not_asked_with_one(tmp_path: Path) -> None:
    with asyncua_server(anonymous=False) as port:
        found = asked(tmp_path, read, "opcua_session", port)
    login = login_in(found)
    assert not login.ok
    assert "anonymous" in login.detail
    assert folder_in(found).state is TableState.ABSENT


def test_a_session_is_closed_before_the_channel(tmp_path: Path, open_server: int) -> None:
    seen: list[bytes] = []

    def relay(connection: socket.socket, server: Server) -> None:
        with socket.create_connection((ADDRESS, open_server)) as inside:
            while data := connection.recv(65536):
                seen.append(data)
                inside.sendall(data)
                if not data.startswith(b"CLO"):
                    connection.sendall(inside.recv(65536))

    with serving(relay) as server:
        asked(tmp_path, read, "opcua_session", server.port, address=server.address)
        server.wait_for_endings()
    asked_for = [int.from_bytes(data[26:28], "little") for data in seen if data[:3] == b"MSG"]
    assert asked_for == [428, 461, 467, 631, 527, 473]
    assert seen[-1][:3] == b"CLO"


def test_a_tarpit_ends_in_time(tmp_path: Path) -> None:
    with pytest.raises(AttemptError) as error:
        asked_of(tmp_path, read, "opcua_session", read_to_end)
    assert error.value.status is Status.TIMEOUT
