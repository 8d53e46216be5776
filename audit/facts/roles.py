"""What a device is for when nobody documented it: its traces in, a role and the reason out.

Only traces that hardly anything else leaves are used; where none is found the role stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from audit.payloads import Service

_MODELS: tuple[tuple[str, str], ...] = (
    ("HMI", r"panelview|simatic hmi|comfort panel|\bk?tp ?\d{3,4}\b|\bmtp ?\d{3,4}\b|magelis"),
    ("drive", r"sinamics|powerflex|altivar|\batv ?\d|micromaster|\bacs ?\d{3}|lenze i5"),
    ("IO", r"\bet ?200|\bim ?15\d|versamax|point ?i/?o|\b1734-|\b1794-|axioline|\bfen20|\bbl20"),
    (
        "controller",
        r"\bcpu ?\d{3,4}|\bs7-(?:1200|1500|300|400)|\b6es7 ?[23]1\d|\b1756-l|\b1769-l|\b1747-l|"
        r"\b1766-l|slc ?5/|micrologix|(?:control|compact)logix|\bm340|\bm580|\bm221|\bm241|modicon|"
        r"\bcx\d{4}|\b750-8\d\d|pfc[12]00|\bcj[12]m|\bnx1p|\bnj\d{3}|\bfx[35]u|\baxc f ",
    ),
    ("switch", r"scalance x|catalyst|\bws-c\d|\bie-\d{4}|\bie[1-9]000|stratix|procurve|\beds-\d"),
    (
        "router",
        r"\bcisco ?(?:8\d\d|1[89]\d\d|2[689]\d\d|3[89]\d\d)\b|\bisr ?\d|\basr ?\d|routerboard",
    ),
    ("AP", r"\bair-[cl]?ap|\bc91\d\dax|scalance w|\buap-|\baironet"),
)
_NAMES: tuple[tuple[str, str], ...] = (
    ("remote access", r"\bewon|secomea|sitemanager|tosibox|\bmguard|\bixrouter|\bmbnet\b"),
    ("AP", r"\btl-w[ar]\d|\bunifi-ap|\buap-"),
)
"""Names that devices of these makers give themselves."""
_VENDORS: tuple[tuple[str, str], ...] = (
    ("printer", r"\b(brother|lexmark|kyocera|ricoh|xerox|konica|zebra technologies|oki data)\b"),
    ("camera", r"\b(axis communications|hikvision|dahua|mobotix|vivotek|hanwha|basler)\b"),
    ("remote access", r"\b(ewon|secomea|tosibox|ixon|mb connect line)\b"),
)
_SERVICES: tuple[tuple[str, frozenset[int], frozenset[str]], ...] = (
    ("printer", frozenset({515, 9100}), frozenset({"jetdirect", "printer", "ipp"})),
    ("camera", frozenset({554}), frozenset({"rtsp"})),
)
_CONTROL = {"modbus": "Modbus TCP", "s7comm": "S7comm", "s7": "S7comm", "enip": "EtherNet/IP"}


def role_of(
    said_role: str,
    said_by: str,
    model: str,
    vendor: str,
    services: Iterable[Service],
    *,
    bridges: bool,
    routes: bool,
    name: str = "",
) -> tuple[str, str]:
    """The role and why; both empty when nothing tells."""
    if said_role:
        return said_role, said_by
    if bridges:
        return "switch", "it has a MAC address table"
    for role, pattern in _MODELS:
        if match := re.search(pattern, model.casefold()):
            return role, f"model {model!r} contains {match.group()!r}"
    for role, pattern in _NAMES:
        if match := re.search(pattern, name.casefold()):
            return role, f"name {name!r} contains {match.group()!r}"
    found = _role_of_services(tuple(services))
    if found[0]:
        return found
    if routes:
        return "router", "it has an ARP table and no MAC address table"
    for role, pattern in _VENDORS:
        if re.search(pattern, vendor.casefold()):
            return role, f"{vendor} is a maker of {role}s"
    return "", ""


def _role_of_services(services: tuple[Service, ...]) -> tuple[str, str]:
    offered = [s for s in services if s.role == "server" and s.state == "open"]
    for service in offered:
        name = _CONTROL.get(service.protocol.casefold())
        if name and (service.product or service.detail):
            return "controller", f"it identified itself over {name} on port {service.port}"
    for role, ports, protocols in _SERVICES:
        for service in offered:
            if service.port in ports or service.protocol.casefold() in protocols:
                return role, f"it serves {service.protocol or 'port'} {service.port}"
    return "", ""
