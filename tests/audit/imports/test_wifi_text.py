"""Texts of netsh, iw and airport: readings in any display language, nothing assumed."""

from __future__ import annotations

from typing import Any

import pytest

from audit.imports.contract import UnreadableFileError
from audit.imports.registry import named
from audit.imports.wifi.readings import channel_of, security_of
from audit.records import Grade
from tests.audit.imports.files import raw, remarks, rows
from tests.audit.imports.sampled import imported, sample


def _tables(name: str, importer: str) -> tuple[list[dict[str, Any]], dict[str, str]]:
    found = rows(imported(sample(f"wifi/{name}"), importer))
    survey = [row for row in found if "rssi_dbm" in row]
    return survey, {row["ssid"]: row["security"] for row in found if "security" in row}


def test_netsh_is_read_with_every_access_point() -> None:
    survey, networks = _tables("netsh_en.txt", "netsh")
    assert [row["bssid"][-2:] for row in survey] == ["02", "12", "03", "04"]
    assert [row["rssi_dbm"] for row in survey] == [-59.5, -50.0, -80.0, -85.0]
    assert [row["channel"] for row in survey] == [36, 6, 11, 1]
    assert {row["zone"] for row in survey} == {"netsh_en"}
    assert networks == {"RIV-OT": "WPA2-Enterprise", "guests: all": "open"}


def test_percent_is_worth_less_and_its_ceiling_is_said() -> None:
    found = imported(sample("wifi/netsh_en.txt"), "netsh")
    assert found.observations[0].grade is Grade.B
    assert "4 of 4 signals were percent, taken as q/2-100; 1 of them at 100 %" in remarks(found)
    assert "4 of 4 readings without noise" in remarks(found)


@pytest.mark.parametrize(
    ("name", "place", "reading", "security"),
    [
        ("netsh_de.txt", ("Z2", 4.5, 12.0), (-69.0, 6), "WPA2-PSK"),
        ("netsh_ja.txt", ("netsh_ja", None, None), (-55.0, 44), "WPA3-Enterprise"),
        ("netsh_interfaces_fr.txt", ("netsh_interfaces_fr", None, None), (-52.0, 36),
         "WPA2-Enterprise"),
    ],
)  # fmt: skip
def test_netsh_is_read_in_any_language(
    name: str, place: tuple[object, ...], reading: tuple[object, ...], security: str
) -> None:
    survey, networks = _tables(name, "netsh")
    (row,) = survey
    assert (row["zone"], row["x"], row["y"]) == place
    assert (row["rssi_dbm"], row["channel"]) == reading
    assert row["bssid"] == "68:7d:b4:03:0a:02"
    assert list(networks.values()) == [security]


def test_netsh_redirected_by_a_shell_as_utf_16_is_read() -> None:
    text = sample("wifi/netsh_de.txt").data.decode()
    found = imported(raw("s.txt", text.replace("\n", "\r\n").encode("utf-16")), "netsh")
    assert found.used == 1


def test_the_adapters_own_address_is_no_access_point() -> None:
    survey, _ = _tables("netsh_interfaces_fr.txt", "netsh")
    assert "02:00:00:00:00:01" not in {row["bssid"] for row in survey}


def test_iw_takes_the_noise_of_the_same_frequency_and_no_other() -> None:
    survey, networks = _tables("iw_scan.txt", "iw")
    assert [(r["rssi_dbm"], r["noise_dbm"], r["channel"]) for r in survey] == [
        (-59.0, -95.0, 36),
        (-71.0, None, 6),
    ]
    assert networks == {"RIV-OT": "WPA2-Enterprise", "café": "open"}


def test_iw_link_is_one_reading_measured_in_dbm() -> None:
    found = imported(sample("wifi/iw_link.txt"), "iw")
    assert found.observations[0].grade is Grade.A
    assert rows(found)[0]["rssi_dbm"] == -52.0


def test_airport_reads_names_with_blanks_and_short_addresses() -> None:
    survey, networks = _tables("airport_scan.txt", "airport")
    assert [(r["ssid"], r["bssid"], r["channel"]) for r in survey] == [
        ("RIV-OT", "68:7d:b4:03:0a:02", 36),
        ("guests in B2", "68:7d:b4:03:0a:03", 6),
    ]
    assert networks == {"RIV-OT": "WPA2-Enterprise", "guests in B2": "open"}


@pytest.mark.parametrize("name", ["airport_info.txt", "profiler_de.txt"])
def test_the_noise_of_a_mac_is_taken(name: str) -> None:
    survey, networks = _tables(name, "airport")
    row = survey[0]
    assert (row["ssid"], row["rssi_dbm"], row["noise_dbm"]) == ("RIV-OT", -52.0, -92.0)
    assert row["channel"] == 36
    assert networks["RIV-OT"].startswith("WPA2")


def test_words_of_security_that_are_not_understood_leave_the_login_open() -> None:
    assert security_of("WPA2 Hölynpöly", "CCMP") == "WPA2"
    assert security_of("WPA-Personal", "TKIP") == "WPA-PSK TKIP"
    assert security_of("", "") == ""


@pytest.mark.parametrize(
    ("mhz", "channel"), [(2412, 1), (2484, 14), (5180, 36), (5955, 1), (6115, 33), (900, None)]
)
def test_frequencies_are_channels(mhz: int, channel: int | None) -> None:
    assert channel_of(mhz) == channel


def test_a_text_without_access_points_says_what_to_save() -> None:
    with pytest.raises(UnreadableFileError, match="whole output of netsh"):
        named("netsh").read(raw("n.txt", "The wireless service is not running.\n"))


def test_a_huge_text_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="larger than"):
        named("iw").read(raw("n.txt", b" " * (33 * 2**20)))


def test_a_cut_text_gives_what_is_whole_and_says_what_is_not() -> None:
    text = sample("wifi/netsh_en.txt").data.decode()
    cut = text[: text.index("Signal", text.index("0a:12"))]
    found = imported(raw("cut.txt", cut), "netsh")
    assert found.used == 1
    assert "no signal strength of 68:7d:b4:03:0a:12" in remarks(found)
