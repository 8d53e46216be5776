"""The plan for MS Project and ProjectLibre."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from reports.errors import ReportError
from reports.handover import Handover
from reports.schedules import project_xml


def files(given: Handover) -> Iterator[tuple[str, bytes]]:
    """`plan.xml`; dated by the audit, so that the same plan gives the same bytes."""
    if given.plan is None:
        raise ReportError("plan.xml was not written: there is no plan; run `plantready plan`")
    made = datetime.combine(given.judgement.as_of, time(), UTC)
    yield "plan.xml", project_xml(given.plan, given.facts, made_on=made).encode()
