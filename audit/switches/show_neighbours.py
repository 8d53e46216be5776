"""Rows of LLDP and CDP neighbours in, neighbour records out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from audit.payloads import Neighbour
from audit.switches.columns import Row, ip_at, list_at, text_at
from audit.switches.words import clean, mac_text

_LETTERS = {
    "b": "bridge", "s": "bridge", "r": "router", "w": "wlan", "t": "phone", "p": "phone",
    "h": "host", "i": "", "c": "docsis", "o": "",
}  # fmt: skip
_WORDS = {
    "bridge": "bridge", "switch": "bridge", "router": "router", "wlan": "wlan",
    "phone": "phone", "telephone": "phone", "station": "station", "repeater": "repeater",
    "docsis": "docsis", "host": "host",
}  # fmt: skip
_SUBTYPES = (
    ("mac", r"mac"),
    ("interface-name", r"interface.?name|ifname|ifc-name"),
    ("interface-alias", r"alias"),
    ("network-address", r"network|ip\b|ipv4"),
    ("local", r"local"),
    ("component", r"component"),
)


def neighbour(protocol: str) -> Callable[[Row], Iterator[object]]:
    """Return the reader of one protocol's rows."""

    def read(row: Row) -> Iterator[object]:
        local = text_at(
            row, "local_interface", "local_port", "port_txt", "port", "interface", "local_port_id"
        )
        chassis = text_at(row, "chassis_id", "chassis_data", "mac_address")
        port = text_at(
            row,
            "neighbor_port_id",
            "neighbor_interface",
            "neighbor_port",
            "port_id_data",
            "interface_name",
            "remote_id",
        )
        name = text_at(
            row, "neighbor_name", "neighbor", "system_name_data", "identity", "system_name"
        )
        if local and not (name or chassis or port):
            return  # a port where nobody was heard
        if not (name or chassis or (local and port)):
            raise ValueError("nobody at the other end")
        described = text_at(
            row,
            "neighbor_description",
            "system_description",
            "system_desc_data",
            "platform",
            "version",
        )
        about = text_at(
            row, "neighbor_port_description", "neighbor_interface_description", "port_desc_data"
        )
        if not about and text_at(row, "neighbor_port_id"):
            about = text_at(row, "neighbor_interface")
        subtype = text_at(
            row, "neighbor_chassis_type", "chassis_type_txt", "chassis_subtype", "chassis_type"
        )
        ports = text_at(
            row,
            "port_type",
            "port_id_type_txt",
            "port_subtype",
            "port_id_subtype",
            "neighbor_port_type",
        )
        yield Neighbour(
            protocol,
            local,
            remote_name=name,
            remote_chassis=mac_text(chassis) or chassis,
            remote_port=mac_text(port) or port,
            remote_ip=ip_at(row, "mgmt_address", "management_ip", "mgmt_ip", "interface_ip",
                            "address_1_addr", "address", "ip_address"),
            remote_description=described if described != name else "",
            remote_port_description=about if about != port else "",
            chassis_subtype=_subtype(subtype),
            port_subtype=_subtype(ports),
            capabilities=capabilities(
                ",".join(list_at(row, "capabilities", "capabilities_enabled",
                                 "system_caps_enabled_txt", "system_capabilities"))
            ),
        )  # fmt: skip

    return read


def _subtype(said: str) -> str:
    word = said.casefold()
    return next((kind for kind, pattern in _SUBTYPES if re.search(pattern, word)), "")


def capabilities(said: str) -> tuple[str, ...]:
    """Read `B,R`, `R S I`, `Bridge, Router`, `[bridge,router]` as the payload's words."""
    found: dict[str, None] = {}
    for word in re.findall(r"[a-z]+", clean(said).casefold()):
        kind = _WORDS.get(word) or (_LETTERS.get(word, "") if len(word) == 1 else "")
        if not kind and 1 < len(word) <= 4 and set(word) <= set(_LETTERS):
            for letter in word:
                found[_LETTERS[letter]] = None
        found[kind] = None
    return tuple(kind for kind in found if kind)
