"""Build the report: a judgement, a plan, the facts and the ledger in, one ReportModel out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from audit.facts.model import PlantFacts
from audit.records import Stored
from checks.records import Judgement
from planning.records import Plan
from reports.model import phrases
from reports.model.capabilities import capabilities
from reports.model.cash import money_report
from reports.model.causes import causes, keep, questions, tomorrow, tomorrow_sentence, who_acts
from reports.model.contrast import contrast
from reports.model.copies import copy_warning
from reports.model.doubts import assumptions, disagreements, worth_asking
from reports.model.front import answer, decisions, strip_tallies, tallies
from reports.model.gantt import plan_report
from reports.model.ground import Ground, make_ground
from reports.model.lines import line_report, reconciliation
from reports.model.links import headroom, links_report
from reports.model.marks import LEGEND
from reports.model.matrix import baseline_report, matrix
from reports.model.netmap import network_map
from reports.model.paths import path_report
from reports.model.records import DecisionRow, NextStep, Question
from reports.model.report import SCHEMA_VERSION, ReportModel
from reports.model.rest import LedgerLine, annex
from reports.model.risks import left_out, risks
from reports.model.robust import robustness
from reports.model.rooms import room_report
from reports.model.since import Earlier, since
from reports.model.trend import Audit, trend
from reports.model.whole import programme
from reports.model.words import count, day, listed, shorten, tidy

NEXT_DAYS = 10
QUESTIONS_NEXT = 6
"""Open questions that the next ten days take on."""


def build_report(
    judgement: Judgement,
    plan: Plan | None,
    facts: PlantFacts,
    ledger: Sequence[LedgerLine],
    *,
    tool_version: str,
    made_on: date,
    evidence: Sequence[Stored] = (),
    classification: str = "internal",
    prepared_for: str = "",
    prepared_by: str = "",
    rules: str = "",
    earlier: Earlier | None = None,
    history: Sequence[Audit] = (),
) -> ReportModel:
    """Compute every number and sentence of the report; every text in it is cleaned and bounded.

    `evidence` gives the evidence page its file hashes; without it the page lists the inventory's
    files only. `rules` are the rules of engagement as the client signs them; `earlier` is the audit
    that this one is compared with, `history` the kept ones of all earlier days.
    """
    ground = make_ground(judgement, plan, facts)
    rows, open_text = questions(ground)
    found, more = causes(ground)
    conditions = matrix(ground)
    first = tomorrow(ground)
    due = decisions(ground)
    steps, steps_text = next_days(ground, rows, due)
    case = facts.case
    front, firm, dangers = answer(ground), robustness(ground), risks(ground)
    turns: dict[str, tuple[str, ...]] = {}
    for flip in firm.flips:
        turns[flip.line] = (*turns.get(flip.line, ()), flip.sentence)
    lines = tuple(line_report(ground, name, turns) for name in ground.others)
    return tidy(
        ReportModel(
            schema_version=SCHEMA_VERSION,
            case_id=case.case_id,
            case_name=shorten(case.name or case.case_id, 120),
            classification=classification,
            currency=case.currency,
            as_of=judgement.as_of,
            as_of_text=day(judgement.as_of),
            made_on=made_on,
            made_on_text=day(made_on),
            tool_version=tool_version,
            dataset_hash=judgement.dataset_hash,
            hash_short=judgement.dataset_hash[:12],
            use_cases=ground.uses,
            names=ground.names,
            pilot=next(iter(ground.pilots), None),
            answer=front,
            causes=found,
            causes_more=more,
            baseline=baseline_report(ground, conditions),
            matrix_lines=ground.others,
            matrix=conditions,
            legend=LEGEND,
            lines=lines,
            plan=plan_report(ground),
            no_plan=_no_plan(ground),
            money=money_report(ground),
            tomorrow=first,
            tomorrow_sentence=tomorrow_sentence(first),
            keep=keep(ground),
            next_days=steps,
            next_days_text=steps_text,
            questions=rows,
            questions_text=open_text,
            decisions=due,
            later_decisions=tuple(d for d in due if d.by > last_of_next_days(ground)),
            annex=annex(ground, ledger, evidence, rules),
            reconciliation=_total(ground),
            tallies=tallies(ground),
            strip_tallies=strip_tallies(front.strip),
            robust=firm,
            risks=dangers,
            risks_text=phrases.RISKS if dangers else phrases.RISK_NONE,
            links=links_report(ground),
            headroom=headroom(ground),
            rooms=room_report(ground),
            network=network_map(ground),
            asked_first=worth_asking(rows),
            asked_first_text=phrases.FIRST if rows else "",
            disagreements=disagreements(ground),
            assumptions=assumptions(ground),
            left_out=left_out(ground),
            prepared_for=prepared_for,
            prepared_by=prepared_by,
            owners=who_acts(ground),
            paths=path_report(ground),
            contrast=contrast(ground),
            copying=copy_warning(ground),
            capabilities=capabilities(ground),
            trend=trend(ground, history),
            programme=programme(ground, lines, evidence),
            since=since(earlier, judgement.findings, judgement.as_of) if earlier else None,
        )
    )


def _total(ground: Ground) -> str:
    """`30 checks on 4 lines for 2 use cases: 240 answers = 120 pass + …`."""
    found = ground.judgement.findings
    checks = len({f.check.check_id for f in found})
    lines, uses = len({f.line for f in found}), len({f.use_case for f in found})
    on = f"{count(checks, 'check')} on {count(lines, 'line')} for {count(uses, 'use case')}"
    return f"{on}: {reconciliation(found)}."


def _no_plan(ground: Ground) -> str:
    plan = ground.plan
    if plan is None:
        return "There is no plan yet: `plantready plan` makes one from this judgement."
    if plan.tasks:
        return ""
    if plan.conflicts:
        return f"No plan fits. These cannot hold together: {listed(plan.conflicts)}."
    return "Nothing has to be done: the plan has no task."


def next_days(
    ground: Ground, rows: Sequence[Question], due: Sequence[DecisionRow]
) -> tuple[tuple[NextStep, ...], str]:
    """What starts, what must be decided and what should be asked within ten working days."""
    plan = ground.plan
    first = plan.start if plan else ground.judgement.as_of
    last = last_of_next_days(ground)
    steps = [
        NextStep(s.start, day(s.start), _task(ground, s.task.task_id, s.task.name, s.task.line),
                 listed(s.task.crews), "do")
        for s in (plan.tasks if plan else ())
        if first <= s.start <= last and not s.task.done
    ]  # fmt: skip
    steps += [NextStep(d.by, d.by_text, d.what, d.who, "decide") for d in due if d.by <= last]
    wanted = [q for q in rows if q.minutes and q.gate] or [q for q in rows if q.minutes]
    steps += [
        NextStep(first, day(first), f"{q.ask} ({q.lines}, {q.minutes_text})", q.who, "ask")
        for q in wanted[:QUESTIONS_NEXT]
    ]
    order = ("decide", "ask", "do")
    steps.sort(key=lambda step: (step.day, order.index(step.kind), step.what))
    text = f"From {day(first)} to {day(last)}."
    if first == date.min:
        text = "Nothing has been imported or measured yet, so no day is known."
    return tuple(steps), text if steps else f"{text} Nothing is due."


def last_of_next_days(ground: Ground) -> date:
    """The tenth working day, counted from the plan's start."""
    first = ground.plan.start if ground.plan else ground.judgement.as_of
    return _working_days(first, NEXT_DAYS)


def _task(ground: Ground, task_id: str, name: str, line: str) -> str:
    where = ground.name(line).name if line else "whole plant"
    return f"{name} ({where})" if name else task_id


def _working_days(first: date, number: int) -> date:
    """The last of `number` working days, the first one included."""
    last, left = first, number - (first.weekday() < 5)
    while left:
        last += timedelta(days=1)
        left -= last.weekday() < 5
    return last
