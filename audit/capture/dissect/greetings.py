"""What servers say first, and what clients say of themselves: SSH, FTP, Telnet, HTTP, TLS, SMB, …

Never the content of a login: that one was made in clear text is all that is kept.

Sources: RFC 4253 (SSH), 959 (FTP), 854 (Telnet), 9112 (HTTP), 8446 (TLS), 2326 (RTSP), 6143 (VNC),
3411 to 3416 (SNMP); MS-SMB, MS-NLMP (NTLM); UPnP Device Architecture 2.0 (SSDP).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.capture.clue import Clue, Look
from audit.capture.dissect.words import le16, le32, text, u16

_TCP, _UDP = 6, 17
_METHODS = (b"GET ", b"POST ", b"HEAD ", b"PUT ", b"OPTIONS ", b"DELETE ")
_RTSP = (b"DESCRIBE ", b"SETUP ", b"PLAY ", b"OPTIONS rtsp", b"ANNOUNCE ")
_SMB = (b"\xffSMB", b"\xfeSMB")
_OPENERS = b"SHGPODRA\x16\x03"
"""First bytes of all that begins with words of its own, of TLS and of RFC 1006."""
_TALKERS = (21, 23, 25)
_HEADER = re.compile(rb"\r?\n(Server|User-Agent|NT):[ \t]*([^\r\n]{1,300})", re.IGNORECASE)


def greetings(look: Look) -> Iterator[Clue]:
    """Read one message of a common service."""
    data = look.payload
    if look.protocol == _TCP and data:
        if data[0] in _OPENERS or look.sport in _TALKERS or look.dport == 21:
            yield from _stream(look, data)
        elif data[4:8] in _SMB:
            yield from _smb(look, data)
        if b"NTLMSSP\0" in data:
            yield from _ntlm(look, data)
    elif look.protocol == _UDP:
        if look.port(1900) or data[:8] in (b"NOTIFY *", b"M-SEARCH"):
            yield from _headers(look, data, "ssdp")
        elif look.port(161, 162):
            yield from _snmp(look, data)
        elif look.port(123) and len(data) >= 48 and data[0] & 7 in (4, 5):
            stratum = (("stratum", str(data[1])),)
            yield _server(look, "ntp", more=stratum)
        elif look.sport == 53 and len(data) >= 12 and u16(data, 2) & 0x8000:
            yield _server(look, "dns")
        elif look.dport == 514 and data[:1] == b"<":
            yield Clue("syslog", "client", "syslog", ip=look.src_ip, port=514, transport="udp")


def _server(look: Look, protocol: str, *, product: str = "",
            more: tuple[tuple[str, str], ...] = ()) -> Clue:  # fmt: skip
    """The sender serves what it said."""
    transport = "tcp" if look.protocol == _TCP else "udp"
    if product:
        more = (*more, ("product", product))
    return Clue(protocol, "server", protocol, ip=look.src_ip, port=look.sport,
                transport=transport, more=more)  # fmt: skip


def _stream(look: Look, data: bytes) -> Iterator[Clue]:
    if data[:4] == b"SSH-":
        if look.sport < look.dport or look.sport == 22:
            yield _server(look, "ssh", product=text(data.split(b"\n", 1)[0]))
        else:
            yield Clue("ssh", "client", text(data.split(b"\n", 1)[0]), ip=look.src_ip,
                       port=look.dport, transport="tcp")  # fmt: skip
    elif data[:5] == b"HTTP/":
        yield _server(look, "ipp" if look.sport == 631 else "http")
        yield from _headers(look, data, "http")
    elif data.startswith(_METHODS):
        yield from _headers(look, data, "http")
        if b"\r\nAuthorization: Basic " in data[:2000]:
            yield _login(look, "http")
    elif data[:5] == b"RTSP/":
        yield _server(look, "rtsp")
        yield from _headers(look, data, "rtsp")
    elif data.startswith(_RTSP):
        yield Clue("rtsp", "server", "rtsp", ip=look.dst_ip, port=look.dport, transport="tcp")
    elif data[0] == 22 and data[1:2] == b"\x03" and len(data) > 5:
        yield from _tls(look, data)
    elif data[:4] == b"RFB ":
        if look.sport < look.dport:
            yield _server(look, "vnc", product=text(data[:12]))
    elif look.sport == 21 and data[:4] == b"220 ":
        yield _server(look, "ftp", product=text(data[4:].split(b"\n", 1)[0]))
    elif look.dport == 21 and data[:5].upper() == b"PASS ":
        yield _login(look, "ftp")
    elif look.sport == 23 and data[:1] == b"\xff":
        yield _server(look, "telnet")
    elif look.sport == 23 and re.search(rb"(?i)(login|username|user|password)\s*:\s*$", data[-40:]):
        yield Clue("telnet", "login", "telnet", ip=look.dst_ip, port=23, transport="tcp",
                   more=(("server", look.src_ip),))  # fmt: skip
        yield _server(look, "telnet")
    elif look.sport == 25 and data[:4] in (b"220 ", b"220-"):
        yield _server(look, "smtp", product=text(data[4:].split(b"\n", 1)[0]))
    elif data[4:8] in _SMB:
        yield from _smb(look, data)
    elif data[:2] == b"\x03\x00" and data[5:6] == b"\xd0" and look.sport == 3389:
        yield _server(look, "rdp")


def _login(look: Look, protocol: str) -> Clue:
    """A login in clear text was made: by whom, where; never what it was."""
    return Clue(protocol, "login", protocol, ip=look.src_ip, port=look.dport, transport="tcp",
                more=(("server", look.dst_ip),))  # fmt: skip


def _headers(look: Look, data: bytes, protocol: str) -> Iterator[Clue]:
    for match in _HEADER.finditer(data[:4000]):
        key, said = match.group(1).decode().casefold(), text(match.group(2))
        if key == "server":
            port = look.sport if look.protocol == _TCP else 0
            yield Clue(protocol, "product", said, ip=look.src_ip, port=port,
                       transport="tcp" if look.protocol == _TCP else "udp")  # fmt: skip
        elif key == "user-agent" and protocol == "http":
            yield Clue(protocol, "agent", said[:160], ip=look.src_ip)
        elif key == "nt" and protocol == "ssdp" and ":device:" in said:
            yield Clue(protocol, "device-type", said, ip=look.src_ip)


def _tls(look: Look, data: bytes) -> Iterator[Clue]:
    if data[5] == 2:
        version = f"{data[9] - 2}.{data[10] - 1}" if len(data) > 10 and data[9] == 3 else ""
        yield _server(look, "tls", more=(("version", f"1.{data[10] - 1}"),) if version else ())
    elif data[5] == 1:
        yield Clue("tls", "client", "tls", ip=look.src_ip, port=look.dport, transport="tcp")


def _smb(look: Look, data: bytes) -> Iterator[Clue]:
    """Dialect 1 or not."""
    old = data[4:8] == b"\xffSMB"
    answer = bool(data[13] & 0x80) if old and len(data) > 13 else bool(le32(data, 20) & 1)
    if answer:
        yield _server(look, "smb", more=(("dialect", "1" if old else "2 or 3"),))


def _ntlm(look: Look, data: bytes) -> Iterator[Clue]:
    """The two computers of a Windows login name themselves; its secret part is not looked at."""
    at = data.find(b"NTLMSSP\0")
    if at < 0:
        return
    kind = le32(data, at + 8)
    if kind == 2:
        target = _ntlm_text(data, at, 12)
        if target:
            yield Clue("ntlm", "domain", target, ip=look.src_ip)
        yield from _ntlm_pairs(look, data, at)
    elif kind == 3 and (host := _ntlm_text(data, at, 44)):
        yield Clue("ntlm", "name", host, ip=look.src_ip)


def _ntlm_text(data: bytes, at: int, field: int) -> str:
    size, offset = le16(data, at + field), le32(data, at + field + 4)
    raw = data[at + offset : at + offset + size] if size <= 512 and offset < 65536 else b""
    return _wide(raw)


def _wide(raw: bytes) -> str:
    return text(raw.decode("utf-16-le", "replace").encode()) if b"\0" in raw else text(raw)


def _ntlm_pairs(look: Look, data: bytes, at: int) -> Iterator[Clue]:
    size, offset = le16(data, at + 40), le32(data, at + 44)
    place, end = at + offset, at + offset + min(size, 1024)
    for _ in range(12):
        kind, length = le16(data, place), le16(data, place + 2)
        if kind == 0 or place + 4 + length > min(end, len(data)):
            return
        said = _wide(data[place + 4 : place + 4 + length])
        if kind in (1, 3) and said:
            yield Clue("ntlm", "name", said, ip=look.src_ip)
        place += 4 + length


_SYSTEM = b"\x2b\x06\x01\x02\x01\x01"
_SYSTEM_WORDS = {1: "description", 5: "name", 6: "location"}


def _snmp(look: Look, data: bytes) -> Iterator[Clue]:
    """The system group of an answer; the community is not looked at."""
    if look.sport == 161 and data[:1] == b"\x30":
        yield _server(look, "snmp", more=(("version", _version(data)),))
    at = data.find(_SYSTEM)
    for _ in range(10):
        if at < 0 or look.sport != 161:
            return
        what = _SYSTEM_WORDS.get(data[at + 6] if len(data) > at + 6 else 0)
        value = at + 8
        if what and data[value : value + 1] == b"\x04" and len(data) > value + 1:
            size, begin = data[value + 1], value + 2
            if size & 0x80:
                width = size & 0x7F
                size, begin = (
                    int.from_bytes(data[begin : begin + min(width, 3)], "big"),
                    begin + width,
                )
            if said := text(data[begin : begin + size]):
                yield Clue("snmp", what, said, ip=look.src_ip)
        at = data.find(_SYSTEM, at + 6)


def _version(data: bytes) -> str:
    at = data.find(b"\x02\x01", 0, 8)
    return {0: "1", 1: "2c", 3: "3"}.get(data[at + 2] if at >= 0 and len(data) > at + 2 else 9, "")
