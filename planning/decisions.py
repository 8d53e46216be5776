"""Which decisions a plan waits for: what, who, by when, and what a week of waiting costs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from audit.facts.model import PlantFacts
from audit.inventory.tables import OwnerRow
from checks.records import EconomicFlag, Judgement, Outcome
from planning.choice import options
from planning.packages import KNOWLEDGE
from planning.ranking import per_week
from planning.records import Decision, Problem, Scheduled

LONG_LEAD_DAYS = 20
_SPONSOR = "sponsor"


def decisions(
    judgement: Judgement, facts: PlantFacts, problem: Problem, schedule: Iterable[Scheduled]
) -> tuple[Decision, ...]:
    """Return the decisions in the order of their dates."""
    placed = tuple(schedule)
    found = [
        *_border_owner(judgement, problem, placed),
        *_baseline(judgement, problem),
        *_orders(problem, placed),
        *_knowledge(placed),
        *_funding(problem, placed),
        *_left_out_lines(judgement, facts, problem),
    ]
    return tuple(sorted(found, key=lambda d: (d.by, -d.cost_of_waiting_per_week, d.what)))


def _all_values(problem: Problem) -> float:
    return sum((v.per_week_low + v.per_week_high) / 2 for v in problem.values)


def _border_owner(
    judgement: Judgement, problem: Problem, placed: tuple[Scheduled, ...]
) -> list[Decision]:
    open_ones = [
        f
        for f in judgement.findings
        if f.check.check_id == "OWN-02" and f.outcome in (Outcome.FAIL, Outcome.UNKNOWN)
    ]
    if not open_ones:
        return []
    charter = [item.start for item in placed if item.task.work_package == "WP-20"]
    by = min(charter, default=problem.start)
    what = "Name the one owner of the border between IT and OT, with the right to decide"
    return [Decision(what, _SPONSOR, by, _all_values(problem))]


def _baseline(judgement: Judgement, problem: Problem) -> list[Decision]:
    unsigned = sorted({b.use_case for b in judgement.baselines if not b.valid})
    if not unsigned:
        return []
    what = f"Sign what made the pilot work ({', '.join(unsigned)}): without it no line is proven"
    return [Decision(what, "operations manager", problem.start, _all_values(problem))]


def _orders(problem: Problem, placed: tuple[Scheduled, ...]) -> list[Decision]:
    """Orders with a long lead time; a week late costs what the go-lives behind it bring less."""
    found: list[Decision] = []
    for item in placed:
        task = item.task
        if task.lead_days < LONG_LEAD_DAYS or task.done or task.fixed_start is not None:
            continue
        spare = sum(
            1
            for n in range((item.start - problem.start).days)
            if (problem.start + timedelta(days=n)).weekday() < 5
        )
        days = max(0, spare - task.lead_days + item.slack_days)
        by = problem.start + timedelta(days=days // 5 * 7)
        where = f" on {task.line}" if task.line else ""
        weeks = f"{task.lead_days // 5} weeks of lead time"
        what = f"Order what {task.work_package}{where} needs: {task.name} ({weeks})"
        found.append(Decision(what, "purchasing", by, item.slip_cost))
    return found


def _knowledge(placed: tuple[Scheduled, ...]) -> list[Decision]:
    return [
        Decision(
            f"Free the one expert and name a second person on {item.task.line} "
            f"({item.task.work_package}, to be finished by {item.task.deadline})",
            "production manager",
            item.start,
            item.slip_cost,
        )
        for item in placed
        if item.task.work_package == KNOWLEDGE and item.task.deadline and not item.task.done
    ]


def _funding(problem: Problem, placed: tuple[Scheduled, ...]) -> list[Decision]:
    """Go-lives that wait only for the money of the next period."""
    worth = {v.task_id: (v.per_week_low + v.per_week_high) / 2 for v in problem.values}
    found: list[Decision] = []
    for name, span, amount in problem.budget:
        held = [
            item
            for item in placed
            if item.task.task_id in worth and item.why_here == f"budget of {name} is spent"
        ]
        if held:
            cost = sum(item.task.cost for item in held)
            what = (
                f"Bring {cost:,.0f} forward into {name} (budget {amount:,.0f}): "
                f"{', '.join(i.task.task_id for i in held)} wait for money only"
            )
            weekly = sum(worth[item.task.task_id] for item in held)
            found.append(Decision(what, _SPONSOR, max(span.start, problem.start), weekly))
    return found


def _left_out_lines(judgement: Judgement, facts: PlantFacts, problem: Problem) -> list[Decision]:
    flagged: dict[str, list[str]] = {}
    for score in judgement.scores:
        if score.economic_flag is EconomicFlag.NOT_WORTH_IT_NOW:
            flagged.setdefault(score.line, []).append(score.use_case)
    found: list[Decision] = []
    for line, use_cases in flagged.items():
        ways = "; ".join(options(facts, line))
        what = f"Decide on {line}: leave it out, or find a cheaper way"
        if ways:
            what += f" ({ways})"
        weekly = sum(sum(per_week(facts, line, use_case)) / 2 for use_case in use_cases)
        horizon = max((span.finish for _, span, _ in problem.budget), default=None)
        quarter = problem.start + timedelta(weeks=problem.first_value_weeks)
        by = min(quarter, horizon) if horizon else quarter
        found.append(Decision(what, _owner(facts, line), by, weekly))
    return found


def _owner(facts: PlantFacts, line: str) -> str:
    rows = [row.record for row in facts.table(OwnerRow)]
    fitting = [r for r in rows if r.layer.casefold() == "controllers" and r.line in ("", line)]
    return next((r.accountable for r in fitting if r.accountable), "owner of the controllers")
