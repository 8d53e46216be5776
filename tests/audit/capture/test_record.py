"""Recording: an adapter that is not there is named; what a socket hears becomes a capture file."""

from __future__ import annotations

import shutil
import socket
import sys
import threading
import time
from io import BytesIO
from pathlib import Path

import pytest

from audit.capture import record as recording
from audit.capture.engine import analyse
from audit.capture.record import RecordError, adapters, record
from tests.audit.capture.build import eth, mac, pcap


def may_listen() -> bool:
    if sys.platform != "linux":
        return False
    try:
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0).close()
    except OSError:
        return False
    return True


def test_an_adapter_that_is_not_there_is_an_error_that_lists_the_others(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"no adapter 'eth99'.*lo"):
        record("eth99", 1, tmp_path / "a.pcap")


@pytest.mark.skipif("lo" not in adapters(), reason="no loopback adapter called lo")
def test_without_tool_and_right_the_way_out_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "not permitted")

    def nowhere(_: str) -> None:
        return None

    monkeypatch.setattr(shutil, "which", nowhere)
    monkeypatch.setattr(recording, "_listen", refused)
    with pytest.raises(RecordError, match="Wireshark"):
        record("lo", 1, tmp_path / "a.pcap")


@pytest.mark.parametrize("tool", ["packet socket", "dumpcap", "tcpdump"])
def test_what_is_sent_on_loopback_is_recorded_and_readable(
    tool: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not may_listen() or "lo" not in adapters():
        pytest.skip("no right to listen on lo here")
    found = shutil.which(tool)
    if tool != "packet socket" and found is None:
        pytest.skip(f"{tool} is not installed")

    def only_this(name: str) -> str | None:
        return found if name == tool else None

    monkeypatch.setattr(shutil, "which", only_this)
    target = tmp_path / "lo.pcap"
    done = threading.Event()

    def talk() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
            while not done.is_set():
                mouth.sendto(b"recorded words", ("127.0.0.1", 47999))
                time.sleep(0.02)

    speaker = threading.Thread(target=talk)
    speaker.start()
    try:
        assert record("lo", 1.5, target) == tool
    finally:
        done.set()
        speaker.join()
    with target.open("rb") as stream:
        part = analyse(stream)
    assert 47999 in part.flows.get("dport").tolist()
    assert part.flows.totals.frames > 5


class Pipe:
    """A standard input."""

    def __init__(self, data: bytes) -> None:
        self.buffer = BytesIO(data)


def test_a_capture_that_comes_through_a_pipe_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = pcap(*(eth(mac(1), mac(2), 0x88B5, bytes(60)) for _ in range(50_000)))
    monkeypatch.setattr(sys, "stdin", Pipe(data))
    assert record("-", 60, tmp_path / "a.pcap") == "standard input"
    assert (tmp_path / "a.pcap").read_bytes() == data


def test_a_pipe_of_something_else_is_refused_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Pipe(b"tcpdump: no such device"))
    with pytest.raises(RecordError, match="no capture"):
        record("-", 60, tmp_path / "a.pcap")
    assert not list(tmp_path.iterdir())
