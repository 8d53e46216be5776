"""Every probe against the recorded answers of real devices, cut off after every single octet, and
with the numbers in them changed: what comes is a whole answer, or a status and the reason.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from audit.payloads import Identity, Login, Service, TableRead, TableState, payload_of
from audit.probes import ALL
from audit.records import Observation, Status
from tests.audit.probes.scripted import conversations, probe_of, told

NAMES = sorted(conversations())
UNRECORDED = {
    "tcp": "says and hears nothing",
    "syslog": "hears nothing", "snmp": "a library parses: its own tests cut answers",
    "ssh": "a library parses: its own tests cut greetings", "tls": "Python's ssl parses",
    "pndcp": "its answers are frames: its own tests cut them",
}  # fmt: skip
ENDED = {Status.CLOSED, Status.PROTOCOL_ERROR, Status.TIMEOUT, Status.REFUSED}
OPEN_ENDED = {"http"}
"""A page may end anywhere: without a length in its head a cut title is a title."""


INSTEAD = {"bacnet": "BACnet vendor 999"}
"""What a probe says by a number when the name that belongs to it did not come."""
LONG, STRIDE = 1000, 9
"""A certificate is as long as all the rest: of a long reply every ninth octet is changed."""


def said(found: list[Observation] | tuple[Observation, ...]) -> dict[str, str]:
    """What an identity claims, field by field."""
    claims: dict[str, str] = {}
    for observation in found:
        if observation.attribute == "identity":
            one = payload_of(observation, Identity)
            claims |= {"vendor": one.vendor, "model": one.model, "firmware": one.firmware,
                       "serial": one.serial, "os": one.os}  # fmt: skip
        elif observation.attribute == "service":
            claims["product"] = payload_of(observation, Service).product
    return {name: text for name, text in claims.items() if text}


def length_of(name: str) -> int:
    transport, replies = conversations()[name]
    sizes = [len(part) for reply in replies for part in reply]
    return sum(sizes) if transport == "tcp" else max(sizes)


def test_no_probe_is_left_out() -> None:
    assert {*map(probe_of, NAMES), *UNRECORDED} >= {probe.name for probe in ALL}


@pytest.mark.parametrize("name", NAMES)
def test_the_whole_recording_is_understood(name: str) -> None:
    status, found = told(name)
    assert status is Status.OK
    assert {o.status for o in found} == {Status.OK}


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_cut_off_after_any_octet_claims_nothing_that_was_not_said(name: str) -> None:
    """Whoever answered some questions whole keeps those; nothing is made up of the rest."""
    whole = " ".join([*said(list(told(name)[1])).values(), INSTEAD.get(name, "")])
    for length in range(length_of(name)):
        status, found = told(name, cut_at=length)
        assert status in {Status.OK, *ENDED}, length
        assert {o.status for o in found} <= {Status.OK, *ENDED}, length
        if name not in OPEN_ENDED:
            assert all(text in whole for text in said(list(found)).values()), length


def asks_twice(name: str) -> bool:
    """Whether its conversation can end after an answer: it has more than one."""
    return sum(map(bool, conversations()[name][1])) > 1


@pytest.mark.parametrize("name", [n for n in NAMES if asks_twice(n) and n not in OPEN_ENDED])
def test_what_is_missing_is_named(name: str) -> None:
    """A conversation that ended early is never a complete table, and says why."""
    first = len(conversations()[name][1][0][0])
    status, found = told(name, cut_at=first)
    tables = [payload_of(o, TableRead) for o in found if o.attribute == "table"]
    logins = [payload_of(o, Login) for o in found if o.attribute == "login"]
    if status is not Status.OK:
        assert status in ENDED
    elif name == "mqtt":  # letting strangers in is answered by then; the version stays empty
        assert "product" not in said(list(found))
    else:
        assert all(t.state is not TableState.COMPLETE and t.why for t in tables), tables
        assert not any(login.ok for login in logins)


def flipped(name: str) -> Iterator[tuple[int, int]]:
    """Each octet of each reply."""
    for number, reply in enumerate(conversations()[name][1]):
        size = len(reply[0]) if reply else 0
        for at in range(0, size, STRIDE if size > LONG else 1):
            yield number, at


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_with_any_octet_changed_ends_in_a_status(name: str) -> None:
    """Lengths that lie, numbers of other requests, texts that are none."""
    for number, at in flipped(name):

        def change(asked: int, _: bytes, reply: bytes, number: int = number, at: int = at) -> bytes:
            if asked != number or at >= len(reply):
                return reply
            return reply[:at] + bytes((reply[at] ^ 0xFF,)) + reply[at + 1 :]

        status, found = told(name, change=change)
        assert status in {Status.OK, *ENDED}, (number, at)
        assert {o.status for o in found} <= {Status.OK, *ENDED}, (number, at)


IDENTIFIERS: dict[str, tuple[int, int, int]] = {
    "modbus": (0, 0, 2), "s7": (2, 11, 2), "opcua": (2, 20, 4), "bacnet": (1, 9, 1),
    "ntp": (0, 24, 8), "dns": (0, 0, 2), "fins": (0, 9, 1), "dnp3": (0, 6, 2), "hartip": (1, 4, 2),
}  # fmt: skip
"""Probe → number of the reply, place and octets of what ties it to its request. Of the others a
socket is asked once, and takes datagrams from nobody else.
"""


@pytest.mark.parametrize("name", sorted(IDENTIFIERS))
def test_the_answer_to_another_request_is_not_believed(name: str) -> None:
    number, at, count = IDENTIFIERS[name]

    def change(asked: int, _: bytes, reply: bytes) -> bytes:
        if asked != number:
            return reply
        return reply[:at] + bytes(o ^ 0x5A for o in reply[at : at + count]) + reply[at + count :]

    before = said(list(told(name, cut_at=0)[1]))
    status, found = told(name, change=change)
    tables = [payload_of(o, TableRead) for o in found if o.attribute == "table"]
    complete = bool(tables) and all(table.state is TableState.COMPLETE for table in tables)
    assert status is not Status.OK or not complete, found
    assert not before
