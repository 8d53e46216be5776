"""RDP: the connection request and the security that the server chooses; no session follows.

Source: MS-RDPBCGR 2.2.1.1 and 2.2.1.2.
"""

from __future__ import annotations

from audit.wire.octets import WireError

CHOICES = {0: "standard RDP security", 1: "TLS", 2: "network level authentication", 8: "RDSTLS"}
REFUSALS = {
    1: "TLS required",
    2: "TLS not allowed",
    3: "no certificate",
    5: "network level authentication required",
}


def request() -> bytes:
    """Ask for a connection with whatever security the server likes best."""
    negotiation = b"\x01\x00\x08\x00\x03\x00\x00\x00"
    connect = bytes((6 + len(negotiation), 0xE0)) + bytes(5) + negotiation
    return b"\x03\x00" + (4 + len(connect)).to_bytes(2, "big") + connect


def cut(received: bytes) -> tuple[bytes, bytes] | None:
    """Cut the first message off what was received; None: more must come.

    Raises
    ------
    WireError
        When it is no TPKT.
    """
    if len(received) < 4:
        return None
    size = int.from_bytes(received[2:4], "big")
    if received[0] != 3 or not 7 <= size <= 512:
        raise WireError("not a TPKT of this size")
    return (received[:size], received[size:]) if len(received) >= size else None


def choice(message: bytes) -> str:
    """Return the security that the server chose.

    Raises
    ------
    WireError
        When it is no connection confirm.
    """
    if len(message) < 11 or message[5] & 0xF0 != 0xD0:
        raise WireError("not a connection confirm")
    if len(message) < 19:
        return CHOICES[0]
    number = int.from_bytes(message[15:19], "little")
    if message[11] == 3:
        return f"refused: {REFUSALS.get(number, f'code {number}')}"
    return CHOICES.get(number, f"security {number}") if message[11] == 2 else CHOICES[0]
