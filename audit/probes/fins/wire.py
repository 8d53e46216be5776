"""Bytes of `controller data read`, over UDP and over TCP. Nothing else can be encoded but it and
the exchange of node addresses that FINS over TCP begins with.

Source: Omron W342, Communications Commands Reference Manual, 3-2 (FINS header) and 5-3-11
(controller data read, 05 01); Omron W421, 7-4 (FINS/TCP header and node addresses).
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.wire.octets import Octets, WireError, text_of

CONTROLLER_DATA_READ = b"\x05\x01"
SERVICE_ID = 1
"""Comes back in the response."""
LONGEST = 2048
_MAGIC = b"FINS"
_NODES, _NODES_REPLY, _FRAME = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Controller:
    """What a CPU unit says of itself."""

    model: str
    version: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The device is there and does not give this."""

    reason: str


@dataclass(frozen=True, slots=True)
class Nodes:
    """The node addresses of a FINS/TCP connection."""

    client: int
    server: int


def request(destination: int, source: int) -> bytes:
    """Encode controller data read, model and version only; node numbers from 0 (the device that
    is asked, whichever it is) to 254.
    """
    return (
        bytes(
            (
                0x80,
                0x00,
                0x02,
                0x00,
                destination & 0xFF,
                0x00,
                0x00,
                source & 0xFF,
                0x00,
                SERVICE_ID,
            )
        )
        + CONTROLLER_DATA_READ
        + b"\x00"
    )


def nodes_request() -> bytes:
    """Encode the first message of a FINS/TCP connection: give me a node number."""
    return _tcp(_NODES, bytes(4))


def tcp_request(nodes: Nodes) -> bytes:
    """Encode controller data read for a FINS/TCP connection."""
    return _tcp(_FRAME, request(nodes.server, nodes.client))


def _tcp(command: int, body: bytes) -> bytes:
    head = (8 + len(body)).to_bytes(4, "big") + command.to_bytes(4, "big") + bytes(4)
    return _MAGIC + head + body


def cut(received: bytes) -> tuple[bytes, bytes] | None:
    """Cut the first FINS/TCP message off what was received; None: more must come.

    Raises
    ------
    WireError
        As soon as it shows that it is no FINS/TCP.
    """
    if received[:4] != _MAGIC[: len(received)]:
        raise WireError("no FINS header")
    if len(received) < 8:
        return None
    length = int.from_bytes(received[4:8], "big")
    if not 8 <= length <= LONGEST:
        raise WireError(f"a message of {length} octets")
    end = 8 + length
    return (received[:end], received[end:]) if len(received) >= end else None


def nodes_reply(message: bytes) -> Nodes | Refused:
    """Read the answer to `nodes_request`."""
    octets, error = _after_head(message, _NODES_REPLY)
    if error:
        return Refused(f"no node number, error {error:#x}")
    return Nodes(octets.big(4) & 0xFF, octets.big(4) & 0xFF)


def tcp_reply(message: bytes, service_id: int | None = None) -> Controller | Refused:
    """Read the answer to `tcp_request`."""
    octets, error = _after_head(message, _FRAME)
    return Refused(f"FINS/TCP error {error:#x}") if error else reply(octets.rest(), service_id)


def _after_head(message: bytes, expected: int) -> tuple[Octets, int]:
    octets = Octets(message)
    if octets.take(4) != _MAGIC or octets.big(4) != len(message) - 8:
        raise WireError("no whole FINS/TCP message")
    command, error = octets.big(4), octets.big(4)
    if command != expected and not error:
        raise WireError(f"FINS/TCP command {command} where {expected} is due")
    return octets, error


def reply(frame: bytes, service_id: int | None = None) -> Controller | Refused:
    """Read a FINS response: a datagram, or what FINS/TCP carried. `service_id`: the one that the
    request had; None takes any.

    Raises
    ------
    WireError
        When it is cut short or no response to controller data read.
    """
    octets = Octets(frame)
    if octets.octet() & 0xC0 != 0xC0:
        raise WireError("no FINS response")
    octets.take(8)
    if octets.octet() != service_id and service_id is not None:
        raise WireError("the response to another request")
    if octets.take(2) != CONTROLLER_DATA_READ:
        raise WireError("the response to another command")
    # The highest bits of each half say that a relay had trouble, or that the CPU has an error.
    end = octets.big(2) & 0x7F3F
    if end:
        return Refused(f"end code {end:#06x}")
    return Controller(text_of(octets.take(20)), text_of(octets.take(20)))
