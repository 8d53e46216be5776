"""Pseudonyms: the same original always gets the same one, and structure survives.

Addresses keep their prefixes (two hosts of one subnet stay in one subnet) after Xu, Fan, Ammar and
Moon, "Prefix-preserving IP address anonymization" (2002): bit n is turned over or not by a keyed
function of the bits before it. MAC addresses keep the maker's part (OUI). Without the key nobody
can go back.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

KEY_BYTES = 32
_KEPT_V4 = tuple(
    ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
)
_KEPT_V6 = 16
"""Bits of an IPv6 address that tell what kind of address it is (fe80::/10, fd00::/8, 2000::/3)."""


class Pseudonyms:
    """Pseudonyms under one key of `KEY_BYTES` bytes."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
        self._key = key
        self._flip = lru_cache(maxsize=200_000)(self._bit)

    def name(self, kind: str, original: str) -> str:
        """A name like `device-k3x7qa`; case and blanks of the original make no difference."""
        said = f"{kind}\0{' '.join(original.casefold().split())}"
        code = base64.b32encode(self._digest(said)[:5]).decode("ascii").lower()
        return f"{kind}-{code[:6]}"

    def mac(self, original: str) -> str:
        """The MAC with its first half kept, in the spelling of the original; groups stay."""
        digits = [c for c in original if c in "0123456789abcdefABCDEF"]
        octets = bytes.fromhex("".join(digits))
        if len(octets) != 6 or octets[0] & 1 or octets == bytes(6):
            return original
        new = octets[:3].hex() + self._digest("mac\0" + octets.hex())[:3].hex()
        if original.upper() == original:
            new = new.upper()
        found = iter(new)
        return "".join(next(found) if c in "0123456789abcdefABCDEF" else c for c in original)

    def ip(self, original: str) -> str:
        """The address or network (`a.b.c.d/n`) with its prefix relations kept; masks, groups,
        loopback and link-local addresses as they are.
        """
        text, slash, length = original.partition("/")
        address = ip_address(text)
        if _kept(address):
            return original
        width = address.max_prefixlen
        bits = int(length) if slash else width
        new = self._mapped(int(address), width, _head(address), bits)
        made = IPv4Address(new) if width == 32 else IPv6Address(new)
        return f"{made}{slash}{length}"

    def _mapped(self, number: int, width: int, head: int, bits: int) -> int:
        """Turn bits over from `head` to `bits`; what lies behind stays (a network's zeros)."""
        new = number
        for place in range(head, bits):
            prefix = number >> (width - place)
            new ^= self._flip(width, place, prefix) << (width - 1 - place)
        return new

    def _bit(self, width: int, place: int, prefix: int) -> int:
        return self._digest(f"ip{width}\0{place}\0{prefix:x}")[0] >> 7

    def _digest(self, text: str) -> bytes:
        return hmac.new(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()


def _kept(address: IPv4Address | IPv6Address) -> bool:
    if (
        address.is_multicast
        or address.is_unspecified
        or address.is_loopback
        or address.is_link_local
    ):
        return True
    number = int(address)
    inverse = number ^ ((1 << address.max_prefixlen) - 1)
    mask = inverse & (inverse + 1) == 0 and number >> (address.max_prefixlen - 8) == 0xFF
    return mask if address.version == 4 else False


def _head(address: IPv4Address | IPv6Address) -> int:
    """Bits that stay: those that say whether an address is private."""
    if isinstance(address, IPv6Address):
        return _KEPT_V6
    return next((net.prefixlen for net in _KEPT_V4 if address in net), 8)
