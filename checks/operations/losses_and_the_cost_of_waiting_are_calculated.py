"""OPS-06: what the line loses, in money, and what each week of waiting costs.

Question: are the losses of this line and the cost of doing nothing calculated?
Yes: from records. Partly: from estimates with a range. No: not calculated, or a single guess. Not
applicable: never.

Example: 120 to 160 hours of unplanned stops a year at 2 400 EUR, 55 % of them addressable: each
week of waiting costs 3 046 to 4 062 EUR.
"""

from __future__ import annotations

from dataclasses import replace

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import LineRow, LossRow
from audit.inventory.tables.programme import LossBasis
from audit.records import Why
from checks.ground import NOTHING, Ground, answer, counted, ground, listed, naming, unknown
from checks.needed import same_name
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.remembered import rows_where
from checks.replied import chosen
from checks.signals import dated

QUESTION_ID = "losses_calculated"
CHOICES = {
    "from records": Outcome.PASS,
    "estimated with a range": Outcome.WARN,
    "not calculated": Outcome.FAIL,
}
WEEKS_A_YEAR = 52
EXPECTED = "Losses and the cost of waiting expected in money"
Loss = Stated[LossRow]
RECORDED = "downtime"
"""The method of losses that were added up from a maintenance system's list of stops."""


def judge(asked: Asked) -> Answer:
    """Judge the loss tree of the line; without one, what was answered."""
    rows = losses(asked.facts, asked.line, asked.use_case)
    if all(row.method == RECORDED for row in rows):
        said = chosen(asked, QUESTION_ID, f"{asked.line}: {EXPECTED}", CHOICES)
        if not rows or said.outcome is not Outcome.UNKNOWN:
            return said
    on = dated(rows, (row.record.measured_on for row in rows))
    unpriced = [gap for row in rows if (gap := _gap(asked.facts, row.record))]
    if unpriced:
        text = f"{asked.line}: {EXPECTED}; missing: {listed(unpriced)}"
        return unknown(Why.NOT_ASKED, "amounts, rates or shares of losses", text, on)
    return _calculated(asked, rows, on)


def losses(facts: PlantFacts, line: str, use_case: str) -> tuple[Loss, ...]:
    """Return the losses of a line that the use case addresses."""
    rows = rows_where(facts, LossRow, "line", line)
    rows = tuple(row for row in rows if row.record.use_case in ("", use_case))
    recorded = tuple(row for row in rows if row.method == RECORDED)
    own = tuple(row for row in rows if row.method != RECORDED)
    return tuple(_with_records(row, recorded) for row in own) or recorded


def _with_records(row: Loss, recorded: tuple[Loss, ...]) -> Loss:
    """Take the amount of a loss that somebody named without one from the recorded stops."""
    record = row.record
    if record.amount_low is not None or record.amount_high is not None:
        return row
    same = next((r.record for r in recorded if same_name(r.record.loss, record.loss)), None)
    if same is None:
        return row
    names = ("amount_low", "amount_high", "unit", "basis", "source", "measured_on")
    return replace(row, record=record.model_copy(update={n: getattr(same, n) for n in names}))


def weekly_cost(facts: PlantFacts, rows: tuple[Loss, ...]) -> tuple[float, float] | None:
    """Return what a week of waiting costs, low and high; None where a number is missing."""
    ends = [_yearly(facts, row.record) for row in rows]
    if not ends or any(pair is None for pair in ends):
        return None
    pairs = [pair for pair in ends if pair is not None]
    low, high = (sum(pair[end] for pair in pairs) / WEEKS_A_YEAR for end in (0, 1))
    return low, high


def _yearly(facts: PlantFacts, row: LossRow) -> tuple[float, float] | None:
    amounts = [a for a in (row.amount_low, row.amount_high) if a is not None]
    rate = _rate(facts, row)
    if not amounts or rate is None or row.addressable_percent is None:
        return None
    of_it = rate * row.addressable_percent / 100
    return min(amounts) * of_it, max(amounts) * of_it


