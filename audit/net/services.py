"""What more is asked where a port is known to be used: exchanges in, further ones of the same
devices out, as far as the scope opens them by name.

An ordinary service behind a required flow says who it is and until when its certificate holds. A
controller is asked one thing only, and this is not it; an anonymous OPC UA session is what the
scope opens for a server that is asked for its endpoints.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from audit.net.exchanges import Exchange
from audit.net.scope import Scope
from audit.net.target import DeviceClass, Probe

SPOKEN = {
    80: "http", 8080: "http", 443: "tls", 8443: "tls", 8883: "tls", 445: "smb", 1883: "mqtt",
    3389: "rdp", 4840: "opcua",
}  # fmt: skip
"""Port of a flow → the probe of what is usually there."""
_ONE_THING = (DeviceClass.CONTROLLER, DeviceClass.SAFETY)
SESSION = "opcua_session"


def further(
    exchanges: Iterable[Exchange], probes: Sequence[Probe], scope: Scope
) -> tuple[Exchange, ...]:
    """Return the further exchanges, in the order of those that they follow; each once."""
    open_ones = {p.name: p for p in probes if getattr(scope.probes, p.name, False)}
    there = list(exchanges)
    found: dict[str, Exchange] = {}
    for exchange in there:
        for more in _after(exchange, open_ones):
            found.setdefault(more.origin, more)
    known = {exchange.origin for exchange in there}
    return tuple(more for origin, more in found.items() if origin not in known)


def _after(exchange: Exchange, open_ones: dict[str, Probe]) -> list[Exchange]:
    target, port = exchange.target, exchange.port
    spoken = exchange.probe.name
    found: list[Exchange] = []
    if spoken == "tcp" and not exchange.door and target.device_class not in _ONE_THING:
        spoken = SPOKEN.get(port, "")
        if probe := open_ones.get(spoken):
            found.append(_of(exchange, probe, port))
    if spoken == "opcua" and (probe := open_ones.get(SESSION)):
        found.append(_of(exchange, probe, port))
    return found


def _of(exchange: Exchange, probe: Probe, port: int) -> Exchange:
    """Ask the same device at the same port; what it proves of a flow, the first exchange proves."""
    target = replace(exchange.target, ports={probe.name: port}, flows=())
    return Exchange(target, probe, exchange.vantage)
