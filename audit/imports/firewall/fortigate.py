"""A FortiGate's configuration: policies with their objects in, rules out.

Source: Fortinet, FortiOS CLI reference (firewall policy, address, addrgrp, vip, service custom,
service group; system interface, zone; router static). A policy without `set action` denies; what no
policy allows is denied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from audit.imports.firewall.fortios_text import Entry, entries
from audit.imports.firewall.rules import ANY, Objects, Reading, Rule, Ways, between, masked

_UNSET = "0.0.0.0"  # noqa: S104 - compared, not bound
_POLICIES = ("firewall policy", "firewall policy6", "firewall consolidated policy")
SERVICES: Mapping[str, tuple[str, ...]] = {
    "ALL": ANY, "ANY": ANY, "ALL_TCP": ("tcp/1-65535",), "ALL_UDP": ("udp/1-65535",),
    "ALL_ICMP": ("icmp",), "PING": ("icmp",), "HTTP": ("tcp/80",), "HTTPS": ("tcp/443",),
    "SSH": ("tcp/22",), "TELNET": ("tcp/23",), "FTP": ("tcp/21",), "TFTP": ("udp/69",),
    "DNS": ("tcp/53", "udp/53"), "NTP": ("tcp/123", "udp/123"), "SMB": ("tcp/445",),
    "SAMBA": ("tcp/139",), "RDP": ("tcp/3389",), "VNC": ("tcp/5900",), "SMTP": ("tcp/25",),
    "SNMP": ("tcp/161-162", "udp/161-162"), "SYSLOG": ("udp/514",), "LDAP": ("tcp/389", "udp/389"),
    "LDAPS": ("tcp/636",), "KERBEROS": ("tcp/88", "udp/88"), "MS-SQL": ("tcp/1433-1434",),
    "MYSQL": ("tcp/3306",), "DHCP": ("udp/67-68",), "RADIUS": ("udp/1812-1813",),
    "POP3": ("tcp/110",), "IMAP": ("tcp/143",), "RTSP": ("tcp/554", "tcp/7070", "udp/554"),
}  # fmt: skip
"""What the maker's own names stand for where the configuration does not list them."""


def read(text: str, reading: Reading) -> None:
    """Read the policies of every virtual domain."""
    found = list(entries(text))
    _about(text, found, reading)
    domains = dict.fromkeys(entry.domain for entry in found if entry.table in _POLICIES)
    everywhere = [entry for entry in found if not entry.domain]
    for domain in domains:
        own = [e for e in found if e.domain == domain]
        shared = everywhere if domain else []
        _domain([*shared, *own] if domain else own, domain, reading)


def _about(text: str, found: list[Entry], reading: Reading) -> None:
    for line in text.split("\n", 40)[:40]:
        if line.startswith("#config-version="):
            model, _, version = (
                line.removeprefix("#config-version=").partition(":")[0].partition("-")
            )
            reading.model, reading.version = model.strip()[:64], version.strip()[:64]
    for entry in found:
        if entry.table == "system global":
            reading.firewall = entry.one("hostname") or reading.firewall
        if entry.table == "system interface" and len(entry.values.get("ip", ())) == 2:
            address = entry.one("ip")
            if address != _UNSET:
                reading.addresses.append(address)


def _domain(found: list[Entry], domain: str, reading: Reading) -> None:
    addresses, services = _addresses(found, reading), _services(found, reading)
    ways = _ways(found, domain, addresses)
    order = 0
    for entry in found:
        if entry.table not in _POLICIES or not entry.name or entry.domain != domain:
            continue
        order += 1
        reading.add(_policy(entry, order, domain, addresses, services, ways))
    if order:
        name = f"{domain}: implicit deny" if domain else "implicit deny"
        note = "a FortiGate denies what no policy allows"
        reading.add(Rule(name, order + 1, False, ANY, ANY, ANY, note=note))


def _policy(
    entry: Entry, order: int, domain: str, addresses: Objects, services: Objects, ways: Ways
) -> Rule:
    def side(key: str) -> tuple[str, ...]:
        found = addresses.resolve([*entry.values.get(key, ()), *entry.values.get(f"{key}6", ())])
        negated = entry.one(f"{key}-negate") == "enable"
        return (f"not {', '.join(found)}",) if negated and found else found or ANY

    inside, outside = entry.values.get("srcintf", ()), entry.values.get("dstintf", ())
    words = [entry.name, entry.one("name")]
    if entry.one("internet-service") == "enable":
        dest: tuple[str, ...] = ("internet",)
    else:
        dest = ways.narrowed(side("dstaddr"), outside)
    note = f"{' '.join(inside) or 'any'} to {' '.join(outside) or 'any'}"
    if comment := entry.one("comments"):
        note += f"; {comment}"
    return Rule(
        f"{domain}: {' '.join(words).strip()}" if domain else " ".join(words).strip(),
        order,
        entry.one("action", "deny") in ("accept", "ipsec", "ssl-vpn"),
        ways.narrowed(side("srcaddr"), inside),
        dest,
        services.resolve(entry.values.get("service", ())) or ANY,
        entry.one("status", "enable") != "disable",
        note,
        entry.line,
    )


