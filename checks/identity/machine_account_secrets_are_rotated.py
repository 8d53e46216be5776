"""IDA-03: how old the passwords are that machines and services of the line log in with.

Question: are the secrets of machine accounts rotated?

Yes: at most 365 days old, or the directory rotates them itself, or a certificate takes the place of
a password. Warn: 1 to 3 years. No: older, or never changed. Not applicable: certificates only.
An account whose list has no such day is decided by an answer, else it leaves the line unknown.

Example: the password of `svc-l1-mes` was set on 2019-03-01: fail, naming its age.
"""

from __future__ import annotations

import re
from datetime import date

from audit.records import Unknown, Why
from checks.accounts import Account, machine_accounts
from checks.ground import answer, ground, in_words, listed, rolled_up, unknown
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
from checks.replied import chosen

QUESTION_ID = "machine_password_age"
CHOICES = {
    "within the last year": Outcome.PASS,
    "one to three years ago": Outcome.WARN,
    "longer ago, or never": Outcome.FAIL,
}
_CERTIFICATE = re.compile(r"\b(certificates?|zertifikat\w*|x\.?509|smart ?card)\b", re.I)
_ROTATED = re.compile(r"\b(gmsa|dmsa|managed service account|auto(matically)?[- ]rotated)\b", re.I)


def judge(asked: Asked) -> Answer:
    """Judge the age of each password; those without a day are left to an answer."""
    expected = (
        f"{asked.line}: passwords of machine accounts expected to be at most"
        f" {asked.limits['pass_days']:g} days old"
    )
    accounts = machine_accounts(asked.facts, asked.line)
    said = chosen(asked, QUESTION_ID, expected, CHOICES)
    targets = tuple(_target(asked, account) for account in accounts)
    on = ground(row for account in accounts for row in account.rows)
    if targets and all(target.outcome is Outcome.NA for target in targets):
        text = f"{expected}; {listed(a.name for a in accounts)} log in with certificates"
        return answer(Outcome.NA, text, on, targets=targets)
    known = tuple(t for t in targets if t.outcome not in (Outcome.UNKNOWN, Outcome.NA))
    undated = tuple(t for t in targets if t.outcome is Outcome.UNKNOWN)
    details = in_words(targets) or listed(target.sentence for target in targets)
    text = f"{expected}; {details or 'no account list names one'}"
    if known and (not undated or any(t.outcome is Outcome.FAIL for t in known)):
        share = 100.0 * sum(t.outcome is Outcome.PASS for t in known) / len(targets)
        return rolled_up(targets, text, on, value=share, measured=_measured(known, targets))
    silent = unknown(Why.NO_EVIDENCE, "the day of the last change is in no list", text, on,
                     targets=targets)  # fmt: skip
    if any(t.why and t.why.why is Why.CONFLICT for t in undated):
        return rolled_up(targets, text, on)
    if not known or said.outcome is Outcome.UNKNOWN:
        return joined(silent, said)
    answered = f"{text}; answered: {said.measured}"
    dated = rolled_up(known, answered, on + ground_of(said), measured=_measured(known, targets))
    if said.outcome is Outcome.NA:
        text = f"{said.sentence}; but a list says when a password was last changed"
        return unknown(Why.CONFLICT, "answer and list", text, on + ground_of(said), targets=targets)
    return joined(dated, said)


def _measured(known: tuple[Target, ...], targets: tuple[Target, ...]) -> str:
    good = sum(target.outcome is Outcome.PASS for target in known)
    return f"{good} of {len(targets)} rotated"


def _target(asked: Asked, account: Account) -> Target:
    name, evidence = account.name, ground(account.rows).evidence
    words = " ".join(f"{r.record.description} {r.record.system_of_record}" for r in account.rows)
    days = [row.record.pwd_last_set for row in account.rows if row.record.pwd_last_set]
    if _ROTATED.search(words):
        text = f"{name} is rotated by the directory"
        return Target(name, Outcome.PASS, text, evidence=evidence)
    if _CERTIFICATE.search(words):
        return Target(name, Outcome.NA, f"{name} logs in with a certificate", evidence=evidence)
    if not days:
        why = Unknown(Why.NO_EVIDENCE, "the day of the last change is in no list")
        text = f"{name}: no list says when its password was last changed"
        return Target(name, Outcome.UNKNOWN, text, why, evidence)
    return _aged(asked, name, max(days), evidence)


def _aged(asked: Asked, name: str, changed: date, evidence: tuple[int, ...]) -> Target:
    age = (asked.facts.case.as_of - changed).days
    text = f"the password of {name} was set on {changed.isoformat()}, {age} days ago"
    if age < 0:
        why = Unknown(Why.CONFLICT, "a day in the future")
        text = f"the password of {name} was set on {changed.isoformat()}, in the future"
        return Target(name, Outcome.UNKNOWN, text, why, evidence)
    if age <= asked.limits["pass_days"]:
        return Target(name, Outcome.PASS, text, evidence=evidence)
    outcome = Outcome.WARN if age <= asked.limits["warn_days"] else Outcome.FAIL
    return Target(name, outcome, text, evidence=evidence)


CHECK = Check(
    check_id="IDA-03",
    theme=Theme.IDENTITY,
    title="Machine-account secrets are rotated or rotation is planned",
    question="How old are the passwords that machines and services of the line log in with?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=4,
    work_packages=("WP-14",),
    max_age_days=365,
    thresholds=(
        Threshold("pass_days", 365, "days", "age of a machine account's password: pass", "D"),
        Threshold("warn_days", 1095, "days", "age of a machine account's password: warn", "D"),
    ),
    basis="IEC 62443-3-3 SR 1.5 (recalled, verify); the ages are project defaults",
    so_what="Everybody who ever wired the line knows the password, and changing it after an"
    " incident stops connectors that nobody tested for it.",
    remedy="Change the passwords named here in the next window, one connector after the other, and"
    " enter the next date; move to accounts that the directory rotates.",
    closes_unknown="The directory export with the day of the last password change (pwdLastSet), or"
    " the vault's list of secret ages",
    closes_minutes=15,
    closes_who="identity administrator",
    judge=judge,
    scope="account",
    not_applicable_when="certificate-based",
)
