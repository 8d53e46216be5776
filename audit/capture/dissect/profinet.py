"""PROFINET's discovery and configuration: who has which name, and who asks for whom.

Source: IEC 61158-6-10, DCP; vendor and device ids are PROFIBUS & PROFINET International's.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.capture.clue import Clue, Look
from audit.capture.dissect.words import address, text, u16

_HELLO, _ASK, _ANSWER, _SET = 0xFEFC, 0xFEFE, 0xFEFF, 0xFEFD
_ROLES = {1: "IO device", 2: "IO controller", 4: "IO multidevice", 8: "IO supervisor"}


def profinet(look: Look) -> Iterator[Clue]:
    """Read one DCP frame."""
    data = look.payload
    if look.kind != 0x8892 or len(data) < 12:
        return
    frame, service, kind = u16(data, 0), data[2], data[3]
    if frame not in (_HELLO, _ASK, _ANSWER, _SET):
        return
    blocks = list(_blocks(data[12 : 12 + u16(data, 10)]))
    if kind == 1 or service == 6:
        for option, part, value in blocks:
            yield from _said(look, option, part, value)
        yield Clue("pn-dcp", "server", "profinet", mac=look.src)
    elif frame == _ASK:
        for option, part, value in blocks:
            if (option, part) == (2, 2) and (name := text(value)):
                yield Clue("pn-dcp", "asks-for", name, mac=look.src)
    elif service == 4:
        yield Clue("pn-dcp", "sets", "name or address", mac=look.src, more=(("device", look.dst),))


def _blocks(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    for _ in range(64):
        if at + 4 > len(data):
            return
        size = u16(data, at + 2)
        yield data[at], data[at + 1], data[at + 4 : at + 4 + size]
        at += 4 + size + size % 2


def _said(look: Look, option: int, part: int, value: bytes) -> Iterator[Clue]:
    """One block of an answer; it begins with two bytes of block information."""
    value = value[2:]
    if (option, part) == (1, 2) and len(value) >= 4:
        if ip := address(value[:4]):
            yield Clue("pn-dcp", "ip", ip, mac=look.src)
    elif option == 2 and part == 1:
        yield Clue("pn-dcp", "model", text(value), mac=look.src)
    elif option == 2 and part == 2:
        yield Clue("pn-dcp", "station", text(value), mac=look.src)
    elif option == 2 and part == 3 and len(value) >= 4:
        more = (("vendor_id", f"0x{u16(value, 0):04x}"), ("device_id", f"0x{u16(value, 2):04x}"))
        yield Clue("pn-dcp", "device-id", more[0][1] + "/" + more[1][1], mac=look.src, more=more)
    elif option == 2 and part == 4 and value:
        said = [word for bit, word in _ROLES.items() if value[0] & bit]
        if said:
            yield Clue("pn-dcp", "profinet-role", ", ".join(said), mac=look.src)
