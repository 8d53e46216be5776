"""The dissectors, one file a protocol family; `dissect` asks those that a frame may concern."""

from __future__ import annotations

from collections.abc import Iterator

from audit.capture.clue import Clue, Dissector, Look
from audit.capture.dissect.announce import announce
from audit.capture.dissect.bacnet import bacnet
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

STREAMS: tuple[Dissector, ...] = (modbus, rockwell, telecontrol, messaging, greetings, logins)
DATAGRAMS: tuple[Dissector, ...] = (
    names, bacnet, rockwell, telecontrol, messaging, greetings, trees,
)  # fmt: skip
LINKS: tuple[Dissector, ...] = (announce, trees, profinet, bacnet, telecontrol, messaging)
"""Asked for frames of TCP, of UDP and other IP, and of neither; a new one adds its line."""

ISO: tuple[Dissector, ...] = (siemens, greetings)
TEXT: tuple[Dissector, ...] = (opcua, messaging, greetings, logins)
"""Asked for streams that begin like ISO on TCP, or with two letters, and only for these."""


def dissect(look: Look) -> Iterator[Clue]:
    """Give all that the dissectors find in one frame; what has no value or device is left out."""
    if look.protocol == 6:
        head = look.payload[:2]
        asked = ISO if head == b"\x03\x00" else TEXT if head.isalpha() else STREAMS
    else:
        asked = DATAGRAMS if look.src_ip else LINKS
    for dissector in asked:
        for clue in dissector(look):
            if clue.value and (clue.mac or clue.ip):
                yield clue
