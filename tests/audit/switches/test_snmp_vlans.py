from audit.payloads import FdbEntry, Interface, TableState, Vlan
from audit.switches.readout import Readout
from tests.audit.switches.agents import of, port, read, rows, table

STATIC = "1.3.6.1.2.1.17.7.1.4.3.1"
CURRENT = "1.3.6.1.2.1.17.7.1.4.2.1"
PVID = "1.3.6.1.2.1.17.7.1.4.5.1.1"
Q_FDB = "1.3.6.1.2.1.17.7.1.2.2.1"
TPLINK = "1.3.6.1.4.1.11863.6.14.1"
ALCATEL = "1.3.6.1.4.1.6486.801.1.2.1.3.1.1"
NORTEL = "1.3.6.1.4.1.2272.1.3"
HUAWEI = "1.3.6.1.4.1.2011.5.25.42"
JUNIPER = "1.3.6.1.4.1.2636.3.40.1.5.1"
L2ALD = "1.3.6.1.4.1.2636.3.48.1.3.1.1"
TRUNK = "1.3.6.1.4.1.9.9.46.1.6.1.1"
VTP = "1.3.6.1.4.1.9.9.46.1.3.1.1"


def places(readout: Readout) -> dict[str, tuple[str, int | None, int | None, tuple[int, ...]]]:
    return {
        i.name: (i.mode, i.access_vlan, i.native_vlan, i.tagged_vlans)
        for i in of(readout, Interface)
    }


def test_a_port_that_is_down_keeps_its_configured_vlans() -> None:
    readout = read(
        *port(1, "1", base=1),
        *port(2, "2", base=2, up=False),
        f"{STATIC}.1.10|4|cell",
        f"{STATIC}.2.10|4x|c0",
        f"{STATIC}.4.10|4x|c0",
        f"{CURRENT}.4.0.10|4x|80",
        f"{CURRENT}.5.0.10|4x|80",
    )
    assert places(readout)["2"] == ("access", 10, None, ())


def test_the_default_vlan_counts_where_only_made_vlans_are_listed() -> None:
    readout = read(
        *port(1, "1", base=1),
        f"{STATIC}.1.10|4|cell",
        f"{CURRENT}.4.0.1|4x|80",
        f"{CURRENT}.5.0.1|4x|80",
        f"{CURRENT}.4.0.10|4x|80",
        f"{CURRENT}.5.0.10|4x|00",
    )
    assert of(readout, Vlan) == [Vlan(10, "cell")]
    assert places(readout)["1"] == ("trunk", None, 1, (10,))


def test_several_untagged_vlans_are_all_kept() -> None:
    readout = read(
        *port(1, "1", base=1),
        f"{STATIC}.1.10|4|a",
        f"{STATIC}.1.20|4|b",
        f"{STATIC}.2.10|4x|80",
        f"{STATIC}.4.10|4x|80",
        f"{STATIC}.2.20|4x|80",
        f"{STATIC}.4.20|4x|80",
        f"{PVID}.1|66|20",
    )
    (found,) = of(readout, Interface)
    assert (found.access_vlan, found.untagged_vlans) == (20, (10, 20))


def test_untagged_bits_of_ports_that_are_not_members_say_nothing() -> None:
    readout = read(
        *port(1, "1", base=1),
        *port(2, "2", base=2),
        f"{STATIC}.1.10|4|a",
        f"{STATIC}.2.10|4x|80",
        f"{STATIC}.4.10|4x|ff",
    )
    assert places(readout) == {"1": ("access", 10, None, ()), "2": ("", None, None, ())}


def test_an_agent_that_configures_every_vlan_lists_those_with_ports() -> None:
    every = [f"{STATIC}.1.{vlan}|4|" for vlan in range(1, 4095)]
    lists = [f"{STATIC}.2.{vlan}|4x|{'80' if vlan in (1, 30) else '00'}" for vlan in range(1, 4095)]
    readout = read(*port(1, "1", base=1), *every, *lists)
    assert [v.vlan_id for v in of(readout, Vlan)] == [1, 30]


def test_bridge_ports_that_are_no_interfaces_numbers_are_translated_in_port_lists() -> None:
    readout = read(
        *port(513, "ge-0/0/0", base=4097),
        *port(530, "ge-0/0/1", base=4102),
        f"{STATIC}.2.23|4|4097,0",
        f"{STATIC}.4.23|4|",
        f"{STATIC}.2.30|4|4097,4102",
        f"{STATIC}.4.30|4|4102",
    )
    assert places(readout) == {
        "ge-0/0/0": ("trunk", None, None, (23, 30)),
        "ge-0/0/1": ("access", 30, None, ()),
    }


def test_tplink_keeps_vlans_in_a_table_of_texts() -> None:
    readout = read(
        *port(49153, "gi1"),
        *port(49154, "gi2"),
        f"{TPLINK}.1.1.1.1.49153|4|1/0/1",
        f"{TPLINK}.1.1.1.1.49154|4|1/0/2",
        f"{TPLINK}.1.1.1.2.49153|2|10",
        f"{TPLINK}.2.1.1.2.10|4|cell",
        f"{TPLINK}.2.1.1.2.20|4|guest",
        f"{TPLINK}.2.1.1.4.10|4|1/0/1-2",
        f"{TPLINK}.2.1.1.3.20|4|1/0/2",
    )
    assert of(readout, Vlan) == [Vlan(10, "cell"), Vlan(20, "guest")]
    assert places(readout) == {
        "gi1": ("access", 10, None, ()),
        "gi2": ("trunk", None, 10, (20,)),
    }


