"""What asks an agent, whichever way: one request out, how it ended back.

Two stand behind it: `community` for SNMPv1 and v2c, with our own codec on the dialer's socket, and
`engine` for v3, with pysnmp. docs/decisions/0012 says why.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from audit.net.credentials import Community, Credential, CredentialError, SnmpUser
from audit.probes.snmp.walk import Objects, Request
from audit.records import Status

if TYPE_CHECKING:
    from audit.net.dialer import Lease

TOO_BIG = 1
NO_SUCH_NAME = 2
AUTHORIZATION_ERROR = 16
_ERRORS = {
    1: "tooBig", 2: "noSuchName", 3: "badValue", 4: "readOnly", 5: "genErr", 6: "noAccess",
    13: "resourceUnavailable", 16: "authorizationError",
}  # fmt: skip
"""RFC 3416 section 3; a question that only reads meets no other."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How one request ended."""

    status: Status
    objects: Objects = field(default_factory=Objects)
    error: str = ""
    error_status: int = 0
    error_index: int = 0
    octets: int = 0
    """Of the whole answer."""
    late: bool = False
    """Whether answers to earlier requests came while this one's was waited for."""


def refused(error_status: int, error_index: int, octets: int = 0) -> Answer:
    """Return the answer that an error status means."""
    word = _ERRORS.get(error_status, f"error {error_status}")
    known = error_status == AUTHORIZATION_ERROR
    return Answer(
        Status.AUTH_FAILED if known else Status.PROTOCOL_ERROR,
        error=f"the agent answered {word}",
        error_status=error_status,
        error_index=error_index,
        octets=octets,
    )


class Client(Protocol):
    """One switch's agent; the caller asks one request at a time."""

    @property
    def version(self) -> str:
        """snmpv1, snmpv2c or snmpv3."""
        ...

    async def open(self, lease: Lease) -> None:
        """Ask under this lease from now on; nothing is sent yet."""
        ...

    async def ask(self, request: Request, vlan: int, wait_s: float) -> Answer:
        """Send a request and wait so long for its answer; `vlan` 0 is the common context."""
        ...

    async def close(self) -> None:
        """Nothing more may be sent to this agent."""
        ...

    @property
    def sent(self) -> int:
        """Datagrams sent under the lease that is open."""
        ...


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
