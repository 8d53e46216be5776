"""Objects and access-list entries of an ASA: words in, ends and services out."""

from __future__ import annotations

from dataclasses import dataclass, field

from audit.imports.firewall.rules import ANY, Objects, Reading, between, masked

PORTS = {
    "aol": 5190, "bgp": 179, "bootpc": 68, "bootps": 67, "cifs": 3020, "citrix-ica": 1494,
    "cmd": 514, "ctiqbe": 2748, "domain": 53, "echo": 7, "exec": 512, "finger": 79, "ftp": 21,
    "ftp-data": 20, "h323": 1720, "hostname": 101, "http": 80, "https": 443, "ident": 113,
    "imap4": 143, "isakmp": 500, "kerberos": 750, "klogin": 543, "kshell": 544, "ldap": 389,
    "ldaps": 636, "login": 513, "lotusnotes": 1352, "lpd": 515, "nameserver": 42,
    "netbios-dgm": 138, "netbios-ns": 137, "netbios-ssn": 139, "nfs": 2049, "nntp": 119, "ntp": 123,
    "pcanywhere-data": 5631, "pcanywhere-status": 5632, "pop2": 109, "pop3": 110, "pptp": 1723,
    "radius": 1645, "radius-acct": 1646, "rip": 520, "rsh": 514, "rtsp": 554, "sip": 5060,
    "smtp": 25, "snmp": 161, "snmptrap": 162, "sqlnet": 1521, "ssh": 22, "sunrpc": 111,
    "syslog": 514, "tacacs": 49, "talk": 517, "telnet": 23, "tftp": 69, "time": 37, "who": 513,
    "whois": 43, "www": 80, "xdmcp": 177,
}  # fmt: skip
"""Names of ports in ASA configurations."""


@dataclass(frozen=True, slots=True)
class Ends:
    """What one entry says."""

    allow: bool
    source: tuple[str, ...]
    dest: tuple[str, ...]
    service: tuple[str, ...]
    active: bool = True


@dataclass(slots=True)
class AsaObjects:
    """Objects and groups while they are read; networks, services and protocols by name."""

    networks: Objects = field(default_factory=Objects)
    services: Objects = field(default_factory=Objects)
    protocols: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    _kind: str = ""
    _name: str = ""
    _transport: str = ""

    def open(self, words: list[str]) -> None:
        """Begin an object: `object network N`, `object-group service N tcp`."""
        self._kind, self._name, self._transport = "", "", ""
        if len(words) < 3:
            return
        self._kind, self._name = words[1], words[2]
        if words[0] == "object-group":
            self._transport = words[3] if len(words) > 3 else ""
            if self._kind == "network":
                self.networks.members.setdefault(self._name, [])
            elif self._kind == "service":
                self.services.members.setdefault(self._name, [])
            elif self._kind == "protocol":
                self.protocols.setdefault(self._name, [])

    def done(self) -> None:
        """The object has ended."""
        self._kind = ""

    def line(self, number: int, words: list[str], reading: Reading) -> None:
        """Take a line of the object that is open."""
        if not self._kind or words[0] == "description":
            return
        try:
            match self._kind:
                case "network":
                    self._network(words)
                case "service":
                    self._service(words)
                case "protocol" if words[0] == "protocol-object" and len(words) > 1:
                    self.protocols[self._name].append(words[1])
                case _:
                    return
        except (ValueError, IndexError):
            text = " ".join(words)[:120]
            reading.say(number, f"object {self._name}: {text!r} not understood")

    def _network(self, words: list[str]) -> None:
        match words:
            case ["host", address]:
                self.networks.values[self._name] = (address,)
            case ["subnet", address, mask]:
                self.networks.values[self._name] = (masked(address, mask),)
            case ["subnet", prefix]:
                self.networks.values[self._name] = (prefix,)
            case ["range", first, last]:
                self.networks.values[self._name] = between(first, last)
            case ["fqdn", *_, name]:
                self.networks.values[self._name] = (name,)
            case ["network-object", "object", name] | ["group-object", name]:
                self.networks.members[self._name].append(name)
            case ["network-object", "host", address]:
                self._member(self.networks, address, (address,))
            case ["network-object", address, mask]:
                self._member(self.networks, f"{address}/{mask}", (masked(address, mask),))
            case ["network-object", prefix]:
                self._member(self.networks, prefix, (prefix,))
            case ["nat", *_]:
                return
            case _:
                raise ValueError

    def _service(self, words: list[str]) -> None:
        match words:
            case ["service", *rest]:
                self.services.values[self._name] = _object_service(rest)
            case ["port-object", *rest]:
                ports, _ = _ports(rest)
                found = _joined(self._transport or "tcp", ports)
                self._member(self.services, " ".join(words), found)
            case ["service-object", "object", name] | ["group-object", name]:
                self.services.members[self._name].append(name)
            case ["service-object", *rest]:
                self._member(self.services, " ".join(words), _object_service(rest))
            case _:
                raise ValueError

    def _member(self, objects: Objects, key: str, values: tuple[str, ...]) -> None:
        name = f"{self._name} / {key}"
        objects.values[name] = values
        objects.members[self._name].append(name)


