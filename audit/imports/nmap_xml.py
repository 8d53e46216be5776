"""nmap's XML output (`nmap -oX`): hosts, ports and script results in, observations out.

Source: nmap.dtd 1.05 (Nmap 7.x). A closed or filtered port, or a host that is down, is not the
absence of a device and gives no observation; `hosthint` lines are guesses and are ignored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.nmap_scripts import Clues, clues_of
from audit.imports.nmap_words import words_of
from audit.imports.xml_events import events_of
from audit.payloads import Coverage, Identity, Service, observe
from audit.records import Grade, Kind, Observation, Source, Subject

METHOD = "nmap-xml"
MAX_HOSTS = 200_000
MAX_TEXT = 4096
MAX_NAME = 255


def sniff(raw: RawFile) -> float:
    """1.0 for a file whose head has the `nmaprun` element; masscan's has its own importer."""
    head = raw.data[:4096]
    if b'scanner="masscan"' in head:
        return 0.0
    if b"<nmaprun" in head:
        return 1.0
    return 0.5 if b"nmap" in head and head.lstrip().startswith(b"<?xml") else 0.0


@dataclass(slots=True)
class _Scan:
    """What has been read so far."""

    raw: RawFile
    args: str = ""
    start: datetime | None = None
    end: datetime | None = None
    observations: list[Observation] = field(default_factory=list[Observation])
    skipped: list[Remark] = field(default_factory=list[Remark])
    not_understood: list[Remark] = field(default_factory=list[Remark])
    hosts: int = 0

    @property
    def time(self) -> datetime:
        return self.start or self.raw.modified

    def add(self, key: str, payload: object, where: str) -> None:
        source = Source(self.raw.name, where, self.raw.sha256)
        self.observations.append(
            observe(key, payload, source, method=METHOD, grade=Grade.A, time=self.time)
        )


def read(raw: RawFile) -> Imported:
    """Read the hosts of one scan; a file cut off in the middle gives the hosts before the cut."""
    scan = _Scan(raw)
    root = ""
    try:
        for event, element in events_of(raw.data, "start", "end"):
            root = root or element.tag
            if event == "start":
                _start(scan, element)
            elif element.tag == "host":
                _host(scan, element)
                element.clear()
            elif element.tag == "finished":
                scan.end = _moment(element.get("time"))
    except ParseError as error:
        _damaged(scan, f"the XML ends or breaks at {error.msg}")
    except DefusedXmlException as error:
        _damaged(scan, f"the XML uses {type(error).__name__}, which is not read for safety")
    if root != "nmaprun":
        raise UnreadableFileError(
            f"{raw.name}: no <nmaprun> element was found; save the scan with `nmap -oX FILE`"
        )
    return _result(scan)


def _start(scan: _Scan, element: Element) -> None:
    if element.tag == "nmaprun":
        scan.args = clean(element.get("args"))
        scan.start = _moment(element.get("start"))


def _damaged(scan: _Scan, what: str) -> None:
    scan.skipped.append(Remark(f"after host {scan.hosts}", clean(what)))


def _result(scan: _Scan) -> Imported:
    coverage = Coverage(
        what="scan",
        start=scan.time.isoformat(),
        end=scan.end.isoformat() if scan.end else "",
        detail=scan.args,
    )
    source = Source(scan.raw.name, "", scan.raw.sha256)
    about = observe(
        Subject(Kind.SOURCE, scan.raw.name),
        coverage,
        source,
        method=METHOD,
        time=scan.time,
    )
    return Imported(
        (about, *scan.observations),
        scan.hosts,
        tuple(scan.skipped),
        tuple(scan.not_understood),
    )


def _host(scan: _Scan, host: Element) -> None:
    addresses = _addresses(host)
    ip = addresses.get("ipv4") or addresses.get("ipv6", "")
    mac = addresses.get("mac", "").lower()
    where = f"host {ip or mac}"
    status = host.find("status")
    if status is not None and status.get("state") != "up":
        scan.skipped.append(Remark(where, "down: no answer does not mean that nothing is there"))
        return
    if not (ip or mac) or scan.hosts >= MAX_HOSTS:
        reason = f"more than {MAX_HOSTS} hosts" if ip or mac else "a host without an address"
        scan.skipped.append(Remark(where, reason))
        return
    scan.hosts += 1
    key = f"nmap {mac or ip}"
    outputs = _script_outputs(host)
    services = list(_services(host, ip))
    clues = clues_of(outputs)
    scan.add(key, _identity(host, addresses, mac, services, clues), where)
    for service in services:
        scan.add(key, service, f"{where} port {service.port}/{service.transport}")
    for script in clues.unread:
        scan.not_understood.append(Remark(where, f"script {clean(script)[:64]}: not evaluated"))


