"""Logins in clear text to mail, directory and camera servers: that one was made, never with what.

Sources: RFC 1939 (POP3), RFC 9051 (IMAP), RFC 4954 and 4616 (SMTP's AUTH), RFC 4511 (LDAP's simple
bind), RFC 2326 and 7617 (RTSP with Basic authentication).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.capture.clue import Clue, Look

_WORDS = {
    25: ("smtp", re.compile(rb"(?i)AUTH (PLAIN|LOGIN)\b")),
    587: ("smtp", re.compile(rb"(?i)AUTH (PLAIN|LOGIN)\b")),
    110: ("pop3", re.compile(rb"(?i)PASS ")),
    143: ("imap", re.compile(rb"(?i)[^ \r\n]{1,32} (LOGIN |AUTHENTICATE (PLAIN|LOGIN)\b)")),
    554: ("rtsp", re.compile(rb"(?is)[A-Z_]{3,16} rtsp:.{0,1500}?\r\nAuthorization: Basic ")),
}
_LDAP = 389
_BIND, _SIMPLE = 0x60, 0x80


def logins(look: Look) -> Iterator[Clue]:
    """What a client says when it logs in."""
    if look.dport == _LDAP:
        if _binds(look.payload[:600]):
            yield _login(look, "ldap")
        return
    known = _WORDS.get(look.dport)
    if known is not None and known[1].match(look.payload[:2000]):
        yield _login(look, known[0])


def _login(look: Look, protocol: str) -> Clue:
    return Clue(protocol, "login", protocol, ip=look.src_ip, port=look.dport, transport="tcp",
                more=(("server", look.dst_ip),))  # fmt: skip


def _binds(data: bytes) -> bool:
    """Whether it is a bind request with a name and a password."""
    kind, at, _ = _element(data, 0)
    if kind != 0x30:
        return False
    kind, _, end = _element(data, at)
    if kind != 0x02:
        return False
    kind, begin, _ = _element(data, end)
    if kind != _BIND:
        return False
    _, _, end = _element(data, begin)
    name, begin, end = _element(data, end)
    secret, first, last = _element(data, end)
    return name == 0x04 and end > begin and secret == _SIMPLE and last > first


def _element(data: bytes, at: int) -> tuple[int, int, int]:
    """Kind of a BER element, where its content begins and where it ends; kind -1 behind the end."""
    if at + 2 > len(data):
        return -1, at, at
    size, begin = data[at + 1], at + 2
    if size & 0x80:
        width = min(size & 0x7F, 4)
        size, begin = int.from_bytes(data[begin : begin + width], "big"), begin + width
    return data[at], begin, begin + size
