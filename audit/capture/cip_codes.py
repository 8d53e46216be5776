"""Explicit messages of CIP on EtherNet/IP: which services each segment asks a controller for.

A code is the service with the class of the object that it is meant for (0 for a tag by its name,
and for classes beyond 255). Messages in messages (Multiple_Service_Packet, Unconnected_Send) count
as what they carry. A message is read where its segment begins, or where the one before it ends.

Sources: ODVA, CIP Networks Library volume 1 (services, electronic paths, connection manager) and
volume 2, chapter 2 (encapsulation, common packet format); Rockwell Automation, 1756-PM020 (tag
services) and 1770-6.5.16 (PCCC commands).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import numpy as np

from audit.capture.batch import Batch, Ints, gathered
from audit.capture.layers import Columns

PCCC = 0xFF00
"""Stands before the function of a PCCC command that CIP carries: a class that ODVA never gave."""
MULTIPLE, UNCONNECTED_SEND, EXECUTE_PCCC = 0x0A, 0x52, 0x4B
MANAGER, PCCC_CLASS = 0x06, 0x67
LEAST = 42
"""Bytes of the shortest encapsulated request: its header, two items, a service and its path."""
_REPLY = 0x80
_DEEPEST, _MOST, _LARGEST = 4, 512, 4096
_SEND = (0x6F, 0x70)


def cip_codes(batch: Batch, found: Columns, own: Ints) -> tuple[Ints, Ints]:
    """Give the frame and the code of every request in these frames of at least LEAST bytes."""
    head = gathered(batch.data, found.payload[own], 56)
    words = head.view(np.uint32)
    zero = (words[:, 2] | words[:, 5] | words[:, 6]) == 0
    sends = (head[:, 0] == _SEND[0]) | (head[:, 0] == _SEND[1])
    fine = zero & sends & (head[:, 1] == 0) & (head[:, 30] == 2) & (head[:, 31] == 0)
    connected = (head[:, 32] == 0xA1) & (head[:, 34] == 4) & (head[:, 40] == 0xB1)
    plain = (head[:, 32] == 0) & (head[:, 34] == 0) & (head[:, 36] == 0xB2)
    fine &= connected | plain
    own, head, connected = own[fine], head[fine], connected[fine]
    at = np.where(connected, 46, 40)
    line = np.arange(len(own))
    service, path = head[line, at], head[line, at + 1]
    kind, low = head[line, at + 2], head[line, at + 3]
    object_class = np.where((kind == 0x20) & (path > 0), low, 0)
    holds = head[:, 2].astype(np.int64) + (head[:, 3].astype(np.int64) << 8) + 24
    asks = (service & _REPLY == 0) & (found.size[own] >= at + 2)
    carries = (service == MULTIPLE) | ((service == UNCONNECTED_SEND) & (object_class == MANAGER))
    carries |= (service == EXECUTE_PCCC) & (object_class == PCCC_CLASS)
    deep = (asks & carries) | (holds < found.size[own])
    flat = asks & ~deep
    code = (object_class[flat].astype(np.int64) << 8) | service[flat]
    places, codes = _deep(batch, found, own[deep])
    return np.concatenate([own[flat], places]), np.concatenate([code, codes])


def _deep(batch: Batch, found: Columns, own: Ints) -> tuple[Ints, Ints]:
    frames: list[int] = []
    codes: list[int] = []
    start, size = found.payload[own].tolist(), found.size[own].tolist()
    for frame, at, length in zip(own.tolist(), start, size, strict=True):
        for request in _requests(batch.raw[at : at + length]):
            asked = codes_in(request[:_LARGEST])
            frames += [frame] * len(asked)
            codes += asked
    return np.array(frames, np.int64), np.array(codes, np.int64)


def _requests(data: bytes) -> Iterator[bytes]:
    """The CIP message of every encapsulated message that begins in a segment."""
    at = 0
    for _ in range(_MOST):
        if at + LEAST > len(data) or data[at] not in _SEND or data[at + 1]:
            return
        end = at + 24 + _u16(data, at + 2)
        place = at + 32
        for _ in range(min(_u16(data, at + 30), 8)):
            kind, size = _u16(data, place), _u16(data, place + 2)
            if kind == 0xB2:
                yield data[place + 4 : place + 4 + size]
            elif kind == 0xB1:
                yield data[place + 6 : place + 4 + size]
            place += 4 + size
        at = end


@lru_cache(2048)
def codes_in(request: bytes, depth: int = 0) -> tuple[int, ...]:
    """Give the codes of a request and of those that it carries; polls repeat, so they are kept."""
    if len(request) < 2 or request[0] & _REPLY:
        return ()
    service, behind = request[0], 2 + 2 * request[1]
    object_class = request[3] if request[1] and request[2:3] == b"\x20" and len(request) > 3 else 0
    body = request[behind:]
    if depth < _DEEPEST:
        if service == MULTIPLE:
            return _several(body, depth)
        if service == UNCONNECTED_SEND and object_class == MANAGER:
            return codes_in(body[4 : 4 + _u16(body, 2)], depth + 1)
    if service == EXECUTE_PCCC and object_class == PCCC_CLASS:
        return _pccc(body)
    return ((object_class << 8) | service,)


def _several(body: bytes, depth: int) -> tuple[int, ...]:
    """Count and offsets of the requests, then these."""
    count = min(_u16(body, 0), _MOST)
    places = [_u16(body, 2 + 2 * n) for n in range(count)] + [len(body)]
    found: list[int] = []
    for start, end in pairwise(places):
        if 2 + 2 * count <= start <= end and len(found) < _MOST:
            found += codes_in(body[start:end], depth + 1)
    return tuple(found[:_MOST])


def _pccc(body: bytes) -> tuple[int, ...]:
    """Who asks (its own length, vendor, serial number), command, status, number, function."""
    at = body[0] if body else 0
    if len(body) <= at + 4 or body[at] not in (0x06, 0x0F):
        return ()
    return (PCCC | body[at + 4],) if body[at] == 0x0F else ()


def _u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")
