"""Endpoint descriptions as a library gives them, to records. No encoder: the library asks.

Source: OPC 10000-4, 7.14 EndpointDescription; OPC 10000-7 for the policy URIs.
"""

from __future__ import annotations

from typing import Any

from audit.payloads import UaEndpoint
from audit.probes.device import clean

MOST_ENDPOINTS = 64


def policy_name(uri: str) -> str:
    """Return the last part of a policy URI: None, Basic256Sha256, …"""
    return text_of(uri).rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def text_of(value: object) -> str:
    """Return device text, printable and bounded."""
    return clean(str(value or ""))


def endpoint_of(description: Any) -> UaEndpoint:
    """Read one endpoint description."""
    tokens = [str(token.TokenType.name) for token in description.UserIdentityTokens or ()][:16]
    return UaEndpoint(
        url=text_of(description.EndpointUrl),
        policy=policy_name(description.SecurityPolicyUri),
        mode=mode_name(str(description.SecurityMode.name)),
        tokens=tuple(dict.fromkeys(tokens)),
        certificate_not_after=not_after(description.ServerCertificate),
    )


def mode_name(name: str) -> str:
    """Return None, Sign or SignAndEncrypt; the library writes `None_`."""
    return name.rstrip("_")


def not_after(certificate: bytes | None) -> str:
    """Return the day the certificate ends, ISO; empty where there is none or it cannot be read."""
    if not certificate:
        return ""
    from cryptography import x509

    try:
        return x509.load_der_x509_certificate(certificate).not_valid_after_utc.date().isoformat()
    except ValueError:
        return ""
