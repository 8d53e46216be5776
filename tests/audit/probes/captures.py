"""Payloads out of the captures that lie beside the repository; they are read, never committed."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "pcap" / "captures"
ETHERNET = 1


def frames(name: str) -> Iterator[bytes]:
    """Yield every Ethernet frame of a capture; skip the test where it is not there."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the repository")
    data = path.read_bytes()
    yield from _pcapng(data) if data[:4] == b"\x0a\x0d\x0d\x0a" else _pcap(data)


def _pcap(data: bytes) -> Iterator[bytes]:
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    at = 24
    while at + 16 <= len(data):
        size = struct.unpack_from(order + "I", data, at + 8)[0]
        yield data[at + 16 : at + 16 + size]
        at += 16 + size


def _pcapng(data: bytes) -> Iterator[bytes]:
    at = 0
    while at + 12 <= len(data):
        kind, size = struct.unpack_from("<II", data, at)
        if kind == 6:
            captured = struct.unpack_from("<I", data, at + 20)[0]
            yield data[at + 28 : at + 28 + captured]
        at += size


def payloads(name: str, protocol: int, port: int, *, from_port: bool = True) -> list[bytes]:
    """Return the payloads of TCP (6) or UDP (17) from, or to, a port."""
    found: list[bytes] = []
    for frame in frames(name):
        if frame[12:14] != b"\x08\x00" or frame[23] != protocol:
            continue
        start = 14 + 4 * (frame[14] & 0x0F)
        end = 14 + struct.unpack_from(">H", frame, 16)[0]
        ports = struct.unpack_from(">HH", frame, start)
        head = 4 * (frame[start + 12] >> 4) if protocol == 6 else 8
        if ports[0 if from_port else 1] == port and end > start + head:
            found.append(frame[start + head : end])
    return found
