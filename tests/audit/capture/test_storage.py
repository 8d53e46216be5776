"""What is a URL, what is a path, and what a URL shows of itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from audit.capture import engines, parts, storage
from tests.audit.capture.build import eth, mac, pcap, tcp


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l3.pcap", False), ("/data/l3.pcap", False), ("C:\\data\\l3.pcap", False),
        ("C://data/l3.pcap", False), ("s3://bucket/l3.pcap", True), ("https://host/l3", True),
    ],
)  # fmt: skip
def test_urls_are_told_from_paths(text: str, expected: bool) -> None:
    assert storage.is_url(text) is expected


def test_a_file_url_is_a_path_and_needs_no_package(tmp_path: Path) -> None:
    file = tmp_path / "a b.pcap"
    assert storage.local_path(file.as_uri()) == file
    assert storage.local_path(str(file)) == file
    assert storage.local_path("s3://bucket/a.pcap") is None


def test_a_stream_that_cannot_be_cut_is_one_part() -> None:
    class Pipe:
        def seekable(self) -> bool:
            return False

    pipe: Any = Pipe()
    assert [piece.head for piece in parts.plan("memory://x", pipe)] == [b""]


def test_an_engine_reads_from_a_storage() -> None:
    fsspec: Any = pytest.importorskip("fsspec")
    frame = eth(mac(1), mac(2), 0x0800, tcp("10.0.0.2", "10.0.0.1", (40000, 502), bytes(12)))
    fsspec.filesystem("memory").pipe("/engine/a.pcap", pcap(frame, frame))
    assert engines.analyse("memory://engine/a.pcap", "1").flows.totals.frames == 2
    with pytest.raises(engines.EngineError, match="no such file"):
        engines.analyse("memory://engine/b.pcap", "1")
    fsspec.filesystem("memory").store.clear()


def test_a_storage_that_lies_about_its_size_gives_no_more_than_asked_for() -> None:
    fsspec: Any = pytest.importorskip("fsspec")
    fsspec.filesystem("memory").pipe("/large.bin", bytes(1000))
    with pytest.raises(storage.StorageError, match="larger than"):
        storage.read_all("memory://large.bin", 999)
    assert len(storage.read_all("memory://large.bin", 1000)) == 1000
    fsspec.filesystem("memory").store.clear()