def _addresses(host: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for address in host.findall("address"):
        kind = address.get("addrtype", "")
        found.setdefault(kind, clean(address.get("addr"))[:64])
        if kind == "mac":
            found.setdefault("vendor", clean(address.get("vendor"))[:MAX_NAME])
    return found


def _identity(
    host: Element, addresses: dict[str, str], mac: str, services: Iterable[Service], clues: Clues
) -> Identity:
    names = sorted(host.findall("hostnames/hostname"), key=lambda name: name.get("type") != "user")
    os_match = host.find("os/osmatch")
    os_name = os_match.get("name") if os_match is not None else ""
    accurate = os_match is not None and (os_match.get("accuracy") or "0").isdigit()
    sure = accurate and int((os_match.get("accuracy") or "0") if os_match is not None else 0) >= 95
    ips = tuple(ip for kind in ("ipv4", "ipv6") if (ip := addresses.get(kind)))
    return Identity(
        name=clues.name or (clean(names[0].get("name"))[:MAX_NAME] if names else ""),
        vendor=clues.vendor or addresses.get("vendor", ""),
        model=clues.model,
        firmware=clues.firmware,
        serial=clues.serial,
        os=clues.os or (clean(os_name)[:MAX_NAME] if sure else ""),
        description=clues.description or _description(services),
        macs=(mac,) if mac else (),
        ips=ips,
    )


def _description(services: Iterable[Service]) -> str:
    told = [f"{s.port}: {s.product}" for s in services if s.product]
    return "; ".join(told)[:MAX_TEXT]


def _services(host: Element, ip: str) -> Iterator[Service]:
    """What answers; a closed or filtered port is no service."""
    about = {script.get("id", ""): script.get("output", "") for script in _host_scripts(host)}
    for port in host.iterfind("ports/port"):
        number = port.get("portid", "")
        state = port.find("state")
        if state is None or state.get("state") != "open":
            continue
        if not number.isascii() or not number.isdigit() or len(number) > 5 or int(number) > 65535:
            continue
        yield _service(port, int(number), ip, about)


def _host_scripts(host: Element) -> list[Element]:
    return host.findall("hostscript/script")


def _service(port: Element, number: int, ip: str, about: dict[str, str]) -> Service:
    service = port.find("service")
    words = dict(service.attrib) if service is not None else {}
    name, product = words.get("name", ""), clean(words.get("product"))
    protocol = _PROTOCOLS.get(name, clean(name)[:64])
    if words.get("tunnel") == "ssl" and protocol in ("http", "ssl"):
        protocol = "https"
    details = [clean(words.get("extrainfo"))]
    if words and words.get("method") == "table":
        details.append("name by port number only")
    told = {s.get("id", ""): s.get("output", "") for s in port.iterfind("script")}
    details += words_of(told) + words_of(about, of_port=number)
    return Service(
        ip=ip,
        port=number,
        transport=clean(port.get("protocol"))[:8] or "tcp",
        protocol=protocol,
        product=f"{product} {clean(words.get('version'))}".strip()[:MAX_NAME],
        detail="; ".join(filter(None, details))[:MAX_TEXT],
        state="open",
        seen_by="import",
    )


_PROTOCOLS = {
    "iso-tsap": "s7comm",
    "EtherNet-IP-1": "enip",
    "EtherNet-IP-2": "enip",
    "EtherNetIP-1": "enip",
    "EtherNetIP-2": "enip",
    "mbap": "modbus",
    "opcua-tcp": "opcua",
    "ms-wbt-server": "rdp",
    "microsoft-ds": "smb",
    "netbios-ssn": "netbios-ssn",
    "omron": "fins",
    "niagara-fox": "fox",
}


def _script_outputs(host: Element) -> dict[str, str]:
    scripts = [*host.iterfind("ports/port/script"), *_host_scripts(host)]
    found: dict[str, str] = {}
    for script in scripts:
        text = script.get("output") or ""
        found.setdefault(clean(script.get("id"))[:64], text[:MAX_TEXT])
    return found


def _moment(seconds: str | None) -> datetime | None:
    if not seconds or not seconds.isdigit() or len(seconds) > 11:
        return None
    return datetime.fromtimestamp(int(seconds), UTC)


def clean(text: str | None) -> str:
    """Text of a file without control characters, bounded."""
    kept = (text or "")[:MAX_TEXT]
    if not kept.isprintable():
        kept = "".join(c if c.isprintable() else " " for c in kept)
    return " ".join(kept.split())


NMAP_XML = Importer(
    "nmap-xml", "nmap scan results as XML: hosts, services, what scripts found", sniff, read
)
IMPORTERS = (NMAP_XML,)
