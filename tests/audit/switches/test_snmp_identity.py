import re

import pytest

from audit.payloads import Identity, Module
from audit.switches.vendor_patterns import MAX_DESCRIPTION, RULES, words_of
from audit.switches.vendor_systems import system_of
from audit.switches.vendors import SCALARS, VENDORS
from tests.audit.switches.agents import of, read

OBJECT_ID = "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1"
ENTITY = "1.3.6.1.2.1.47.1.1.1.1"


def who(description: str, enterprise: str, *lines: str) -> Identity:
    (found,) = of(
        read(f"1.3.6.1.2.1.1.1.0|4|{description}", f"{OBJECT_ID}.{enterprise}", *lines), Identity
    )
    return found


@pytest.mark.parametrize(
    ("description", "model", "firmware"),
    [
        ("Hirschmann BRS40 - SW: HiOS-2A-09.2.00", "BRS40", "2A-09.2.00"),
        (
            "HP J9775A 2530-48G Switch, revision YA.16.11.0014, ROM YA.15",
            "2530-48G",
            "YA.16.11.0014",
        ),
        ("PROCURVE J9029A - PA.03.10", "J9029A", "PA.03.10"),
        ("HP 1820-8G Switch J9979A, PT.02.01, Linux 3.6", "1820-8G Switch J9979A", "PT.02.01"),
        ("ExtremeXOS (X690-48x) version 22.6.1.4 22.6.1.4 by x", "X690-48x", "22.6.1.4"),
        ("USW-24-PoE, 6.2.14.13855, Linux 3.6.5", "USW-24-PoE", "6.2.14.13855"),
        ("UAP-nanoHD 5.43.36.12724", "UAP-nanoHD", "5.43.36.12724"),
        ("CSS610-8P-2S+ SwOS v2.20", "CSS610-8P-2S+", "2.20"),
        (
            "S5720-56C-PWR-EI-AC\nHuawei Versatile Routing Platform Software\n"
            "VRP (R) software,Version 5.170 (S5720 V200R019C10SPC500)",
            "S5720-56C-PWR-EI-AC",
            "5.170 (V200R019C10SPC500)",
        ),
        (
            "Etherwan 6TX+2G Managed Switch, Firmware rev: 1.94.3 05",
            "Etherwan 6TX+2G Managed Switch",
            "1.94.3",
        ),
        ("D-Link DES-3200-18 Fast Ethernet Switch", "DES-3200-18", ""),
        (
            "Allied Telesis router/switch, Software (AlliedWare Plus) Version 5.4.8-2.1",
            "",
            "5.4.8-2.1",
        ),
        (
            "Arista Networks EOS version 4.20.12.1M running on an Arista Networks DCS-7150S-24",
            "DCS-7150S-24",
            "4.20.12.1M",
        ),
        (
            "Cisco IOS Software, C3560 Software (C3560-IPBASEK9-M), Version 12.2(55)SE3, RELEASE",
            "C3560",
            "12.2(55)SE3",
        ),
        ("RS900-24-D-T2-T2-T2", "RS900", ""),
        ("something nobody has seen", "", ""),
    ],
)
def test_a_description_gives_model_and_firmware(
    description: str, model: str, firmware: str
) -> None:
    found = words_of(description)
    assert (found.get("model", ""), found.get("firmware", "")) == (model, firmware)


def test_an_order_number_is_kept_beside_the_model() -> None:
    found = who(
        "Siemens, SIMATIC NET, SCALANCE XC206-2SFP, 6GK5 206-2BS00-2AC2, HW: Version 3, "
        "FW: Version V04.02.00, SVPM8190273",
        "4329.6.1.2.1.2",
    )
    assert (found.model, found.article) == ("SCALANCE XC206-2SFP", "6GK5 206-2BS00-2AC2")
    assert (found.firmware, found.serial, found.os) == ("V04.02.00", "VPM8190273", "Scalance")


def test_a_product_number_in_the_entity_table_gives_way_to_the_name_beside_it() -> None:
    found = who(
        "PL.10.10.0002",
        "47196.4.1.1.1.100",
        f"{ENTITY}.5.1|2|3",
        f"{ENTITY}.2.1|4|6100 12G Class4 PoE 2G/2SFP+ 139W Switch",
        f"{ENTITY}.13.1|4|JL679A",
    )
    assert found.model == "6100 12G Class4 PoE 2G/2SFP+ 139W Switch"
    assert (found.article, found.firmware, found.os) == ("JL679A", "PL.10.10.0002", "ArubaOS-CX")


def test_the_chassis_speaks_for_a_stack_and_empty_words_are_none() -> None:
    found = who(
        "Cisco IOS Software, C2960X Software (X), Version 15.0(2a)EX5, RELEASE",
        "9.1.1208",
        f"{ENTITY}.5.1|2|11",
        f"{ENTITY}.13.1|4|N/A",
        f"{ENTITY}.11.1|4|0000",
        f"{ENTITY}.5.1001|2|3",
        f"{ENTITY}.13.1001|4|WS-C2960X-48FPS-L",
        f"{ENTITY}.11.1001|4|FCW1929B68S",
        f"{ENTITY}.5.2001|2|3",
        f"{ENTITY}.13.2001|4|WS-C2960X-24PS-L",
        f"{ENTITY}.11.2001|4|FCW1929B69S",
    )
    assert (found.model, found.serial) == ("WS-C2960X-48FPS-L", "FCW1929B68S")


