"""What the system sends by itself is heard on the loopback interface: needs root on Linux."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import sys
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from audit.net.adapters import Adapter
from audit.net.aside import Aside, sent_to
from audit.net.dialer import Dialer
from audit.net.ethernet import ARP, why_no_frames
from audit.net.ledger import Ledger
from tests.audit.net.scopes import scope, target

OWN, THEIRS = bytes.fromhex("021b1b000001"), bytes.fromhex("021b1b000002")
OURS = f"10.{os.getpid() >> 8 & 255}.{os.getpid() & 255}"
"""Whoever else tests on this computer's loopback interface sends about other addresses."""
TO_ALL = b"\xff" * 6
REQUEST, REPLY = 1, 2
needs_frames = pytest.mark.skipif(bool(why_no_frames()), reason=why_no_frames())


def frame(operation: int, to: bytes, address: str, *, ethertype: int = ARP) -> bytes:
    """Return an ARP frame from 10.9.0.1 about `address`."""
    body = struct.pack(">HHBBH", 1, 0x0800, 6, 4, operation)
    body += OWN + socket.inet_aton("10.9.0.1") + THEIRS + socket.inet_aton(address)
    return to + OWN + ethertype.to_bytes(2, "big") + body


def test_an_arp_frame_tells_whom_it_is_for() -> None:
    whole = frame(REPLY, THEIRS, "10.9.0.7")
    assert sent_to(whole) == "10.9.0.7"
    assert sent_to(frame(REPLY, THEIRS, "10.9.0.7", ethertype=0x0800)) == ""
    assert all(sent_to(whole[:length]) == "" for length in range(len(whole)))


@needs_frames
def test_answers_and_questions_to_one_device_are_heard_and_those_to_all_are_not() -> None:
    assert sys.platform == "linux"
    sent = [
        frame(REQUEST, TO_ALL, f"{OURS}.1"),
        frame(REPLY, THEIRS, f"{OURS}.2"),
        frame(REPLY, THEIRS, f"{OURS}.3", ethertype=0x88B5),
        frame(REQUEST, THEIRS, f"{OURS}.4"),
        frame(REPLY, THEIRS, f"{OURS}.5"),
    ]

    async def hear() -> list[str]:
        heard: list[str] = []
        last = asyncio.Event()

        def told(device: str) -> None:
            if device.startswith(f"{OURS}."):
                heard.append(device)
            if device == f"{OURS}.5":
                last.set()

        aside = Aside(told)
        assert aside.listen("lo")
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as out:
            out.bind(("lo", 0))
            for one in sent:
                out.send(one)
        async with asyncio.timeout(20):
            await last.wait()
        aside.close()
        return heard

    assert asyncio.run(hear()) == [f"{OURS}.{n}" for n in (2, 4, 5)]


@needs_frames
def test_an_adapter_that_is_not_there_cannot_be_heard() -> None:
    async def listen() -> list[bool]:
        aside = Aside(lambda _: None)
        could = [aside.listen("lo"), aside.listen("no-such-adapter"), aside.listen("lo")]
        aside.close()
        return could

    assert asyncio.run(listen()) == [True, False, False]


@pytest.mark.parametrize(("name", "listens"), [("lo", []), ("eth7", ["eth7"])])
def test_a_dialer_listens_at_the_adapter_of_a_segment_and_not_at_loopback(
    name: str, listens: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def listen(_: Aside, at: str) -> bool:
        asked.append(at)
        return True

    def adapter(_: str) -> Adapter:
        return Adapter(name, IPv4Network("127.71.0.0/24"), bytes(6))

    def yes(_: str) -> bool:
        return True

    monkeypatch.setattr("audit.net.dialer.adapter_for", adapter)
    monkeypatch.setattr("audit.net.dialer.on_link", yes)
    monkeypatch.setattr("audit.net.dialer.Aside.listen", listen)

    async def run() -> None:
        with Ledger(tmp_path / "ledger.jsonl") as ledger:
            dialer = Dialer(scope(), ledger)
            async with (
                dialer.overhearing(),
                dialer.overhearing(),
                dialer.lease(target(), 9, "udp", "tcp", packets=1),
            ):
                pass
            async with dialer.lease(target("127.71.0.10"), 9, "udp", "tcp", packets=1):
                pass

    asyncio.run(run())
    assert asked == listens, "once a segment, and only while it is wanted"
