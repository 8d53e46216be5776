"""OPS-07: how long a line takes to pay back, alone and against the pilot's case.

Question: does the line pay back within the limit, with its share of the foundation?
Yes: at most 36 months at the high end, and at most 1.5 times as long as the pilot. No: more than 60
months, more than twice as long, or never. Not applicable: a legal or customer duty asks for the use
case; then only its cost counts.

Example: the pilot costs 60 000 and brings 20 000 a year: 3.0 years. Line 2 costs 60 000, a gateway
of 12 000, 25 000 for segmentation and 15 000 of downtime, and brings 18 000 less 3 000 of upkeep:
7.5 years, 2.5 times as long: fail.
"""

from __future__ import annotations

from audit.facts.model import Stated
from audit.inventory.tables import FinanceRow, UseCaseRow
from audit.records import Why
from checks.ground import answer, ground, listed, unknown
from checks.payback import (
    NEVER,
    Case,
    Payback,
    case_of,
    finance_row,
    payback,
    stretch,
    waterfall,
)
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Theme
from checks.records import Threshold as Limit


def judge(asked: Asked) -> Answer:
    """Compute payback and stretch from the finance table."""
    facts, line = asked.facts, asked.line
    row = finance_row(facts, line, asked.use_case)
    duty = _duty(asked)
    if duty:
        return _by_duty(asked, duty, row)
    if row is None:
        text = f"{line}: no cost and no benefit of {asked.use_case} is stated"
        return unknown(Why.NOT_ASKED, "cost and benefit are missing", text)
    case = case_of(row.record)
    if case is None:
        missing = "cost" if row.record.cost_low is row.record.cost_high is None else "benefit"
        text = f"{line}: the {missing} of {asked.use_case} is missing in the finance table"
        return unknown(Why.NOT_ASKED, f"{missing} is missing", text, ground([row]))
    return _judged(asked, row, case)


def _judged(asked: Asked, row: Stated[FinanceRow], case: Case) -> Answer:
    pilot_row = finance_row(asked.facts, asked.pilot, asked.use_case)
    pilot_case = case_of(pilot_row.record) if pilot_row else None
    back = payback(case)
    pilot_back = payback(pilot_case) if pilot_case else None
    times = _times(asked, back, pilot_back)
    on = ground([row, *([pilot_row] if pilot_row else [])])
    text = _sentence(asked, row.record, case, back, times, pilot_case)
    measured = years(back.middle) + (f", stretch {times:.1f}" if times is not None else "")
    months = _months(back.high, asked)
    outcome = months if times is None else _worse(months, _stretched(times, asked))
    if outcome is Outcome.FAIL:
        value = None if back.middle == NEVER else -12 * back.middle
        return answer(outcome, text, on, measured=measured, value=value)
    if times is None:
        detail = "the pilot's case is missing or never pays back"
        return unknown(Why.NOT_ASKED, detail, f"{text}; {detail}", on, measured=measured)
    if not case.share_stated and asked.line != asked.pilot:
        detail = "the share of the foundation is missing"
        return unknown(Why.NOT_ASKED, detail, f"{text}; {detail}", on, measured=measured)
    return answer(outcome, text, on, measured=measured, value=-12 * back.middle)


def _times(asked: Asked, back: Payback, pilot_back: Payback | None) -> float | None:
    if asked.line == asked.pilot:
        return 1.0
    return stretch(back, pilot_back) if pilot_back else None


def _months(high_years: float, asked: Asked) -> Outcome:
    months = 12 * high_years
    return _by_limits(months, asked.limits["pass_months"], asked.limits["warn_months"])


def _stretched(times: float, asked: Asked) -> Outcome:
    return _by_limits(times, asked.limits["pass_stretch"], asked.limits["warn_stretch"])


def _by_limits(value: float, pass_up_to: float, warn_up_to: float) -> Outcome:
    slack = 1e-9  # 60 000 / 20 000 must not miss its own limit by a rounding error
    if value <= pass_up_to + slack:
        return Outcome.PASS
    return Outcome.WARN if value <= warn_up_to + slack else Outcome.FAIL


