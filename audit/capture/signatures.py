"""Which protocol a payload is of: its first bytes in, a name out. The port number decides nothing.

Sources: RFC 1006 and ISO 8073 (TPKT, COTP), the S7 header 0x32 as Wireshark documents it; ODVA
EtherNet/IP encapsulation (CIP volume 2, 2-3); OPC 10000-6, 7.1.2; MQTT 3.1.1, 3.1; IEC 60870-5-104,
5; IEEE 1815 (DNP3), 9.2; ASHRAE 135 annex J (BVLC); RFC 8446 (TLS), RFC 4253 (SSH), RFC 9112.
"""

from __future__ import annotations

from audit.capture import modbus

_UA = (b"HEL", b"ACK", b"OPN", b"MSG", b"CLO", b"ERR", b"RHE")
_ENIP_COMMANDS = frozenset({0x04, 0x63, 0x64, 0x65, 0x66, 0x6F, 0x70})
_ENIP_STATUSES = frozenset({0x00, 0x01, 0x02, 0x03, 0x64, 0x65, 0x69})
_HTTP = (b"GET ", b"POST", b"HTTP", b"HEAD", b"PUT ", b"OPTI")

PORT_NAMES: dict[tuple[str, int], str] = {
    ("tcp", 21): "ftp",
    ("tcp", 22): "ssh",
    ("tcp", 23): "telnet",
    ("udp", 53): "dns",
    ("tcp", 53): "dns",
    ("udp", 67): "dhcp",
    ("udp", 69): "tftp",
    ("tcp", 80): "http",
    ("tcp", 102): "iso-tsap",
    ("udp", 123): "ntp",
    ("tcp", 135): "msrpc",
    ("udp", 137): "netbios-ns",
    ("udp", 138): "netbios-dgm",
    ("tcp", 139): "netbios-ssn",
    ("udp", 161): "snmp",
    ("udp", 162): "snmptrap",
    ("tcp", 443): "https",
    ("tcp", 445): "smb",
    ("tcp", 502): "modbus",
    ("udp", 514): "syslog",
    ("tcp", 515): "printer",
    ("tcp", 554): "rtsp",
    ("tcp", 631): "ipp",
    ("tcp", 1433): "ms-sql",
    ("udp", 1900): "ssdp",
    ("tcp", 1883): "mqtt",
    ("tcp", 2404): "iec104",
    ("tcp", 3389): "rdp",
    ("udp", 2222): "enip-io",
    ("tcp", 4840): "opcua",
    ("udp", 5353): "mdns",
    ("udp", 5355): "llmnr",
    ("tcp", 5900): "vnc",
    ("tcp", 8883): "mqtts",
    ("tcp", 9100): "jetdirect",
    ("udp", 9600): "fins",
    ("tcp", 20000): "dnp3",
    ("udp", 20000): "dnp3",
    ("tcp", 44818): "enip",
    ("udp", 44818): "enip",
    ("udp", 47808): "bacnet",
    ("udp", 34964): "profinet-cm",
}
"""What a port is usually used for: a guess, graded as one."""

ETHERTYPES: dict[int, str] = {
    0x0806: "arp",
    0x88CC: "lldp",
    0x8892: "profinet",
    0x88B8: "goose",
    0x88BA: "sampled-values",
    0x88A4: "ethercat",
    0x88E3: "mrp",
    0x88F7: "ptp",
    0x888E: "eapol",
}


def name_of(payload: bytes, transport: str) -> str:
    """The protocol's name by its own marks; empty when none fits."""
    if transport == "udp":
        return _of_datagram(payload)
    return _of_stream(payload)


def _of_stream(payload: bytes) -> str:
    if len(payload) < 4:
        return ""
    if payload[:2] == b"\x03\x00":
        return _of_tpkt(payload)
    if payload[:3] in _UA and payload[3:4] in (b"F", b"C", b"A"):
        return "opcua"
    if payload[:2] == b"\x05\x64" and len(payload) >= 10:
        return "dnp3"
    if payload[0] == 0x68 and len(payload) >= 6 and 4 <= payload[1] <= 253:
        return "iec104" if payload[1] + 2 <= len(payload) else ""
    if payload[:4] == b"SSH-":
        return "ssh"
    if payload[0] in (20, 21, 22, 23) and payload[1] == 3 and payload[2] <= 4:
        return "tls"
    if payload[:4] in _HTTP:
        return "http"
    if payload[0] == 0x10 and b"\x00\x04MQTT" in payload[:10]:
        return "mqtt"
    if _is_enip(payload):
        return "enip"
    return "modbus" if modbus.function_codes(payload) else ""


def _of_tpkt(payload: bytes) -> str:
    """TPKT carries S7, MMS and more: only the byte after COTP's data header tells."""
    if len(payload) >= 8 and payload[5] == 0xF0 and payload[7] == 0x32:
        return "s7comm"
    return ""


def _is_enip(payload: bytes) -> bool:
    if len(payload) < 24 or int.from_bytes(payload[:2], "little") not in _ENIP_COMMANDS:
        return False
    return int.from_bytes(payload[8:12], "little") in _ENIP_STATUSES


def _of_datagram(payload: bytes) -> str:
    if payload[:1] == b"\x81" and len(payload) >= 4 and payload[1] <= 12:
        return "bacnet" if int.from_bytes(payload[2:4], "big") == len(payload) else ""
    if payload[:2] == b"\x05\x64" and len(payload) >= 10:
        return "dnp3"
    return "enip" if _is_enip(payload) and len(payload) >= 24 else ""
