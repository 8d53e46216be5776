"""NTP: one question for the time; stratum, source and the clock's difference from ours.

Source: RFC 5905, 7.3 and 8.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.wire.octets import WireError, clean, ip_text

EPOCH = 2_208_988_800
"""Seconds from 1900 to 1970."""
_FRACTION = 2**32


@dataclass(frozen=True, slots=True)
class Clock:
    """What a server says of its clock."""

    stratum: int
    source: str
    """Where it has its time from: an address, or a code such as GPS."""
    offset_s: float
    """By which our clock is behind; the network's delay is taken out."""
    synchronised: bool


def request(now_s: float) -> bytes:
    """Ask as a client of version 4."""
    return b"\x23" + bytes(39) + _stamp(now_s)


def _stamp(time_s: float) -> bytes:
    value = round((time_s + EPOCH) * _FRACTION) & (2**64 - 1)
    return value.to_bytes(8, "big")


def clock(data: bytes, sent_s: float, received_s: float) -> Clock | None:
    """Read an answer; None: it answers something else.

    Raises
    ------
    WireError
        When it is no answer of a server.
    """
    if len(data) < 48 or data[0] & 7 != 4:
        raise WireError("not an answer of a time server")
    if data[24:32] != _stamp(sent_s):
        return None
    came, went = (int.from_bytes(data[at : at + 8], "big") / _FRACTION - EPOCH for at in (32, 40))
    stratum, leap = data[1], data[0] >> 6
    source = (
        clean(data[12:16].decode("ascii", "replace").strip("\0"))
        if stratum < 2
        else ip_text(data[12:16])
    )
    offset = ((came - sent_s) + (went - received_s)) / 2
    return Clock(stratum, source, offset, leap != 3 and 0 < stratum < 16)
