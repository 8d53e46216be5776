"""Octets of OPC UA discovery: chunks, answers, their cuts and lies."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.probes.opcua import wire
from audit.probes.opcua.wire import (
    LARGEST_CHUNK,
    Application,
    Channel,
    Endpoint,
    Part,
    Refused,
    cut,
    endpoints,
    servers,
)
from audit.wire.octets import WireError
from tests.audit.probes import captures

CHANNEL = Channel(7, 1)


def chunk(kind: bytes, body: bytes = b"", *, place: bytes = b"F", size: int | None = None) -> bytes:
    return struct.pack("<3scI", kind, place, 8 + len(body) if size is None else size) + body


def text(value: bytes | None) -> bytes:
    return struct.pack("<i", -1) if value is None else struct.pack("<i", len(value)) + value


def head(number: int, result: int = 0, diagnostics: bytes = b"\0") -> bytes:
    start = b"\x01\x00" + struct.pack("<HqII", number, 0, 2, result)
    return start + diagnostics + struct.pack("<i", -1) + b"\0\0\0"


APPLICATION = (
    text(b"urn:plc:app") + text(b"urn:maker:product") + b"\x03" + text(b"en") + text(b"Press 3")
    + struct.pack("<i", 0) + text(None) * 2 + struct.pack("<i", 1) + text(b"opc.tcp://plc:4840")
)  # fmt: skip
TOKEN = text(b"anonymous") + struct.pack("<i", 0) + text(None) * 3
ENDPOINT = (
    text(b"opc.tcp://plc:4840") + APPLICATION + text(b"DER") + struct.pack("<i", 3)
    + text(b"http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256")
    + struct.pack("<i", 1) + TOKEN + text(b"uatcp") + b"\x05"
)  # fmt: skip
ONE = head(431) + struct.pack("<i", 1) + ENDPOINT
SAID = Endpoint(
    "opc.tcp://plc:4840",
    Application("urn:plc:app", "urn:maker:product", "Press 3", 0, ("opc.tcp://plc:4840",)),
    b"DER", "SignAndEncrypt", "Basic256Sha256", ("Anonymous",), 5, "anonymous",
)  # fmt: skip


def test_an_endpoint_is_read_with_its_application() -> None:
    assert endpoints(ONE) == ((SAID,), "")
    assert servers(head(425) + struct.pack("<i", 1) + APPLICATION) == (SAID.application,)


def test_every_cut_of_an_answer_is_refused() -> None:
    for length in range(len(ONE)):
        with pytest.raises(WireError):
            endpoints(ONE[:length])


def test_endpoints_before_a_broken_one_are_kept_and_the_trouble_is_told() -> None:
    two = head(431) + struct.pack("<i", 2) + ENDPOINT + ENDPOINT[:40]
    found = endpoints(two)
    assert isinstance(found, tuple)
    assert found[0] == (SAID,)
    assert "cut short" in found[1]


def test_a_fault_is_a_refusal_with_its_status() -> None:
    assert endpoints(head(397, 0x800B0000)) == Refused("status 0x800b0000")
    assert servers(head(397, 0x800B0000)) == Refused("status 0x800b0000")
    with pytest.raises(WireError, match="type 425"):
        endpoints(head(425))


def test_diagnostics_within_diagnostics_end() -> None:
    assert endpoints(head(397, 0x80000000, b"\x40" * 3 + b"\0")) == Refused("status 0x80000000")
    with pytest.raises(WireError, match="without end"):
        endpoints(head(397, 0x80000000, b"\x40" * 3000))


@pytest.mark.parametrize("count", [65, 2**31 - 1, -2])
def test_an_array_of_an_impossible_size_is_refused(count: int) -> None:
    with pytest.raises(WireError, match="an array of"):
        endpoints(head(431) + struct.pack("<i", count))


def test_hostile_text_is_printable_and_bounded() -> None:
    def named(name: bytes) -> bytes:
        odd = APPLICATION.replace(text(b"Press 3"), text(name))
        return head(425) + struct.pack("<i", 1) + odd

    said = servers(named(b"\x1b[2J" + b"y" * 4000))
    assert isinstance(said, tuple)
    assert len(said[0].name) <= 255
    assert said[0].name.isprintable()
    with pytest.raises(WireError, match="a text of"):
        servers(named(b"y" * 9000))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"HTTP/1.1 400 Bad Request", "no message that a server sends"),
        (b"\0" * 64, "no message"),
        (chunk(b"HEL", b"\0" * 24), "no message"),
        (chunk(b"CLO", b"\0" * 24), "no message"),
        (chunk(b"ACK", b"\0" * 20, place=b"X"), "no message"),
        (chunk(b"MSG", size=0xFFFFFFFF), "a chunk of 4294967295 octets"),
        (chunk(b"MSG", size=LARGEST_CHUNK + 1), "a chunk of 65536 octets"),
        (chunk(b"MSG", size=11), "a chunk of 11 octets"),
        (chunk(b"ACK", size=0), "a chunk of 0 octets"),
    ],
)
def test_what_is_no_chunk_is_refused_at_its_header(data: bytes, words: str) -> None:
    with pytest.raises(WireError, match=words):
        cut(data[:8])


@given(st.binary(max_size=100), st.integers(0, 200))
def test_a_chunk_passes_however_it_is_cut(body: bytes, place: int) -> None:
    whole = chunk(b"MSG", b"\0" * 4 + body)
    assert cut(whole) == (whole, b"")
    assert cut(whole[: min(place, len(whole) - 1)]) is None
    assert cut(whole + b"next") == (whole, b"next")


def test_a_part_says_whose_answer_it_is() -> None:
    body = struct.pack("<IIII", 7, 1, 52, 2) + b"data"
    assert wire.part_of(chunk(b"MSG", body, place=b"C")) == Part(7, 2, False, b"data")
    assert wire.part_of(chunk(b"MSG", body)) == Part(7, 2, True, b"data")
    with pytest.raises(WireError, match="gave up"):
        wire.part_of(chunk(b"MSG", body, place=b"A"))
    error = chunk(b"ERR", struct.pack("<I", 0x80820000) + text(b"bad url"))
    assert wire.part_of(error) == Refused("error 0x80820000 bad url")


def test_open62541_servers_in_a_capture_are_read() -> None:
    name = "opcua__cisagov__open62541_discover_getendpoints_discover_urls.pcapng"
    answers = [frame[at:] for frame in captures.frames(name) if (at := frame.find(b"MSGF")) > 0]
    parts = [wire.part_of(answer) for answer in answers]
    bodies = [part.data for part in parts if isinstance(part, Part)]
    (said,) = (endpoints(body) for body in bodies if body.startswith(b"\x01\x00\xaf\x01"))
    assert isinstance(said, tuple)
    ((found,), trouble) = said
    assert (found.policy, found.tokens, trouble) == ("None", ("Anonymous", "UserName"), "")
    known = [servers(body) for body in bodies if body.startswith(b"\x01\x00\xa9\x01")]
    assert {server.kind for answer in known if isinstance(answer, tuple) for server in answer} == {
        0, 3
    }  # fmt: skip
