"""MQTT: an anonymous connection and one subscription to the broker's version; nothing is published.

Source: OASIS MQTT 3.1.1, 3.1 (CONNECT), 3.2 (CONNACK), 3.3 (PUBLISH, read only), 3.8 (SUBSCRIBE).
"""

from __future__ import annotations

from audit.wire.octets import Octets, WireError, text_of

CLIENT = b"plantready-audit"
VERSION_TOPIC = b"$SYS/broker/version"
REFUSALS = {
    1: "protocol version refused", 2: "client id refused", 3: "not available",
    4: "user name or password refused", 5: "anonymous connections are refused",
}  # fmt: skip
MOST = 4096
_ANSWERS = (2, 3, 9)
"""CONNACK, PUBLISH, SUBACK."""


def connect() -> bytes:
    """Ask for a clean session without user name and password."""
    body = b"\x00\x04MQTT\x04\x02\x00\x1e" + len(CLIENT).to_bytes(2, "big") + CLIENT
    return bytes((0x10, len(body))) + body


def subscribe() -> bytes:
    """Ask for the one retained message that names the broker."""
    body = b"\x00\x01" + len(VERSION_TOPIC).to_bytes(2, "big") + VERSION_TOPIC + b"\x00"
    return bytes((0x82, len(body))) + body


def disconnect() -> bytes:
    """Say goodbye."""
    return b"\xe0\x00"


def cut(received: bytes) -> tuple[bytes, bytes] | None:
    """Cut the first packet off what was received; None: more must come.

    Raises
    ------
    WireError
        When it is another protocol, or its length is none.
    """
    if received and received[0] >> 4 not in _ANSWERS:
        raise WireError(f"packet type {received[0] >> 4} is no answer of a broker")
    size, shift, at = 0, 0, 1
    while True:
        if at >= len(received):
            return None
        octet = received[at]
        size |= (octet & 0x7F) << shift
        at += 1
        if not octet & 0x80:
            break
        shift += 7
        if shift > 21:
            raise WireError("a length of more than four octets")
    if size > MOST:
        raise WireError(f"a packet of {size} octets")
    return (received[: at + size], received[at + size :]) if len(received) >= at + size else None


def connack(packet: bytes) -> int:
    """Return the broker's answer to CONNECT: 0 accepts.

    Raises
    ------
    WireError
        When it is another packet.
    """
    if len(packet) != 4 or packet[0] != 0x20 or packet[1] != 2:
        raise WireError("not a CONNACK")
    return packet[3]


def published(packet: bytes) -> str:
    """Return the text of a PUBLISH; empty for another packet.

    Raises
    ------
    WireError
        When it is cut short.
    """
    if not packet or packet[0] >> 4 != 3:
        return ""
    octets = Octets(packet[1:])
    while octets.octet() & 0x80:
        pass
    octets.take(octets.big(2))
    if packet[0] & 0x06:
        octets.take(2)
    return text_of(octets.rest(), "utf-8")
