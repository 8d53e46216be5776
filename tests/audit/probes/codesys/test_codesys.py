"""CODESYS: version 2 by hand, version 3 only as far as its port."""

from __future__ import annotations

import socket
import struct
from pathlib import Path

import pytest

from audit.net.dialer import AttemptError
from audit.net.ledger import read_ledger
from audit.payloads import TableState
from audit.probes.codesys import PROBE, wire
from audit.probes.codesys.read import read
from audit.probes.codesys.wire import Node, System
from audit.probes.octets import WireError
from audit.records import Status
from tests.audit.net.servers import Behaviour, Server, answer, hang_up, read_to_end, serving
from tests.audit.probes.asking import asked, asked_of, identity_in, service_in, table_in

ANSWER = (
    b"\xbb\xbb\x01\x00".ljust(64, b"\0") + b"Nucleus PLUS".ljust(32, b"\0")
    + b"Nucleus PLUS unknown version".ljust(32, b"\0") + b"3S-Smart Software Solutions\0"
)  # fmt: skip


@pytest.fixture
def as_version_2(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The port of a test is any free one; the probe takes the fixed ones for version 2."""
    monkeypatch.setattr(wire, "V2_PORTS", range(65536))
    return monkeypatch


@pytest.mark.usefixtures("as_version_2")
def test_version_2_says_its_system_and_product(tmp_path: Path) -> None:
    found, server = asked_of(tmp_path, read, "codesys", answer(ANSWER))
    assert identity_in(found).os == "Nucleus PLUS Nucleus PLUS unknown version"
    assert service_in(found).product == "3S-Smart Software Solutions"
    assert server.received == [bytes.fromhex("bbbb0100000001")]
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.packets <= PROBE.packets


@pytest.mark.usefixtures("as_version_2")
def test_a_controller_of_the_other_byte_order_is_asked_once_more(tmp_path: Path) -> None:
    def big(connection: socket.socket, server: Server) -> None:
        while request := connection.recv(7):
            server.received.append(request)
            if request[5]:
                connection.sendall(ANSWER)

    found, server = asked_of(tmp_path, read, "codesys", big)
    assert identity_in(found).os.startswith("Nucleus")
    assert server.accepted == 1


def test_version_3_is_connected_to_and_nothing_is_said(tmp_path: Path) -> None:
    found, server = asked_of(tmp_path, read, "codesys", read_to_end)
    assert server.received == []
    assert server.endings == ["fin"]
    assert service_in(found).protocol == ""
    assert table_in(found).state is TableState.ABSENT


def _closed() -> Behaviour:
    return hang_up


def test_a_closed_port_is_refused(tmp_path: Path) -> None:
    with serving(_closed()) as server:
        port = server.port
    with pytest.raises(AttemptError) as error:
        asked(tmp_path, read, "codesys", port, address=server.address)
    assert error.value.status is Status.REFUSED


def test_answers_of_version_2_are_read_and_their_cuts_are_not() -> None:
    assert wire.system(ANSWER).product == "3S-Smart Software Solutions"
    for length in range(128):
        assert wire.cut(ANSWER[:length]) is None
        with pytest.raises(WireError):
            wire.system(ANSWER[:length])
    assert wire.system(ANSWER[:128]) == System("Nucleus PLUS Nucleus PLUS unknown version", "")
    with pytest.raises(WireError):
        wire.cut(b"HTTP")
    with pytest.raises(WireError, match="without end"):
        wire.cut(b"\xbb" * 5000)


def name_answer(address: bytes = b"\0\x14") -> bytes:
    names = [text.encode("utf-16-le") + b"\0\0" for text in ("PFC200-438F4C", "750-8206", "WAGO")]
    fixed = struct.pack("<HBBHHHHIIII", 4, 1, 0, 0, 13, 8, 4, 0x1000, 0x10061204, 0x050F0400, 0)
    head = bytes((0xC5, 0x6C, 0x40, 4, 0, 0x10, 0, 0)) + address
    head = head.ljust(-(-len(head) // 4) * 4, b"\0")
    body = struct.pack("<HHI", 0xC280, 0x0400, 7) + fixed + b"\x04\0\0" + bytes(9)
    return head + body + b"".join(names) + b"4711\0"


def test_the_name_service_of_version_3_is_read_in_a_capture() -> None:
    said = wire.node(name_answer())
    assert said == Node("PFC200-438F4C", "750-8206", "WAGO", "5.15.4.0", "4711")
    assert wire.node(b"\xc5\x6c\x40\x03\x00\x10" + bytes(20)) is None
    for length in range(len(name_answer()) - 7):
        try:
            assert wire.node(name_answer()[:length]) is None
        except WireError as error:
            assert str(error)
