"""The exchange: one multicast frame to a segment, and the answers of its stations until the time
that the request gave them is over. A run asks each segment once.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from weakref import WeakKeyDictionary

from audit.net.target import Target
from audit.payloads import Identity, Service, TableRead, TableState, observe
from audit.probes.device import reach_of
from audit.probes.pndcp import wire
from audit.probes.pndcp.names import vendor_of
from audit.probes.pndcp.wire import Station
from audit.probes.talk import Cost
from audit.records import Observation, Source, Status
from audit.wire.octets import WireError

if TYPE_CHECKING:
    from audit.net.dialer import Dialer

COST = Cost(1, 14 + wire.SMALLEST)
MOST_STATIONS = 1024
WAIT_S = wire.ANSWER_WITHIN * 0.01 + 0.4
"""How long a station may take by our own request, and a little for the way."""


class Link(Protocol):
    """A raw socket of one EtherType on one segment: `audit.net.ethernet.Link`."""

    async def send(self, destination: str, payload: bytes) -> None:
        """Send one frame to a MAC address."""
        ...

    async def receive(self) -> tuple[str, bytes]:
        """Return source and payload of the next frame of the EtherType."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """Which station said what."""

    mac: str
    station: Station


_HEARD: WeakKeyDictionary[Dialer, dict[str, tuple[Answer, ...]]] = WeakKeyDictionary()
"""What a run has heard at each interface: a segment is asked once, however many of its devices are
targets.
"""


async def read(dialer: Dialer, target: Target) -> list[Observation]:
    """Return what every station of the target's segment says when it is asked for the first time,
    and after that what the target itself has said; raises AttemptError when nobody answers.
    """
    from audit.net.dialer import AttemptError

    heard = _HEARD.setdefault(dialer, {})
    async with dialer.lease(
        target, wire.ETHERTYPE, "ethernet", "pndcp", packets=COST.packets
    ) as lease:
        link = await lease.open_link()
        first = link.interface not in heard
        if first:
            heard[link.interface] = await identify_all(link, secrets.randbits(32))
        answers = heard[link.interface]
        mine = [answer for answer in answers if _is(answer, target)]
        if not mine and not (first and answers):
            raise AttemptError(Status.TIMEOUT, "no PROFINET station at this address has answered")
    status = Status.OK if mine else Status.TIMEOUT
    return [
        *observations_of(answers if first else mine, dialer.vantage),
        reach_of(target, wire.ETHERTYPE, status, method="pndcp", vantage=dialer.vantage),
    ]


def _is(answer: Answer, target: Target) -> bool:
    return answer.mac == target.mac or answer.station.ip in (target.address, target.plant_ip)


async def identify_all(link: Link, transaction: int, wait_s: float = WAIT_S) -> tuple[Answer, ...]:
    """Ask a segment once and return one answer a station, in the order they came.

    Two stations that answer with one name are both there; a station that answers twice counts once.
    """
    await link.send(wire.TO_ALL, wire.request(transaction))
    end = asyncio.get_running_loop().time() + wait_s
    found: dict[str, Answer] = {}
    while len(found) < MOST_STATIONS:
        try:
            async with asyncio.timeout_at(end):
                mac, payload = await link.receive()
        except TimeoutError:
            break
        try:
            station = wire.station(payload)
        except WireError:
            continue  # one station's broken answer must not lose the others
        if station and station.transaction == transaction & 0xFFFFFFFF:
            found.setdefault(mac, Answer(mac, station))
    return tuple(found.values())


def observations_of(answers: Iterable[Answer], vantage: str) -> list[Observation]:
    """Return identity, service and table state of every station; `vantage`: where it was asked."""
    return [o for answer in answers for o in _of(answer, vantage)]


def _of(answer: Answer, vantage: str) -> list[Observation]:
    said, key, source = answer.station, f"pndcp {answer.mac}", Source(f"segment at {vantage}")
    numbers = "" if said.device is None else f"device {said.device:#06x}"
    conflict = "its address is in use elsewhere" if said.ip_conflict else ""
    identity = Identity(
        name=said.name,
        role="controller" if "IO controller" in said.roles else "",
        vendor=vendor_of(said.vendor),
        model=said.kind,
        description=", ".join(said.roles),
        macs=(answer.mac,),
        ips=(said.ip,) if said.ip else (),
    )
    service = Service(
        said.ip, wire.ETHERTYPE, "ethernet", "profinet", product=said.kind,
        detail="; ".join(text for text in (numbers, said.alias, conflict) if text),
    )  # fmt: skip
    table = TableRead("identity", TableState.COMPLETE, "", 1)
    return [observe(key, payload, source, method="pndcp") for payload in (identity, service, table)]