def _object_service(words: list[str]) -> tuple[str, ...]:
    """`tcp source range 1 65535 destination eq 443`: only the destination counts."""
    transport, rest = words[0], words[1:]
    if "destination" in rest:
        ports, _ = _ports(rest[rest.index("destination") + 1 :])
        return _joined(transport, ports)
    return _joined(transport, ())


def _joined(transport: str, ports: tuple[str, ...]) -> tuple[str, ...]:
    kinds = ("tcp", "udp") if transport == "tcp-udp" else (transport,)
    if not ports:
        return ANY if transport in ("ip", "0") else kinds
    return tuple(f"{kind}/{port}" for kind in kinds for port in ports)


def _ports(words: list[str]) -> tuple[tuple[str, ...], int]:
    """Ports of `eq 443`, `range 80 90`, `gt 1023`; and how many words they take."""
    match words:
        case ["eq", port, *_]:
            return (_port(port),), 2
        case ["neq", port, *_]:
            return (f"not {_port(port)}",), 2
        case ["gt", port, *_]:
            return (f"{int(_port(port)) + 1}-65535",), 2
        case ["lt", port, *_]:
            return (f"1-{int(_port(port)) - 1}",), 2
        case ["range", first, last, *_]:
            return (f"{_port(first)}-{_port(last)}",), 3
        case _:
            return (), 0


def _port(text: str) -> str:
    number = PORTS.get(text)
    if number is None:
        if not text.isascii() or not text.isdigit() or int(text[:6]) > 65535:
            raise ValueError(text)
        number = int(text)
    return str(number)


def entry_of(text: str, objects: AsaObjects) -> Ends | None:
    """Read an entry: `extended permit tcp any host 10.0.0.1 eq 443 log`; None for other ones."""
    words = text.split()
    if words[:1] == ["extended"]:
        words = words[1:]
    if words[:1] not in (["permit"], ["deny"]) or len(words) < 4:
        return None
    allow = words[0] == "permit"
    try:
        transports, service, at = _protocol(words, 1, objects)
        source, at = _end(words, at, objects)
        at = _source_ports(words, at, objects)
        dest, at = _end(words, at, objects)
        named, at = _dest_ports(words, at, objects, transports)
    except (IndexError, ValueError):
        return None
    active = "inactive" not in words[at:]
    return Ends(allow, source, dest, named or service or ANY, active)


def _protocol(
    words: list[str], at: int, objects: AsaObjects
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """The protocols, the services when an object names them, and where the entry goes on."""
    if words[at] in ("object-group", "object"):
        name = words[at + 1]
        if name in objects.protocols:
            kinds = tuple(objects.protocols[name])
            return kinds, (ANY if "ip" in kinds else kinds), at + 2
        found = objects.services.resolve([name])
        return (), found, at + 2
    kind = words[at]
    return (kind,), (ANY if kind == "ip" else (kind,)), at + 1


def _end(words: list[str], at: int, objects: AsaObjects) -> tuple[tuple[str, ...], int]:
    match words[at]:
        case "any" | "any4" | "any6":
            return ANY, at + 1
        case "host":
            return (words[at + 1],), at + 2
        case "object" | "object-group":
            return objects.networks.resolve([words[at + 1]]), at + 2
        case "interface":
            return (f"interface {words[at + 1]}",), at + 2
        case prefix if ":" in prefix:
            return (prefix,), at + 1
        case address:
            return (masked(address, words[at + 1]),), at + 2


def _source_ports(words: list[str], at: int, objects: AsaObjects) -> int:
    """Skip the client's ports; an object group here is one of services only when it is known."""
    if at < len(words) and words[at] == "object-group":
        return at + 2 if words[at + 1] in objects.services.members else at
    return at + _ports(words[at:])[1]


def _dest_ports(
    words: list[str], at: int, objects: AsaObjects, transports: tuple[str, ...]
) -> tuple[tuple[str, ...], int]:
    if at < len(words) and words[at] == "object-group" and len(words) > at + 1:
        return objects.services.resolve([words[at + 1]]), at + 2
    ports, taken = _ports(words[at:])
    found = tuple(part for kind in transports for part in _joined(kind, ports)) if ports else ()
    return found, at + taken
