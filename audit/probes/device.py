"""What every probe says of its target: the source, and that this answer belongs to the inventory's
device.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.net.target import Target
from audit.payloads import Identity, Reach, Service, TableRead, TableState, observe
from audit.records import Observation, Source, Status
from audit.wire.octets import clean as clean

if TYPE_CHECKING:
    from audit.net.dialer import Dialer


def source_of(target: Target, port: int) -> Source:
    """Return the source of a live answer."""
    return Source(f"{target.address}:{port}")


def identity_of(
    target: Target,
    *,
    vendor: str = "",
    model: str = "",
    firmware: str = "",
    serial: str = "",
    os: str = "",
    description: str = "",
) -> Identity:
    """Return who answered: the plant address and name the inventory gives, and what the device
    says.
    """
    return Identity(
        name=target.key,
        vendor=vendor,
        model=model,
        firmware=firmware,
        serial=serial,
        os=os,
        description=description,
        macs=(target.mac,) if target.mac else (),
        ips=(target.plant_ip,),
    )


def reach_of(
    target: Target, port: int, status: Status, *, method: str, vantage: str, flow: str = "",
    rtt_ms: float | None = None,
) -> Observation:  # fmt: skip
    """Return how reaching the port ended."""
    payload = Reach(target.plant_ip, port, str(status), vantage, flow, rtt_ms)
    key = f"{method} {target.address}:{port}"
    return observe(key, payload, source_of(target, port), method=method, status=status)


def reaches_of(
    target: Target, port: int, status: Status, *, method: str, vantage: str
) -> list[Observation]:
    """Return how reaching the port ended, for each flow that goes there."""
    return [
        reach_of(target, port, status, method=method, vantage=vantage, flow=flow)
        for flow in target.flows or ("",)
    ]


def answered(
    dialer: Dialer,
    target: Target,
    port: int,
    *,
    method: str,
    identity: Identity,
    service: Service,
    why: str = "",
) -> list[Observation]:
    """Return what one answer says: identity, service, how far the identity was read, reach.

    `why` says what is missing; without it the identity is complete.
    """
    key, source = f"{method} {target.address}:{port}", source_of(target, port)
    said = (identity.vendor, identity.model, identity.firmware, identity.serial)
    rows = sum(map(bool, (*said, identity.os, identity.description)))
    state = TableState.PARTIAL if why else TableState.COMPLETE
    if not rows:
        state, why = TableState.ABSENT, why or "the device says nothing of itself"
    table = TableRead("identity", state, clean(why), rows)
    return [
        observe(key, identity, source, method=method),
        observe(key, service, source, method=method),
        observe(key, table, source, method=method),
        *reaches_of(target, port, Status.OK, method=method, vantage=dialer.vantage),
    ]
