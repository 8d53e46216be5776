"""Ordinary services that misbehave, and answers of a hundred megabytes: each on a real socket, each
ends by itself in little memory, and the evidence says what happened.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
import tracemalloc
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit.discovery import greeting
from audit.net.dialer import AttemptError, Dialer
from audit.net.ledger import Ledger
from audit.payloads import Service, payload_of
from audit.probes import ALL
from audit.records import Observation, Status
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
from tests.audit.probes.asking import open_scope
from tests.audit.probes.test_bad_devices import (
    OVER_TCP,
    assert_the_run_went_on,
    reset_after_one_byte,
    run_over,
    talks_first,
    whys,
)

HTTP = next(probe for probe in ALL if probe.name == "http")
TLS = next(probe for probe in ALL if probe.name == "tls")
MEGABYTE = 1_000_000
ENDED = {Status.TIMEOUT, Status.CLOSED, Status.PROTOCOL_ERROR}

WEB: dict[str, tuple[Behaviour, set[Status]]] = {
    "tarpit": (read_to_end, {Status.TIMEOUT}),
    "one byte at a time": (drip(b"HTTP/1.1 200 OK\r\n" * 20, 0.2), ENDED),
    "reset after the first byte": (reset_after_one_byte, {Status.CLOSED}),
    "hangs up": (hang_up, {Status.CLOSED}),
    "bytes without end": (flood(1, b"\xff" * 65536), ENDED),
    "header lines without end": (answer(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 90_000), ENDED),
    "one header line without end": (answer(b"HTTP/1.1 200 OK\r\nServer: " + b"x" * 700_000), ENDED),
    "an SSH server": (talks_first(b"SSH-2.0-OpenSSH_9.2\r\n"), ENDED),
    "a Modbus device": (answer(bytes.fromhex("000100000003 01 ab01")), ENDED),
}
"""What is a page all the same: its beginning says so, and the rest is not waited for."""


@pytest.mark.parametrize("fault", WEB)
def test_a_bad_web_server_costs_its_time_and_no_more(tmp_path: Path, fault: str) -> None:
    behave, expected = WEB[fault]
    with serving(behave, "127.71.0.81") as server:
        ran = run_over(tmp_path, [(HTTP, server.address, server.port)])
    assert_the_run_went_on(ran, ["http"])
    assert ran.statuses("http") <= {Status.OK, *expected}
    if Status.OK in ran.statuses("http"):
        (page,) = [payload_of(o, Service) for o in ran.found["http"] if o.attribute == "service"]
        assert len(page.product) <= 255
        assert len(page.detail) <= 4096
        assert "lines without end" in fault or "line without end" in fault
    else:
        assert any(whys(ran.found["http"]))
    assert server.most_open == 1


def discovering(folder: Path) -> Dialer:
    """A dialer whose scope has the network looked through: only then is a greeting waited for."""
    rules = open_scope(1.0)
    allow = tuple(rule.model_copy(update={"discover": True}) for rule in rules.allow)
    return Dialer(rules.model_copy(update={"allow": allow}), Ledger(folder / "ledger.jsonl"))


GREETERS: dict[str, tuple[Behaviour, str]] = {
    "says nothing": (read_to_end, "open; it says nothing that is understood"),
    "a banner without end": (flood(1, b"220 welcome to the file store\r\n" * 2000), ""),
    "one line without end": (flood(1, b"A" * 65536), "open; it says nothing that is understood"),
    "one octet at a time": (drip(b"22\nslow\r\n", 0.2), "open; it says nothing that is understood"),
    "options without end": (flood(1, b"\xff\xfd\x18" * 20_000), ""),
    "hangs up": (hang_up, "open; it says nothing that is understood"),
    "controls and colours": (
        talks_first(b"SSH-2.0-\x1b[31mred\x00\x07\r\n"), "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", GREETERS)
def test_a_bad_greeting_is_an_open_port_and_no_more(tmp_path: Path, fault: str) -> None:
    behave, detail = GREETERS[fault]
    with serving(behave, "127.71.0.82") as server:
        dialer = discovering(tmp_path)
        found = asyncio.run(asked(greeting.ask(dialer, server.target("tcp"), server.port)))
        server.wait_for_endings()
    (said,) = [payload_of(o, Service) for o in found if o.attribute == "service"]
    assert (said.state, said.detail) == ("open", detail)
    assert len(said.product) <= 255
    assert said.product.isprintable()
    assert server.accepted == 1


def test_a_greeter_that_resets_is_told(tmp_path: Path) -> None:
    with serving(reset_at_once, "127.71.0.83") as server, pytest.raises(AttemptError) as caught:
        dialer = discovering(tmp_path)
        asyncio.run(asked(greeting.ask(dialer, server.target("tcp"), server.port)))
    assert caught.value.status is Status.CLOSED


async def asked(question: object) -> list[Observation]:
    """Wait for it, and not for ever."""
    async with asyncio.timeout(30):
        return await question  # type: ignore[misc,no-any-return]  # a coroutine of that type


def reset_at_once(connection: socket.socket, _: Server) -> None:
    linger = (1).to_bytes(4, "little") + bytes(4)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    connection.close()


@contextmanager
def secured(folder: Path, chain: int) -> Generator[int]:
    """A TLS server whose chain is so many octets long."""
    context = certificates(folder, chain)
    with socket.socket() as listener:
        listener.bind(("127.71.0.84", 0))
        listener.listen()

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with contextlib.suppress(OSError), connection:
                        connection.settimeout(10)
                        context.wrap_socket(connection, server_side=True).recv(1)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def certificates(folder: Path, chain: int) -> ssl.SSLContext:
    """A certificate with an extension of 60 kB, as often as it takes."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    day = datetime(2026, 1, 1, tzinfo=UTC)
    large = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), bytes(60_000))

    def made(name: str, *, big: bool) -> bytes:
        who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        build = (
            x509.CertificateBuilder().subject_name(who).issuer_name(who)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(day).not_valid_after(day + timedelta(days=30))
        )  # fmt: skip
        build = build.add_extension(large, critical=False) if big else build
        return build.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    parts = [made("hmi", big=False), *(made(f"ca{n}", big=True) for n in range(chain // 60_000))]
    (folder / "chain.pem").write_bytes(b"".join(parts))
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, form, plain)
    (folder / "key.pem").write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "chain.pem", folder / "key.pem")
    return context


def test_a_chain_of_a_megabyte_ends_the_handshake_and_says_so(tmp_path: Path) -> None:
    with secured(tmp_path, MEGABYTE) as port:
        tracemalloc.start()
        ran = run_over(tmp_path, [(TLS, "127.71.0.84", port)], wait_s=5.0)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert_the_run_went_on(ran, ["tls"])
    assert ran.statuses("tls") == {Status.PROTOCOL_ERROR}
    assert any("handshake" in why for why in whys(ran.found["tls"])), whys(ran.found["tls"])
    assert peak < 20 * MEGABYTE


def test_a_chain_of_usual_length_is_read_by_the_same_server(tmp_path: Path) -> None:
    """So that it is the length that ends it above."""
    with secured(tmp_path, 60_000) as port:
        ran = run_over(tmp_path, [(TLS, "127.71.0.84", port)], wait_s=5.0)
    assert ran.statuses("tls") == {Status.OK}


def hundred_megabytes(start: bytes) -> Behaviour:
    """A right beginning, and then as much as is taken."""

    def behave(connection: socket.socket, _: Server) -> None:
        connection.recv(65536)
        connection.sendall(start)
        for _time in range(100):
            connection.sendall(start[:1] * MEGABYTE)

    return behave


STARTS = {
    "modbus": "0001 0000 00f0 01", "s7": "0300ffff", "mqtt": "20ff7f", "smb": "00ffffff",
    "http": "48545450 2f312e31 20323030 204f4b0d0a", "slmp": "d00000ffff0300ffff",
}  # fmt: skip


def test_a_hundred_megabytes_cost_little_memory_and_are_not_taken(tmp_path: Path) -> None:
    with ExitStack() as stack:
        probes = [*OVER_TCP, HTTP]
        servers = [
            stack.enter_context(
                serving(hundred_megabytes(bytes.fromhex(STARTS.get(p.name, "00"))), f"127.71.0.{n}")
            )
            for n, p in enumerate(probes, 100)
        ]
        devices = [(p, s.address, s.port) for p, s in zip(probes, servers, strict=True)]
        tracemalloc.start()
        ran = run_over(tmp_path, devices)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    names: Sequence[str] = [probe.name for probe in probes]
    assert_the_run_went_on(ran, names)
    told = {name: ran.statuses(name) for name in names}
    assert all(statuses <= {Status.OK, *ENDED} for statuses in told.values()), told
    assert peak < 40 * MEGABYTE
