"""DNP3 link status: against an outstation in Python, captures, and devices by hand."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import Any

import pytest

from audit.net.dialer import AttemptError
from audit.net.ledger import read_ledger
from audit.probes.dnp3 import PROBE, wire
from audit.probes.dnp3.read import ADDRESSES, read
from audit.probes.dnp3.wire import Link
from audit.records import Status
from audit.wire.octets import WireError
from tests.audit.net.scopes import target
from tests.audit.net.servers import Server, read_to_end
from tests.audit.probes import captures
from tests.audit.probes.asking import ADDRESS, asked_of, dialer_in, service_in

# IEEE 1815-2012: link status from outstation 1024 to master 1.
STATUS = bytes.fromhex("0564050b01000004")


def framed(head: bytes) -> bytes:
    crc = 0
    for octet in head:
        crc ^= octet
        for _ in range(8):
            crc = crc >> 1 ^ 0xA6BC if crc & 1 else crc >> 1
    return head + (crc ^ 0xFFFF).to_bytes(2, "little")


def test_an_outstation_that_another_library_runs_is_found(tmp_path: Path) -> None:
    library: Any = pytest.importorskip("dnp3_outstation", reason="dnp3-outstation is not installed")
    with socket.socket() as free:
        free.bind((ADDRESS, 0))
        port = free.getsockname()[1]

    async def ask() -> Any:
        station = library.AsyncOutstation(
            host=ADDRESS, port=port, master_addr=1, outstation_addr=1024
        )
        await station.start()
        try:
            return await read(dialer_in(tmp_path, 2.0), target(ADDRESS, ports={"dnp3": port}))
        finally:
            station._server.close()  # its own shutdown() needs Python 3.13

    found = asyncio.run(ask())
    assert service_in(found).detail == "link status, address 1024"
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.packets <= PROBE.packets


def test_addresses_are_asked_in_turn_until_one_answers(tmp_path: Path) -> None:
    def as_ten(connection: socket.socket, server: Server) -> None:
        while request := connection.recv(10):
            server.received.append(request)
            if request[4:6] == b"\x0a\x00":
                connection.sendall(framed(bytes.fromhex("0564050b01000a00")))

    found, server = asked_of(tmp_path, read, "dnp3", as_ten, wait_s=1.0)
    assert service_in(found).detail == "link status, address 10"
    asked = [int.from_bytes(request[4:6], "little") for request in server.received]
    assert tuple(asked) == ADDRESSES[:3]
    assert {request[3] for request in server.received} == {0xC9}


def test_a_device_with_another_address_is_silent_and_nothing_else_is_tried(tmp_path: Path) -> None:
    with pytest.raises(AttemptError, match="silent to the link addresses") as error:
        asked_of(tmp_path, read, "dnp3", read_to_end)
    assert error.value.status is Status.TIMEOUT


def test_what_an_outstation_sends_of_itself_is_passed_over(tmp_path: Path) -> None:
    unsolicited = framed(bytes.fromhex("0564054401000004"))

    def talkative(connection: socket.socket, _: Server) -> None:
        connection.recv(10)
        connection.sendall(unsolicited + framed(STATUS))

    found, _ = asked_of(tmp_path, read, "dnp3", talkative)
    assert service_in(found).detail == "link status, address 1024"


def test_headers_are_read_and_every_cut_of_them_is_not() -> None:
    whole = framed(STATUS)
    assert wire.link(whole) == Link(11, False, False, 1, 1024)
    for length in range(len(whole)):
        assert wire.cut(whole[:length]) is None
        with pytest.raises(WireError):
            wire.link(whole[:length])
    with pytest.raises(WireError, match="check sum"):
        wire.link(STATUS + b"\0\0")
    for nobody in (0xFFFF, 0xFFFD, 0xFFFB, -1):
        with pytest.raises(ValueError, match="no single device"):
            wire.request(nobody, 1)


def test_every_frame_of_a_capture_is_read() -> None:
    links: set[int] = set()
    for payload in captures.payloads("dnp3__oisf__dnp3-eve.pcap", 6, 20000):
        rest = payload
        while rest and (found := wire.cut(rest)):
            frame, rest = found
            links.add(wire.link(frame).function)
    assert links
