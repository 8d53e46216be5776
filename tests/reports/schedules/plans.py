"""A plan that tests write and read back, made once."""

from __future__ import annotations

import functools
from dataclasses import replace

from audit.facts.model import PlantFacts
from planning import make_plan
from planning.records import Plan
from tests.planning import build


@functools.cache
def facts() -> PlantFacts:
    """Return the plant's facts, with a country and a name that XML and calendars must escape."""
    found = build.plant().facts()
    case = replace(
        found.case, name="Plant <1>; a, b & \u00fc\u4e2d", country="DE", subdivision="BY"
    )
    return replace(found, case=case)


@functools.cache
def plan() -> Plan:
    """Return a verified plan."""
    made = make_plan(build.judgement(), facts(), time_limit_s=1)
    assert made.problems == ()
    return made
