"""The tables of what follows: judgement and plan in, findings, scores, tasks and money out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from checks.records import (
    Bearing,
    EconomicFlag,
    Finding,
    Judgement,
    Outcome,
    Relation,
    Severity,
    Verdict,
)
from planning.records import Plan, TaskKind
from reports.tables.table import Column, Kind, Needs, Table

_Rows = Iterable[tuple[Any, ...]]


def _findings(judgement: Judgement) -> _Rows:
    for f in judgement.findings:
        yield (
            *(f.line, f.use_case, f.check.check_id, f.outcome, _reason(f), f.sentence),
            *(f.check.severity, f.gate, f.relation, ";".join(f.check.work_packages), f.evidence),
        )


def _reason(finding: Finding) -> str:
    """Why it is unknown, and who accepted it as a risk."""
    parts = [finding.why.code] if finding.why is not None else []
    if waiver := finding.waiver:
        parts.append(f"waived until {waiver.expires} by {waiver.approver}: {waiver.reason}")
    return "; ".join(parts)


def _scores(judgement: Judgement) -> _Rows:
    for s in judgement.scores:
        yield (
            *(s.line, s.use_case, s.verdict, s.economic_flag, s.blockers),
            *(s.foundation.low, s.foundation.high, s.foundation.coverage),
            *(s.index, s.cap_reason, s.first_blocker_domain),
        )


def _conditions(judgement: Judgement) -> _Rows:
    for b in judgement.baselines:
        for c in b.conditions:
            yield (
                *(b.use_case, judgement.pilot_of(b.use_case), c.condition_id, c.kind),
                *(c.statement, c.check_id, c.bearing, c.pilot_value, c.needed_value),
                *(c.scaffolding, c.pilot_outcome, c.verified, b.signed_by, b.signed_on),
            )


def _plan(plan: Plan) -> _Rows:
    for planned in plan.tasks:
        task = planned.task
        yield (
            *(task.task_id, task.work_package, task.kind, task.scope, task.line, task.crews),
            *(planned.start, planned.finish, planned.window, task.effort_pd, task.cost),
            *(task.clears, planned.why_here, planned.slack_days),
        )


def _money(plan: Plan) -> _Rows:
    for row in plan.money:
        yield row.period, row.line, row.cost, row.benefit, row.cumulative, row.scenario


FINDINGS = Table(
    "findings",
    "What one check says of one line for one use case.",
    (
        Column("line"),
        Column("use_case"),
        Column("check_id"),
        Column("status", allowed=tuple(Outcome)),
        Column("reason"),
        Column("sentence"),
        Column("severity", allowed=tuple(Severity)),
        Column("gate", Kind.YES_NO),
        Column("relation", allowed=tuple(Relation)),
        Column("work_package"),
        Column("evidence", Kind.WHOLES),
    ),
    Needs.JUDGEMENT,
    _findings,
)
SCORES = Table(
    "scores",
    "Verdict and number of one line and use case; low, high and coverage are the foundation's.",
    (
        Column("line"),
        Column("use_case"),
        Column("verdict", allowed=tuple(Verdict)),
        Column("economic_flag", allowed=tuple(flag for flag in EconomicFlag if flag)),
        Column("blockers", Kind.TEXTS),
        Column("low", Kind.NUMBER),
        Column("high", Kind.NUMBER),
        Column("coverage", Kind.NUMBER),
        Column("index", Kind.WHOLE),
        Column("cap_reason"),
        Column("first_blocker_domain"),
    ),
    Needs.JUDGEMENT,
    _scores,
)
CONDITIONS = Table(
    "conditions",
    "What made a pilot work, as judged on that pilot: one condition of one use case.",
    (
        Column("use_case"),
        Column("pilot_line"),
        Column("condition_id"),
        Column("kind"),
        Column("statement"),
        Column("check_id"),
        Column("bearing", allowed=tuple(Bearing)),
        Column("pilot_value"),
        Column("needed_value"),
        Column("scaffolding"),
        Column("pilot_status", allowed=tuple(Outcome)),
        Column("verified", Kind.YES_NO),
        Column("signed_by"),
        Column("signed_on", Kind.DAY),
    ),
    Needs.JUDGEMENT,
    _conditions,
)
PLAN = Table(
    "plan",
    "One task of the plan; both days are worked on.",
    (
        Column("task_id"),
        Column("work_package"),
        Column("kind", allowed=tuple(TaskKind)),
        Column("scope"),
        Column("line"),
        Column("crew", Kind.TEXTS),
        Column("start", Kind.DAY),
        Column("finish", Kind.DAY),
        Column("window"),
        Column("effort_pd", Kind.NUMBER),
        Column("cost", Kind.NUMBER),
        Column("clears", Kind.TEXTS),
        Column("why_here"),
        Column("slack_days", Kind.WHOLE),
    ),
    Needs.PLAN,
    _plan,
)
MONEY = Table(
    "money",
    "Money of one week and line; an empty line is work for the whole plant.",
    (
        Column("period", Kind.DAY),
        Column("line"),
        Column("cost", Kind.NUMBER),
        Column("benefit", Kind.NUMBER),
        Column("cumulative", Kind.NUMBER),
        Column("scenario"),
    ),
    Needs.PLAN,
    _money,
)
ALL = (FINDINGS, SCORES, CONDITIONS, PLAN, MONEY)
