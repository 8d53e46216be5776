"""What can stop the programme: budgets that end, people who leave, lead times, stall signals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from audit.inventory.tables import BudgetRow, KnowledgeRow
from checks.records import Finding, Outcome, Theme
from planning.records import Plan, Scheduled
from reports.model import phrases
from reports.model.ground import Ground
from reports.model.items import seen_text
from reports.model.outlook import LeftOutRow, Risk
from reports.model.words import clip, count, day, money, readable, sentence, some

MOST = 5
LONGEST = 190
STALLS = ("OPS-13", "OPS-12", "OWN-02", "OWN-03", "OPS-03", "OPS-08")
"""Checks of the programme as a whole that announce a stall, the heaviest first."""
CAN_REPAIR = 3
LONG_LEAD_DAYS = 20
WHY = 210
"""Characters of a reason on the page; the annex has it whole."""


def risks(ground: Ground) -> tuple[Risk, ...]:
    """At most five; those with a day first, the nearest day first."""
    found = [*_money(ground), *_people(ground), *_time(ground)]
    found.sort(key=lambda risk: (risk.day or date.max, risk.kind))
    stalls = list(_stalls(ground))
    kept = found[: MOST - min(len(stalls), 2)]
    kept += stalls[: MOST - len(kept)]
    return tuple(_numbered(risk, number) for number, risk in enumerate(kept, 1))


def _numbered(risk: Risk, number: int) -> Risk:
    return Risk(number, risk.kind, risk.what, risk.day, risk.day_text, risk.who, risk.answer)


def _risk(kind: str, what: str, on: date | None, who: str, do: str) -> Risk:
    said = clip(sentence(what), LONGEST)
    return Risk(0, phrases.RISK_KINDS[kind], said, on, day(on, "now"), who, do)


def _money(ground: Ground) -> Iterable[Risk]:
    """Budgets that the plan needs more of, and work after the last of them."""
    plan = ground.plan
    rows = [row.record for row in ground.facts.table(BudgetRow)]
    dated = [row for row in rows if row.start and row.end and row.amount is not None]
    if plan is None or not dated:
        return
    for row in dated:
        assert row.start is not None and row.end is not None and row.amount is not None
        cost = _starting(plan, row.start, row.end)
        if cost > row.amount:
            text = phrases.RISK_OVER.format(
                period=row.period,
                amount=money(row.amount, ground.currency),
                cost=money(cost, ground.currency),
            )
            yield _risk("money", text, row.start, phrases.OWNER_SPONSOR, phrases.RISK_OVER_DO)
    last = max(dated, key=lambda row: row.end or date.min)
    assert last.end is not None
    late = _starting(plan, last.end + timedelta(days=1), date.max)
    if late > 0:
        text = phrases.RISK_MONEY.format(cost=money(late, ground.currency), period=last.period)
        yield _risk("money", text, last.end, phrases.OWNER_SPONSOR, phrases.RISK_MONEY_DO)


def _starting(plan: Plan, first: date, last: date) -> float:
    """Cost counts on the day a task starts."""
    return sum(s.task.cost for s in plan.tasks if first <= s.start <= last and not s.task.done)


def _people(ground: Ground) -> Iterable[Risk]:
    """Who leaves and is the only one able to repair something."""
    rows = [row.record for row in ground.facts.table(KnowledgeRow)]
    able: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if (row.level or 0) >= CAN_REPAIR:
            able.setdefault((row.system, row.line), set()).add(row.person)
    going: dict[tuple[str, date], list[str]] = {}
    for row in rows:
        alone = able.get((row.system, row.line)) == {row.person}
        if row.leave_date and alone and row.leave_date >= ground.judgement.as_of:
            where = f"{row.system} ({row.line})" if row.line else row.system
            going.setdefault((row.person, row.leave_date), []).append(where)
    for (person, on), systems in going.items():
        text = phrases.RISK_LEAVE.format(person=person, systems=some(systems, 4))
        yield _risk("people", text, on, phrases.OWNER_MANAGER, phrases.RISK_LEAVE_DO)


def _time(ground: Ground) -> Iterable[Risk]:
    plan = ground.plan
    if plan is None:
        return
    waiting = [s for s in plan.tasks if not s.task.done]
    slow = [s for s in waiting if s.task.lead_days >= LONG_LEAD_DAYS]
    if slow:
        yield _lead(min(slow, key=lambda s: (_order_by(s), s.task.task_id)))
    tight = [s for s in waiting if s.slack_days <= 0 and s.task.cost]
    if tight:
        first = min(tight, key=lambda s: (s.start, s.task.task_id))
        text = phrases.RISK_TIGHT.format(tasks=count(len(tight), "task"), task=first.task.name)
        who = some(first.task.crews, 2)
        yield _risk("time", text, first.start, who, phrases.RISK_TIGHT_DO)


def _lead(scheduled: Scheduled) -> Risk:
    task = scheduled.task
    weeks = count(max(1, round(task.lead_days / 5)), "week")
    text = phrases.RISK_LEAD.format(task=task.name, weeks=weeks)
    return _risk("time", text, _order_by(scheduled), some(task.crews, 2), phrases.RISK_LEAD_DO)


def _order_by(scheduled: Scheduled) -> date:
    """The last day on which ordering still lets it start as planned."""
    return scheduled.start - timedelta(days=round(scheduled.task.lead_days * 7 / 5))


def _stalls(ground: Ground) -> Iterable[Risk]:
    """Programme checks that fail or warn; the worst line says it."""
    worst: dict[str, Finding] = {}
    for found in ground.judgement.findings:
        bad = found.outcome in (Outcome.FAIL, Outcome.WARN)
        if found.check.check_id in STALLS and bad and found.waiver is None:
            kept = worst.get(found.check.check_id)
            if kept is None or (kept.outcome is Outcome.WARN and found.outcome is Outcome.FAIL):
                worst[found.check.check_id] = found
    for check_id in STALLS:
        if check_id in worst:
            found = worst[check_id]
            theme = Theme.OWNERSHIP if check_id.startswith("OWN") else Theme.OPERATIONS
            who = ground.owner(theme, found.line)
            do = sentence(found.check.remedy)
            yield _risk("stall", f"{check_id}: {seen_text(found)}", None, who, do)


def left_out(ground: Ground) -> tuple[LeftOutRow, ...]:
    """What the plan leaves out: lines one by one, packages that little asks for in one row."""
    rows: list[LeftOutRow] = []
    small: list[str] = []
    for left in ground.plan.left_out if ground.plan else ():
        if left.what.startswith("WP-") and left.why.startswith("only "):
            small.append(left.what.split(" ", 1)[0])
        elif left.what.startswith("WP-"):
            rows.append(LeftOutRow(phrases.LEFT_OUT_NAME, f"{readable(left.why)}: {left.what}."))
        else:
            rows.append(LeftOutRow(left.what, clip(sentence(readable(left.why)), WHY)))
    if small:
        packages = (f"{code} {ground.packages.get(code, '')}".strip() for code in small)
        text = phrases.LEFT_OUT_PACKAGES.format(
            number=count(len(small), "package"), names="; ".join(packages)
        )
        rows.append(LeftOutRow(phrases.LEFT_OUT_NAME, text))
    return tuple(rows)
