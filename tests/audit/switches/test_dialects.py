"""Every dialect says the same three things: an access port, a trunk, a routed VLAN interface."""

import pytest

from audit.payloads import Identity, Interface, Management, Vlan
from audit.switches.dialects import dialect_of, read_dialect
from audit.switches.sections import Outcome, Section, read_sections
from tests.audit.switches.agents import of
from tests.audit.switches.dialect_texts import (
    AOSCX,
    COMWARE,
    EOS,
    EXOS,
    FASTIRON,
    FASTPATH,
    FORTISWITCH,
    HIOS,
    JETSTREAM,
    JUNOS,
    JUNOS_SET,
    NXOS,
    PROCURVE,
    ROUTEROS,
    VRP,
)

FORCE10 = """\
! Version 9.11
hostname SW-1
!
interface GigabitEthernet 0/1
 description PLC
 switchport
 no shutdown
!
interface GigabitEthernet 0/24
 switchport
 no shutdown
!
interface Vlan 10
 name cell
 ip address 10.30.1.2/24
 tagged GigabitEthernet 0/24
 untagged GigabitEthernet 0/1-2
!
interface Vlan 20
 tagged GigabitEthernet 0/24
!
"""
AOS6 = """\
! VLAN :
vlan 1 enable name "VLAN 1"
vlan 10 enable name "cell"
vlan 10 port default 1/1
vlan 10 802.1q 1/24 "TAG PORT 1/24 VLAN 10"
vlan 20 enable name "office"
vlan 20 802.1q 1/24 "TAG"
! IP :
ip interface "cell" address 10.30.1.2 mask 255.255.255.0 vlan 10
! Interface :
interfaces 1/1 alias "PLC"
system name SW-1
"""
CASES = {
    "nxos": (NXOS, "cisco_nxos", "Ethernet1/1", "Ethernet1/2", (10, 20, 30), 99),
    "eos": (EOS, "arista_eos", "Ethernet1", "Ethernet2", (10, 20, 30), 99),
    "procurve": (PROCURVE, "hp_procurve", "A1", "B2", (10, 20), None),
    "comware": (COMWARE, "hp_comware", "GigabitEthernet1/0/1", "GigabitEthernet1/0/2",
                (10, 20, 21, 22), 99),
    "vrp": (VRP, "huawei_vrp", "GigabitEthernet0/0/1", "GigabitEthernet0/0/2", (10, 20, 21), 1),
    "junos-set": (JUNOS_SET, "juniper_junos", "ge-0/0/1", "ge-0/0/2", (10, 20, 21), 99),
    "junos": (JUNOS, "juniper_junos", "ge-0/0/1", "ge-0/0/2", (10, 20, 21), 99),
    "exos": (EXOS, "extreme_exos", "1", "24", (10, 20), None),
    "fortiswitch": (FORTISWITCH, "fortinet", "port1", "port24", (10, 20, 21), 99),
    "jetstream": (JETSTREAM, "tplink_jetstream", "gigabitEthernet1/0/1", "gigabitEthernet1/0/2",
                  (10, 20), 99),
    "fastiron": (FASTIRON, "ruckus_fastiron", "1/1/1", "1/1/24", (10, 20), None),
    "fastpath": (FASTPATH, "ubiquiti_edgeswitch", "0/1", "0/24", (10, 20), None),
    "hios": (HIOS, "hirschmann_hios", "1/1", "1/8", (10, 20), None),
    "aoscx": (AOSCX, "aruba_aoscx", "1/1/1", "1/1/3", (10, 20), 99),
    "routeros": (ROUTEROS, "mikrotik_routeros", "ether1", "ether2", (10, 20), None),
    "force10": (FORCE10, "dell_force10", "GigabitEthernet0/1", "GigabitEthernet0/24", (10, 20),
                None),
    "aos": (AOS6, "alcatel_aos", "1/1", "1/24", (10, 20), None),
}  # fmt: skip


def outcome(text: str, platform: str) -> Outcome:
    return read_sections(platform, [Section("show running-config", text)])


