"""HART-IP: the session, the one question, and every cut of their answers.

No server of HART-IP can be had from a registry, so that the device is one of our own; the octets it
answers are held against the parser of the package `hartip-py` and tshark in `test_others`.
"""

from __future__ import annotations

import asyncio
import importlib
import socket
import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.net.dialer import AttemptError
from audit.net.ledger import read_ledger
from audit.payloads import TableState
from audit.probes.hartip import PROBE
from audit.probes.hartip.read import BY_UDP, read
from audit.records import Observation, Status
from audit.wire import hartip as wire
from audit.wire.hart_makers import MAKERS, maker_of
from audit.wire.hartip import Identity, Refused
from audit.wire.octets import WireError
from tests.audit.net.scopes import target
from tests.audit.net.servers import Behaviour, Server, answer, read_to_end, serving
from tests.audit.probes.asking import asked, asked_of, dialer_in, identity_in, service_in, table_in
from tests.audit.probes.datagrams import Station, station

BUSY_S = 20.0
"""For answers that come at once, also on a busy computer."""
DATA = bytes.fromhex("fe 1a1e 05 07 01 02 08 00 0a0b0c 05 05 0001 00 0026 0026 01")
"""What a HART 7 device answers to command 0."""
SENT = [
    bytes.fromhex("0100 0000 0001 000d 01 00002710"),
    bytes.fromhex("0100 0300 0002 000d 02 80 00 00 82"),
    bytes.fromhex("0100 0100 0003 0008"),
]


def framed(data: bytes, *, code: int = 0, delimiter: int = 0x06, command: int = 0) -> bytes:
    """A token-passing frame of a device, with its response code and status."""
    address = b"\x80" if delimiter == 0x06 else bytes.fromhex("9a1e0a0b0c")
    body = bytes((code, 0)) + data
    whole = bytes((delimiter,)) + address + bytes((command, len(body))) + body
    total = 0
    for octet in whole:
        total ^= octet
    return whole + bytes((total,))


def said(message_id: int, body: bytes = b"", *, status: int = 0, kind: int = 1) -> bytes:
    """A message of a device, numbered as our question is."""
    number = {0: 1, 3: 2, 1: 3}.get(message_id, 9)
    head = struct.pack(">BBBBHH", 1, kind, message_id, status, number, 8 + len(body))
    return head + body


OPENED = said(0, bytes.fromhex("0100002710"))
COMMAND_0 = framed(DATA)
ANSWERED = said(3, COMMAND_0)
CLOSED = said(1)


def device(data: bytes) -> list[bytes]:
    """Answer as a device does, whatever the transport: with the number of the question."""
    reply = {0: OPENED, 3: ANSWERED, 1: CLOSED}[data[2]]
    return [reply[:4] + data[4:6] + reply[6:]]


def by_tcp(connection: socket.socket, server: Server) -> None:
    while data := connection.recv(1000):
        server.received.append(data)
        connection.sendall(device(data)[0])


def test_a_device_says_who_it_is_on_one_connection(tmp_path: Path) -> None:
    found, server = asked_of(tmp_path, read, "hartip", by_tcp, wait_s=BUSY_S)
    identity, service = identity_in(found), service_in(found)
    assert (identity.vendor, identity.model) == ("Rosemount", "HART device type 1a1e")
    assert (identity.firmware, identity.serial) == ("software revision 2", "0a0b0c")
    assert identity.description == ("HART manufacturer 0026, HART revision 7, device revision 1")
    assert (service.protocol, service.transport) == ("hart-ip", "tcp")
    assert service.detail == "HART 7; Read Unique Identifier"
    assert table_in(found).state is TableState.COMPLETE
    assert b"".join(server.received) == b"".join(SENT)
    assert (server.accepted, server.endings) == (1, ["fin"])
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.packets <= PROBE.packets == 10


def without_a_port(
    folder: Path, seen: Station, patch: pytest.MonkeyPatch, wait_s: float = 5.0
) -> list[Observation]:
    """Ask as the inventory has it asked, where the usual port is the station's."""
    patch.setattr(importlib.import_module("audit.probes.hartip.read"), "PORT", seen.port)
    return asyncio.run(read(dialer_in(folder, wait_s), target(seen.address)))


