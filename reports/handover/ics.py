"""Standstills and go-lives of the plan as a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from reports.errors import ReportError
from reports.handover import Handover
from reports.schedules import calendar_text


def files(given: Handover) -> Iterator[tuple[str, bytes]]:
    """`plan.ics`; dated by the audit, so that the same plan gives the same bytes."""
    if given.plan is None:
        raise ReportError("plan.ics was not written: there is no plan; run `plantready plan`")
    case = given.facts.case
    stamp = datetime.combine(given.judgement.as_of, time(), UTC)
    name = case.name or case.case_id
    text = calendar_text(given.plan, case_id=case.case_id, name=name, stamp=stamp)
    yield "plan.ics", text.encode()
