import pytest

from audit.switches.commands import expand, is_reading
from audit.switches.words import clean, mac_text, span_s, vlan_list


@pytest.mark.parametrize(
    "text",
    ["00:1b:1b:30:04:11", "00-1B-1B-30-04-11", "001b.1b30.0411", "001b1b-300411", "0:1b:1b:30:4:11",
     "001b-1b30-0411", "001b1b300411"],
)  # fmt: skip
def test_every_way_to_write_a_mac_is_one(text: str) -> None:
    assert mac_text(text) == "00:1b:1b:30:04:11"


@pytest.mark.parametrize(
    "text", ["", "Gi0/1", "00:1b:1b:30:04", "0000.0000.0000", "12345678901234"]
)
def test_what_is_no_mac_is_empty(text: str) -> None:
    assert mac_text(text) == ""


def test_vlan_lists() -> None:
    assert vlan_list("1,10-12 20") == (1, 10, 11, 12, 20)
    assert vlan_list("4090-4096") == (4090, 4091, 4092, 4093, 4094)
    assert vlan_list("ALL") is None


def test_spans() -> None:
    assert span_s("1 year, 2 weeks, 3 days, 1 hour") == (365 + 14 + 3) * 86400 + 3600
    assert span_s("never") is None


def test_placeholders_are_empty() -> None:
    assert clean("<private>") == ""
    assert clean(" a\x00b\r\nc ") == "a b c"


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("sh ver", "show version"),
        ("sh mac add", "show mac address-table"),
        ("show mac-address-table", "show mac-address-table"),
        ("sh run", "show running-config"),
        ("sh int status", "show interfaces status"),
        ("SHOW VLAN BRIEF", "show vlan brief"),
        ("show lldp neighbors detail | include x", "show lldp neighbors detail"),
        ("show ip route", ""),
        ("configure terminal", ""),
    ],
)
def test_abbreviated_commands_are_expanded(typed: str, command: str) -> None:
    assert expand(typed)[1] == command


def test_reading_commands_are_told_from_others() -> None:
    assert is_reading("sh ip route") and is_reading("display version")
    assert not is_reading("s x") and not is_reading("write memory")
