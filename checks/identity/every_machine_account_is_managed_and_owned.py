"""IDA-01: accounts that machines and services use, against the directory and the vault.

Question: who holds the accounts that machines log in with?

Yes: all of them are in a directory or vault and have an owner. No: some are only in a spreadsheet,
or fewer than 80 % are managed. Not applicable: somebody stated that there are none.

Example: `svc-mes` in the directory and in the sheet, `plc-hist` only in the sheet: fail, naming
`plc-hist`.
"""

from __future__ import annotations

from audit.inventory.tables import AccountRow
from audit.records import Grade, Why
from checks.accounts import Account, machine_accounts
from checks.ground import answer, counted, ground, listed, percent, unknown
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.replies import replies, says_none, unsure

QUESTION_ID = "machine_accounts"
"""The question of the answer sheets whose answer `none` states that there are no such accounts."""


def judge(asked: Asked) -> Answer:
    """Compare the line's machine accounts with the systems that should hold them."""
    found = machine_accounts(asked.facts, asked.line)
    if not found:
        return _without_accounts(asked)
    on = ground(row for account in found for row in account.rows)
    if all(row.grade.rank > Grade.D_PLUS.rank for account in found for row in account.rows):
        return unknown(
            Why.BELOW_MIN_GRADE,
            "only an interview",
            f"{counted(len(found), 'machine account')} of {asked.line} were only named in an"
            " interview; an export of the directory or of the account list was expected",
            on,
        )
    managed = sum(account.managed for account in found)
    share = percent(managed, len(found))
    targets = tuple(_target(account) for account in found)
    outcome = _outcome(found, share, asked)
    measured = f"{managed} of {len(found)} managed"
    return answer(
        outcome,
        _sentence(asked.line, found, managed),
        on,
        measured=measured,
        value=share,
        targets=targets,
    )


def _outcome(found: tuple[Account, ...], share: float, asked: Asked) -> Outcome:
    limits = asked.limits
    in_sheets = sum(account.only_in_a_sheet for account in found)
    ownerless = percent(sum(not account.owned for account in found), len(found))
    if in_sheets > limits["only_in_a_sheet"] or share < limits["warn_from"]:
        return Outcome.FAIL
    if ownerless > limits["ownerless_up_to"]:
        return Outcome.FAIL
    if share < limits["pass_from"] or ownerless > 0:
        return Outcome.WARN
    return Outcome.PASS


def _target(account: Account) -> Target:
    evidence = ground(account.rows).evidence
    if account.only_in_a_sheet:
        sentence = f"{account.name} is only in {_where(account)}"
        return Target(account.name, Outcome.FAIL, sentence, evidence=evidence)
    if not account.managed:
        sentence = f"{account.name} is only in {_where(account)}, in no directory or vault"
        return Target(account.name, Outcome.WARN, sentence, evidence=evidence)
    if not account.owned:
        sentence = f"{account.name} has no owner"
        return Target(account.name, Outcome.WARN, sentence, evidence=evidence)
    return Target(account.name, Outcome.PASS, f"{account.name} is managed", evidence=evidence)


def _where(account: Account) -> str:
    return listed(sorted({row.record.system_of_record or "a list" for row in account.rows}))


def _sentence(line: str, found: tuple[Account, ...], managed: int) -> str:
    text = (
        f"{line}: all {counted(len(found), 'machine and service account')} in the data path"
        f" expected in a directory or vault with an owner; seen {managed} of {len(found)}"
    )
    in_sheets = [a.name for a in found if a.only_in_a_sheet]
    elsewhere = [a.name for a in found if not a.managed and not a.only_in_a_sheet]
    ownerless = [a.name for a in found if not a.owned]
    if in_sheets:
        text += f"; only in a spreadsheet: {listed(in_sheets)}"
    if elsewhere:
        text += f"; in neither: {listed(elsewhere)}"
    if ownerless:
        text += f"; without an owner: {listed(ownerless)}"
    return text


def _without_accounts(asked: Asked) -> Answer:
    said = replies(asked.facts, QUESTION_ID, asked.line)
    none = tuple(row for row in said if says_none(row.record.answer))
    if none and len(none) == len(said):
        who = none[0].record.answered_by or none[0].record.role or "the answer sheet"
        return answer(
            Outcome.NA,
            f"{asked.line} has no machine or service accounts in the data path, as {who} stated",
            ground(none),
        )
    if any(not unsure(row.record.answer) and row not in none for row in said):
        return unknown(
            Why.BELOW_MIN_GRADE,
            "only an interview",
            f"{asked.line}: machine accounts are only described in an interview; an export of the"
            " directory or of the account list was expected",
            ground(said),
        )
    if asked.facts.table(AccountRow):
        sentence = (
            f"The account lists name no machine account of {asked.line}; that there are none must"
            " be stated"
        )
    else:
        sentence = f"{asked.line}: no account list was handed over"
    return unknown(Why.NO_EVIDENCE, "no account list for the line", sentence, ground(said))


CHECK = Check(
    check_id="IDA-01",
    theme=Theme.IDENTITY,
    title="Every machine and service account is managed, named and owned",
    question="Are all machine and service accounts in the line's data path in a directory or vault,"
    " each with an owner?",
    severity=Severity.BLOCKER,
    gate=GateRule.IF_LOAD_BEARING,
    stage=4,
    work_packages=("WP-13", "WP-14"),
    max_age_days=365,
    thresholds=(
        Limit("pass_from", 100, "%", "accounts in a directory or vault: pass from", "N"),
        Limit("warn_from", 80, "%", "accounts in a directory or vault: warn from", "N"),
        Limit("ownerless_up_to", 20, "%", "accounts without an owner: warn up to", "N"),
        Limit("only_in_a_sheet", 0, "accounts", "accounts that only a sheet knows, at most", "N"),
    ),
    basis="IEC 62443-3-3 SR 1.2, 1.3, 1.4; CIS Controls v8.1 5.5 (recalled, verify)",
    so_what="A password changes or a person leaves, and a connector stops at night with nobody who"
    " knows which account it used.",
    remedy="Enter the accounts named here in the vault with an owner each; move them to the"
    " directory when the identity foundation stands.",
    closes_unknown="Export of the directory's and the vault's service accounts (CSV or LDIF), and"
    " the spreadsheet as it is",
    closes_minutes=30,
    closes_who="identity administrator",
    judge=judge,
    min_grade=Grade.C,
    scope="account",
    not_applicable_when="no machine accounts on the line (must be stated)",
)
