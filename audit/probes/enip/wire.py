"""Bytes of ListIdentity. There is one encoder, and it can ask nothing else: no session is
registered, no CIP message is sent.

Source: The CIP Networks Library volume 2 (EtherNet/IP adaptation of CIP), 2-3 (encapsulation
message) and 2-4.2 (ListIdentity).
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.wire.octets import Octets, WireError, ip_text, text_of

LIST_IDENTITY = 0x0063
IDENTITY_ITEM = 0x000C
HEADER = 24
LONGEST = 2048
"""Octets that may follow the header; one identity takes about 60."""
MOST_ITEMS = 16


@dataclass(frozen=True, slots=True)
class Identity:
    """What a device says of itself (CIP identity object)."""

    vendor: int
    device_type: int
    product_code: int
    revision: str
    status: int
    serial: str
    """Eight hexadecimal digits."""
    product: str
    state: int | None
    """3: operational, 4: major recoverable fault, 5: major unrecoverable fault."""
    ip: str


def request() -> bytes:
    """Encode the one request: ListIdentity with an empty header."""
    return LIST_IDENTITY.to_bytes(2, "little") + bytes(HEADER - 2)


def cut(received: bytes) -> tuple[bytes, bytes] | None:
    """Cut the first encapsulation message off what was received; None: more must come.

    Raises
    ------
    WireError
        As soon as it shows that it is no answer to ListIdentity.
    """
    expected = LIST_IDENTITY.to_bytes(2, "little")
    if received[:2] != expected[: len(received)]:
        raise WireError("another message than ListIdentity")
    if len(received) < HEADER:
        return None
    length = int.from_bytes(received[2:4], "little")
    if length > LONGEST:
        raise WireError(f"a message of {length} octets")
    end = HEADER + length
    return (received[:end], received[end:]) if len(received) >= end else None


def reply(message: bytes) -> tuple[Identity, ...]:
    """Read the answer to ListIdentity, header included.

    Raises
    ------
    WireError
        When it is cut short or something else.
    """
    octets = Octets(message)
    if octets.little(2) != LIST_IDENTITY:
        raise WireError("another message than ListIdentity")
    length, _session, status = octets.little(2), octets.little(4), octets.little(4)
    octets.take(12)
    if status:
        raise WireError(f"encapsulation status {status:#x}")
    body = Octets(octets.take(length))
    count = body.little(2)
    if not 1 <= count <= MOST_ITEMS:
        raise WireError(f"{count} items")
    found: list[Identity] = []
    for _ in range(count):
        kind, size = body.little(2), body.little(2)
        item = body.take(size)
        if kind == IDENTITY_ITEM:
            found.append(_identity(Octets(item)))
    if not found:
        raise WireError("no identity item")
    return tuple(found)


def _identity(octets: Octets) -> Identity:
    octets.take(6)  # protocol version, address family, port
    address = octets.take(4)
    octets.take(8)
    vendor, device_type, code = octets.little(2), octets.little(2), octets.little(2)
    major, minor = octets.octet(), octets.octet()
    status, serial = octets.little(2), octets.little(4)
    product = text_of(octets.take(octets.octet()))
    state = octets.octet() if octets.left else None  # older devices end with the name
    return Identity(
        vendor, device_type, code, f"{major}.{minor}", status, f"{serial:08x}", product, state,
        ip_text(address),
    )  # fmt: skip
