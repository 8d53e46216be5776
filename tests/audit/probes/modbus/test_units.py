"""Unit ids: who is asked after whom, and what late and foreign replies are taken for."""

from __future__ import annotations

import asyncio
import socket
import struct
from pathlib import Path

import pytest

from audit.net.dialer import AttemptError, Dialer
from audit.net.ledger import Ledger, read_ledger
from audit.payloads import Identity, payload_of
from audit.probes.modbus import PROBE
from audit.probes.modbus.read import read
from audit.probes.modbus.wire import WireError, cut
from audit.records import Observation, Status
from tests.audit.net.scopes import OPEN, QUICK, scope
from tests.audit.net.servers import Behaviour, Server, serving

ONE_PAGE = b"\x2b\x0e\x01\x01\x00\x00\x03\x00\x04ACME\x01\x03PLC\x02\x031.0"


def reply(request: bytes, *, unit: int | None = None, pdu: bytes = ONE_PAGE) -> bytes:
    asked = request[6] if unit is None else unit
    return request[:2] + struct.pack(">HHB", 0, len(pdu) + 1, asked) + pdu


def asked(tmp_path: Path, behave: Behaviour) -> tuple[list[Observation], Server]:
    dialer = Dialer(scope(OPEN + QUICK), Ledger(tmp_path / "ledger.jsonl"))
    with serving(behave) as server:
        try:
            found = asyncio.run(read(dialer, server.target("modbus")))
        finally:
            server.wait_for_endings()
    return found, server


def requests(connection: socket.socket, server: Server) -> bytes:
    data = connection.recv(11)
    server.received.append(data)
    return data


def vendor(found: list[Observation]) -> str:
    return payload_of(next(o for o in found if o.attribute == "identity"), Identity).vendor


def test_a_device_that_is_silent_as_unit_1_is_asked_as_255_and_0(tmp_path: Path) -> None:
    def only_unit_0(connection: socket.socket, server: Server) -> None:
        while request := requests(connection, server):
            if request[6] == 0:
                connection.sendall(reply(request))

    found, server = asked(tmp_path, only_unit_0)

    assert [request[6] for request in server.received if request] == [1, 255, 0]
    assert server.accepted == 1
    assert vendor(found) == "ACME"
    assert server.endings == ["fin"]


def test_an_exchange_never_sends_more_than_the_pace_was_charged(tmp_path: Path) -> None:
    def gateway_then_pages(connection: socket.socket, server: Server) -> None:
        while request := requests(connection, server):
            more = ONE_PAGE[:4] + b"\xff" + bytes((request[10] + 1,)) + ONE_PAGE[6:]
            connection.sendall(reply(request, pdu=more if request[6] == 0 else b"\xab\x0a"))

    asked(tmp_path, gateway_then_pages)

    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.packets <= PROBE.packets
    assert row.bytes <= PROBE.bytes


def test_a_late_reply_of_unit_1_counts_although_255_was_asked_meanwhile(tmp_path: Path) -> None:
    def slow(connection: socket.socket, server: Server) -> None:
        first = requests(connection, server)
        requests(connection, server)
        connection.sendall(reply(first))

    found, _ = asked(tmp_path, slow)

    assert vendor(found) == "ACME"


def test_a_reply_to_a_question_of_before_is_not_taken_for_the_next_page(tmp_path: Path) -> None:
    def late_twin(connection: socket.socket, server: Server) -> None:
        first = requests(connection, server)
        second = requests(connection, server)
        connection.sendall(reply(second, pdu=ONE_PAGE[:4] + b"\xff\x01" + ONE_PAGE[6:]))
        third = requests(connection, server)
        connection.sendall(reply(first))
        connection.sendall(reply(third, pdu=ONE_PAGE.replace(b"PLC", b"M58")))

    found, server = asked(tmp_path, late_twin)

    assert [request[10] for request in server.received if request] == [0, 0, 1]
    identity = payload_of(next(o for o in found if o.attribute == "identity"), Identity)
    assert identity.model == "M58"


def test_a_reply_from_another_unit_is_no_answer(tmp_path: Path) -> None:
    def foreign(connection: socket.socket, server: Server) -> None:
        connection.sendall(reply(requests(connection, server), unit=9))

    with pytest.raises(AttemptError, match="unit 9 answers for unit 1") as error:
        asked(tmp_path, foreign)
    assert error.value.status is Status.PROTOCOL_ERROR


def test_the_same_reply_twice_is_no_answer_to_the_second_question(tmp_path: Path) -> None:
    def twice(connection: socket.socket, server: Server) -> None:
        request = requests(connection, server)
        gateway = reply(request, pdu=b"\xab\x0b")
        connection.sendall(gateway + gateway)

    with pytest.raises(AttemptError, match="transaction 1 was never asked"):
        asked(tmp_path, twice)


def test_half_a_reply_is_waited_for_without_another_question(tmp_path: Path) -> None:
    seen: list[bytes] = []

    def halting(connection: socket.socket, server: Server) -> None:
        connection.sendall(reply(requests(connection, server))[:9])
        while data := connection.recv(100):
            seen.append(data)

    with pytest.raises(AttemptError) as error:
        asked(tmp_path, halting)
    assert error.value.status is Status.TIMEOUT
    assert seen == []


def test_replies_are_cut_where_their_header_says() -> None:
    whole = reply(bytes.fromhex("0001 0000 0005 01 2b 0e 01 00"))
    for length in range(len(whole)):
        assert cut(whole[:length]) is None
    found = cut(whole + b"next")
    assert found
    assert found[1:] == (ONE_PAGE, b"next")
    with pytest.raises(WireError):
        cut(b"HTTP/1.1")
