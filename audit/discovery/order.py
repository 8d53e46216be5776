"""Which port of an unknown host is tried first: what is known of it in, steps in their order out.

The maker of its network adapter tells what it probably speaks. Without that, controllers' protocols
come first, for what they say identifies best and asking stops there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audit.discovery.greeting import BYTES, PACKETS
from audit.net.rules import Discovery
from audit.net.target import DeviceClass, Probe

USUAL = (
    "modbus", "s7", "enip", "opcua", "bacnet", "pndcp", "fins", "slmp", "ads", "codesys",
    "iec104", "dnp3", "hartip",
)  # fmt: skip
"""Probes for a host of which nothing is known, the most frequent first."""
GREETING = "greeting"
ORDINARY = {80: "http", 443: "tls", 445: "smb", 1883: "mqtt", 3389: "rdp"}
"""Port of an ordinary service → the probe that asks it better than by waiting for a greeting."""
_GREETED_AFTER = 2
"""Ordinary services are tried after so many of the usual protocols."""
MAKERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("siemens", ("s7", "opcua", "modbus")),
    ("rockwell", ("enip",)),
    ("allen-bradley", ("enip",)),
    ("omron", ("fins", "enip", "opcua")),
    ("mitsubishi", ("slmp", "modbus")),
    ("beckhoff", ("ads", "opcua", "modbus")),
    ("schneider", ("modbus", "enip")),
    ("telemecanique", ("modbus",)),
    ("wago", ("codesys", "modbus", "opcua")),
    ("phoenix contact", ("modbus", "opcua", "iec104")),
    ("bosch rexroth", ("opcua", "codesys", "modbus")),
    ("b&r ", ("opcua", "modbus")),
    ("festo", ("modbus", "codesys", "opcua")),
    ("keyence", ("enip", "slmp")),
    ("panasonic industrial", ("modbus",)),
    ("delta electronics", ("modbus", "enip")),
    ("abb", ("modbus", "opcua", "iec104")),
    ("lenze", ("opcua", "modbus")),
    ("sew-eurodrive", ("modbus", "opcua")),
    ("danfoss", ("modbus", "enip")),
    ("turck", ("modbus", "enip")),
    ("ifm electronic", ("opcua", "modbus", "enip")),
    ("balluff", ("modbus", "enip")),
    ("sick ", ("enip", "modbus", "opcua")),
    ("pilz", ("modbus", "opcua")),
    ("emerson", ("modbus", "opcua", "hartip")),
    ("endress", ("hartip", "modbus", "enip")),
    ("honeywell", ("bacnet", "modbus")),
    ("johnson controls", ("bacnet",)),
    ("sauter", ("bacnet",)),
    ("belimo", ("bacnet", "modbus")),
    ("moxa", ("modbus",)),
    ("advantech", ("modbus",)),
    ("prosoft", ("enip", "modbus")),
    ("hilscher", ("modbus", "enip")),
    ("hms industrial", ("modbus", "enip")),
)
"""The beginning of the registered name, lower case → the protocols to try first."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to try."""

    what: str
    """A probe's name, or `greeting`."""
    port: int
    packets: int
    bytes: int
    device_class: DeviceClass
    """What the scope must open for it: a control protocol is asked of what may be a controller."""
    ends: bool = True
    """Whether recognising it ends the questions; what has a web page may be anything."""


def made_by(vendor: str) -> tuple[str, ...]:
    """Return the protocols that a maker of controllers and field devices speaks; () for others."""
    name = vendor.casefold()
    return next((spoken for start, spoken in MAKERS if name.startswith(start)), ())


def steps_for(
    vendor: str, hints: Iterable[str], probes: Iterable[Probe], rules: Discovery
) -> tuple[Step, ...]:
    """Return what to try, in this order.

    Parameters
    ----------
    hints
        Probe names that listening or a list suggests.
    probes
        Those that the scope opens.
    """
    listed = [p for p in probes if rules.protocols is None or p.name in rules.protocols]
    others = {probe.name: probe for probe in listed if probe.name in ORDINARY.values()}
    by_name = {probe.name: probe for probe in listed if probe.name in USUAL}
    by_name.pop("pndcp", None)  # one frame asks a whole segment: not a step of one host
    first = [*hints, *made_by(vendor)]
    names = [name for name in dict.fromkeys((*first, *USUAL)) if name in by_name]
    controller = DeviceClass.CONTROLLER
    found = [
        Step(name, by_name[name].port, by_name[name].packets, by_name[name].bytes, controller)
        for name in names
    ]
    kind = controller if made_by(vendor) else DeviceClass.OTHER
    greetings = [_ordinary(port, kind, others) for port in rules.greetings]
    at = max(_GREETED_AFTER, len([name for name in dict.fromkeys(first) if name in by_name]))
    return (*found[:at], *greetings, *found[at:])


def _ordinary(port: int, kind: DeviceClass, probes: dict[str, Probe]) -> Step:
    probe = probes.get(ORDINARY.get(port, ""))
    if probe is None:
        return Step(GREETING, port, PACKETS, BYTES, kind, ends=False)
    return Step(probe.name, port, probe.packets, probe.bytes, kind, ends=False)
