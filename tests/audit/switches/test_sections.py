from audit.payloads import FdbEntry, Identity, Interface, Neighbour, StpState, TableState, Vlan
from audit.switches.sections import Outcome, Section, read_sections
from tests.audit.switches.agents import of

VERSION = """\
Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version 15.0(2)SE11, RELEASE SOFTWARE (fc3)
ROM: Bootstrap program is C2960 boot loader
SW-9 uptime is 2 weeks, 1 day, 3 hours, 4 minutes
System image file is "flash:/c2960-lanbasek9-mz.150-2.SE11.bin"
cisco WS-C2960-24TT-L (PowerPC405) processor (revision B0) with 65536K bytes of memory.
Processor board ID FOC1010X104
Base ethernet MAC Address       : 00:17:59:A7:51:80
Model number                    : WS-C2960-24TT-L
System serial number            : FOC1010X104
Configuration register is 0xF
"""
VLANS = """\

VLAN Name                             Status    Ports
---- -------------------------------- --------- -------------------------------
1    default                          active    Fa0/3
10   cell                             active    Fa0/1, Fa0/2
1002 fddi-default                     act/unsup
"""
STATUS = """\

Port      Name               Status       Vlan       Duplex  Speed Type
Fa0/1     PLC                connected    10         a-full  a-100 10/100BaseTX
Fa0/2                        notconnect   10           auto   auto 10/100BaseTX
Gi0/1     uplink             connected    trunk      a-full a-1000 10/100/1000BaseTX
"""
MACS = """\
          Mac Address Table
-------------------------------------------

Vlan    Mac Address       Type        Ports
----    -----------       --------    -----
 All    0100.0ccc.cccc    STATIC      CPU
  10    001b.1b30.0411    DYNAMIC     Fa0/1
  10    0017.59a7.5180    STATIC      Gi0/1
Total Mac Addresses for this criterion: 3
"""
TRUNKS = """\

Port        Mode             Encapsulation  Status        Native vlan
Gi0/1       on               802.1q         trunking      99

Port        Vlans allowed on trunk
Gi0/1       1-4094

Port        Vlans allowed and active in management domain
Gi0/1       1,10,99

Port        Vlans in spanning tree forwarding state and not pruned
Gi0/1       1,10
"""
TREE = """\

VLAN0010
  Spanning tree enabled protocol rstp
  Root ID    Priority    24586
             Address     002a.1030.0001
             Cost        4

  Bridge ID  Priority    32778  (priority 32768 sys-id-ext 10)
             Address     0017.59a7.5180

Interface           Role Sts Cost      Prio.Nbr Type
------------------- ---- --- --------- -------- --------------------------------
Gi0/1               Root FWD 4         128.25   P2p
Gi0/2               Altn BLK 4         128.26   P2p
"""


def outcome(**outputs: str) -> Outcome:
    """Read a Cisco IOS switch; `show_vlan_brief=…` is the output of that command."""
    sections = [Section(typed.replace("_", " "), text) for typed, text in outputs.items()]
    return read_sections("cisco_ios", sections, "SW-9")


def test_version_vlans_ports_and_macs_become_one_readout() -> None:
    found = outcome(
        show_version=VERSION,
        show_vlan_brief=VLANS,
        show_interfaces_status=STATUS,
        sh_mac_add=MACS.replace(" All", "   1"),
    )
    readout = found.readout
    (who,) = of(readout, Identity)
    assert (who.name, who.vendor, who.model) == ("SW-9", "Cisco", "WS-C2960-24TT-L")
    assert (who.firmware, who.serial, who.macs) == (
        "15.0(2)SE11", "FOC1010X104", ("00:17:59:a7:51:80",),
    )  # fmt: skip
    assert who.uptime_s == (15 * 24 + 3) * 3600 + 240
    assert of(readout, Vlan) == [Vlan(1, "default"), Vlan(10, "cell")]
    ports = {port.name: port for port in of(readout, Interface)}
    assert (ports["Fa0/1"].access_vlan, ports["Fa0/1"].oper_up) == (10, True)
    assert (ports["Fa0/2"].access_vlan, ports["Fa0/2"].oper_up) == (10, False)
    assert (ports["Gi0/1"].mode, ports["Gi0/1"].speed_mbps) == ("trunk", 1000.0)
    assert FdbEntry("00:1b:1b:30:04:11", "Fa0/1", 10, "learned") in of(readout, FdbEntry)
    assert FdbEntry("01:00:0c:cc:cc:cc", "", 1, "self") in of(readout, FdbEntry)
    assert {table.state for table in readout.tables.values()} == {TableState.COMPLETE}
    assert not found.not_understood


def test_configured_mode_goes_before_the_momentary_one() -> None:
    config = "interface GigabitEthernet0/1\n switchport mode access\n switchport access vlan 5\n"
    found = outcome(show_interfaces_status=STATUS, sh_run=config)
    (port,) = [p for p in of(found.readout, Interface) if p.name == "GigabitEthernet0/1"]
    assert (port.mode, port.access_vlan, port.tagged_vlans) == ("access", 5, ())
    assert (port.alias, port.oper_up) == ("uplink", True)


