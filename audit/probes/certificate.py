"""What an application certificate says: DER in, the day it ends and the names it holds for out.

Source: OPC 10000-6, 6.2.2 (application instance certificates); RFC 5280, 4.1.2.5 and 4.2.1.6.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.wire.octets import clean

if TYPE_CHECKING:
    from cryptography import x509

LARGEST = 65_535
MOST_NAMES = 32


@dataclass(frozen=True, slots=True)
class Certificate:
    """Empty where there is none or it cannot be read."""

    not_after: str = ""
    """ISO date."""
    names: tuple[str, ...] = ()
    """Subject alternative names: the application's URI, host names, addresses."""
    self_signed: bool | None = None
    key: str = ""
    """Kind and bits of the public key: `RSA 2048`, `EC 256`."""
    fingerprint: str = ""
    """The first 16 octets of its SHA-256, as digits: tells one certificate from another."""


def certificate_of(der: bytes) -> Certificate:
    """Read the first certificate of a chain."""
    if not der or len(der) > LARGEST:
        return Certificate()
    from cryptography import x509

    try:
        found = x509.load_der_x509_certificate(_first(der))
        not_after = found.not_valid_after_utc.date().isoformat()
        self_signed = found.issuer == found.subject
    except (ValueError, TypeError):
        return Certificate()
    try:
        extension = found.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        said = (str(getattr(name, "value", "")) for name in extension.value)
        names = tuple(text for text in map(clean, said) if text)[:MOST_NAMES]
    except (x509.ExtensionNotFound, ValueError, TypeError):
        names = ()
    mark = hashlib.sha256(_first(der)).hexdigest()[:32]
    return Certificate(not_after, names, self_signed, _key_of(found), mark)


def _key_of(found: x509.Certificate) -> str:
    """Name the public key; empty for a kind that this library does not know."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    try:
        key = found.public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return ""
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    return f"EC {key.curve.key_size}" if isinstance(key, ec.EllipticCurvePublicKey) else ""


def _first(der: bytes) -> bytes:
    """Cut a chain behind its first certificate (X.690, 8.1.3)."""
    if len(der) < 4 or der[0] != 0x30:
        return der
    if der[1] < 0x80:
        return der[: 2 + der[1]]
    count = der[1] & 0x7F
    return der[: 2 + count + int.from_bytes(der[2 : 2 + count])]
