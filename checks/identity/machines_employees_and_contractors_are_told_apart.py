"""IDA-07: whether the identity system knows what each account is: a machine, an employee, somebody
of another company.

Question: can the identity system tell a machine, an employee and a contractor apart?

Yes: every enabled account has a class, and those of contractors a name and an end date. Warn: 80 to
99 % have one, or a contractor lacks name or end date. No: fewer, or suppliers share a login. Not
applicable: nobody of another company logs in.

Example: `vendor` is one login for all service companies: fail, naming it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from audit.facts.model import PlantFacts
from audit.inventory.tables.data import AccountClass
from audit.records import Grade, Why
from checks.accounts import Account, all_accounts
from checks.ground import (
    Ground,
    answer,
    counted,
    ground,
    in_words,
    listed,
    percent,
    share_outcome,
    unknown,
    worst,
)
from checks.joined import ground_of, joined
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
from checks.remembered import once, same_on_every_line
from checks.replied import chosen

QUESTION_ID = "contractor_logins"
CHOICES = {
    "each person has a login of his own with an end date": Outcome.PASS,
    "each person has a login of his own without an end date": Outcome.WARN,
    "one login for a company, or for all": Outcome.FAIL,
}
SUPPLIERS = re.compile(
    r"(?<![a-z])(vendors?|suppliers?|contractors?|oems?|external|lieferant\w*|fremdfirm\w*)"
    r"(?![a-z])",
    re.I,
)


@same_on_every_line
def judge(asked: Asked) -> Answer:
    """Count the classed accounts, look at each contractor's, and hear how contractors log in."""
    asked = replace(asked, line="")
    expected = "Every account expected to have a class, and contractors a name and an end date"
    enabled, said = _enabled(asked.facts), chosen(asked, QUESTION_ID, expected, CHOICES)
    contractors = tuple(_target(asked, a) for a in enabled if _of_contractors(a))
    if said.outcome is Outcome.NA:
        return _without_contractors(said, contractors)
    found = _classed(asked, expected, enabled, contractors)
    if found.outcome is Outcome.FAIL or said.outcome is Outcome.FAIL:
        return joined(found, said)
    if found.outcome is Outcome.UNKNOWN:
        return found
    if contractors:
        return joined(found, said)
    on = ground_of(found) + ground_of(said)
    if said.outcome is Outcome.UNKNOWN and said.why:
        text = f"{found.sentence}; no contractor is listed, and how they log in is not known"
        return unknown(said.why.why, said.why.detail, text, on, measured=found.measured)
    outcome = worst((Target("list", found.outcome), Target("answer", said.outcome)))
    text = f"{found.sentence}; contractors: {said.measured}"
    return answer(outcome, text, on, measured=found.measured, value=found.value)


@once
def _enabled(facts: PlantFacts) -> tuple[Account, ...]:
    return tuple(account for account in all_accounts(facts) if not account.disabled)


def _classes(account: Account) -> set[AccountClass]:
    return {row.record.account_class for row in account.rows} - {AccountClass.UNSAID}


def _of_contractors(account: Account) -> bool:
    return AccountClass.CONTRACTOR in _classes(account) or _shared_by_suppliers(account)


def _shared_by_suppliers(account: Account) -> bool:
    words = " ".join(f"{r.record.account} {r.record.description} {r.record.used_by}"
                     for r in account.rows)  # fmt: skip
    return AccountClass.SHARED in _classes(account) and bool(SUPPLIERS.search(words))


def _target(asked: Asked, account: Account) -> Target:
    name, evidence = account.name, ground(account.rows).evidence
    if _shared_by_suppliers(account):
        text = f"{name} is one login that suppliers share"
        return Target(name, Outcome.FAIL, text, evidence=evidence)
    ends = [row.record.end_date for row in account.rows if row.record.end_date]
    named = any(r.record.owner or r.record.description or r.record.used_by for r in account.rows)
    missing = [] if named else ["a name"]
    missing += [] if ends else ["an end date"]
    if missing:
        text = f"{name} is a contractor's and lacks {listed(missing)}"
        return Target(name, Outcome.WARN, text, evidence=evidence)
    if max(ends) < asked.facts.case.as_of:
        text = f"{name} is a contractor's, ended on {max(ends).isoformat()} and is enabled"
        return Target(name, Outcome.WARN, text, evidence=evidence)
    text = f"{name} is a contractor's until {max(ends).isoformat()}"
    return Target(name, Outcome.PASS, text, evidence=evidence)


def _without_contractors(said: Answer, contractors: tuple[Target, ...]) -> Answer:
    if not contractors:
        return said
    names = listed(target.name for target in contractors)
    text = f"{said.sentence}; but {names} is in the list of accounts"
    evidence = tuple(sorted({*said.evidence, *(n for t in contractors for n in t.evidence)}))
    on = Ground(evidence, said.grade, said.oldest)
    return unknown(Why.CONFLICT, "answer and account list", text, on, targets=contractors)


def _classed(
    asked: Asked, expected: str, enabled: tuple[Account, ...], contractors: tuple[Target, ...]
) -> Answer:
    classed = [account for account in enabled if _classes(account)]
    on = ground(row for account in enabled for row in account.rows)
    if not classed:
        text = f"{expected}; no list of accounts says what they are"
        return unknown(Why.NO_EVIDENCE, "the export lacks the class of accounts", text, on)
    share = percent(len(classed), len(enabled))
    text = f"{expected}; {len(classed)} of {counted(len(enabled), 'enabled account')} have a class"
    missing = [account.name for account in enabled if not _classes(account)]
    text += f", not {listed(missing, 6)}" if missing else ""
    details = in_words(contractors)
    text += f"; {details}" if details else ""
    limits = asked.limits
    by_share = share_outcome(share, limits["pass_percent"], limits["warn_percent"])
    outcome = worst((Target("class", by_share), *contractors))
    measured = f"{share:.0f} % with a class"
    return answer(outcome, text, on, measured=measured, value=share, targets=contractors)


CHECK = Check(
    check_id="IDA-07",
    theme=Theme.IDENTITY,
    title="The identity system can tell a machine, an employee and a contractor apart",
    question="Can the identity system tell a machine, an employee and a contractor apart?",
    severity=Severity.HIGH,
    gate=GateRule.IF_LOAD_BEARING,
    stage=4,
    work_packages=("WP-15",),
    max_age_days=365,
    thresholds=(
        Threshold("pass_percent", 100, "%", "of the enabled accounts classed: pass from", "N"),
        Threshold("warn_percent", 80, "%", "of the enabled accounts classed: warn from", "N"),
    ),
    basis="IEC 62443-2-4; IEC 62443-3-3 SR 1.3 (recalled, verify)",
    so_what="A rule for people locks the machines out at night, and the login of a service company"
    " that left two years ago still opens the line.",
    remedy="Give every account a class in one attribute of the directory, and contractors an end"
    " date that their sponsor renews.",
    closes_unknown="The directory export with the attribute that holds the class, and the list of"
    " contractors with their end dates",
    closes_minutes=20,
    closes_who="identity administrator",
    judge=judge,
    min_grade=Grade.C,
    scope="plant",
    not_applicable_when="no third parties",
)
