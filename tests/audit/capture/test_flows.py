"""Flows: counted once, whatever the cut of the batches; repetitions and closed windows are seen."""

from __future__ import annotations

import struct
from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.capture.batch import NO_TIME, of_frames
from audit.capture.flows import SYN, SYN_ACK, Flows
from audit.capture.keys import Keys, mixed
from audit.capture.layers import columns
from tests.audit.capture.build import eth, mac, tcp, udp


def add(flows: Flows, *frames: tuple[int, bytes]) -> None:
    batch = of_frames(frames)
    flows.add(batch, columns(batch))


def segment(seq: int, data: bytes = b"abcd", *, flags: int = 0x18, window: int = 100,
            ports: tuple[int, int] = (40000, 502)) -> bytes:  # fmt: skip
    packet = tcp("10.0.0.1", "10.0.0.2", ports, data, flags=flags, seq=seq, window=window)
    return eth(mac(1), mac(2), 0x0800, packet)


def test_both_directions_and_their_bits() -> None:
    flows = Flows()
    back = eth(mac(2), mac(1), 0x0800, tcp("10.0.0.2", "10.0.0.1", (502, 40000), flags=0x12))
    add(flows, (5, segment(1, b"", flags=2)), (6, back), (9, segment(2)))
    assert flows.count == 2
    assert flows.get("packets").tolist() == [2, 1]
    bits = flows.get("bits")
    assert bits[0] & SYN
    assert bits[1] & SYN_ACK
    assert (flows.first_ns[:2].tolist(), flows.last_ns[:2].tolist()) == ([5, 6], [9, 6])


def test_a_segment_that_comes_again_is_counted_across_batches_and_wraps() -> None:
    for begin in (1, 2**32 - 6):
        flows = Flows()
        parts = [segment((begin + 4 * n) % 2**32) for n in range(4)]
        add(flows, (1, parts[0]), (2, parts[1]), (3, parts[0]))
        add(flows, (4, parts[1]), (5, parts[2]), (6, parts[3]))
        assert flows.get("repeated").tolist() == [2], begin


def test_a_closed_window_is_counted_but_not_one_of_a_reset() -> None:
    flows = Flows()
    add(flows, (1, segment(1, window=0)), (2, segment(5, b"", flags=4, window=0)))
    assert flows.get("zero_windows").tolist() == [1]


def test_beyond_the_limit_flows_are_counted_together() -> None:
    flows = Flows(most=10)
    frames = [segment(1, ports=(40000 + n, 502)) for n in range(30)]
    add(flows, *[(n, frame) for n, frame in enumerate(frames + frames)])
    assert flows.count == 10
    assert flows.get("packets").tolist() == [2] * 10
    assert flows.totals.beyond == 40
    assert flows.totals.frames == 60


def test_long_addresses_outlive_growth_and_merging() -> None:
    def frame(number: int) -> bytes:
        ends = bytes(15) + bytes((number % 250,)) + b"\xfd" + bytes(14) + bytes((number // 250,))
        body = (
            b"\x60\0\0\0" + struct.pack(">HBB", 8, 17, 64) + ends + struct.pack(">HHHH", 5, 6, 8, 0)
        )
        return eth(mac(1), mac(2), 0x86DD, body)

    first, second = Flows(), Flows()
    plain = eth(mac(1), mac(2), 0x0800, udp("10.0.0.1", "10.0.0.2", (1, 2), b"x"))
    add(first, (0, plain), *[(n, frame(n)) for n in range(300)])
    add(second, *[(n, frame(n)) for n in range(200, 5000)])
    first.merge(second)
    assert first.count == 5001
    for row in (1, 250, 300, 301, 5000):
        number = row - 1
        assert first.ip(row, source=True)[-1] == number % 250
        assert first.ip(row, source=False) == b"\xfd" + bytes(14) + bytes((number // 250,))
    assert first.ip(0, source=True) == bytes((10, 0, 0, 1))


frame_lists = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(1, 3), st.booleans()), max_size=60
)


def frame_of(source: int, target: int, port: int, tagged: bool) -> bytes:
    body = udp(f"10.0.0.{source}", f"10.0.1.{target}", (port, 502), b"x" * port)
    return eth(mac(target), mac(source), 0x0800, body, *((7,) * tagged))


@given(frame_lists, st.integers(1, 60))
@settings(max_examples=80, deadline=None)
def test_any_cut_into_batches_and_parts_gives_the_same_sums(
    made: list[tuple[int, int, int, bool]], cut: int
) -> None:
    frames = [(n * 10, frame_of(*parts)) for n, parts in enumerate(made)]
    whole, first, second = Flows(), Flows(), Flows()
    add(whole, *frames)
    add(first, *frames[:cut])
    add(second, *frames[cut:])
    first.merge(second)
    assert sums(whole) == sums(first)
    assert sum(sums(whole).values()) == len(frames)
    senders = Counter[int]()
    for key, count in sums(whole).items():
        senders[key[0] - 0x1B1B000000] += count
    assert senders == Counter(source for source, *_ in made)


def sums(flows: Flows) -> dict[tuple[int, ...], int]:
    names = ("src", "dst", "vlans", "sport", "bytes")
    rows = zip(*(flows.words(name).tolist() for name in names), strict=True)
    times = zip(flows.first_ns.tolist(), flows.last_ns.tolist(), strict=False)
    packets = flows.get("packets").tolist()
    found = {(*row, *time): n for row, time, n in zip(rows, times, packets, strict=False)}
    assert all(NO_TIME not in key for key in found)
    return found


@given(st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=300), max_size=6), st.integers(1, 500))
@settings(max_examples=60, deadline=None)
def test_the_key_table_is_a_dictionary(pieces: list[list[int]], most: int) -> None:
    keys, known = Keys(most), dict[int, int]()
    for piece in pieces:
        rows, fresh = keys.rows(np.array(piece, np.uint64))
        before = len(known)
        for key in piece:
            key = key or 1
            if key not in known and len(known) < most:
                known[key] = len(known)
        assert rows.tolist() == [known.get(key or 1, -1) for key in piece]
        assert len(fresh) == len(known) - before
    assert keys.count == len(known)


def test_mixing_spreads_numbers_that_differ_in_one_bit() -> None:
    base = np.arange(64, dtype=np.uint64)
    keys = mixed(np.uint64(1) << base, np.zeros(64, np.uint64))
    low = keys & np.uint64(0xFFF)
    assert len(set(keys.tolist())) == 64
    assert len(set(low.tolist())) > 60
