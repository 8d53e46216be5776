"""What an ordinary service says by itself to whoever connects, recognised by its first octets: SSH,
FTP, SMTP, Telnet, VNC; and the head of a web server's answer. Nothing is encoded here.

Source: RFC 4253, 4.2 (SSH), 959 and 5321 (FTP, SMTP: reply 220), 854 (Telnet: IAC), 6143, 7.1.1
(VNC), 9112 (HTTP).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.wire.octets import clean

MOST = 512
"""Octets that are enough of any greeting."""
SPEAK_FIRST = {
    21: "ftp", 22: "ssh", 23: "telnet", 25: "smtp", 587: "smtp", 2222: "ssh", 5900: "vnc",
    5901: "vnc",
}  # fmt: skip
"""Port → what usually greets there."""
_SSH = re.compile(rb"(?:\A|\n)(SSH-\d[^\r\n]*)(\r?\n)?")
_READY = re.compile(rb"\A220[ -]([^\r\n]*)(\r?\n)?")
_VNC = re.compile(rb"\A(RFB \d{3}\.\d{3})(\n)?")
_SERVER = re.compile(rb"^server:[ \t]*([^\r\n]*)\r?\n", re.IGNORECASE | re.MULTILINE)
_OPTIONS = re.compile(rb"\xff\xfa.*?\xff\xf0|\xff[\xfb-\xfe].|\xff[\xf0-\xf9\xff]", re.DOTALL)
_PROMPT = re.compile(rb"(?:login|user ?name|user|password)[ \t]*:[ \t]*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Greeting:
    """What was recognised; empty fields: it did not say."""

    protocol: str = ""
    product: str = ""
    """Of a whole line only."""


def greeting(data: bytes) -> Greeting:
    """Recognise a service by its first octets."""
    return _line(data[:MOST])[0]


def complete(data: bytes) -> bool:
    """Whether more would say no more."""
    return len(data) >= MOST or _line(data[:MOST])[1]


def _line(data: bytes) -> tuple[Greeting, bool]:
    """What was recognised, and whether all of it is there."""
    if found := _SSH.search(data):
        return _of("ssh", found)
    if data.startswith(b"HTTP/"):
        server = _SERVER.search(data)
        product = _text(server.group(1)) if server else ""
        return Greeting("http", product), b"\r\n\r\n" in data
    if found := _VNC.match(data):
        return _of("vnc", found)
    if found := _READY.match(data):
        return _of("smtp" if b"smtp" in data.lower() else "ftp", found)
    if len(data) >= 3 and data[0] == 0xFF and 0xFB <= data[1] <= 0xFE:
        return Greeting("telnet", _banner(_OPTIONS.sub(b"", data))), True
    if _PROMPT.search(data):
        return Greeting("telnet", _banner(data)), True
    return Greeting(), False


def _of(protocol: str, found: re.Match[bytes]) -> tuple[Greeting, bool]:
    ended = found.group(2) is not None
    return Greeting(protocol, _text(found.group(1)) if ended else ""), ended


def _banner(text: bytes) -> str:
    """The first line that says something, but the prompt."""
    lines = (line.strip() for line in text.splitlines(keepends=True) if line.endswith(b"\n"))
    return next((_text(line) for line in lines if _text(line)), "")


def _text(octets: bytes) -> str:
    return clean(octets.decode("latin-1"))
