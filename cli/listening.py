"""`listen_s` of the scope: hear what a segment says of itself before anything is sent."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from cli.stages import Desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.discovery.records import DiscoveryReport
    from audit.net.dialer import Dialer
    from audit.net.scope import Scope
    from audit.records import Observation


async def hear(
    desk: Desk, dialer: Dialer, scope: Scope, networks: Sequence[str], fresh: set[str],
    report: DiscoveryReport,
) -> None:  # fmt: skip
    """Listen at each adapter that stands in one of the networks; whatever ends it early, what was
    heard is kept.
    """
    if not scope.discovery.listen_s or not networks:
        return
    from audit.discovery.listen import adapters_for

    adapters = adapters_for(networks)
    if not adapters:
        report.unseen.append(
            "nothing was heard: this computer stands in none of the networks, or its system does"
            " not tell; record with `plantready capture` and import instead"
        )
    for adapter in adapters:
        origin = f"listening at {adapter} from {dialer.vantage}"
        if origin in fresh:
            report.already_known.append(origin)
        elif not dialer.stopped:
            await _at(desk, dialer, scope.discovery.listen_s, adapter, report)


async def _at(
    desk: Desk, dialer: Dialer, seconds: float, adapter: str, report: DiscoveryReport
) -> None:
    from audit.discovery.listen import listen

    ended = threading.Event()
    work = asyncio.ensure_future(
        asyncio.to_thread(
            listen, adapter, seconds, dialer.vantage,
            lambda: ended.is_set() or bool(dialer.stopped),
        )
    )  # fmt: skip
    try:
        heard, why = await asyncio.shield(work)
    except asyncio.CancelledError:
        ended.set()
        _keep(desk, adapter, dialer.vantage, report, *await work)
        raise
    _keep(desk, adapter, dialer.vantage, report, heard, why)


def _keep(
    desk: Desk, adapter: str, vantage: str, report: DiscoveryReport, heard: list[Observation],
    why: str,
) -> None:  # fmt: skip
    from audit.discovery.listen import vlans_in

    if why:
        report.unseen.append(f"nothing was heard: {why}")
        return
    origin = f"listening at {adapter} from {vantage}"
    desk.evidence.add(heard, origin=origin, name=origin)
    if tags := vlans_in(heard):
        report.heard.append(f"{adapter}: VLAN tags {', '.join(map(str, tags))} arrive")
    report.heard += [
        str(o.value["detail"])
        for o in heard
        if o.attribute == "coverage" and isinstance(o.value, dict) and o.value.get("detail")
    ]
