"""OPC UA in clear: which services each segment asks a server for.

A channel that is not encrypted (policy None, or signed only) shows the type of every request behind
the headers of its message; a code is the number of that type. What is encrypted looks like no
request and is not counted.

Source: OPC 10000-6, 5.2.2.9 (node ids), 6.7.2 (chunks) and its list of node ids.
"""

from __future__ import annotations

import numpy as np

from audit.capture.batch import Batch, Ints, gathered
from audit.capture.layers import Columns

LEAST = 28
"""Bytes of a chunk up to the type of what it carries."""
_MOST = 512
REQUESTS = frozenset({
    422, 428, 437, 446, 452, 461, 467, 473, 479, 488, 494, 500, 506, 527, 533, 554, 560, 566, 615,
    621, 631, 664, 673, 700, 712, 751, 763, 769, 775, 781, 787, 793, 799, 826, 832, 841, 847,
    12208, 12211,
})  # fmt: skip
"""The binary encodings of all requests."""
_IS_REQUEST = np.zeros(65536, np.bool_)
_IS_REQUEST[sorted(REQUESTS)] = True
_FINAL, _MORE = ord("F"), ord("C")


def opcua_codes(batch: Batch, found: Columns, own: Ints) -> tuple[Ints, Ints]:
    """Give the frame and the code of every request in these frames of at least LEAST bytes."""
    head = gathered(batch.data, found.payload[own], LEAST)
    chunk = (head[:, 0] == 0x4D) & (head[:, 1] == 0x53) & (head[:, 2] == 0x47)
    chunk &= (head[:, 3] == _FINAL) | (head[:, 3] == _MORE)
    own, head = own[chunk], head[chunk]
    code = head[:, 26].astype(np.int64) | (head[:, 27].astype(np.int64) << 8)
    plain = (head[:, 24] == 1) & (head[:, 25] == 0) & _IS_REQUEST[code]
    size = head[:, 4:8].copy().view("<u4")[:, 0].astype(np.int64)
    frames, codes = _following(batch, found, own, size)
    return np.concatenate([own[plain], frames]), np.concatenate([code[plain], codes])


def _following(batch: Batch, found: Columns, own: Ints, size: Ints) -> tuple[Ints, Ints]:
    """Further chunks in the same segment."""
    frames: list[int] = []
    codes: list[int] = []
    for place in np.flatnonzero(size + LEAST <= found.size[own]).tolist():
        frame = int(own[place])
        at, end = int(found.payload[frame]), int(found.payload[frame] + found.size[frame])
        data, at = batch.raw[at:end], int(size[place])
        for _ in range(_MOST):
            if at + LEAST > len(data) or data[at : at + 3] != b"MSG":
                break
            code = int.from_bytes(data[at + 26 : at + 28], "little")
            if data[at + 24 : at + 26] == b"\x01\x00" and code in REQUESTS:
                frames.append(frame)
                codes.append(code)
            at += max(LEAST, int.from_bytes(data[at + 4 : at + 8], "little"))
    return np.array(frames, np.int64), np.array(codes, np.int64)
