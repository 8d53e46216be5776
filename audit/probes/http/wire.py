"""HTTP: a request for the first page in, what the answer says of the server out.

Source: RFC 9110 and 9112. There is an encoder for GET and for nothing else.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from audit.wire.octets import WireError, clean

MOST = 16_384
"""Octets of an answer that are looked at."""
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_STATUS = re.compile(r"HTTP/(\d\.\d) (\d{3})")


@dataclass(frozen=True, slots=True)
class Page:
    """The first page, as far as it identifies the server."""

    status: int
    server: str = ""
    title: str = ""
    realm: str = ""
    """What a login is asked for."""
    location: str = ""


def request(host: str) -> bytes:
    """Ask for the first page; the host's name or address stands in the header."""
    plain = re.sub(r"[^\w.:\[\]-]", "", host)[:255]
    return f"GET / HTTP/1.0\r\nHost: {plain}\r\nConnection: close\r\n\r\n".encode("ascii", "ignore")


def page(data: bytes) -> Page:
    """Read an answer; a cut one gives what it has.

    Raises
    ------
    WireError
        When it is no HTTP.
    """
    text = data[:MOST].decode("utf-8", "replace")
    match = _STATUS.match(text)
    if match is None:
        raise WireError("the answer does not begin with HTTP/")
    head, _, body = text.partition("\r\n\r\n")
    fields: dict[str, str] = {}
    for line in head.split("\r\n")[1:100]:
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().casefold(), clean(value))
    title = _TITLE.search(body)
    realm = re.search(r'realm="?([^",]*)', fields.get("www-authenticate", ""))
    return Page(
        int(match.group(2)),
        fields.get("server", ""),
        clean(" ".join(html.unescape(title.group(1)).split())) if title else "",
        clean(realm.group(1)) if realm else "",
        fields.get("location", ""),
    )