def test_a_device_that_knows_only_udp_is_asked_once_by_udp(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with station(device) as seen:
        found = without_a_port(tmp_path, seen, monkeypatch)
    assert identity_in(found).serial == "0a0b0c"
    assert service_in(found).transport == "udp"
    assert seen.received == SENT
    rows = read_ledger(tmp_path / "ledger.jsonl")
    assert [(row.transport, row.outcome) for row in rows] == [("tcp", "refused"), ("udp", "ok")]
    assert rows[1].packets == BY_UDP.packets == 3


def test_a_host_of_which_nothing_is_known_is_not_asked_by_udp(tmp_path: Path) -> None:
    with station(device) as seen, pytest.raises(AttemptError) as error:
        asked(tmp_path, read, "hartip", seen.port, address=seen.address)
    assert (error.value.status, seen.received) == (Status.REFUSED, [])


def test_by_udp_the_session_is_given_back_although_the_device_fell_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mute(data: bytes) -> list[bytes]:
        return [] if data[2] == 3 else device(data)

    with station(mute) as seen, pytest.raises(AttemptError) as error:
        without_a_port(tmp_path, seen, monkeypatch, 6.0)
    assert error.value.status is Status.TIMEOUT
    assert seen.received == SENT


@pytest.mark.parametrize(
    ("replies", "why"),
    [
        ((said(0, status=15),), "the device opens no session: all its sessions are in use"),
        ((said(0, status=77, kind=15),), "the device opens no session: HART-IP status 77"),
        ((OPENED, said(3, status=3)), "command 0 was not passed on: HART-IP status 3"),
        ((OPENED, said(3, framed(b"", code=32))),
         "the device answers command 0 with response code 32"),
        ((OPENED, said(3, framed(DATA, code=0x88))),
         "the device answers command 0 with response code 136"),
    ],
)  # fmt: skip
def test_a_refusal_is_told_and_ends_the_exchange(
    tmp_path: Path, replies: tuple[bytes, ...], why: str
) -> None:
    found, server = asked_of(tmp_path, read, "hartip", answer(*replies), wait_s=BUSY_S)
    assert service_in(found).protocol == "hart-ip"
    assert (table_in(found).state, table_in(found).why) == (TableState.ABSENT, why)
    assert identity_in(found).model == ""
    assert server.endings == ["fin"]


def wrong(message: bytes) -> Behaviour:
    return answer(OPENED, message)


@pytest.mark.parametrize(
    "message",
    [
        ANSWERED[:5] + b"\x07" + ANSWERED[6:],  # the answer to another question
        said(2),
        said(3, COMMAND_0, kind=2),  # published, asked by nobody
        said(3, COMMAND_0[:-1] + b"\x00"),  # another checksum
        said(3, COMMAND_0 + b"\x00"),
        said(3, framed(DATA, command=3)),
        said(3, framed(DATA[:9])),
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
    ],
)
def test_what_is_no_answer_is_not_believed(tmp_path: Path, message: bytes) -> None:
    with serving(wrong(message)) as server, pytest.raises(AttemptError) as error:
        asyncio.run(
            read(dialer_in(tmp_path, BUSY_S), target(server.address, ports={"hartip": server.port}))
        )
    assert error.value.status is Status.PROTOCOL_ERROR
    assert server.wait_for_endings() == ["fin"]


def test_a_port_that_says_nothing_ends_in_its_time(tmp_path: Path) -> None:
    with serving(read_to_end) as server, pytest.raises(AttemptError) as error:
        asked(tmp_path, read, "hartip", server.port, address=server.address, wait_s=0.5)
    assert error.value.status is Status.TIMEOUT
    assert server.wait_for_endings() == ["fin"]
    assert server.received == SENT[:1]


def test_long_addresses_and_old_devices_are_read() -> None:
    assert wire.identity(framed(DATA, delimiter=0x86)) == Identity(
        0x0026, 0x1A1E, 7, 1, 2, "0a0b0c"
    )
    old = bytes.fromhex("fe 2606 05 05 03 04 11 00 123456")
    assert wire.identity(framed(old)) == Identity(0x26, 0x2606, 5, 3, 4, "123456")
    assert wire.identity(framed(DATA, command=3)) is None
    assert wire.identity(b"\x02" + COMMAND_0[1:]) is None
    assert wire.identity(framed(b"\xfd" + DATA[1:])) is None
    assert wire.identified(ANSWERED) == Identity(0x26, 0x1A1E, 7, 1, 2, "0a0b0c")
    assert wire.opened(OPENED) is None
    assert wire.opened(said(0, status=8)) is None
    assert isinstance(wire.opened(said(0, status=9)), Refused)


def test_every_cut_is_refused() -> None:
    for length in range(len(ANSWERED)):
        assert wire.cut(ANSWERED[:length]) is None
        with pytest.raises(WireError):
            wire.message(ANSWERED[:length])
        with pytest.raises(WireError):
            wire.identified(ANSWERED[:length])
    for length in range(len(COMMAND_0)):
        with pytest.raises(WireError):
            wire.identity(COMMAND_0[:length])


@settings(max_examples=300, deadline=None)
@given(at=st.integers(0, len(COMMAND_0) - 1), other=st.integers(1, 255))
def test_a_changed_octet_is_noticed_by_the_checksum(at: int, other: int) -> None:
    changed = bytearray(COMMAND_0)
    changed[at] ^= other
    try:
        assert wire.identity(bytes(changed)) is None
    except WireError as error:
        assert str(error)


@settings(max_examples=300, deadline=None)
@given(body=st.binary(max_size=80))
def test_any_frame_in_a_right_message_is_read_or_refused(body: bytes) -> None:
    for frame in (body, b"\x06\x80\x00" + body):
        try:
            found = wire.identified(said(3, frame))
        except WireError as error:
            assert str(error)
        else:
            assert isinstance(found, Identity | Refused)


def test_the_number_of_an_unknown_maker_is_told_without_a_name() -> None:
    assert maker_of(0x26) == "Rosemount"
    assert maker_of(0xFFFE) == ""
    assert all(0 < number <= 0xFFFF and name for number, name in MAKERS.items())
