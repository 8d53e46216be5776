"""The money page: weeks of the whole plant, cost per line, payback against the pilot's case."""

from __future__ import annotations

import math
from datetime import date, timedelta

from checks.payback import NEVER, Case, case_of, finance_row, payback, stretch
from planning.records import LineCost, Plan, TaskKind
from reports.model import phrases
from reports.model.ground import Ground
from reports.model.money import LineMoney, MoneyReport, Payback, Waterfall, WeekMoney
from reports.model.records import Range
from reports.model.waterfall import waterfall_of
from reports.model.words import day, hours, money, money_range, number_range, percent, plain

WEEKS_A_YEAR = 52


def money_report(ground: Ground) -> MoneyReport | None:
    """The money page; None without a plan."""
    plan = ground.plan
    if plan is None:
        return None
    weeks = _weeks(plan)
    waiting = sum(d.cost_of_waiting_per_week for d in plan.decisions)
    funded = day(plan.self_funded_on, "not within the plan")
    share, (low, high) = _hygiene(plan), _missed(ground, plan)
    return MoneyReport(
        sentence=_sentence(ground, plan),
        total_cost=plan.total_cost,
        total_text=money(plan.total_cost, ground.currency),
        peak_cash=plan.peak_cash,
        peak_text=money(abs(plan.peak_cash), ground.currency),
        self_funded_on=plan.self_funded_on,
        self_funded_text=funded,
        weeks=weeks,
        curve_alt=_alt(ground, weeks, funded),
        lines=tuple(_line(ground, cost) for cost in plan.lines),
        paybacks=tuple(_paybacks(ground)),
        waiting_text=f"{money(waiting, ground.currency)} a week" if waiting else "not priced",
        waterfalls=_waterfalls(ground),
        hygiene_share=share,
        hygiene_text=phrases.HYGIENE.format(share=percent(share)) if plan.total_cost else "",
        inaction_low=low,
        inaction_high=high,
        inaction_text=_inaction(low, high, ground.currency),
        funded_week=_week_of(plan.self_funded_on),
    )


def _hygiene(plan: Plan) -> float:
    """Share of the cost that is foundation work."""
    base = sum(s.task.cost for s in plan.tasks if s.task.kind is TaskKind.FOUNDATION)
    total = sum(s.task.cost for s in plan.tasks)
    return base / total if total else 0.0


def _missed(ground: Ground, plan: Plan) -> tuple[float, float]:
    """Net benefit a week of what the plan makes live, low and high."""
    low = high = 0.0
    for value in plan.values:
        case = _case(ground, value.line, value.use_case)
        if case is not None:
            low, high = low + case.net[0] / WEEKS_A_YEAR, high + case.net[1] / WEEKS_A_YEAR
    return max(low, 0.0), max(high, 0.0)


def _inaction(low: float, high: float, currency: str) -> str:
    if not high:
        return phrases.INACTION_NONE
    return f"{money_range(low, high, currency).text} a week"


def _week_of(day_: date | None) -> date | None:
    return day_ - timedelta(days=day_.weekday()) if day_ else None


def _waterfalls(ground: Ground) -> tuple[Waterfall, ...]:
    found: list[Waterfall] = []
    for use in ground.uses:
        proved_on = ground.judgement.pilot_of(use.use_case)
        pilot = _case(ground, proved_on, use.use_case)
        for name in ground.others if pilot is not None else ():
            if name.line == proved_on:
                continue
            case = _case(ground, name.line, use.use_case)
            made = case and pilot and waterfall_of(ground, name.line, use.use_case, case, pilot)
            if made:
                found.append(made)
    return tuple(sorted(found, key=lambda one: -one.stretch))


def _sentence(ground: Ground, plan: Plan) -> str:
    total, peak = (
        money(plan.total_cost, ground.currency),
        money(abs(plan.peak_cash), ground.currency),
    )
    text = f"The plan costs {total} and ties up at most {peak} at a time"
    if plan.self_funded_on:
        return f"{text}. What is live has paid for what was spent by {day(plan.self_funded_on)}."
    return f"{text}. Within the planned weeks it does not pay for itself."