def _worse(one: Outcome, other: Outcome) -> Outcome:
    order = (Outcome.PASS, Outcome.WARN, Outcome.FAIL)
    return max(one, other, key=order.index)


def years(number: float) -> str:
    """Return `7.5 years`, or `never`."""
    return "never" if number == NEVER else f"{number:.1f} years"


def _sentence(
    asked: Asked,
    row: FinanceRow,
    case: Case,
    back: Payback,
    times: float | None,
    pilot: Case | None,
) -> str:
    limits = asked.limits
    text = (
        f"{asked.line}: payback within {limits['pass_months']:g} months and"
        f" {limits['pass_stretch']:g} times the pilot's expected; seen {_span(back)}"
        f" ({_money(case.cost, row.currency)} over {_money(case.net, row.currency)} net a year)"
    )
    if times is None or pilot is None or asked.line == asked.pilot:
        return text
    text += f", {_factor(times)} the pilot's {years(payback(pilot).middle)}"
    causes = [
        f"{step.cause} {'never' if step.years == NEVER else f'{step.years:+.2f}'}"
        for step in waterfall(pilot, case)
    ]
    return f"{text}; in years: {', '.join(causes)}" if causes else text


def _factor(times: float) -> str:
    return "never against" if times == NEVER else f"{times:.1f} times"


def _span(back: Payback) -> str:
    if back.low == back.high:
        return years(back.middle)
    if back.low == NEVER or back.high == NEVER:
        return f"{years(back.low)} to {years(back.high)}"
    return f"{back.low:.1f} to {years(back.high)}"


def _money(ends: tuple[float, float], currency: str) -> str:
    numbers = [f"{end:,.0f}".replace(",", " ") for end in ends]
    return f"{' to '.join(dict.fromkeys(numbers))} {currency}"


def _duty(asked: Asked) -> str:
    rows = asked.facts.table(UseCaseRow)
    duties = [row.record.duty for row in rows if row.record.use_case == asked.use_case]
    return listed(duty for duty in duties if duty)


def _by_duty(asked: Asked, duty: str, row: Stated[FinanceRow] | None) -> Answer:
    text = f"{asked.line}: {asked.use_case} is a duty ({duty}), so only its cost counts"
    case = case_of(row.record) if row else None
    if row is None or case is None:
        return answer(Outcome.NA, f"{text}; no cost is stated", ground([row] if row else []))
    upkeep = _money((case.upkeep, case.upkeep), row.record.currency)
    text += f": {_money(case.cost, row.record.currency)} once, {upkeep} a year"
    return answer(Outcome.NA, text, ground([row]))


CHECK = Check(
    check_id="OPS-07",
    theme=Theme.OPERATIONS,
    title="The line pays back within the limit, including its share of the foundation",
    question="How long does the line take to pay back, and how does that compare with the pilot?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=7,
    work_packages=("WP-35",),
    max_age_days=180,
    thresholds=(
        Limit("pass_months", 36, "months", "payback at the high end: pass up to"),
        Limit("warn_months", 60, "months", "payback at the high end: warn up to"),
        Limit("pass_stretch", 1.5, "times", "the pilot's payback, middle to middle: pass up to"),
        Limit("warn_stretch", 2, "times", "the pilot's payback, middle to middle: warn up to"),
    ),
    basis="project default, to be set by the client's controlling",
    so_what="The line swallows the money that two other lines would have earned with.",
    remedy="Leave the line out for now and do the lines that pay back first; ask again when the"
    " foundation is paid.",
    closes_unknown="Cost, share of the foundation and yearly benefit of the line, low and high",
    closes_minutes=60,
    closes_who="controlling with the line's production lead",
    judge=judge,
    not_applicable_when="regulatory duty (then cost-effectiveness only)",
)
