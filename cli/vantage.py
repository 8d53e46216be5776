"""What `plantready probe --vantage office` says beside its answers: which doors it leaves untried,
and when silence shows nothing because this computer's own way out is broken.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.net.exchanges import Exchange
    from audit.net.scope import Scope
    from audit.records import Observation
    from cli.stages import Desk


def notes(scope: Scope, exchanges: Sequence[Exchange], vantage: str) -> list[str]:
    """Return what somebody who meant to try doors from here should know."""
    from audit.net.exchanges import HERE

    named = scope.segmentation.vantages
    if not named or vantage == HERE:
        return []
    if vantage not in named:
        return [f"no doors are tried from {vantage}: the scope names {', '.join(named)}"]
    doors = [ip_address(exchange.target.address) for exchange in exchanges if exchange.door]
    return [
        f"no doors of {rule.net} are tried from {vantage}: the scope opens no device in it"
        for rule in scope.allow
        if rule.mode == "active" and not any(address in rule.network for address in doors)
    ]


def summary(desk: Desk, scope: Scope, vantage: str) -> list[str]:
    """Return what can be reached from here, a line for each segment and state; nothing where the
    scope has no doors tried.
    """
    if vantage not in scope.segmentation.vantages:
        return []
    from audit.facts.crossings import crossings
    from cli.stages import facts_of

    found: dict[tuple[str, str], list[str]] = {}
    for cell in crossings(facts_of(desk)):
        if cell.vantage == vantage:
            service = f"{cell.port} {cell.service}".strip()
            found.setdefault((cell.segment, str(cell.state)), []).append(service)
    return [
        f"from {vantage}, {segment}: {state}: {', '.join(services)}"
        for (segment, state), services in found.items()
    ]


def shows_nothing(exchange: Exchange, found: Sequence[Observation]) -> str:
    """Return why an exchange's silence is no evidence; empty: it is, or there was an answer."""
    from audit.net.way_out import way_out
    from audit.records import Status

    if {observation.status for observation in found} != {Status.TIMEOUT}:
        return ""
    return way_out(exchange.target.address)


def planned_ways(scope: Scope, exchanges: Sequence[Exchange]) -> list[dict[str, object]]:
    """Return the dry run's entries of the ways to consumers that are measured once they answer."""
    from audit.net import ping
    from audit.net.path import SMALLER_MTU, USUAL_MTU
    from audit.net.scope import PATH, open_for

    echoes, rate = scope.paths.echoes, scope.limits.packets_per_second
    if not echoes:
        return []
    small = 20 + len(ping.request(0, 0))
    return [
        {
            "target": exchange.target.key, "line": exchange.target.line, "probe": PATH,
            "address": exchange.target.address, "port": 0, "flows": list(exchange.target.flows),
            "packets": echoes + 2, "bytes": echoes * small + USUAL_MTU + SMALLER_MTU,
            "minutes": round((echoes + 2) / rate / 60, 3), "refused": "",
            "what": "round trip, loss, largest packet and hops, if it answers (ICMP echo)",
        }
        for exchange in exchanges
        if exchange.target.flows and not open_for(scope, exchange.target, PATH).reason
    ]  # fmt: skip
