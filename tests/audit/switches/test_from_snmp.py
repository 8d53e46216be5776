from audit.payloads import (
    ArpEntry,
    FdbEntry,
    Identity,
    Interface,
    Management,
    Neighbour,
    StpState,
    TableState,
    Vlan,
)
from tests.audit.switches.agents import of, port, read, rows, table

Q_FDB = "1.3.6.1.2.1.17.7.1.2.2.1"
STATIC = "1.3.6.1.2.1.17.7.1.4.3.1"
CURRENT = "1.3.6.1.2.1.17.7.1.4.2.1"
PVID = "1.3.6.1.2.1.17.7.1.4.5.1.1"
MAC_1 = "0.27.27.48.4.17"
REM = "1.0.8802.1.1.2.1.4.1.1"
LOC = "1.0.8802.1.1.2.1.3.7.1"


def test_identity_joins_system_group_entity_and_bridge_address() -> None:
    readout = read(
        "1.3.6.1.2.1.1.1.0|4|Cisco IOS Software, C2960 Software (X), Version 15.2(7)E9, RELEASE",
        "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9.1.716",
        "1.3.6.1.2.1.1.3.0|67|8640000",
        "1.3.6.1.2.1.1.5.0|4|SW-1",
        "1.3.6.1.2.1.17.1.1.0|4x|001d45300101",
        "1.3.6.1.2.1.47.1.1.1.1.5.1|2|3",
        "1.3.6.1.2.1.47.1.1.1.1.11.1|4|FOC1409W1AB",
        "1.3.6.1.2.1.47.1.1.1.1.13.1|4|WS-C2960-24TT-L",
        "1.3.6.1.2.1.4.20.1.2.10.30.0.2|2|1",
        "1.3.6.1.2.1.4.20.1.2.127.0.0.1|2|2",
    )
    (found,) = of(readout, Identity)
    assert (found.name, found.vendor, found.model) == ("SW-1", "Cisco", "WS-C2960-24TT-L")
    assert (found.firmware, found.serial, found.uptime_s) == ("15.2(7)E9", "FOC1409W1AB", 86400)
    assert (found.macs, found.ips) == (("00:1d:45:30:01:01",), ("10.30.0.2",))
    assert found.object_id == "1.3.6.1.4.1.9.1.716"


def test_a_siemens_switch_tells_model_and_firmware_in_its_description() -> None:
    readout = read(
        "1.3.6.1.2.1.1.1.0|4|Siemens, SIMATIC NET, SCALANCE XC206-2SFP, 6GK5 206-2BS00-2AC2, "
        "HW: Version 3, FW: Version V04.02.00, SVPM1",
        "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.4329.6.1.2.1.2",
    )
    (found,) = of(readout, Identity)
    assert (found.vendor, found.model, found.firmware) == (
        "Siemens",
        "SCALANCE XC206-2SFP",
        "V04.02.00",
    )


def test_a_vendor_keeps_its_words_below_its_own_object_id() -> None:
    readout = read(
        "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.8691.7.71",
        "1.3.6.1.4.1.8691.7.71.1.2.0|4|EDS-G516E-T",
        "1.3.6.1.4.1.8691.7.71.1.4.0|4|V6.2",
    )
    (found,) = of(readout, Identity)
    assert (found.vendor, found.model, found.firmware) == ("Moxa", "EDS-G516E-T", "V6.2")


def test_the_day_of_the_last_change_is_counted_from_the_uptime() -> None:
    up, changed = 100 * 86400 * 100, 90 * 86400 * 100
    lines = (f"1.3.6.1.2.1.1.3.0|67|{up}", f"1.3.6.1.4.1.9.9.43.1.1.1.0|67|{changed}")
    readout = read(*lines, f"1.3.6.1.4.1.9.9.43.1.1.3.0|67|{changed - 1}")
    assert of(readout, Identity)[0].last_changed == "2026-11-10"
    assert of(readout, Management) == [Management(running_saved=False)]


def test_a_change_during_the_start_says_nothing_of_the_day() -> None:
    readout = read("1.3.6.1.2.1.1.3.0|67|8640000", "1.3.6.1.4.1.9.9.43.1.1.1.0|67|3000")
    assert of(readout, Identity)[0].last_changed == ""


