"""The rules of engagement: what opens, what stays closed, and how a wrong file is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit.net.errors import ScopeError, ScopeMissingError
from audit.net.scope import Scope, in_force, load_scope, scope_schema, standing
from audit.net.sheet import SCOPE_TEMPLATE, scope_sheet
from audit.net.target import DeviceClass, Target
from tests.audit.net.scopes import OPEN, SIGNED, scope, target

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)  # a Monday


def why(given: Scope, of: Target, probe: str = "tcp", now: datetime = NOW) -> str:
    return given.decide(of, probe, now).reason


def test_what_is_signed_open_and_in_time_is_allowed() -> None:
    assert why(scope(), target()) == ""


@pytest.mark.parametrize(
    ("text", "of", "words"),
    [
        ("", target(), "not signed"),
        ("[authorised_by]\nname='x'\nsigned_on=2026-01-01\n", target(), "from when until when"),
        (SIGNED, target(), "in no allowed network"),
        (OPEN, target("127.72.0.1"), "in no allowed network"),
        (OPEN.replace("active", "passive"), target(), "is passive"),
        (OPEN.replace('"server", ', ""), target(), "server devices are not open"),
        (OPEN.replace("tcp = true", ""), target(), "does not open the tcp probe"),
        (OPEN, target("8.8.8.8"), "public address"),
        (OPEN, target("mes.example"), "no IP address"),
        (OPEN, target("127.71.0.9:502"), "no IP address"),
        (OPEN, target(""), "no IP address"),
        (OPEN, target("127.71.0.255"), "not one device"),
        (OPEN, target("127.71.0.0"), "not one device"),
        (OPEN, target("239.1.1.1"), "public address"),
        (OPEN, target("0.0.0.0"), "not one device"),
        (OPEN, target(kind=DeviceClass.SAFETY), "safety equipment is never asked"),
        (OPEN, target(kind=DeviceClass.CONTROLLER), "controllers are passive"),
    ],
)
def test_a_closed_target_is_refused_with_its_reason(text: str, of: Target, words: str) -> None:
    assert words in why(scope(text), of)


def test_a_safety_device_stays_closed_even_when_it_is_opened_by_name() -> None:
    opened = OPEN + '[[controllers]]\nasset = "DEVICE"\npermission = "lead"\n'
    assert "safety" in why(scope(opened), target(kind=DeviceClass.SAFETY))


def test_a_controller_is_opened_by_its_asset_or_its_address_only() -> None:
    plc = target(key="PLC-1", ip="10.1.1.11", kind=DeviceClass.CONTROLLER)
    for entry in ('asset = "PLC-1"', 'address = "127.71.0.9"', 'address = "10.1.1.11"'):
        text = OPEN + f'[[controllers]]\n{entry}\npermission = "lead"\n'
        assert why(scope(text), plc) == ""
    other = OPEN + '[[controllers]]\nasset = "PLC-2"\npermission = "lead"\n'
    assert "controllers are passive" in why(scope(other), plc)


def test_an_exclusion_beats_an_allowance_by_address_plant_address_and_vendor() -> None:
    by_address = scope(OPEN + '[[exclude]]\nnet = "127.71.0.9/32"\nwhy = "safety net"\n')
    assert why(by_address, target()) == "excluded: safety net"
    by_plant = scope(OPEN + '[[exclude]]\nnet = "10.9.0.0/16"\n')
    assert "excluded" in why(by_plant, target(ip="10.9.1.1"))
    by_vendor = scope(OPEN + '[[exclude]]\nmac_oui = "00-30-DE"\n')
    assert "excluded" in why(by_vendor, target(mac="00:30:de:44:10:01"))
    assert why(by_vendor, target(mac="00:30:df:44:10:01")) == ""
    assert why(by_vendor, target(mac="")) == ""


def test_an_ipv4_address_in_ipv6_clothes_is_judged_as_the_ipv4_address() -> None:
    given = scope(OPEN + '[[exclude]]\nnet = "127.71.0.9/32"\nwhy = "safety net"\n')
    assert why(given, target("::ffff:127.71.0.9")) == "excluded: safety net"


def test_before_after_and_outside_the_hours_nothing_is_allowed() -> None:
    text = OPEN + '[[windows]]\ndays = ["Mon"]\nfrom = 06:00:00\nto = 14:00:00\n'
    given = scope(text)
    assert in_force(given, NOW) == ""  # 10:00 where the plant is
    assert in_force(given, NOW + timedelta(hours=4)) == "outside the agreed hours"
    assert in_force(given, NOW + timedelta(days=1)) == "outside the agreed hours"
    assert "valid only from" in in_force(given, datetime(2025, 1, 1, tzinfo=UTC))
    assert "the scope ended" in in_force(given, datetime(2100, 1, 1, tzinfo=UTC))


def test_hours_are_those_of_the_plant_not_of_the_laptop() -> None:
    text = OPEN + '[[windows]]\ndays = ["Mon"]\nfrom = 06:00:00\nto = 14:00:00\n'
    five_utc = datetime(2026, 11, 16, 5, 30, tzinfo=UTC)  # 06:30 at the plant's offset
    assert in_force(scope(text), five_utc) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[valid\n", ":1: "),
        ("[valid]\nfrom = 2027-01-01T00:00:00\nto = 2027-01-02T00:00:00\n", "with an offset"),
        (
            "[valid]\nfrom = 2027-01-02T00:00:00Z\nto = 2027-01-01T00:00:00Z\n",
            "later than `from`",
        ),
        ("[limits]\npause_between_hosts_ms = 1\nretries = 3\n", ":3: limits.retries"),
        ("\n[limits]\nspeed = 3\n", ":3: limits.speed: there is no such key"),
        ("[[allow]]\nnet = '10.0.0.0/24'\n[[allow]]\nnet = '10.0.0.0/8'\n", ":4: allow.1.net"),
        ("[[allow]]\nnet = '10.0.0.0/8'\n", "wider than /16"),
        ("[[allow]]\nnet = '8.8.8.0/24'\n", "public network"),
        ("[[allow]]\nnet = '10.0.0.7/24'\n", "write 10.0.0.0/24 or 10.0.0.7/32"),
        ("[[allow]]\nnet = 'line 1'\n", "is no network"),
        ("[[allow]]\nclasses = ['plc']\nnet = '10.0.0.0/24'\n", "'infra', 'server'"),
        ("[[allow]]\n", ":1: allow.0.net: is missing"),
        ("[[exclude]]\nwhy = 'x'\n", "name a `net` or a `mac_oui`"),
        ("[[exclude]]\nmac_oui = '0:30:de'\n", "no vendor prefix"),
        ("[[controllers]]\nasset = 'P'\n", "who permitted it"),
        ("[[windows]]\ndays = ['Mon']\nfrom = 22:00:00\nto = 06:00:00\n", "two entries"),
        ("[limits]\nconnections_per_host = 4\n", "connections_per_host"),
        ("[limits]\npackets_per_second = 0\n", "packets_per_second"),
    ],
)
def test_a_wrong_file_is_told_with_line_key_and_remedy(
    tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "scope.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScopeError) as error:
        load_scope(path)
    assert words in str(error.value)
    assert str(path) in str(error.value)
    assert "nothing is sent until it is corrected" in str(error.value)


def test_a_missing_and_an_unreadable_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(ScopeMissingError, match="nothing is sent"):
        load_scope(tmp_path / "scope.toml")
    (tmp_path / "scope.toml").write_bytes(b"case = 'a'\nname = '\xfc'\n")
    with pytest.raises(ScopeError, match=r"scope\.toml:2: this is not UTF-8"):
        load_scope(tmp_path / "scope.toml")


def test_an_empty_file_is_a_scope_that_allows_nothing(tmp_path: Path) -> None:
    (tmp_path / "scope.toml").write_text("", encoding="utf-8")
    reasons = standing(load_scope(tmp_path / "scope.toml"), NOW)
    assert len(reasons) == 3
    assert "not signed" in reasons[0]


def test_the_template_of_a_new_case_is_valid_and_allows_nothing() -> None:
    given = scope(SCOPE_TEMPLATE)
    assert standing(given, NOW)
    assert why(given, target()) != ""


def test_the_whole_stands_when_it_is_signed_open_and_in_time() -> None:
    assert standing(scope(), NOW) == ()


def test_the_sheet_names_what_is_open_what_never_is_and_who_signs() -> None:
    text = OPEN + (
        '[[exclude]]\nnet = "10.9.0.0/16"\nwhy = "safety network"\n'
        '[[controllers]]\nasset = "PLC-1"\npermission = "maintenance lead"\n'
        '[[windows]]\ndays = ["Mon", "Tue"]\nfrom = 06:00:00\nto = 14:00:00\n'
    )
    sheet = scope_sheet(scope(text))
    for words in ("127.71.0.0/24", "safety network", "PLC-1: maintenance lead", "plant manager",
                  "Mon, Tue 06:00 to 14:00", "5 packets a second", "2026-11-12"):  # fmt: skip
        assert words in sheet
    assert "______" in scope_sheet(scope(""))


def test_the_schema_forbids_unknown_keys() -> None:
    schema = scope_schema()
    assert schema["additionalProperties"] is False
    assert schema["properties"]["allow"]
