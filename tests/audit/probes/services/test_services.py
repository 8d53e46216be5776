"""Ordinary services: real servers where this computer has them, bytes of the specification else."""

from __future__ import annotations

import http.server
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from audit.net.dialer import AttemptError
from audit.payloads import Service, payload_of
from audit.probes.dns.read import read as read_dns
from audit.probes.http.read import read as read_http
from audit.probes.mqtt.read import read as read_mqtt
from audit.probes.ntp.read import read as read_ntp
from audit.probes.rdp.read import read as read_rdp
from audit.probes.smb.read import read as read_smb
from audit.probes.tls.read import read as read_tls
from audit.records import Observation, Status
from tests.audit.net.servers import Server, answer, hang_up, serving
from tests.audit.probes.asking import ADDRESS, asked


def service(found: list[Observation]) -> Service:
    (one,) = [payload_of(o, Service) for o in found if o.attribute == "service"]
    return one


class Pages(http.server.BaseHTTPRequestHandler):
    server_version, sys_version = "GoAhead/2.5", ""

    def do_GET(self) -> None:
        body = b"<html><title>SIMATIC &amp;\n HMI</title>" + b"x" * 50_000
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def web(context: ssl.SSLContext | None = None) -> Generator[int]:
    server = http.server.ThreadingHTTPServer((ADDRESS, 0), Pages)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_web_server_says_its_name_and_the_title_of_its_page(tmp_path: Path) -> None:
    with web() as port:
        found = service(asked(tmp_path, read_http, "http", port))
    assert found.product.startswith("GoAhead/2.5")
    assert "title SIMATIC & HMI" in found.detail


