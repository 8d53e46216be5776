"""runZero (Rumble) exports of assets and services, JSON or JSONL: hosts and open ports out.

Source: runZero's published API description (schemas Asset and Service). An asset holds its services
as an object with keys like `192.168.1.5/443/tcp/tls`; an export of services has a line for each
with `service_address`, `service_port`, `service_transport`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeGuard

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.scanned import Host, Scanned, address_of, number_of, plain
from audit.imports.zeek.net import mac_of

METHOD = "runzero"
MAX_BYTES = 256 * 2**20
_MARKS = (
    b'"newest_mac"', b'"service_ports_tcp"', b'"service_count_tcp"', b'"addresses_extra"',
    b'"service_address"', b'"service_transport"', b'"lowest_ttl"', b'"detected_by"',
)  # fmt: skip
_DETAILS = (
    ("banner", "banner"), ("title", "html.title"), ("server", "http.head.server"),
    ("certificate of", "tls.cn"), ("valid until", "tls.notAfter"),
)  # fmt: skip
_CARRIERS = ("tls", "tcp", "udp", "ssl", "sunrpc")


def sniff(raw: RawFile) -> float:
    """0.96 for objects with fields that only runZero has."""
    head = raw.data[:65536].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head[:1] not in (b"{", b"["):
        return 0.0
    return 0.96 if sum(mark in head for mark in _MARKS) >= 2 else 0.0


def read(raw: RawFile) -> Imported:
    """Read one export.

    Raises
    ------
    UnreadableFileError
        When it holds neither assets nor services.
    """
    if len(raw.data) > MAX_BYTES:
        raise UnreadableFileError(f"{raw.name}: larger than {MAX_BYTES // 2**20} MB; split it")
    scan, skipped = Scanned(METHOD), list[Remark]()
    used = bad = 0
    for where, item in _items(raw.data.decode("utf-8-sig", "replace")):
        taken = item is not None and (_service(scan, item) or _asset(scan, item))
        used += taken
        bad += not taken
        if not taken and len(skipped) < 20:
            skipped.append(Remark(where, "neither an asset nor a service of runZero; left out"))
    if not used:
        raise UnreadableFileError(
            f"{raw.name}: no asset and no service of runZero was found; export the inventory as "
            "JSON or JSONL"
        )
    if bad > len(skipped):
        skipped.append(Remark("further on", f"{bad - len(skipped)} more of this kind"))
    return Imported(tuple(scan.observations(raw)), used, tuple(skipped))


def _items(text: str) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Every object: a list, one object, or one a line."""
    try:
        whole: object = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                yield f"line {number}", _object(line)
        return
    items = whole if _is_list(whole) else [whole]
    for number, item in enumerate(items, start=1):
        yield f"object {number}", item if _is_object(item) else None


def _object(line: str) -> dict[str, Any] | None:
    try:
        item: object = json.loads(line.strip().rstrip(","))
    except (json.JSONDecodeError, RecursionError):
        return None
    return item if _is_object(item) else None


def _asset(scan: Scanned, item: dict[str, Any]) -> bool:
    ips = [ip for text in _texts(item.get("addresses")) if (ip := address_of(text))]
    macs = [mac for text in _macs(item) if (mac := mac_of(text.strip().lower()))]
    if not ips and not macs:
        return False
    if item.get("alive") is False:
        return True  # an old entry that no longer answers: understood, and no evidence
    host = _host(scan, item, (macs or ips)[0])
    if host is None:
        return True
    host.ips.update(dict.fromkeys(ips))
    host.macs.update(dict.fromkeys(macs))
    services = item.get("services")
    if _is_object(services):
        for key, about in list(services.items())[:2000]:
            _port(host, key.split("/"), about if _is_object(about) else {})
    for transport in ("tcp", "udp"):
        for text in _texts(item.get(f"service_ports_{transport}")):
            number = number_of(text, -1)
            if ips and 0 <= number < 65536 and not _known(host, number, transport):
                host.port(number, transport, ips[0])
    return True


def _known(host: Host, number: int, transport: str) -> bool:
    return any(key[1:] == (number, transport) for key in host.ports)


