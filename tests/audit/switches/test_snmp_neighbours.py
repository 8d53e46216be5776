import pytest

from audit.payloads import Neighbour
from audit.switches.snmp_lldp import capabilities_of, id_text
from tests.audit.switches.agents import of, port, read

REM = "1.0.8802.1.1.2.1.4.1.1"
LOC = "1.0.8802.1.1.2.1.3.7.1"
ADDRESS = "1.0.8802.1.1.2.1.4.2.1.3"
V2 = "1.3.111.2.802.1.1.13.1.4.1.1"
TPLINK = "1.3.6.1.4.1.11863.6.35.1.2.2.1"
MNDP = "1.3.6.1.4.1.14988.1.1.11.1.1"


@pytest.mark.parametrize(
    ("octets", "kind", "text"),
    [
        (b"\x00\x2a\x10\x30\x00\x01", "mac", "00:2a:10:30:00:01"),
        (b"AABBCC", "mac", "41:41:42:42:43:43"),
        (b"Gi1/24", "interface-name", "Gi1/24"),
        (b"C0:06:C3:A1:3F:46", "mac", "c0:06:c3:a1:3f:46"),
        (b"\x01\x0a\x1e\x00\x09", "network-address", "10.30.0.9"),
        (b"\x02" + bytes(15) + b"\x01", "network-address", "::1"),
        (b"1/25\x00", "local", "1/25"),
        (b"", "mac", ""),
    ],
)
def test_ids_are_read_by_their_subtype(octets: bytes, kind: str, text: str) -> None:
    assert id_text(octets, kind) == text


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (b"\x28\x00", ("bridge", "router")),
        (b"\x24\x00", ("bridge", "phone")),
        (b"28 00 2 4 ", ("bridge", "router")),
        (b"10 3", ("wlan",)),
        (b"\x01", ("station",)),
        (b"", ()),
    ],
)
def test_capabilities_are_bits_or_printed_bits(octets: bytes, words: tuple[str, ...]) -> None:
    assert capabilities_of(octets) == words


def test_enabled_capabilities_count_before_supported_ones() -> None:
    readout = read(
        *port(1, "1"),
        f"{REM}.5.0.1.1|4x|002a10300001",
        f"{REM}.11.0.1.1|4x|2800",
        f"{REM}.12.0.1.1|4x|2000",
    )
    assert of(readout, Neighbour)[0].capabilities == ("bridge",)


def test_a_row_without_a_system_name_keeps_chassis_and_port() -> None:
    readout = read(
        *port(5, "port-5"),
        f"{REM}.4.0.5.1|2|7",
        f"{REM}.5.0.5.1|4|pls",
        f"{REM}.6.0.5.1|2|7",
        f"{REM}.7.0.5.1|4|port-001",
    )
    (found,) = of(readout, Neighbour)
    assert (found.local_port, found.remote_name) == ("port-5", "")
    assert (found.remote_chassis, found.remote_port) == ("pls", "port-001")
    assert (found.chassis_subtype, found.port_subtype) == ("local", "local")


def test_a_local_number_that_is_a_bridge_port_is_resolved_without_a_port_table() -> None:
    readout = read(*port(10101, "Gi0/1", base=3), f"{REM}.5.0.3.1|4x|002a10300001")
    assert of(readout, Neighbour)[0].local_port == "Gi0/1"


def test_a_local_number_may_name_an_ifindex_in_digits() -> None:
    readout = read(
        *port(520, "ge-0/0/4"),
        f"{LOC}.3.7|4|520",
        f"{REM}.5.0.7.1|4x|002a10300001",
    )
    assert of(readout, Neighbour)[0].local_port == "ge-0/0/4"


def test_a_local_number_of_0_is_found_in_the_vendors_own_neighbour_table() -> None:
    readout = read(
        *port(6, "ether3"),
        f"{REM}.5.0.0.2|4|C0:06:C3:A1:3F:46",
        f"{MNDP}.8.2|2|6",
    )
    (found,) = of(readout, Neighbour)
    assert (found.local_port, found.remote_chassis) == ("ether3", "c0:06:c3:a1:3f:46")


