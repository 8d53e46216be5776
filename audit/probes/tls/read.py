"""The exchange: one TLS handshake, then the end. Nothing is asked for, nothing is believed.

The handshake is Python's own `ssl` over memory; the dialer's connection carries its bytes.
"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Service
from audit.probes.certificate import Certificate, certificate_of
from audit.probes.device import answered, clean, identity_of
from audit.probes.talk import tcp_cost
from audit.records import Observation, Status

if TYPE_CHECKING:
    from audit.net.dialer import Channel, Dialer

COST = tcp_cost(600, 150, 0, 0)
MOST = 131_072
"""Octets of a handshake; a chain of a megabyte is no server's business here."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a handshake came to."""

    version: str
    cipher: str
    certificate: Certificate


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return version, cipher and certificate; raises AttemptError when there is no TLS."""
    port = target.ports.get("tls", 443)
    async with dialer.lease(target, port, "tcp", "tls", packets=COST.packets) as lease:
        channel = await lease.open_channel()
        agreed = await _handshake(channel, lease.limits.read_timeout_s)
    certificate = agreed.certificate
    words = [f"{agreed.version} {agreed.cipher}"]
    if certificate.not_after:
        words.append(f"certificate until {certificate.not_after}")
        words.append("self-signed" if certificate.self_signed else "signed by another")
    if certificate.names:
        words.append(f"for {', '.join(certificate.names[:8])}")
    if certificate.key:
        words.append(f"key {certificate.key}")
    if certificate.fingerprint:
        words.append(f"certificate fingerprint {certificate.fingerprint}")
    name = {443: "https", 8883: "mqtts", 636: "ldaps"}.get(port, "tls")
    service = Service(
        target.plant_ip, port, "tcp", name, product=agreed.version, detail="; ".join(words)
    )
    return answered(
        dialer, target, port, method="tls", identity=identity_of(target), service=service
    )


def _context() -> ssl.SSLContext:
    """A client that trusts nothing and takes what is offered: old versions are findings."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


async def _handshake(channel: Channel, wait_s: float) -> Agreed:
    from audit.net.dialer import AttemptError

    received, sent = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = _context().wrap_bio(received, sent)
    end, count = asyncio.get_running_loop().time() + wait_s, 0
    while True:
        try:
            session.do_handshake()
            break
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError as error:
            text = f"no TLS handshake: {clean(str(error.reason or error))}"
            raise AttemptError(Status.PROTOCOL_ERROR, text) from None
        if out := sent.read():
            await channel.send(out)
        try:
            async with asyncio.timeout_at(end):
                data = await channel.receive()
        except TimeoutError:
            raise AttemptError(Status.TIMEOUT, "no whole handshake in time") from None
        count += len(data)
        if not data:
            raise AttemptError(Status.CLOSED, "closed during the handshake")
        if count > MOST:
            raise AttemptError(Status.PROTOCOL_ERROR, f"a handshake of more than {MOST} octets")
        received.write(data)
    cipher = session.cipher()
    der = session.getpeercert(binary_form=True) or b""
    return Agreed(session.version() or "", cipher[0] if cipher else "", certificate_of(der))
