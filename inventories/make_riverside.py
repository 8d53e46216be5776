"""Write the device files of the Riverside sample from one description of its cables.

`python -m inventories.make_riverside` rewrites `riverside/devices` (what the stand-in devices
answer) and the switch dumps, the nmap scan and the Wi-Fi walk in `riverside/handed_over`. The
inventory tables are written by hand, mistakes included: they say what the plant believes, this
file what is there.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from inventories.riverside_world import SWITCHES, Port, Station, Switch, stations_behind

HOME = Path(__file__).parent / "riverside"


@dataclass(frozen=True, slots=True)
class Varbind:
    """One line of a .snmprec recording; `tag` is the ASN.1 tag number, with x for hexadecimal."""

    oid: str
    tag: str
    value: str


def _mac_oid(mac: str) -> str:
    return ".".join(str(int(part, 16)) for part in mac.split(":"))


def _mac_hex(mac: str) -> str:
    return mac.replace(":", "")


def _bitmap(ports: list[int], size: int = 4) -> str:
    """Q-BRIDGE PortList: the highest bit of the first octet is port 1 (RFC 4363)."""
    octets = bytearray(size)
    for port in ports:
        octets[(port - 1) // 8] |= 0x80 >> ((port - 1) % 8)
    return octets.hex()


def recording(switch: Switch) -> list[Varbind]:
    """Return what a switch answers: system, IF-MIB, BRIDGE, Q-BRIDGE, LLDP and ENTITY columns."""
    rows = _system(switch)
    for port in switch.ports:
        rows += _interface(switch, port)
    rows += _bridge(switch)
    rows += _lldp(switch)
    rows += _entity(switch)
    return sorted(rows, key=lambda row: tuple(int(part) for part in row.oid.split(".")))


def _system(switch: Switch) -> list[Varbind]:
    return [
        Varbind("1.3.6.1.2.1.1.1.0", "4", switch.description),
        Varbind("1.3.6.1.2.1.1.2.0", "6", switch.object_id),
        Varbind("1.3.6.1.2.1.1.3.0", "67", str(switch.uptime_s * 100)),
        Varbind("1.3.6.1.2.1.1.5.0", "4", switch.name),
        Varbind("1.3.6.1.2.1.1.7.0", "2", "6"),
    ]


def _interface(switch: Switch, port: Port) -> list[Varbind]:
    i, up = port.number, "1" if port.up else "2"
    mac = switch.mac[:-2] + f"{0x40 + i:02x}"
    octets = 1_200_000_000 + 37_000_000 * i
    table, extended = "1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1"
    return [
        Varbind(f"{table}.1.{i}", "2", str(i)),
        Varbind(f"{table}.2.{i}", "4", port.long_name),
        Varbind(f"{table}.3.{i}", "2", "6"),
        Varbind(f"{table}.5.{i}", "66", "1000000000" if port.up else "0"),
        Varbind(f"{table}.6.{i}", "4x", _mac_hex(mac)),
        Varbind(f"{table}.7.{i}", "2", "1"),
        Varbind(f"{table}.8.{i}", "2", up),
        Varbind(f"{table}.10.{i}", "65", str(octets if port.up else 0)),
        Varbind(f"{table}.13.{i}", "65", "0"),
        Varbind(f"{table}.14.{i}", "65", "0"),
        Varbind(f"{table}.16.{i}", "65", str(octets // 3 if port.up else 0)),
        Varbind(f"{table}.19.{i}", "65", "0"),
        Varbind(f"{table}.20.{i}", "65", "0"),
        Varbind(f"{extended}.1.{i}", "4", port.name),
        Varbind(f"{extended}.15.{i}", "66", "1000" if port.up else "0"),
        Varbind(f"{extended}.18.{i}", "4", port.alias),
    ]


def _bridge(switch: Switch) -> list[Varbind]:
    base, q = "1.3.6.1.2.1.17", "1.3.6.1.2.1.17.7.1"
    rows = [
        Varbind(f"{base}.1.1.0", "4x", _mac_hex(switch.mac)),
        Varbind(f"{base}.2.5.0", "4x", "8000" + _mac_hex(SWITCHES["SW-CORE"].mac)),
    ]
    for port in switch.ports:
        rows.append(Varbind(f"{base}.1.4.1.2.{port.number}", "2", str(port.number)))
        rows.append(Varbind(f"{base}.2.15.1.3.{port.number}", "2", "5" if port.up else "1"))
        rows.append(Varbind(f"{q}.4.5.1.1.{port.number}", "66", str(port.untagged)))
    for vlan, name in switch.vlans.items():
        untagged = [port.number for port in switch.ports if port.untagged == vlan]
        egress = untagged + [port.number for port in switch.ports if vlan in port.tagged]
        rows += [
            Varbind(f"{q}.4.2.1.3.0.{vlan}", "66", str(vlan)),
            Varbind(f"{q}.4.2.1.4.0.{vlan}", "4x", _bitmap(egress)),
            Varbind(f"{q}.4.2.1.5.0.{vlan}", "4x", _bitmap(untagged)),
            Varbind(f"{q}.4.3.1.1.{vlan}", "4", name),
            Varbind(f"{q}.4.3.1.2.{vlan}", "4x", _bitmap(egress)),
            Varbind(f"{q}.4.3.1.4.{vlan}", "4x", _bitmap(untagged)),
        ]
    for port in switch.ports:
        for station in stations_behind(switch.name, port):
            key = f"{station.vlan}.{_mac_oid(station.mac)}"
            rows.append(Varbind(f"{q}.2.2.1.2.{key}", "2", str(port.number)))
            rows.append(Varbind(f"{q}.2.2.1.3.{key}", "2", "3"))
    return rows


def _lldp(switch: Switch) -> list[Varbind]:
    local, remote = "1.0.8802.1.1.2.1.3.7.1", "1.0.8802.1.1.2.1.4.1.1"
    rows: list[Varbind] = []
    for port in switch.ports:
        rows += [
            Varbind(f"{local}.2.{port.number}", "2", "5"),
            Varbind(f"{local}.3.{port.number}", "4", port.name),
            Varbind(f"{local}.4.{port.number}", "4", port.long_name),
        ]
        if not port.to_switch:
            continue
        other = SWITCHES[port.to_switch]
        key = f"0.{port.number}.1"
        rows += [
            Varbind(f"{remote}.4.{key}", "2", "4"),
            Varbind(f"{remote}.5.{key}", "4x", _mac_hex(other.mac)),
            Varbind(f"{remote}.6.{key}", "2", "5"),
            Varbind(f"{remote}.7.{key}", "4", port.to_port),
            Varbind(f"{remote}.8.{key}", "4", port.to_port),
            Varbind(f"{remote}.9.{key}", "4", other.name),
            Varbind(f"{remote}.10.{key}", "4", other.description),
        ]
    return rows


def _entity(switch: Switch) -> list[Varbind]:
    base = "1.3.6.1.2.1.47.1.1.1.1"
    return [
        Varbind(f"{base}.2.1", "4", switch.model),
        Varbind(f"{base}.5.1", "2", "3"),
        Varbind(f"{base}.10.1", "4", switch.software),
        Varbind(f"{base}.11.1", "4", switch.serial),
        Varbind(f"{base}.13.1", "4", switch.model),
    ]


def dump(switch: Switch) -> str:
    """Return the text a colleague saves from a terminal session: prompts, commands, answers."""
    parts = {
        "show version": _show_version(switch),
        "show vlan brief": _show_vlan(switch),
        "show interfaces status": _show_status(switch),
        "show mac address-table": _show_mac(switch),
        "show lldp neighbors detail": _show_lldp(switch),
        "show running-config": _show_running(switch),
    }
    return "".join(f"{switch.name}#{command}\n{text}\n" for command, text in parts.items())


def _show_version(switch: Switch) -> str:
    years, weeks = divmod(switch.uptime_s // 604800, 52)
    age = f"{years} years, {weeks} weeks, 2 days" if years else f"{weeks} weeks, 2 days"
    return f"""{switch.description.splitlines()[0]}
