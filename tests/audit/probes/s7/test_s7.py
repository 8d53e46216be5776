"""S7 identification: against the pure-Python Snap7 server, and against a CPU by hand."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from audit.net.dialer import AttemptError
from audit.net.ledger import read_ledger
from audit.payloads import TableState
from audit.probes.s7 import PROBE, wire
from audit.probes.s7.read import read
from audit.probes.s7.wire import Part, Refused, SystemList
from audit.records import Status
from audit.wire.octets import WireError
from tests.audit.net.servers import Behaviour, Server
from tests.audit.probes import captures
from tests.audit.probes.asking import ADDRESS, asked, asked_of, identity_in, service_in, table_in

CONFIRM = bytes.fromhex("0300000b06d00001000200")
REFUSE = bytes.fromhex("0300000b0680000100 0003".replace(" ", ""))
SET_UP = bytes.fromhex("0300001b02f08032030000000100080000 0000f0000001000100f0".replace(" ", ""))
ORDER = b"6ES7 512-1DK01-0AB0 "


def reply(system_list: int, size: int, *records: bytes) -> bytes:
    """A whole system status list as the data of one part."""
    return struct.pack(">HHHH", system_list, 0, size, len(records)) + b"".join(records)


def module(index: int, name: bytes, version: bytes = b"\0\0\0\1") -> bytes:
    return struct.pack(">H20s2s4s", index, name, b"\0\xc0", version)


def component(index: int, text: bytes) -> bytes:
    return struct.pack(">H32s", index, text)


MODULES = reply(0x11, 28, module(1, ORDER), module(6, ORDER), module(7, b" " * 20, b"V\2\6\0"))
COMPONENTS = reply(
    0x1C, 34,
    component(1, b"S71500/ET200MP-Station_1"), component(2, b"PLC_Press"),
    component(4, b"Original Siemens Equipment"), component(5, b"S C-J4PX12345678"),
    component(7, b"CPU 1512SP-1 PN"),
)  # fmt: skip


def part(
    data: bytes, *, sequence: int = 0, more: bool = False, reference: int | None = None
) -> bytes:
    """A reply; its reference is filled in by `cpu` where none is given."""
    body = b"\xff\x09" + len(data).to_bytes(2, "big") + data
    parameters = b"\x00\x01\x12\x08\x12\x84\x01" + bytes((sequence, 0, more)) + b"\0\0"
    head = struct.pack(">BBHHHH", 0x32, 7, 0, reference or 0, len(parameters), len(body))
    whole = b"\x02\xf0\x80" + head + parameters + body
    return b"\x03\x00" + (len(whole) + 4).to_bytes(2, "big") + whole


def referring(answer: bytes, request: bytes) -> bytes:
    """The answer with the request's reference, unless it has one of its own."""
    blank = answer[8:9] == b"\x07" and answer[11:13] == b"\0\0"
    return answer[:11] + request[11:13] + answer[13:] if blank else answer


def cpu(*replies: bytes) -> Behaviour:
    def behave(connection: socket.socket, server: Server) -> None:
        for answer in (CONFIRM, SET_UP, *replies):
            request = connection.recv(2000)
            server.received.append(request)
            connection.sendall(referring(answer, request))

    return behave


@contextmanager
def snap7_server() -> Generator[int]:
    module: Any = pytest.importorskip("snap7.server", reason="python-snap7 is not installed")
    with socket.socket() as free:
        free.bind((ADDRESS, 0))
        port = free.getsockname()[1]
    server = module.Server()
    server.start_to(ADDRESS, port)
    try:
        time.sleep(0.1)
        yield port
    finally:
        server.stop()


def test_a_cpu_says_order_number_firmware_serial_number_and_names(tmp_path: Path) -> None:
    found, server = asked_of(tmp_path, read, "s7", cpu(part(MODULES), part(COMPONENTS)))
    identity = identity_in(found)
    assert identity.vendor == "Siemens"
    assert identity.model == "6ES7 512-1DK01-0AB0 CPU 1512SP-1 PN"
    assert identity.firmware == "V2.6.0"
    assert identity.serial == "S C-J4PX12345678"
    assert "PLC_Press" in identity.description
    assert table_in(found).state is TableState.COMPLETE
    assert service_in(found).protocol == "s7comm"
    assert server.accepted == 1
    assert server.endings == ["fin"]


def test_a_list_in_two_parts_is_joined(tmp_path: Path) -> None:
    first, second = COMPONENTS[:150], COMPONENTS[150:]
    behave = cpu(part(MODULES), part(first, sequence=0xD5, more=True), part(second, sequence=0xD5))
    found, server = asked_of(tmp_path, read, "s7", behave)
    assert identity_in(found).model.endswith("CPU 1512SP-1 PN")
    assert server.received[4][17:25] == bytes.fromhex("00011208124401d5")


