"""OPS-03: by which number the benefit is measured, and whether finance counts it.

Question: is the benefit measurable, and does finance accept the measure?
Yes: a key figure is named and finance signed it. Warn: named, not signed. No: no measurable effect.
A signature that finance does not know of is a conflict.

Example: `unplanned stops in h per month`, signed by controlling: pass.
"""

from __future__ import annotations

from audit.inventory.tables import UseCaseRow
from audit.records import Why
from checks.ground import answer, ground, unknown
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Theme
from checks.remembered import same_on_every_line
from checks.replied import chosen
from checks.replies import plain, replies, says_none, unsure

QUESTION_ID = "benefit_accepted"
SIGNED, DEFINED, NOTHING = (
    "yes, and finance signed it",
    "a measure is defined, not signed",
    "no measurable effect",
)
CHOICES = {SIGNED: Outcome.PASS, DEFINED: Outcome.WARN, NOTHING: Outcome.FAIL}


@same_on_every_line
def judge(asked: Asked) -> Answer:
    """Judge the use case's row, and hold the answer of finance against it."""
    name = asked.use_case or "The use case"
    expected = f"{name}: a key figure that finance signed expected"
    row = next((row for row in asked.facts.table(UseCaseRow)
                if row.record.use_case == asked.use_case), None)  # fmt: skip
    kpi = row.record.kpi if row else ""
    if row is None or not kpi or unsure(kpi):
        return chosen(asked, QUESTION_ID, expected, CHOICES)
    on = ground([row])
    if says_none(kpi):
        return answer(Outcome.FAIL, f"{expected}; none is named", on, measured=NOTHING, value=1.0)
    said = f'{expected}; "{kpi}" is named'
    signed = row.record.finance_signed_by
    if replies(asked.facts, QUESTION_ID):
        got = chosen(asked, QUESTION_ID, said, CHOICES)
        if got.outcome is Outcome.UNKNOWN and got.why and got.why.why is Why.CONFLICT:
            return got
        if got.outcome is Outcome.FAIL or (got.outcome is Outcome.WARN and signed):
            text = f"{said}, signed by {signed or 'nobody'}; but the answer is: {got.measured}"
            return unknown(Why.CONFLICT, QUESTION_ID, text, on)
        if got.outcome is Outcome.PASS and not signed:
            return got
    if not signed or says_none(signed):
        text = f"{said}, and finance has not signed it"
        return answer(Outcome.WARN, text, on, measured=DEFINED, value=2.0)
    if plain(signed) in ("?", "open") or unsure(signed):
        text = f"{said}; whether finance signed it is not known"
        return unknown(Why.DONT_KNOW, "finance_signed_by", text, on)
    text = f"{said} and signed by {signed}"
    return answer(Outcome.PASS, text, on, measured=SIGNED, value=3.0)


CHECK = Check(
    check_id="OPS-03",
    theme=Theme.OPERATIONS,
    title="The benefit is measurable and finance accepts the measure",
    question="By which number is the benefit measured, and does finance accept it?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=7,
    work_packages=("WP-35",),
    max_age_days=365,
    thresholds=(),
    basis="project method",
    so_what="After a year everybody says that it helped, and nobody can say how much: the next"
    " stage is not paid.",
    remedy="Write down key figure, formula and source on one page and have controlling sign it"
    " before the second line.",
    closes_unknown="The page with key figure, formula and data source, signed by controlling",
    closes_minutes=30,
    closes_who="controlling",
    judge=judge,
    scope="use case",
)