def test_alcatel_lists_members_by_vlan_and_interface() -> None:
    readout = read(
        *port(1001, "1/1"),
        f"{ALCATEL}.1.1.1.2.10|4|cell",
        f"{ALCATEL}.1.1.1.2.20|4|guest",
        f"{ALCATEL}.2.1.1.3.10.1001|2|1",
        f"{ALCATEL}.2.1.1.3.20.1001|2|2",
    )
    assert places(readout) == {"1/1": ("trunk", None, 10, (20,))}


def test_nortel_port_lists_count_from_0_and_tagging_is_a_property_of_the_port() -> None:
    readout = read(
        *port(1, "1/1"),
        *port(2, "1/2"),
        f"{NORTEL}.2.1.2.10|4|a",
        f"{NORTEL}.2.1.2.20|4|b",
        f"{NORTEL}.2.1.11.10|4x|60",
        f"{NORTEL}.2.1.11.20|4x|40",
        f"{NORTEL}.3.1.7.1|2|10",
        f"{NORTEL}.3.1.7.2|2|10",
        f"{NORTEL}.3.1.8.1|2|4",
        f"{NORTEL}.3.1.8.2|2|2",
    )
    assert places(readout) == {
        "1/1": ("trunk", None, 10, (20,)),
        "1/2": ("access", 10, None, ()),
    }


def test_huawei_keeps_trunks_hybrids_and_macs_in_tables_of_its_own() -> None:
    low = bytearray(256)
    for vlan in (1, 10, 20):
        low[vlan // 8] |= 0x80 >> vlan % 8
    high = bytearray(256)
    high[(3000 - 2048) // 8] |= 0x80 >> (3000 - 2048) % 8
    readout = read(
        *port(6, "GE0/0/1"),
        *[f"{HUAWEI}.3.1.1.1.1.2.{vlan}|4|VLAN {vlan}" for vlan in (1, 10, 20, 3000)],
        f"{HUAWEI}.1.1.1.3.1.2.3|2|6",
        f"{HUAWEI}.1.1.1.3.1.4.3|2|1",
        f"{HUAWEI}.1.1.1.10.1.2.3|4x|{low.hex()}",
        f"{HUAWEI}.1.1.1.10.1.3.3|4x|{high.hex()}",
        f"{HUAWEI}.2.1.3.1.4.0.27.27.48.4.17.10.1.48|2|6",
    )
    assert places(readout) == {"GE0/0/1": ("trunk", None, 1, (10, 20, 3000))}
    assert of(readout, FdbEntry) == [FdbEntry("00:1b:1b:30:04:11", "GE0/0/1", 10, "learned")]


def test_juniper_vlans_have_internal_numbers_and_members_by_group() -> None:
    readout = read(
        *port(513, "ge-0/0/3"),
        f"{JUNIPER}.5.1.2.4|4|lan",
        f"{JUNIPER}.5.1.4.4|2|9",
        f"{JUNIPER}.5.1.5.4|66|10",
        f"{JUNIPER}.7.1.4.9.513|2|2",
    )
    assert of(readout, Vlan) == [Vlan(10, "lan")]
    assert places(readout) == {"ge-0/0/3": ("access", 10, None, ())}


def test_newer_junos_maps_its_fdb_ids_in_a_table_of_its_own() -> None:
    readout = read(
        *port(513, "ge-0/0/3", base=3),
        f"{L2ALD}.2.4|4|lan",
        f"{L2ALD}.3.4|2|23",
        f"{L2ALD}.5.4|2|262144",
        f"{Q_FDB}.2.262144.0.27.27.48.4.17|2|3",
    )
    assert of(readout, FdbEntry) == [FdbEntry("00:1b:1b:30:04:11", "ge-0/0/3", 23)]


def test_a_mac_table_may_count_ports_from_1_while_bridge_ports_start_higher() -> None:
    readout = read(
        *port(49153, "gi1", base=49153),
        *port(49154, "gi2", base=49154),
        f"{Q_FDB}.2.1.0.27.27.48.4.17|2|2",
    )
    assert of(readout, FdbEntry) == [FdbEntry("00:1b:1b:30:04:11", "gi2", 1)]
    assert table(readout, "fdb").state is TableState.COMPLETE


def test_an_unread_trunk_list_is_partial_and_filled_from_the_vlans_own_bridges() -> None:
    context = rows("1.3.6.1.2.1.17.1.4.1.2.5|2|10101")
    readout = read(
        *port(10101, "Gi0/1"),
        f"{VTP}.2.1.10|2|1",
        f"{VTP}.2.1.20|2|1",
        f"{TRUNK}.14.10101|2|1",
        f"{TRUNK}.5.10101|2|1",
        contexts={20: context},
    )
    assert places(readout)["Gi0/1"] == ("trunk", None, 1, (20,))
    assert table(readout, "vlans").state is TableState.PARTIAL
    assert "allowed VLANs" in table(readout, "vlans").why


def test_a_voice_vlan_stands_beside_the_access_vlan_and_4096_is_none() -> None:
    voice, access = "1.3.6.1.4.1.9.9.68.1.5.1.1.1", "1.3.6.1.4.1.9.9.68.1.2.2.1.2"
    readout = read(
        *port(1, "Gi0/1"),
        *port(2, "Gi0/2"),
        f"{access}.1|2|10",
        f"{voice}.1|2|90",
        f"{voice}.2|2|4096",
    )
    assert [(i.access_vlan, i.voice_vlan) for i in of(readout, Interface)] == [
        (10, 90),
        (None, None),
    ]
