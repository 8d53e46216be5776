"""A recording in many files is one recording; two recordings stay two."""

from __future__ import annotations

import pytest

from audit.capture.series import series_of


@pytest.mark.parametrize("name", [
    "l3/mirror.pcap", "l3/mirror.pcap1", "l3/mirror.pcap12.gz", "l3/mirror_00003.pcap",
    "l3/mirror_00001_20260301120000.pcapng", "l3/mirror_20260301120000_00001.pcapng.zst",
])  # fmt: skip
def test_files_of_one_recording_share_a_series(name: str) -> None:
    assert series_of(name) == "pcap l3/mirror"


@pytest.mark.parametrize("name", [
    "l4/mirror_00001_20260301120000.pcapng", "l3/mirror-2.pcap", "mirror.pcap",
    "l3/mirror-20260301T120000Z.pcap",
])  # fmt: skip
def test_other_places_names_and_days_are_other_series(name: str) -> None:
    assert series_of(name) != "pcap l3/mirror"
