"""DAT-10: whether a value says what it is: a place in the plant and a unit.

Question: do the needed signals carry agreed names, units and equipment context?
Yes: at least 95 % have a path of site, area, line and equipment, and a unit. No: fewer than 70 %,
or an essential one has no unit. Not applicable: never. A yes/no signal or a text needs no unit.

Example: 12 of 20 signals are mapped, `TT_104` has no unit: fail.
"""

from __future__ import annotations

import re
from functools import partial

from audit.inventory.tables import SignalRow
from audit.records import Grade, Unknown, Why
from checks.applies import applies
from checks.ground import answer, counted, ground, listed, naming, percent, share_outcome, unknown
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.replied import measured
from checks.signals import Signal, list_ground, needed_signals

QUESTION_ID = "signals_mapped"
_UNITLESS = {"bool", "boolean", "bit", "digital", "string", "text", "enum", "state"}
_LEVELS = 3
"""Levels that a path has at least: area, line, equipment."""


def judge(asked: Asked) -> Answer:
    """Count the mapped signals; without a mapping sheet an answer decides."""
    rows = needed_signals(asked.facts, asked.line, asked.use_case)
    expected = (
        f"{asked.line}: at least {asked.limits['pass_from']:g} % of the signals expected with a"
        " path and a unit"
    )
    if not any(row.record.path or row.record.unit for row in rows):
        share_of = partial(_outcome, asked)
        return applies(measured(asked, QUESTION_ID, expected, share_of, unit="% mapped"))
    targets = tuple(_target(row) for row in rows)
    mapped = sum(target.outcome is Outcome.PASS for target in targets)
    share = percent(mapped, len(rows))
    words = f"{mapped} of {counted(len(rows), 'signal')} mapped"
    text = f"{expected}; {words}"
    gaps = [target.sentence for target in targets if target.outcome is not Outcome.PASS]
    text = f"{text}: {listed(gaps, limit=6)}" if gaps else text
    on = naming(ground(rows), list_ground(asked.facts, asked.line, asked.use_case))
    if any(target.outcome is Outcome.FAIL for target in targets):
        return answer(Outcome.FAIL, text, on, measured=words, value=share, targets=targets)
    outcome = _outcome(asked, share)
    unsaid = [t for t in targets if t.outcome is Outcome.UNKNOWN]
    if unsaid and outcome is not Outcome.FAIL:
        why = unsaid[0].why or Unknown(Why.NOT_ASKED)
        return unknown(why.why, why.detail, text, on, measured=words, targets=targets)
    return answer(outcome, text, on, measured=words, value=share, targets=targets)


def _target(row: Signal) -> Target:
    signal, evidence = row.record, (row.evidence,)
    has_unit = bool(signal.unit) or signal.data_type.casefold() in _UNITLESS
    levels = [part for part in re.split(r"[/.\\]", signal.path) if part.strip()]
    if not has_unit and signal.essential:
        text = f"{signal.signal} is essential and has no unit"
        return Target(signal.signal, Outcome.FAIL, text, evidence=evidence)
    if not has_unit and signal.essential is None:
        why = Unknown(Why.NOT_ASKED, "whether signals without a unit are essential")
        text = f"{signal.signal} has no unit, and whether it is essential is not stated"
        return Target(signal.signal, Outcome.UNKNOWN, text, why, evidence)
    missing = _missing(signal, has_unit=has_unit, levels=len(levels))
    if missing:
        text = f"{signal.signal} has {missing}"
        return Target(signal.signal, Outcome.WARN, text, evidence=evidence)
    return Target(signal.signal, Outcome.PASS, f"{signal.signal} is mapped", evidence=evidence)


def _missing(signal: SignalRow, *, has_unit: bool, levels: int) -> str:
    if not has_unit:
        return "no unit"
    if not signal.path:
        return "no path"
    return f'a path of {counted(levels, "level")} only ("{signal.path}")' * (levels < _LEVELS)


def _outcome(asked: Asked, share: float) -> Outcome:
    return share_outcome(share, asked.limits["pass_from"], asked.limits["warn_from"])


CHECK = Check(
    check_id="DAT-10",
    theme=Theme.DATA_PATH,
    title="Signals carry agreed names, units and equipment context",
    question="Do the needed signals carry agreed names, units and a place in the plant?",
    severity=Severity.MEDIUM,
    gate=GateRule.IF_LOAD_BEARING,
    stage=6,
    work_packages=("WP-27",),
    max_age_days=365,
    thresholds=(
        Limit("pass_from", 95, "%", "signals with path and unit: pass from"),
        Limit("warn_from", 70, "%", "signals with path and unit: warn from"),
    ),
    basis="ISA-95 equipment hierarchy and the topic structure of Sparkplug; percentages are project"
    " defaults",
    so_what="The second line's temperature is in another unit under another name, and the pilot's"
    " model calls it a fault.",
    remedy="Write path, unit and type of each signal named here into one mapping sheet that all"
    " lines share.",
    closes_unknown="The mapping sheet of the line: tag, path, unit, type",
    closes_minutes=60,
    closes_who="process engineer",
    judge=judge,
    min_grade=Grade.C,
    scope="signal",
)
