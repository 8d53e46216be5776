"""Rounds stay on their grid through sleep, resume and a clock that is set."""

from __future__ import annotations

import pytest

from audit.sampling.beat import Beat, Moment, now, seconds_of


def at(seconds: float, *, slept: float = 0.0, set_by: float = 0.0) -> Moment:
    """So long after the start, of which so much was slept; the wall clock was set by so much."""
    return Moment(1e9 + seconds + set_by, 50.0 + seconds - slept, 700.0 + seconds)


def started(every_s: float = 300, total_s: float = 3600) -> Beat:
    beat = Beat(at(0), every_s, total_s)
    assert beat.wait_s(at(0)) == 0
    assert beat.take(at(0)) == ()
    return beat


@pytest.mark.parametrize(
    ("text", "seconds"), [("8h", 28800), ("5m", 300), ("30s", 30), ("1h30m", 5400), (" 2H ", 7200)]
)
def test_durations_are_read_as_people_write_them(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "0h", "8", "-5m", "5 minutes", "1.5h", "m"])
def test_what_is_no_duration_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="is no duration"):
        seconds_of(text)


def test_a_shift_has_its_rounds_and_then_it_is_over() -> None:
    beat, rounds = started(300, 3600), 1
    while (wait_s := beat.wait_s(at(300.0 * (rounds - 1) + 1))) is not None:
        assert wait_s == pytest.approx(299)
        assert beat.take(at(300.0 * rounds)) == ()
        rounds += 1
    assert rounds == 13
    assert beat.missed == 0


def test_a_late_round_does_not_move_the_ones_after_it() -> None:
    beat = started()
    beat.take(at(370))
    assert beat.wait_s(at(371)) == pytest.approx(229)


def test_what_was_slept_through_is_told_and_not_caught_up() -> None:
    beat = started()
    beat.take(at(300))
    told = beat.take(at(2000, slept=1690))
    assert told == ("the computer slept for 1690 s", "4 rounds were missed")
    assert beat.missed == 4
    assert beat.wait_s(at(2001, slept=1690)) == pytest.approx(99)


@pytest.mark.parametrize(("by", "word"), [(3600.0, "forward"), (-3600.0, "back")])
def test_a_clock_that_is_set_is_told_and_moves_no_round(by: float, word: str) -> None:
    beat = started()
    assert beat.take(at(300, set_by=by)) == (f"the clock was set {word} by 3600 s",)
    assert beat.wait_s(at(301, set_by=by)) == pytest.approx(299)
    assert beat.missed == 0


def test_where_the_wall_is_the_only_clock_setting_it_back_begins_the_grid_anew() -> None:
    beat = Beat(Moment(1000, 0, 1000), 300, 3600)
    beat.take(Moment(1000, 0, 1000))
    assert beat.take(Moment(400, 300, 400)) == ("the clock was set back by 600 s",)
    assert beat.wait_s(Moment(401, 301, 401)) == pytest.approx(299)


def test_a_night_asleep_ends_the_shift_with_one_last_round() -> None:
    beat = started()
    beat.take(at(40_000, slept=39_000))
    assert beat.wait_s(at(40_001, slept=39_000)) is None


def test_the_real_clocks_go_forward() -> None:
    first, second = now(), now()
    assert second.elapsed >= first.elapsed
    assert second.awake >= first.awake