Technical Support: http://www.cisco.com/techsupport
Copyright (c) 1986-2014 by Cisco Systems, Inc.

ROM: Bootstrap program is C2960 boot loader
BOOTLDR: C2960 Boot Loader (C2960-HBOOT-M) Version 12.2(53r)SEY3, RELEASE SOFTWARE (fc1)

{switch.name} uptime is {age}, 4 hours, 11 minutes
System returned to ROM by power-on
System image file is "flash:/c2960-lanbasek9-mz.bin"

cisco {switch.model} (PowerPC405) processor (revision D0) with 65536K bytes of memory.
Processor board ID {switch.serial}
Last reset from power-on
1 Virtual Ethernet interface
24 Gigabit Ethernet interfaces
The password-recovery mechanism is enabled.

64K bytes of flash-simulated non-volatile configuration memory.
Base ethernet MAC Address       : {switch.mac.upper()}
Model number                    : {switch.model}
System serial number            : {switch.serial}

Configuration register is 0xF
"""


def _show_vlan(switch: Switch) -> str:
    lines = [
        "",
        "VLAN Name                             Status    Ports",
        "---- -------------------------------- --------- -------------------------------",
    ]
    for vlan, name in switch.vlans.items():
        ports = ", ".join(p.name for p in switch.ports if p.untagged == vlan and not p.tagged)
        lines.append(f"{vlan:<4} {name:<32} active    {ports}")
    return "\n".join(lines) + "\n"


def _show_status(switch: Switch) -> str:
    lines = ["", "Port      Name               Status       Vlan       Duplex  Speed Type"]
    for port in switch.ports:
        state = "connected" if port.up else "notconnect"
        vlan = "trunk" if port.tagged else str(port.untagged)
        duplex, speed = ("a-full", "a-1000") if port.up else ("auto", "auto")
        lines.append(
            f"{port.name:<9} {port.alias[:18]:<18} {state:<12} {vlan:<10} {duplex:>6} {speed:>6} "
            "10/100/1000BaseTX"
        )
    return "\n".join(lines) + "\n"


def _cisco_mac(mac: str) -> str:
    text = _mac_hex(mac)
    return f"{text[:4]}.{text[4:8]}.{text[8:]}"


def _show_mac(switch: Switch) -> str:
    lines = [
        "          Mac Address Table",
        "-------------------------------------------",
        "",
        "Vlan    Mac Address       Type        Ports",
        "----    -----------       --------    -----",
    ]
    count = 0
    for port in switch.ports:
        for station in stations_behind(switch.name, port):
            row = f"{station.vlan:>4}    {_cisco_mac(station.mac)}    DYNAMIC     {port.name}"
            lines.append(row)
            count += 1
    lines.append(f"Total Mac Addresses for this criterion: {count}")
    return "\n".join(lines) + "\n"


def _show_lldp(switch: Switch) -> str:
    lines: list[str] = []
    count = 0
    for port in switch.ports:
        if not port.to_switch:
            continue
        other = SWITCHES[port.to_switch]
        count += 1
        lines += [
            "------------------------------------------------",
            f"Local Intf: {port.name}",
            f"Chassis id: {_cisco_mac(other.mac)}",
            f"Port id: {port.to_port}",
            f"Port Description: {port.to_port}",
            f"System Name: {other.name}",
            "",
            "System Description: ",
            other.description.splitlines()[0],
            "",
            "Time remaining: 94 seconds",
            "System Capabilities: B,R",
            "Enabled Capabilities: B",
            "Management Addresses:",
            f"    IP: {other.ip}",
            "Auto Negotiation - supported, enabled",
            "Physical media capabilities:",
            "    1000baseT(FD)",
            "Media Attachment Unit type: 30",
            f"Vlan ID: {port.untagged}",
            "",
        ]
    return "\n".join([*lines, "", f"Total entries displayed: {count}"]) + "\n"


def _show_running(switch: Switch) -> str:
    version = switch.software.split("(")[0]
    lines = [
        "Building configuration...",
        "",
        "Current configuration : 3120 bytes",
        "!",
        f"! Last configuration change at {switch.last_changed}",
        "!",
        f"version {version}",
        "service timestamps log datetime msec",
        "no service password-encryption",
        "!",
        f"hostname {switch.name}",
        "!",
        "no aaa new-model",
        "!",
    ]
    for vlan, name in switch.vlans.items():
        if vlan != 1:
            lines += [f"vlan {vlan}", f" name {name}", "!"]
    for port in switch.ports:
        lines.append(f"interface {port.long_name}")
        if port.alias:
            lines.append(f" description {port.alias}")
        if port.tagged:
            lines.append(" switchport trunk allowed vlan " + ",".join(map(str, port.tagged)))
            lines.append(" switchport mode trunk")
        else:
            if port.untagged != 1:
                lines.append(f" switchport access vlan {port.untagged}")
            lines.append(" switchport mode access")
        lines.append("!")
    lines += ["interface Vlan1", f" ip address {switch.ip} 255.255.255.0", "!"]
    lines.append("ip http server" if switch.clear_text else "no ip http server")
    if switch.clear_text:
        lines += ["snmp-server community <removed> RO"]
    lines += ["lldp run", "!", "line con 0", "line vty 0 4", " login"]
    lines += [" transport input telnet ssh" if switch.clear_text else " transport input ssh"]
    lines += ["line vty 5 15", " login"]
    lines += [" transport input telnet" if switch.clear_text else " transport input ssh"]
    return "\n".join([*lines, "!", "end", ""])


def wifi_walk() -> str:
    """Return the walk of 6 November: it stops at the parts crib (x = 104 m)."""
    draw = random.Random(30)  # noqa: S311 - sample data, not a secret
    lines = ["zone,x,y,time,bssid,ssid,rssi_dbm,noise_dbm,channel,floor"]
    access_points = [
        ("68:7d:b4:03:0a:02", 18.0, 10.0, 36),
        ("68:7d:b4:03:0b:02", 55.0, 12.0, 44),
        ("68:7d:b4:03:0c:02", 86.0, 10.0, 36),
    ]
    zones = [("Z-L3", 0, 40, True), ("Z-L4", 40, 70, True), ("Z-L1", 70, 100, False)]
    minute = 0
    for zone, left, right, with_noise in zones:
        for x in range(left + 1, right, 2):
            for y in (3, 9, 15, 20):
                minute += 1
                time = f"2026-11-06T{8 + minute // 60:02d}:{minute % 60:02d}:00"
                for bssid, at_x, at_y, channel in access_points:
                    distance = max(1.0, ((x - at_x) ** 2 + (y - at_y) ** 2) ** 0.5)
                    rssi = round(-38 - 1.15 * distance + draw.uniform(-3, 3))
                    if rssi < -88:
                        continue
                    noise = str(round(-95 + draw.uniform(-1.5, 1.5))) if with_noise else ""
                    lines.append(f"{zone},{x},{y},{time},{bssid},RIV-OT,{rssi},{noise},{channel},0")
    return "\n".join(lines) + "\n"


def nmap_scan(stations: list[Station]) -> str:
    """Return the scan that the network team made of VLAN 1 on 3 November."""
    hosts = "".join(_nmap_host(station) for station in stations if station.vlan == 1 and station.ip)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap -sT -p 22,23,80,102,443,502,4840,9100 --max-rate 50 \
-oX vlan1.xml 10.30.1.0/24" start="1793692800" version="7.93" xmloutputversion="1.05">
<scaninfo type="connect" protocol="tcp" numservices="8" services="22-23,80,102,443,502,4840,9100"/>
{hosts}<runstats><finished time="1793692860" elapsed="60" exit="success"/>\
<hosts up="{hosts.count("<host ")}" down="0" total="256"/></runstats>
</nmaprun>
"""


