"""Bytes of OPC UA discovery: Hello, OpenSecureChannel without security, GetEndpoints, FindServers,
CloseSecureChannel. Nothing else can be encoded: no session is created.

Source: OPC 10000-6, 6.7 (secure conversation) and 7.1 (connection protocol); OPC 10000-4, 5.5
(discovery), 7.2 (ApplicationDescription), 7.14 (EndpointDescription), 7.33 (RequestHeader).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

from audit.probes.opcua.binary import Reader, framed, node, text
from audit.wire.octets import WireError

LARGEST_CHUNK = 65_535
"""The receive buffer that our HEL announces: a server may send no larger chunk."""
LARGEST_ANSWER = 500_000
"""Octets of one answer. Eleven endpoints with certificates are 17 thousand."""
POLICY_NONE = b"http://opcfoundation.org/UA/SecurityPolicy#None"
MODES = ("Invalid", "None", "Sign", "SignAndEncrypt")
TOKENS = ("Anonymous", "UserName", "Certificate", "IssuedToken")
_CHUNK = struct.Struct("<3scI")
_KINDS = {b"ACK": 8, b"ERR": 8, b"OPN": 12, b"MSG": 12}
"""What a server may send, and the shortest that it can be."""
_OPEN, _CLOSE = 446, 452
_OPENED, _FAULT = 449, 397


class Service(IntEnum):
    """The services that may be called, by the number of their request's encoding."""

    FIND_SERVERS = 422
    GET_ENDPOINTS = 428


_ANSWERS = {Service.FIND_SERVERS: 425, Service.GET_ENDPOINTS: 431}


@dataclass(frozen=True, slots=True)
class Chunk:
    """One message chunk."""

    kind: bytes
    last: bool
    body: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """What one chunk of an answer carries."""

    channel: int
    request: int
    last: bool
    data: bytes


@dataclass(frozen=True, slots=True)
class Channel:
    """An open channel without security."""

    number: int
    token: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The server is there and does not do this."""

    reason: str


@dataclass(frozen=True, slots=True)
class Application:
    """Who a server says it is."""

    uri: str
    product_uri: str
    name: str
    kind: int
    """0 server, 1 client, 2 client and server, 3 discovery server."""
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One way to speak with a server."""

    url: str
    application: Application
    certificate: bytes
    mode: str
    policy: str
    tokens: tuple[str, ...]
    level: int
    anonymous_policy: str | None = None
    """The id of its policy for anonymous users; None: there is none."""


def hello(url: str) -> bytes:
    """Encode HEL."""
    body = struct.pack("<IIIII", 0, 65_535, 65_535, LARGEST_ANSWER, 64)
    return framed(b"HEL", body + text(url.encode()))


def open_channel(filetime: int) -> bytes:
    """Encode OPN without security, for one minute. `filetime`: now, in 100 ns since 1601."""
    asked = node(_OPEN) + _head(filetime, 1)
    asked += struct.pack("<III", 0, 0, 1) + text(None) + struct.pack("<I", 60_000)
    policy = text(POLICY_NONE) + text(None) + text(None)
    return framed(b"OPN", struct.pack("<I", 0) + policy + struct.pack("<II", 1, 1) + asked)


def request(channel: Channel, number: int, service: Service, url: str, filetime: int) -> bytes:
    """Encode a call of one of the discovery services; `number` from 2 on, one more each time."""
    asked = node(Service(service)) + _head(filetime, number)
    asked += text(url.encode()) + text(None) + text(None)
    return framed(b"MSG", _symmetric(channel, number) + asked)


def close_channel(channel: Channel, number: int, filetime: int) -> bytes:
    """Encode CLO; a server does not answer it."""
    return framed(b"CLO", _symmetric(channel, number) + node(_CLOSE) + _head(filetime, number))


def _symmetric(channel: Channel, number: int) -> bytes:
    return struct.pack("<IIII", channel.number, channel.token, number, number)


def _head(filetime: int, handle: int) -> bytes:
    """A RequestHeader; open62541 refuses one without a time."""
    head = b"\x00\x00" + struct.pack("<qII", filetime, handle, 0)
    return head + text(None) + struct.pack("<I", 4_000) + b"\x00\x00\x00"


def cut(received: bytes) -> tuple[bytes, bytes] | None:
    """Cut the first chunk off what was received; None: more must come.

    Raises
    ------
    WireError
        At a header that cannot be one: nobody need wait for its announced end.
    """
    if not any(kind.startswith(received[:3]) for kind in _KINDS):
        raise WireError("no message that a server sends")
    if len(received) < _CHUNK.size:
        return None
    kind, place, size = _CHUNK.unpack_from(received)
    if kind not in _KINDS or place not in b"FCA":
        raise WireError("no message that a server sends")
    if not _KINDS[kind] <= size <= LARGEST_CHUNK:
        raise WireError(f"a chunk of {size} octets")
    return (received[:size], received[size:]) if len(received) >= size else None