def _addresses(found: list[Entry], reading: Reading) -> Objects:
    objects = Objects(values={"all": ANY, "any": ANY, "none": ()})
    for entry in found:
        if entry.table in ("firewall address", "firewall address6"):
            try:
                objects.values[entry.name] = _address(entry)
            except ValueError as error:
                reading.say(entry.line, f"address {entry.name!r}: {error}; kept as a name")
        elif entry.table in ("firewall addrgrp", "firewall addrgrp6", "firewall vipgrp"):
            objects.members[entry.name] = list(entry.values.get("member", ()))
        elif entry.table == "firewall vip":
            objects.values[entry.name] = _virtual(entry)
    return objects


def _address(entry: Entry) -> tuple[str, ...]:
    values = entry.values
    if "start-ip" in values:
        return between(entry.one("start-ip"), entry.one("end-ip") or entry.one("start-ip"))
    if "fqdn" in values or "wildcard-fqdn" in values:
        return (entry.one("fqdn") or entry.one("wildcard-fqdn"),)
    if "ip6" in values:
        return ("any",) if entry.one("ip6").endswith("/0") else (entry.one("ip6"),)
    subnet = values.get("subnet", ())
    if len(subnet) == 2:
        return (masked(*subnet),)
    if len(subnet) == 1:
        address, _, length = subnet[0].partition("/")
        return (masked(address, length or "32"),)
    if "wildcard" in values or entry.one("type") in ("geography", "dynamic", "mac"):
        return (entry.name,)
    return ANY  # the default of an address without a setting: 0.0.0.0/0


def _virtual(entry: Entry) -> tuple[str, ...]:
    """A virtual address leads to the one that it is mapped to."""
    found: list[str] = []
    for text in entry.values.get("mappedip", ()):
        first, _, last = text.partition("-")
        try:
            found += between(first, last or first)
        except ValueError:
            found.append(text)
    return tuple(found) or (entry.name,)


def _services(found: list[Entry], reading: Reading) -> Objects:
    objects = Objects(values=dict(SERVICES))
    for entry in found:
        if entry.table == "firewall service custom":
            objects.values[entry.name] = _ports(entry) or objects.values.get(entry.name, ())
            if not objects.values[entry.name]:
                reading.say(entry.line, f"service {entry.name!r} names no port; kept as a name")
                del objects.values[entry.name]
        elif entry.table == "firewall service group":
            objects.members[entry.name] = list(entry.values.get("member", ()))
    return objects


def _ports(entry: Entry) -> tuple[str, ...]:
    """`443 8080-8090:1-65535`: the part before the colon is the server's port."""
    found: list[str] = []
    for kind in ("tcp", "udp", "sctp"):
        ports = entry.values.get(f"{kind}-portrange", ())
        found += [f"{kind}/{port.partition(':')[0]}" for port in ports]
    protocol = entry.one("protocol").upper()
    if protocol in ("ICMP", "ICMP6"):
        found.append("icmp")
    elif protocol == "IP":
        number = entry.one("protocol-number", "0")
        found.append("any" if number == "0" else f"ip/{number}")
    return tuple(found)


def _ways(found: list[Entry], domain: str, addresses: Objects) -> Ways:
    zones: dict[str, list[str]] = defaultdict(list)
    ways = Ways(zones=zones)
    for entry in found:
        if entry.table == "system interface":
            own = entry.values.get("ip", ())
            if entry.one("vdom", domain) not in (domain, "") and domain:
                continue
            if len(own) == 2 and own[0] != _UNSET:
                _try(ways, entry.name, own[0], own[1])
            if entry.one("role") == "wan":
                ways.add(entry.name, "any")
        elif entry.table == "system zone":
            zones[entry.name] += entry.values.get("interface", ())
    for entry in found:
        if entry.table == "router static" and (device := entry.one("device")) in ways.nets:
            target = entry.values.get("dst", (_UNSET, _UNSET))
            if "dstaddr" in entry.values:
                for network in addresses.resolve(entry.values["dstaddr"]):
                    ways.add(device, network)
            elif len(target) == 2:
                _try(ways, device, *target)
    return ways


def _try(ways: Ways, interface: str, address: str, mask: str) -> None:
    try:
        ways.add(interface, masked(address, mask))
    except ValueError:
        return  # an address of another form: the interface stays unknown, which counts as any
