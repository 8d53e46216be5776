"""HART-IP and CODESYS in a capture: what a device says of itself, by the parsers of the probes; the
HART-IP answers are those of FieldComm Group's server.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from audit.capture.clue import Clue
from audit.wire import codesys, hartip
from tests.audit.capture.test_dissect import clues, datagram, said, stream
from tests.audit.probes.codesys.test_codesys import ANSWER, block, node_datagram
from tests.audit.probes.hartip.test_hartip import DATA, framed
from tests.audit.probes.hartip.test_hartip import said as message
from tests.audit.probes.scripted import conversations

Made = Callable[[bytes, tuple[int, int]], bytes]
REAL = conversations()["hartip"][1][1][0]


def servers(found: list[Clue]) -> list[tuple[str, str, int, str]]:
    return [(c.value, c.ip, c.port, c.transport) for c in found if c.what == "server"]


@pytest.mark.parametrize(("made", "transport"), [(stream, "tcp"), (datagram, "udp")])
def test_a_hart_device_that_tells_who_it_is_is_known_by_both_transports(
    made: Made, transport: str
) -> None:
    frame = made(REAL, (5094, 40000))
    assert servers(clues(frame)) == [("hart-ip", "10.0.0.2", 5094, transport)]
    assert {
        ("hart-ip", "model", "HART device type f9fd"), ("hart-ip", "serial", "000000"),
        ("hart-ip", "firmware", "software revision 50"),
    } <= said(frame)  # fmt: skip
    asked = clues(made(hartip.read_unique_identifier(), (40000, 5094)))
    assert servers(asked) == [("hart-ip", "10.0.0.1", 5094, transport)]
    assert len(asked) == 1


def test_who_answers_from_behind_a_gateway_is_not_the_gateway() -> None:
    found = said(datagram(message(3, framed(DATA, delimiter=0x86)), (5094, 40000)))
    assert ("hart-ip", "device", "HART device type 1a1e, id 0a0b0c") in found
    assert not {what for _, what, _ in found} & {"model", "serial", "vendor"}


@pytest.mark.parametrize(
    "data",
    [
        REAL[:-1] + bytes((REAL[-1] ^ 1,)),  # another checksum
        message(3, framed(DATA, command=3)),
        message(3, framed(b"", code=64)),
        message(1),
    ],
)
def test_other_hart_messages_show_the_server_and_no_more(data: bytes) -> None:
    found = clues(datagram(data, (5094, 40000)))
    assert [clue.what for clue in found] == ["server"]


@pytest.mark.parametrize("data", [REAL + b"\0", REAL[:-1], b"\x01\x07" + REAL[2:], b"\1" * 40])
def test_what_is_no_hart_on_its_port_is_not_believed(data: bytes) -> None:
    assert not [c for c in clues(datagram(data, (5094, 40000))) if c.protocol == "hart-ip"]
    assert not [c for c in clues(datagram(REAL, (6000, 40000))) if c.protocol == "hart-ip"]


NODE = {
    ("codesys", "name", "PFC200-438F4C"), ("codesys", "model", "750-8206"),
    ("codesys", "vendor", "WAGO"), ("codesys", "firmware", "5.15.4.0"),
    ("codesys", "serial", "4711"),
}  # fmt: skip


def test_a_codesys_3_node_that_answers_a_search_is_known() -> None:
    frame = datagram(node_datagram(), (1740, 1740))
    assert said(frame) >= NODE
    assert servers(clues(frame)) == [("codesys", "10.0.0.2", 1740, "udp")]
    search = node_datagram(service=3, command=0xC202)
    assert not [c for c in clues(datagram(search, (1740, 1740))) if c.protocol == "codesys"]


def test_a_codesys_3_node_by_tcp_is_known_and_the_client_is_no_server() -> None:
    frame = stream(block(node_datagram()), (11740, 2000))
    assert said(frame) >= NODE
    assert servers(clues(frame)) == [("codesys", "10.0.0.2", 11740, "tcp")]
    question = codesys.who_request(("10.0.0.2", 2000), ("10.0.0.1", 11740))
    assert servers(clues(stream(question, (2000, 11740)))) == [
        ("codesys", "10.0.0.1", 11740, "tcp")
    ]


def test_a_codesys_2_runtime_says_its_system() -> None:
    found = said(stream(ANSWER, (2455, 40000)))
    assert ("codesys", "os", "Nucleus PLUS Nucleus PLUS unknown version") in found
    assert ("codesys", "model", "3S-Smart Software Solutions") in found
    asked = clues(stream(codesys.request(little_endian=True), (40000, 2455)))
    assert servers(asked) == [("codesys", "10.0.0.1", 2455, "tcp")]


@pytest.mark.parametrize("whole", [node_datagram(), block(node_datagram()), ANSWER, REAL])
def test_a_message_cut_anywhere_raises_nothing_and_makes_nothing_up(whole: bytes) -> None:
    ports = (5094, 40000) if whole is REAL else (2455, 40000) if whole is ANSWER else (1740, 1740)
    told = {value for _, _, value in said(datagram(whole, ports)) | said(stream(whole, ports))}
    for length in range(8, len(whole)):
        for made in (datagram, stream):
            found = said(made(whole[:length], ports))
            values = {value for protocol, _, value in found if protocol in ("codesys", "hart-ip")}
            assert all(any(value in one for one in told) for value in values), length
