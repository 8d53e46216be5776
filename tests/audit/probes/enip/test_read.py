"""ListIdentity against cpppo, and against devices by hand: UDP first, TCP where it is silent."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from audit.net.dialer import AttemptError
from audit.net.ledger import read_ledger
from audit.payloads import TableState
from audit.probes.enip import PROBE, wire
from audit.probes.enip.read import read
from audit.records import Status
from tests.audit.net.servers import answer, serving
from tests.audit.probes.asking import ADDRESS, asked, identity_in, service_in, table_in
from tests.audit.probes.datagrams import station
from tests.audit.probes.enip.test_wire import item, message


@contextmanager
def cpppo_server() -> Generator[int]:
    pytest.importorskip("cpppo", reason="cpppo is not installed")
    with socket.socket() as free:
        free.bind((ADDRESS, 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "cpppo.server.enip", "-a", f"{ADDRESS}:{port}", "TAG=INT[2]"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                socket.create_connection((ADDRESS, port), timeout=0.5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.kill()
        server.wait()


def test_cpppo_is_identified_by_one_datagram(tmp_path: Path) -> None:
    with cpppo_server() as port:
        found = asked(tmp_path, read, "enip", port)
    identity = identity_in(found)
    assert identity.vendor == "Rockwell Automation/Allen-Bradley"
    assert identity.model
    assert table_in(found).state is TableState.COMPLETE
    assert service_in(found).transport == "udp"
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert (row.packets, row.outcome) == (1, "ok")


def test_a_device_that_only_listens_by_tcp_is_asked_there(tmp_path: Path) -> None:
    with serving(answer(message(item()))) as server:
        found = asked(tmp_path, read, "enip", server.port, address=server.address, wait_s=1.0)
        assert server.wait_for_endings() == ["fin"]
    assert identity_in(found).serial == "60b7c1a2"
    assert service_in(found).transport == "tcp"
    assert server.received == [wire.request()]
    rows = read_ledger(tmp_path / "ledger.jsonl")
    assert [row.outcome for row in rows] == ["refused", "ok"]
    assert sum(row.packets for row in rows) <= PROBE.packets


def test_a_device_in_fault_says_so(tmp_path: Path) -> None:
    with station(lambda _: [message(item(state=b"\x05"))]) as device:
        found = asked(tmp_path, read, "enip", device.port)
    assert "major unrecoverable fault" in service_in(found).detail


def test_another_protocol_on_the_port_is_not_asked_again_by_tcp(tmp_path: Path) -> None:
    refused = pytest.raises(AttemptError, match="not EtherNet/IP")
    with station(lambda _: [b"HTTP/1.1 400"]) as device, refused as error:
        asked(tmp_path, read, "enip", device.port)
    assert error.value.status is Status.PROTOCOL_ERROR
    assert len(read_ledger(tmp_path / "ledger.jsonl")) == 1
