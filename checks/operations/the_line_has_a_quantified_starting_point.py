"""OPS-05: what is known of the line's key figure before the use case comes.

Question: does the line have a quantified starting point?
Yes: 13 weeks or more of the use case's key figure from a system. Warn: 4 to 13 weeks, or a manual
log. No: less than 4 weeks, or estimates only.

Example: 9 weeks of `unplanned stops in h per month` from the shift book: warn.
"""

from __future__ import annotations

from audit.facts.model import Stated
from audit.inventory.tables import KpiRow, UseCaseRow
from audit.inventory.tables.site import HistorySource
from audit.records import Unknown, Why
from checks.ground import answer, listed, unknown
from checks.needed import same_name
from checks.records import (
    Answer,
    Asked,
    Check,
    GateRule,
    Outcome,
    Severity,
    Target,
    Theme,
    Threshold,
)
from checks.remembered import rows_where
from checks.replied import chosen
from checks.signals import dated

QUESTION_ID = "kpi_history"
RECORDED = "downtime"
"""The method of key figures that were added up from a list of stops."""
CHOICES = {
    "13 weeks or more, from a system": Outcome.PASS,
    "4 to 13 weeks, or from a manual log": Outcome.WARN,
    "less than 4 weeks, or estimates only": Outcome.FAIL,
}
_ORDER = (Outcome.PASS, Outcome.WARN, Outcome.UNKNOWN, Outcome.FAIL)


def judge(asked: Asked) -> Answer:
    """Judge the histories of the use case's key figure; the best of them counts."""
    rows = [row for row in rows_where(asked.facts, KpiRow, "line", asked.line)
            if row.record.use_case in ("", asked.use_case)]  # fmt: skip
    wanted, limits = _wanted(asked), asked.limits
    # Stops are recorded anyhow; they say nothing where another key figure is wanted.
    rows = [row for row in rows if row.method != RECORDED or same_name(row.record.kpi, wanted)]
    expected = (
        f"{asked.line}: {limits['pass_weeks']:g} weeks of the key figure from a system expected"
    )
    if not rows:
        return chosen(asked, QUESTION_ID, expected, CHOICES)
    own = [row for row in rows if wanted and same_name(row.record.kpi, wanted)]
    if wanted and not own:
        names = listed(sorted({row.record.kpi for row in rows}))
        text = f'{expected}; of "{wanted}" there is no history, only of {names}'
        return unknown(Why.NO_EVIDENCE, "history of the use case's key figure", text,
                       dated(rows, (row.record.until for row in rows)))  # fmt: skip
    targets = [(_target(asked, row), row) for row in own or rows]
    best, row = min(targets, key=lambda pair: (_ORDER.index(pair[0].outcome), _weeks(pair[1])))
    on = dated([row], [row.record.until])
    text = f"{expected}; {best.sentence}"
    if best.why is not None:
        return unknown(best.why.why, best.why.detail, text, on)
    weeks = row.record.weeks or 0.0
    return answer(best.outcome, text, on, measured=f"{weeks:g} weeks", value=weeks)


def _weeks(row: Stated[KpiRow]) -> float:
    return -(row.record.weeks or 0.0)


def _wanted(asked: Asked) -> str:
    for row in asked.facts.table(UseCaseRow):
        if row.record.use_case == asked.use_case:
            return row.record.kpi
    return ""


def _target(asked: Asked, row: Stated[KpiRow]) -> Target:
    record, limits = row.record, asked.limits
    if record.source is HistorySource.ESTIMATE:
        text = f'"{record.kpi}" is estimated only'
        return Target(record.kpi, Outcome.FAIL, text)
    if record.weeks is None:
        text = f'for how many weeks "{record.kpi}" is recorded is not said'
        return Target(record.kpi, Outcome.UNKNOWN, text, Unknown(Why.NOT_ASKED, "weeks is empty"))
    text = f'{record.weeks:g} weeks of "{record.kpi}"'
    if record.weeks < limits["warn_weeks"]:
        return Target(record.kpi, Outcome.FAIL, text)
    if record.source is HistorySource.UNSAID:
        text = f"{text}, from where is not said"
        return Target(record.kpi, Outcome.UNKNOWN, text, Unknown(Why.NOT_ASKED, "source is empty"))
    manual = record.source is HistorySource.MANUAL
    text = f"{text} from {record.system or record.source}"
    good = record.weeks >= limits["pass_weeks"] and not manual
    return Target(record.kpi, Outcome.PASS if good else Outcome.WARN, text)


CHECK = Check(
    check_id="OPS-05",
    theme=Theme.OPERATIONS,
    title="The line has a quantified starting point",
    question="What is known of the line's key figure before the use case comes?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=7,
    work_packages=("WP-34",),
    max_age_days=180,
    thresholds=(
        Threshold("pass_weeks", 13, "weeks", "from a system: pass from", "D"),
        Threshold("warn_weeks", 4, "weeks", "below this it fails", "D"),
    ),
    basis="project method; weeks: project default",
    so_what="Without a before there is no after: the benefit is whatever each side likes to say.",
    remedy="Switch the counter on today; it costs nothing and every week counts.",
    closes_unknown="Weekly values of the key figure for the last quarter, with the system they come"
    " from",
    closes_minutes=30,
    closes_who="process engineer of the line",
    judge=judge,
    scope="line",
)