def test_interfaces_are_found_without_the_index_column() -> None:
    readout = read(*port(10101, "GigabitEthernet0/1"), *port(10102, "GigabitEthernet0/2", up=False))
    found = of(readout, Interface)
    assert [(i.if_index, i.name, i.oper_up) for i in found] == [
        (10101, "GigabitEthernet0/1", True),
        (10102, "GigabitEthernet0/2", False),
    ]
    assert table(readout, "interfaces").state is TableState.COMPLETE


def test_ports_that_share_a_name_are_told_apart_by_their_description() -> None:
    readout = read(
        *port(1, "Slot 1 port 1"),
        *port(2, "Slot 1 port 2"),
        "1.3.6.1.2.1.31.1.1.1.1.1|4|Ethernet",
        "1.3.6.1.2.1.31.1.1.1.1.2|4|Ethernet",
    )
    assert [i.name for i in of(readout, Interface)] == ["Slot 1 port 1", "Slot 1 port 2"]


def test_speed_prefers_the_column_that_does_not_end_at_4_gbit() -> None:
    readout = read(
        *port(1, "Te1"),
        "1.3.6.1.2.1.2.2.1.5.1|66|4294967295",
        "1.3.6.1.2.1.31.1.1.1.15.1|66|10000",
        *port(2, "Gi2"),
        "1.3.6.1.2.1.2.2.1.5.2|66|100000000",
        *port(3, "Te3"),
        "1.3.6.1.2.1.2.2.1.5.3|66|4294967295",
    )
    assert [i.speed_mbps for i in of(readout, Interface)] == [10000.0, 100.0, None]


def test_a_row_of_the_wrong_type_does_not_lose_the_device() -> None:
    readout = read(
        *port(1, "Gi1", base=1),
        "1.3.6.1.2.1.2.2.1.8.1|4|up",
        "1.3.6.1.2.1.2.2.1.6.1|2|5",
        f"{Q_FDB}.2.1.{MAC_1}|4|what",
        f"{Q_FDB}.2.1.0.1.2.3.4.999|2|1",
        f"{Q_FDB}.2.1.0.1.2.3.4.5|2|1",
    )
    assert [i.name for i in of(readout, Interface)] == ["Gi1"]
    assert [(e.mac, e.port) for e in of(readout, FdbEntry)] == [("00:01:02:03:04:05", "Gi1")]
    assert table(readout, "fdb").state is TableState.PARTIAL
    assert "not understood" in table(readout, "fdb").why


def test_bridge_ports_are_translated_and_port_0_is_the_switch_itself() -> None:
    readout = read(
        *port(10101, "Gi0/1", base=1),
        *port(10102, "Gi0/2", base=2),
        f"{STATIC}.1.10|4|line",
        f"{Q_FDB}.2.10.{MAC_1}|2|2",
        f"{Q_FDB}.3.10.{MAC_1}|2|3",
        f"{Q_FDB}.2.10.0.27.27.48.4.18|2|0",
        f"{Q_FDB}.3.10.0.27.27.48.4.18|2|4",
        f"{Q_FDB}.2.10.0.27.27.48.4.19|2|2",
        f"{Q_FDB}.3.10.0.27.27.48.4.19|2|2",
    )
    assert of(readout, FdbEntry) == [
        FdbEntry("00:1b:1b:30:04:11", "Gi0/2", 10, "learned"),
        FdbEntry("00:1b:1b:30:04:12", "", 10, "self"),
    ]
    assert table(readout, "fdb").state is TableState.COMPLETE


def test_a_bridge_port_without_an_interface_makes_the_table_partial() -> None:
    readout = read(*port(10101, "Gi0/1", base=1), f"{Q_FDB}.2.1.{MAC_1}|2|29")
    assert of(readout, FdbEntry)[0].port == "port 29"
    assert table(readout, "fdb").state is TableState.PARTIAL


def test_an_fdb_id_is_not_taken_for_a_vlan_id() -> None:
    readout = read(
        *port(1, "1", base=1),
        f"{STATIC}.1.10|4|a",
        f"{STATIC}.1.20|4|b",
        f"{CURRENT}.3.0.10|66|1",
        f"{CURRENT}.3.0.20|66|2",
        f"{Q_FDB}.2.2.{MAC_1}|2|1",
    )
    assert of(readout, FdbEntry)[0].vlan_id == 20


