from audit.payloads import Interface, PoeBudget, StpState, TableState
from tests.audit.switches.agents import of, port, read, rows, table

IF = "1.3.6.1.2.1.2.2.1"
STACK = "1.3.6.1.2.1.31.1.2.1.3"
ATTACHED = "1.2.840.10006.300.43.1.2.1.1.13"
POE = "1.3.6.1.2.1.105.1.3.1.1"
CISCO_POE = "1.3.6.1.4.1.9.9.402.1.2.1.7"
STP = "1.3.6.1.2.1.17.2"


def test_an_interface_tells_mtu_and_duplex_and_a_mac_written_as_text() -> None:
    readout = read(
        *port(1, "Gi1"),
        f"{IF}.4.1|2|9198",
        f"{IF}.6.1|4|0:1d:45:30:1:1",
        "1.3.6.1.2.1.10.7.2.1.19.1|2|3",
    )
    (found,) = of(readout, Interface)
    assert (found.mtu, found.duplex, found.mac) == (9198, "full", "00:1d:45:30:01:01")


def test_a_mac_of_zeros_is_none() -> None:
    readout = read(*port(1, "Gi1"), f"{IF}.6.1|4x|000000000000")
    assert of(readout, Interface)[0].mac == ""


def test_a_port_that_only_counters_know_is_an_interface() -> None:
    readout = read("1.3.6.1.2.1.31.1.1.1.6.7|70|12", f"{IF}.5.8|66|100000000")
    assert [i.if_index for i in of(readout, Interface)] == [7, 8]


def test_members_of_an_aggregate_name_it() -> None:
    readout = read(
        *port(1, "Gi1"),
        *port(2, "Gi2"),
        *port(3, "Gi3"),
        *port(100, "Po1"),
        f"{IF}.3.1|2|6",
        f"{IF}.3.2|2|6",
        f"{IF}.3.100|2|161",
        f"{ATTACHED}.1|2|100",
        f"{ATTACHED}.3|2|3",
        f"{STACK}.100.2|2|1",
        f"{STACK}.0.100|2|1",
    )
    found = {i.name: i.channel for i in of(readout, Interface)}
    assert found == {"Gi1": "Po1", "Gi2": "Po1", "Gi3": "", "Po1": ""}


def test_a_vlan_interface_above_a_port_is_no_aggregate() -> None:
    readout = read(
        *port(1, "Gi1"), *port(50, "Vlan1"), f"{IF}.3.1|2|6", f"{IF}.3.50|2|53", f"{STACK}.50.1|2|1"
    )
    assert of(readout, Interface)[0].channel == ""


def test_poe_is_told_by_supply_and_by_port() -> None:
    readout = read(
        *port(10101, "Gi1/0/1"),
        *port(10601, "Gi2/0/1"),
        f"{POE}.2.1|66|370",
        f"{POE}.4.1|66|115",
        f"{POE}.2.2|66|0",
        f"{CISCO_POE}.1.1|66|15400",
        f"{CISCO_POE}.2.1|66|4000000000",
    )
    assert of(readout, PoeBudget) == [PoeBudget(1, 370.0, 115.0)]
    assert [i.poe_watts for i in of(readout, Interface)] == [15.4, None]
    assert table(readout, "poe").state is TableState.COMPLETE


def test_a_switch_without_poe_has_no_poe_table() -> None:
    assert "poe" not in read(*port(1, "Gi1")).tables


def test_a_tree_tells_root_port_cost_priority_and_changes() -> None:
    readout = read(
        *port(10101, "Gi0/1", base=1),
        *port(10102, "Gi0/2", base=2),
        "1.3.6.1.2.1.17.1.1.0|4x|001d45300101",
        f"{STP}.2.0|2|28672",
        f"{STP}.4.0|65|7",
        f"{STP}.5.0|4x|8000002a10300001",
        f"{STP}.6.0|2|4",
        f"{STP}.7.0|2|1",
        f"{STP}.15.1.3.1|2|5",
        f"{STP}.15.1.3.2|2|2",
        f"{STP}.16.0|2|2",
    )
    assert of(readout, StpState) == [
        StpState(
            0,
            "00:2a:10:30:00:01",
            "rstp",
            ("Gi0/2",),
            bridge="00:1d:45:30:01:01",
            priority=28672,
            root_port="Gi0/1",
            root_cost=4,
            topology_changes=7,
        )
    ]


def test_the_root_has_no_root_port_and_a_bridge_id_may_be_a_text() -> None:
    for text in ("32768/18:E8:29:BA:73:BE", "800018e829ba73be"):
        (found,) = of(read(f"{STP}.5.0|4|{text}", f"{STP}.7.0|2|0"), StpState)
        assert (found.root, found.root_port) == ("18:e8:29:ba:73:be", "")


def test_a_root_port_may_be_a_port_identifier_with_its_priority() -> None:
    readout = read(
        *port(10102, "Gi0/2", base=2), f"{STP}.5.0|4x|8000002a10300001", f"{STP}.7.0|2|32770"
    )
    assert of(readout, StpState)[0].root_port == "Gi0/2"


def test_ciscos_mode_names_the_protocol_of_each_vlans_tree() -> None:
    context = rows(f"{STP}.5.0|4x|8064002a10300001", f"{STP}.2.0|2|32868")
    readout = read("1.3.6.1.4.1.9.9.82.1.6.1.0|2|5", contexts={100: context})
    # the mode is asked in the plain context; the tree is the VLAN's own
    assert [(t.instance, t.protocol, t.priority) for t in of(readout, StpState)] == [
        (100, "rpvst", 32868)
    ]
