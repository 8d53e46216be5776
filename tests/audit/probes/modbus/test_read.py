"""Modbus identification against devices that behave and devices that do not."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.net.dialer import AttemptError, Dialer
from audit.net.ledger import Ledger, read_ledger
from audit.payloads import Identity, Service, TableRead, TableState, payload_of
from audit.probes.modbus.read import MOST_PAGES, read
from audit.probes.modbus.wire import REPORT_SERVER_ID
from audit.records import Observation, Status
from tests.audit.net.scopes import OPEN, QUICK, scope
from tests.audit.net.servers import (
    Behaviour,
    Server,
    answer,
    drip,
    flood,
    hang_up,
    read_to_end,
    serving,
)

Reply = Callable[[int, int, int], bytes]
"""(transaction, unit, object) → the whole answer."""


def frame(transaction: int, unit: int, pdu: bytes) -> bytes:
    return struct.pack(">HHHB", transaction, 0, len(pdu) + 1, unit) + pdu


def page(*objects: tuple[int, bytes], following: int | None = None) -> bytes:
    more = b"\xff" if following is not None else b"\x00"
    head = b"\x2b\x0e\x01\x01" + more + bytes((following or 0, len(objects)))
    return head + b"".join(bytes((number, len(text))) + text for number, text in objects)


def device(reply: Reply, server_id: bytes = b"\x91\x01") -> Behaviour:
    """Answer each request by `reply`; requests are kept."""

    def behave(connection: socket.socket, server: Server) -> None:
        while request := connection.recv(11):
            server.received.append(request)
            transaction, unit = struct.unpack_from(">H", request)[0], request[6]
            if request[7] == REPORT_SERVER_ID:
                connection.sendall(frame(transaction, unit, server_id))
            else:
                connection.sendall(reply(transaction, unit, request[10]))

    return behave


def asked(tmp_path: Path, behave: Behaviour) -> tuple[list[Observation], Server]:
    text = OPEN + QUICK.replace("read_timeout_s = 1.0", "read_timeout_s = 0.5")
    dialer = Dialer(scope(text), Ledger(tmp_path / "ledger.jsonl"))
    with serving(behave) as server:
        try:
            found = asyncio.run(read(dialer, server.target("modbus")))
        finally:
            server.wait_for_endings()
    return found, server


def told(found: list[Observation]) -> tuple[Identity, TableRead]:
    identity = next(o for o in found if o.attribute == "identity")
    table = next(o for o in found if o.attribute == "table")
    return payload_of(identity, Identity), payload_of(table, TableRead)


GOOD = ((0, b"Schneider Electric"), (1, b"BMEP582040"), (2, b"03.20"))


def test_a_device_is_identified_by_one_question(tmp_path: Path) -> None:
    found, server = asked(tmp_path, device(lambda t, u, o: frame(t, u, page(*GOOD))))
    identity, table = told(found)
    assert (identity.vendor, identity.model, identity.firmware) == (
        "Schneider Electric", "BMEP582040", "03.20",
    )  # fmt: skip
    assert identity.ips == ("10.71.0.9",)
    assert table == TableRead("identity", TableState.COMPLETE, "", 3)
    assert len(server.received) == 1
    assert server.endings == ["fin"]


def test_only_the_two_identifications_are_ever_seen_on_the_wire(tmp_path: Path) -> None:
    def gateway(transaction: int, unit: int, _object: int) -> bytes:
        return frame(transaction, unit, b"\xab\x0b")

    for number, reply in enumerate((gateway, _for_ever, _backwards, _without)):
        folder = tmp_path / str(number)
        folder.mkdir()
        _, server = asked(folder, device(reply))
        assert {request[7:10] for request in server.received} <= {b"\x2b\x0e\x01", b"\x11"}


def _for_ever(transaction: int, unit: int, wanted: int) -> bytes:
    return frame(transaction, unit, page((wanted, b"x"), following=wanted + 1))


def _without(transaction: int, unit: int, _object: int) -> bytes:
    return frame(transaction, unit, b"\xab\x01")


def _backwards(transaction: int, unit: int, _object: int) -> bytes:
    return frame(transaction, unit, page(*GOOD, following=0))


def test_a_device_that_always_has_more_is_left_after_some_pages(tmp_path: Path) -> None:
    found, server = asked(tmp_path, device(_for_ever))
    assert len(server.received) == MOST_PAGES
    _, table = told(found)
    assert table.state is TableState.PARTIAL
    assert "more than" in table.why


def test_a_device_that_goes_in_circles_is_left_at_once(tmp_path: Path) -> None:
    found, server = asked(tmp_path, device(_backwards))
    assert len(server.received) == 1
    identity, table = told(found)
    assert identity.vendor == "Schneider Electric"
    assert table.state is TableState.PARTIAL


def test_pages_are_joined(tmp_path: Path) -> None:
    def reply(transaction: int, unit: int, wanted: int) -> bytes:
        last = page(*GOOD[1:]) if wanted else page(GOOD[0], following=1)
        return frame(transaction, unit, last)

    found, server = asked(tmp_path, device(reply))
    identity, table = told(found)
    assert (identity.vendor, identity.model) == ("Schneider Electric", "BMEP582040")
    assert table.state is TableState.COMPLETE
    assert [request[10] for request in server.received] == [0, 1]


def test_a_gateway_without_unit_1_is_asked_for_255_then_0(tmp_path: Path) -> None:
    def reply(transaction: int, unit: int, _object: int) -> bytes:
        return frame(transaction, unit, page(*GOOD) if unit == 0 else b"\xab\x0b")

    found, server = asked(tmp_path, device(reply))
    assert [request[6] for request in server.received] == [1, 255, 0]
    assert told(found)[0].vendor == "Schneider Electric"
    assert server.accepted == 1


def test_a_device_without_the_function_is_there_and_says_why(tmp_path: Path) -> None:
    found, server = asked(tmp_path, device(_without))
    _, table = told(found)
    assert table == TableRead("identity", TableState.ABSENT, "exception 1", 0)
    assert len(server.received) == 2
    service = next(payload_of(o, Service) for o in found if o.attribute == "service")
    assert service.protocol == "modbus"


def test_a_device_without_the_function_may_still_report_its_server_id(tmp_path: Path) -> None:
    found, server = asked(tmp_path, device(_without, b"\x11\x0b\xb4\xffLMB3.1.6\n"))
    identity, table = told(found)
    assert identity.description == "LMB3.1.6"
    assert table == TableRead("identity", TableState.PARTIAL, "exception 1", 1)
    assert [request[7] for request in server.received] == [0x2B, REPORT_SERVER_ID]
    assert server.endings == ["fin"]


def test_a_refusal_counts_although_the_second_question_meets_silence(tmp_path: Path) -> None:
    def deaf_then(connection: socket.socket, server: Server) -> None:
        connection.sendall(_without(struct.unpack(">H", connection.recv(11)[:2])[0], 1, 0))

    found, _ = asked(tmp_path, deaf_then)
    assert told(found)[1] == TableRead("identity", TableState.ABSENT, "exception 1", 0)


@pytest.mark.parametrize(
    ("behave", "status"),
    [
        (read_to_end, Status.TIMEOUT),
        (drip(frame(1, 1, page(*GOOD)), 0.1), Status.TIMEOUT),
        (hang_up, Status.CLOSED),
        (answer(b"HTTP/1.1 400 Bad Request\r\n\r\n"), Status.PROTOCOL_ERROR),
        (answer(frame(7, 1, page(*GOOD))), Status.PROTOCOL_ERROR),
        (answer(b"\x00\x01\x00\x00\xff\xff\x01"), Status.PROTOCOL_ERROR),
        (answer(frame(1, 1, b"\x03\x02\x00\x00")), Status.PROTOCOL_ERROR),
        (flood(1.0), Status.PROTOCOL_ERROR),
    ],
    ids=["tarpit", "drip", "hang up", "http", "transaction", "length", "function", "flood"],
)
def test_a_misbehaving_device_ends_in_a_status_and_a_closed_line(
    tmp_path: Path, behave: Behaviour, status: Status
) -> None:
    with pytest.raises(AttemptError) as error:
        asked(tmp_path, behave)
    assert error.value.status is status
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.outcome == str(status)


def test_every_cut_of_an_answer_ends_as_closed(tmp_path: Path) -> None:
    whole = frame(1, 1, page(*GOOD))
    for length in range(0, len(whole), 7):

        def cut(connection: socket.socket, _: Server, length: int = length) -> None:
            connection.recv(11)
            connection.sendall(whole[:length])
            connection.shutdown(socket.SHUT_WR)

        folder = tmp_path / str(length)
        folder.mkdir()
        with pytest.raises(AttemptError) as error:
            asked(folder, cut)
        assert error.value.status is Status.CLOSED