def _rate(facts: PlantFacts, row: LossRow) -> float | None:
    if row.rate is not None or row.unit.casefold() not in ("hours", "h"):
        return row.rate
    lines = rows_where(facts, LineRow, "line", row.line)
    rates = (stated.record.downtime_cost_per_h for stated in lines)
    return next((rate for rate in rates if rate is not None), None)


def _gap(facts: PlantFacts, row: LossRow) -> str:
    missing = [
        name
        for name, there in (
            ("amount", row.amount_low is not None or row.amount_high is not None),
            ("rate", _rate(facts, row) is not None),
            ("addressable share", row.addressable_percent is not None),
            ("basis", row.basis is not LossBasis.UNSAID),
        )
        if not there
    ]
    return f"{listed(missing)} of {row.loss}" if missing else ""


def _calculated(asked: Asked, rows: tuple[Loss, ...], on: Ground) -> Answer:
    targets = tuple(_target(row) for row in rows)
    guessed = [t.name for t in targets if t.outcome is Outcome.FAIL]
    estimated = [t.name for t in targets if t.outcome is Outcome.WARN]
    words = _money(asked, rows)
    text = f"{asked.line}: {EXPECTED}; {counted(len(rows), 'loss', 'losses')}: {words}"
    explained = NOTHING
    pilot = losses(asked.facts, asked.pilot, asked.use_case) if asked.line != asked.pilot else ()
    if pilot and weekly_cost(asked.facts, pilot):
        text += f" (pilot {_money(asked, pilot)})"
        explained = ground(pilot) + _rates(asked.facts, pilot)
    measured = words.removeprefix("each week of waiting costs ")
    rated = naming(on + _rates(asked.facts, rows), explained)
    if guessed:
        text += f"; one guess without a range: {listed(guessed)}"
        return answer(Outcome.FAIL, text, rated, measured=measured, targets=targets)
    if estimated:
        text += f"; estimated: {listed(estimated)}"
        return answer(Outcome.WARN, text, rated, measured=measured, targets=targets)
    return answer(Outcome.PASS, text, rated, measured=measured, targets=targets)


def _rates(facts: PlantFacts, rows: tuple[Loss, ...]) -> Ground:
    """Return the ground of the line's own rate where a loss is priced with it."""
    if all(row.record.rate is not None for row in rows):
        return NOTHING
    return ground(rows_where(facts, LineRow, "line", rows[0].record.line))


def _target(row: Loss) -> Target:
    record, evidence = row.record, (row.evidence,)
    if record.basis is LossBasis.RECORDS:
        return Target(record.loss, Outcome.PASS, f"{record.loss}: from records", evidence=evidence)
    ends = (record.amount_low, record.amount_high)
    if None in ends or ends[0] == ends[1]:
        text = f"{record.loss}: one guess"
        return Target(record.loss, Outcome.FAIL, text, evidence=evidence)
    text = f"{record.loss}: estimated with a range"
    return Target(record.loss, Outcome.WARN, text, evidence=evidence)


def _money(asked: Asked, rows: tuple[Loss, ...]) -> str:
    ends = weekly_cost(asked.facts, rows) or (0.0, 0.0)
    numbers = dict.fromkeys(f"{end:,.0f}".replace(",", " ") for end in ends)
    return f"each week of waiting costs {' to '.join(numbers)} {asked.facts.case.currency}"


CHECK = Check(
    check_id="OPS-06",
    theme=Theme.OPERATIONS,
    title="Losses and the cost of doing nothing are calculated for this line",
    question="What does the line lose, in money, and what does each week of waiting cost?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=7,
    work_packages=("WP-34",),
    max_age_days=180,
    thresholds=(),
    basis="project method",
    so_what="Nobody can say what waiting costs, so waiting is always the cheapest choice.",
    remedy="List the three largest losses, count them in the shift log of a quarter, and price them"
    " with controlling's rate.",
    closes_unknown="The loss tree: hours or pieces a year, the rate, and the share the use case can"
    " take away",
    closes_minutes=60,
    closes_who="process engineer with controlling",
    judge=judge,
)
