"""The layers below the application: a captured frame in, addresses, VLAN and payload out.

Sources: IEEE 802.3 and 802.1Q, RFC 826 (ARP), RFC 791 (IPv4), RFC 8200 (IPv6), RFC 9293 (TCP),
RFC 768 (UDP); LINKTYPE_LINUX_SLL and _SLL2 of libpcap.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

_TAGS = (0x8100, 0x88A8, 0x9100)
MAX_TAGS = 4
_EXTENSIONS = (0, 43, 44, 60, 135)
"""IPv6 extension headers that are walked over (RFC 8200 section 4.1)."""
NO_MAC = b""


@dataclass(frozen=True, slots=True)
class Frame:
    """The link layer of a packet."""

    dst: bytes
    """6 bytes, or empty where the link has no addresses."""
    src: bytes
    vlan: int | None
    """The innermost tag that names a VLAN; a priority tag (0) names none."""
    ethertype: int
    """Below 0x600: an LLC frame."""
    payload: bytes


@dataclass(frozen=True, slots=True)
class Segment:
    """The network and transport layer of a packet."""

    src: bytes
    """4 or 16 bytes."""
    dst: bytes
    hops_left: int
    """Time to live, or hop limit."""
    protocol: int
    """6 TCP, 17 UDP, else the IP protocol number."""
    src_port: int = 0
    dst_port: int = 0
    syn: bool = False
    ack: bool = False
    payload: bytes = b""


def frame(link_type: int, data: bytes) -> Frame | None:
    """The link layer of a packet; None when it is too short or of a link nobody reads here."""
    if link_type == 1:
        return _tagged(data[0:6], data[6:12], data, 12) if len(data) >= 14 else None
    if link_type == 113:
        return _cooked(data, 6, 4, 14, 16)
    if link_type == 276:
        return _cooked(data, 12, 11, 0, 20)
    if link_type in (0, 108) and len(data) > 4:
        return _raw(data[4:])
    if link_type in (12, 14, 101, 228, 229) and data:
        return _raw(data)
    return None


def _tagged(dst: bytes, src: bytes, data: bytes, at: int) -> Frame | None:
    vlan: int | None = None
    for _ in range(MAX_TAGS):
        if at + 2 > len(data):
            return None
        kind = int.from_bytes(data[at : at + 2], "big")
        if kind not in _TAGS:
            return Frame(dst, src, vlan, kind, data[at + 2 :])
        if at + 4 > len(data):
            return None
        vlan = (int.from_bytes(data[at + 2 : at + 4], "big") & 0x0FFF) or vlan
        at += 4
    return None


def _cooked(data: bytes, address: int, size_at: int, type_at: int, head: int) -> Frame | None:
    """A capture on Linux's `any` device: only the sender's address is kept."""
    if len(data) < head:
        return None
    size = data[size_at] if size_at == 11 else int.from_bytes(data[4:6], "big")
    src = data[address : address + 6] if size == 6 else NO_MAC
    kind = int.from_bytes(data[type_at : type_at + 2], "big")
    if kind in _TAGS:
        return _tagged(NO_MAC, src, data[type_at : type_at + 2] + data[head:], 0)
    return Frame(NO_MAC, src, None, kind, data[head:])


def _raw(data: bytes) -> Frame | None:
    version = data[0] >> 4
    kind = {4: 0x0800, 6: 0x86DD}.get(version)
    return Frame(NO_MAC, NO_MAC, None, kind, data) if kind else None


def arp_sender(payload: bytes) -> tuple[bytes, bytes] | None:
    """(MAC, IPv4 address) of an ARP packet's sender; None for a probe or another protocol."""
    if len(payload) < 28 or payload[:6] != b"\x00\x01\x08\x00\x06\x04":
        return None
    mac, ip = payload[8:14], payload[14:18]
    return None if ip == b"\0\0\0\0" else (mac, ip)


def segment(ethertype: int, payload: bytes) -> Segment | None:
    """The network and transport layer; None when it is neither IPv4 nor IPv6, or damaged."""
    if ethertype == 0x0800:
        return _ipv4(payload)
    return _ipv6(payload) if ethertype == 0x86DD else None


def _ipv4(data: bytes) -> Segment | None:
    if len(data) < 20 or data[0] >> 4 != 4:
        return None
    head = (data[0] & 15) * 4
    total, fragment = struct.unpack_from(">H2xH", data, 2)
    if head < 20 or len(data) < head:
        return None
    end = total if head <= total <= len(data) else len(data)
    body = b"" if fragment & 0x1FFF else data[head:end]
    return _transport(data[12:16], data[16:20], data[8], data[9], body)


def _ipv6(data: bytes) -> Segment | None:
    if len(data) < 40 or data[0] >> 4 != 6:
        return None
    kind, at = data[6], 40
    for _ in range(8):
        if kind not in _EXTENSIONS or at + 8 > len(data):
            break
        if kind == 44 and int.from_bytes(data[at + 2 : at + 4], "big") & 0xFFF8:
            return _transport(data[8:24], data[24:40], data[7], data[at], b"")
        step = 8 if kind == 44 else (data[at + 1] + 1) * 8
        kind, at = data[at], at + step
    size = int.from_bytes(data[4:6], "big")
    end = 40 + size if size and 40 + size <= len(data) else len(data)
    return _transport(data[8:24], data[24:40], data[7], kind, data[at:end])


def _transport(src: bytes, dst: bytes, hops: int, kind: int, body: bytes) -> Segment:
    if kind == 6 and len(body) >= 20:
        src_port, dst_port = struct.unpack_from(">HH", body, 0)
        offset = (body[12] >> 4) * 4
        syn, ack = bool(body[13] & 2), bool(body[13] & 16)
        payload = body[offset:] if 20 <= offset <= len(body) else b""
        return Segment(src, dst, hops, kind, src_port, dst_port, syn, ack, payload)
    if kind == 17 and len(body) >= 8:
        src_port, dst_port = struct.unpack_from(">HH", body, 0)
        return Segment(src, dst, hops, kind, src_port, dst_port, payload=body[8:])
    return Segment(src, dst, hops, kind)


def mac_text(mac: bytes) -> str:
    """`00:1b:1b:01:02:03`; empty for no address."""
    return mac.hex(":") if len(mac) == 6 else ""


def ip_text(ip: bytes) -> str:
    """The usual notation; empty for no address."""
    if len(ip) == 4:
        return str(IPv4Address(ip))
    return str(IPv6Address(ip)) if len(ip) == 16 else ""
