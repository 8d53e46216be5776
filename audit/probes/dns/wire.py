"""DNS: one question for the root's name servers; whether it is answered, and by recursion or not.

Source: RFC 1035, 4.1.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.wire.octets import WireError

_CODES = {0: "answers", 1: "format error", 2: "server failure", 3: "no such name", 5: "refuses"}


@dataclass(frozen=True, slots=True)
class Reply:
    """How a server answered."""

    said: str
    recursion: bool
    answers: int


def request(number: int) -> bytes:
    """Ask for the name servers of the root, with recursion."""
    return (number & 0xFFFF).to_bytes(2, "big") + b"\x01\x00\x00\x01" + bytes(6) + b"\0\0\x02\0\x01"


def reply(data: bytes, number: int) -> Reply | None:
    """Read an answer; None: it answers something else.

    Raises
    ------
    WireError
        When it is no DNS answer.
    """
    if len(data) < 12 or not data[2] & 0x80:
        raise WireError("not an answer of a name server")
    if int.from_bytes(data[:2], "big") != number & 0xFFFF:
        return None
    code = data[3] & 15
    answers = int.from_bytes(data[6:8], "big")
    return Reply(_CODES.get(code, f"code {code}"), bool(data[3] & 0x80), answers)
