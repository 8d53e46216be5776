"""Rows about ports and VLANs in, interface, VLAN and identity records out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from audit.payloads import Identity, Interface, Vlan
from audit.switches.columns import (
    Row,
    cells_at,
    duplex_of,
    ip_at,
    list_at,
    macs_at,
    number_at,
    speed_of,
    text_at,
    up_of,
    vlan_at,
    watts_at,
)
from audit.switches.names import expand_ports
from audit.switches.words import vlan_list

_NAME = ("port", "interface", "name", "local_port")
_MEMBER = re.compile(r"(?P<port>.+?)\s*\((?P<flag>[utUT])\)$")
_CISCO_PORT = re.compile(r"(Fa|Gi|Te|Tw|Twe|Fi|Et|Eth|Hu|Fo|App?)[\w/]*\d")


def vlan(row: Row) -> Iterator[object]:
    """Read one VLAN and, where the output says so, which ports carry it tagged or untagged."""
    number = vlan_at(row, "vlan_id", "tag", "vlan", "vid")
    if number is None and number_at(row, "vlan_id", "tag") in (0, 4095):
        return  # EXOS's own VLAN for its management port
    if number is None:
        raise ValueError("no VLAN id")
    status = text_at(row, "status").casefold()
    if "unsup" in status or (1002 <= number <= 1005 and "act/" in status):
        return
    name = text_at(row, "vlan_name", "name", "vlan_description", "description")
    yield Vlan(number, name if name.casefold() != "not configured" else "")
    yield from _members(row, number)


def _members(row: Row, number: int) -> Iterator[Interface]:
    for column, tagged in (("untaggedports", False), ("taggedports", True)):
        for port in expand_ports(" ".join(cells_at(row, column))):
            yield _member(port, number, tagged=tagged)
    for kind, tagged in (("u", False), ("t", True)):
        for media in ("gi", "te", "fo", "ma"):
            for cell in list_at(row, f"ports_{kind}_{media}"):
                for port in expand_ports(cell):
                    yield _member(port, number, tagged=tagged)
    for port in list_at(row, "interfaces", "interface"):
        if match := _MEMBER.match(port):
            yield _member(match["port"], number, tagged=match["flag"].casefold() == "t")
        elif _CISCO_PORT.fullmatch(port) and "reason" not in row and "tag" not in row:
            # IOS lists access ports only; the others do not say how the port carries the VLAN,
            # so that two rows with one port make it unclear, never an access port.
            yield Interface(port, mode="access", access_vlan=number)


def _member(port: str, number: int, *, tagged: bool) -> Interface:
    if tagged:
        return Interface(port, mode="trunk", tagged_vlans=(number,))
    return Interface(port, mode="access", access_vlan=number)


def interface(row: Row) -> Iterator[object]:
    """Read one port of `show interfaces`, `… status`, `… brief` or `… description`."""
    name = text_at(row, *_NAME)
    own = ip_at(row, "ipv4_address", "management_ip")
    if not name and "ipv4_address" in row:  # the one management port
        yield Identity(ips=(own,) if own else (), macs=macs_at(row, "mac_address"))
        return
    if not name:
        raise ValueError("no port")
    said = text_at(row, "vlan_id", "pvid", "vlan_access", "untaggedvlan", "vlan_untagged")
    word, number = said.casefold(), vlan_at(row, "vlan_id", "pvid", "vlan_access", "untaggedvlan")
    mode = _mode(row, word, number)
    admin, oper = _states(row)
    mac = next(iter(macs_at(row, "mac_address", "bia", "mac", "hw_address")), "")
    speed = text_at(row, "speed", "actualspeed", "detected_speed", "link_speed", "config_mode")
    speed = speed or text_at(row, "mode", "rate", "bandwidth")
    port = Interface(
        name,
        alias=_alias(row),
        mac=mac,
        speed_mbps=speed_of(speed) if "auto" not in speed.casefold() else None,
        duplex=duplex_of(text_at(row, "duplex", "actualduplex", "detected_duplex", "mode")),
        admin_up=admin,
        oper_up=oper,
        mode=mode,
        access_vlan=number if mode == "access" else None,
        native_vlan=vlan_at(row, "vlan_native", "pvid") if mode == "trunk" else None,
        in_errors=number_at(row, "input_errors", "errors_rx", "rx_errors", "in_errors", "inerrors"),
        out_errors=number_at(row, "output_errors", "tx_errors", "out_errors", "outerrors"),
        in_discards=number_at(row, "queue_drops", "rx_dropped", "in_discards"),
        out_discards=number_at(row, "queue_output_drops", "drops_tx", "tx_dropped"),
        mtu=number_at(row, "mtu", "actual_mtu"),
        channel=_channel(row),
    )
    passing = list_at(row, "vlan_passing", "vlan_permitted", "vlan_trunk")
    tagged = vlan_list(",".join(re.findall(r"\d+(?:-\d+)?", ",".join(passing)))) or ()
    if port.mode == "trunk" and tagged:
        port = replace(port, tagged_vlans=tuple(v for v in tagged if v != port.native_vlan))
    yield port
    if ip := ip_at(row, "ip_address", "main_ip", "management_ip"):
        yield Identity(ips=(ip,))


def _alias(row: Row) -> str:
    columns = ("description", "interface_desc", "interface_description", "alias", "portname",
               "comment")  # fmt: skip
    named = () if not text_at(row, "port", "interface") else ("name",)
    return text_at(row, *named, *columns)


def _mode(row: Row, word: str, number: int | None) -> str:
    said = text_at(row, "mode", "port_link_type", "vlan_mode", "link_type", "l2portmode", "type")
    said = said.casefold()
    if "trunk" in (word, said) or "tagged" in (word, said) or said in ("t", "native-untagged"):
        return "trunk"
    if word in ("routed", "route") or said == "routed":
        return "routed"
    return "access" if number and said not in ("hybrid", "h", "dynamic", "general") else ""


def _states(row: Row) -> tuple[bool | None, bool | None]:
    """Administrative and operational state: one column may hold both."""
    admin = text_at(row, "admin_state", "admin_status", "enabled", "link_admin", "admin")
    oper = text_at(row, "protocol_status", "oper_status", "link_status", "linkstate", "portstate",
                   "line_status", "link_state", "link", "status", "state", "phy",
                   "protocol", "proto", "intstate")  # fmt: skip
    link = text_at(row, "link_status", "line_status", "linkstate", "link", "status", "phy", "state")
    word = link.casefold()
    if admin:
        up = admin.casefold() in ("up", "yes", "enabled", "enable", "en", "administratively up")
        return up, up_of(oper)
    down = word.startswith(("adm", "disab", "*down")) or "administratively" in word
    return (False if down else True if "link_status" in row and link else None), up_of(oper)


def _channel(row: Row) -> str:
    said = text_at(row, "channel", "portch", "trunkid", "trunk", "aggregate", "aggregated_to")
    return said if said and said.casefold() not in ("none", "no", "0", "yes") else ""


def switchport(row: Row) -> Iterator[object]:
    """Read how one port carries VLANs."""
    name = text_at(row, "interface", "port")
    if not name:
        raise ValueError("no interface")
    mode = text_at(row, "mode", "interface_mode", "vlan_membership_mode", "link_type").casefold()
    native = vlan_at(row, "native_vlan", "pvid")
    voice = vlan_at(row, "voice_vlan")
    if text_at(row, "switchport").casefold() == "disabled":
        yield Interface(name, mode="routed")
        return
    flagged = _flagged(row, name)
    if flagged:
        yield flagged
    elif "trunk" in mode or "tagged" in mode:
        said = ",".join(list_at(row, "trunking_vlans", "trunk_vlan_list"))
        said = re.sub(r"\s+to\s+", "-", said)
        found = vlan_list(",".join(re.findall(r"\d+(?:-\d+)?", said))) or ()
        native = native or vlan_at(row, "vlan_id")
        tagged = tuple(vlan for vlan in found if vlan != native)
        yield Interface(name, mode="trunk", native_vlan=native, tagged_vlans=tagged)
    elif "access" in mode:
        access = vlan_at(row, "access_vlan", "vlan_id", "native_vlan")
        yield Interface(name, mode="access", access_vlan=access, voice_vlan=voice)
    else:
        access = vlan_at(row, "access_vlan")
        yield Interface(name, access_vlan=access, native_vlan=native, voice_vlan=voice)


def _flagged(row: Row, name: str) -> Interface | None:
    """Rows that list each VLAN with its own word: tagged, untagged, t, u."""
    flags = (
        cells_at(row, "egress_rule")
        or cells_at(row, "allowed_vlan_tag")
        or cells_at(row, "tagging")
    )
    numbers = cells_at(row, "allowed_vlan") or cells_at(row, "vlan_id")
    kind = text_at(row, "type").casefold() if "vlan_id" in row and "port" in row else ""
    if kind in ("qtagged", "default", "mobile", "mirror"):
        flags = ("tagged" if kind == "qtagged" else "untagged",)
    if not flags or len(flags) != len(numbers):
        return None
    tagged: list[int] = []
    untagged: list[int] = []
    for flag, cell in zip(flags, numbers, strict=True):
        into = tagged if flag.casefold().startswith("t") else untagged
        into += vlan_list(cell) or ()
    native = untagged[0] if untagged else None
    if tagged:
        vlans = tuple(sorted(tagged))
        return Interface(name, mode="trunk", native_vlan=native, tagged_vlans=vlans)
    return Interface(name, mode="access", access_vlan=native) if native else None


def aggregate(row: Row) -> Iterator[object]:
    """Read which ports an aggregate has; a member names it as its channel."""
    bundle = text_at(row, "bundle_name", "po_name", "aggregate_interface", "trunk", "eth_trunk",
                     "name", "interface", "id", "number", "aggregate")  # fmt: skip
    members = [
        port
        for column in ("member_interface", "member_port", "slaves", "local_interfaces",
                       "interfaces", "local_port", *(f"port{n}" for n in range(1, 9)))
        for port in list_at(row, column)
    ]  # fmt: skip
    if text_at(row, "eth_trunk"):
        members = list(list_at(row, "interface"))
    if not bundle:
        raise ValueError("no aggregate")
    for port in members:
        for one in expand_ports(re.sub(r"\s*\(\w+\)$", "", port)):
            if one != bundle:
                yield Interface(one, channel=bundle)


def power(row: Row) -> Iterator[object]:
    """Read the watts that one port gives away."""
    name = text_at(row, "interface", "port")
    if not name:
        raise ValueError("no interface")
    watts = watts_at(row, "power", "power_used", "poe_watts", "poe_out_power")
    state = text_at(row, "operational_status", "status").casefold()
    yield Interface(name, poe_watts=0.0 if watts is None and state == "off" else watts)
