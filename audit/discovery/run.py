"""Networks in; every address asked once, every host that answers questioned, all of it stored as it
comes; it can be stopped and goes on where it stopped.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, cast

from audit.discovery import dhcp
from audit.discovery.host import question
from audit.discovery.order import Step, steps_for
from audit.discovery.records import DiscoveryReport, Host, Place, pieces_of
from audit.discovery.sweep import observations_of, who_is_there
from audit.facts.oui import vendor_of
from audit.net.dialer import AttemptError, Dialer
from audit.net.errors import OutOfScopeError, StoppedError
from audit.net.rules import Discovery as Rules
from audit.net.sentinels import LOOK_EVERY_S, Watch
from audit.net.storing import until_stored
from audit.net.target import DeviceClass, Probe, Target
from audit.payloads import Identity, payload_of
from audit.records import Observation, now_utc

AT_ONCE = 64
"""Hosts questioned side by side, one connection each: a silent one takes three seconds."""
MOST_OF_ONE_MAC = 8
"""Addresses that one device may answer for before it is taken for a router that answers for all."""

Store = Callable[[str, list[Observation]], Awaitable[object] | None]
Known = Callable[[str], Sequence[Observation] | None]


class Discovery:
    """One run of discovery over networks.

    Parameters
    ----------
    known
        Origin → what was stored for it not long ago; None: ask. What is known is not asked again.
    """

    def __init__(
        self,
        dialer: Dialer,
        probes: Sequence[Probe],
        rules: Rules,
        store: Store,
        *,
        known: Known = lambda _: None,
        places: Mapping[str, Place] | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.report = DiscoveryReport()
        self._dialer = dialer
        self._probes = {probe.name: probe for probe in probes}
        self._rules = rules
        self._store = store
        self._known = known
        self._places = places or {}
        self._progress = progress
        self._watch = Watch(dialer)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._of_mac: Counter[str] = Counter()

    async def all(self, networks: Sequence[str]) -> DiscoveryReport:
        """Look through each network; ends early without an error when the run is stopped.

        Raises
        ------
        NetError
            When the ledger cannot be written.
        Exception
            Whatever `store` raised.
        """
        try:
            async with self._dialer.overhearing():
                await self._all(networks)
        except BaseExceptionGroup as group:
            raise _first(group) from None
        return self.report

    async def _all(self, networks: Sequence[str]) -> None:
        with contextlib.suppress(StoppedError):
            await self._watch.look()
            for network in networks:
                await self._network(network)
            await self._watch.look()

    async def _keep(self, origin: str, observations: list[Observation]) -> None:
        if await until_stored(self._store(origin, observations)):
            raise asyncio.CancelledError

    async def _network(self, network: str) -> None:
        pieces = pieces_of(network)
        if not pieces:
            self.report.unseen.append(f"{network}: IPv6 is not walked through, only listened to")
            return
        async with asyncio.TaskGroup() as aside:
            if self._rules.dhcp:
                aside.create_task(self._who_hands_out(network))
            for piece in pieces:
                async with asyncio.TaskGroup() as group:
                    await self._piece(piece, network, group)

    async def _who_hands_out(self, network: str) -> None:
        """Ask a segment's DHCP servers to offer an address, by one frame; take none."""
        origin = f"discover dhcp {network} from {self._dialer.vantage}"
        if self._known(origin) is not None:
            self.report.already_known.append(origin)
            return
        began = now_utc().isoformat()
        try:
            if why := dhcp.cannot_ask(network):
                self.report.unseen.append(f"{network}: who hands out addresses: {why}")
                return
            offers = await dhcp.ask(self._dialer, network)
        except StoppedError:
            self.report.not_asked.append(origin)
            return
        except OutOfScopeError as error:
            self.report.refused.append((origin, str(error)))
            return
        except AttemptError as error:
            self.report.unseen.append(f"{network}: who hands out addresses: {error}")
            return
        told = dhcp.said_of(offers, network)
        (self.report.conflicts if len(offers) > 1 else self.report.heard).append(told)
        await self._keep(origin, dhcp.observations_of(offers, network, self._dialer.vantage, began))

    async def _piece(self, piece: str, network: str, group: asyncio.TaskGroup) -> None:
        """Sweep a part; each host is questioned as soon as it has answered."""
        origin = f"discover {piece} from {self._dialer.vantage}"
        segment = _Once()

        def found(host: Host) -> None:
            if host.certain:
                self.report.live.append(host)
            group.create_task(self._host(host, segment))

        if (before := self._known(origin)) is not None:
            self.report.already_known.append(origin)
            for host in hosts_in(before):
                found(host)
            return
        try:
            swept = await who_is_there(self._dialer, piece, network, self._places, found)
        except StoppedError:
            self.report.not_asked.append(origin)
            return
        except AttemptError as error:
            self.report.unseen.append(f"{piece}: {error}")
            return
        self.report.asked_addresses += swept.asked
        for ip, macs in swept.conflicts.items():
            self.report.conflicts.append(f"{ip} is claimed by {' and '.join(macs)}")
        if swept.unseen:
            self.report.unseen.append(f"{piece}: {swept.unseen}")
        # Without a sweep nobody knows who is there: a run that goes on asks each host for itself.
        origin += " by tcp" if swept.method == "tcp" else ""
        await self._keep(origin, observations_of(swept, piece, self._dialer.vantage))
        self._progress(f"{piece}: {len(swept.hosts)} hosts")

    async def _host(self, host: Host, segment: _Once) -> None:
        """Question one host and store what it said."""
        origin = f"discover {host.address} from {self._dialer.vantage}"
        place = self._places.get(host.address) or Place(host.address)
        if place.asked or place.device_class is DeviceClass.SAFETY:
            return
        if self._known(origin) is not None:
            self.report.already_known.append(origin)
            return
        if self._answers_for_all(host):
            return
        async with self._turns:
            try:
                await self._watch.look(every_s=LOOK_EVERY_S)
                await self._profinet(host, segment)
                steps = self._steps(host, place)
                answers = await question(
                    self._dialer,
                    host,
                    place,
                    steps,
                    self._probes,
                    first_must_answer=not host.certain,
                )
            except StoppedError:
                self.report.not_asked.append(origin)
                return
        self.report.refused += answers.refused
        if not host.certain:
            if not answers.alive:
                return
            self.report.live.append(host)
        if answers.observations:
            await self._keep(origin, answers.observations)
        if answers.identified:
            self.report.identified.append(host.address)
        self._progress(f"{host.address} {'identified' if answers.identified else 'seen'}")

    def _steps(self, host: Host, place: Place) -> tuple[Step, ...]:
        vendor = vendor_of(host.mac or place.mac)
        return steps_for(vendor, place.hints, self._probes.values(), self._rules)

    def _answers_for_all(self, host: Host) -> bool:
        if not host.mac:
            return False
        self._of_mac[host.mac] += 1
        if self._of_mac[host.mac] == MOST_OF_ONE_MAC + 1:
            self.report.unseen.append(
                f"{host.mac} answers for more than {MOST_OF_ONE_MAC} addresses: a router that "
                "answers for others; what is behind it was not asked further"
            )
        return self._of_mac[host.mac] > MOST_OF_ONE_MAC

    async def _profinet(self, host: Host, segment: _Once) -> None:
        """Ask the segment's PROFINET stations once: one frame, and only with the right to."""
        probe = self._probes.get("pndcp")
        if probe is None or not host.mac or not segment.first():
            return
        target = Target(
            host.address, host.address, device_class=DeviceClass.CONTROLLER, mac=host.mac
        )  # fmt: skip
        try:
            said = await probe.run(self._dialer, target)
        except (AttemptError, OutOfScopeError):
            return
        await self._keep(f"discover profinet {host.address} from {self._dialer.vantage}", said)


class _Once:
    """True the first time it is asked."""

    def __init__(self) -> None:
        self._over = False

    def first(self) -> bool:
        """Whether nobody has asked before."""
        before, self._over = self._over, True
        return not before


def hosts_in(observations: Sequence[Observation]) -> list[Host]:
    """Return the hosts that a stored sweep found."""
    found: dict[str, Host] = {}
    for observation in observations:
        if observation.attribute == "identity":
            said = payload_of(observation, Identity)
            for ip in said.ips:
                found.setdefault(ip, Host(ip, said.macs[0] if said.macs else ""))
    return list(found.values())


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return one plain error instead of a group of them."""
    error: Any = group
    while inner := getattr(error, "exceptions", None):
        error = inner[0]
    return cast("BaseException", error)
