"""IDA-04: enabled accounts against the leaver list and the day of their last logon.

Question: can people who left still log in?

Yes (well): no leaver is enabled and at most 2 % of the enabled accounts are unused. No: a leaver
with OT rights is enabled, or more than 10 % are unused. Not applicable: never.

Example: `m.former` left on 30 June, is enabled and has OT rights: fail, naming `m.former`.
"""

from __future__ import annotations

from datetime import date

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import AccountRow, LeaverRow
from audit.records import Why
from checks.accounts import Account, account_key, accounts_for
from checks.ground import (
    answer,
    counted,
    ground,
    listed,
    percent,
    same_at_both_ends,
    unknown,
)
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.remembered import once
from checks.replies import replies, says_none

LEAVERS_ID = "leavers"
"""The question whose answer `none` states that nobody left."""


def judge(asked: Asked) -> Answer:
    """Count enabled accounts that nobody uses, and name those of people who left."""
    facts, line = asked.facts, asked.line
    enabled = _enabled(facts, line)
    on = ground(row for account in enabled for row in account.rows)
    if not enabled:
        return unknown(
            Why.NO_EVIDENCE,
            "no export of enabled accounts",
            "No list says which accounts are enabled; an export of the directory was expected",
            ground(facts.table(AccountRow)),
        )
    leavers = _leavers(facts)
    left = [a for a in enabled if account_key(a.name) in leavers]
    on = on + ground(leavers[account_key(account.name)] for account in left)
    idle, unclear = _idle(enabled, asked)
    targets = tuple(_leaver_target(a, leavers[account_key(a.name)].record) for a in left) + tuple(
        Target(a.name, Outcome.WARN, f"{a.name} is idle", evidence=ground(a.rows).evidence)
        for a in idle
        if a not in left
    )
    text = _sentence(asked, enabled, idle, unclear, left)
    measured = f"{len(idle)} of {len(enabled)} idle, {counted(len(left), 'leaver')} enabled"
    value = 100 - percent(len(idle), len(enabled))
    if any(has_ot_rights(account) for account in left):
        return answer(Outcome.FAIL, text, on, measured=measured, value=value, targets=targets)
    at_best = _by_share(percent(len(idle), len(enabled)), asked)
    at_worst = _by_share(percent(len(idle) + len(unclear), len(enabled)), asked)
    outcome = same_at_both_ends(at_worst, at_best)
    if outcome is Outcome.UNKNOWN:
        detail = "the export lacks the last logon"
        return unknown(Why.NO_EVIDENCE, detail, text, on, measured=measured, targets=targets)
    if outcome is not Outcome.FAIL and not _leavers_asked(facts):
        return unknown(
            Why.NOT_ASKED,
            "no leaver list",
            f"{text}; no leaver list was handed over",
            on,
            measured=measured,
            targets=targets,
        )
    if outcome is Outcome.PASS and left:
        outcome = Outcome.WARN
    return answer(outcome, text, on, measured=measured, value=value, targets=targets)


def _enabled(facts: PlantFacts, line: str) -> tuple[Account, ...]:
    return tuple(
        account
        for account in accounts_for(facts, line)
        if any(row.record.enabled for row in account.rows)
    )


@once
def _leavers(facts: PlantFacts) -> dict[str, Stated[LeaverRow]]:
    as_of = facts.case.as_of
    return {
        account_key(row.record.account): row
        for row in facts.table(LeaverRow)
        if row.record.left_on is None or row.record.left_on <= as_of
    }


def _leavers_asked(facts: PlantFacts) -> bool:
    stated = replies(facts, LEAVERS_ID)
    return bool(facts.table(LeaverRow)) or any(says_none(row.record.answer) for row in stated)


def has_ot_rights(account: Account) -> bool:
    """Whether it opens something on the floor: said so, or it serves a line or the data path."""
    said = {row.record.ot_rights for row in account.rows} - {None}
    if said:
        return True in said
    return bool(account.lines) or any(row.record.in_data_path for row in account.rows)


