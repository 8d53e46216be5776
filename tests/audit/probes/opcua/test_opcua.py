"""OPC UA discovery: against asyncua servers, and against what is no OPC UA server."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from audit.net.dialer import AttemptError, Dialer
from audit.net.ledger import Ledger, read_ledger
from audit.payloads import Service, TableRead, TableState, UaEndpoint, payload_of
from audit.probes.certificate import Certificate, certificate_of
from audit.probes.opcua import PROBE
from audit.probes.opcua.read import read
from audit.probes.opcua.wire import policy_name
from audit.records import Observation, Status
from inventories.stand_ins.plant import StandIn, running
from tests.audit.net import capture
from tests.audit.net.scopes import OPEN, QUICK, scope, target
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

ADDRESS = "127.71.0.20"


@contextmanager
def stand_in(policies: str) -> Generator[int]:
    with socket.socket() as free:
        free.bind((ADDRESS, 0))
        port = free.getsockname()[1]
    words = ("--policies", policies, "--product", "test\x1b server")
    with running((StandIn("UA", "opcua", ADDRESS, port, words),)):
        yield port


def asked(
    tmp_path: Path, port: int, address: str = ADDRESS, wait_s: float = 20
) -> list[Observation]:
    text = OPEN + QUICK.replace("read_timeout_s = 1.0", f"read_timeout_s = {wait_s}")
    dialer = Dialer(scope(text), Ledger(tmp_path / "ledger.jsonl"))
    return asyncio.run(read(dialer, target(address, ip="10.71.0.9", ports={"opcua": port})))


def endpoints(found: list[Observation]) -> list[UaEndpoint]:
    return [payload_of(o, UaEndpoint) for o in found if o.attribute == "endpoint"]


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ("good", {"Basic256Sha256", "Aes256_Sha256_RsaPss"}),
        ("deprecated", {"Basic128Rsa15", "Basic256"}),
    ],
)
def test_a_servers_policies_modes_tokens_and_certificate_are_read(
    tmp_path: Path, policies: str, expected: set[str]
) -> None:
    with stand_in(policies) as port:
        if capture.may_capture():
            found, sent = asked(tmp_path, port), None
        else:
            with capture.capturing() as seen:
                found = asked(tmp_path, port)
            sent = seen.to(ADDRESS, port)
    secured = [e for e in endpoints(found) if e.mode == "SignAndEncrypt"]
    assert {e.policy for e in secured} == expected
    assert {token for e in secured for token in e.tokens} >= {"UserName"}
    assert all(e.certificate_not_after == "2035-12-30" for e in secured)
    assert {e.certificate_key for e in secured} == {"RSA 2048"}
    table = next(payload_of(o, TableRead) for o in found if o.attribute == "table")
    assert table.state is TableState.COMPLETE
    service = next(payload_of(o, Service) for o in found if o.attribute == "service")
    assert service.product == "test server"
    assert service.detail.startswith("urn:")
    assert all(e.application_uri and e.certificate_self_signed for e in secured)
    assert all(e.application_uri in e.certificate_names for e in secured)
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.outcome == "ok"
    assert row.packets <= PROBE.packets
    if sent is not None:
        assert (row.packets, row.bytes) == (len(sent), sum(packet.size for packet in sent))
        assert not any(packet.flags & capture.RST for packet in sent)


ACKNOWLEDGE = b"ACKF\x1c\0\0\0" + b"\0\0\0\0" + b"\xff\xff\0\0" * 2 + b"\0\0\0\x01" * 2


@pytest.mark.parametrize(
    ("behave", "statuses"),
    [
        (read_to_end, {Status.TIMEOUT}),
        (drip(ACKNOWLEDGE, 0.1), {Status.TIMEOUT}),
        (answer(ACKNOWLEDGE), {Status.TIMEOUT}),
        (hang_up, {Status.CLOSED}),
        (answer(b"HTTP/1.1 400 Bad Request\r\n\r\n"), {Status.PROTOCOL_ERROR}),
        (answer(b"MSGF\xff\xff\xff\xff" + b"\0" * 100), {Status.PROTOCOL_ERROR}),
        (flood(1.0), {Status.PROTOCOL_ERROR}),
    ],
    ids=["tarpit", "drip", "silent after ACK", "hang up", "http", "huge size", "flood"],
)
def test_what_is_no_server_ends_in_a_status_and_a_closed_line(
    tmp_path: Path, behave: Behaviour, statuses: set[Status]
) -> None:
    with serving(behave) as server:
        with pytest.raises(AttemptError) as error:
            asked(tmp_path, server.port, server.address, wait_s=0.8)
        server.wait_for_endings()
    assert error.value.status in statuses
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.outcome == str(error.value.status)


def test_a_silent_server_is_left_with_fin(tmp_path: Path) -> None:
    with serving(read_to_end) as server:
        with pytest.raises(AttemptError):
            asked(tmp_path, server.port, server.address, wait_s=0.5)
        assert server.wait_for_endings() == ["fin"]
        assert b"".join(server.received).startswith(b"HELF")


def test_nothing_but_hello_channel_discovery_and_close_is_sent(tmp_path: Path) -> None:
    def relay(connection: socket.socket, server: Server) -> None:
        with socket.create_connection((ADDRESS, port)) as inside:
            while data := connection.recv(65536):
                server.received.append(data)
                inside.sendall(data)
                if not data.startswith(b"CLO"):
                    connection.sendall(inside.recv(65536))

    with stand_in("good") as port, serving(relay) as server:
        asked(tmp_path, server.port, server.address)
        server.wait_for_endings()
    assert [data[:3] for data in server.received] == [b"HEL", b"OPN", b"MSG", b"MSG", b"CLO"]
    # OPC 10000-6: 428 is GetEndpointsRequest, 422 FindServersRequest, each in two octets.
    assert server.received[2][24:28] == b"\x01\x00\xac\x01"
    assert server.received[3][24:28] == b"\x01\x00\xa6\x01"


def test_policy_names_and_broken_certificates() -> None:
    base = "http://opcfoundation.org/UA/SecurityPolicy"
    assert policy_name(f"{base}#Basic256Sha256") == "Basic256Sha256"
    assert policy_name(f"{base}#None") == "None"
    assert policy_name("") == ""
    for broken in (b"", b"no certificate", b"\x30\x82\xff\xff", b"\x30" * 70_000):
        assert certificate_of(broken) == Certificate()


def test_importing_the_probe_loads_no_library() -> None:
    code = "import sys, audit.probes; sys.exit('asyncua' in sys.modules or 'scapy' in sys.modules)"
    root = Path(__file__).resolve().parents[4]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
