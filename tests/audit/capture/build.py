"""Frames and capture files for the tests, built by hand."""

from __future__ import annotations

import struct
from ipaddress import ip_address

START_S = 1_767_254_400


def mac(number: int) -> bytes:
    """A station's MAC address."""
    return bytes.fromhex("001b1b") + number.to_bytes(3, "big")


EVERYBODY = b"\xff" * 6


def eth(dst: bytes, src: bytes, kind: int, payload: bytes, *tags: int) -> bytes:
    """An Ethernet frame, tagged as given from the outside in."""
    tagged = b"".join(struct.pack(">HH", 0x8100, tag) for tag in tags)
    return dst + src + tagged + struct.pack(">H", kind) + payload


def llc(dst: bytes, src: bytes, payload: bytes) -> bytes:
    """An 802.3 frame with a length."""
    return dst + src + struct.pack(">H", len(payload)) + payload


def ip(src: str, dst: str, protocol: int, body: bytes, ttl: int = 64) -> bytes:
    """An IPv4 or IPv6 packet."""
    one, two = ip_address(src), ip_address(dst)
    if one.version == 6:
        head = struct.pack(">IHBB", 0x60000000, len(body), protocol, ttl)
        return head + one.packed + two.packed + body
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), 0, 0, ttl, protocol, 0)
    return head + one.packed + two.packed + body


def tcp(src: str, dst: str, ports: tuple[int, int], data: bytes = b"", *, flags: int = 0x18,
        seq: int = 1, window: int = 8192, ttl: int = 64) -> bytes:  # fmt: skip
    """An IP packet with a TCP segment."""
    head = struct.pack(">HHIIBBHHH", *ports, seq, 0, 0x50, flags, window, 0, 0)
    return ip(src, dst, 6, head + data, ttl)


def udp(src: str, dst: str, ports: tuple[int, int], data: bytes, ttl: int = 64) -> bytes:
    """An IP packet with a UDP datagram."""
    return ip(src, dst, 17, struct.pack(">HHHH", *ports, 8 + len(data), 0) + data, ttl)


def arp(sender: bytes, sender_ip: str, target_ip: str, operation: int = 1) -> bytes:
    """An ARP message."""
    head = struct.pack(">HHBBH", 1, 0x0800, 6, 4, operation)
    return head + sender + ip_address(sender_ip).packed + b"\0" * 6 + ip_address(target_ip).packed


def pcap(*frames: bytes, order: str = "<", nano: bool = False, link: int = 1,
         step_us: int = 1_000_000) -> bytes:  # fmt: skip
    """A classic capture file, one frame every `step_us`."""
    magic, unit = (0xA1B23C4D, 1000) if nano else (0xA1B2C3D4, 1)
    out = [struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, link)]
    for number, data in enumerate(frames):
        seconds, part = divmod(number * step_us, 1_000_000)
        head = (START_S + seconds, part * unit, len(data), len(data))
        out.append(struct.pack(order + "IIII", *head) + data)
    return b"".join(out)


def block(kind: int, body: bytes, order: str = "<") -> bytes:
    """A pcapng block."""
    body += b"\0" * (-len(body) % 4)
    size = struct.pack(order + "I", 12 + len(body))
    return struct.pack(order + "I", kind) + size + body + size


def section(order: str = "<") -> bytes:
    """The beginning of a pcapng section."""
    return block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), order)


def interface(link: int = 1, order: str = "<", options: bytes = b"") -> bytes:
    """An interface description."""
    return block(1, struct.pack(order + "HHI", link, 0, 65535) + options, order)


def enhanced(number: int, data: bytes, face: int = 0, order: str = "<") -> bytes:
    """An enhanced packet block, one second after the one before."""
    high, low = divmod((START_S + number) * 10**6, 2**32)
    head = struct.pack(order + "IIIII", face, high, low, len(data), len(data))
    return block(6, head + data, order)


def pcapng(*frames: bytes, order: str = "<") -> bytes:
    """A pcapng file with one Ethernet interface."""
    packets = [enhanced(n, data, order=order) for n, data in enumerate(frames)]
    return section(order) + interface(order=order) + b"".join(packets)
