"""FINS controller data read: the manual, a capture, cuts and lies."""

from __future__ import annotations

import pytest

from audit.probes.fins import wire
from audit.probes.fins.wire import Controller, Nodes, Refused
from audit.wire.octets import WireError
from tests.audit.probes import captures

HEAD = bytes.fromhex("c00002006300000500 01")
SAID = HEAD + b"\x05\x01\x00\x00" + b"CJ2M-CPU31".ljust(20) + b"02.01".ljust(20) + bytes(52)


def tcp(command: int, body: bytes, error: int = 0) -> bytes:
    size = (8 + len(body)).to_bytes(4, "big")
    return b"FINS" + size + command.to_bytes(4, "big") + error.to_bytes(4, "big") + body


def test_requests_are_those_of_the_manual() -> None:
    assert wire.request(0, 99) == bytes.fromhex("80000200000000630001050100")
    assert wire.nodes_request() == bytes.fromhex("46494e53 0000000c 00000000 00000000 00000000")
    assert wire.tcp_request(Nodes(239, 5)) == bytes.fromhex(
        "46494e53 00000015 00000002 00000000 800002000500 00ef0001050100"
    )


def test_a_controller_says_model_and_version() -> None:
    assert wire.reply(SAID) == Controller("CJ2M-CPU31", "02.01")
    assert wire.tcp_reply(tcp(2, SAID)) == Controller("CJ2M-CPU31", "02.01")
    assert wire.nodes_reply(tcp(1, bytes.fromhex("000000ef00000005"))) == Nodes(239, 5)


def test_refusals_are_read() -> None:
    assert wire.reply(HEAD + b"\x05\x01\x04\x01") == Refused("end code 0x0401")
    # A CPU with a battery error answers all the same: the flag is not part of the end code.
    assert wire.reply(HEAD + b"\x05\x01\x00\x40" + SAID[14:]) == Controller("CJ2M-CPU31", "02.01")
    assert wire.nodes_reply(tcp(1, b"", 0x21)) == Refused("no node number, error 0x21")
    assert wire.tcp_reply(tcp(3, b"", 0x03)) == Refused("FINS/TCP error 0x3")


def test_a_response_to_another_request_is_refused_where_one_was_made() -> None:
    assert wire.reply(SAID, 1) == wire.reply(SAID)
    with pytest.raises(WireError, match="another request"):
        wire.reply(SAID, 2)


def test_every_cut_is_refused() -> None:
    for length in range(54):
        with pytest.raises(WireError):
            wire.reply(SAID[:length])
    whole = tcp(2, SAID)
    for length in range(len(whole)):
        assert wire.cut(whole[:length]) is None
        with pytest.raises(WireError):
            wire.tcp_reply(whole[:length])
    for bad in (b"FINS\xff\xff\xff\xff", b"FINX", b"HTTP/1.1"):
        with pytest.raises(WireError):
            wire.cut(bad)
    for other in (wire.request(0, 1), HEAD + b"\x07\x01\x00\x00" + bytes(40)):
        with pytest.raises(WireError):
            wire.reply(other)


def test_a_response_in_a_capture_is_read() -> None:
    found: set[Controller] = set()
    for port in (9600,):
        for payload in captures.payloads("otother__ntop__fins.pcapng", 17, port):
            try:
                said = wire.reply(payload)
            except WireError:
                continue  # requests and other commands
            if isinstance(said, Controller):
                found.add(said)
    assert found
