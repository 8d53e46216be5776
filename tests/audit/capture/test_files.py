"""Capture files: every format gives the same frames, and damage costs only what it hit."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.capture.batch import Batch, Damage, NotACaptureError
from audit.capture.source import batches, unpacked
from tests.audit.capture.build import (
    START_S,
    enhanced,
    eth,
    interface,
    mac,
    pcap,
    pcapng,
    section,
    tcp,
)

FRAMES = tuple(
    eth(mac(1), mac(2), 0x0800, tcp("10.0.0.1", "10.0.0.2", (40000 + n, 502), bytes(n % 90)))
    for n in range(60)
)
PIECE = 700
"""So small that every frame of the tests lies across the end of a piece somewhere."""


def read(data: bytes, size: int = 1 << 20) -> tuple[list[bytes], list[Batch], Damage]:
    damage = Damage()
    with unpacked(BytesIO(data)) as stream:
        found = list(batches(stream, damage, size))
    return [batch.frame(i) for batch in found for i in range(len(batch))], found, damage


@pytest.mark.parametrize("size", [PIECE, 1 << 20])
@pytest.mark.parametrize(
    "data",
    [
        pcap(*FRAMES),
        pcap(*FRAMES, order=">"),
        pcap(*FRAMES, nano=True),
        pcapng(*FRAMES),
        pcapng(*FRAMES, order=">"),
        gzip.compress(pcap(*FRAMES)),
        lzma.compress(pcapng(*FRAMES)),
        bz2.compress(pcap(*FRAMES)),
    ],
    ids=["le", "be", "nano", "ng-le", "ng-be", "gz", "xz", "bz2"],
)
def test_every_format_gives_the_same_frames_and_times(data: bytes, size: int) -> None:
    frames, found, damage = read(data, size)
    assert frames == list(FRAMES)
    assert damage.count == 0
    times = [int(time) for batch in found for time in batch.time_ns]
    assert times == [(START_S + n) * 10**9 for n in range(len(FRAMES))]
    assert found[0].number == 1
    assert sum(map(len, found)) == found[-1].number + len(found[-1]) - 1


def test_a_zstandard_file_is_read_where_the_library_is_there() -> None:
    zstandard = pytest.importorskip("zstandard", reason="zstandard is not installed")
    assert read(zstandard.ZstdCompressor().compress(pcap(*FRAMES)))[0] == list(FRAMES)


def test_a_damaged_record_costs_only_itself() -> None:
    data = bytearray(pcap(*FRAMES))
    at = 24 + sum(16 + len(frame) for frame in FRAMES[:20])
    data[at + 8 : at + 12] = struct.pack("<I", 0x7FFFFFFF)
    for size in (PIECE, 1 << 20):
        frames, _, damage = read(bytes(data), size)
        assert frames == [*FRAMES[:20], *FRAMES[21:]]
        assert damage.notes[0][0] == 20
        assert "skipped" in damage.notes[0][1]


def test_a_damaged_block_costs_only_itself() -> None:
    parts = [enhanced(n, frame) for n, frame in enumerate(FRAMES)]
    parts[20] = parts[20][:4] + struct.pack("<I", 0xFFFFFFF0) + parts[20][8:]
    frames, _, damage = read(section() + interface() + b"".join(parts))
    assert frames == [*FRAMES[:20], *FRAMES[21:]]
    assert damage.count == 1


def test_interfaces_of_different_kinds_and_further_sections_are_told_apart() -> None:
    raw_ip = tcp("10.0.0.1", "10.0.0.2", (1, 2))
    seconds = struct.pack(">HHB3xHH", 9, 1, 0, 0, 0)
    second = section(">") + interface(101, ">", seconds)
    body = struct.pack(">IIIII", 0, 0, START_S, len(raw_ip), len(raw_ip)) + raw_ip
    second += struct.pack(">II", 6, 12 + len(body)) + body + struct.pack(">I", 12 + len(body))
    first = (
        section() + interface() + interface(113) + enhanced(0, FRAMES[0]) + enhanced(1, raw_ip, 1)
    )
    frames, found, damage = read(first + second)
    assert frames == [FRAMES[0], raw_ip, raw_ip]
    assert [int(link) for batch in found for link in batch.link] == [1, 113, 101]
    assert int(found[-1].time_ns[-1]) == START_S * 10**9
    assert damage.count == 0


def test_a_packet_of_an_interface_nobody_described_is_left_out_and_told() -> None:
    frames, _, damage = read(
        section() + interface() + enhanced(0, FRAMES[0], 7) + enhanced(1, FRAMES[1])
    )
    assert frames == [FRAMES[1]]
    assert "interface" in damage.notes[0][1]


def test_what_was_read_before_a_broken_compression_is_kept() -> None:
    packed = gzip.compress(pcap(*FRAMES), 0)
    frames, _, damage = read(packed[: len(packed) // 2])
    assert 0 < len(frames) < len(FRAMES)
    assert frames == list(FRAMES[: len(frames)])
    assert any("compressed" in what for _, what in damage.notes)


@pytest.mark.parametrize("data", [b"", b"hello world", b"\x0a\x0d\x0d", b"\x7fELF" + bytes(100)])
def test_another_file_is_refused(data: bytes) -> None:
    with pytest.raises(NotACaptureError):
        read(data)


@pytest.mark.parametrize("data", [pcap(*FRAMES[:4]), pcapng(*FRAMES[:4])], ids=["pcap", "pcapng"])
def test_every_prefix_of_a_file_gives_the_frames_before_the_cut(data: bytes) -> None:
    for end in range(4, len(data)):
        frames, _, damage = read(data[:end])
        assert frames == list(FRAMES[: len(frames)])
        assert len(frames) == 4 or damage.count or end in _whole_ends(data)


def _whole_ends(data: bytes) -> set[int]:
    """Where a file may end without anything missing."""
    if data[:4] == b"\x0a\x0d\x0d\x0a":
        ends, at = {0}, 0
        while at < len(data):
            at += struct.unpack_from("<I", data, at + 4)[0]
            ends.add(at)
        return ends
    ends, at = {24}, 24
    while at < len(data):
        at += 16 + struct.unpack_from("<I", data, at + 8)[0]
        ends.add(at)
    return ends


@given(
    st.binary(max_size=400), st.sampled_from([pcap(*FRAMES[:6]), pcapng(*FRAMES[:6])]), st.data()
)
@settings(max_examples=150, deadline=None)
def test_no_bytes_break_the_reader(noise: bytes, data: bytes, draw: st.DataObject) -> None:
    at = draw.draw(st.integers(4, len(data)))
    frames, found, _ = read(data[:at] + noise + data[at:], 900)
    assert sum(map(len, found)) == len(frames)
    assert all(int(batch.kept.max(initial=0)) <= 262_144 for batch in found)


def test_the_hostile_captures_end_in_a_result_or_a_clear_error() -> None:
    folder = Path(__file__).resolve().parents[3].parent / "shared/data/pcap/hostile"
    if not folder.is_dir():
        pytest.skip("the shared captures are not there")
    from audit.capture.engine import analyse

    ended = 0
    for file in sorted(folder.iterdir()):
        try:
            with file.open("rb") as stream, unpacked(stream) as inner:
                analyse(inner)
        except NotACaptureError:
            pass
        ended += 1
    assert ended == len(list(folder.iterdir()))
