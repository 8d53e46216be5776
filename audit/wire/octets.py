"""Octets of a protocol, read in order and never beyond their end; and device text made harmless.

Everything a `wire.py` needs: no I/O, and nothing of `audit.net`, so that a capture can be decoded
by the same code that reads a live answer.
"""

from __future__ import annotations


class WireError(Exception):
    """Octets that the protocol does not allow, or that are cut short."""


class Octets:
    """A place in received octets; every read moves it on."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        """How many octets are not read yet."""
        return len(self._data) - self._at

    def take(self, count: int) -> bytes:
        """Return the next octets.

        Raises
        ------
        WireError
            When there are fewer.
        """
        if not 0 <= count <= self.left:
            raise WireError(f"cut short: {count} octets announced, {self.left} there")
        self._at += count
        return self._data[self._at - count : self._at]

    def rest(self) -> bytes:
        """Return everything not read yet."""
        return self.take(self.left)

    def octet(self) -> int:
        """Return the next octet."""
        return self.take(1)[0]

    def big(self, size: int) -> int:
        """Return an unsigned number, most significant octet first."""
        return int.from_bytes(self.take(size), "big")

    def little(self, size: int) -> int:
        """Return an unsigned number, least significant octet first."""
        return int.from_bytes(self.take(size), "little")


def clean(text: str, longest: int = 255) -> str:
    """Return device text printable and bounded: it is hostile until shown otherwise."""
    return "".join(c for c in text[: 4 * longest] if c.isprintable()).strip()[:longest]


def text_of(octets: bytes, encoding: str = "latin-1") -> str:
    """Return a text field that ends at its first NUL, if it has one."""
    whole = octets.decode(encoding, "replace")
    return clean(whole.partition("\0")[0])


def ip_text(octets: bytes) -> str:
    """Return four octets as an IPv4 address; empty when none is set."""
    return ".".join(map(str, octets)) if len(octets) == 4 and any(octets) else ""


def mac_text(octets: bytes) -> str:
    """Return six octets as a MAC address in lower case."""
    return ":".join(f"{octet:02x}" for octet in octets)