@pytest.mark.parametrize("name", sorted(CASES))
def test_an_access_port_a_trunk_and_their_vlans_are_read(name: str) -> None:
    text, platform, access, trunk, carried, native = CASES[name]
    found = outcome(text, platform)
    ports = {port.name: port for port in of(found.readout, Interface)}
    assert (ports[access].mode, ports[access].access_vlan) == ("access", 10), ports[access]
    if name not in ("procurve",):
        assert ports[access].alias == "PLC"
    assert ports[trunk].mode == "trunk", ports[trunk]
    assert ports[trunk].tagged_vlans == carried
    assert ports[trunk].native_vlan == native
    assert {10, 20} <= {vlan.vlan_id for vlan in of(found.readout, Vlan)}
    (who,) = of(found.readout, Identity)
    assert who.name == "SW-1"
    if name != "hios":
        assert "10.30.1.2" in who.ips
    assert not found.not_understood


@pytest.mark.parametrize("name", sorted(set(CASES) - {"fortiswitch", "routeros", "exos", "hios"}))
def test_the_routed_vlan_interface_is_one(name: str) -> None:
    text, platform, *_ = CASES[name]
    routed = [p.name for p in of(outcome(text, platform).readout, Interface) if p.mode == "routed"]
    assert routed in (["Vlan10"], ["vlan.10"]), routed


def test_procurve_ports_left_in_the_default_vlan_are_its_members() -> None:
    ports = {p.name: p for p in of(outcome(PROCURVE, "hp_procurve").readout, Interface)}
    assert {ports[f"A{n}"].access_vlan for n in range(5, 25)} == {1}
    assert {ports[f"A{n}"].access_vlan for n in range(1, 5)} == {10}
    assert (ports["25"].channel, ports["26"].channel) == ("Trk1", "Trk1")


def test_a_hybrid_port_carries_tagged_and_untagged_vlans_and_may_be_shut() -> None:
    ports = {p.name: p for p in of(outcome(COMWARE, "hp_comware").readout, Interface)}
    hybrid = ports["GigabitEthernet1/0/3"]
    assert (hybrid.mode, hybrid.native_vlan, hybrid.tagged_vlans) == ("trunk", 10, (20, 21))
    assert hybrid.admin_up is False


def test_a_comware_trunk_without_a_list_does_not_carry_every_vlan() -> None:
    text = "sysname SW-1\n#\ninterface Gi1/0/9\n port link-type trunk\n#\nvlan 10\n#\n"
    config = read_dialect("comware", text)
    assert config.open_trunks == []
    assert config.interfaces["Gi1/0/9"].tagged_vlans == ()


@pytest.mark.parametrize(
    ("lines", "carried"),
    [
        (" switchport trunk allowed vlan 10-12\n switchport trunk allowed vlan add 20\n",
         (10, 11, 12, 20)),
        (" switchport trunk allowed vlan none\n", ()),
        (" switchport trunk allowed vlan except 3-4094\n", (1, 2)),
        (" switchport trunk allowed vlan 5-8\n switchport trunk allowed vlan remove 6\n",
         (5, 7, 8)),
    ],
)  # fmt: skip
def test_lists_of_allowed_vlans_mean_the_same_in_every_block_dialect(
    lines: str, carried: tuple[int, ...]
) -> None:
    config = read_dialect("blocks", f"interface Ethernet1/1\n switchport mode trunk\n{lines}")
    assert config.interfaces["Ethernet1/1"].tagged_vlans == carried


def test_management_is_read_from_every_dialect() -> None:
    (comware,) = of(outcome(COMWARE, "hp_comware").readout, Management)
    assert {"telnet", "snmpv2c"} <= set(comware.protocols)
    assert comware.default_community is True
    for text, platform in ((NXOS, "cisco_nxos"), (PROCURVE, "hp_procurve"), (COMWARE, "hp_comware"),
                           (JUNOS_SET, "juniper_junos")):  # fmt: skip
        (found,) = of(outcome(text, platform).readout, Management)
        assert found.ntp_servers == ("10.30.0.9",), platform
        assert found.log_hosts == ("10.30.0.8",), platform
        assert found.complete is False


def test_plain_sentences_are_no_dialect() -> None:
    assert dialect_of("interface between teams\nvlan of the plan\nset up the system\n") == ""


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_configuration_cut_anywhere_never_raises(name: str) -> None:
    text, platform, *_ = CASES[name]
    for end in range(0, len(text), 61):
        outcome(text[:end], platform)
