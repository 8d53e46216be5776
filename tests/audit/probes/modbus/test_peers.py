"""Modbus identification of servers that other people wrote."""

from __future__ import annotations

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from audit.net.ledger import read_ledger
from audit.payloads import TableState
from audit.probes.modbus import PROBE
from audit.probes.modbus.read import read
from tests.audit.probes.asking import ADDRESS, asked, service_in, table_in


def free_port() -> int:
    with socket.socket() as free:
        free.bind((ADDRESS, 0))
        return int(free.getsockname()[1])


@contextmanager
def umodbus_server(port: int) -> Generator[None]:
    tcp: Any = pytest.importorskip("umodbus.server.tcp", reason="umodbus is not installed")
    sockets: Any = pytest.importorskip("socketserver")
    server = tcp.get_server(sockets.TCPServer, (ADDRESS, port), tcp.RequestHandler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def modbus_tk_server(port: int) -> Generator[None]:
    tcp: Any = pytest.importorskip("modbus_tk.modbus_tcp", reason="modbus-tk is not installed")
    server = tcp.TcpServer(port=port, address=ADDRESS)
    server.start()
    server.add_slave(1)
    try:
        yield
    finally:
        server.stop()


@pytest.mark.parametrize("serve", [umodbus_server, modbus_tk_server])
def test_a_server_without_identification_is_modbus_all_the_same(tmp_path: Path, serve: Any) -> None:
    port = free_port()
    with serve(port):
        found = asked(tmp_path, read, "modbus", port)
    assert service_in(found).protocol == "modbus"
    assert table_in(found).state is TableState.ABSENT
    assert table_in(found).why == "exception 1"
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.outcome == "ok"
    assert row.packets <= PROBE.packets
