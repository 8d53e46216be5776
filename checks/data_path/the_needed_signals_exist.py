"""DAT-06: whether the line has the signals that the use case needs.

Question: do the signals that the use case needs exist on this line, connected or not?
Yes: at least 95 % of them exist. No: fewer than 80 %, or an essential one does not. In between the
gaps need a price. A signal of the pilot that the line's list does not mention was not looked for.
Not applicable: never.

Example: 18 of 20 signals exist, the two missing sensors cost 1,200 each: warn.
"""

from __future__ import annotations

from functools import partial

from audit.records import Grade, Unknown, Why
from checks.applies import applies
from checks.ground import (
    NOTHING,
    Ground,
    answer,
    counted,
    ground,
    listed,
    naming,
    percent,
    share_outcome,
    unknown,
)
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.replied import measured
from checks.signals import Signal, list_ground, needed_signals, only_on_pilot

QUESTION_ID = "signals_exist"
Signals = tuple[Signal, ...]


def judge(asked: Asked) -> Answer:
    """Count what exists at worst and at best; without a list an answer decides."""
    facts, line = asked.facts, asked.line
    rows = needed_signals(facts, line, asked.use_case)
    if not rows:
        expected = f"{line}: the signals that {asked.use_case} needs are expected to exist"
        share = partial(_outcome, asked)
        return applies(measured(asked, QUESTION_ID, expected, share, unit="% exist"))
    unlisted = only_on_pilot(facts, line, asked.use_case)
    targets = tuple(_target(row) for row in rows) + tuple(_not_listed(row) for row in unlisted)
    return _counted(asked, rows, unlisted, targets)


def _target(row: Signal) -> Target:
    signal, evidence = row.record, (row.evidence,)
    if signal.exists is False and signal.connected:
        why = Unknown(Why.CONFLICT, "listed as missing and as connected")
        text = f"{signal.signal} is said to be missing and to be connected"
        return Target(signal.signal, Outcome.UNKNOWN, text, why, evidence)
    if signal.exists or signal.connected:
        how = "connected" if signal.connected else "there"
        return Target(signal.signal, Outcome.PASS, f"{signal.signal} is {how}", evidence=evidence)
    if signal.exists is None:
        why = Unknown(Why.NO_EVIDENCE, "tag export missing")
        text = f"{signal.signal} was not looked for"
        return Target(signal.signal, Outcome.UNKNOWN, text, why, evidence)
    cost = f", {signal.add_cost:g} to add" if signal.add_cost is not None else ""
    what = "essential and missing" if signal.essential else "missing"
    outcome = Outcome.FAIL if signal.essential else Outcome.WARN
    return Target(signal.signal, outcome, f"{signal.signal} is {what}{cost}", evidence=evidence)


def _not_listed(row: Signal) -> Target:
    name = row.record.signal
    why = Unknown(Why.NO_EVIDENCE, "tag export missing")
    text = f"{name} of the pilot is not in the list"
    return Target(name, Outcome.UNKNOWN, text, why, (row.evidence,))


def _counted(
    asked: Asked,
    rows: Signals,
    unlisted: Signals,
    targets: tuple[Target, ...],
) -> Answer:
    there = sum(target.outcome is Outcome.PASS for target in targets)
    open_ones = [target for target in targets if target.outcome is Outcome.UNKNOWN]
    share = percent(there, len(targets))
    text = (
        f"{asked.line}: at least {asked.limits['pass_from']:g} % of"
        f" {counted(len(targets), 'signal')} that {asked.use_case} needs expected to exist; seen"
        f" {there}"
    )
    gaps = [t for t in targets if t.outcome in (Outcome.FAIL, Outcome.WARN)]
    said = listed((t.sentence for t in (*gaps, *open_ones)), limit=6)
    text = f"{text}: {said}" if said else text
    on = ground(rows) + (ground(unlisted) if unlisted else NOTHING)
    on = naming(on, list_ground(asked.facts, asked.line, asked.use_case))
    words = f"{there} of {counted(len(targets), 'signal')}"
    if any(target.outcome is Outcome.FAIL for target in targets):
        return answer(Outcome.FAIL, text, on, measured=words, value=share, targets=targets)
    at_worst, at_best = _both_ends(asked, rows, unlisted, there, len(open_ones))
    if at_worst is not at_best:
        why = next((t.why for t in open_ones if t.why), Unknown(Why.NO_EVIDENCE))
        return unknown(why.why, why.detail, text, on, measured=words, targets=targets)
    if at_best is Outcome.WARN:
        return _priced(rows, text, on, words, share, targets)
    return answer(at_best, text, on, measured=words, value=share, targets=targets)


def _both_ends(
    asked: Asked, rows: Signals, unlisted: Signals, there: int, open_ones: int
) -> tuple[Outcome, Outcome]:
    number = len(rows) + len(unlisted)
    at_best = _outcome(asked, percent(there + open_ones, number))
    at_worst = _outcome(asked, percent(there, number))
    unsure = [r.record for r in rows if r.record.exists is None and not r.record.connected]
    doubtful = [r.record for r in rows if r.record.exists is False and r.record.connected]
    may_miss = any(s.essential for s in (*unsure, *doubtful, *(r.record for r in unlisted)))
    # A missing signal of which nobody said that the use case can do without may be essential.
    unsaid = any(r.record.exists is False and r.record.essential is None for r in rows)
    if at_best is not Outcome.FAIL and (may_miss or (unsaid and at_best is Outcome.PASS)):
        at_worst = Outcome.FAIL
    return at_worst, at_best


def _priced(
    rows: Signals, text: str, on: Ground, words: str, share: float,
    targets: tuple[Target, ...],
) -> Answer:  # fmt: skip
    """A gap is a condition only when somebody said what closing it costs."""
    unpriced = [r.record.signal for r in rows if r.record.exists is False
                and r.record.add_cost is None]  # fmt: skip
    if unpriced:
        said = f"{text}; what adding {listed(unpriced)} costs is not stated"
        return unknown(Why.NOT_ASKED, "cost of the gaps", said, on, measured=words,
                       targets=targets)  # fmt: skip
    return answer(Outcome.WARN, text, on, measured=words, value=share, targets=targets)


def _outcome(asked: Asked, share: float) -> Outcome:
    return share_outcome(share, asked.limits["pass_from"], asked.limits["warn_from"])


CHECK = Check(
    check_id="DAT-06",
    theme=Theme.DATA_PATH,
    title="The signals the use case needs exist on this line",
    question="Do the signals that the use case needs exist on this line, connected or not?",
    severity=Severity.BLOCKER,
    gate=GateRule.ALWAYS,
    stage=6,
    work_packages=("WP-28",),
    max_age_days=365,
    thresholds=(
        Limit("pass_from", 95, "%", "needed signals that exist: pass from"),
        Limit("warn_from", 80, "%", "needed signals that exist: warn from, gaps priced"),
    ),
    basis="project default: a model that lacks one signal in five is another model",
    so_what="The connection works on the first day, and the use case still has nothing to compute"
    " with, because the sensor was never fitted.",
    remedy="Add the sensors named here before the connector is set up; start with the essential"
    " ones.",
    closes_unknown="The tag export of the line's controllers held against the use case's signal"
    " list",
    closes_minutes=45,
    closes_who="controls engineer of the line",
    judge=judge,
    min_grade=Grade.C,
    scope="signal",
)
