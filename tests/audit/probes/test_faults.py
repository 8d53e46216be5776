"""Every TCP probe against every kind of bad device: it ends in time, with a status, with FIN, and
has said nothing but what is on the list.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from audit.net.dialer import AttemptError
from audit.net.ledger import read_ledger
from audit.probes import ALL
from audit.probes.modbus import wire as modbus
from audit.probes.opcua import wire as opcua
from audit.records import Observation, Status
from audit.wire import codesys
from tests.audit.net.servers import Behaviour, Server, answer, drip, flood, read_to_end, serving
from tests.audit.probes.asking import dialer_in
from tests.audit.probes.requests import REQUESTS

SPOKEN = ("modbus", "opcua", "s7", "slmp", "codesys", "iec104", "dnp3", "hartip")
"""The probes that say something by TCP first."""
PROBES = {probe.name: probe for probe in ALL if probe.name in SPOKEN}
READ_TIMEOUT_S = 0.4

STARTS = {
    "modbus": bytes.fromhex("0001 0000 00f0 01 2b 0e 01 01 00 00 03"),
    "opcua": b"ACKF\x1c\0\0\0" + bytes(20),
    "s7": bytes.fromhex("0300000b06d00001000200"),
    "slmp": bytes.fromhex("d000 00ff ff03 00 1400 0000") + b"Q02UCPU".ljust(16) + b"\x63\x02",
    "codesys": b"\xbb\xbb" + bytes(140),
    "iec104": bytes.fromhex("680483000000"),
    "dnp3": bytes.fromhex("0564050b01000004"),
    "hartip": bytes.fromhex("010100000001000d0100002710"),
}
"""How a good answer of each protocol begins."""


def reset(connection: socket.socket, server: Server) -> None:
    """Send one octet of an answer, then RST."""
    server.received.append(connection.recv(1000))
    connection.sendall(b"\x03")
    linger = struct.pack("ii", 1, 0)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    connection.close()


def in_the_middle(protocol: str) -> Behaviour:
    """Hang up in the middle of an answer."""

    def behave(connection: socket.socket, server: Server) -> None:
        server.received.append(connection.recv(1000))
        connection.sendall(STARTS[protocol][:-1])
        connection.shutdown(socket.SHUT_WR)

    return behave


def at_once(greeting: bytes) -> Callable[[str], Behaviour]:
    """Greet before anything was asked, as SSH and FTP do."""

    def behave(connection: socket.socket, server: Server) -> None:
        connection.sendall(greeting)
        read_to_end(connection, server)

    return lambda _: behave


BAD: dict[str, Callable[[str], Behaviour]] = {
    "a tarpit": lambda _: read_to_end,
    "one octet at a time": lambda protocol: drip(STARTS[protocol], 0.1),
    "a reset after the first octet": lambda _: reset,
    "a hundred megabytes of zeros": lambda _: flood(0.6),
    "good octets without end": lambda protocol: flood(0.6, STARTS[protocol] * 2000),
    "HTTP": lambda _: answer(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"),
    "an SSH greeting": at_once(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"),
    "another automation protocol": lambda protocol: answer(
        STARTS["slmp" if protocol == "s7" else "s7"]
    ),
    "hanging up in the middle": in_the_middle,
}


async def ended(name: str, server: Server, folder: Path) -> tuple[Status, list[Observation]]:
    folder.mkdir()
    dialer = dialer_in(folder, READ_TIMEOUT_S)
    try:
        return Status.OK, await PROBES[name].run(dialer, server.target(name))
    except AttemptError as error:
        return error.status, []


@pytest.mark.parametrize("trouble", BAD)
def test_a_bad_device_ends_in_a_status_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    monkeypatch.setattr(codesys, "V2_PORTS", range(65536))
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(serving(BAD[trouble](name), f"127.71.0.{20 + number}"))
            for number, name in enumerate(PROBES)
        }

        async def everyone() -> list[tuple[Status, list[Observation]]]:
            return await asyncio.gather(
                *(ended(name, server, tmp_path / name) for name, server in servers.items())
            )

        start = time.monotonic()
        results = dict(zip(servers, asyncio.run(everyone()), strict=True))
        assert time.monotonic() - start < 20  # ours is the only limit; theirs have none
        for server in servers.values():
            server.wait_for_endings(server.accepted)
    for name, (status, found) in results.items():
        assert status is not Status.BUG, name
        assert found or status is not Status.OK, name
        rows = read_ledger(tmp_path / name / "ledger.jsonl")
        assert sum(row.packets for row in rows[:1]) <= PROBES[name].packets + _extra(trouble), name
        _only_what_is_allowed(name, b"".join(servers[name].received))
        assert servers[name].most_open == 1, name


FLOODS = ("one octet at a time", "a hundred megabytes of zeros", "good octets without end")
"""Every segment of a flood is acknowledged by the system, as often as the system likes."""


def _extra(trouble: str) -> int:
    return 10_000 if trouble in FLOODS else 0


def _only_what_is_allowed(protocol: str, sent: bytes) -> None:
    rule = REQUESTS[protocol]
    for request in _requests(protocol, sent):
        assert rule.code(request) in rule.codes, (protocol, request.hex())


_SIZES: dict[str, Callable[[bytes], int]] = {
    "modbus": lambda sent: 6 + int.from_bytes(sent[4:6], "big"),
    "opcua": lambda sent: int.from_bytes(sent[4:8], "little"),
    "s7": lambda sent: int.from_bytes(sent[2:4], "big"),
    "slmp": lambda sent: 9 + int.from_bytes(sent[7:9], "little"),
    "codesys": lambda sent: 7 if sent[:1] == b"\xbb" else int.from_bytes(sent[4:8], "little"),
    "iec104": lambda sent: 2 + sent[1],
    "dnp3": lambda _: 10,
    "hartip": lambda sent: int.from_bytes(sent[6:8], "big"),
}


def _requests(protocol: str, sent: bytes) -> list[bytes]:
    """Cut what a probe sent into requests, by each protocol's own length field."""
    found: list[bytes] = []
    while sent:
        size = _SIZES[protocol](sent)
        found.append(sent[:size])
        sent = sent[size:]
    return found


def test_an_opc_ua_server_that_announces_four_gigabytes_is_left_at_its_header(
    tmp_path: Path,
) -> None:
    giant = struct.pack("<3scI", b"MSG", b"F", 0xFFFFFFFF)
    with serving(answer(giant + b"\0" * 1000)) as server:
        status, _ = asyncio.run(ended("opcua", server, tmp_path / "opcua"))
        assert server.wait_for_endings() == ["fin"]
    assert status is Status.PROTOCOL_ERROR
    assert opcua.LARGEST_CHUNK < 65_536
    assert modbus.LONGEST < 65_536
