"""IEC 104 test frames: against lib60870 (c104), a capture, and devices by hand."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from audit.net.dialer import AttemptError
from audit.net.ledger import read_ledger
from audit.payloads import TableState
from audit.probes.iec104 import PROBE, wire
from audit.probes.iec104.read import read
from audit.records import Status
from audit.wire.octets import WireError
from tests.audit.net.servers import Server, answer
from tests.audit.probes import captures
from tests.audit.probes.asking import ADDRESS, asked, asked_of, service_in, table_in

CONFIRM = bytes.fromhex("680483000000")


def test_lib60870_confirms_the_test_frame_and_data_transfer_never_starts(tmp_path: Path) -> None:
    c104: Any = pytest.importorskip("c104", reason="c104 is not installed")
    with socket.socket() as free:
        free.bind((ADDRESS, 0))
        port = free.getsockname()[1]
    server = c104.Server(ip=ADDRESS, port=port)
    server.add_station(common_address=47)
    server.start()
    try:
        found = asked(tmp_path, read, "iec104", port)
        assert not server.has_active_connections
    finally:
        server.stop()
    assert service_in(found).protocol == "iec104"
    assert table_in(found).state is TableState.ABSENT
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.packets <= PROBE.packets


def test_what_a_device_says_before_its_confirmation_is_passed_over(tmp_path: Path) -> None:
    found, server = asked_of(tmp_path, read, "iec104", answer(wire.request() + CONFIRM))
    assert service_in(found).detail == "TESTFR con"
    assert server.received == [wire.request()]


def test_a_device_that_only_tests_back_is_left(tmp_path: Path) -> None:
    def testing(connection: socket.socket, _: Server) -> None:
        connection.recv(100)
        connection.sendall(wire.request() * 100)

    with pytest.raises(AttemptError, match="no answer to the test frame") as error:
        asked_of(tmp_path, read, "iec104", testing)
    assert error.value.status is Status.PROTOCOL_ERROR


def test_frames_are_told_apart() -> None:
    assert wire.format_of(CONFIRM) == "TESTFR con"
    assert wire.format_of(bytes.fromhex("680407000000")) == "STARTDT act"
    assert wire.format_of(bytes.fromhex("680401000200")) == "S"
    assert wire.format_of(bytes.fromhex("680e 00000000 64010600 0100 000000 14")) == "I"
    for length in range(len(CONFIRM)):
        assert wire.cut(CONFIRM[:length]) is None
        with pytest.raises(WireError):
            wire.format_of(CONFIRM[:length])
    for bad in ("6804ff000000", "680543000000", "680343", "0300000b"):
        with pytest.raises(WireError):
            wire.format_of(bytes.fromhex(bad))


def test_every_apdu_of_a_capture_is_read() -> None:
    seen: set[str] = set()
    for payload in captures.payloads("iec104__fkie-cad__iec104.pcap", 6, 2404):
        rest = payload
        while rest and (found := wire.cut(rest)):
            frame, rest = found
            seen.add(wire.format_of(frame))
    assert "I" in seen