def certificate(folder: Path) -> ssl.SSLContext:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hmi-l1")])
    day = datetime(2026, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(day).not_valid_after(day + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hmi-l1.plant")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(pem, form, plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def test_a_handshake_gives_version_and_certificate(tmp_path: Path) -> None:
    with web(certificate(tmp_path)) as port:
        found = service(asked(tmp_path, read_tls, "tls", port))
    assert found.product.startswith("TLSv1.")
    assert "certificate until 2026-01-31; self-signed; for hmi-l1.plant" in found.detail
    assert re.search(r"; key EC 256; certificate fingerprint [0-9a-f]{32}$", found.detail)


@pytest.mark.parametrize("said", [b"SSH-2.0-x\r\n", b"\x15\x03\x01\x00\x02\x02\x28", bytes(90)])
def test_what_is_no_tls_is_told(said: bytes, tmp_path: Path) -> None:
    with serving(answer(said), ADDRESS) as server, pytest.raises(AttemptError) as caught:
        asked(tmp_path, read_tls, "tls", server.port)
    assert caught.value.status in (Status.PROTOCOL_ERROR, Status.CLOSED)


def test_a_chain_of_a_megabyte_is_cut_off(tmp_path: Path) -> None:
    record = b"\x16\x03\x03\x40\x00" + b"\x0b\x10\x00\x00" + bytes(16380)
    hello = b"\x16\x03\x03\x00\x04\x0b\x00\x00\x00"
    endless = answer(hello + record * 64)
    with serving(endless, ADDRESS) as server, pytest.raises(AttemptError) as caught:
        asked(tmp_path, read_tls, "tls", server.port, wait_s=3)
    assert caught.value.status in (Status.PROTOCOL_ERROR, Status.TIMEOUT)


@contextmanager
def broker(folder: Path, *, anonymous: bool) -> Generator[int]:
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if found is None:
        pytest.skip("mosquitto is not installed")
    with socket.socket() as free:
        free.bind((ADDRESS, 0))
        port = free.getsockname()[1]
    settings = folder / "mosquitto.conf"
    settings.write_text(f"listener {port} {ADDRESS}\nallow_anonymous {str(anonymous).lower()}\n")
    with subprocess.Popen([found, "-c", str(settings)], stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(100):
                try:
                    socket.create_connection((ADDRESS, port), 0.2).close()
                    break
                except OSError:
                    time.sleep(0.05)
            yield port
        finally:
            process.terminate()


def test_a_broker_that_lets_strangers_in_says_its_version(tmp_path: Path) -> None:
    with broker(tmp_path, anonymous=True) as port:
        found = service(asked(tmp_path, read_mqtt, "mqtt", port))
    assert found.detail == "anonymous connections are accepted"
    assert found.product.startswith("mosquitto version")


def test_a_broker_that_refuses_strangers_is_told(tmp_path: Path) -> None:
    with broker(tmp_path, anonymous=False) as port:
        found = service(asked(tmp_path, read_mqtt, "mqtt", port))
    assert found.detail == "anonymous connections are refused"
    assert found.product == ""


OLD_SMB = b"\xffSMB\x72" + bytes(4) + bytes(23) + b"\x11\0\0" + bytes(40)


@pytest.mark.parametrize(
    ("said", "detail"),
    [
        (len(OLD_SMB).to_bytes(4, "big") + OLD_SMB, "dialect 1 is spoken"),
        (b"\0\0\0\x44\xfeSMB" + bytes(64), "dialect 1 is refused"),
        (
            b"\0\0\0\x80\xfeSMB" + bytes(68) + b"\x1a" * 16 + bytes(40),
            f"dialect 1 is refused; SMB server fingerprint {'1a' * 16}",
        ),
    ],
    ids=["old", "new", "new, with what tells the server"],
)
def test_dialect_1_of_smb_is_told(said: bytes, detail: str, tmp_path: Path) -> None:
    with serving(answer(said), ADDRESS) as server:
        assert service(asked(tmp_path, read_smb, "smb", server.port)).detail == detail


def test_a_server_that_hangs_up_on_dialect_1_alone_refuses_it(tmp_path: Path) -> None:
    newer = b"\0\0\0\x44\xfeSMB" + bytes(64)

    def behave(connection: socket.socket, server: Server) -> None:
        offered = connection.recv(512)
        if b"SMB 2" in offered:
            connection.sendall(newer)
        hang_up(connection, server)

    with serving(behave, ADDRESS) as server:
        found = service(asked(tmp_path, read_smb, "smb", server.port))
    assert found.detail == "dialect 1 is refused"


@pytest.mark.parametrize(
    ("said", "detail"),
    [
        ("0300001306d000001234000201080002000000", "network level authentication"),
        (
            "030000130ed000001234000300080005000000",
            "refused: network level authentication required",
        ),
        ("0300000b06d00000123400", "standard RDP security"),
    ],
)
def test_the_security_of_a_remote_desktop_is_told(said: str, detail: str, tmp_path: Path) -> None:
    with serving(answer(bytes.fromhex(said)), ADDRESS) as server:
        assert service(asked(tmp_path, read_rdp, "rdp", server.port)).detail == detail


@contextmanager
def by_datagram(reply: Callable[[bytes], bytes]) -> Generator[int]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind((ADDRESS, 0))
        ear.settimeout(5)

        def once() -> None:
            data, sender = ear.recvfrom(512)
            ear.sendto(reply(data), sender)

        thread = threading.Thread(target=once)
        thread.start()
        yield ear.getsockname()[1]
        thread.join()


def test_a_time_servers_stratum_and_offset_are_told(tmp_path: Path) -> None:
    def reply(data: bytes) -> bytes:
        ahead = round((time.time() + 5 + 2_208_988_800) * 2**32).to_bytes(8, "big")
        return b"\x24\x02" + bytes(10) + bytes((10, 0, 0, 1)) + bytes(8) + data[40:48] + ahead * 2

    with by_datagram(reply) as port:
        found = service(asked(tmp_path, read_ntp, "ntp", port))
    assert found.detail.startswith("stratum 2; source 10.0.0.1; offset +")
    assert 4.5 < float(found.detail.split("offset ")[1].split(" ")[0]) < 5.5


def test_a_name_server_that_refuses_is_told(tmp_path: Path) -> None:
    def refused(data: bytes) -> bytes:
        return data[:2] + b"\x81\x05" + data[4:]

    with by_datagram(refused) as port:
        found = service(asked(tmp_path, read_dns, "dns", port))
    assert found.detail == "refuses; no recursion"
