"""Bytes of the test frame. There is one encoder: TESTFR act. Data transfer is never started.

Source: IEC 60870-5-104:2006, 5 (APCI) and 5.2 (test procedures).
"""

from __future__ import annotations

from audit.wire.octets import WireError

TEST_ACT, TEST_CON = 0x43, 0x83
_START = 0x68
FRAME = 6
"""Octets of a frame without ASDU."""


def request() -> bytes:
    """Encode TESTFR act."""
    return bytes((_START, FRAME - 2, TEST_ACT, 0, 0, 0))


def cut(received: bytes) -> tuple[bytes, bytes] | None:
    """Cut the first APDU off what was received; None: more must come.

    Raises
    ------
    WireError
        As soon as it shows that it is no IEC 60870-5-104.
    """
    if received and received[0] != _START:
        raise WireError("no APCI")
    if len(received) < 2:
        return None
    length = received[1]
    if not 4 <= length <= 253:
        raise WireError(f"an APDU of {length} octets")
    end = 2 + length
    return (received[:end], received[end:]) if len(received) >= end else None


def format_of(frame: bytes) -> str:
    """Return `I`, `S`, or the function of a U frame: TESTFR act, TESTFR con, STARTDT act, …

    Raises
    ------
    WireError
        When it is no APDU.
    """
    if len(frame) < FRAME or frame[0] != _START or len(frame) != frame[1] + 2:
        raise WireError("no whole APDU")
    control = frame[2]
    if not control & 1:
        return "I"
    if len(frame) != FRAME:
        raise WireError("an S or U frame with an ASDU")
    if control & 3 == 1:
        return "S"
    name = _FUNCTIONS.get(control)
    if not name:
        raise WireError(f"a U frame {control:#04x}")
    return name


_FUNCTIONS = {
    0x07: "STARTDT act",
    0x0B: "STARTDT con",
    0x13: "STOPDT act",
    0x23: "STOPDT con",
    TEST_ACT: "TESTFR act",
    TEST_CON: "TESTFR con",
}
