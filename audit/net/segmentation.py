"""Which doors must be shut from where: a few devices of each network stand for it, and every port
that must not be reachable is tried once. What answers is as much a result as what does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from ipaddress import ip_address

from audit.inventory.tables import AssetRow, SwitchRow
from audit.net.exchanges import Exchange, class_of
from audit.net.rules import Segmentation
from audit.net.scope import Scope, open_for
from audit.net.target import DeviceClass, Probe, Target

_ORDER = (DeviceClass.CONTROLLER, DeviceClass.INFRA, DeviceClass.SERVER, DeviceClass.OTHER)
"""Who tells most about a wall: what it is there for."""


def segmentation_of(
    rows: Iterable[object], scope: Scope, tcp: Probe, vantage: str
) -> tuple[Exchange, ...]:
    """Return the tries for this vantage point, network by network; () when it is none of those
    that the scope names.

    A representative is one that the scope allows to be asked: it refuses the others anyway.
    """
    rules = scope.segmentation
    if vantage not in rules.vantages:
        return ()
    targets = [target for row in rows if (target := _target(row))]
    targets.sort(key=lambda target: _ORDER.index(target.device_class))
    found: list[Exchange] = []
    for rule in scope.allow:
        inside = [t for t in targets if ip_address(t.address) in rule.network]
        found += _tries(_allowed(inside, scope, rules.ports), rules, tcp, vantage)
    found += [
        Exchange(Target(address, address, ports={"tcp": port}), tcp, vantage, door=True)
        for address in rules.outside
        for port in rules.outside_ports
    ]
    once = {exchange.origin: exchange for exchange in found}
    return tuple(once.values())


def _target(row: object) -> Target | None:
    if isinstance(row, AssetRow) and (address := row.reach_at or row.ip):
        kind = class_of(row)
        if kind is DeviceClass.SAFETY:
            return None
        return Target(row.asset_id, address, row.ip, row.line, kind, row.mac)
    if isinstance(row, SwitchRow) and (address := row.reach_at or row.ip):
        line = ";".join(row.line)
        return Target(row.switch, address, row.ip, line, DeviceClass.INFRA, row.mac)
    return None


def _allowed(targets: Sequence[Target], scope: Scope, ports: Sequence[int]) -> list[Target]:
    return [
        target
        for target in targets
        if any(open_for(scope, replace(target, ports={"tcp": p}), "tcp").allowed for p in ports)
    ]


def _tries(
    targets: Sequence[Target], rules: Segmentation, tcp: Probe, vantage: str
) -> list[Exchange]:
    return [
        Exchange(replace(target, ports={"tcp": port}), tcp, vantage, door=True)
        for target in targets[: rules.representatives]
        for port in rules.ports
    ]