@once
def _with_column(facts: PlantFacts) -> frozenset[str]:
    """Return the files that say when an account was last used."""
    rows = facts.table(AccountRow)
    said = [r for r in rows if r.record.last_logon is not None or r.record.last_logon_known]
    return frozenset(row.file for row in said)


def _idle(enabled: tuple[Account, ...], asked: Asked) -> tuple[list[Account], list[Account]]:
    """Return accounts idle for too long, and those of which the last logon is not known."""
    with_column = _with_column(asked.facts)
    idle: list[Account] = []
    unclear: list[Account] = []
    for account in enabled:
        days = _idle_days(account, asked.facts.case.as_of, with_column)
        if days is None:
            unclear.append(account)
        elif days > asked.limits["idle_days"] + asked.limits["lag_days"]:
            idle.append(account)
    return idle, unclear


def _idle_days(account: Account, as_of: date, with_column: frozenset[str]) -> float | None:
    """Return days since the last logon, or since creation for one never used; None: not known."""
    logons = [row.record.last_logon for row in account.rows if row.record.last_logon]
    if logons:
        return (as_of - max(logons)).days
    asked_rows = [
        row.record
        for row in account.rows
        if row.record.last_logon_known is not False
        and (row.record.last_logon_known or row.file in with_column)
    ]
    if not asked_rows:
        return None
    made = [row.created for row in asked_rows if row.created]
    return (as_of - max(made)).days if made else float("inf")


def _by_share(share: float, asked: Asked) -> Outcome:
    if share <= asked.limits["pass_up_to"]:
        return Outcome.PASS
    return Outcome.WARN if share <= asked.limits["warn_up_to"] else Outcome.FAIL


def _leaver_target(account: Account, leaver: LeaverRow) -> Target:
    day = f" on {leaver.left_on.isoformat()}" if leaver.left_on else ""
    rights = has_ot_rights(account)
    sentence = f"{account.name} left{day} and is enabled{' with OT rights' if rights else ''}"
    outcome = Outcome.FAIL if rights else Outcome.WARN
    return Target(account.name, outcome, sentence, evidence=ground(account.rows).evidence)


def _sentence(
    asked: Asked,
    enabled: tuple[Account, ...],
    idle: list[Account],
    unclear: list[Account],
    left: list[Account],
) -> str:
    limit = f"{asked.limits['idle_days']:.0f} days"
    text = (
        f"No leaver and at most {asked.limits['pass_up_to']:g} % of the enabled accounts idle for"
        f" more than {limit} expected; seen {len(idle)} of {len(enabled)} idle"
        f" (plus {asked.limits['lag_days']:.0f} days that the directory's date may lag)"
    )
    if left:
        names = [a.name + (" (OT rights)" if has_ot_rights(a) else "") for a in left]
        text += f"; enabled though the person left: {listed(names)}"
    if unclear:
        text += f"; last logon not in the export for {counted(len(unclear), 'account')}"
    return text


CHECK = Check(
    check_id="IDA-04",
    theme=Theme.IDENTITY,
    title="Accounts of leavers and unused accounts are disabled",
    question="Are accounts of people who left, and accounts that nobody uses, disabled?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=4,
    work_packages=("WP-14",),
    max_age_days=180,
    thresholds=(
        Limit("idle_days", 90, "days", "without a logon: counts as unused", "N+D"),
        Limit("lag_days", 14, "days", "the directory's last-logon date may lag by", "V"),
        Limit("pass_up_to", 2, "%", "enabled accounts that are unused: pass up to", "D"),
        Limit("warn_up_to", 10, "%", "enabled accounts that are unused: warn up to", "D"),
    ),
    basis="CIS Controls v8.1 5.3 (45 days there, 90 here), IEC 62443-3-3 SR 1.3 (recalled, verify);"
    " percentages project default",
    so_what="Somebody who no longer works here can still log in to the systems that run the line.",
    remedy="Disable the accounts named here today; ask personnel for a monthly leaver list.",
    closes_unknown="Directory export with lastLogonTimestamp and the enabled flag, and the list of"
    " leavers of the last two years",
    closes_minutes=20,
    closes_who="identity administrator",
    judge=judge,
    scope="plant",
)