def _nmap_host(station: Station) -> str:
    ports = "".join(
        f'<port protocol="tcp" portid="{port}">'
        '<state state="open" reason="syn-ack" reason_ttl="0"/>'
        f'<service name="{name}" method="table" conf="3"/>{station.scripts.get(port, "")}</port>\n'
        for port, name in station.open_ports.items()
    )
    name = f'<hostname name="{station.host_name}" type="PTR"/>' if station.host_name else ""
    return (
        '<host starttime="1793692800" endtime="1793692860"><status state="up" reason="arp-response"'
        f' reason_ttl="0"/>\n<address addr="{station.ip}" addrtype="ipv4"/>\n'
        f'<address addr="{station.mac.upper()}" addrtype="mac" vendor="{station.vendor}"/>\n'
        f"<hostnames>{name}</hostnames>\n<ports>{ports}</ports>\n</host>\n"
    )


def main() -> None:
    """Write all files."""
    from inventories.riverside_world import STATIONS

    devices, handed_over = HOME / "devices", HOME / "handed_over"
    for name in ("SW-CORE", "SW-L3-1"):
        lines = (f"{row.oid}|{row.tag}|{row.value}" for row in recording(SWITCHES[name]))
        (devices / f"{name}.snmprec").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (devices / "SW-L1-1.txt").write_text(dump(SWITCHES["SW-L1-1"]), encoding="utf-8")
    for name in ("SW-L2-1", "SW-OFF-1"):
        text = dump(SWITCHES[name])
        (handed_over / f"{name}.txt").write_text(text, encoding="utf-8")
    (handed_over / "wifi-walk.csv").write_text(wifi_walk(), encoding="utf-8")
    (handed_over / "vlan1.xml").write_text(nmap_scan(list(STATIONS)), encoding="utf-8")


if __name__ == "__main__":
    main()
