"""REST answers of NetBox and Nautobot: JSON in, objects with their kind and plain fields out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeGuard

MAX_DEPTH = 6
MAX_TEXT = 500

Item = Mapping[str, object]


def objects_of(data: object, path: str = "", depth: int = 0) -> Iterator[tuple[str, str, Item]]:
    """Every object of a known kind with its place: one answer, a list, or several by name."""
    if depth > MAX_DEPTH:
        return
    if _is_list(data):
        for number, item in enumerate(data):
            yield from objects_of(item, f"{path}[{number}]", depth + 1)
    elif _is_object(data):
        kind = _kind_of(data)
        if kind:
            yield path or "object", kind, data
            return
        for key, value in data.items():
            if _is_list(value) or _is_object(value):
                yield from objects_of(value, f"{path}.{key}".lstrip("."), depth + 1)


class References:
    """Objects by their id, to put in the place of references.

    Nautobot names a related object by its id alone (`{"id": …, "object_type": …, "url": …}`) unless
    it is asked for more; where the object itself stands in the same file, that one is used.
    """

    def __init__(self, data: object) -> None:
        self._known: dict[str, Item] = {}
        self._filled: dict[tuple[str, int], object] = {}
        self._index(data, 0)

    def _index(self, data: object, depth: int) -> None:
        if depth > MAX_DEPTH:
            return
        if _is_list(data):
            for item in data:
                self._index(item, depth + 1)
        elif _is_object(data):
            own = data.get("id")
            if isinstance(own, str) and not _is_reference(data):
                self._known.setdefault(own, data)
            for value in data.values():
                if _is_list(value) or _is_object(value):
                    self._index(value, depth + 1)

    def in_place(self, item: Item) -> Item:
        """Return an object with what it refers to, and what that refers to."""
        if not self._known:
            return item
        found = self._fill(item, 0)
        return found if _is_object(found) else item

    def _fill(self, data: object, depth: int) -> object:
        if depth > _NESTED:
            return data
        if _is_list(data):
            return [self._fill(item, depth + 1) for item in data]
        if not _is_object(data):
            return data
        if not _is_reference(data):
            return {key: self._fill(value, depth + 1) for key, value in data.items()}
        key = (str(data["id"]), depth)
        if key not in self._filled:
            self._filled[key] = data  # what refers to itself stays a reference
            found = self._known.get(key[0])
            self._filled[key] = data if found is None else self._fill(found, depth + 1)
        return self._filled[key]


_NESTED = 4
"""Steps from an object to what it takes a name from: device, type, manufacturer."""


def _is_reference(item: Item) -> bool:
    return "id" in item and item.keys() <= {"id", "object_type", "url"}


def _is_list(data: object) -> TypeGuard[list[object]]:
    return isinstance(data, list)


def _is_object(data: object) -> TypeGuard[Item]:
    return isinstance(data, dict)


def _kind_of(item: Item) -> str:
    keys = item.keys()
    if {"a_terminations", "b_terminations"} <= keys or {"termination_a", "termination_b"} <= keys:
        return "cables"
    if "device_type" in keys and ("name" in keys or "display" in keys):
        return "devices"
    if "device" in keys and "name" in keys and keys & {"mac_address", "mac_addresses", "enabled"}:
        return "interfaces"
    if "address" in keys and keys & {
        "assigned_object",
        "interface",
        "assigned_object_id",
        "interfaces",
    }:
        return "ip-addresses"
    if "prefix" in keys and keys & {"vlan", "is_pool", "status", "vrf", "type"}:
        return "prefixes"
    if "vid" in keys and "name" in keys:
        return "vlans"
    return ""


def fields_of(kind: str, item: Item) -> dict[str, str]:
    """The plain fields of an object under the names that the CSV columns have."""
    fields = {
        "name": _text(item.get("name")) or _text(item.get("display")),
        "status": _word(item.get("status")),
        "role": _text(item.get("role")) or _text(item.get("device_role")),
        "description": _text(item.get("description")),
        "site": _text(item.get("site")),
        "location": _text(item.get("location")),
        "rack": _text(item.get("rack")),
        "line": _line(item),
        "id": _text(item.get("id")),
        "label": _text(item.get("label")),
    }
    more = _MORE[kind](item)
    return {key: value for key, value in {**fields, **more}.items() if value}


def _device(item: Item) -> dict[str, str]:
    model = item.get("device_type")
    maker = model.get("manufacturer") if _is_object(model) else None
    ip = item.get("primary_ip4") or item.get("primary_ip") or item.get("primary_ip6")
    return {
        "manufacturer": _text(maker),
        "device_type": _text(model, "model", "name", "display"),
        "serial": _text(item.get("serial")),
        "platform": _text(item.get("platform")),
        "asset_tag": _text(item.get("asset_tag")),
        "ip": _text(ip, "address", "display"),
    }


def _cable(item: Item) -> dict[str, str]:
    found: dict[str, str] = {}
    for side in ("a", "b"):
        ends = item.get(f"{side}_terminations") or item.get(f"termination_{side}")
        first = ends[0] if _is_list(ends) and ends else ends
        if _is_object(first):
            inner = first.get("object")
            end = inner if _is_object(inner) else first
            found[f"{side}_device"] = _text(end.get("device"))
            found[f"{side}_port"] = _text(end, "name", "display")
    return found


def _interface(item: Item) -> dict[str, str]:
    mac = item.get("mac_address") or item.get("primary_mac_address")
    found = {
        "device": _text(item.get("device")),
        "mac": _text(mac, "mac_address", "display"),
    }
    peers = item.get("link_peers") or item.get("link_peer") or item.get("cable_peer")
    peer = peers[0] if _is_list(peers) and len(peers) == 1 else peers
    if _is_object(peer) and _text(peer.get("device")):
        found |= {"a_device": found["device"], "a_port": _text(item.get("name"))}
        found |= {"b_device": _text(peer.get("device")), "b_port": _text(peer, "name", "display")}
        found["status"] = ""
    return found


def _address(item: Item) -> dict[str, str]:
    on = item.get("assigned_object") or item.get("interface")
    if not _is_object(on):
        several = item.get("interfaces")
        on = several[0] if _is_list(several) and several else None
    device = on.get("device") or on.get("parent") if _is_object(on) else None
    return {"address": _text(item.get("address")), "device": _text(device)}


def _prefix(item: Item) -> dict[str, str]:
    vlan = item.get("vlan")
    vid = vlan.get("vid") if _is_object(vlan) else None
    return {"prefix": _text(item.get("prefix")), "vlan": _text(vid)}


def _vlan(item: Item) -> dict[str, str]:
    group = item.get("group") or item.get("vlan_group")
    return {"vid": _text(item.get("vid")), "group": _text(group)}


_MORE = {
    "devices": _device,
    "cables": _cable,
    "interfaces": _interface,
    "ip-addresses": _address,
    "prefixes": _prefix,
    "vlans": _vlan,
}


def _text(value: object, *keys: str) -> str:
    """A value as text; of a nested object its name."""
    if _is_object(value):
        for key in keys or ("name", "display", "model", "value", "slug"):
            if isinstance(found := value.get(key), str) and found:
                return _bounded(found)
        return ""
    if isinstance(value, bool) or value is None:
        return ""
    return _bounded(str(value)) if isinstance(value, str | int | float) else ""


def _word(value: object) -> str:
    """The value of a choice: `{"value": "active", "label": "Active"}`, or its name."""
    return _text(value, "value", "name", "display", "label")


def _line(item: Item) -> str:
    own = item.get("custom_fields") or item.get("cf")
    if not _is_object(own):
        return ""
    plain = {str(key).casefold(): value for key, value in own.items()}
    found = (plain.get(key) for key in ("line", "linie", "production_line"))
    return next((text for value in found if (text := _text(value))), "")


def _bounded(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text[:MAX_TEXT]).split())
