"""Parts: a capture that is cut gives what the whole one gives, wherever its parts are worked on."""

from __future__ import annotations

import struct
from collections.abc import Callable, Generator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from audit.capture import engines, parts
from audit.capture.engine import Part, analyse
from audit.capture.observe import Origin, observations_of
from audit.capture.parts import Piece
from audit.records import Json
from tests.audit.capture.build import (
    EVERYBODY,
    arp,
    enhanced,
    eth,
    interface,
    mac,
    pcap,
    pcapng,
    section,
    tcp,
    udp,
)

SIZE = 600_000
ORIGIN = Origin("l3.pcap", "00", datetime(2026, 2, 1, tzinfo=UTC))


def traffic(count: int) -> list[bytes]:
    frames: list[bytes] = []
    for n in range(count):
        client, server = 10 + n % 40, 1 + n % 5
        ips = (f"10.0.0.{client}", f"10.0.1.{server}")
        ask = struct.pack(">HHHBBHH", n % 65536, 0, 6, 1, 3 if n % 3 else 16, 0, 1)
        data = ask + bytes(n % 700)
        frames.append(
            eth(
                mac(server),
                mac(client),
                0x0800,
                tcp(*ips, (40000 + client, 502), data, seq=n * 1000),
            )
        )
        if n % 50 == 0:
            frames.append(eth(EVERYBODY, mac(client), 0x0806, arp(mac(client), ips[0], ips[1])))
    # A capture file that is itself sent over the network must not be taken for a cut.
    inner = pcap(
        *(eth(mac(7), mac(8), 0x0800, udp("10.9.9.9", "10.9.9.8", (1, 2), b"x")) for _ in range(12))
    )
    for place in range(0, len(frames), 97):
        frames[place] = eth(
            mac(1), mac(2), 0x0800, tcp("10.0.0.2", "10.0.0.1", (21, 50000), inner[24:])
        )
    return frames


def tables(part: Part) -> list[tuple[object, ...]]:
    return [
        (found.subject, found.attribute, _steady(found.value), found.source.location)
        for found in observations_of(part, ORIGIN)
    ]


def _steady(value: Json) -> Json:
    """Without the segments sent again: whether one was is not known across a cut."""
    if not isinstance(value, dict):
        return value
    return {key: said for key, said in value.items() if key != "repeated"}


def in_parts(data: bytes, size: int) -> tuple[Part, int]:
    pieces = parts.plan("x", BytesIO(data), size)
    whole: Part | None = None
    for piece in pieces:
        part, _ = parts.work(piece, BytesIO(data))
        if whole is None:
            whole = part
        else:
            whole.merge(part)
    assert whole is not None
    return whole, len(pieces)


@pytest.mark.parametrize("make", [pcap, pcapng], ids=["pcap", "pcapng"])
def test_cut_or_not_the_tables_are_the_same(
    make: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "_LOOK", 400_000)
    data = make(*traffic(6000))
    whole = analyse(BytesIO(data))
    cut, count = in_parts(data, SIZE)
    assert count >= 4
    assert tables(cut) == tables(whole)
    assert cut.flows.totals == whole.flows.totals


def test_interfaces_that_change_on_the_way_are_read_in_one_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parts, "_LOOK", 400_000)
    frames = traffic(5000)
    half = len(frames) // 2
    data = section() + interface() + b"".join(enhanced(n, f) for n, f in enumerate(frames[:half]))
    data += interface(101) + b"".join(
        enhanced(n, f[14:], 1) for n, f in enumerate(frames[half:]) if f[12:14] == b"\x08\x00"
    )
    asked: list[int] = []

    def opened() -> BytesIO:
        asked.append(1)
        return BytesIO(data)

    def run(pieces: Sequence[Piece]) -> Generator[tuple[Part, bool]]:
        yield from (parts.work(piece, BytesIO(data)) for piece in pieces)

    monkeypatch.setattr(parts, "SIZE", SIZE)
    monkeypatch.setattr(parts.plan, "__defaults__", (SIZE,))
    found = parts.analyse("x", opened, run)
    assert tables(found) == tables(analyse(BytesIO(data)))


def test_the_last_parts_are_small_and_nothing_lies_between_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parts, "_LOOK", 400_000)
    data = pcap(*traffic(12_000))
    pieces = parts.plan("x", BytesIO(data), SIZE)
    sizes = [piece.end - piece.begin for piece in pieces]
    assert [piece.begin for piece in pieces[1:]] == [piece.end for piece in pieces[:-1]]
    assert pieces[-1].end == len(data)
    assert sizes[0] > 0.7 * SIZE
    assert max(sizes[-3:-1]) < 0.6 * SIZE


def test_a_small_or_compressed_file_is_one_part() -> None:
    assert len(parts.plan("x", BytesIO(pcap(*traffic(10))))) == 1
    assert len(parts.plan("x", BytesIO(b"\x1f\x8b" + bytes(3_000_000)), 1_000_000)) == 1


def test_an_unknown_engine_is_an_error_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "WAIT", "300ms")
    file = tmp_path / "a.pcap"
    file.write_bytes(pcap(*traffic(10)))
    with pytest.raises(engines.EngineError, match="dask://"):
        engines.analyse(file, "spark://here")
    with pytest.raises(engines.EngineError, match="no Dask scheduler"):
        pytest.importorskip("distributed", reason="Dask is not installed")
        engines.analyse(file, "dask://127.0.0.1:9")


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(parts, "_LOOK", 400_000)
    monkeypatch.setattr(parts.plan, "__defaults__", (SIZE,))
    file = tmp_path / "large.pcap"
    file.write_bytes(pcap(*traffic(6000)))
    return file


def test_processes_give_the_same_tables(large: Path) -> None:
    told: list[int] = []
    pool = engines.analyse(large, "2", told.append)
    assert tables(pool) == tables(engines.analyse(large, "1"))
    assert told == sorted(told)
    assert told[-1] == pool.flows.totals.bytes


def test_a_cluster_of_two_workers_gives_the_same_tables(large: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=False,
        dashboard_address=None,
        protocol="tcp",
        host="127.0.0.1",
    ) as cluster:
        address = cluster.scheduler_address.removeprefix("tcp://")
        found = engines.analyse(large, f"dask://{address}")
    assert tables(found) == tables(engines.analyse(large, "1"))
