"""What the workbook asks back, and the evidence that findings cite."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from audit.inventory.tables import WorkStatusRow
from audit.records import Stored
from checks import questions
from checks.open_questions import open_questions, to_ask
from checks.question import Who
from checks.records import Outcome
from checks.wanted import offered
from reports.model.annex import AskedRow, Cited, StatusLine
from reports.model.ground import Ground

MOST_CITED = 4000
"""Pieces of evidence listed."""
MOST_LINES = 40
"""Lines up to which the workbook asks; on more, questionnaires do: `plantready ask`."""


def asked_rows(ground: Ground) -> tuple[AskedRow, ...]:
    """The questions of every side, those of one person together."""
    from reports.questions.sheet import how_to_answer

    if len(ground.names) > MOST_LINES or not ground.judgement.scores:
        return ()
    found = open_questions(ground.judgement, ground.facts, questions.ALL)
    return tuple(
        AskedRow(
            row.key, row.line or "plant", str(who), row.text, how_to_answer(row.question),
            row.known, ", ".join(row.checks), row.question.minutes, offered(row.question),
        )
        for who in Who
        for row in to_ask(found, who)[0]
    )  # fmt: skip


def status_lines(ground: Ground) -> tuple[StatusLine, ...]:
    """Every package of the plan and of the status table, the earliest first."""
    said = {(s.record.work_package, s.record.line): s.record
            for s in ground.facts.table(WorkStatusRow)}  # fmt: skip
    planned: dict[tuple[str, str], date] = {}
    for item in ground.plan.tasks if ground.plan else ():
        key = (item.task.work_package, item.task.line)
        if key[0].startswith("WP-"):
            planned[key] = min(item.start, planned.get(key, item.start))
    keys = sorted({*planned, *said}, key=lambda k: (planned.get(k, date.max), k))
    return tuple(_status(ground, key, planned.get(key), said.get(key)) for key in keys)


def _status(
    ground: Ground, key: tuple[str, str], planned: date | None, row: WorkStatusRow | None
) -> StatusLine:
    package, line = key
    return StatusLine(
        package=package,
        work=ground.packages.get(package, package),
        line=line,
        planned=planned,
        state=str(row.state) if row else "not started",
        started_on=row.started_on if row else None,
        done_on=row.done_on if row else None,
        actual_pd=row.actual_pd if row else None,
    )


def cited(ground: Ground, stored: Iterable[Stored]) -> tuple[Cited, ...]:
    """The evidence behind the findings, what fails or warns before what passes."""
    settled = (Outcome.PASS, Outcome.NA, Outcome.NOT_BUILT)
    ordered = sorted(ground.judgement.findings, key=lambda f: f.outcome in settled)
    wanted: dict[int, None] = {}
    for finding in ordered:
        wanted.update(dict.fromkeys(finding.evidence))
        if len(wanted) >= MOST_CITED:
            break
    return tuple(
        Cited(
            item.evidence_id,
            item.observation.source.file,
            item.observation.source.location,
            f"{item.observation.subject} {item.observation.attribute}"[:200],
            str(item.observation.grade),
            item.observation.time.date().isoformat(),
        )
        for item in stored
        if item.evidence_id in wanted
    )
