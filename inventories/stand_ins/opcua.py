"""An OPC UA server with current or with deprecated security: asyncua. `python -m
inventories.stand_ins.opcua`.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime
import importlib
import logging
from dataclasses import dataclass
from typing import Any

from inventories.stand_ins.life import run

APPLICATION = "urn:riverside:device"
POLICIES = {
    "good": ("Basic256Sha256_SignAndEncrypt", "Aes256Sha256RsaPss_SignAndEncrypt"),
    "deprecated": ("Basic128Rsa15_SignAndEncrypt", "Basic256_SignAndEncrypt"),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate and its key, kept in memory only."""

    certificate_der: bytes
    key_pem: bytes


def self_signed(name: str) -> Identity:
    """Make a key and a certificate that vouches for itself, valid from 2026 to 2035."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import NameOID

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
        .not_valid_after(datetime.datetime(2035, 12, 30, tzinfo=datetime.UTC))
        .add_extension(
            x509.SubjectAlternativeName([x509.UniformResourceIdentifier(APPLICATION)]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return Identity(
        built.public_bytes(serialization.Encoding.DER),
        key.private_bytes(pem, pkcs8, serialization.NoEncryption()),
    )


async def serve(address: str, port: int, policies: str, product: str) -> None:
    """Serve endpoints until the process ends."""
    library: Any = importlib.import_module("asyncua")
    ua: Any = importlib.import_module("asyncua.ua")
    logging.getLogger("asyncua").setLevel(logging.CRITICAL)
    server = library.Server()
    await server.init()
    server.set_endpoint(f"opc.tcp://{address}:{port}/")
    server.set_server_name(product)
    await server.set_application_uri(APPLICATION)
    own = self_signed(product)
    await server.load_certificate(own.certificate_der, "der")
    await server.load_private_key(own.key_pem, format="pem")
    names = POLICIES[policies]
    server.set_security_policy([getattr(ua.SecurityPolicyType, name) for name in names])
    server.set_identity_tokens([ua.UserNameIdentityToken, ua.X509IdentityToken])
    async with server:
        await asyncio.Event().wait()


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--policies", choices=sorted(POLICIES), default="good")
    parser.add_argument("--product", default="OPC UA server")
    given = parser.parse_args()
    run(serve(given.address, given.port, given.policies, given.product))


if __name__ == "__main__":
    main()
