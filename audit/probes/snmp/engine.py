"""pysnmp behind a few functions: one engine for all switches, every datagram through its guard.

Facts about pysnmp 7 that shape this file: its walk functions never end on a loop or a timeout, so
only single requests are used; a wrong community looks like a dead host; names of MIB objects need
files that it does not ship, so OIDs are numeric and `lookupMib` is off; an answer that makes no
sense raises inside a callback of the event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from audit.net.credentials import Community, Credential, CredentialError, SnmpUser
from audit.records import Status
from audit.switches.mibs import Oid
from audit.switches.rows import Value

Guard = Callable[[int], None]
"""Called with a datagram's size just before it is sent; raises to prevent it."""
_AUTH = {
    "MD5": "USM_AUTH_HMAC96_MD5",
    "SHA": "USM_AUTH_HMAC96_SHA",
    "SHA224": "USM_AUTH_HMAC128_SHA224",
    "SHA256": "USM_AUTH_HMAC192_SHA256",
    "SHA384": "USM_AUTH_HMAC256_SHA384",
    "SHA512": "USM_AUTH_HMAC384_SHA512",
}
_PRIV = {
    "DES": "USM_PRIV_CBC56_DES",
    "AES": "USM_PRIV_CFB128_AES",
    "AES192": "USM_PRIV_CFB192_AES",
    "AES256": "USM_PRIV_CFB256_AES",
}
_REFUSED = (
    "WrongDigest",
    "UnknownUserName",
    "UnsupportedSecurityLevel",
    "AuthenticationFailure",
    "AuthenticationError",
    "DecryptionError",
    "UnknownSecurityName",
    "AuthorizationError",
    "UnsupportedAuthProtocol",
    "UnsupportedPrivProtocol",
    "NotInTimeWindow",
)
"""Error classes of pysnmp that mean that the agent heard us and does not accept who we are."""
TOO_BIG = 1
AUTHORIZATION_ERROR = 16


@dataclass(frozen=True, slots=True)
class Answer:
    """How one request ended."""

    status: Status
    objects: list[tuple[Oid, Value | None]] = field(default_factory=list[tuple[Oid, Value | None]])
    error: str = ""
    too_big: bool = False


@dataclass(slots=True)
class _Peer:
    """What one agent's traffic is held against."""

    guard: Guard
    received: int = 0
    refusal: BaseException | None = None


class Engine:
    """One pysnmp engine of one event loop."""

    def __init__(self) -> None:
        self.lib: Any = importlib.import_module("pysnmp.hlapi.v3arch.asyncio")
        self.snmp = self.lib.SnmpEngine()
        self.refusals: Any = importlib.import_module("pysnmp.proto.error").StatusInformation
        self.peers: dict[tuple[str, int], _Peer] = {}
        self.users: dict[str, Credential] = {}
        self.target = _guarded_target(self.lib, self.peers)


_engines: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, list[Engine]] = (
    weakref.WeakKeyDictionary()
)


def engine_for(credential: Credential) -> Engine:
    """Return this event loop's engine; building one takes 0.1 s and 20 MB, so all share it.

    Only when two switches know one v3 user by different keys is there another: pysnmp keeps users
    by name.
    """
    running = _engines.setdefault(asyncio.get_running_loop(), [])
    name = credential.user if isinstance(credential, SnmpUser) else ""
    for one in running:
        if not name or one.users.setdefault(name, credential) == credential:
            return one
    fresh = Engine()
    if name:
        fresh.users[name] = credential
    running.append(fresh)
    return fresh


def _guarded_target(lib: Any, peers: dict[tuple[str, int], _Peer]) -> Any:
    """Return pysnmp's UDP target with a transport that asks before it sends."""
    udp: Any = importlib.import_module("pysnmp.carrier.asyncio.dgram.udp")

    send: Any = udp.UdpAsyncioTransport.send_message

    class Transport(udp.UdpAsyncioTransport):  # type: ignore[misc]  # untyped base class
        def send_message(self, outgoingMessage: bytes, transportAddress: Any) -> None:  # noqa: N803  # pysnmp's names
            peer = peers.get(tuple(transportAddress[:2]))
            if peer is None:
                return
            try:
                peer.guard(len(outgoingMessage))
            except Exception as error:  # pysnmp would swallow it: kept for the caller
                peer.refusal = error
                return
            send(self, outgoingMessage, transportAddress)

        def datagram_received(self, datagram: bytes, transportAddress: Any) -> None:  # noqa: N803  # pysnmp's names
            peer = peers.get(tuple(transportAddress[:2]))
            if peer is None:
                return
            peer.received += len(datagram)
            # A malformed answer raises out of pysnmp's decoder: it is as good as no answer.
            with contextlib.suppress(Exception):
                self._callback_function(self, transportAddress, datagram)

    class Target(lib.UdpTransportTarget):  # type: ignore[misc]  # untyped base class
        PROTO_TRANSPORT = Transport

    return Target


