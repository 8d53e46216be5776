"""The columns of NetBox's and Nautobot's lists: what each is called in exports and bulk imports.

Names are those of the list views' CSV export (NetBox 2.10 to 4, Nautobot 1 and 2), of the bulk
import forms and of export templates, as `header_key` writes them. Nautobot 2 joins the names of
related objects with `__` (`device_type__manufacturer__name`), keeps a prefix in two columns and the
assignment of addresses in a list of its own, and writes `NoObject` or `NULL` for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.imports.headers import Synonyms


@dataclass(frozen=True, slots=True)
class Kind:
    """One list."""

    columns: Synonyms
    wanted: tuple[str, ...]
    """Without these fields it is not this list."""
    tells: frozenset[str]
    """One of these is there in no other list."""
    ignored: frozenset[str] = frozenset()


_STATUS = ("status", "statusname", "statusvalue")
_SITE = ("site", "sitename", "scope", "location1")
_LINE = ("line", "cfline", "linie", "cflinie", "productionline", "cfproductionline")
_DESCRIPTION = ("description", "comments")
_MAC = ("macaddress", "primarymacaddress", "mac", "primarymacaddressmacaddress")


def _side(letter: str) -> dict[str, tuple[str, ...]]:
    """The columns of one end of a cable; in older lists `Side A` is the device."""
    s = letter
    return {
        f"{s}_device": (
            *(f"device{s}", f"side{s}device", f"termination{s}device"),
            *(f"termination{s}parent", f"termination{s}devicename", f"side{s}", f"parent{s}"),
            *(f"{s}terminationsdevice", f"{s}terminationdevice", f"termination{s}parentname"),
        ),
        f"{s}_port": (
            *(f"side{s}name", f"termination{s}", f"{s}terminations", f"{s}name", f"{s}interface"),
            *(
                f"termination{s}name",
                f"interface{s}",
                f"port{s}",
                f"termination{s}port",
            ),
            *(f"{s}termination", f"side{s}interface"),
        ),
    }


_CABLE_EXTRA = frozenset({"Rack A", "Rack B", "Color", "Length", "Type", "Tenant", "Tags"})

KINDS: dict[str, Kind] = {
    "cables": Kind(
        {
            **_side("a"),
            **_side("b"),
            "id": ("id", "pk", "cableid"),
            "label": ("label", "cable", "cablelabel"),
            "status": _STATUS,
        },
        ("a_device", "b_device"),
        frozenset({"a_port", "b_port"}),
        _CABLE_EXTRA,
    ),
    "ip-addresses": Kind(
        {
            "address": ("ipaddress", "address", "ipaddresshost", "host"),
            "status": _STATUS,
            "device": ("device", "parent", "assignedobjectparent", "virtualmachine", "devicename",
                       "interfacedevicename", "interfacesdevicename"),
            "interface": ("interface", "assignedobject", "assigned", "interfacename"),
        },
        ("address", "device"),
        frozenset({"address"}),
        frozenset({"VRF", "Tenant", "DNS Name", "NAT (Inside)", "Tags", "ID"}),
    ),
    "interfaces": Kind(
        {
            "device": ("device", "devicename", "parentdevice"),
            "port": ("name", "interface", "interfacename"),
            "mac": _MAC,
            "peer": ("linkpeers", "linkpeer", "cablepeer", "connection", "connections"),
            "mode": ("mode", "8021qmode"),
            "untagged": ("untaggedvlan",),
            "tagged": ("taggedvlans",),
            "enabled": ("enabled",),
            "type": ("type", "interfacetype", "formfactor"),
            "label": ("label",),
            "status": _STATUS,
        },
        ("device", "port"),
        frozenset({"mac", "peer", "mode", "untagged", "enabled"}),
        frozenset({"ID", "MTU", "LAG", "Cable", "Cable Color", "Tags", "VRF", "IP Addresses"}),
    ),
    "prefixes": Kind(
        {
            "prefix": ("prefix", "network", "cidr"),
            "length": ("prefixlength",),
            "status": _STATUS,
            "vlan": ("vlan", "vlanvid", "vlanid"),
            "role": ("role", "roleslug"),
            "site": _SITE,
            "line": _LINE,
            "description": _DESCRIPTION,
            "utilization": ("utilization",),
        },
        ("prefix",),
        frozenset({"status", "vlan", "role", "utilization"}),
        frozenset({"ID", "VRF", "Tenant", "Children", "Depth", "Is a pool", "Tags"}),
    ),
    "vlans": Kind(
        {
            "vid": ("vid",),
            "name": ("name",),
            "status": _STATUS,
            "role": ("role", "roleslug"),
            "group": ("group", "vlangroup", "groupname", "vlangroupname"),
            "site": _SITE,
            "line": _LINE,
            "description": _DESCRIPTION,
        },
        ("vid", "name"),
        frozenset({"vid"}),
        frozenset({"ID", "Tenant", "Prefixes", "Tags", "Locations"}),
    ),
    "devices": Kind(
        {
            "name": ("name", "devicename", "device"),
            "status": _STATUS,
            "role": ("devicerole", "role", "rolename", "devicerolename"),
            "manufacturer": ("manufacturer", "manufacturername", "devicetypemanufacturer",
                             "devicetypemanufacturername"),
            "device_type": ("devicetype", "type", "devicetypemodel", "model", "devicetypename"),
            "serial": ("serialnumber", "serial"),
            "platform": ("platform", "platformname"),
            "asset_tag": ("assettag",),
            "site": _SITE,
            "location": ("location", "locationname"),
            "rack": ("rack", "rackname"),
            "line": _LINE,
            "ip": ("ipaddress", "primaryip", "ipv4address", "primaryip4", "primaryipaddress",
                   "primaryipv4", "primaryip4host", "primaryip4address"),
            "mac": _MAC,
            "description": _DESCRIPTION,
        },
        ("name", "device_type"),
        frozenset({"manufacturer", "platform", "rack", "serial"}),
        frozenset({"ID", "Tenant", "Tenant Group", "Tags", "Position", "Face", "Region"}),
    ),
}  # fmt: skip
"""In the order of asking: lists with the more telling columns first."""


def columns_of(kind: str) -> Synonyms:
    """The columns of a list."""
    return KINDS[kind].columns
