"""What cannot be OPC UA is noticed at its first header, however it is cut into packets."""

from __future__ import annotations

import asyncio
import itertools
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.net.dialer import AttemptError, Dialer
from audit.net.ledger import Ledger
from audit.probes.opcua.read import read
from audit.probes.opcua.wire import LARGEST_ANSWER, LARGEST_CHUNK, Chunks, WireError
from audit.records import Status
from tests.audit.net.scopes import OPEN, QUICK, scope
from tests.audit.net.servers import Behaviour, answer, flood, serving


def chunk(kind: bytes, body: bytes = b"", *, place: bytes = b"F", size: int | None = None) -> bytes:
    return struct.pack("<3scI", kind, place, 8 + len(body) if size is None else size) + body


GOOD = (
    chunk(b"ACK", b"\0" * 20)
    + chunk(b"OPN", b"\1" * 120)
    + chunk(b"MSG", b"\2" * 8000, place=b"C")
    + chunk(b"MSG", b"\3" * 900)
    + chunk(b"ERR", b"\4" * 8)
)


@given(st.lists(st.integers(0, len(GOOD)), max_size=20))
def test_chunks_pass_however_they_are_cut(places: list[int]) -> None:
    cuts = [0, *sorted(places), len(GOOD)]
    chunks = Chunks()
    for begin, end in itertools.pairwise(cuts):
        chunks.feed(GOOD[begin:end])


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
    for before in (b"", GOOD):
        chunks = Chunks()
        with pytest.raises(WireError, match=words):
            chunks.feed(before + data[:8])


def test_a_header_is_judged_when_its_last_octet_is_there() -> None:
    chunks = Chunks()
    for octet in b"HTTP/1.":
        chunks.feed(bytes((octet,)))
    with pytest.raises(WireError):
        chunks.feed(b"1")


def test_good_chunks_without_end_are_refused() -> None:
    chunks = Chunks()
    fed = 0
    with pytest.raises(WireError, match="without end"):
        while True:
            chunks.feed(GOOD)
            fed += len(GOOD)
    assert fed <= LARGEST_ANSWER


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (answer(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "no message that a server sends"),
        (answer(chunk(b"MSG", size=0xFFFFFFFF)), "a chunk of 4294967295 octets"),
        (flood(1.0), "no message that a server sends"),
        (flood(1.0, chunk(b"MSG", b"\0" * 1000, place=b"C")), ""),
    ],
    ids=["http", "huge size", "zeros", "endless chunks"],
)
def test_a_server_that_is_none_is_left_at_once_and_not_after_the_timeout(
    tmp_path: Path, behave: Behaviour, words: str
) -> None:
    text = OPEN + QUICK.replace("read_timeout_s = 1.0", "read_timeout_s = 60.0")
    dialer = Dialer(scope(text), Ledger(tmp_path / "ledger.jsonl"))

    async def ask(of_port: int) -> None:
        async with asyncio.timeout(30):  # half of what the scope would let us wait
            await read(dialer, server.target("opcua"))

    with serving(behave) as server:
        with pytest.raises(AttemptError, match=f"not OPC UA: {words}") as error:
            asyncio.run(ask(server.port))
        server.wait_for_endings()
    assert error.value.status is Status.PROTOCOL_ERROR