class Agent:
    """One switch's agent: one request at a time."""

    def __init__(self, address: str, port: int, credential: Credential, timeout_s: float) -> None:
        self._engine = engine_for(credential)
        self._address = (address, port)
        self._credential = credential
        self._timeout_s = timeout_s
        self._target: Any = None

    async def open(self, guard: Guard) -> None:
        """Make ready; nothing is sent yet."""
        self._engine.peers[self._address] = _Peer(guard)
        self._target = await self._engine.target.create(
            self._address, timeout=self._timeout_s, retries=0
        )

    def close(self) -> None:
        """Nothing more may be sent to this agent."""
        self._engine.peers.pop(self._address, None)

    @property
    def received_bytes(self) -> int:
        """Payload received so far."""
        return self._engine.peers[self._address].received

    async def get(self, oids: Sequence[Oid], vlan: int = 0) -> Answer:
        """GET."""
        return await self._ask(self._engine.lib.get_cmd, vlan, (), oids)

    async def next(self, oids: Sequence[Oid], vlan: int = 0) -> Answer:
        """GETNEXT."""
        return await self._ask(self._engine.lib.next_cmd, vlan, (), oids)

    async def bulk(self, oids: Sequence[Oid], repetitions: int, vlan: int = 0) -> Answer:
        """GETBULK."""
        return await self._ask(self._engine.lib.bulk_cmd, vlan, (0, repetitions), oids)

    async def _ask(
        self, command: Any, vlan: int, counts: tuple[int, ...], oids: Sequence[Oid]
    ) -> Answer:
        lib, peer = self._engine.lib, self._engine.peers[self._address]
        objects = [lib.ObjectType(lib.ObjectIdentity(oid)) for oid in oids]
        try:
            error, status, _, found = await command(
                self._engine.snmp, self._auth(vlan), self._target, self._context(vlan),
                *counts, *objects, lookupMib=False,
            )  # fmt: skip
        except self._engine.refusals as raised:  # of v3, once an agent has refused the user
            error, status, found = _indication(raised), 0, ()
        if peer.refusal is not None:
            raise peer.refusal
        if error is not None:
            return _failed(error)
        if int(status):
            text = _error_text(status)
            refused = int(status) == AUTHORIZATION_ERROR
            kind = Status.AUTH_FAILED if refused else Status.PROTOCOL_ERROR
            return Answer(kind, error=text, too_big=int(status) == TOO_BIG)
        return Answer(Status.OK, [(tuple(name), value_of(value)) for name, value in found])

    def _auth(self, vlan: int) -> Any:
        given, lib = self._credential, self._engine.lib
        if isinstance(given, Community):
            return lib.CommunityData(f"{given.community}@{vlan}" if vlan else given.community)
        assert isinstance(given, SnmpUser)
        keys: dict[str, Any] = {}
        if given.auth_kind:
            keys |= {"authKey": given.auth, "authProtocol": getattr(lib, _AUTH[given.auth_kind])}
        if given.priv_kind:
            keys |= {"privKey": given.priv, "privProtocol": getattr(lib, _PRIV[given.priv_kind])}
        return lib.UsmUserData(given.user, **keys)

    def _context(self, vlan: int) -> Any:
        name = f"vlan-{vlan}" if vlan and isinstance(self._credential, SnmpUser) else ""
        return self._engine.lib.ContextData(contextName=name.encode())


def usable(credential: Credential) -> Credential:
    """Return the credential when SNMP can use it.

    Raises
    ------
    CredentialError
        When it is a terminal login.
    """
    if isinstance(credential, Community | SnmpUser):
        return credential
    raise CredentialError("this credential is a login: SNMP needs a community or a v3 user")


def _indication(raised: Any) -> Any:
    return raised.get("errorIndication", raised)


def _failed(error: Any) -> Answer:
    name = type(error).__name__
    if name == "RequestTimedOut":
        return Answer(Status.TIMEOUT, error="no answer")
    if name in _REFUSED:
        return Answer(Status.AUTH_FAILED, error=f"the agent does not accept the user: {name}")
    return Answer(Status.PROTOCOL_ERROR, error=name)


def _error_text(status: Any) -> str:
    text = str(status.prettyPrint()) if hasattr(status, "prettyPrint") else str(status)
    return f"the agent answered {text[:60]}"


_NOTHING = ("NoSuchObject", "NoSuchInstance", "EndOfMibView", "Null")


def value_of(value: Any) -> Value | None:
    """Turn pysnmp's value into ours; None for the exceptions of RFC 3416 section 2."""
    kind = type(value).__name__
    if kind in _NOTHING:
        return None
    if kind in ("ObjectIdentifier", "ObjectIdentity"):
        return tuple(value)
    if kind in ("OctetString", "IpAddress", "Opaque", "Bits"):
        return bytes(value)
    return int(value)
