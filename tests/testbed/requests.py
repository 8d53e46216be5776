"""Not one write: every request in a capture, by tshark's reading, held against a list.

What is on the list asks who somebody is or whether they are there. Whatever tshark cannot name has
to be one of the few literal messages below; anything else is reported.
"""

from __future__ import annotations

from pathlib import Path

from tests.testbed.wire import fields

LISTED: dict[str, dict[str, set[str]]] = {
    "arp": {"arp.opcode": {"1", "2"}},
    "icmp": {"icmp.type": {"8", "3"}},
    "modbus": {"modbus.func_code": {"43", "17"}},
    "cotp": {"cotp.type": {"0x0e", "0x0f"}},
    "s7comm": {
        "s7comm.header.rosctr": {"1", "7"},
        "s7comm.param.func": {"0xf0"},
        "s7comm.param.userdata.funcgroup": {"4"},
        "s7comm.param.userdata.subfunc": {"1"},
    },
    "opcua": {
        "opcua.transport.type": {"HEL", "OPN", "MSG", "CLO"},
        # OpenSecureChannel, CloseSecureChannel, GetEndpoints, FindServers; with permission an
        # anonymous session: CreateSession, ActivateSession, Read, Browse, CloseSession
        "opcua.servicenodeid.numeric": {
            "446",
            "452",
            "428",
            "422",
            "461",
            "467",
            "631",
            "527",
            "473",
        },
    },
    "enip": {"enip.command": {"0x0063", "0x0004"}},
    "bacapp": {
        "bacapp.type": {"0", "1"},
        "bacapp.confirmed_service": {"12", "14"},
        "bacapp.unconfirmed_service": {"8"},
    },
    "snmp": {"snmp.data": {"0", "1", "5"}},
    "iec60870_104": {"iec60870_104.type": {"0x00000003"}, "iec60870_104.utype": {"0x00000010"}},
    "dnp3": {"dnp3.ctl.prifunc": {"9"}},
    "omron": {"omron.command": {"0x0501"}},
    # requests: session initiate, session close, token-passing PDU with command 0
    "hart_ip": {
        "hart_ip.message_type": {"0"},
        "hart_ip.message_id": {"0", "1", "3"},
        "hart_ip.pt.command": {"0"},
    },
    "pn_dcp": {"pn_dcp.service_id": {"5"}, "pn_dcp.service_type": {"0"}},
    "http": {"http.request.method": {"GET", "HEAD"}},
    "mqtt": {"mqtt.msgtype": {"1", "8", "14"}},
    "ntp": {"ntp.flags.mode": {"3"}},
    "dns": {"dns.flags.opcode": {"0"}},
    "mdns": {"dns.flags.opcode": {"0"}},
    "nbns": {"nbns.flags.opcode": {"0"}},
    "smb": {"smb.cmd": {"0x72"}},  # NEGOTIATE
    "rdp": {"rdp.neg_type": {"0x01"}},  # RDP_NEG_REQ
    "ams": {"ams.cmdid": {"1"}},  # ADS ReadDeviceInfo
    # ClientHello, ClientKeyExchange, Finished
    "tls": {"tls.handshake.type": {"1", "16", "20"}},
    # Key exchange, new keys; what follows is encrypted
    "ssh": {"ssh.message_code": {"20", "21", "30"}},
}
"""tshark's protocol → field → values that may stand in it; a frame need not have every field."""
CARRIERS = {
    "eth", "ethertype", "vlan", "ip", "ipv6", "tcp", "udp", "tpkt", "bvlc", "bacnet", "cip",
    "pn_rt", "data", "mbtcp", "x509sat", "pkcs-1", "nbss",
}  # fmt: skip


LITERAL: dict[tuple[str, int], tuple[bytes, ...]] = {
    # SLMP 3E frame, command 0101 subcommand 0000: read the type name
    ("tcp", 5007): (bytes.fromhex("500000ffff03000600 0400 0101 0000"),),
    # CODESYS 2: tell about yourself, in both byte orders
    ("tcp", 1200): (bytes.fromhex("bbbb0100000001"), bytes.fromhex("bbbb0100000101")),
    # CODESYS 3: magic, length 36; datagram: 13 hops, normal, name service, 3 words each address
    ("tcp", 11740): (bytes.fromhex("000117e8 24000000 c56b4003 0033"),),
    # The same by UDP, of a sender in a network of up to 2^14 addresses
    ("udp", 1740): (bytes.fromhex("c56b4003 0010"),),
    # ADS over UDP, service 1: tell about yourself
    ("udp", 48899): (bytes.fromhex("03661471 00000000 01000000"),),
}
"""(transport, port) → beginnings of messages that tshark has no name for."""
ENDING: dict[tuple[str, int], bytes] = {
    # CODESYS 3, behind the addresses: command c202 of the name service, version 4.0, request 1
    ("tcp", 11740): bytes.fromhex("02c20004 01000000"),
    ("udp", 1740): bytes.fromhex("02c20004 01000000"),
}
"""How such a message has to end where that says what it asks."""


def unlisted(path: Path, mac: str) -> list[str]:
    """Return each request of this interface that is not on the list, with its frame number."""
    names = sorted({name for wanted in LISTED.values() for name in wanted})
    head = ["frame.number", "frame.protocols", "tcp.len", "tcp.dstport", "udp.dstport"]
    head += ["tcp.payload", "udp.payload", "tcp.analysis.retransmission"]
    rows = fields(path, [*head, *names], shown=f"eth.src=={mac}", every=True)
    found: list[str] = []
    for number, stack, tcp_size, tcp_port, udp_port, tcp_data, udp_data, again, *values in rows:
        if again or (tcp_port and tcp_size == "0"):
            continue
        said = dict(zip(names, values, strict=True))
        spoken = [name for name in dict.fromkeys(stack.split(":")) if name not in CARRIERS]
        data, port = tcp_data or udp_data, int(tcp_port or udp_port or 0)
        if udp_port and not data and not spoken:
            continue  # an empty datagram asks nothing
        place = ("tcp" if tcp_port else "udp", port)
        if why := _why(spoken, said) or ("" if spoken else _undissected(place, data)):
            found.append(f"frame {number} ({stack}, port {port}): {why}")
    return found


def _why(spoken: list[str], said: dict[str, str]) -> str:
    for protocol in spoken:
        if protocol not in LISTED:
            return f"{protocol} is no listed protocol"
        for name, allowed in LISTED[protocol].items():
            listed = {_plain(value) for value in allowed}
            values = {_plain(value) for value in said[name].split(",") if value}
            if values - listed:
                return f"{name} = {', '.join(sorted(values - listed))}"
    return ""


def _plain(value: str) -> str:
    """tshark writes one number in several ways from version to version: 0x0e, 0x0000000e, 14."""
    try:
        return str(int(value, 0))
    except ValueError:
        return value


def _undissected(place: tuple[str, int], data: str) -> str:
    raw = bytes.fromhex(data)
    listed = any(raw.startswith(start) for start in LITERAL.get(place, ()))
    if listed and raw.endswith(ENDING.get(place, b"")):
        return ""
    return f"nobody can name {raw[:24].hex(' ')}"
