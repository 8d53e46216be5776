"""Names that computers give themselves: DHCP, NetBIOS, the browser service, mDNS and LLMNR;
and names that name servers give them.

Sources: RFC 2131 and 2132 (DHCP), RFC 1002 (NetBIOS), MS-BRWS (host announcements), RFC 1035,
6762 and 4795 (DNS, mDNS, LLMNR).
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address

from audit.capture.clue import Clue, Look
from audit.capture.dissect.words import address, mac, text, tlvs, u16

_DHCP_KINDS = {1: "discover", 2: "offer", 3: "request", 5: "ack", 8: "inform"}
_COOKIE = b"\x63\x82\x53\x63"
_UDP = 17


def names(look: Look) -> Iterator[Clue]:
    """Read one message of a name service."""
    if look.protocol != _UDP:
        return
    if look.port(67, 68) and len(look.payload) >= 240:
        yield from _dhcp(look)
    elif look.port(137):
        yield from _netbios(look)
    elif look.dport == 138 and len(look.payload) > 82:
        yield from _browser(look)
    elif look.port(5353):
        yield from _mdns(look)
    elif look.sport == 5355:
        yield from _llmnr(look)
    elif look.sport == 53:
        yield from _dns(look)


def _dhcp(look: Look) -> Iterator[Clue]:
    data = look.payload
    if data[1:3] != b"\x01\x06" or data[236:240] != _COOKIE:
        return
    client = mac(data[28:34])
    options = dict(tlvs(data[240:].rstrip(b"\xff\0"), "1+1"))
    kind = _DHCP_KINDS.get(int.from_bytes(options.get(53, b"")[:1], "big"), "")
    own = address(data[12:16])
    if data[0] == 1 and client:
        if 12 in options:
            yield Clue("dhcp", "name", text(options[12]), mac=client)
        elif 81 in options:
            yield Clue("dhcp", "name", text(options[81][3:]), mac=client)
        if 60 in options:
            yield Clue("dhcp", "vendor-class", text(options[60]), mac=client)
        if own and own == look.src_ip:
            yield Clue("dhcp", "ip", own, mac=client)
    elif data[0] == 2:
        if 12 in options and client:
            yield Clue("dhcp", "name", text(options[12]), mac=client)
        server = address(options.get(54, b"")) or look.src_ip
        if kind in ("offer", "ack"):
            lease = address(data[16:20])
            more = (("kind", kind), ("lease", lease), ("client", client))
            yield Clue("dhcp", "dhcp-server", server, mac=look.src, ip=look.src_ip, more=more[:1])
        if kind == "ack" and client and (lease := address(data[16:20])):
            yield Clue("dhcp", "ip", lease, mac=client)
        if look.src_ip:
            yield Clue("dhcp", "server", "dhcp", ip=look.src_ip, port=67, transport="udp")


def _netbios(look: Look) -> Iterator[Clue]:
    """Registrations, refreshes and answers to a status query name their sender."""
    data = look.payload
    if len(data) < 12:
        return
    flags = u16(data, 2)
    operation, answer = flags >> 11 & 15, bool(flags & 0x8000)
    if operation in (5, 6, 7, 8, 9) and not answer and u16(data, 4):
        name, suffix = _netbios_name(data, 12)
        if name and suffix in (0x00, 0x03, 0x20):
            group = _is_group(data)
            what = "domain" if group else "name"
            yield Clue("nbns", what, name, ip=look.src_ip)
    elif answer and operation == 0 and u16(data, 6):
        yield from _status(look, data)


def _netbios_name(data: bytes, at: int) -> tuple[str, int]:
    if data[at : at + 1] != b"\x20" or len(data) < at + 33:
        return "", 0
    raw = data[at + 1 : at + 33]
    if any(not 0x41 <= byte <= 0x50 for byte in raw):
        return "", 0
    plain = bytes((raw[i] - 0x41) << 4 | (raw[i + 1] - 0x41) for i in range(0, 32, 2))
    return text(plain[:15]).strip(), plain[15]


def _is_group(data: bytes) -> bool:
    """The record that a registration adds: its first data bit tells a group name."""
    if u16(data, 10) == 0:
        return False
    at = 12 + 34 + 4
    at += 2 if data[at : at + 1] and data[at] & 0xC0 else 34
    return bool(u16(data, at + 10) & 0x8000)


def _status(look: Look, data: bytes) -> Iterator[Clue]:
    """A node status answer: the table of names, and the MAC address behind it."""
    at = 12 + 34
    if u16(data, at) != 0x21:
        return
    count = data[at + 10] if len(data) > at + 10 else 0
    at += 11
    for _ in range(min(count, 40)):
        row = data[at : at + 18]
        if len(row) < 18:
            return
        group = bool(row[16] & 0x80)
        if row[15] in (0x00, 0x20):
            yield Clue(
                "nbns", "domain" if group else "name", text(row[:15]).strip(), ip=look.src_ip
            )
        at += 18
    if unit := mac(data[at : at + 6]):
        yield Clue("nbns", "mac-of-ip", unit, ip=look.src_ip)


def _browser(look: Look) -> Iterator[Clue]:
    """Host announcements in NetBIOS datagrams carry name, system version and a comment."""
    data = look.payload
    source, _ = _netbios_name(data, 14)
    if source:
        yield Clue("nbdgm", "name", source, ip=look.src_ip)
    at = data.find(b"\xffSMB\x25", 60)
    mailslot = data.find(b"\\MAILSLOT\\BROWSE\0", at) if at >= 0 else -1
    if mailslot < 0:
        return
    message = data[mailslot + 17 :]
    if message[:1] not in (b"\x01", b"\x0f") or len(message) < 32:
        return
    name = text(message[6:22])
    if name:
        yield Clue("browser", "name", name, ip=look.src_ip)
    yield Clue("browser", "os", f"Windows NT {message[22]}.{message[23]}", ip=look.src_ip)
    if comment := text(message[32:]):
        yield Clue("browser", "comment", comment, ip=look.src_ip)


def _mdns(look: Look) -> Iterator[Clue]:
    if len(look.payload) < 12 or not u16(look.payload, 2) & 0x8000:
        return
    for name, kind, value, at in records(look.payload):
        if kind in (1, 28) and address(value) == look.src_ip:
            yield Clue("mdns", "name", _host(name), ip=look.src_ip)
        elif kind == 33:
            target, _ = domain(look.payload, at + 6)
            yield Clue("mdns", "name", _host(target), ip=look.src_ip)
            service = name.split(".")[-3:-1] if name.count(".") >= 3 else []
            transport = "udp" if "_udp" in name else "tcp"
            word = next((part for part in name.split(".") if part.startswith("_")), "")
            if word and service:
                yield Clue("mdns", "service", word.lstrip("_"), ip=look.src_ip, port=u16(value, 4),
                           transport=transport)  # fmt: skip
        elif kind == 12:
            target, _ = domain(look.payload, at)
            if target and not target.startswith("_") and "._" in target:
                yield Clue("mdns", "instance", target.split("._")[0], ip=look.src_ip)
        elif kind == 16:
            yield from _particulars(look, value)


_PARTICULARS = {
    "ty": "model", "model": "model", "md": "model", "am": "model",
    "usb_mdl": "model", "usb_mfg": "vendor", "manufacturer": "vendor",
}  # fmt: skip


def _particulars(look: Look, value: bytes) -> Iterator[Clue]:
    """Text records: printers and others give model and maker there."""
    at = 0
    for _ in range(40):
        if at >= len(value):
            return
        pair = text(value[at + 1 : at + 1 + value[at]])
        at += 1 + value[at]
        key, _, said = pair.partition("=")
        if said and key.casefold() in _PARTICULARS:
            yield Clue("mdns", _PARTICULARS[key.casefold()], said, ip=look.src_ip)


def _llmnr(look: Look) -> Iterator[Clue]:
    if len(look.payload) < 12 or not u16(look.payload, 2) & 0x8000:
        return
    for name, kind, value, _ in records(look.payload):
        if kind in (1, 28) and address(value) == look.src_ip:
            yield Clue("llmnr", "name", name, ip=look.src_ip)


def _dns(look: Look) -> Iterator[Clue]:
    """A name server's answers about addresses that are nobody's in the internet."""
    data = look.payload
    if len(data) < 12 or u16(data, 2) & 0x800F != 0x8000:
        return
    for name, kind, value, at in records(data):
        if kind == 1:
            ip, said = address(value), name
        elif kind == 12:
            ip, said = _reversed(name), domain(data, at)[0]
        else:
            continue
        if said and _is_private(ip):
            yield Clue("dns", "known-as", said, ip=ip)


def _reversed(name: str) -> str:
    """The address that a name of `in-addr.arpa` stands for (RFC 1035, 3.5); empty for another."""
    parts = name.casefold().removesuffix(".").removesuffix(".in-addr.arpa").split(".")
    fits = len(parts) == 4 and name.casefold().rstrip(".").endswith(".in-addr.arpa")
    return ".".join(reversed(parts)) if fits else ""


def _is_private(ip: str) -> bool:
    try:
        return IPv4Address(ip).is_private
    except ValueError:
        return False


def records(data: bytes) -> Iterator[tuple[str, int, bytes, int]]:
    """(name, type, data, where the data begins) of a DNS message's records, at most 200."""
    at = 12
    for _ in range(min(u16(data, 4), 50)):
        _, at = domain(data, at)
        at += 4
    for _ in range(min(u16(data, 6) + u16(data, 8) + u16(data, 10), 200)):
        name, at = domain(data, at)
        if at + 10 > len(data):
            return
        kind, size = u16(data, at), u16(data, at + 8)
        at += 10
        yield name, kind, data[at : at + size], at
        at += size


def domain(data: bytes, at: int) -> tuple[str, int]:
    """A DNS name and what follows it; pointers are followed backwards only, at most 20."""
    labels: list[str] = []
    after, jumps, least = -1, 0, len(data)
    while at < len(data) and len(labels) < 64:
        size = data[at]
        if size >= 0xC0:
            after = at + 2 if after < 0 else after
            target = u16(data, at) & 0x3FFF
            jumps += 1
            if target >= min(at, least) or jumps > 20:
                break
            at = least = target
            continue
        at += 1
        if size == 0:
            break
        labels.append(text(data[at : at + size]))
        at += size
    return ".".join(labels), after if after >= 0 else at


def _host(name: str) -> str:
    return name.removesuffix(".local")