def test_a_trunk_table_gives_native_and_carried_vlans() -> None:
    (port,) = of(outcome(show_interfaces_trunk=TRUNKS).readout, Interface)
    assert (port.mode, port.native_vlan, port.tagged_vlans) == ("trunk", 99, (1, 10))


def test_an_open_trunk_carries_the_vlans_that_are_known() -> None:
    config = "interface Gi0/1\n switchport mode trunk\n"
    known = outcome(show_vlan_brief=VLANS, sh_run=config)
    ports = {port.name: port for port in of(known.readout, Interface)}
    assert ports["Gi0/1"].tagged_vlans == (10,)
    unknown = outcome(sh_run=config)
    assert unknown.readout.tables["interfaces"].state is TableState.PARTIAL


def test_spanning_tree_names_root_and_blocked_ports() -> None:
    tree = read_sections("cisco_ios", [Section("show spanning-tree", TREE)])
    assert of(tree.readout, StpState) == [
        StpState(
            10, "00:2a:10:30:00:01", "rstp", ("Gi0/2",), "00:17:59:a7:51:80", 32778, "Gi0/1", 4
        ),
    ]


def test_a_rejected_command_matters_only_when_nothing_else_filled_its_table() -> None:
    invalid = "                 ^\n% Invalid input detected at '^' marker.\n"
    alone = outcome(show_interfaces_switchport=invalid).readout.tables["interfaces"]
    assert (alone.state, alone.rows) == (TableState.ABSENT, 0)
    assert "did not accept" in alone.why
    both = outcome(show_interfaces_status=STATUS, show_interfaces_switchport=invalid)
    assert both.readout.tables["interfaces"].state is TableState.COMPLETE
    assert both.skipped


def test_output_that_fits_no_template_is_said_and_its_table_not_complete() -> None:
    found = outcome(show_interfaces_status="Port Name\nsomething else entirely\n")
    assert found.readout.tables["interfaces"].state is TableState.ABSENT
    assert found.not_understood[0][1].startswith("show interfaces status")
    assert "something else" not in repr(found.not_understood)


def test_lldp_names_the_port_id_not_its_description() -> None:
    text = """\
------------------------------------------------
Local Intf: Gi0/1
Chassis id: 002a.1030.0001
Port id: Gi1/0/1
Port Description: to the cell
System Name: SW-CORE

System Description: 
Cisco IOS Software

Time remaining: 94 seconds
System Capabilities: B,R
Enabled Capabilities: B
Management Addresses:
    IP: 10.30.0.2
Vlan ID: 1


Total entries displayed: 1
"""  # noqa: W291  # the device prints that blank
    (found,) = of(outcome(show_lldp_neighbors_detail=text).readout, Neighbour)
    assert (found.local_port, found.remote_port, found.remote_ip) == (
        "Gi0/1", "Gi1/0/1", "10.30.0.2",
    )  # fmt: skip
    assert found.remote_chassis == "00:2a:10:30:00:01"


HIOS = [
    Section("show system info", """\
System Description..........................Hirschmann BOBCAT - Rail Switch
System name.................................BRS-1
System uptime...............................12 days, 03:04:05
Serial number...............................942170004010100001
Firmware software release (RAM).............HiOS-2A-08.4.01
"""),
    Section("show vlan brief", """\
VLAN ID  VLAN Name                         VLAN Type  VLAN Creation Time
-------  --------------------------------  ---------  ------------------
1        default                           default    0 days, 00:00:05
10       cell 1                            static     0 days, 00:00:07
"""),
    Section("show mac-addr-table", """\
VLAN ID  MAC Address        Interface  IfIndex  Status
-------  -----------------  ---------  -------  -------
1        ec:e5:55:01:02:03  1/1        1        learned
1        ec:e5:55:01:02:04  cpu/1      25       mgmt
"""),
    Section("show lldp remote-data", """\
Remote data, 1/1 - #1
IPv4 Management address.....................10.0.1.5
Chassis ID (subtype: MAC address)...........ec:e5:55:0a:0b:0c
Port ID (subtype: interface name)...........1/2
System name.................................SW-2
"""),
]  # fmt: skip


def test_an_industrial_switch_without_any_public_template_is_read() -> None:
    found = read_sections("hirschmann_hios", HIOS, "BRS-1")
    (who,) = of(found.readout, Identity)
    assert (who.vendor, who.firmware, who.serial) == (
        "Hirschmann", "HiOS-2A-08.4.01", "942170004010100001",
    )  # fmt: skip
    assert of(found.readout, Vlan) == [Vlan(1, "default"), Vlan(10, "cell 1")]
    assert of(found.readout, FdbEntry) == [
        FdbEntry("ec:e5:55:01:02:03", "1/1", 1, "learned"),
        FdbEntry("ec:e5:55:01:02:04", "", 1, "self"),
    ]
    (other,) = of(found.readout, Neighbour)
    assert (other.local_port, other.remote_name, other.remote_port, other.remote_ip) == (
        "1/1", "SW-2", "1/2", "10.0.1.5",
    )  # fmt: skip
    assert not found.not_understood