def test_vlans_that_share_one_fdb_leave_the_vlan_open() -> None:
    readout = read(
        *port(1, "1", base=1),
        f"{STATIC}.1.10|4|a",
        f"{STATIC}.1.20|4|b",
        f"{CURRENT}.3.0.10|66|1",
        f"{CURRENT}.3.0.20|66|1",
        f"{Q_FDB}.2.1.{MAC_1}|2|1",
    )
    assert of(readout, FdbEntry)[0].vlan_id is None
    assert table(readout, "fdb").state is TableState.PARTIAL


def test_vlans_are_the_configured_ones_not_4095_empty_rows() -> None:
    current = [f"{CURRENT}.4.0.{vlan}|4x|{'80' if vlan in (1, 30) else '00'}" for vlan in range(99)]
    assert [v.vlan_id for v in of(read(*current), Vlan)] == [1, 30]
    named = read(*current, f"{STATIC}.1.30|4|cell")
    assert of(named, Vlan) == [Vlan(30, "cell")]


def test_modes_follow_from_tagged_and_untagged_ports_and_a_pvid_of_0_says_nothing() -> None:
    readout = read(
        *port(1, "1", base=1),
        *port(2, "2", base=2),
        *port(3, "3", base=3),
        f"{STATIC}.1.10|4|a",
        f"{STATIC}.1.20|4|b",
        f"{CURRENT}.4.0.10|4x|e0",
        f"{CURRENT}.5.0.10|4x|60",
        f"{CURRENT}.4.0.20|4x|80",
        f"{CURRENT}.5.0.20|4x|00",
        f"{PVID}.1|66|1",
        f"{PVID}.2|66|10",
        f"{PVID}.3|66|0",
    )
    found = {i.name: i for i in of(readout, Interface)}
    assert (found["1"].mode, found["1"].tagged_vlans) == ("trunk", (10, 20))
    assert (found["2"].mode, found["2"].access_vlan) == ("access", 10)
    assert (found["3"].mode, found["3"].access_vlan) == ("access", 10)


