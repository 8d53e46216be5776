"""Public holidays: known ones are free, strangers are refused with the place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from planning import make_plan
from planning.days_off import public_holidays
from planning.errors import HolidayError
from tests.planning import build

YEAR = date(2027, 1, 1), date(2027, 12, 31)


def test_a_state_has_its_own_holidays() -> None:
    bavaria, nation = (public_holidays("DE", part, *YEAR) for part in ("BY", ""))
    assert date(2027, 1, 6) in bavaria
    assert date(2027, 1, 6) not in nation
    assert date(2027, 3, 26) in nation
    assert bavaria == tuple(sorted(bavaria))


def test_without_a_country_every_weekday_is_worked() -> None:
    assert public_holidays("", "", *YEAR) == ()


@pytest.mark.parametrize(
    ("country", "part", "words"),
    [("XX", "", "case.toml: country"), ("DE", "QQ", "BY"), ("", "BY", "belongs to no country")],
)
def test_an_unknown_place_is_refused_with_what_to_do(country: str, part: str, words: str) -> None:
    with pytest.raises(HolidayError, match=words):
        public_holidays(country, part, *YEAR)


def test_a_plan_works_around_the_holidays_of_its_country() -> None:
    facts = build.plant().facts()
    facts = replace(facts, case=replace(facts.case, country="DE", subdivision="BY"))
    plan = make_plan(build.judgement(), facts, time_limit_s=2)
    assert plan.problems == ()
    off = set(public_holidays("DE", "BY", *YEAR))
    worked = [i for i in plan.tasks if i.task.downtime_h <= 0]
    assert not off & {day for i in worked for day in (i.start, i.finish)}
    free = make_plan(build.judgement(), build.plant().facts(), time_limit_s=2)
    assert sum((i.finish - i.start).days for i in plan.tasks) >= sum(
        (i.finish - i.start).days for i in free.tasks
    )
