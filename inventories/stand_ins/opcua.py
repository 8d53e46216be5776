"""An OPC UA server with current or with deprecated security: asyncua. `python -m
inventories.stand_ins.opcua`.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime
import importlib
import logging
import tempfile
from pathlib import Path
from typing import Any

from inventories.stand_ins.life import run

POLICIES = {
    "good": ("Basic256Sha256_SignAndEncrypt", "Aes256Sha256RsaPss_SignAndEncrypt"),
    "deprecated": ("Basic128Rsa15_SignAndEncrypt", "Basic256_SignAndEncrypt"),
}


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Write a self-signed certificate and its key as files; return (certificate, key)."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import NameOID

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=3650))
        .add_extension(
            x509.SubjectAlternativeName([x509.UniformResourceIdentifier("urn:riverside:device")]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.der", folder / "key.pem"
    paths[0].write_bytes(built.public_bytes(serialization.Encoding.DER))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


async def serve(address: str, port: int, policies: str, product: str) -> None:
    """Serve endpoints until the process ends."""
    library: Any = importlib.import_module("asyncua")
    ua: Any = importlib.import_module("asyncua.ua")
    logging.getLogger("asyncua").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as text:
        server = library.Server()
        await server.init()
        server.set_endpoint(f"opc.tcp://{address}:{port}/")
        server.set_server_name(product)
        await server.set_application_uri("urn:riverside:device")
        files = certificate(Path(text), product)
        await server.load_certificate(str(files[0]))
        await server.load_private_key(str(files[1]))
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
