"""masscan's results (`-oJ`, `-oD`, `-oL`, `-oX`): open ports, with banners, in; observations out.

Source: the writers of masscan 1.3 (out-json.c, out-ndjson.c, out-text.c, out-xml.c). Every record
is one port of one host; JSON of older versions has a comma too many. A closed port says that the
host is there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeGuard
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException

from audit.capture.ports import PORT_NAMES
from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.scanned import Host, Port, Scanned, address_of, number_of
from audit.imports.xml_events import events_of

METHOD = "masscan"
MAX_BYTES = 256 * 2**20
MAX_BANNER = 1000
_LIST = re.compile(rb"^(?:open|closed|banner) (?:tcp|udp|sctp) \d{1,5} [0-9a-fA-F.:]+ \d+", re.M)
_RECORD = re.compile(rb'"ip"\s*:\s*"[^"]+"\s*,\s*"timestamp"\s*:\s*"\d+"\s*,\s*"ports?"\s*:')


@dataclass(frozen=True, slots=True)
class Found:
    """One record."""

    ip: str
    port: int
    transport: str
    state: str
    """open, closed or banner."""
    time: int
    service: str = ""
    banner: str = ""


def sniff(raw: RawFile) -> float:
    """0.98 for one of its formats."""
    head = raw.data[:8192]
    if b'scanner="masscan"' in head:
        return 1.0
    if head.startswith(b"#masscan") or _RECORD.search(head):
        return 0.98
    return 0.9 if _LIST.match(head.lstrip()) else 0.0


@dataclass(slots=True)
class _Reading:
    raw: RawFile
    scan: Scanned
    records: int = 0
    skipped: list[Remark] = field(default_factory=list[Remark])
    bad: int = 0

    def wrong(self, where: str) -> None:
        self.bad += 1
        if len(self.skipped) < 20:
            self.skipped.append(Remark(where, "no record of masscan; left out"))

    def take(self, where: str, found: Found | None) -> None:
        """Add a record to its host."""
        if found is None:
            self.wrong(where)
            return
        self.records += 1
        host = self.scan.host(found.ip)
        if host is None:
            return
        self.scan.seen(found.time)
        if found.state == "closed":
            return
        port = host.port(found.port, found.transport)
        if port is not None:
            _describe(host, port, found)


def read(raw: RawFile) -> Imported:
    """Read one result; a file cut off in the middle gives the records before the cut.

    Raises
    ------
    UnreadableFileError
        When it holds no record.
    """
    if len(raw.data) > MAX_BYTES:
        raise UnreadableFileError(f"{raw.name}: larger than {MAX_BYTES // 2**20} MB; split it")
    reading = _Reading(raw, Scanned(METHOD))
    start = raw.data[:512].lstrip(b"\xef\xbb\xbf \r\n")
    if start.startswith(b"<"):
        _read_xml(reading)
    else:
        _read_lines(reading, is_json=start[:1] in (b"{", b"["))
    if not reading.records:
        raise UnreadableFileError(
            f"{raw.name}: no result of masscan was found; save it with `masscan -oJ FILE`"
        )
    if reading.bad > len(reading.skipped):
        more = reading.bad - len(reading.skipped)
        reading.skipped.append(Remark("further on", f"{more} more that are no record"))
    found = reading.scan.observations(raw)
    left = reading.scan.left_out
    if left:
        reading.skipped.append(Remark("", f"{left} hosts or ports beyond the limit; left out"))
    return Imported(tuple(found), len(reading.scan.hosts), tuple(reading.skipped))


def _read_lines(reading: _Reading, *, is_json: bool) -> None:
    for number, line in enumerate(reading.raw.data.split(b"\n"), start=1):
        text = line.decode("utf-8", "replace").strip().strip(",").strip()
        if not text or text in "[]" or text.startswith("#") or '"finished"' in text[:20]:
            continue
        where = f"line {number}"
        if is_json:
            for found in _of_json(text):
                reading.take(where, found)
        else:
            reading.take(where, _of_list(text))


def _of_json(text: str) -> Iterator[Found | None]:
    try:
        item: object = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        yield None
        return
    if not _is_object(item):
        yield None
        return
    ip, time = str(item.get("ip", "")), number_of(item.get("timestamp"))
    ports = item.get("ports")
    if _is_list(ports):
        for port in ports[:1000]:
            yield _of_port(ip, time, port, port.get("service") if _is_object(port) else None)
    else:
        data = item.get("data")
        inner: dict[str, Any] = data if _is_object(data) else {}
        name, banner = inner.get("service_name"), inner.get("banner")
        service = {"name": name, "banner": banner} if name else None
        merged = {**item, "status": inner.get("status", "banner" if service else "open")}
        yield _of_port(ip, time, merged, service)


def _of_port(ip: str, time: int, port: object, service: object) -> Found | None:
    if not _is_object(port):
        return None
    said: dict[str, Any] = service if _is_object(service) else {}
    return _checked(
        ip, port.get("port"), str(port.get("proto", "tcp")),
        "banner" if said else str(port.get("status", "open")), time,
        str(said.get("name", "")), str(said.get("banner", "")),
    )  # fmt: skip


def _of_list(text: str) -> Found | None:
    parts = text.split(" ", 6)
    if len(parts) < 5:
        return None
    state, transport, port, ip, time = parts[:5]
    more = [*parts[5:], "", ""]
    return _checked(ip, port, transport, state, number_of(time), more[0], more[1])


def _checked(
    ip: str, port: object, transport: str, state: str, time: int, service: str, banner: str
) -> Found | None:
    number = number_of(port, -1)
    address = address_of(ip)
    if not address or not 0 <= number < 65536 or state not in ("open", "closed", "banner"):
        return None
    return Found(address, number, transport[:8], state, time, service, banner[:MAX_BANNER])


def _read_xml(reading: _Reading) -> None:
    count = 0
    try:
        for _, element in events_of(reading.raw.data, "end"):
            if element.tag != "host":
                continue
            count += 1
            address, port = element.find("address"), element.find("ports/port")
            state = element.find("ports/port/state")
            service = element.find("ports/port/service")
            if address is not None and port is not None and state is not None:
                name = service.get("name", "") if service is not None else ""
                banner = service.get("banner", "") if service is not None else ""
                found = _checked(
                    address.get("addr", ""), port.get("portid"), port.get("protocol", "tcp"),
                    "banner" if name else state.get("state", "open"),
                    number_of(element.get("endtime")), name, banner,
                )  # fmt: skip
                reading.take(f"host {count}", found)
            element.clear()
    except ParseError as error:
        reading.skipped.append(Remark(f"after host {count}", f"the XML breaks at {error.msg}"))
    except DefusedXmlException as error:
        what = f"the XML uses {type(error).__name__}, which is not read for safety"
        reading.skipped.append(Remark(f"after host {count}", what))


def _describe(host: Host, port: Port, found: Found) -> None:
    """A banner names the protocol; else the port's number suggests it."""
    guess = PORT_NAMES.get((found.transport, found.port), "")
    if found.state != "banner":
        port.protocol = port.protocol or guess
        return
    name = found.service.strip().casefold()
    if name in ("ssl", "x509"):
        port.word("TLS")
    elif name in _LABELS:
        port.word(f"{_LABELS[name]} {found.banner}")
    elif name and name != "unknown":
        port.protocol = _PROTOCOLS.get(name, name[:64])
        port.proven = True
        port.word(f"banner {found.banner}" if found.banner else "")
    port.protocol = port.protocol or guess
    if name == "title":
        host.word(f"web title {found.banner}")


_LABELS = {"title": "title", "http.server": "server", "html_full": "page", "vuln": "finding"}
_PROTOCOLS = {"ssh": "ssh", "http": "http", "smb": "smb", "rdp": "rdp", "vnc": "vnc", "ftp": "ftp"}


def _is_list(item: object) -> TypeGuard[list[object]]:
    return isinstance(item, list)


def _is_object(item: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(item, dict)


IMPORTERS = (
    Importer(METHOD, "masscan results (JSON, list, XML): open ports and banners", sniff, read),
)
