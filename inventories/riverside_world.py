"""What is really there at Riverside: switches, cables, stations. The inventory believes something
else.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Station:
    """An end device on a switch port."""

    mac: str
    switch: str
    port: str
    vlan: int
    ip: str = ""
    vendor: str = ""
    host_name: str = ""
    open_ports: dict[int, str] = field(default_factory=dict[int, str])
    scripts: dict[int, str] = field(default_factory=dict[int, str])


@dataclass(frozen=True, slots=True)
class Port:
    """A switch port."""

    number: int
    name: str
    long_name: str
    untagged: int = 1
    tagged: tuple[int, ...] = ()
    alias: str = ""
    to_switch: str = ""
    to_port: str = ""
    up: bool = True


@dataclass(frozen=True, slots=True)
class Switch:
    """A switch."""

    name: str
    mac: str
    ip: str
    model: str
    serial: str
    software: str
    object_id: str
    description: str
    uptime_s: int
    last_changed: str
    vlans: dict[int, str]
    ports: tuple[Port, ...]
    clear_text: bool = False


def _s7_info(module: str, version: str, serial: str) -> str:
    """Return the element that nmap's s7-info script writes."""
    said = {"Module": module, "Basic Hardware": module, "Version": version, "Serial Number": serial}
    output = "".join(f"&#xa;  {key}: {value}" for key, value in said.items())
    elements = "".join(f'<elem key="{key}">{value}</elem>' for key, value in said.items())
    return f'<script id="s7-info" output="{output}">{elements}</script>'


_S7 = {102: "iso-tsap", 4840: "opcua-tcp"}

STATIONS: tuple[Station, ...] = (
    Station("00:80:f4:1a:02:11", "SW-L1-1", "Gi0/3", 1, "10.30.1.11", "Telemecanique Electrique",
            "", {502: "mbap", 4840: "opcua-tcp"}),
    Station("00:80:f4:1a:02:31", "SW-L1-1", "Gi0/4", 1, "10.30.1.31", "Telemecanique Electrique"),
    Station("00:80:f4:1a:02:41", "SW-L1-1", "Gi0/5", 1, "10.30.1.41", "Telemecanique Electrique"),
    *(
        Station(f"00:30:de:44:10:1{n}", "SW-L1-1", "Gi0/7", 1, f"10.30.1.5{n}",
                "Wago Kontakttechnik")
        for n in range(1, 6)
    ),
    Station("00:06:77:20:11:01", "SW-L1-1", "Gi0/7", 1, "10.30.1.56", "Sick"),
    Station("00:06:77:20:11:02", "SW-L1-1", "Gi0/7", 1, "10.30.1.57", "Sick"),
    Station("50:c7:bf:11:22:33", "SW-L1-1", "Gi0/8", 1, "10.30.1.98", "TP-Link Technologies",
            "tl-wa850re", {80: "http"}),
    Station("00:00:bc:5e:21:31", "SW-L2-1", "Gi0/3", 1, "10.30.1.131", "Rockwell Automation"),
    Station("00:00:bc:5e:21:41", "SW-L2-1", "Gi0/4", 1, "10.30.1.141", "Rockwell Automation"),
    Station("00:03:27:55:21:01", "SW-L2-1", "Gi0/8", 1, "10.30.1.140", "eWON",
            "ewon-cosy-131", {80: "http", 443: "https"}),
    Station("00:1b:1b:30:03:11", "SW-L3-1", "Gi1/3", 30, "10.30.3.11", "Siemens AG", "", _S7),
    Station("00:1b:1b:30:03:31", "SW-L3-1", "Gi1/4", 30, "10.30.3.31", "Siemens AG"),
    Station("00:1b:1b:30:03:51", "SW-L3-1", "Gi1/5", 30, "10.30.3.51", "Siemens AG"),
    Station("00:02:01:61:15:01", "SW-L3-1", "Gi1/6", 30, "10.30.3.61", "IFM Sensors"),
    Station("00:d0:24:78:02:01", "SW-L3-1", "Gi1/7", 30, "10.30.3.71", "Cognex"),
    Station("68:7d:b4:03:0a:01", "SW-L3-1", "Gi1/8", 30, "10.30.3.91", "Cisco Systems"),
    Station("00:1b:1b:30:04:11", "SW-L4-1", "Gi0/3", 1, "10.30.1.211", "Siemens AG", "", _S7,
            {102: _s7_info("6ES7 513-1AL02-0AB0", "2.8.3", "S C-L4-0321")}),
    Station("00:1b:1b:30:04:31", "SW-L4-1", "Gi0/4", 1, "10.30.1.231", "Siemens AG"),
    Station("00:1b:1b:30:04:41", "SW-L4-1", "Gi0/5", 1, "10.30.1.241", "Siemens AG"),
    Station("00:1b:1b:30:04:51", "SW-L4-1", "Gi0/6", 1, "10.30.1.251", "Siemens AG"),
    Station("00:1e:0b:77:00:01", "SW-OFF-1", "Gi0/11", 1, "10.30.1.171", "Hewlett Packard",
            "prn-off-1", {80: "http", 9100: "jetdirect"}),
    Station("00:1e:0b:77:00:02", "SW-OFF-1", "Gi0/12", 1, "10.30.1.172", "Hewlett Packard",
            "prn-off-2", {80: "http", 9100: "jetdirect"}),
    Station("00:1e:0b:77:00:03", "SW-OFF-1", "Gi0/13", 1, "10.30.1.173", "Hewlett Packard",
            "prn-off-3", {80: "http", 9100: "jetdirect"}),
    Station("00:40:8c:99:00:01", "SW-OFF-1", "Gi0/14", 1, "10.30.1.181", "Axis Communications",
            "cam-dock", {80: "http"}),
    Station("00:14:22:9c:00:77", "SW-OFF-1", "Gi0/15", 1, "10.30.1.77", "Dell", "qa-pc2"),
    Station("00:14:22:9c:00:78", "SW-OFF-1", "Gi0/16", 1, "10.30.1.78", "Dell", "label-pc1"),
    Station("00:50:56:a1:50:10", "SW-CORE", "Gi1/0/10", 50, "10.30.50.10", "VMware"),
    Station("00:50:56:a1:50:11", "SW-CORE", "Gi1/0/11", 50, "10.30.50.11", "VMware"),
    Station("00:09:0f:aa:00:01", "SW-CORE", "Gi1/0/24", 50, "10.30.50.1", "Fortinet"),
)  # fmt: skip


