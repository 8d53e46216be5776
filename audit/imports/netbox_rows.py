"""NetBox's and Nautobot's objects as inventory rows: named fields in, rows and identities out.

Status semantics (NetBox 4, Nautobot 2): planned, staged and inventory devices are not on the floor;
offline and failed ones are there and silent; decommissioning ones are leaving. A cable that is
planned or decommissioning is no cable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_interface

from pydantic import ValidationError

from audit.inventory.role_words import role_word
from audit.inventory.tables import AssetRow, LinkRow, Row, SegmentRow, SwitchRow
from audit.inventory.tables.plant import AssetStatus, Role
from audit.payloads import Identity

Fields = Mapping[str, str]
Say = Callable[[str], None]
"""Says what of an object was not understood."""

_STATUS = {
    "planned": AssetStatus.PLANNED,
    "staged": AssetStatus.STAGED,
    "staging": AssetStatus.STAGED,
    "active": AssetStatus.ACTIVE,
    "provisioned": AssetStatus.ACTIVE,
    "maintenance": AssetStatus.ACTIVE,
    "offline": AssetStatus.OFFLINE,
    "failed": AssetStatus.OFFLINE,
    "inventory": AssetStatus.INVENTORY,
    "decommissioning": AssetStatus.DECOMMISSIONING,
    "decommissioned": AssetStatus.DECOMMISSIONING,
    "retired": AssetStatus.DECOMMISSIONING,
    "deprecated": AssetStatus.DECOMMISSIONING,
    "": AssetStatus.UNSAID,
}
NO_CABLE = {"planned", "decommissioning", "decommissioned", "retired"}


def device_row(fields: Fields, say: Say) -> Row | None:
    """A device: a switch where its role says so and it is in use, else an asset."""
    name = fields.get("name", "")
    if not name:
        say("a device without a name; not used")
        return None
    status = _STATUS.get(fields.get("status", "").casefold())
    if status is None:
        say(f"status {fields['status']!r} is none of NetBox's; taken as not said")
        status = AssetStatus.UNSAID
    role = role_word(fields.get("role", ""))
    if fields.get("role") and not role:
        say(f"role {fields['role']!r} is not understood; left empty")
    common = {
        "vendor": fields.get("manufacturer", ""),
        "model": fields.get("device_type", "") or fields.get("type", ""),
        "serial": fields.get("serial", ""),
        "ip": address_of(fields.get("ip", "")),
        "mac": _mac(fields.get("mac", ""), say),
        "note": _place(fields),
    }
    if role == Role.SWITCH and status in (AssetStatus.ACTIVE, AssetStatus.UNSAID):
        row = {**common, "switch": name, "line": fields.get("line", "")}
        row["cabinet"] = fields.get("rack", "") or fields.get("location", "")
        return _valid(SwitchRow, {**row, "platform": fields.get("platform", "")}, say)
    row = {**common, "asset_id": name, "line": fields.get("line", "").replace("|", ";")}
    row["os"] = fields.get("platform", "")
    return _valid(AssetRow, {**row, "role": str(role), "status": str(status)}, say)


def cable_row(fields: Fields, say: Say) -> Row | None:
    """A cable that is connected, with its two ends."""
    status = fields.get("status", "").casefold()
    a, b = fields.get("a_device", ""), fields.get("b_device", "")
    ends = f"{a} {fields.get('a_port', '')} to {b} {fields.get('b_port', '')}"
    if status in NO_CABLE:
        say(f"cable {ends} is {status}; not used as a cable that is there")
        return None
    if not a or not b:
        say(f"cable {ends.strip()} has an end without a device; not used")
        return None
    source = f"cable {fields.get('label') or fields.get('id', '')}".strip()
    return _valid(
        LinkRow,
        {
            "a_device": a,
            "a_port": fields.get("a_port", ""),
            "b_device": b,
            "b_port": fields.get("b_port", ""),
            "source": source,
        },
        say,
    )


def interface_identity(fields: Fields, say: Say) -> Identity | None:
    """What an interface tells of its device: a MAC address."""
    device, mac = fields.get("device", ""), _mac(fields.get("mac", ""), say)
    return Identity(device, macs=(mac,), documented=True) if device and mac else None


def address_identity(fields: Fields, say: Say) -> Identity | None:
    """What an assigned address tells of its device; a planned or old one tells nothing."""
    device, status = fields.get("device", ""), fields.get("status", "").casefold()
    address = address_of(fields.get("address", ""))
    if not device:
        return None
    if not address:
        say(f"{fields.get('address', '')!r} is no address; not used")
        return None
    if status not in ("", "active", "dhcp", "slaac"):
        say(f"address {address} of {device} is {status}; not used")
        return None
    return Identity(device, ips=(address,), documented=True)


def prefix_row(fields: Fields, say: Say) -> Row | None:
    """A subnet and the VLAN it belongs to."""
    prefix = fields.get("prefix", "")
    if not prefix:
        return None
    if fields.get("length") and "/" not in prefix:
        prefix = f"{prefix}/{fields['length']}"
    vlan = vlan_of(fields.get("vlan", ""))
    purpose = " ".join(p for p in (fields.get("role", ""), fields.get("description", "")) if p)
    about = {"segment": prefix, "subnet": prefix, "vlan": vlan, "purpose": purpose}
    return _valid(SegmentRow, {**about, "line": fields.get("line", "")}, say)


def vlan_row(fields: Fields, say: Say) -> Row | None:
    """A VLAN and what it is called."""
    vlan = vlan_of(fields.get("vid", ""))
    if vlan is None:
        say(f"VLAN id {fields.get('vid', '')!r} is none from 1 to 4094; not used")
        return None
    name = fields.get("name", "")
    place = fields.get("group", "") or fields.get("site", "")
    purpose = " ".join(
        p for p in (name, fields.get("role", ""), fields.get("description", "")) if p
    )
    key = " ".join(part for part in (f"VLAN {vlan}", name, place) if part)
    about = {"segment": key, "vlan": vlan, "purpose": purpose, "line": fields.get("line", "")}
    return _valid(SegmentRow, about, say)


def address_of(text: str) -> str:
    """The address of `10.0.0.1/24`, or of `10.0.0.1/24 (interface)`; empty when it is none."""
    try:
        return str(ip_interface(text.split()[0]).ip) if text.strip() else ""
    except ValueError:
        return ""


def vlan_of(text: str) -> int | None:
    """The id of `10`, `Line 1 (10)` or `10 - Line 1`; None when there is none."""
    match = re.search(r"\((\d{1,4})\)\s*$", text) or re.match(r"\s*(\d{1,4})\b", text)
    vlan = int(match[1]) if match else 0
    return vlan if 1 <= vlan <= 4094 else None


def _mac(text: str, say: Say) -> str:
    plain = re.sub(r"[^0-9a-f]", "", text.casefold())
    if not text:
        return ""
    if len(plain) != 12:
        say(f"{text[:40]!r} is no MAC address; left empty")
        return ""
    return ":".join(plain[i : i + 2] for i in range(0, 12, 2))


def _place(fields: Fields) -> str:
    said = [f"{k} {fields[k]}" for k in ("site", "location", "rack", "asset_tag") if fields.get(k)]
    return "; ".join([*said, *filter(None, [fields.get("description", "")])])[:500]


def _valid(table: type[Row], values: Mapping[str, object], say: Say) -> Row | None:
    try:
        return table.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        say(f"{first['loc'][0] if first['loc'] else 'row'}: {str(first['msg'])[:120]}; not used")
        return None