def _service(scan: Scanned, item: dict[str, Any]) -> bool:
    ip = address_of(item.get("service_address"))
    number = number_of(item.get("service_port"), -1)
    if not ip or not 0 <= number < 65536:
        return False
    host = _host(scan, item, str(item.get("asset_id") or item.get("id") or ip)[:64])
    if host is None:
        return True
    host.ips[ip] = None
    for text in _macs(item):
        if mac := mac_of(text.strip().lower()):
            host.macs[mac] = None
    about = item.get("service_data")
    more: dict[str, Any] = dict(about) if _is_object(about) else {}
    protocol = item.get("service_protocol")
    more.setdefault("protocol", "\t".join(_texts(protocol)) if protocol else "")
    more.setdefault("banner", item.get("service_summary"))
    _port(host, [ip, str(number), str(item.get("service_transport", "tcp"))], more)
    return True


def _host(scan: Scanned, item: dict[str, Any], key: str) -> Host | None:
    host = scan.host(key)
    if host is None:
        return None
    names = [plain(name) for name in _texts(item.get("names"))]
    attributes = item.get("attributes")
    more: dict[str, Any] = attributes if _is_object(attributes) else {}
    host.name = host.name or min(filter(None, names), key=len, default="")
    host.vendor = (
        host.vendor or plain(item.get("hw_vendor")) or plain(item.get("newest_mac_vendor"))
    )
    host.model = host.model or plain(item.get("hw_product")) or plain(item.get("hw"))
    host.firmware = host.firmware or plain(item.get("hw_version"))
    host.serial = host.serial or next(iter(_texts(more.get("serialNumbers"))), "")[:255]
    version = plain(item.get("os_version"))
    system = plain(item.get("os"))
    host.os = host.os or (system if not version or version in system else f"{system} {version}")
    host.word(plain(item.get("type")))
    host.last = max(host.last, number_of(item.get("last_seen")))
    scan.seen(number_of(item.get("last_seen")))
    return host


def _port(host: Host, parts: list[str], about: dict[str, Any]) -> None:
    """`192.168.1.5/443/tcp/tls`: later parts repeat the protocol."""
    if len(parts) < 3 or parts[2] not in ("tcp", "udp"):
        return
    ip, number = address_of(parts[0]), number_of(parts[1], -1)
    if not ip or not 0 <= number < 65536:
        return
    port = host.port(number, parts[2], ip)
    if port is None:
        return
    said = about.get("protocol")
    names = [*(said.split() if isinstance(said, str) else []), *parts[3:4]]
    names = [plain(name, 64).casefold() for name in names if name]
    names.sort(key=lambda name: name in _CARRIERS)
    if names and not port.proven:
        port.protocol, port.proven = _PROTOCOLS.get(names[0], names[0]), True
    product = " ".join(plain(about.get(f"service.{k}")) for k in ("vendor", "product", "version"))
    port.product = port.product or " ".join(product.split())[:255]
    for label, key in _DETAILS:
        if text := plain(about.get(key)):
            port.word(f"{label} {text}")


_PROTOCOLS = {
    "ethernetip": "enip", "ethernet/ip": "enip", "modbus-tcp": "modbus", "s7": "s7comm",
    "opc-ua": "opcua", "bacnet-ip": "bacnet", "profinet-dcp": "profinet", "rdp": "rdp",
}  # fmt: skip


def _macs(item: dict[str, Any]) -> list[str]:
    return [*_texts(item.get("macs")), *_texts(item.get("newest_mac"))]


def _texts(value: object) -> list[str]:
    """A list of texts, a text, or nothing."""
    if isinstance(value, str):
        return [part for part in value.replace("\t", " ").split() if part] if value else []
    if _is_list(value):
        return [str(item) for item in value[:1000] if isinstance(item, str | int)]
    return []


def _is_list(item: object) -> TypeGuard[list[object]]:
    return isinstance(item, list)


def _is_object(item: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(item, dict)


IMPORTERS = (
    Importer(METHOD, "runZero (Rumble) assets and services as JSON or JSONL", sniff, read),
)
