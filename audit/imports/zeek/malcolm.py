"""Malcolm's documents (Zeek logs in OpenSearch, sessions of Arkime) as entries of Zeek logs.

Source: Malcolm's documentation and its Logstash filters: Zeek's columns become fields of the
Elastic Common Schema (`source.ip`, `network.protocol`, `event.dataset`), all others stay below
`zeek.<log>.<field>`, some below the first word of the log's name. Of logs with a line for every
message the true sender is the source, also of an answer (`network.is_orig` false). Documents come
nested or flat, as JSON or as columns of a CSV; a field may hold a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeGuard

from audit.imports.zeek.values import seconds_of

_MAX_DEPTH = 6
_NAMES: Mapping[str, tuple[str, ...]] = {
    "ts": ("firstPacket", "@timestamp", "timestamp", "zeek.ts", "First Packet", "Start Time"),
    "id.orig_h": ("source.ip", "srcIp", "zeek.orig_h", "Src IP", "Src IP / Country"),
    "id.orig_p": ("source.port", "srcPort", "Src Port"),
    "id.resp_h": ("destination.ip", "dstIp", "zeek.resp_h", "Dst IP", "Dst IP / Country"),
    "id.resp_p": ("destination.port", "dstPort", "Dst Port"),
    "proto": ("network.transport", "ipProtocol", "IP Protocol", "Protocol"),
    "service": ("network.protocol", "protocol", "protocols", "network.application"),
    "orig_l2_addr": ("source.mac", "srcMac", "Src MAC"),
    "resp_l2_addr": ("destination.mac", "dstMac", "Dst MAC"),
    "orig_pkts": ("source.packets", "client.packets", "srcPackets"),
    "resp_pkts": ("destination.packets", "server.packets", "dstPackets"),
    "orig_ip_bytes": ("source.bytes", "client.bytes", "srcBytes"),
    "resp_ip_bytes": ("destination.bytes", "server.bytes", "dstBytes"),
    "vlan": ("network.vlan.id", "vlan", "VLAN"),
    "is_orig": ("network.is_orig",),
    "last": ("lastPacket", "Last Packet", "Stop Time"),
    "packets": ("network.packets", "totPackets", "Total Packets", "Packets"),
    "bytes": ("network.bytes", "totBytes", "Total Bytes", "Bytes"),
}
"""Zeek's column → what Malcolm, Arkime and their exports call it."""
_OWN: Mapping[str, Mapping[str, str]] = {
    "known_hosts": {"host": "id.orig_h"},
    "known_services": {"host": "id.resp_h", "port_num": "id.resp_p", "port_proto": "proto"},
    "known_devices": {"mac": "orig_l2_addr"},
    "dhcp": {
        "client_addr": "id.orig_h", "server_addr": "id.resp_h", "mac": "orig_l2_addr",
        "assigned_addr": "assigned_ip",
    },
    "software": {
        "host": "id.orig_h", "host_p": "id.orig_p", "version.major": "version_major",
        "version.minor": "version_minor", "version.minor2": "version_minor2",
        "version.minor3": "version_minor3",
    },
}  # fmt: skip
"""Log → its column → under which of the names above Malcolm keeps it."""
_TELLING = ("source.ip", "event.dataset", "srcIp", "Src IP", "Src IP / Country", "firstPacket")
_TRANSPORTS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmp"}
Item = Mapping[str, object]


def is_malcolm(item: Item) -> bool:
    """Whether an object has the fields of Malcolm or Arkime."""
    if any(name in item for name in _TELLING):
        return True
    source = item.get("source")
    return _is_object(source) and ("ip" in source or "port" in source)


def objects_of(whole: object, depth: int = 0) -> Iterator[Item]:
    """The objects in the answer of a search."""
    if _is_list(whole):
        for item in whole:
            yield from objects_of(item, depth + 1)
    elif _is_object(whole):
        for key in ("_source", "fields"):
            inner = whole.get(key)
            if _is_object(inner):
                yield inner
                return
        below = [whole[k] for k in ("hits", "results", "data", "rawResponse") if k in whole]
        below = [inner for inner in below if _is_object(inner) or _is_list(inner)]
        if below and depth < _MAX_DEPTH:
            for inner in below:
                yield from objects_of(inner, depth + 1)
        elif depth:
            yield whole


def translated(item: Item) -> tuple[str, dict[str, object]]:
    """Which log a document is of, and its fields under Zeek's names."""
    flat: dict[str, object] = {}
    _flatten(item, "", flat, 0)
    dataset = str(_one(flat.get("event.dataset")) or "").split(".")[-1]
    found: dict[str, object] = {}
    for name, value in flat.items():
        if name.startswith("zeek.") and name.count(".") >= 2:
            log, _, field = name[5:].partition(".")
            if dataset == log or dataset.startswith(f"{log}_"):
                found[field] = value if _is_long(value) else _one(value)
    for name, others in _NAMES.items():
        for other in others:
            if other in flat:
                value = flat[other]
                found.setdefault(name, value if name == "service" else _one(value))
                break
    if not dataset and "id.orig_h" in found:
        dataset = "conn"
    _completed(found)
    for name, other in _OWN.get(dataset, {}).items():
        found.setdefault(name, found.get(other))
    if dataset != "conn" and str(found.get("is_orig", "")).lower() in ("f", "false"):
        found["is_orig"] = "F"
        found["source_h"], found["destination_h"] = found.get("id.orig_h"), found.get("id.resp_h")
        for a, b in (("id.orig_h", "id.resp_h"), ("id.orig_p", "id.resp_p")):
            found[a], found[b] = found.get(b), found.get(a)
    return dataset, found


def _completed(found: dict[str, object]) -> None:
    """What Zeek logs and a session of Arkime does not have: the state, the duration."""
    for name in ("id.orig_h", "id.resp_h"):
        if isinstance(text := found.get(name), str):
            found[name] = text.split(" ")[0]
    proto = str(found.get("proto", ""))
    found["proto"] = _TRANSPORTS.get(proto, proto.lower()) or "-"
    if "ts" in found:
        start = seconds_of(str(found["ts"]))
        found["ts"] = start
        if "last" in found and "duration" not in found:
            found["duration"] = max(0.0, seconds_of(str(found["last"])) - start)
    for name in ("orig_pkts", "resp_pkts", "orig_ip_bytes", "resp_ip_bytes"):
        if isinstance(text := found.get(name), str):
            found[name] = text.replace(",", "")
    if "orig_pkts" not in found and "packets" in found:
        found["orig_pkts"] = str(found["packets"]).replace(",", "")
    if "orig_ip_bytes" not in found and "bytes" in found:
        found["orig_ip_bytes"] = str(found["bytes"]).replace(",", "")
    found.setdefault("conn_state", "OTH")


def _flatten(item: Item, prefix: str, into: dict[str, object], depth: int) -> None:
    for key, value in item.items():
        name = f"{prefix}{key}"
        if _is_object(value) and depth < _MAX_DEPTH:
            _flatten(value, f"{name}.", into, depth + 1)
        else:
            into[name] = value


def _one(value: object) -> object:
    if _is_list(value):
        return next(iter(value), None)
    return value


def _is_long(value: object) -> bool:
    return _is_list(value) and len(list(value)) > 1


def _is_object(value: object) -> TypeGuard[Item]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[Iterable[object]]:
    return isinstance(value, list)
