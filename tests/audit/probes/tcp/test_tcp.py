"""TCP reachability: one connection without a byte proves every flow to its port."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from audit.net.dialer import Dialer
from audit.net.ledger import Ledger, read_ledger
from audit.net.target import Target
from audit.payloads import Reach, Service, payload_of
from audit.probes.tcp import wire
from audit.probes.tcp.read import COST, read
from audit.records import Status
from tests.audit.net.scopes import OPEN, QUICK, scope, target
from tests.audit.net.servers import Behaviour, drip, hang_up, read_to_end, serving
from tests.audit.probes.test_bad_devices import talks_first
from tests.audit.probes.test_bad_services import reset_at_once


def asked(tmp_path: Path, of: Target) -> list[tuple[Status, Reach]]:
    dialer = Dialer(scope(), Ledger(tmp_path / "ledger.jsonl"), vantage="CC-1")
    found = asyncio.run(read(dialer, of))
    return [(o.status, payload_of(o, Reach)) for o in found]


def test_an_open_port_proves_all_its_flows_by_one_connection_without_data(tmp_path: Path) -> None:
    with serving(read_to_end) as server:
        found = asked(tmp_path, replace(server.target("tcp"), flows=("F-1", "F-2")))
        assert server.wait_for_endings() == ["fin"]
        assert server.accepted == 1
        assert server.received == []
    assert [(status, reach.flow) for status, reach in found] == [
        (Status.OK, "F-1"), (Status.OK, "F-2"),
    ]  # fmt: skip
    reach = found[0][1]
    assert (reach.ip, reach.port, reach.vantage) == ("10.71.0.9", server.port, "CC-1")
    assert reach.rtt_ms is not None


def test_a_closed_port_is_refused_not_silent(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.71.0.9", 0))
        port = free.getsockname()[1]
    ((status, reach),) = asked(tmp_path, target(ports={"tcp": port}))
    assert (status, reach.outcome, reach.flow, reach.rtt_ms) == (
        Status.REFUSED,
        "refused",
        "",
        None,
    )


def test_a_silent_address_is_a_timeout(tmp_path: Path) -> None:
    with socket.socket() as full, socket.socket() as one, socket.socket() as other:
        full.bind(("127.71.0.12", 0))
        full.listen(0)
        for filler in (one, other):
            filler.setblocking(False)
            filler.connect_ex(full.getsockname())
        ((status, reach),) = asked(
            tmp_path, target("127.71.0.12", ports={"tcp": full.getsockname()[1]})
        )
    assert (status, reach.outcome) == (Status.TIMEOUT, "timeout")
    assert [row.outcome for row in read_ledger(tmp_path / "ledger.jsonl")] == ["timeout"]


def patient(folder: Path) -> Dialer:
    """A dialer that waits long for what comes at once: the computer may be busy."""
    rules = scope(OPEN + QUICK.replace("read_timeout_s = 1.0", "read_timeout_s = 20.0"))
    return Dialer(rules, Ledger(folder / "ledger.jsonl"))


def test_who_greets_is_heard_on_the_same_connection_and_nothing_is_said(tmp_path: Path) -> None:
    with serving(talks_first(b"220 (vsFTPd 3.0.3)\r\n")) as server:
        dialer = patient(tmp_path)
        to = replace(server.target("tcp"), greets=True, flows=("F-1", "F-2"))
        found = asyncio.run(read(dialer, to))
        assert server.wait_for_endings() == ["fin"]
        assert (server.accepted, server.received) == (1, [])
    assert [o.attribute for o in found] == ["identity", "service", "reach", "reach"]
    said = payload_of(found[1], Service)
    assert (said.protocol, said.product, said.port) == ("ftp", "(vsFTPd 3.0.3)", server.port)
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.packets <= COST.packets == 5


@pytest.mark.parametrize("behave", [hang_up, talks_first(b"\x00\x01")])
def test_who_says_nothing_that_is_understood_is_an_open_port_all_the_same(
    tmp_path: Path, behave: Behaviour
) -> None:
    with serving(behave) as server:
        found = asked(tmp_path, replace(server.target("tcp"), greets=True))
    assert [(status, reach.outcome) for status, reach in found] == [(Status.OK, "ok")]


def test_who_resets_instead_of_greeting_is_no_defect(tmp_path: Path) -> None:
    """The reset comes while we connect or while we listen, as chance has it."""
    with serving(reset_at_once) as server:
        ((status, reach),) = asked(tmp_path, replace(server.target("tcp"), greets=True))
    assert status in (Status.OK, Status.CLOSED)
    assert reach.outcome == str(status)


def test_a_greeting_in_pieces_is_put_together(tmp_path: Path) -> None:
    with serving(drip(b"SSH-2.0-dropbear\r\n", 0.01)) as server:
        dialer = patient(tmp_path)
        found = asyncio.run(read(dialer, replace(server.target("tcp"), greets=True)))
    assert payload_of(found[1], Service).product == "SSH-2.0-dropbear"


GREETINGS: list[tuple[bytes, str, str]] = [
    (b"SSH-2.0-dropbear_2019.78\r\n", "ssh", "SSH-2.0-dropbear_2019.78"),
    (b"Only for staff\r\nSSH-1.99-Cisco-1.25\n", "ssh", "SSH-1.99-Cisco-1.25"),
    (b"SSH-2.0-\x1b[31mred\x07\r\n", "ssh", "SSH-2.0-[31mred"),
    (b"HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\n\r\n", "http", "nginx/1.22.1"),
    (b"HTTP/1.0 401 Unauthorized\r\n\r\n", "http", ""),
    (b"220 (vsFTPd 3.0.3)\r\n", "ftp", "(vsFTPd 3.0.3)"),
    (b"220-Welcome\r\n220 ready\r\n", "ftp", "Welcome"),
    (b"220 mail ESMTP Postfix\r\n", "smtp", "mail ESMTP Postfix"),
    (b"RFB 003.008\n", "vnc", "RFB 003.008"),
    (b"\xff\xfd\x18\xff\xfd\x20", "telnet", ""),
    (b"\xff\xfb\x01\xff\xfa\x18\x01\xff\xf0\r\nSwitch 8\r\n\r\nlogin: ", "telnet", "Switch 8"),
    (b"\r\nHMI 4\r\nUser Name: ", "telnet", "HMI 4"),
    (b"Password:", "telnet", ""),
]  # fmt: skip


@pytest.mark.parametrize(("data", "protocol", "product"), GREETINGS)
def test_a_service_is_known_by_its_first_octets(data: bytes, protocol: str, product: str) -> None:
    assert wire.greeting(data) == wire.Greeting(protocol, product)
    assert wire.complete(data)


@pytest.mark.parametrize(("data", "protocol", "product"), GREETINGS)
def test_a_greeting_cut_anywhere_claims_nothing_that_was_not_said(
    data: bytes, protocol: str, product: str
) -> None:
    for end in range(len(data)):
        said = wire.greeting(data[:end])
        assert said.protocol in ("", protocol, "ftp" if protocol == "smtp" else "")
        assert said.product in ("", product)


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"2200 x\r\n", b"RFB x\n", b"\xff", b"SSH"])
def test_what_is_no_greeting_is_none(data: bytes) -> None:
    assert wire.greeting(data) == wire.Greeting()
    assert not wire.complete(data)
    assert wire.complete(data.ljust(600, b" "))
