"""Bytes of an anonymous OPC UA session that looks around: CreateSession, ActivateSession, Read of
the server's own description, Browse of the Objects folder, CloseSession. No Write, no Call, no
subscription can be encoded.

Source: OPC 10000-4, 5.7 (sessions), 5.9.2 (Browse), 5.11.2 (Read); OPC 10000-5, 12.4 (BuildInfo);
OPC 10000-6, 5.2 (encoding).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

from audit.probes.opcua.binary import Reader, framed, node, text
from audit.probes.opcua.wire import Channel, Refused, answer_of
from audit.wire.octets import WireError

MOST_REFERENCES = 60
OBJECTS, HIERARCHICAL = 85, 33
_VALUE = 13
_ANONYMOUS = 321
_CREATE, _ACTIVATE, _CLOSE, _READ, _BROWSE = 461, 467, 473, 631, 527
_CREATED, _ACTIVATED, _WAS_READ, _BROWSED = 464, 470, 634, 530


class Fact(IntEnum):
    """What is read: variables that every server has (OPC 10000-6, annex A)."""

    NAMESPACES = 2255
    PRODUCT_NAME = 2261
    MANUFACTURER = 2263
    SOFTWARE_VERSION = 2264
    BUILD_NUMBER = 2265


@dataclass(frozen=True, slots=True)
class Session:
    """A session that is created and not yet active."""

    token: bytes
    """Its authentication token, a NodeId as it stands."""
    policy: str
    """The id of the server's policy for anonymous users."""


@dataclass(frozen=True, slots=True)
class Names:
    """What is in a folder."""

    names: tuple[str, ...]
    more: bool


def create_session(channel: Channel, number: int, url: str, filetime: int) -> bytes:
    """Encode CreateSession for ten seconds, in the name of this tool."""
    client = text(b"urn:plantready") + text(b"urn:plantready") + b"\x02" + text(b"plantready")
    client += struct.pack("<i", 1) + text(None) + text(None) + struct.pack("<i", -1)
    body = client + text(None) + text(url.encode()) + text(b"plantready audit")
    body += text(None) + text(None) + struct.pack("<dI", 10_000.0, 500_000)
    return _message(channel, number, _CREATE, b"\x00\x00", filetime, body)


def activate_session(channel: Channel, number: int, session: Session, filetime: int) -> bytes:
    """Encode ActivateSession as an anonymous user; there is no way to name another one."""
    policy = text(session.policy.encode())
    user = node(_ANONYMOUS) + b"\x01" + text(policy)
    unsigned = text(None) + text(None)
    body = unsigned + struct.pack("<ii", -1, -1) + user + unsigned
    return _message(channel, number, _ACTIVATE, session.token, filetime, body)


def read(channel: Channel, number: int, session: Session, filetime: int) -> bytes:
    """Encode Read of every `Fact`."""
    body = struct.pack("<dIi", 0.0, 3, len(Fact))
    for fact in Fact:
        body += node(fact) + struct.pack("<I", _VALUE) + text(None) + b"\x00\x00" + text(None)
    return _message(channel, number, _READ, session.token, filetime, body)


def browse(channel: Channel, number: int, session: Session, filetime: int) -> bytes:
    """Encode Browse of what is in the Objects folder, one level."""
    view = b"\x00\x00" + struct.pack("<qI", 0, 0)
    wanted = node(OBJECTS) + struct.pack("<I", 0) + node(HIERARCHICAL)
    wanted += b"\x01" + struct.pack("<II", 0, 8)
    body = view + struct.pack("<Ii", MOST_REFERENCES, 1) + wanted
    return _message(channel, number, _BROWSE, session.token, filetime, body)


def close_session(channel: Channel, number: int, session: Session, filetime: int) -> bytes:
    """Encode CloseSession."""
    return _message(channel, number, _CLOSE, session.token, filetime, b"\x01")


def _message(
    channel: Channel, number: int, asked: int, token: bytes, filetime: int, body: bytes
) -> bytes:
    sequence = struct.pack("<IIII", channel.number, channel.token, number, number)
    head = token + struct.pack("<qII", filetime, number, 0) + text(None)
    head += struct.pack("<I", 4_000) + b"\x00\x00\x00"
    return framed(b"MSG", sequence + node(asked) + head + body)


def created(answer: bytes, policy: str) -> Session | Refused:
    """Read the answer to CreateSession; `policy` is the one that the endpoints gave."""
    reader = Reader(answer)
    if refused := answer_of(reader, _CREATED):
        return refused
    reader.node_octets()
    return Session(reader.node_octets(), policy)


def activated(answer: bytes) -> Refused | None:
    """Read the answer to ActivateSession; None: the session is open."""
    return answer_of(Reader(answer), _ACTIVATED)


def facts(answer: bytes) -> dict[Fact, tuple[str, ...]] | Refused:
    """Read the answer to Read."""
    reader = Reader(answer)
    if refused := answer_of(reader, _WAS_READ):
        return refused
    values = reader.array(reader.strings)
    if len(values) != len(Fact):
        raise WireError(f"{len(values)} values for {len(Fact)}")
    return {fact: value for fact, value in zip(Fact, values, strict=True) if any(value)}


def names(answer: bytes) -> Names | Refused:
    """Read the answer to Browse."""
    reader = Reader(answer)
    if refused := answer_of(reader, _BROWSED):
        return refused
    if reader.signed() != 1:
        raise WireError("not one folder in the answer")
    if status := reader.little(4) & 0x8000_0000:
        return Refused(f"status {status:#010x}")
    more = bool(reader.octets())
    return Names(reader.array(lambda: _reference(reader)), more)


def _reference(reader: Reader) -> str:
    reader.node_id()
    reader.octet()
    reader.far_node_id()
    name = reader.qualified()
    reader.localized()
    reader.take(4)
    reader.far_node_id()
    return name
