"""Identify-All on a segment of a test: who answers, who answers twice, who answers nonsense."""

from __future__ import annotations

import asyncio

from audit.payloads import Identity, Service, payload_of
from audit.probes.pndcp import wire
from audit.probes.pndcp.read import COST, MOST_STATIONS, Answer, identify_all, observations_of
from tests.audit.probes.pndcp.test_wire import BLOCKS, answer, block

PLC, DRIVE = "00:1b:1b:00:00:07", "00:1b:1b:00:00:08"


class Segment:
    """A link whose stations answer at once, and are silent then."""

    def __init__(self, *frames: tuple[str, bytes]) -> None:
        self.sent: list[tuple[str, bytes]] = []
        self._frames = list(frames)

    async def send(self, destination: str, payload: bytes) -> None:
        self.sent.append((destination, payload))

    async def receive(self) -> tuple[str, bytes]:
        if not self._frames:
            await asyncio.sleep(60)
        return self._frames.pop(0)


def asked(segment: Segment) -> tuple[Answer, ...]:
    return asyncio.run(identify_all(segment, 7, wait_s=0.05))


def test_one_frame_finds_every_station_of_a_segment() -> None:
    drive = block(2, 2, b"drive-1") + block(2, 3, b"\x00\x2a\x05\x07") + block(2, 4, b"\x01\x00")
    segment = Segment((PLC, answer(BLOCKS)), (DRIVE, answer(drive)))
    found = asked(segment)
    assert [(a.mac, a.station.name) for a in found] == [(PLC, "plc-press-3"), (DRIVE, "drive-1")]
    ((destination, payload),) = segment.sent
    assert destination == "01:0e:cf:00:00:00"
    assert 14 + len(payload) == COST.bytes == 60
    assert COST.packets == 1


def test_what_is_no_answer_to_this_question_is_passed_over() -> None:
    segment = Segment(
        (PLC, wire.request(7)),
        (PLC, answer(BLOCKS, transaction=8)),
        (PLC, answer(BLOCKS)[:-3]),
        (PLC, answer(BLOCKS)),
        (PLC, answer(BLOCKS)),
    )
    assert [a.mac for a in asked(segment)] == [PLC]


def test_a_flood_of_stations_ends() -> None:
    macs = (f"02:00:00:00:{n // 256:02x}:{n % 256:02x}" for n in range(2 * MOST_STATIONS))
    segment = Segment(*((mac, answer(BLOCKS)) for mac in macs))
    assert len(asyncio.run(identify_all(segment, 7, wait_s=30))) == MOST_STATIONS


def test_a_station_becomes_a_device_with_name_maker_address_and_role() -> None:
    found = observations_of(asked(Segment((PLC, answer(BLOCKS)))), "line 3")
    identity = payload_of(next(o for o in found if o.attribute == "identity"), Identity)
    assert (identity.name, identity.vendor, identity.model) == ("plc-press-3", "Siemens", "S7-1500")
    assert (identity.role, identity.macs, identity.ips) == ("controller", (PLC,), ("10.0.0.7",))
    service = payload_of(next(o for o in found if o.attribute == "service"), Service)
    assert service.detail == "device 0x010e; its address is in use elsewhere"
    assert {o.subject.key for o in found} == {f"pndcp {PLC}"}
