"""Logs about hosts: who has which address, name and software, and who serves what.

Source: Zeek's record types DHCP::Info, DNS::Info, Known::HostsInfo, Known::ServicesInfo,
Known::DevicesInfo, Software::Info, SSL::Info, NTP::Info (Zeek 4 to 7).
"""

from __future__ import annotations

from audit.imports.zeek.conn import protocol_of
from audit.imports.zeek.net import Kind, Net, Take, address, clean, is_host, is_inside, mac_of, said

MAX_ANSWERS = 50_000
_SYSTEMS = ("OS::",)
_ON_SERVERS = ("SERVER", "APPSERVER")


def dhcp(net: Net) -> Take:
    """Leases: which MAC has which address, what the client calls itself, who gave it."""

    def take(
        ts: str, client: str, server: str, assigned: str, mac: str, name: str, fqdn: str,
        domain: str, software: str,
    ) -> None:  # fmt: skip
        net.window.add(float(ts))
        plain = mac_of(said(mac))
        if plain:
            station = net.station(plain)
            station.sent = True
            station.name(name)
            station.name(said(fqdn).rstrip("."))
            station.word(f"DHCP client {said(software)}" if said(software) else "")
            for ip in (said(assigned), said(client)):
                if ip and is_host(ip):
                    station.told_ips[address(ip)] = None
        if (ip := said(server)) and is_host(ip):
            found = net.server(ip, "67", "udp", "dhcp")
            found.word(f"domain {said(domain)}" if said(domain) else "")
            net.host(address(ip)).sent = True

    return take


def dns(net: Net) -> Take:
    """Who answers names, and which name an address of the plant has when it has one only."""
    names: dict[str, set[str]] = {}

    def take(
        ts: str, orig: str, resp: str, port: str, proto: str, query: str, kind: str, code: str,
        answers: str,
    ) -> None:  # fmt: skip
        net.window.add(float(ts))
        if code == "NOERROR" and is_host(resp):
            net.server(resp, port, proto, "dns").clients[address(orig)] = None
        if kind not in ("A", "AAAA") or code != "NOERROR" or not said(query):
            return
        for ip in said(answers).split(","):
            if is_inside(ip) and (len(names) < MAX_ANSWERS or ip in names):
                names.setdefault(ip, set()).add(query.rstrip(".").lower()[:255])

    def finish() -> None:
        for ip, own in names.items():
            if len(own) == 1:
                net.host(address(ip)).name(next(iter(own)))

    net.finish.append(finish)
    return take


def known_hosts(net: Net) -> Take:
    """Addresses that took part in a whole connection."""

    def take(ts: str, host: str) -> None:
        net.window.add(float(ts))
        if is_host(host):
            net.host(address(host)).sent = True

    return take


def known_services(net: Net) -> Take:
    """Services that were seen to answer."""

    def take(ts: str, host: str, port: str, proto: str, service: str) -> None:
        net.window.add(float(ts))
        if is_host(host):
            net.host(address(host)).sent = True
            net.server(host, port, proto, protocol_of(service))

    return take


def known_devices(net: Net) -> Take:
    """MAC addresses, with the name that a DHCP client gave."""

    def take(ts: str, mac: str, name: str) -> None:
        net.window.add(float(ts))
        if plain := mac_of(mac):
            station = net.station(plain)
            station.sent = True
            station.name(name)

    return take


def software(net: Net) -> Take:
    """Programs that named themselves, with their version."""

    def take(
        ts: str, host: str, port: str, kind: str, name: str, major: str, minor: str, minor2: str,
        minor3: str, whole: str,
    ) -> None:  # fmt: skip
        net.window.add(float(ts))
        if not is_host(host):
            return
        version = ".".join(part for part in map(said, (major, minor, minor2, minor3)) if part)
        program = f"{clean(name)} {version}".strip() or clean(whole)
        found = net.host(address(host))
        found.sent = True
        if kind.startswith(_SYSTEMS):
            found.os = found.os or program
        elif said(port) and kind.endswith(_ON_SERVERS):
            server = net.server(host, port, "tcp")
            server.product = server.product or program
        else:
            found.word(f"{clean(kind.split('::')[0])}: {program}")

    return take


