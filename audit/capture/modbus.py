"""Modbus TCP in a capture: a TCP payload in, function codes out. Nothing here can build a request.

Source: MODBUS Messaging on TCP/IP Implementation Guide V1.0b, section 3.1.3 (MBAP header);
MODBUS Application Protocol V1.1b3, section 5 (function codes).
"""

from __future__ import annotations

PORT = 502
READS = frozenset({1, 2, 3, 4, 7, 8, 11, 12, 17, 20, 24, 43})
WRITES = frozenset({5, 6, 15, 16, 21, 22})
BOTH = frozenset({23})
MAX_UNITS = 64


def function_codes(payload: bytes) -> tuple[int, ...]:
    """Function codes of the messages in a payload, exceptions with bit 7; empty: not Modbus."""
    codes: list[int] = []
    at = 0
    while at + 8 <= len(payload) and len(codes) < MAX_UNITS:
        protocol = int.from_bytes(payload[at + 2 : at + 4], "big")
        length = int.from_bytes(payload[at + 4 : at + 6], "big")
        code = payload[at + 7]
        if protocol != 0 or not 2 <= length <= 254 or not code & 0x7F:
            return ()
        codes.append(code)
        at += 6 + length
    return tuple(codes) if at == len(payload) else ()
