"""SMB: which dialects a server speaks, the first message of a negotiation and nothing after it.

Source: MS-CIFS 2.2.4.52 (SMB_COM_NEGOTIATE), MS-SMB2 2.2.3 and 3.3.5.3.1 (multi-protocol).
"""

from __future__ import annotations

from audit.wire.octets import WireError

OLD, NEWER = b"NT LM 0.12", b"SMB 2.???"
_HEAD = b"\xffSMB\x72" + bytes(4) + b"\x18\x53\xc8" + bytes(12) + b"\xff\xff\xff\xfe" + bytes(4)


def negotiate(*, old_only: bool) -> bytes:
    """Offer dialect 1 and what is newer, or dialect 1 alone: who no longer has it refuses."""
    offered = (OLD,) if old_only else (OLD, NEWER)
    dialects = b"".join(b"\x02" + dialect + b"\0" for dialect in offered)
    message = _HEAD + b"\0" + len(dialects).to_bytes(2, "little") + dialects
    return len(message).to_bytes(4, "big") + message


def cut(received: bytes) -> tuple[bytes, bytes] | None:
    """Cut the first message off what was received; None: more must come.

    Raises
    ------
    WireError
        When its length is none.
    """
    if len(received) < 4:
        return None
    if received[0] != 0:
        raise WireError("not a session message")
    size = 4 + int.from_bytes(received[1:4], "big")
    if size > 65_536:
        raise WireError(f"a message of {size} octets")
    return (received[:size], received[size:]) if len(received) >= size else None


def server_mark(message: bytes) -> str:
    """Return what tells this server from others (MS-SMB2 2.2.4, ServerGuid) as digits; empty where
    the answer is of dialect 1 or gives none.
    """
    body = message[4:]
    mark = body[72:88] if body[:4] == b"\xfeSMB" and len(body) >= 88 else b""
    return mark.hex() if any(mark) else ""


def speaks_old(message: bytes) -> bool:
    """Return whether the server agrees to dialect 1, the first that was offered.

    Raises
    ------
    WireError
        When it is no answer to a negotiation.
    """
    body = message[4:]
    if body[:4] == b"\xfeSMB":
        return False
    if body[:5] != b"\xffSMB\x72" or len(body) < 35:
        raise WireError("not an answer to a negotiation")
    return int.from_bytes(body[5:9], "little") == 0 and body[33:35] == b"\0\0"
