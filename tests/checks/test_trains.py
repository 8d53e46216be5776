"""The shipped table of switch and firewall software: which release a version belongs to."""

from __future__ import annotations

from datetime import date

import pytest

from checks.trains import train_of

AS_OF = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("vendor", "software", "release"),
    [
        ("Cisco", "17.9.4", "17.9"),
        ("cisco Systems", "17.09.04a", "17.9"),
        ("Cisco", "IOS XE 16.12.5b", "16.12"),
        ("Cisco", "17.12", "17.12"),
        ("Fortinet", "v7.2.8 build1639", "7.2"),
        ("Palo Alto Networks", "11.1.13-h2", "11.1"),
    ],
)
def test_a_version_belongs_to_its_release(vendor: str, software: str, release: str) -> None:
    train = train_of(vendor, software, AS_OF)
    assert train is not None
    assert train.release == release
    assert train.said.endswith(f"checked on {train.checked_on}")


@pytest.mark.parametrize(
    ("vendor", "software"),
    [
        ("Cisco", "12.2(55)SE9"),
        ("Cisco", "15.2(7)E9"),
        ("Cisco", "117.9"),
        ("Cisco", ""),
        ("Siemens", "17.9.4"),
        ("", "7.2"),
    ],
)
def test_another_makers_or_familys_version_is_in_no_table(vendor: str, software: str) -> None:
    assert train_of(vendor, software, AS_OF) is None


def test_a_table_that_nobody_checked_for_years_says_nothing() -> None:
    assert train_of("Cisco", "17.9.4", date(2028, 11, 1)) is not None
    assert train_of("Cisco", "17.9.4", date(2029, 6, 1)) is None