def chunk(octets: bytes) -> Chunk:
    """Read one whole chunk.

    Raises
    ------
    WireError
        When it is cut short or no chunk.
    """
    found = cut(octets)
    if found is None or found[1]:
        raise WireError("no whole chunk")
    if octets[3:4] == b"A":
        raise WireError("the server gave up in the middle of its answer")
    return Chunk(octets[:3], octets[3:4] == b"F", octets[_CHUNK.size :])


def acknowledged(octets: bytes) -> Refused | None:
    """Read the answer to HEL; None: go on."""
    found = chunk(octets)
    if found.kind == b"ERR":
        return _error(found)
    if found.kind != b"ACK" or len(found.body) < 20:
        raise WireError("no acknowledgement")
    return None


def opened(octets: bytes) -> Channel | Refused:
    """Read the answer to OPN."""
    found = chunk(octets)
    if found.kind == b"ERR":
        return _error(found)
    if found.kind != b"OPN":
        raise WireError("no open channel")
    reader = Reader(found.body)
    reader.take(4)
    for _ in range(3):
        reader.octets()
    reader.take(8)
    fault = answer_of(reader, _OPENED)
    if fault:
        return fault
    reader.take(4)
    return Channel(reader.little(4), reader.little(4))


def part_of(octets: bytes) -> Part | Refused:
    """Read one chunk of an answer on an open channel."""
    found = chunk(octets)
    if found.kind == b"ERR":
        return _error(found)
    if found.kind != b"MSG":
        raise WireError("no answer on a channel")
    reader = Reader(found.body)
    channel, _token, _sequence, number = (reader.little(4) for _ in range(4))
    return Part(channel, number, found.last, reader.rest())


def _error(found: Chunk) -> Refused:
    reader = Reader(found.body)
    code = reader.little(4)
    reason = reader.text() if reader.left >= 4 else ""
    return Refused(f"error {code:#010x} {reason}".strip())


def answer_of(reader: Reader, expected: int) -> Refused | None:
    """Read type and header of an answer; None: it is the one expected."""
    number = reader.node_id()
    reader.take(12)
    result = reader.little(4)
    reader.diagnostics()
    reader.array(reader.text)
    reader.extension()
    if number == _FAULT or result & 0x8000_0000:
        return Refused(f"status {result:#010x}")
    if number != expected:
        raise WireError(f"an answer of type {number} where {expected} is due")
    return None


def endpoints(body: bytes) -> tuple[tuple[Endpoint, ...], str] | Refused:
    """Read a GetEndpointsResponse: the endpoints, and why the rest of them is missing, if it is.

    Raises
    ------
    WireError
        When it is another answer, or not one endpoint can be read.
    """
    reader = Reader(body)
    refused = answer_of(reader, _ANSWERS[Service.GET_ENDPOINTS])
    if refused:
        return refused
    found: list[Endpoint] = []
    try:
        reader.array(lambda: found.append(_endpoint(reader)))
    except WireError as error:
        if not found:
            raise
        return tuple(found), str(error)
    return tuple(found), ""


def servers(body: bytes) -> tuple[Application, ...] | Refused:
    """Read a FindServersResponse.

    Raises
    ------
    WireError
        When it is cut short or another answer.
    """
    reader = Reader(body)
    refused = answer_of(reader, _ANSWERS[Service.FIND_SERVERS])
    return refused or reader.array(lambda: _application(reader))


def _endpoint(reader: Reader) -> Endpoint:
    url, application = reader.text(), _application(reader)
    certificate, mode, policy = reader.octets(), reader.signed(), reader.text()
    tokens = reader.array(lambda: _token(reader))
    reader.text()
    kinds = tuple(dict.fromkeys(kind for kind, _ in tokens))
    anonymous = next((policy_id for kind, policy_id in tokens if kind == TOKENS[0]), None)
    return Endpoint(
        url, application, certificate, _named(MODES, mode), policy_name(policy),
        kinds, reader.octet(), anonymous,
    )  # fmt: skip


def _application(reader: Reader) -> Application:
    uri, product, name = reader.text(), reader.text(), reader.localized()
    kind = reader.signed()
    reader.text()
    reader.text()
    return Application(uri, product, name, kind, reader.array(reader.text))


def _token(reader: Reader) -> tuple[str, str]:
    """Return the kind of a token and the id of its policy."""
    policy_id, kind = reader.text(), reader.signed()
    for _ in range(3):
        reader.text()
    return _named(TOKENS, kind), policy_id


def _named(names: tuple[str, ...], number: int) -> str:
    return names[number] if 0 <= number < len(names) else str(number)


def policy_name(uri: str) -> str:
    """Return the last part of a policy URI: None, Basic256Sha256, …"""
    return uri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
