"""Field devices and soft controllers that our probes ask too, read by the same parsers: HART-IP and
CODESYS.

Sources: see `audit.wire.hartip` and `audit.wire.codesys`.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.capture.clue import Clue, Look
from audit.capture.dissect.words import u16
from audit.wire import codesys, hartip
from audit.wire.hart_makers import maker_of
from audit.wire.octets import WireError

_HART_KINDS = (0, 1, 2, 15)
_HART_IDS = (0, 1, 2, 3, 4, 5, 128)
_ANSWERS = (1, 15)
_SMALLEST, _SMALLEST_IDENTITY = 7, 30
_BLOCK = b"\x00\x01\x17\xe8"
_NODE, _SYSTEM = 0xC5, b"\xbb\xbb"
_PORTS, _OLD_PORTS = (11740, 11741, 11742, 11743), (1200, 2455)
_TCP, _UDP = 6, 17


def field(look: Look) -> Iterator[Clue]:
    """Read one message."""
    data = look.payload
    if len(data) < _SMALLEST or look.protocol not in (_TCP, _UDP):
        return
    first = data[0]
    if first in (1, 2):
        yield from _hart(look, data)
    elif first == _NODE and look.protocol == _UDP:
        yield from _node(look, data)
    elif look.protocol == _TCP and data[:4] == _BLOCK:
        yield from _block(look, data)
    elif look.protocol == _TCP and data[:2] == _SYSTEM and look.port(*_OLD_PORTS):
        yield from _system(look, data)


def _server(look: Look, protocol: str, *, to_server: bool) -> Clue:
    ip, port = (look.dst_ip, look.dport) if to_server else (look.src_ip, look.sport)
    client = look.src_ip if to_server else look.dst_ip
    transport = "tcp" if look.protocol == _TCP else "udp"
    return Clue(protocol, "server", protocol, ip=ip, port=port, transport=transport,
                more=(("client", client),))  # fmt: skip


def _said(look: Look, protocol: str, **words: str) -> Iterator[Clue]:
    for what, value in words.items():
        if value:
            yield Clue(protocol, what, value, ip=look.src_ip)


def _hart(look: Look, data: bytes) -> Iterator[Clue]:
    """A HART-IP message that is a whole segment or datagram; who a device is, where the device that
    answers is asked itself: with a long address it may be one behind it.
    """
    kind, number = data[1], data[2]
    if kind not in _HART_KINDS or number not in _HART_IDS or u16(data, 6) != len(data):
        return
    if not look.port(5094):
        return
    yield _server(look, "hart-ip", to_server=kind not in (*_ANSWERS, 2))
    if kind != 1 or number != 3 or len(data) < _SMALLEST_IDENTITY:
        return

    try:
        said = hartip.identity(data[8:])
    except WireError:
        return
    if said is None:
        return
    if not hartip.of_the_device(data[8:]):
        device = f"HART device type {said.device_type:04x}, id {said.device_id}"
        yield Clue("hart-ip", "device", device, ip=look.src_ip)
        return
    yield from _said(
        look, "hart-ip", model=hartip.model_of(said), firmware=hartip.firmware_of(said),
        serial=said.device_id, vendor=maker_of(said.manufacturer), revision=hartip.told(said),
    )  # fmt: skip


def _block(look: Look, data: bytes) -> Iterator[Clue]:
    """CODESYS 3 by TCP."""
    try:
        found = codesys.block_cut(data)
    except WireError:
        return
    if found is None:
        return
    known = look.dport in _PORTS if look.port(*_PORTS) else look.dport < look.sport
    yield _server(look, "codesys", to_server=known)
    yield from _node(look, found[0])


def _node(look: Look, datagram: bytes) -> Iterator[Clue]:
    """What the name service of CODESYS 3 says of a node."""
    try:
        said = codesys.node(datagram)
    except WireError:
        return
    if said is None:
        return
    if look.protocol == _UDP:
        yield _server(look, "codesys", to_server=False)
    yield from _said(
        look, "codesys", name=said.name, model=said.device, vendor=said.vendor,
        firmware=said.version, serial=said.serial,
    )  # fmt: skip


def _system(look: Look, data: bytes) -> Iterator[Clue]:
    """CODESYS 2: the question and its answer."""
    answers = look.sport in _OLD_PORTS
    yield _server(look, "codesys", to_server=not answers)
    if not answers:
        return
    try:
        said = codesys.system(data)
    except WireError:
        return
    yield from _said(look, "codesys", os=said.os, model=said.product)