def test_a_label_in_the_serial_cell_is_no_serial_number() -> None:
    found = who("US-8", "4413", f"{ENTITY}.5.1|2|3", f"{ENTITY}.11.1|4|System MAC: fc-ec-da-bf")
    assert found.serial == ""


def test_the_vendors_own_words_count_before_the_standards() -> None:
    found = who(
        "Cisco IOS Software, C3560 Software (C3560-M), Version 12.2(55)SE3, RELEASE",
        "9.1.617",
        "1.3.6.1.2.1.16.19.2.0|4|9-M)",
    )
    assert found.firmware == "12.2(55)SE3"


def test_a_device_without_a_description_tells_itself_by_standard_objects() -> None:
    ups = "1.3.6.1.2.1.33.1.1"
    found = who("", "935.10", f"{ups}.2.0|4|93E HV", f"{ups}.3.0|4|2.08.0011")
    assert (found.model, found.firmware, found.vendor) == ("93E HV", "2.08.0011", "Eaton")


def test_vendor_words_below_a_family_of_models_are_found() -> None:
    found = who(
        "ECS2100-28P",
        "259.10.1.43.105",
        "1.3.6.1.4.1.259.10.1.43.1.1.3.1.6.1|4|1.2.2.24",
        "1.3.6.1.4.1.259.10.1.43.1.1.3.1.10.1|4|EC1806001051",
    )
    assert (found.firmware, found.serial) == ("1.2.2.24", "EC1806001051")


def test_an_abbreviated_model_is_written_as_people_write_it() -> None:
    found = who("", "12356.101.1.15000", f"{ENTITY}.5.1|2|3", f"{ENTITY}.13.1|4|FGT_60F")
    assert (found.model, found.vendor) == ("FortiGate 60F", "Fortinet")


def test_a_module_with_a_serial_number_is_a_part_of_the_device() -> None:
    readout = read(
        f"{ENTITY}.2.3|4|1000BaseSX SFP",
        f"{ENTITY}.5.3|2|9",
        f"{ENTITY}.7.3|4|GigabitEthernet0/1",
        f"{ENTITY}.11.3|4|AGM1234A1BC",
        f"{ENTITY}.13.3|4|GLC-SX-MMD",
        f"{ENTITY}.11.4|4|N/A",
    )
    assert of(readout, Module) == [
        Module("GigabitEthernet0/1", "module", "GLC-SX-MMD", "AGM1234A1BC", "", "1000BaseSX SFP")
    ]


@pytest.mark.parametrize(
    ("object_id", "description", "name"),
    [
        ((9, 1, 2694), "Cisco IOS Software [Gibraltar], Catalyst L3 Switch Software", "IOS XE"),
        ((9, 12, 3, 1, 3), "Cisco NX-OS(tm) nxos", "NX-OS"),
        ((9, 1, 359), "Cisco Internetwork Operating System Software IOS (tm) C2950", "IOS"),
        ((9, 6, 1, 1001), "SG350X-24P 24-Port Gigabit PoE Stackable Managed Switch", "CiscoSB"),
        ((248, 11, 2), "Hirschmann BRS - SW: HiOS-2A-09.2.00", "HiOS"),
        ((248, 14, 10, 41), "Hirschmann Railswitch", "Hirschmann"),
        ((8691, 7, 71), "EDS-G516E", "Moxa EtherDevice"),
        ((14988, 2), "CSS326 SwOS v2.18", "SwOS"),
        ((41112, 1, 5), "EdgeOS v1.8.0", "EdgeOS"),
        ((424242,), "what", ""),
    ],
)
def test_the_operating_system_follows_from_object_id_and_description(
    object_id: tuple[int, ...], description: str, name: str
) -> None:
    assert system_of((1, 3, 6, 1, 4, 1, *object_id), description) == name


def test_hostile_descriptions_are_read_in_bounded_time_and_length() -> None:
    texts = ("Cisco IOS " * 5000, "," * 50_000, "Siemens, " + "6" * 40_000, "(" * 30_000, "{a}{b}")
    for text in texts:
        words = words_of(text)
        assert all(len(word) <= MAX_DESCRIPTION for word in words.values())


def test_rules_only_name_words_that_a_device_has() -> None:
    words = {"model", "firmware", "serial", "article", "a", "b"}
    for rule in RULES:
        assert set(rule.pattern.groupindex) | set(rule.formats) <= words
    fields = {"model", "firmware", "serial", "article", "description"}
    assert {scalar.field for scalar in SCALARS} <= fields
    assert all(re.fullmatch(r"\S.*\S", name) for name in VENDORS.values())
