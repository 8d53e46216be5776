"""SNMPv3 by pysnmp: one engine for all switches, every datagram through its lease.

Facts about pysnmp 7 that shape this file: its walk functions never end on a loop or a timeout, so
only single requests are used; names of MIB objects need files that it does not ship, so OIDs are
numeric and `lookupMib` is off; an answer that makes no sense raises inside a callback of the event
loop; a request and its answer cost 0.2 ms of processor time for each object, so that SNMPv1 and v2c
are asked by `community` instead.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audit.net.credentials import SnmpUser
from audit.probes.snmp.client import Answer, refused
from audit.probes.snmp.walk import Request
from audit.probes.snmp.wire import Ask
from audit.records import Status
from audit.switches.rows import Value

if TYPE_CHECKING:
    from audit.net.dialer import Lease

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
_COMMANDS = {Ask.GET: "get_cmd", Ask.NEXT: "next_cmd", Ask.BULK: "bulk_cmd"}


@dataclass(slots=True)
class _Peer:
    """What one agent's traffic is held against."""

    lease: Lease
    received: int = 0
    sent: int = 0
    refusal: BaseException | None = None
    """Why the lease did not let a datagram out."""

    def allow(self, size: int) -> None:
        """Ask before a datagram is sent, and count it."""
        self.lease.check()
        self.lease.count(1, size)
        self.sent += 1


class Engine:
    """One pysnmp engine of one event loop."""

    def __init__(self) -> None:
        self.lib: Any = importlib.import_module("pysnmp.hlapi.v3arch.asyncio")
        self.snmp = self.lib.SnmpEngine()
        self.refusals: Any = importlib.import_module("pysnmp.proto.error").StatusInformation
        self.peers: dict[tuple[str, int], _Peer] = {}
        self.users: dict[str, SnmpUser] = {}
        self.target = _guarded_target(self.lib, self.peers)


_engines: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, list[Engine]] = (
    weakref.WeakKeyDictionary()
)


def engine_for(credential: SnmpUser) -> Engine:
    """Return this event loop's engine; building one takes 0.1 s and 20 MB, so all share it.

    Only when two switches know one v3 user by different keys is there another: pysnmp keeps users
    by name.
    """
    running = _engines.setdefault(asyncio.get_running_loop(), [])
    for one in running:
        if one.users.setdefault(credential.user, credential) == credential:
            return one
    fresh = Engine()
    fresh.users[credential.user] = credential
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
                peer.allow(len(outgoingMessage))
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


class UserClient:
    """One switch's agent, asked as a v3 user: one request at a time."""

    version = "snmpv3"

    def __init__(self, address: str, port: int, credential: SnmpUser) -> None:
        self._engine = engine_for(credential)
        self._address = (address, port)
        self._credential = credential
        self._target: Any = None
        self._peer: _Peer | None = None

    @property
    def sent(self) -> int:
        """Datagrams sent under the lease that is open."""
        return self._peer.sent if self._peer else 0

    async def open(self, lease: Lease) -> None:
        """Send under this lease from now on."""
        self._peer = self._engine.peers[self._address] = _Peer(lease)
        if self._target is None:
            self._target = await self._engine.target.create(
                self._address, timeout=lease.limits.read_timeout_s, retries=0
            )

    async def close(self) -> None:
        """Nothing more may be sent to this agent."""
        self._engine.peers.pop(self._address, None)
        self._peer = None

    async def ask(self, request: Request, vlan: int, wait_s: float) -> Answer:
        """Send the request and return its answer, or that none came."""
        try:
            async with asyncio.timeout(wait_s):
                return await self._ask(request, vlan)
        except TimeoutError:
            return Answer(Status.TIMEOUT, error="no answer")

    async def _ask(self, request: Request, vlan: int) -> Answer:
        lib, peer = self._engine.lib, self._peer
        assert peer is not None
        command: Any = getattr(lib, _COMMANDS[request.ask])
        counts = (0, request.repetitions) if request.ask is Ask.BULK else ()
        objects = [lib.ObjectType(lib.ObjectIdentity(oid)) for oid in request.oids]
        context = lib.ContextData(contextName=f"vlan-{vlan}".encode() if vlan else b"")
        received = peer.received
        try:
            error, status, place, found = await command(
                self._engine.snmp, self._user(), self._target, context,
                *counts, *objects, lookupMib=False,
            )  # fmt: skip
        except self._engine.refusals as raised:  # once an agent has refused the user
            error, status, place, found = _indication(raised), 0, 0, ()
        if peer.refusal is not None:
            raise peer.refusal
        if error is not None:
            return _failed(error)
        octets = peer.received - received
        if int(status):
            return refused(int(status), int(place), octets)
        objects = [(tuple(name), value_of(value)) for name, value in found]
        return Answer(Status.OK, objects, octets=octets)

    def _user(self) -> Any:
        given, lib = self._credential, self._engine.lib
        keys: dict[str, Any] = {}
        if given.auth_kind:
            keys |= {"authKey": given.auth, "authProtocol": getattr(lib, _AUTH[given.auth_kind])}
        if given.priv_kind:
            keys |= {"privKey": given.priv, "privProtocol": getattr(lib, _PRIV[given.priv_kind])}
        return lib.UsmUserData(given.user, **keys)


def _indication(raised: Any) -> Any:
    return raised.get("errorIndication", raised)


def _failed(error: Any) -> Answer:
    name = type(error).__name__
    if name == "RequestTimedOut":
        return Answer(Status.TIMEOUT, error="no answer")
    if name in _REFUSED:
        return Answer(Status.AUTH_FAILED, error=f"the agent does not accept the user: {name}")
    return Answer(Status.PROTOCOL_ERROR, error=name)


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
