"""IDA-06: how many accounts may change everything, and what a remote administrator must show.

Question: are privileged accounts few and named, and does remote administration ask for a second
proof beside the password (multi-factor authentication)?

Yes: every administrator is named, at most 10 % of the accounts are privileged, and every remote way
asks for a second proof. Warn: most ways do, or an administrator's login is shared. No: remote
administration with a password alone, or more than 10 % privileged. Not applicable: no remote
access.

Example: 12 of 40 enabled accounts are members of the administrators' groups: fail.
"""

from __future__ import annotations

from dataclasses import replace

from audit.facts.model import PlantFacts
from audit.inventory.tables.data import AccountClass
from audit.records import Why
from checks.accounts import Account, all_accounts
from checks.ground import Ground, answer, counted, ground, listed, percent, unknown
from checks.joined import ground_of
from checks.line_devices import device_ground, in_use
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

QUESTION_ID = "remote_admin_second_proof"
CHOICES = {
    "on every way in": Outcome.PASS,
    "on most ways in": Outcome.WARN,
    "on none, or on few": Outcome.FAIL,
}


@same_on_every_line
def judge(asked: Asked) -> Answer:
    """Judge the share of privileged accounts, and what remote administration asks for."""
    asked = replace(asked, line="")
    expected = "Few, named administrators expected, and a second proof on every remote way in"
    remote = _without_remote(asked, chosen(asked, QUESTION_ID, expected, CHOICES))
    found = _counted(asked, expected)
    if found.outcome is Outcome.FAIL:
        return found
    if remote.outcome in (Outcome.FAIL, Outcome.NA):
        return remote
    if found.outcome is Outcome.UNKNOWN:
        return found
    on = ground_of(found) + ground_of(remote)
    if remote.outcome is Outcome.UNKNOWN and remote.why:
        text = f"{found.sentence}; what remote administration asks for is not known"
        return unknown(remote.why.why, remote.why.detail, text, on, targets=found.targets)
    outcome = found.outcome if found.outcome is Outcome.WARN else remote.outcome
    text = f"{found.sentence}; a second proof {remote.measured}"
    return answer(outcome, text, on, measured=f"{found.measured}, second proof {remote.measured}",
                  value=remote.value, targets=found.targets)  # fmt: skip


def _without_remote(asked: Asked, said: Answer) -> Answer:
    """Doubt that there is no remote access where a box for it is known."""
    if said.outcome is not Outcome.NA:
        return said
    boxes = [d for d in asked.facts.devices if d.role == "remote access" and in_use(d)]
    if not boxes:
        return said
    names = listed(device.name or device.device_id for device in boxes)
    text = f"{said.sentence}; but {names} is there for remote access"
    on = ground_of(said) + device_ground(boxes)
    return unknown(Why.CONFLICT, "answer and devices", text, on)


@once
def _enabled(facts: PlantFacts) -> tuple[Account, ...]:
    return tuple(account for account in all_accounts(facts) if not account.disabled)


def _privileged(account: Account) -> bool | None:
    said = {row.record.privileged for row in account.rows} - {None}
    return None if not said else True in said


def _counted(asked: Asked, expected: str) -> Answer:
    every = [(account, _privileged(account)) for account in _enabled(asked.facts)]
    on = ground(row for account, _ in every for row in account.rows)
    if all(state is None for _, state in every):
        text = f"{expected}; no export says which accounts are privileged"
        return unknown(Why.NO_EVIDENCE, "no export of the administrators' groups", text, on)
    admins = [account for account, state in every if state]
    dark = sum(state is None for _, state in every)
    low, high = percent(len(admins), len(every)), percent(len(admins) + dark, len(every))
    limit = asked.limits["privileged_up_to"]
    text = f"{expected}; {len(admins)} of {counted(len(every), 'enabled account')} are privileged"
    measured = f"{low:.0f} % privileged"
    targets = tuple(_target(account) for account in admins)
    if low > limit:
        text = f"{text} ({low:.0f} %, at most {limit:g} %): {listed(a.name for a in admins)}"
        return answer(Outcome.FAIL, text, on, measured=measured, value=-low, targets=targets)
    if high > limit:
        text = f"{text}; of {dark} it is not said"
        detail = "privileged or not is not said for all accounts"
        return unknown(Why.NO_EVIDENCE, detail, text, on, measured=measured, targets=targets)
    shared = [t.name for t in targets if t.outcome is Outcome.WARN]
    text = f"{text}; shared: {listed(shared)}" if shared else text
    outcome = Outcome.WARN if shared else Outcome.PASS
    return answer(outcome, text, on, measured=measured, value=-low, targets=targets)


def _target(account: Account) -> Target:
    on: Ground = ground(account.rows)
    if any(row.record.account_class is AccountClass.SHARED for row in account.rows):
        text = f"{account.name} is privileged and shared"
        return Target(account.name, Outcome.WARN, text, evidence=on.evidence)
    text = f"{account.name} is privileged"
    return Target(account.name, Outcome.PASS, text, evidence=on.evidence)


CHECK = Check(
    check_id="IDA-06",
    theme=Theme.IDENTITY,
    title="Privileged accounts are few and remote admin uses MFA",
    question="Are privileged accounts few and named, and does remote administration ask for a"
    " second proof?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=4,
    work_packages=("WP-15",),
    max_age_days=365,
    thresholds=(
        Threshold("privileged_up_to", 10, "%", "of the enabled accounts privileged, at most", "N"),
    ),
    basis="IEC 62443-3-3 SR 1.1 RE2, SR 1.13; CIS Controls v8.1 6.4/6.5 (recalled, verify)",
    so_what="One stolen password opens every line from outside, at night, without anybody on site.",
    remedy="Take everybody out of the administrators' groups who does not need it this month, and"
    " ask for a second proof on the VPN and the jump host.",
    closes_unknown="The members of the administrators' groups (export), and a screenshot of the"
    " VPN's and the jump host's log-in rule",
    closes_minutes=20,
    closes_who="identity administrator",
    judge=judge,
    scope="plant",
    not_applicable_when="no remote access",
)
