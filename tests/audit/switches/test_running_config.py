import pytest

from audit.switches.running_config import looks_like_config, read_config

WHOLE = """\
Building configuration...

Current configuration : 3120 bytes
!
! Last configuration change at 07:41:05 UTC Tue Mar 11 2014 by someone
! NVRAM config last updated at 07:42:00 UTC Tue Mar 11 2014 by someone
!
version 12.2
no service password-encryption
hostname SW-1
enable secret 5 $1$abcd$secrethash
no aaa new-model
vlan 10
 name cell
vlan 20,30-31
!
interface GigabitEthernet0/1
 description uplink
 switchport trunk native vlan 99
 switchport trunk allowed vlan 10,20
 switchport trunk allowed vlan add 30-31,99
 switchport mode trunk
interface GigabitEthernet0/2
 switchport access vlan 10
 switchport mode access
 speed 100
 duplex full
 shutdown
interface GigabitEthernet0/3
 switchport mode access
interface Vlan10
 ip address 10.30.1.2 255.255.255.0
!
banner motd ^C
interface GigabitEthernet0/9
 this is only text ^C
no ip http server
ip http secure-server
snmp-server community s3cr3t RO 10
access-list 10 permit 10.30.99.0 0.0.0.255
line con 0
line vty 0 4
 access-class 10 in
 transport input ssh
line vty 5 15
 access-class 10 in
 transport input ssh
end
"""


def test_ports_vlans_and_addresses_are_read() -> None:
    config = read_config(WHOLE)
    assert (config.hostname, config.version, config.ips) == ("SW-1", "12.2", ["10.30.1.2"])
    assert config.vlans == {10: "cell", 20: "", 30: "", 31: ""}
    first = config.interfaces["GigabitEthernet0/1"]
    assert (first.mode, first.native_vlan, first.alias) == ("trunk", 99, "uplink")
    assert first.tagged_vlans == (10, 20, 30, 31)
    second = config.interfaces["GigabitEthernet0/2"]
    assert (second.mode, second.access_vlan, second.admin_up) == ("access", 10, False)
    assert (second.speed_mbps, second.duplex) == (100.0, "full")
    assert config.interfaces["GigabitEthernet0/3"].access_vlan == 1
    assert config.interfaces["Vlan10"].mode == "routed"
    assert "GigabitEthernet0/9" not in config.interfaces


def test_management_says_which_protocols_are_open_and_whether_they_are_limited() -> None:
    config = read_config(WHOLE)
    found = config.management
    assert found.protocols == ("https", "snmpv1", "snmpv2c", "ssh")
    assert found.restricted is True
    assert found.default_community is False
    assert (found.aaa, found.igmp_snooping, found.running_saved) == (False, True, True)
    assert found.complete is True
    assert config.last_changed == "2014-03-11"


def test_secrets_are_counted_and_nowhere_else() -> None:
    config = read_config(WHOLE)
    assert config.secrets == 2
    assert "s3cr3t" not in repr(config) and "secrethash" not in repr(config)


def test_clear_text_without_an_access_list_is_not_limited() -> None:
    config = read_config(
        WHOLE.replace(" access-class 10 in\n", "").replace("input ssh", "input telnet ssh")
    )
    assert "telnet" in config.management.protocols
    assert config.management.restricted is False


def test_a_default_community_is_named_as_such() -> None:
    public = read_config(WHOLE.replace("s3cr3t", "public"))
    blanked = read_config(WHOLE.replace("s3cr3t", "<removed>"))
    assert public.management.default_community is True
    assert blanked.management.default_community is None


def test_a_change_after_the_last_save_is_not_saved() -> None:
    config = read_config(WHOLE.replace("updated at 07:42:00", "updated at 07:40:00"))
    assert config.management.running_saved is False


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\nend\n", "\n"),
        ("\nline con 0", "\nwarp drive on\nline con 0"),
        (" transport input ssh\n", ""),
    ],
    ids=["cut off", "an unknown line", "no transport input"],
)
def test_a_configuration_that_is_not_wholly_understood_is_not_complete(old: str, new: str) -> None:
    found = read_config(WHOLE.replace(old, new)).management
    assert found.complete is False
    assert found.igmp_snooping is None


def test_an_unknown_line_is_named_with_its_number() -> None:
    config = read_config(WHOLE.replace("\nline con 0", "\nwarp drive on\nline con 0"))
    assert config.not_understood == [(WHOLE[: WHOLE.index("line con 0")].count("\n") + 1, "warp")]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("switchport trunk allowed vlan none", ()),
        ("switchport trunk allowed vlan except 3-4094", (2,)),
        ("switchport trunk allowed vlan 5-8\n switchport trunk allowed vlan remove 6", (5, 7, 8)),
    ],
)
def test_lists_of_allowed_vlans(lines: str, expected: tuple[int, ...]) -> None:
    config = read_config(f"interface Gi0/1\n switchport mode trunk\n {lines}\n")
    assert config.interfaces["Gi0/1"].tagged_vlans == expected


def test_a_trunk_without_a_list_is_marked_as_carrying_all() -> None:
    config = read_config("interface Gi0/1\n switchport mode trunk\n")
    assert config.open_trunks == ["Gi0/1"]


def test_igmp_snooping_switched_off_is_seen() -> None:
    assert read_config("no ip igmp snooping\n").management.igmp_snooping is False


def test_ordinary_text_is_no_configuration() -> None:
    assert looks_like_config(WHOLE)
    assert not looks_like_config("interface between teams\nversion of the plan\n")
