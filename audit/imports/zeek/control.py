"""Logs of control protocols: who asks which controller for what, and what devices say they are.

Source: Zeek's Modbus::Info and DNP3::Info; CISA's ICSNPP parsers for Modbus, EtherNet/IP and CIP,
S7comm, BACnet and PROFINET IO CM, whose logs hold a line for every message, requests and answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from audit.imports.zeek.net import Kind, Net, Take, Talk, address, clean, is_host, said

PLAIN = ("ts", "id.orig_h", "id.resp_h", "id.resp_p")
ENDS = (*PLAIN, "is_orig")
_S7_READS, _S7_WRITES = {"0x04"}, {"0x05", "0x1a", "0x1b", "0x1c", "0x28", "0x29"}
_CIP_WRITES = re.compile(
    r"\b(set|write|reset|start|stop|create|delete|apply|restore|save|forward close)\b", re.I
)
_BACNET_OBJECTS = ("object-name", "model-name", "firmware-revision", "vendor-name")
_NO_SERIAL = {"0x00000000", "0"}


def message(
    net: Net, ends: tuple[str, ...], transport: str, protocol: str, *, answer: bool = False
) -> Talk | None:
    """Add one message to its conversation and its server; None when it went to many."""
    ts, orig, resp, port = ends[:4]
    start = float(ts)
    net.window.add(start)
    if not is_host(resp):
        return None
    talk = net.talk((orig, resp, transport, port, "-", "-", "-"))
    if not talk.entries:
        server = net.server(resp, port, transport, protocol)
        if len(server.clients) < 1000:
            server.clients[address(orig)] = None
        talk.protocol = protocol
        net.host(address(orig)).sent = True
    talk.entries += 1
    if answer:
        talk.back_packets += 1
        net.host(address(resp)).sent = True
    else:
        talk.there_packets += 1
    talk.first = min(talk.first, start)
    talk.last = max(talk.last, start)
    return talk


def asked(talk: Talk | None, *, reads: bool, writes: bool) -> None:
    """Count a request by what it does."""
    if talk is not None:
        talk.reads = (talk.reads or 0) + reads
        talk.writes = (talk.writes or 0) + writes


def any_message(protocol: str, transport: str) -> Callable[[Net], Take]:
    """A log of which only who talks with whom is of use."""

    def reader(net: Net) -> Take:
        def take(ts: str, orig: str, resp: str, port: str, is_orig: str) -> None:
            message(net, (ts, orig, resp, port), transport, protocol, answer=is_orig == "F")

        return take

    return reader


def modbus(net: Net) -> Take:
    """Modbus requests by function name; both logs know the same names."""

    def take(
        ts: str, orig: str, resp: str, port: str, is_orig: str, function: str, kind: str, unit: str
    ) -> None:
        name = function.upper()
        answer = is_orig == "F" or kind.upper().startswith("RESP")
        talk = message(net, (ts, orig, resp, port), "tcp", "modbus", answer=answer)
        if talk is None or answer:
            return
        both = "READ_WRITE" in name or name == "23"
        writes = both or "WRITE" in name
        asked(talk, reads=both or ("READ" in name and not writes), writes=writes)
        if len(talk.seen) < 64 and name not in talk.seen:
            talk.seen.add(name)
            server = net.server(resp, port, "tcp", "modbus")
            server.word(f"function {clean(function, 64)}")
            server.word(f"unit {clean(unit, 8)}" if said(unit) else "")

    return take


def known_modbus(net: Net) -> Take:
    """Who was seen as a Modbus server or client; older versions say slave and master."""

    def take(ts: str, ip: str, kind: str) -> None:
        net.window.add(float(ts))
        if is_host(ip):
            net.host(address(ip)).sent = True
            if kind.upper().endswith(("SLAVE", "SERVER")):
                net.server(ip, "502", "tcp", "modbus")

    return take


def modbus_identity(net: Net) -> Take:
    """Read Device Identification: vendor, product and revision, an object a line."""

    def take(
        ts: str, orig: str, resp: str, port: str, is_orig: str, code: str, name: str, value: str
    ) -> None:
        message(net, (ts, orig, resp, port), "tcp", "modbus", answer=is_orig == "F")
        plain = re.sub(r"[^a-z]", "", name.casefold())
        host = net.host(address(resp))
        if not said(value):
            return
        if plain == "vendorname" or code == "0x00":
            host.vendor = host.vendor or clean(value)
        elif plain in ("productcode", "productname", "modelname") or code in ("0x01", "0x04"):
            host.model = host.model or clean(value)
        elif plain.endswith("revision") or code == "0x02":
            host.firmware = host.firmware or clean(value)
        elif plain == "userapplicationname":
            host.word(clean(value))

    return take


def s7comm(net: Net) -> Take:
    """S7 jobs by function code."""

    def take(
        ts: str, orig: str, resp: str, port: str, is_orig: str, kind: str, code: str, name: str
    ) -> None:
        answer = is_orig == "F" or kind.upper().startswith("ACK")
        talk = message(net, (ts, orig, resp, port), "tcp", "s7comm", answer=answer)
        if talk is None or answer:
            return
        function = code.lower()
        asked(talk, reads=function in _S7_READS, writes=function in _S7_WRITES)
        if len(talk.seen) < 64 and name not in talk.seen:
            talk.seen.add(name)
            word = f"function {clean(name, 64)}" if said(name) else ""
            net.server(resp, port, "tcp", "s7comm").word(word)

    return take


def s7_blocks(net: Net) -> Take:
    """Programs that were loaded up or down: a download is a write."""

    def take(ts: str, orig: str, resp: str, port: str, is_orig: str, name: str, block: str) -> None:
        talk = message(net, (ts, orig, resp, port), "tcp", "s7comm", answer=is_orig == "F")
        if talk is None or is_orig == "F":
            return
        loads = "download" in name.casefold()
        asked(talk, reads="upload" in name.casefold(), writes=loads)
        mark = f"{name} {block}"
        if len(talk.seen) < 64 and mark not in talk.seen:
            talk.seen.add(mark)
            word = f"{clean(name, 64)} {clean(block, 64)} by {clean(orig, 64)}"
            net.server(resp, port, "tcp", "s7comm").word(word)

    return take


def s7_szl(net: Net) -> Take:
    """System state lists that were asked for: somebody takes an inventory, or diagnoses."""

    def take(ts: str, orig: str, resp: str, port: str, is_orig: str, name: str) -> None:
        message(net, (ts, orig, resp, port), "tcp", "s7comm", answer=is_orig == "F")
        word = f"state list {clean(name, 80)}" if said(name) else ""
        net.server(resp, port, "tcp", "s7comm").word(word)

    return take


def s7_devices(net: Net) -> Take:
    """What S7 controllers say they are."""

    def take(
        ts: str, orig: str, resp: str, port: str, system: str, module: str, plant: str, serial: str
    ) -> None:
        message(net, (ts, orig, resp, port), "tcp", "s7comm", answer=True)
        if not is_host(resp):
            return
        host = net.host(address(resp))
        host.name(system)
        host.vendor = host.vendor or ("Siemens" if said(module) else "")
        host.model = host.model or clean(module)
        host.serial = host.serial or clean(serial)
        host.word(plant)

    return take


def cip(net: Net) -> Take:
    """CIP services: reading or changing attributes."""

    def take(
        ts: str, orig: str, resp: str, port: str, is_orig: str, direction: str, service: str
    ) -> None:
        answer = is_orig == "F" or direction == "response"
        talk = message(net, (ts, orig, resp, port), "tcp", "enip", answer=answer)
        if talk is not None and not answer and said(service):
            writes = bool(_CIP_WRITES.search(service))
            reads = not writes and ("get" in service.casefold() or "read" in service.casefold())
            asked(talk, reads=reads, writes=writes)

    return take


def cip_identity(net: Net) -> Take:
    """Identity objects: vendor, product, revision, serial number, by the address they name."""

    def take(
        ts: str, orig: str, resp: str, at: str, vendor: str, kind: str, revision: str, serial: str,
        product: str,
    ) -> None:  # fmt: skip
        net.window.add(float(ts))
        ip = next((a for a in (said(at), said(resp)) if a and is_host(a)), "")
        if not ip:
            return
        host = net.host(address(ip))
        host.sent = True
        host.vendor = host.vendor or clean(vendor)
        host.model = host.model or clean(product)
        host.firmware = host.firmware or clean(revision)
        if said(serial) and serial not in _NO_SERIAL:
            host.serial = host.serial or clean(serial)
        host.word(kind)
        server = net.server(ip, "44818", "tcp", "enip")
        server.product = server.product or clean(product)
        if is_host(orig) and address(orig) != address(ip):
            server.clients[address(orig)] = None

    return take


def bacnet(net: Net) -> Take:
    """BACnet services; `who` is the true sender."""

    def take(
        ts: str, orig: str, resp: str, port: str, is_orig: str, who: str, kind: str, service: str
    ) -> None:
        answer = is_orig == "F" or "ACK" in kind.upper()
        talk = message(net, (ts, orig, resp, port), "udp", "bacnet", answer=answer)
        if is_host(said(who)):
            net.host(address(who)).sent = True
        if talk is not None and not answer:
            name = service.casefold()
            writes = "write" in name or "reinitialize" in name or "communication" in name
            asked(talk, reads="read" in name and not writes, writes=writes)

    return take


def bacnet_discovery(net: Net) -> Take:
    """I-Am and I-Have: the instance number, the vendor, the name of the device object."""

    def take(
        ts: str, orig: str, resp: str, port: str, is_orig: str, who: str, service: str, kind: str,
        number: str, vendor: str, name: str,
    ) -> None:  # fmt: skip
        net.window.add(float(ts))
        source = said(who) or said(resp if is_orig == "F" else orig)
        if not is_host(source) or service not in ("i-am", "i-have", "i_am", "i_have"):
            return
        host = net.host(address(source))
        host.sent = True
        host.vendor = host.vendor or clean(vendor)
        if kind == "device" and said(number):
            host.word(f"BACnet device {clean(number, 12)}")
            if said(name):
                host.name(name)
        net.server(source, port, "udp", "bacnet")

    return take


def bacnet_property(net: Net) -> Take:
    """Values of the device object that were read: name, model, firmware, vendor."""

    def take(
        ts: str, orig: str, resp: str, port: str, who: str, service: str, kind: str, name: str,
        value: str,
    ) -> None:  # fmt: skip
        ends = (ts, orig, resp, port)
        answer = "ack" in service.casefold()
        talk = message(net, ends, "udp", "bacnet", answer=answer)
        if not answer:
            writes = "write" in service.casefold()
            asked(talk, reads=not writes, writes=writes)
        source = said(who) or said(resp)
        if not answer or kind != "device" or name not in _BACNET_OBJECTS or not is_host(source):
            return
        host = net.host(address(source))
        if name == "object-name":
            host.name(value)
        elif name == "model-name":
            host.model = host.model or clean(value)
        elif name == "firmware-revision":
            host.firmware = host.firmware or clean(value)
        else:
            host.vendor = host.vendor or clean(value)

    return take


def profinet(net: Net) -> Take:
    """PROFINET IO connection management: which controller sets up which device."""

    def take(
        ts: str, orig: str, resp: str, is_orig: str, source: str, target: str, kind: str,
        operation: str,
    ) -> None:  # fmt: skip
        who, whom = said(source) or orig, said(target) or resp
        answer = kind.casefold() == "response" or is_orig == "F"
        if answer:
            who, whom = whom, who
        talk = message(net, (ts, who, whom, "34964"), "udp", "profinet-cm", answer=answer)
        if talk is not None and said(operation) and operation not in talk.seen:
            talk.seen.add(operation[:64])
            server = net.server(whom, "34964", "udp", "profinet-cm")
            server.word(f"operation {clean(operation, 64)}")

    return take


_WHO = (*ENDS, "source_h")
_SIDES = (*PLAIN[:3], "is_orig", "source_h", "destination_h")
KINDS = {
    "modbus": Kind((*ENDS, "func", "pdu_type", "unit"), modbus),
    "modbus_detailed": Kind((*ENDS, "func", "network_direction", "unit"), modbus),
    "known_modbus": Kind(("ts", "host", "device_type"), known_modbus),
    "modbus_mask_write_register": Kind((*ENDS, "func", "request_response", "unit"), modbus),
    "modbus_read_write_multiple_registers": Kind(
        (*ENDS, "func", "request_response", "unit"), modbus),
    "modbus_read_device_identification": Kind(
        (*ENDS, "object_id_code", "object_id", "object_value"), modbus_identity),
    "s7comm": Kind((*ENDS, "rosctr_name", "function_code", "function_name"), s7comm),
    "s7comm_plus": Kind(ENDS, any_message("s7plus", "tcp")),
    "cotp": Kind(ENDS, any_message("iso-tsap", "tcp")),
    "s7comm_read_szl": Kind((*ENDS, "szl_id_name"), s7_szl),
    "s7comm_upload_download": Kind((*ENDS, "function_name", "block_type"), s7_blocks),
    "s7comm_known_devices": Kind(
        (*PLAIN, "automation_system_name", "module_name", "plant_name", "module_serial"),
        s7_devices),
    "enip": Kind(ENDS, any_message("enip", "tcp")),
    "cip": Kind((*ENDS, "direction", "cip_service"), cip),
    "cip_io": Kind(ENDS, any_message("enip-io", "udp")),
    "cip_identity": Kind(
        (*PLAIN[:3], "socket_address", "vendor_name", "device_type_name", "revision",
         "serial_number", "product_name"), cip_identity),
    "bacnet": Kind((*_WHO, "pdu_type", "pdu_service"), bacnet),
    "bacnet_discovery": Kind(
        (*_WHO, "pdu_service", "object_type", "instance_number", "vendor", "object_name"),
        bacnet_discovery),
    "bacnet_property": Kind(
        (*PLAIN, "source_h", "pdu_service", "object_type", "property", "value"), bacnet_property),
    "bacnet_device_control": Kind((*_WHO, "result", "pdu_service"), bacnet),
    "profinet_io_cm": Kind(
        (*_SIDES, "packet_type", "operation_num"), profinet),
    "profinet_dce_rpc": Kind(
        (*_SIDES, "packet_type", "operation"), profinet),
    "profinet": Kind((*_SIDES, "packet_type", "operation_type"), profinet),
    "dnp3": Kind(ENDS, any_message("dnp3", "tcp")),
    "hart_ip": Kind(ENDS, any_message("hart-ip", "udp")),
    "synchrophasor": Kind(ENDS, any_message("synchrophasor", "tcp")),
    "omron_fins": Kind(ENDS, any_message("fins", "udp")),
    "mqtt_connect": Kind(ENDS, any_message("mqtt", "tcp")),
    "http": Kind(ENDS, any_message("http", "tcp")),
    "smb_mapping": Kind(ENDS, any_message("smb", "tcp")),
    "smb_files": Kind(ENDS, any_message("smb", "tcp")),
    "ldap": Kind(ENDS, any_message("ldap", "tcp")),
    "mysql": Kind(ENDS, any_message("mysql", "tcp")),
    "radius": Kind(ENDS, any_message("radius", "udp")),
    "syslog": Kind(ENDS, any_message("syslog", "udp")),
    "mqtt_publish": Kind(ENDS, any_message("mqtt", "tcp")),
    "rdp": Kind(ENDS, any_message("rdp", "tcp")),
    "snmp": Kind(ENDS, any_message("snmp", "udp")),
    "ssh": Kind(ENDS, any_message("ssh", "tcp")),
    "ftp": Kind(ENDS, any_message("ftp", "tcp")),
    "rfb": Kind(ENDS, any_message("vnc", "tcp")),
}  # fmt: skip
"""Logs with a line per message, or per session, by Zeek's name of the log."""
