"""What is known of addresses before anything is asked: rows and evidence in, places out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from audit.discovery.order import USUAL
from audit.discovery.records import Place
from audit.inventory.tables import AssetRow, ControllerRow, SwitchRow
from audit.net.exchanges import Exchange, class_of, stricter
from audit.net.target import DeviceClass
from audit.payloads import Service, payload_of
from audit.probes.names import probe_for
from audit.records import Observation, Status


def places_of(
    rows: Iterable[object],
    exchanges: Iterable[Exchange] = (),
    evidence: Iterable[Observation] = (),
) -> dict[str, Place]:
    """Return address → what is known of it.

    What stands in several rows is treated as carefully as the strictest of them says. An address
    that the inventory has asked in its protocol is not asked again; a flow's port alone tells
    nothing of a device, so that it is.
    """
    listed = list(rows)
    protocols = {r.asset_id: r.protocols for r in listed if isinstance(r, ControllerRow)}
    hints = _hints(evidence)
    asked = {e.target.address for e in exchanges if not e.target.flows}
    found: dict[str, Place] = {}
    for row in listed:
        if isinstance(row, AssetRow):
            names = map(probe_for, protocols.get(row.asset_id, ()))
            spoken = tuple(name for name in names if name)
            _add(found, row.reach_at or row.ip, row.asset_id, row.mac, class_of(row), spoken)
            if row.reach_at and row.ip:
                _add(found, row.ip, row.asset_id, row.mac, class_of(row), spoken)
        elif isinstance(row, SwitchRow):
            _add(found, row.reach_at or row.ip, row.switch, row.mac, DeviceClass.INFRA, ())
    for address in {*hints, *asked} - found.keys():
        found[address] = Place(address)
    return {
        address: Place(
            address, place.name, place.mac, place.device_class,
            tuple(dict.fromkeys((*place.hints, *hints.get(address, ())))), address in asked,
        )
        for address, place in found.items()
    }  # fmt: skip


def _add(
    found: dict[str, Place], address: str, name: str, mac: str, kind: DeviceClass,
    hints: tuple[str, ...],
) -> None:  # fmt: skip
    if not address:
        return
    if (first := found.get(address)) is None:
        found[address] = Place(address, name, mac, kind, hints)
        return
    # Two rows claim the address: neither gives its name.
    found[address] = Place(
        address, "", first.mac or mac, stricter(first.device_class, kind), (*first.hints, *hints)
    )


def _hints(evidence: Iterable[Observation]) -> dict[str, tuple[str, ...]]:
    """Return address → probes for what a capture or an import has seen it serve."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for observation in evidence:
        if observation.attribute != "service" or observation.status is not Status.OK:
            continue
        said = payload_of(observation, Service)
        name = probe_for(said.protocol) or said.protocol
        if said.ip and said.role == "server" and said.state == "open" and name in USUAL:
            found[said.ip][name] = None
    return {address: tuple(names) for address, names in found.items()}
