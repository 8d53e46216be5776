"""SNMPv1 and v2c by our own codec: a request out, the answer that carries its number in.

Source: RFC 3416 section 4 (an answer carries the request's number), Cisco's community@VLAN.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from typing import TYPE_CHECKING

from audit.net.credentials import Community
from audit.probes.snmp.client import Answer, refused
from audit.probes.snmp.walk import Request
from audit.probes.snmp.wire import Response, Version, question, response
from audit.records import Status
from audit.wire.octets import WireError

if TYPE_CHECKING:
    from audit.net.datagram import Datagram
    from audit.net.dialer import Lease

MOST_STRAYS = 64
"""Datagrams passed over while one answer is waited for."""
_NAMES = {Version.V1: "snmpv1", Version.V2C: "snmpv2c"}


class CommunityClient:
    """One agent, asked with a community."""

    def __init__(self, credential: Community, version: Version = Version.V2C) -> None:
        self._credential = credential
        self.number_of_version = version
        self._number = secrets.randbelow(1 << 30)
        self._before: deque[int] = deque(maxlen=16)
        self._datagram: Datagram | None = None
        self.sent = 0

    @property
    def version(self) -> str:
        """snmpv1 or snmpv2c."""
        return _NAMES[self.number_of_version]

    async def open(self, lease: Lease) -> None:
        """Take the socket of this lease."""
        self._datagram = await lease.open_datagram()
        self.sent = 0

    async def close(self) -> None:
        """Let the socket go."""
        if self._datagram:
            self._datagram.close()
        self._datagram = None

    async def ask(self, request: Request, vlan: int, wait_s: float) -> Answer:
        """Send the request and return its answer, or that none came."""
        from audit.net.dialer import AttemptError

        assert self._datagram is not None
        self._number = self._number % 0x7FFF_FFFF + 1
        octets = question(
            self.number_of_version, self._community(vlan), request.ask, self._number,
            request.oids, request.repetitions,
        )  # fmt: skip
        try:
            await self._datagram.send(octets)
            self.sent += 1
            async with asyncio.timeout(wait_s):
                return await self._answer(request)
        except TimeoutError:
            return Answer(Status.TIMEOUT, error="no answer")
        except AttemptError as error:
            return Answer(error.status, error=str(error))
        finally:
            self._before.append(self._number)

    async def _answer(self, request: Request) -> Answer:
        """Pass over what is no answer to this request, but not for ever."""
        assert self._datagram is not None
        late, why = False, ""
        for _ in range(MOST_STRAYS):
            datagram = await self._datagram.receive()
            try:
                found = response(datagram, request.objects)
            except WireError as error:
                why = f"the answer makes no sense: {error}"
                break
            if found.request_id == self._number:
                return _ended(found, len(datagram), late)
            late = late or found.request_id in self._before
        why = why or "many answers, and none to this request"
        return Answer(Status.PROTOCOL_ERROR, error=why, late=late)

    def _community(self, vlan: int) -> bytes:
        name = self._credential.community
        return (f"{name}@{vlan}" if vlan else name).encode()


def _ended(found: Response, octets: int, late: bool) -> Answer:
    if found.error_status:
        return refused(found.error_status, found.error_index, octets)
    return Answer(Status.OK, found.objects, octets=octets, late=late)
