"""Raw frames on the loopback interface: sent, heard, counted, in the scope. Needs root on Linux."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from audit.net.dialer import AttemptError, Dialer
from audit.net.errors import StoppedError
from audit.net.ledger import Ledger, read_ledger
from audit.payloads import Identity, payload_of
from audit.probes.pndcp import wire
from audit.probes.pndcp.read import read
from audit.records import Status
from tests.audit.net.scopes import OPEN, scope, target
from tests.audit.probes.asking import ADDRESS, dialer_in
from tests.audit.probes.pndcp.test_wire import answer, block

STATION = "02:1b:1b:00:00:07"


def may_send_frames() -> bool:
    if sys.platform != "linux":
        return False
    try:
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close()
    except PermissionError:
        return False
    return True


pytestmark = pytest.mark.skipif(
    not may_send_frames(), reason="raw frames need root (or CAP_NET_RAW) on Linux"
)


@contextmanager
def a_station(address: str) -> Generator[list[bytes]]:
    """A PROFINET station on `lo` that answers every Identify-All."""
    assert sys.platform == "linux"
    seen: list[bytes] = []
    over = threading.Event()
    mac = bytes.fromhex(STATION.replace(":", ""))
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(wire.ETHERTYPE)) as own:
        own.bind(("lo", wire.ETHERTYPE))
        own.settimeout(0.05)

        def serve() -> None:
            while not over.is_set():
                with contextlib.suppress(TimeoutError):
                    frame, (_, _, kind, *_) = own.recvfrom(2048)
                    if kind == socket.PACKET_OUTGOING or frame[14:17] != b"\xfe\xfe\x05":
                        continue
                    seen.append(frame)
                    suite = bytes(map(int, address.split("."))) + b"\xff\0\0\0" + bytes(4)
                    blocks = block(2, 2, b"plc-press-3") + block(1, 2, suite, info=1)
                    reply = answer(blocks, int.from_bytes(frame[18:22], "big"))
                    own.send(frame[6:12] + mac + frame[12:14] + reply)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield seen
        finally:
            over.set()
            thread.join()


def test_a_segment_is_asked_once_for_all_of_its_targets(tmp_path: Path) -> None:
    async def both() -> list[str]:
        dialer = dialer_in(tmp_path, 5.0)
        found = [
            *await read(dialer, target(ADDRESS, key="PLC-1")),
            *await read(dialer, target(ADDRESS, key="PLC-1")),
        ]
        return [payload_of(o, Identity).name for o in found if o.attribute == "identity"]

    with a_station(ADDRESS) as seen:
        assert asyncio.run(both()) == ["plc-press-3", "plc-press-3"]
    (frame,) = seen
    assert len(frame) == 60
    assert frame[:6] == bytes.fromhex("010ecf000000")
    rows = read_ledger(tmp_path / "ledger.jsonl")
    assert [(row.packets, row.bytes) for row in rows] == [(1, 60), (0, 0)]


def test_a_station_that_is_not_the_target_is_told_and_the_target_is_silent(tmp_path: Path) -> None:
    with a_station("127.71.0.99"):
        found = asyncio.run(read(dialer_in(tmp_path, 5.0), target(ADDRESS)))
    assert {o.attribute: o.status for o in found}["identity"] is Status.OK
    assert {o.attribute: o.status for o in found}["reach"] is Status.TIMEOUT


def test_an_address_of_another_segment_is_not_asked(tmp_path: Path) -> None:
    elsewhere = scope(OPEN.replace("127.71.0.0/24", "10.255.255.0/24").replace(
        "[probes]", "[probes]\npndcp = true"
    ))  # fmt: skip
    dialer = Dialer(elsewhere, Ledger(tmp_path / "ledger.jsonl"))
    with pytest.raises(AttemptError, match="on no segment that this computer"):
        asyncio.run(read(dialer, target("10.255.255.7")))
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.packets == 0


def test_nothing_is_sent_after_a_stop(tmp_path: Path) -> None:
    async def stopped() -> None:
        dialer = dialer_in(tmp_path)
        async with dialer.lease(
            target(ADDRESS), wire.ETHERTYPE, "ethernet", "pndcp", packets=1
        ) as lease:
            link = await lease.open_link()
            dialer.stop("enough")
            await link.send(wire.TO_ALL, wire.request(1))

    with a_station(ADDRESS) as seen, pytest.raises(StoppedError):
        asyncio.run(stopped())
    assert seen == []
    (row,) = read_ledger(tmp_path / "ledger.jsonl")
    assert row.packets == 0


def test_silence_of_a_whole_segment_is_a_timeout(tmp_path: Path) -> None:
    with pytest.raises(AttemptError) as error:
        asyncio.run(read(dialer_in(tmp_path, 5.0), target(ADDRESS)))
    assert error.value.status is Status.TIMEOUT
