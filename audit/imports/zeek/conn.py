"""conn.log: what every connection moved, who opened it, and which protocol was recognised.

Source: Zeek's Conn::Info (base/protocols/conn), with the columns that policy/protocols/conn adds:
orig_l2_addr, resp_l2_addr, vlan, inner_vlan.
"""

from __future__ import annotations

from functools import lru_cache

from audit.capture.ports import PORT_NAMES
from audit.imports.zeek.net import Kind, Net, Take, Talk, TalkKey, address, is_host, mac_of

FIELDS = (
    "ts", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "service", "duration",
    "conn_state", "orig_pkts", "orig_ip_bytes", "resp_pkts", "resp_ip_bytes", "orig_bytes",
    "resp_bytes", "orig_l2_addr", "resp_l2_addr", "vlan", "inner_vlan", "local_orig", "local_resp",
)  # fmt: skip
_ACCEPTED = frozenset({"SF", "S1", "S2", "S3", "RSTO", "RSTR"})
"""States in which the opened side accepted."""
_SERVICES = {
    "cotp": "iso-tsap", "s7comm": "s7comm", "s7comm_plus": "s7plus", "s7comm-plus": "s7plus",
    "cip": "enip", "enip": "enip", "modbus": "modbus", "modbus_tcp": "modbus",
    "opcua_binary": "opcua", "opcua-binary": "opcua", "bacnet": "bacnet",
    "spicy_profinet_io_cm": "profinet-cm", "profinet_io_cm": "profinet-cm", "ssl": "tls",
    "dnp3_tcp": "dnp3", "dnp3_udp": "dnp3", "dce_rpc": "msrpc", "smb1": "smb", "smb2": "smb",
    "ftp-data": "ftp", "krb": "kerberos", "krb_tcp": "kerberos", "rfb": "vnc", "hart_ip": "hart-ip",
    "ge_srtp": "ge-srtp", "omron_fins": "fins", "c1222": "c1222", "mqtt": "mqtt",
}  # fmt: skip
_CARRIERS = frozenset({"cotp", "ssl", "http", "dce_rpc", "gssapi", "ntlm", "krb", "krb_tcp"})
_NO_PORTS = frozenset({"icmp", "icmp6", "unknown_transport"})


def conn(net: Net) -> Take:
    """Sum connections up by who, with whom, and on which of the server's ports."""
    talks, window = net.talks, net.window

    def take(
        ts: str, orig: str, orig_p: str, resp: str, resp_p: str, proto: str, service: str,
        duration: str, state: str, there: str, there_ip: str, back: str, back_ip: str,
        there_data: str, back_data: str, orig_mac: str, resp_mac: str, vlan: str, inner: str,
        own_orig: str, own_resp: str,
    ) -> None:  # fmt: skip
        turned = state == "OTH" and (proto, resp_p) not in _NAMED and (proto, orig_p) in _NAMED
        if turned:  # heard from the middle: the side with the known port serves
            orig, resp, resp_p, orig_mac, resp_mac = resp, orig, orig_p, resp_mac, orig_mac
            there, there_ip, back, back_ip = back, back_ip, there, there_ip
            there_data, back_data = back_data, there_data
            own_orig, own_resp = own_resp, own_orig
        if proto in _NO_PORTS:
            resp_p = ""
        key = (orig, resp, proto, resp_p, orig_mac, resp_mac, vlan if inner == "-" else inner)
        talk = talks.get(key)
        if talk is None:
            _check(key)
            talk = net.talk(key)
            net.own.update(ip for ip, own in ((orig, own_orig), (resp, own_resp)) if own == "T")
        start = float(ts)
        lasted = 0.0 if duration == "-" else float(duration)
        sent = int(there) if there != "-" else 0
        got = int(back) if back != "-" else 0
        talk.entries += 1
        talk.there_packets += sent
        talk.back_packets += got
        talk.there_bytes += int(there_ip if there_ip != "-" else _data(there_data))
        talk.back_bytes += int(back_ip if back_ip != "-" else _data(back_data))
        if start < talk.first:
            talk.first = start
        if start + lasted > talk.last:
            talk.last = start + lasted
        window.add(start, lasted, sent + got)
        mark = f"{service} {state} {got > 0}"
        if mark not in talk.seen and len(talk.seen) < 64:
            talk.seen.add(mark)
            _serves(net, key, talk, service, state, answered=got > 0)

    net.finish.append(lambda: _stations(net))
    return take


def _check(key: TalkKey) -> None:
    """Look at the parts of a new conversation once."""
    address(key[0])
    address(key[1])
    if key[3] and not 0 <= int(key[3]) < 65536:
        raise ValueError("a port is a number up to 65535")


def _data(value: str) -> str:
    return value if value != "-" else "0"


def _serves(
    net: Net, key: TalkKey, talk: Talk, service: str, state: str, *, answered: bool
) -> None:
    """Note the serving end of a connection that was accepted, or whose protocol was recognised."""
    orig, resp, proto, port = key[:4]
    if proto not in ("tcp", "udp") or not is_host(resp):
        return
    protocol = protocol_of(service)
    if not answered and not (protocol and proto == "udp"):
        return
    if proto == "tcp" and state not in _ACCEPTED and not protocol and state != "OTH":
        return
    guess = PORT_NAMES.get((proto, int(port)), "")
    if not protocol and not guess and int(port) >= 49152:
        return  # a client's port number that looks like a server's
    server = net.server(resp, port, proto, protocol)
    if len(server.clients) < 1000:
        server.clients[orig] = None
    if protocol:
        talk.protocol = protocol


@lru_cache(maxsize=4096)
def protocol_of(service: str) -> str:
    """The protocol of a list of analyzers, those that carry others last; empty for none."""
    names = [name.strip().lower() for name in service.split(",") if name.strip() not in ("", "-")]
    if not names:
        return ""
    names.sort(key=lambda name: name in _CARRIERS)
    best = names[0].removeprefix("spicy_")
    return _SERVICES.get(names[0]) or _SERVICES.get(best) or best[:64]


def _stations(net: Net) -> None:
    """Note which MAC sent with which address."""
    for (orig, resp, _, _, orig_mac, resp_mac, _), talk in net.talks.items():
        for ip, mac, packets in (
            (orig, orig_mac, talk.there_packets),
            (resp, resp_mac, talk.back_packets),
        ):
            if packets and is_host(ip):
                net.host(address(ip)).sent = True
                if plain := mac_of(mac):
                    station = net.station(plain)
                    station.sent = True
                    if len(station.ips) < 300:
                        station.ips[address(ip)] = None


_NAMED = frozenset((transport, str(port)) for transport, port in PORT_NAMES)
KINDS = {"conn": Kind(FIELDS, conn)}