def test_a_list_without_end_is_left_after_its_second_part(tmp_path: Path) -> None:
    more = part(COMPONENTS[:150], sequence=1, more=True)
    found, server = asked_of(tmp_path, read, "s7", cpu(part(MODULES), more, more, more))
    assert table_in(found).state is TableState.PARTIAL
    assert "more than 2 parts" in table_in(found).why
    assert identity_in(found).firmware == "V2.6.0"
    assert len([data for data in server.received if data]) == 5


def test_a_slot_that_refuses_is_followed_by_the_other_one_on_a_connection_of_its_own(
    tmp_path: Path,
) -> None:
    def second_only(connection: socket.socket, server: Server) -> None:
        request = connection.recv(2000)
        if request[17:19] == b"\x01\x02":
            connection.sendall(REFUSE)
            return
        connection.sendall(CONFIRM)
        for answer in (SET_UP, part(MODULES), part(COMPONENTS)):
            request = connection.recv(2000)
            connection.sendall(referring(answer, request))

    found, server = asked_of(tmp_path, read, "s7", second_only)
    assert identity_in(found).firmware == "V2.6.0"
    assert (server.accepted, server.most_open) == (2, 1)
    rows = read_ledger(tmp_path / "ledger.jsonl")
    assert sum(row.packets for row in rows) <= PROBE.packets


def test_a_device_that_refuses_every_slot_speaks_iso_but_not_s7(tmp_path: Path) -> None:
    def refusing(connection: socket.socket, _: Server) -> None:
        connection.recv(2000)
        connection.sendall(REFUSE)

    with pytest.raises(AttemptError, match="reason 3") as error:
        asked_of(tmp_path, read, "s7", refusing)
    assert error.value.status is Status.PROTOCOL_ERROR


def test_what_the_first_list_said_is_kept_when_the_second_never_comes(tmp_path: Path) -> None:
    found, _ = asked_of(tmp_path, read, "s7", cpu(part(MODULES)))
    assert identity_in(found).model == "6ES7 512-1DK01-0AB0"
    assert table_in(found).state is TableState.PARTIAL
    assert "0x001c" in table_in(found).why


def test_the_answer_to_another_request_is_not_taken(tmp_path: Path) -> None:
    found, _ = asked_of(tmp_path, read, "s7", cpu(part(MODULES, reference=99), part(COMPONENTS)))
    assert "request 99" in table_in(found).why
    assert identity_in(found).model == "CPU 1512SP-1 PN"


def test_the_snap7_server_is_identified_although_its_answers_are_short(tmp_path: Path) -> None:
    with snap7_server() as port:
        found = asked(tmp_path, read, "s7", port)
    assert service_in(found).protocol == "s7comm"
    assert "CPU 315-2" in identity_in(found).model
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.outcome == "ok"
    assert row.packets <= PROBE.packets


def test_a_real_cpu_315_in_a_capture_is_read() -> None:
    told: dict[int, str] = {}
    modules: dict[int, wire.Module] = {}
    whole = b""
    for payload in captures.payloads("s7comm__cisagov__snap7.pcap", 6, 102):
        try:
            said = wire.list_reply(payload)
        except WireError:
            continue
        if isinstance(said, Refused):
            continue
        whole += said.data
        if said.more:
            continue
        if whole[:2] == b"\x00\x11":
            modules |= {found.index: found for found in wire.modules(whole)}
        elif whole[:2] == b"\x00\x1c":
            told |= wire.components(whole)
        whole = b""
    assert modules[1].order_number == "6ES7 315-2EH14-0AB0"
    assert modules[7].version == "V3.2.7"
    assert told[7] == "CPU 315-2 PN/DP"
    assert told[1].startswith("S7300")


def test_requests_are_the_ones_that_step_7_sends() -> None:
    sent = set(captures.payloads("s7comm__cisagov__snap7.pcap", 6, 102, from_port=False))
    assert wire.list_request(0x0100, SystemList.MODULES) in sent
    assert wire.list_request(0x0200, SystemList.COMPONENTS) in sent
    assert wire.next_request(0x0300, 2) in sent


def test_short_lists_are_read_as_far_as_they_go() -> None:
    for length in range(len(MODULES)):
        assert len(wire.modules(MODULES[:length])) == max(0, length - 8) // 28
    assert wire.components(b"") == {}
    assert wire.list_reply(part(b"")) == Part(0, b"", 0, False)
    with pytest.raises(WireError, match="list 0x0011 for list 0x001c"):
        wire.components(MODULES)


def test_only_known_places_can_be_asked_to_connect() -> None:
    with pytest.raises(ValueError, match="none of those"):
        wire.connect_request(0x0303)
    with pytest.raises(ValueError, match="SystemList"):
        wire.list_request(1, 0x0132)  # type: ignore[arg-type]  # protection level: not asked for