def test_a_management_address_without_its_length_is_read_too() -> None:
    readout = read(
        *port(1, "1"),
        f"{REM}.5.0.1.1|4x|002a10300001",
        f"{ADDRESS}.0.1.1.1.10.30.0.2|2|2",
    )
    assert of(readout, Neighbour)[0].remote_ip == "10.30.0.2"


def test_the_newer_lldp_mib_counts_where_the_older_one_is_empty() -> None:
    readout = read(
        *port(17, "ethernet1/12"),
        f"{V2}.5.0.17.1.1|2|4",
        f"{V2}.6.0.17.1.1|4|20:28:3e:6e:e3:11",
        f"{V2}.8.0.17.1.1|4|10GE2/4/0/7",
        f"{V2}.10.0.17.1.1|4|SR-1",
    )
    (found,) = of(readout, Neighbour)
    assert (found.local_port, found.remote_name) == ("ethernet1/12", "SR-1")
    assert (found.remote_chassis, found.remote_port) == ("20:28:3e:6e:e3:11", "10GE2/4/0/7")


def test_tplink_keeps_lldp_neighbours_as_texts() -> None:
    readout = read(
        *port(49167, "gi15"),
        f"{TPLINK}.4.49167.1|4|48:A9:8A:C1:AC:58",
        f"{TPLINK}.6.49167.1|4|eth1",
        f"{TPLINK}.9.49167.1|4|ap-131",
        f"{TPLINK}.12.49167.1|4|Bridge Router ",
        f"{TPLINK}.13.49167.1|4|::169.254.2.131",
    )
    (found,) = of(readout, Neighbour)
    assert (found.protocol, found.local_port, found.remote_name) == ("lldp", "gi15", "ap-131")
    assert (found.remote_ip, found.capabilities) == ("169.254.2.131", ("bridge", "router"))


def test_mikrotik_neighbours_carry_their_own_protocols_name() -> None:
    readout = read(
        *port(2, "ether2"),
        f"{MNDP}.2.1|64|10.30.0.7",
        f"{MNDP}.3.1|4x|d4ca6dedd059",
        f"{MNDP}.6.1|4|MikroTik",
        f"{MNDP}.8.1|2|2",
    )
    (found,) = of(readout, Neighbour)
    assert (found.protocol, found.local_port) == ("mndp", "ether2")
    assert (found.remote_chassis, found.remote_ip) == ("d4:ca:6d:ed:d0:59", "10.30.0.7")


def test_foundry_and_extreme_neighbours_are_read() -> None:
    fdp, edp = "1.3.6.1.4.1.1991.1.1.3.20.1.2.1.1", "1.3.6.1.4.1.1916.1.13.2.1"
    readout = read(
        *port(3, "1/1/3"),
        f"{fdp}.3.3.1|4|SW-2",
        f"{fdp}.7.3.1|4|ethernet1/1/9",
        f"{edp}.3.3.0.0.0.4.150.1.2.3|4|SW-3",
        f"{edp}.5.3.0.0.0.4.150.1.2.3|2|1",
        f"{edp}.6.3.0.0.0.4.150.1.2.3|2|24",
    )
    found = {
        n.protocol: (n.local_port, n.remote_name, n.remote_port) for n in of(readout, Neighbour)
    }
    assert found == {
        "fdp": ("1/1/3", "SW-2", "ethernet1/1/9"),
        "edp": ("1/1/3", "SW-3", "1:24"),
    }


def test_cdp_capabilities_are_words() -> None:
    cdp = "1.3.6.1.4.1.9.9.23.1.2.1.1"
    readout = read(
        *port(1, "Gi0/1"),
        f"{cdp}.6.1.1|4|AP-1",
        f"{cdp}.9.1.1|4x|00000029",
        f"{cdp}.6.1.2|4|SEP001B1B300411",
        f"{cdp}.9.1.2|4x|00000490",
    )
    assert [n.capabilities for n in of(readout, Neighbour)] == [
        ("router", "bridge"),
        ("host", "phone"),
    ]
