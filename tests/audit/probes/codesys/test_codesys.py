"""CODESYS, both versions: no server of either can be had here, so that the devices are written
after the published descriptions, and the question is held against one that others send.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.net import adapters
from audit.net.dialer import AttemptError
from audit.net.ledger import read_ledger
from audit.payloads import TableState
from audit.probes.codesys import PROBE
from audit.probes.codesys.read import read
from audit.records import Observation, Status
from audit.wire import codesys as wire
from audit.wire.codesys import Node, System
from audit.wire.octets import WireError
from tests.audit.net.scopes import target
from tests.audit.net.servers import Server, answer, hang_up, serving
from tests.audit.probes.asking import asked, asked_of, dialer_in, identity_in, service_in, table_in
from tests.audit.probes.datagrams import station

BUSY_S = 20.0
"""For answers that come at once, also on a busy computer."""
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
    found, server = asked_of(tmp_path, read, "codesys", answer(ANSWER), wait_s=3 * BUSY_S)
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

    found, server = asked_of(tmp_path, read, "codesys", big, wait_s=4.5)
    assert identity_in(found).os.startswith("Nucleus")
    assert server.accepted == 1


def node_datagram(
    address: bytes = b"\0\x14", *, version: int = 0x0400, command: int = 0xC280, service: int = 4
) -> bytes:
    """What the name service of version 3 answers."""
    names = [text.encode("utf-16-le") + b"\0\0" for text in ("PFC200-438F4C", "750-8206", "WAGO")]
    fixed = struct.pack("<HBBHHHHIIII", 4, 1, 0, 0, 13, 8, 4, 0x1000, 0x10061204, 0x050F0400, 0)
    head = bytes((0xC5, 0x6B, 0x40, service, 0, len(address) // 2 << 4)) + address
    head = head.ljust(-(-len(head) // 4) * 4, b"\0")
    body = struct.pack("<HHI", command, version, 1) + fixed + b"\x04\0\0" + bytes(9)
    return head + body + b"".join(names) + b"4711\0"


def block(datagram: bytes) -> bytes:
    """A message of version 3 by TCP."""
    return b"\x00\x01\x17\xe8" + struct.pack("<I", 8 + len(datagram)) + datagram


NODE = Node("PFC200-438F4C", "750-8206", "WAGO", "5.15.4.0", "4711", 0x1000, 0x10061204)
OTHER = block(node_datagram(service=0x40))


@pytest.mark.parametrize("before", [b"", OTHER, OTHER * 4])
def test_version_3_says_who_it_is_on_one_connection(tmp_path: Path, before: bytes) -> None:
    found, server = asked_of(
        tmp_path, read, "codesys", answer(before + block(node_datagram())), wait_s=BUSY_S
    )
    identity, service = identity_in(found), service_in(found)
    assert (identity.vendor, identity.model, identity.firmware, identity.serial) == (
        "WAGO", "750-8206", "5.15.4.0", "4711",
    )  # fmt: skip
    assert identity.description == "PFC200-438F4C"
    assert service.detail == "version 3; target type 0x1000, id 0x10061204"
    assert table_in(found).state is TableState.COMPLETE
    assert (server.accepted, server.endings) == (1, ["fin"])
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.packets <= PROBE.packets
    (request,) = server.received
    address = socket.inet_aton(server.address)
    head = bytes.fromhex("000117e8 24000000 c56b4003 0033")
    assert request[:20] == head + struct.pack(">H", server.port) + address
    assert request[-10:] == bytes.fromhex("0000 02c20004 01000000")


def test_the_question_of_version_3_is_the_one_that_others_ask() -> None:
    """Byte for byte what Greenbone's detection sends, but for its two words of padding, which it
    counts to the sender's address, and its request's number.
    """
    ours = wire.who_request(("127.0.0.1", 11743), ("0.0.0.0", 11740))
    theirs = bytes.fromhex(
        "000117e824000000 c56b400300432ddc 000000002ddf7f00 0001830102c20004 00000000"
    )
    assert ours[:13] + ours[14:26] + ours[28:32] == theirs[:13] + theirs[14:26] + theirs[28:32]
    assert (ours[13], theirs[13]) == (0x33, 0x43)


def test_the_questions_are_those_of_microsofts_tools() -> None:
    """What they made, run side by side, between the same places; their parser read the answers of
    the devices above as ours does.
    """
    own, device = ("10.20.30.7", 50_000), ("10.20.30.9", 11740)
    assert wire.who_request(own, device) == bytes.fromhex(
        "000117e8 24000000 c56b40030033 2ddc0a141e09 c3500a141e07 0000 02c20004 01000000"
    )
    assert wire.who_letter("10.20.30.7", IPv4Network("10.20.30.0/24")) == bytes.fromhex(
        "c56b40030010 0007 02c20004 01000000"
    )


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (OTHER * 6, Status.PROTOCOL_ERROR),
        (block(node_datagram(version=0x0500)), Status.PROTOCOL_ERROR),
        (block(node_datagram()[:-60]), Status.PROTOCOL_ERROR),
        (block(b"\xc5" * 600), Status.PROTOCOL_ERROR),
        (block(b""), Status.PROTOCOL_ERROR),
        (OTHER, Status.TIMEOUT),
        (ANSWER, Status.PROTOCOL_ERROR),
    ],
)
def test_what_is_no_identification_is_not_believed(
    tmp_path: Path, reply: bytes, status: Status
) -> None:
    with serving(answer(reply)) as server, pytest.raises(AttemptError) as error:
        asked(tmp_path, read, "codesys", server.port, address=server.address,
              wait_s=0.5 if status is Status.TIMEOUT else BUSY_S)  # fmt: skip
    assert error.value.status is status
    assert server.wait_for_endings() == ["fin"]


def test_where_no_port_is_known_closed_ports_are_passed_over(tmp_path: Path) -> None:
    """No port of this address is open: each is refused, and the last refusal is told."""
    to = target("127.71.0.77", ip="10.71.0.9")
    with pytest.raises(AttemptError) as error:
        asyncio.run(read(dialer_in(tmp_path), to))
    assert error.value.status is Status.REFUSED
    rows = read_ledger(tmp_path / "ledger.jsonl")
    assert [(row.port, row.outcome) for row in rows] == [
        (11740, "refused"), (2455, "refused"), (1200, "refused"),
    ]  # fmt: skip
    assert sum(row.packets for row in rows) <= PROBE.packets


@pytest.fixture
def in_a_small_network(monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """The loopback network is larger than those that are asked by UDP. Our port for the answers is
    a fixed one, so that only one of these tests may run at a time on this computer.
    """
    fcntl: Any = pytest.importorskip("fcntl")
    near = IPv4Network("127.71.0.0/24")

    def network(_: str) -> IPv4Network:
        return near

    monkeypatch.setattr(adapters, "own_network", network)
    with (Path(tempfile.gettempdir()) / "plantready-udp-1740.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


@pytest.mark.usefixtures("in_a_small_network")
def test_an_old_runtime_is_asked_by_udp_once_its_ports_are_closed(tmp_path: Path) -> None:
    address = "127.71.0.78"
    with station(lambda _: [b"\xc5" * 20, node_datagram()], address, 1740) as seen:
        found = asyncio.run(read(dialer_in(tmp_path, BUSY_S), target(address)))
    assert identity_in(found).serial == "4711"
    assert (service_in(found).transport, service_in(found).port) == ("udp", 1740)
    # Our own address, as the loopback network gives it, is 127.0.0.1 to every 127.x.x.x.
    assert seen.received == [bytes.fromhex("c56b4003 0010 0001 02c20004 01000000")]
    rows = read_ledger(tmp_path / "ledger.jsonl")
    assert [(row.transport, row.port) for row in rows] == [
        ("tcp", 11740), ("tcp", 2455), ("tcp", 1200), ("udp", 1740),
    ]  # fmt: skip
    assert sum(row.packets for row in rows) <= PROBE.packets


@pytest.mark.usefixtures("in_a_small_network")
def test_two_old_runtimes_are_asked_one_after_the_other(tmp_path: Path) -> None:
    places = ("127.71.0.79", "127.71.0.80")
    with ExitStack() as stack:
        for place in places:
            stack.enter_context(station(lambda _: [node_datagram()], place, 1741))

        async def both() -> list[list[Observation]]:
            dialer = dialer_in(tmp_path, BUSY_S)
            asked = [read(dialer, target(place, ports={"codesys": 1741})) for place in places]
            return await asyncio.gather(*asked)

        found = asyncio.run(both())
    assert [identity_in(one).serial for one in found] == ["4711", "4711"]


@pytest.mark.usefixtures("in_a_small_network")
def test_the_answers_port_may_be_taken_on_our_side(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as gateway:
        gateway.bind(("127.0.0.1", 1740))
        with pytest.raises(AttemptError, match="UDP port 1740 of this computer") as error:
            asked(tmp_path, read, "codesys", 1741)
    assert error.value.status is Status.PROTOCOL_ERROR
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.packets == 0


def test_behind_a_router_nobody_is_asked_by_udp(tmp_path: Path) -> None:
    with pytest.raises(AttemptError, match="within its own network only"):
        asked(tmp_path, read, "codesys", 1740)
    assert read_ledger(tmp_path / "ledger.jsonl") == ()


def test_a_letters_sender_is_the_part_that_the_network_leaves_to_its_hosts() -> None:
    made = wire.who_letter("10.20.33.7", IPv4Network("10.20.32.0/20"))
    assert made[4:8] == bytes.fromhex("0010 0107")
    with pytest.raises(ValueError, match="more hosts"):
        wire.who_letter("10.20.33.7", IPv4Network("10.20.0.0/16"))


def test_version_3_needs_an_ipv4_address(tmp_path: Path) -> None:
    with pytest.raises(AttemptError, match="IPv4"):
        asyncio.run(read(dialer_in(tmp_path), target("::1", ports={"codesys": 11740})))
    assert read_ledger(tmp_path / "ledger.jsonl") == ()


def test_a_closed_port_is_refused(tmp_path: Path) -> None:
    with serving(hang_up) as server:
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


@pytest.mark.parametrize("address", [b"", b"\0\x14", b"\x2d\xdc\x0a\0\0\1", bytes(8)])
def test_the_answer_of_version_3_is_read_wherever_its_addresses_end(address: bytes) -> None:
    assert wire.node(node_datagram(address)) == NODE
    assert wire.node(node_datagram(address, version=0x0103)) == NODE
    assert wire.node(node_datagram(address, command=0xC202)) is None
    assert wire.node(node_datagram(address, service=3)) is None


def test_answers_of_version_3_are_read_and_their_cuts_are_not() -> None:
    whole = block(node_datagram())
    for length in range(len(whole)):
        assert wire.block_cut(whole[:length]) is None
    assert wire.block_cut(whole + b"more") == (node_datagram(), b"more")
    for length in range(len(node_datagram()) - 7):
        try:
            assert wire.node(node_datagram()[:length]) is None
        except WireError as error:
            assert str(error)


@settings(max_examples=300, deadline=None)
@given(at=st.integers(0, len(node_datagram()) - 1), other=st.integers(0, 255))
def test_any_octet_of_an_answer_may_be_another(at: int, other: int) -> None:
    changed = bytearray(node_datagram())
    changed[at] = other
    try:
        said = wire.node(bytes(changed))
    except WireError as error:
        assert str(error)
    else:
        assert said is None or len(said.name) <= 255
