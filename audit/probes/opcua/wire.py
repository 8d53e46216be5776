"""Endpoint descriptions as a library gives them, to records; and whether received bytes can be OPC
UA at all. No encoder: the library asks.

Source: OPC 10000-4, 7.14 EndpointDescription; OPC 10000-7 for the policy URIs; OPC 10000-6, 6.7.2
(MessageChunk) and 7.1.2 (UA TCP message types).
"""

from __future__ import annotations

import struct
from typing import Any

from audit.payloads import UaEndpoint
from audit.probes.device import clean

MOST_ENDPOINTS = 64
LARGEST_CHUNK = 65_535
"""The receive buffer that our HEL announces: a server may send no larger chunk."""
LARGEST_ANSWER = 500_000
"""Octets in one exchange. Eleven endpoints with certificates are 17 thousand."""
_CHUNK = struct.Struct("<3scI")
_KINDS = {b"ACK": 8, b"ERR": 8, b"OPN": 12, b"MSG": 12}
"""What a server may send, and the shortest that it can be."""


class WireError(Exception):
    """Bytes that no OPC UA server sends, or more of them than we take."""


class Chunks:
    """Follows the chunk headers in what a server sends, however it is cut into packets."""

    def __init__(self, most: int = LARGEST_ANSWER) -> None:
        self._room = most
        self._head = b""
        self._left = 0

    def feed(self, data: bytes) -> None:
        """Take what came next.

        Raises
        ------
        WireError
            At the first chunk that cannot be one: nobody need wait for its announced end.
        """
        self._room -= len(data)
        if self._room < 0:
            raise WireError("the server sends without end")
        while data:
            if self._left:
                taken = min(self._left, len(data))
                self._left -= taken
                data = data[taken:]
                continue
            missing = _CHUNK.size - len(self._head)
            self._head, data = self._head + data[:missing], data[missing:]
            if len(self._head) == _CHUNK.size:
                self._left = _size_of(self._head) - _CHUNK.size
                self._head = b""


def _size_of(head: bytes) -> int:
    kind, place, size = _CHUNK.unpack(head)
    if kind not in _KINDS or place not in b"FCA":
        raise WireError("no message that a server sends")
    if not _KINDS[kind] <= size <= LARGEST_CHUNK:
        raise WireError(f"a chunk of {size} octets")
    return int(size)


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