def ntlm(net: Net) -> Take:
    """Names that Windows machines gave when somebody logged in; no user is kept."""

    def take(ts: str, orig: str, resp: str, client: str, short: str, long: str) -> None:
        net.window.add(float(ts))
        for ip, names in ((orig, (client,)), (resp, (short, long))):
            if is_host(ip):
                host = net.host(address(ip))
                host.sent = True
                for name in names:
                    host.name(name)

    return take


def ssl(net: Net) -> Take:
    """TLS servers: version, cipher and the name that was asked for; no certificate is kept."""

    def take(
        ts: str, orig: str, resp: str, port: str, version: str, cipher: str, name: str,
        subject: str, up: str,
    ) -> None:  # fmt: skip
        net.window.add(float(ts))
        if not is_host(resp) or (up == "F" and not said(version)):
            return
        server = net.server(resp, port, "tcp", "tls")
        server.clients[address(orig)] = None
        for label, value in (
            ("version", version.removeprefix("TLSv").removeprefix("DTLSv").replace("10", "1.0")
             .replace("11", "1.1").replace("12", "1.2").replace("13", "1.3")),
            ("cipher", cipher), ("name", name), ("subject", subject),
        ):  # fmt: skip
            server.word(f"{label} {value}" if said(value) else "")

    return take


def ntp(net: Net) -> Take:
    """Who gives the time, at which stratum, and who asks."""

    def take(ts: str, orig: str, resp: str, port: str, mode: str, stratum: str, ref: str) -> None:
        start = float(ts)
        net.window.add(start)
        client, answer = (orig, mode == "4") if mode in ("3", "4") else ("", mode == "5")
        if client and is_host(resp):
            talk = net.talk((orig, resp, "udp", port, "-", "-", "-"))
            talk.protocol = "ntp"
            talk.there_packets += mode == "3"
            talk.back_packets += mode == "4"
            talk.entries += 1
            talk.first, talk.last = min(talk.first, start), max(talk.last, start)
        giver = resp if mode == "4" else orig
        if answer and is_host(giver):
            net.host(address(giver)).sent = True
            server = net.server(giver, "123", "udp", "ntp")
            if client:
                server.clients[address(orig)] = None
            if said(stratum) not in ("", "0"):
                server.word(f"stratum {stratum}")
            server.word(f"follows {said(ref)}" if said(ref) else "")

    return take


KINDS = {
    "dhcp": Kind(
        ("ts", "client_addr", "server_addr", "assigned_addr", "mac", "host_name", "client_fqdn",
         "domain", "client_software"), dhcp),
    "dns": Kind(
        ("ts", "id.orig_h", "id.resp_h", "id.resp_p", "proto", "query", "qtype_name", "rcode_name",
         "answers"), dns),
    "known_hosts": Kind(("ts", "host"), known_hosts),
    "known_services": Kind(("ts", "host", "port_num", "port_proto", "service"), known_services),
    "known_devices": Kind(("ts", "mac", "dhcp_host_name"), known_devices),
    "software": Kind(
        ("ts", "host", "host_p", "software_type", "name", "version.major", "version.minor",
         "version.minor2", "version.minor3", "unparsed_version"), software),
    "ntlm": Kind(
        ("ts", "id.orig_h", "id.resp_h", "hostname", "server_nb_computer_name",
         "server_dns_computer_name"), ntlm),
    "ssl": Kind(
        ("ts", "id.orig_h", "id.resp_h", "id.resp_p", "version", "cipher", "server_name", "subject",
         "established"), ssl),
    "ntp": Kind(
        ("ts", "id.orig_h", "id.resp_h", "id.resp_p", "mode", "stratum", "ref_id"), ntp),
}  # fmt: skip
