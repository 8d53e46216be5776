"""Windows of one sensor: joined where they follow each other, never across a gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from audit.facts.listening import with_joined
from audit.facts.model import Seen
from audit.payloads import Coverage
from audit.records import Grade

START = datetime(2026, 3, 1, tzinfo=UTC)


def window(
    number: int, hours: float, until: float, sensor: str = "zeek", mirror: str = "",
    grade: Grade = Grade.A, what: str = "capture",
) -> Seen[Coverage]:  # fmt: skip
    """Make a window from hours after the start."""
    first, last = (START + timedelta(hours=h) for h in (hours, until))
    coverage = Coverage(
        what, first.isoformat(), last.isoformat(), 10, seconds=(until - hours) * 3600,
        mirror=mirror, sensor=sensor,
    )  # fmt: skip
    return Seen("", coverage, number, grade, last, "zeek")


def test_windows_that_follow_each_other_are_one_more() -> None:
    windows = (window(1, 0, 1), window(2, 1.2, 2, mirror="uplink"), window(3, 1.9, 3))
    *own, joined = with_joined(windows)
    assert tuple(own) == windows
    assert (joined.value.seconds, joined.value.packets) == (3 * 3600, 30)
    assert joined.value.end == windows[2].value.end
    assert (joined.value.mirror, joined.evidence) == ("uplink", 3)


def test_a_gap_of_an_hour_parts_them() -> None:
    windows = (window(1, 0, 1), window(2, 2, 3), window(3, 3, 4))
    (joined,) = with_joined(windows)[3:]
    assert joined.value.seconds == 2 * 3600


def test_other_sensors_other_kinds_and_files_by_themselves_stay_apart() -> None:
    windows = (window(1, 0, 1), window(2, 1, 2, sensor="b"), window(3, 1, 2, what="log"))
    assert with_joined(windows) == windows
    alone = (window(1, 0, 1, sensor=""), window(2, 1, 2, sensor=""))
    assert with_joined(alone) == alone


def test_a_joined_window_is_as_good_as_its_worst_part() -> None:
    windows = (window(1, 0, 1, grade=Grade.B), window(2, 1, 2))
    assert with_joined(windows)[-1].grade is Grade.B


def test_windows_without_times_are_left_alone() -> None:
    broken = Seen("", Coverage("capture", sensor="zeek"), 1, Grade.A, START, "zeek")
    assert with_joined((broken, broken)) == (broken, broken)


def test_rates_of_a_joined_window_are_those_of_all_its_parts() -> None:
    quiet, loud = window(1, 0, 3), window(2, 3, 4)
    quiet = replace(quiet, value=replace(quiet.value, broadcast_peak=9, broadcast_mean=1.0))
    loud = replace(loud, value=replace(loud.value, broadcast_peak=70, broadcast_mean=5.0))
    joined = with_joined((loud, quiet, window(3, 4, 5)))[-1].value
    assert (joined.broadcast_peak, joined.broadcast_mean) == (70, 2.0)
    assert joined.multicast_peak is None
    assert joined.multicast_mean is None