def test_a_cisco_trunk_carries_the_enabled_vlans_that_exist() -> None:
    vtp, trunk = "1.3.6.1.4.1.9.9.46.1.3.1.1", "1.3.6.1.4.1.9.9.46.1.6.1.1"
    enabled = bytearray(128)
    for vlan in (1, 10, 30):
        enabled[vlan // 8] |= 0x80 >> vlan % 8
    high = bytearray(128)
    high[(1100 - 1024) // 8] |= 0x80 >> (1100 - 1024) % 8
    readout = read(
        *port(10101, "Gi0/1"),
        *port(10102, "Gi0/2"),
        *[f"{vtp}.2.1.{vlan}|2|1" for vlan in (1, 10, 20, 1100, 1002)],
        *[f"{vtp}.3.1.{vlan}|2|{2 if vlan == 1002 else 1}" for vlan in (1, 10, 20, 1100, 1002)],
        f"{vtp}.4.1.10|4|cell",
        f"{trunk}.14.10101|2|1",
        f"{trunk}.5.10101|2|1",
        f"{trunk}.4.10101|4x|{enabled.hex()}",
        f"{trunk}.17.10101|4x|{high.hex()}",
        f"{trunk}.14.10102|2|2",
        "1.3.6.1.4.1.9.9.68.1.2.2.1.2.10102|2|20",
    )
    first, second = of(readout, Interface)
    assert (first.mode, first.native_vlan, first.tagged_vlans) == ("trunk", 1, (10, 1100))
    assert (second.mode, second.access_vlan) == ("access", 20)
    assert of(readout, Vlan) == [Vlan(1), Vlan(10, "cell"), Vlan(20), Vlan(1100)]


def test_each_vlan_context_adds_its_own_macs_and_tree() -> None:
    context = rows(
        "1.3.6.1.2.1.17.1.4.1.2.5|2|10101",
        f"1.3.6.1.2.1.17.4.3.1.2.{MAC_1}|2|5",
        f"1.3.6.1.2.1.17.4.3.1.3.{MAC_1}|2|3",
        "1.3.6.1.2.1.17.2.5.0|4x|8064002a10300001",
        "1.3.6.1.2.1.17.2.15.1.3.5|2|2",
    )
    readout = read(*port(10101, "Gi0/1"), contexts={100: context})
    assert of(readout, FdbEntry) == [FdbEntry("00:1b:1b:30:04:11", "Gi0/1", 100, "learned")]
    assert of(readout, StpState) == [StpState(100, "00:2a:10:30:00:01", "stp", ("Gi0/1",))]


def test_a_tree_without_a_root_is_not_running() -> None:
    readout = read("1.3.6.1.2.1.17.2.5.0|4x|0000000000000000")
    assert of(readout, StpState) == []
    assert table(readout, "stp").state is TableState.ABSENT


def test_lldp_ports_are_resolved_through_lldps_own_port_table() -> None:
    readout = read(
        *port(10101, "GigabitEthernet0/1", base=1),
        *port(10102, "GigabitEthernet0/2", base=2),
        "1.3.6.1.2.1.31.1.1.1.1.10101|4|Gi0/1",
        "1.3.6.1.2.1.31.1.1.1.1.10102|4|Gi0/2",
        f"{LOC}.2.1|2|5",
        f"{LOC}.3.1|4|Gi0/2",
        f"{REM}.4.0.1.1|2|4",
        f"{REM}.5.0.1.1|4x|002a10300001",
        f"{REM}.6.0.1.1|2|5",
        f"{REM}.7.0.1.1|4|Gi1/0/1",
        f"{REM}.9.0.1.1|4|SW-CORE",
        "1.0.8802.1.1.2.1.4.2.1.3.0.1.1.1.4.10.30.0.2|2|2",
    )
    assert of(readout, Neighbour) == [
        Neighbour(
            "lldp",
            "Gi0/2",
            "SW-CORE",
            "00:2a:10:30:00:01",
            "Gi1/0/1",
            "10.30.0.2",
            chassis_subtype="mac",
            port_subtype="interface-name",
        )
    ]


def test_lldp_ids_are_read_by_subtype_and_by_shape_without_one() -> None:
    readout = read(
        *port(7, "port-7"),
        f"{REM}.4.0.7.1|2|5",
        f"{REM}.5.0.7.1|4x|010a1e0009",
        f"{REM}.6.0.7.1|2|7",
        f"{REM}.7.0.7.1|4|626",
        f"{REM}.5.0.7.2|4x|f4b52f51b040",
        f"{REM}.7.0.7.2|4x|001ef7fe42f2",
        f"{REM}.5.0.0.3|4|00-1E-F7-FE-42-D7",
        f"{REM}.9.0.0.3|4|phone",
    )
    assert [
        (n.local_port, n.remote_chassis, n.remote_port, n.remote_ip) for n in of(readout, Neighbour)
    ] == [
        ("", "00:1e:f7:fe:42:d7", "", ""),
        ("port-7", "10.30.0.9", "626", "10.30.0.9"),
        ("port-7", "f4:b5:2f:51:b0:40", "00:1e:f7:fe:42:f2", ""),
    ]


def test_a_neighbour_without_any_name_is_counted_not_shown() -> None:
    readout = read(*port(1, "1"), f"{REM}.5.0.1.1|4|", f"{REM}.7.0.1.2|4|eth0")
    assert [n.remote_port for n in of(readout, Neighbour)] == ["eth0"]
    assert table(readout, "neighbours").state is TableState.PARTIAL


def test_cdp_neighbours_hang_on_the_interface_index() -> None:
    cdp = "1.3.6.1.4.1.9.9.23.1.2.1.1"
    readout = read(
        *port(10101, "Gi0/1"),
        f"{cdp}.3.10101.3|2|1",
        f"{cdp}.4.10101.3|4x|0a1e0002",
        f"{cdp}.6.10101.3|4|SW-CORE.plant.example",
        f"{cdp}.7.10101.3|4|GigabitEthernet1/0/1",
        f"{cdp}.8.10101.3|4|cisco C9300-24T",
    )
    (found,) = of(readout, Neighbour)
    assert (found.protocol, found.local_port, found.remote_ip) == ("cdp", "Gi0/1", "10.30.0.2")
    assert found.remote_port == "GigabitEthernet1/0/1"


def test_arp_rows_keep_address_mac_and_interface() -> None:
    readout = read(*port(5, "vlan5"), "1.3.6.1.2.1.4.22.1.2.5.10.30.0.9|4x|001b1b300411")
    assert of(readout, ArpEntry) == [ArpEntry("10.30.0.9", "00:1b:1b:30:04:11", "vlan5")]


def test_a_hostile_name_is_one_bounded_line() -> None:
    (found,) = of(read("1.3.6.1.2.1.1.5.0|4x|" + b"a\x1b[2J\nb".hex() + "41" * 500), Identity)
    assert "\x1b" not in found.name and "\n" not in found.name
    assert len(found.name) == 255