def _cabinet_ports(uplink_to: str, aliases: dict[int, str]) -> tuple[Port, ...]:
    ports = [Port(1, "Gi0/1", "GigabitEthernet0/1", alias="uplink", to_switch="SW-CORE",
                  to_port=uplink_to)]  # fmt: skip
    for number in range(2, 17):
        alias, up = aliases.get(number, ""), number in aliases
        ports.append(
            Port(number, f"Gi0/{number}", f"GigabitEthernet0/{number}", alias=alias, up=up)
        )
    return tuple(ports)


_IOS12 = (
    "Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version 12.2(55)SE9, "
    "RELEASE SOFTWARE (fc1)"
)
_IOS15 = (
    "Cisco IOS Software, C2960X Software (C2960X-UNIVERSALK9-M), Version 15.2(7)E9, "
    "RELEASE SOFTWARE (fc4)"
)
_XE = "Cisco IOS Software [Cupertino], {} Software, Version 17.9.4, RELEASE SOFTWARE (fc5)"
_FLAT = {1: "default"}
_YEAR = 52 * 604800

SWITCHES: dict[str, Switch] = {
    switch.name: switch
    for switch in (
        Switch(
            "SW-CORE", "00:2a:10:30:00:01", "10.30.0.2", "C9300-24T", "FCW2345L0AB", "17.9.4",
            "1.3.6.1.4.1.9.1.2494", _XE.format("Catalyst L3 Switch"), 12 * 604800,
            "09:12:44 CET Thu Aug 20 2026", {1: "default", 30: "LINE3", 50: "SERVERS"},
            (
                Port(1, "Gi1/0/1", "GigabitEthernet1/0/1", 1, (), "Line 1", "SW-L1-1", "Gi0/1"),
                Port(2, "Gi1/0/2", "GigabitEthernet1/0/2", 1, (), "Line 2", "SW-L2-1", "Gi0/1"),
                Port(3, "Gi1/0/3", "GigabitEthernet1/0/3", 99, (30,), "Line 3", "SW-L3-1", "Gi1/1"),
                Port(4, "Gi1/0/4", "GigabitEthernet1/0/4", 1, (), "Line 4", "SW-L4-1", "Gi0/1"),
                Port(5, "Gi1/0/5", "GigabitEthernet1/0/5", 1, (), "office", "SW-OFF-1", "Gi0/1"),
                Port(10, "Gi1/0/10", "GigabitEthernet1/0/10", 50, (), "MES-1"),
                Port(11, "Gi1/0/11", "GigabitEthernet1/0/11", 50, (), "HIST-1"),
                Port(24, "Gi1/0/24", "GigabitEthernet1/0/24", 50, (), "FW-1"),
            ),
        ),
        Switch(
            "SW-L3-1", "00:2a:10:30:03:01", "10.30.3.2", "IE-3200-8T2S-E", "FDO2530J0EF", "17.9.4",
            "1.3.6.1.4.1.9.1.2686", _XE.format("IE3x00"), 30 * 604800,
            "15:02:10 CET Tue Feb 24 2026", {30: "LINE3"},
            (
                Port(1, "Gi1/1", "GigabitEthernet1/1", 99, (30,), "uplink", "SW-CORE", "Gi1/0/3"),
                Port(3, "Gi1/3", "GigabitEthernet1/3", 30, (), "PLC-L3-1"),
                Port(4, "Gi1/4", "GigabitEthernet1/4", 30, (), "HMI-L3-1"),
                Port(5, "Gi1/5", "GigabitEthernet1/5", 30, (), "IO-L3-1"),
                Port(6, "Gi1/6", "GigabitEthernet1/6", 30, (), "VIB-L3-1"),
                Port(7, "Gi1/7", "GigabitEthernet1/7", 30, (), "CAM-L3-1"),
                Port(8, "Gi1/8", "GigabitEthernet1/8", 30, (), "AP-L3-1"),
            ),
        ),
        Switch(
            "SW-L1-1", "00:1d:45:30:01:01", "10.30.1.2", "WS-C2960G-24TC-L", "FOC1409W1AB",
            "12.2(55)SE9", "1.3.6.1.4.1.9.1.696", _IOS12, 6 * _YEAR + 9 * 604800,
            "07:41:05 UTC Tue Mar 11 2014", _FLAT,
            _cabinet_ports("Gi1/0/1", {3: "PLC-L1-1", 4: "HMI", 5: "drive", 7: "IO box", 8: ""}),
            clear_text=True,
        ),
        Switch(
            "SW-L2-1", "00:1d:45:30:02:01", "10.30.1.3", "WS-C2960G-24TC-L", "FOC1411W2CD",
            "12.2(55)SE9", "1.3.6.1.4.1.9.1.696", _IOS12, 5 * _YEAR + 31 * 604800,
            "13:20:17 UTC Mon May 2 2016", _FLAT,
            _cabinet_ports("Gi1/0/2", {3: "HMI", 4: "drive", 8: ""}), clear_text=True,
        ),
        Switch(
            "SW-L4-1", "00:1d:45:30:04:01", "10.30.1.4", "WS-C2960G-24TC-L", "FOC1413W4EF",
            "12.2(55)SE9", "1.3.6.1.4.1.9.1.696", _IOS12, 3 * _YEAR, "unknown", _FLAT,
            _cabinet_ports("Gi1/0/4", {3: "", 4: "", 5: "", 6: ""}), clear_text=True,
        ),
        Switch(
            "SW-OFF-1", "00:2a:10:30:05:01", "10.30.0.5", "WS-C2960X-24TS-L", "FOC1842S0XY",
            "15.2(7)E9", "1.3.6.1.4.1.9.1.1208", _IOS15, 70 * 604800,
            "10:05:33 CET Thu Jun 12 2025", _FLAT,
            _cabinet_ports("Gi1/0/5", dict.fromkeys(range(11, 17), "office")),
        ),
    )
}  # fmt: skip
"""Each switch hangs on SW-CORE; the core's port number is the cabinet switch's `to_port`."""


def stations_behind(switch: str, port: Port) -> list[Station]:
    """Return the stations whose frames reach this switch through this port, as VLANs let them."""
    carried = {port.untagged, *port.tagged}
    if not port.to_switch:
        return [s for s in STATIONS if s.switch == switch and s.port == port.name]
    if switch == "SW-CORE":
        behind = [s for s in STATIONS if s.switch == port.to_switch]
    else:
        behind = [s for s in STATIONS if s.switch != switch]
    return [station for station in behind if station.vlan in carried]
