"""Signs of a path in trouble: segments that come again, and receivers that want no more.

Source: RFC 9293, sections 3.4 (sequence numbers) and 3.8.6 (window).
"""

from __future__ import annotations

import numpy as np

from audit.capture.batch import Ints, Words
from audit.capture.layers import Columns

_SYN, _RST = 2, 4


def again(sums: Ints | Words, rows: Ints, amount: Ints | None, count: int) -> None:
    """Add to the rows that are named, each as often as it is named."""
    if not len(rows):
        return
    if count <= 4 * len(rows):
        if amount is None:
            more = np.bincount(rows, minlength=count)
        else:
            # Floats hold whole numbers up to 2^53: more than a batch can have.
            more = np.bincount(rows, amount, minlength=count).astype(np.int64)
        sums[:count] += more.astype(sums.dtype)
    else:
        np.add.at(sums, rows, 1 if amount is None else amount.astype(sums.dtype))


def late(found: Columns, rows: Ints, own: Ints, reach: Ints) -> tuple[Ints, Ints]:
    """Give each frame whose segment was sent before, and the flow of each that closes the window.

    Parameters
    ----------
    own
        The frames of the batch with a whole TCP header.
    reach
        For each flow the end of the highest segment so far, -1 before the first; brought up to
        date. A flow that opens anew begins anew: many controllers use their ports and sequence
        numbers again.
    """
    flags = found.tcp[own]
    window = found.words[:, 8][own] & 0xFFFF
    closed = rows[own[(window == 0) & (flags & (_RST | _SYN) == 0)]]
    opens = (flags & _SYN) > 0
    talk = np.flatnonzero((found.size[own] > 0) | opens)
    if not len(talk):
        return np.zeros(0, np.int64), closed
    flow, opens = rows[own[talk]], opens[talk]
    begin = found.words[:, 6][own[talk]].astype(np.int64)
    end = (begin + found.size[own[talk]] + opens) & 0xFFFFFFFF
    order = np.argsort((flow & 0xFFFF).astype(np.uint16), kind="stable")
    flow, end, opens = flow[order], end[order], opens[order]
    same = np.empty(len(flow), np.bool_)
    same[0] = False
    same[1:] = (flow[1:] == flow[:-1]) & ~opens[1:]
    base = np.where(opens, -1, reach[flow])
    start = np.flatnonzero(~same)
    group = np.cumsum(~same) - 1
    zero = np.where(base[start] >= 0, base[start], end[start])[group]
    ahead = ((end - zero + 2**31) & 0xFFFFFFFF) - 2**31
    run = np.maximum.accumulate(ahead + group * 2**34)
    before = np.empty_like(run)
    before[0] = np.iinfo(np.int64).min
    before[1:] = run[:-1]
    first_known = base[start] >= 0
    before[start] = np.where(first_known, group[start] * 2**34, np.iinfo(np.int64).min)
    old = (ahead + group * 2**34 <= before) & (ahead > -(2**24))
    last = np.append(start[1:], len(flow)) - 1
    reach[flow[last]] = (zero[last] + (run[last] - group[last] * 2**34)) & 0xFFFFFFFF
    return own[talk[order[old]]], closed
