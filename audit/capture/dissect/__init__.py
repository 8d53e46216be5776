"""The dissectors, one file a protocol family; `dissect` asks those that a frame may concern."""

from __future__ import annotations

from collections.abc import Iterator

from audit.capture.clue import Clue, Dissector, Look
from audit.capture.dissect.announce import announce
from audit.capture.dissect.bacnet import bacnet
from audit.capture.dissect.field import field
from audit.capture.dissect.greetings import greetings
from audit.capture.dissect.logins import logins
from audit.capture.dissect.messaging import messaging
from audit.capture.dissect.modbus import modbus
from audit.capture.dissect.names import names
from audit.capture.dissect.opcua import opcua
from audit.capture.dissect.profinet import profinet
from audit.capture.dissect.rockwell import rockwell
from audit.capture.dissect.siemens import siemens
from audit.capture.dissect.telecontrol import telecontrol
from audit.capture.dissect.trees import trees

STREAMS: tuple[Dissector, ...] = (
    modbus, rockwell, telecontrol, messaging, field, greetings, logins,
)  # fmt: skip
DATAGRAMS: tuple[Dissector, ...] = (
    names, bacnet, rockwell, telecontrol, messaging, field, greetings, trees,
)  # fmt: skip
LINKS: tuple[Dissector, ...] = (announce, trees, profinet, bacnet, telecontrol, messaging)
"""Asked for frames of TCP, of UDP and other IP, and of neither; a new one adds its line."""

ISO: tuple[Dissector, ...] = (siemens, greetings)
TEXT: tuple[Dissector, ...] = (opcua, messaging, greetings, logins)
"""Asked for streams that begin like ISO on TCP, or with two letters, and only for these."""

_FIRST: dict[Dissector, bytes] = {
    telecontrol: b"\x05\x68\xaa", field: b"\x00\x01\x02\xbb\xc5",
}  # fmt: skip
_FIRST_OF_STREAM = _FIRST | {rockwell: b"\x04\x63\x64\x65\x66\x6f\x70"}
"""The first bytes of all messages of a dissector: it needs not be asked for others."""


def _by_first(
    dissectors: tuple[Dissector, ...], firsts: dict[Dissector, bytes]
) -> tuple[tuple[Dissector, ...], ...]:
    """Whom to ask for each first byte."""
    return tuple(
        tuple(one for one in dissectors if one not in firsts or first in firsts[one])
        for first in range(256)
    )


_STREAMS, _DATAGRAMS = _by_first(STREAMS, _FIRST_OF_STREAM), _by_first(DATAGRAMS, _FIRST)


def asked(look: Look) -> tuple[Dissector, ...]:
    """Whom to ask for a frame."""
    payload = look.payload
    first = payload[0] if payload else 0
    if look.protocol != 6:
        return _DATAGRAMS[first] if look.src_ip else LINKS
    if first == 3 and payload[1:2] == b"\0":
        return ISO
    return TEXT if payload[:2].isalpha() else _STREAMS[first]


def dissect(look: Look) -> Iterator[Clue]:
    """Give all that the dissectors find in one frame; what has no value or device is left out."""
    for dissector in asked(look):
        for clue in dissector(look):
            if clue.value and (clue.mac or clue.ip):
                yield clue