def _weeks(plan: Plan) -> tuple[WeekMoney, ...]:
    """One row a week; its cumulative is that of the week's last row."""
    rows: dict[object, WeekMoney] = {}
    for row in plan.money:
        old = rows.get(row.period)
        cost, benefit = (old.cost, old.benefit) if old else (0.0, 0.0)
        rows[row.period] = WeekMoney(
            row.period, cost + row.cost, benefit + row.benefit, row.cumulative
        )
    return tuple(sorted(rows.values(), key=lambda week: week.period))


def _alt(ground: Ground, weeks: tuple[WeekMoney, ...], funded: str) -> str:
    if not weeks:
        return "No money is planned."
    low = min(weeks, key=lambda week: week.cumulative)
    last = weeks[-1]
    return (
        f"Cumulative cash per week: lowest {money(low.cumulative, ground.currency)} in the week of"
        f" {day(low.period)}, {money(last.cumulative, ground.currency)} at the end in the week of"
        f" {day(last.period)}; self-funded: {funded}."
    )


def _line(ground: Ground, cost: LineCost) -> LineMoney:
    currency = ground.currency
    low, high = cost.own_cost_low + cost.share_low, cost.own_cost_high + cost.share_high
    return LineMoney(
        line=cost.line,
        name=ground.name(cost.line).name,
        own=money_range(cost.own_cost_low, cost.own_cost_high, currency),
        share=money_range(cost.share_low, cost.share_high, currency),
        total=money_range(low, high, currency),
        effort=number_range(cost.effort_low, cost.effort_high, "pd"),
        downtime_h=cost.downtime_h,
        downtime=hours(cost.downtime_h),
        ready_on=cost.ready_on,
        ready=day(cost.ready_on, "not in the plan"),
        live_on=cost.live_on,
        live=day(cost.live_on, "not in the plan"),
    )


def _paybacks(ground: Ground) -> list[Payback]:
    """Every stated business case; the pilot's first."""
    rows: list[Payback] = []
    for use in ground.uses:
        pilot = _case(ground, ground.judgement.pilot_of(use.use_case), use.use_case)
        for name in ground.names:
            case = _case(ground, name.line, use.use_case)
            if case is not None:
                rows.append(_payback(ground, name.line, use.use_case, case, pilot))
    return rows


def _case(ground: Ground, line: str, use_case: str) -> Case | None:
    stated = finance_row(ground.facts, line, use_case)
    return case_of(stated.record) if stated else None


def _payback(ground: Ground, line: str, use: str, case: Case, pilot: Case | None) -> Payback:
    years, name = payback(case), ground.name(line)
    is_pilot = line == ground.judgement.pilot_of(use)
    against = payback(pilot) if pilot is not None and not is_pilot else None
    times = stretch(years, against) if against else None
    stated = finance_row(ground.facts, line, use)
    notes = [stated.record.other_cost_note if stated else ""]
    notes += [] if case.share_stated else ["share of the foundation not stated: counted as zero"]
    ends = math.isfinite(years.high)
    number = None if times is None or not math.isfinite(times) else round(times, 1)
    return Payback(
        line=line,
        line_name=name.name,
        use_case=use,
        use_name=ground.use_name(use),
        invest=money_range(*case.cost, ground.currency),
        net_per_year=money_range(*case.net, ground.currency),
        years=number_range(round(years.low, 1), round(years.high, 1), "years", 1) if ends else None,
        years_text=_years(years.low, years.high),
        stretch=None if number is None else Range(number, number, f"{plain(number)} ×"),
        stretch_text=_stretch(number, pilot=is_pilot),
        note="; ".join(note for note in notes if note),
    )


def _years(low: float, high: float) -> str:
    if low == NEVER:
        return "never"
    if high == NEVER:
        return f"from {plain(low)} years, perhaps never"
    return number_range(low, high, "years", 1).text


def _stretch(number: float | None, *, pilot: bool) -> str:
    if pilot:
        return "pilot"
    return "not known" if number is None else f"{plain(number)} ×"
