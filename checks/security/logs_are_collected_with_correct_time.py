"""SEC-08: whether logs of the plant's gear are kept elsewhere, with the right time.

Question: do switches, firewalls and servers send their logs, with the right time, to one place?
Yes: at least 90 % of the gear sends its log and takes its time from a server, and the logs are kept
for 90 days. Warn: 50 to 90 %, or kept for less. No: fewer. Not applicable: never.

Example: 1 of 6 switches names a log host and a time server: fail.
"""

from __future__ import annotations

from dataclasses import replace

from audit.facts.model import PlantFacts, Seen
from audit.inventory.tables import SwitchRow
from audit.payloads import Management
from audit.records import Status, Unknown, Why
from checks.applies import applies
from checks.computers import or_said
from checks.ground import (
    Ground,
    answer,
    ground,
    in_words,
    percent,
    same_at_both_ends,
    share_outcome,
    unknown,
)
from checks.line_devices import in_use
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
from checks.remembered import once, reads_of, same_on_every_line
from checks.replied import measured, number_in
from checks.replies import matching, replies, unsure

SHARE_ID, DAYS_ID = "logs_collected_percent", "log_retention_days"
GEAR = frozenset({"switch", "router", "firewall", "server"})


@same_on_every_line
def judge(asked: Asked) -> Answer:
    """Count the gear that sends its log; the share must hold whatever is not known."""
    asked = replace(asked, line="")
    expected = "Logs of all gear with the right time in one place expected"
    targets, on = _gear(asked.facts)
    said = applies(measured(asked, SHARE_ID, expected, lambda n: _share(asked, n), unit="%"))
    return _kept(asked, or_said(_counted(asked, expected, targets, on), said))


def _share(asked: Asked, share: float) -> Outcome:
    return share_outcome(share, asked.limits["pass_percent"], asked.limits["warn_percent"])


def _counted(asked: Asked, expected: str, targets: tuple[Target, ...], on: Ground) -> Answer:
    if not targets:
        text = f"{expected}; no switch, firewall or server is known"
        return unknown(Why.NO_EVIDENCE, "no gear is known", text)
    good = sum(t.outcome is Outcome.PASS for t in targets)
    dark = sum(t.outcome is Outcome.UNKNOWN for t in targets)
    low, high = percent(good, len(targets)), percent(good + dark, len(targets))
    text = f"{expected}; so it is on {good} of {len(targets)}: {in_words(targets)}"
    measured_ = f"{low:.0f} % of gear"
    outcome = same_at_both_ends(_share(asked, low), _share(asked, high))
    if outcome is Outcome.UNKNOWN:
        detail = "not enough configurations were read"
        return unknown(Why.NO_EVIDENCE, detail, text, on, measured=measured_, targets=targets)
    return answer(outcome, text.removesuffix(": "), on, measured=measured_, value=low,
                  targets=targets)  # fmt: skip


@once
def _gear(facts: PlantFacts) -> tuple[tuple[Target, ...], Ground]:
    """Each managed switch, firewall, router and server of the plant."""
    unmanaged = {r.record.switch for r in facts.table(SwitchRow) if r.record.managed is False}
    listed_ones = {r.record.switch: r for r in facts.table(SwitchRow)}
    names = {d.device_id for d in facts.devices if d.role in GEAR and in_use(d)}
    names |= {_id(facts, name) for name in listed_ones}
    names -= {_id(facts, name) for name in unmanaged}
    every, targets = list[Seen[Management]](), list[Target]()
    for name in sorted(names - {""}):
        reads = [m for m in reads_of(facts, facts.management, [name]) if m.status is Status.OK]
        every += reads
        targets.append(_target(name, reads))
    return tuple(targets), ground(every)


def _id(facts: PlantFacts, name: str) -> str:
    device = facts.device(name)
    return device.device_id if device else name


def _target(name: str, reads: list[Seen[Management]]) -> Target:
    evidence = tuple(m.evidence for m in reads)
    logs = any(m.value.log_hosts for m in reads)
    time = any(m.value.ntp_servers for m in reads)
    if logs and time:
        return Target(name, Outcome.PASS, f"{name} sends its log", evidence=evidence)
    if not any(m.value.complete for m in reads):
        why = Unknown(Why.NO_EVIDENCE, "configuration not read in full")
        text = f"{name}: its configuration was not read in full"
        return Target(name, Outcome.UNKNOWN, text, why, evidence)
    lacks = "keeps its log to itself" if not logs else "has no time server"
    return Target(name, Outcome.FAIL, f"{name} {lacks}", evidence=evidence)


def _kept(asked: Asked, got: Answer) -> Answer:
    """Logs that are there count only when they are kept long enough."""
    if got.outcome is not Outcome.PASS:
        return got
    on = Ground(got.evidence, got.grade, got.oldest)
    rows = replies(asked.facts, DAYS_ID, asked.line)
    numbers = {number_in(r.record.answer) for r in rows if not unsure(r.record.answer)} - {None}
    days = [n for n in numbers if n is not None]
    if not days:
        why = Why.DONT_KNOW if rows else Why.NOT_ASKED
        text = f"{got.sentence}; how long logs are kept is not known"
        return unknown(why, DAYS_ID, text, on, targets=got.targets)
    if len(days) > 1:
        text = f"{got.sentence}; {' or '.join(f'{n:g}' for n in sorted(days))} days are said"
        return unknown(Why.CONFLICT, DAYS_ID, text, on + ground(rows), targets=got.targets)
    text = f"{got.sentence}; kept for {days[0]:g} days"
    outcome = Outcome.PASS if days[0] >= asked.limits["days"] else Outcome.WARN
    return answer(outcome, text, on + matching(rows), measured=got.measured, value=got.value,
                  targets=got.targets)  # fmt: skip


CHECK = Check(
    check_id="SEC-08",
    theme=Theme.SECURITY,
    title="Switch, firewall and server logs are collected with correct time",
    question="Do switches, firewalls and servers send their logs, with the right time, to one"
    " place?",
    severity=Severity.LOW,
    gate=GateRule.NEVER,
    stage=5,
    work_packages=("WP-19",),
    max_age_days=365,
    thresholds=(
        Threshold("pass_percent", 90, "%", "of the gear sends its log: pass from", "D"),
        Threshold("warn_percent", 50, "%", "of the gear sends its log: warn from", "D"),
        Threshold("days", 90, "days", "logs are kept at least", "D"),
    ),
    basis="IEC 62443-3-3 SR 2.8, 6.1; CIS Controls v8.1 8 (recalled, verify)",
    so_what="After an incident nobody can say what happened first, so it happens again.",
    remedy="Name one log host and one time server in every configuration, and keep the logs for"
    " 90 days.",
    closes_unknown="The full running configurations of switches and firewalls as text, and how many"
    " days the log server keeps",
    closes_minutes=20,
    closes_who="OT network engineer",
    judge=judge,
    scope="plant",
)
