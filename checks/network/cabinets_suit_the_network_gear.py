"""NET-17: power, climate and lock of the cabinets in which the line's network gear stands.

Question: do cabinet power, UPS and temperature suit the network gear?
Yes: a UPS tested within 12 months, gear rated for the cabinet, and a lock. Warn: one of the three
is missing. No: office gear in an unsuitable cabinet, two of the three missing, or no UPS where the
pilot had one.

Example: CC-2 has an office switch at 48 degrees: fail.
"""

from __future__ import annotations

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import CabinetRow
from audit.records import Grade, Unknown, Why
from checks.ground import in_words, rolled_up, same_at_both_ends
from checks.ports import own_switches
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
from checks.remembered import rows_where
from checks.replied import chosen
from checks.signals import dated
from checks.switches import months

QUESTION_ID = "cabinet_state"
CHOICES = {
    "tested UPS, industrial gear, locked": Outcome.PASS,
    "one of these is missing": Outcome.WARN,
    "office gear that is too hot or dusty, or most of these missing": Outcome.FAIL,
}


def judge(asked: Asked) -> Answer:
    """Judge each cabinet of the line; where nobody walked, the answer."""
    cabinets = _cabinets(asked.facts, asked.line)
    rows = [row for row in cabinets.values() if row is not None]
    expected = f"{asked.line}: tested UPS, rated gear and a lock expected in each cabinet"
    if not rows:
        return chosen(asked, QUESTION_ID, expected, CHOICES)
    with_ups = asked.line != asked.pilot and _pilot_has_ups(asked)
    targets = tuple(_target(asked, name, row, with_ups) for name, row in cabinets.items())
    good = sum(target.outcome is Outcome.PASS for target in targets)
    words = f"{good} of {len(targets)} cabinets"
    said = in_words(targets) or f"so it is in {words}"
    on = dated(rows, (row.record.looked_on for row in rows))
    return rolled_up(targets, f"{expected}; {said}", on, measured=words,
                     value=100.0 * good / len(targets))  # fmt: skip


def _cabinets(facts: PlantFacts, line: str) -> dict[str, Stated[CabinetRow] | None]:
    """Return the line's cabinets: those listed for it, and those in which its switches stand."""
    found: dict[str, Stated[CabinetRow] | None] = {
        row.record.cabinet: row for row in rows_where(facts, CabinetRow, "line", line)
    }
    for name in (s.row.record.cabinet for s in own_switches(facts, line)):
        if name:
            found.setdefault(name, next(iter(rows_where(facts, CabinetRow, "cabinet", name)), None))
    return found


def _pilot_has_ups(asked: Asked) -> bool:
    rows = [row for row in _cabinets(asked.facts, asked.pilot).values() if row is not None]
    return any(row.record.ups for row in rows)


def _target(asked: Asked, name: str, row: Stated[CabinetRow] | None, pilot_ups: bool) -> Target:
    if row is None:
        why = Unknown(Why.NO_EVIDENCE, "no walk-down")
        return Target(name, Outcome.UNKNOWN, f"nobody looked into {name}", why)
    record, proof = row.record, (row.evidence,)
    if record.rated is False and record.suitable is False:
        text = f"{name} holds office gear and is too hot, dusty or damp for it"
        return Target(name, Outcome.FAIL, text, evidence=proof)
    if record.ups is False and pilot_ups:
        text = f"{name} has no UPS, the pilot's cabinets have one"
        return Target(name, Outcome.FAIL, text, evidence=proof)
    good = (_ups(asked, record), record.rated, record.locked)
    names = ("a UPS tested within 12 months", "rated gear", "a lock")
    missing = [what for what, is_so in zip(names, good, strict=True) if is_so is False]
    unsaid = [what for what, is_so in zip(names, good, strict=True) if is_so is None]
    unfit = record.rated is False and record.suitable is None
    at_worst = Outcome.FAIL if unfit else _outcome(len(missing) + len(unsaid))
    outcome = same_at_both_ends(at_worst, _outcome(len(missing)))
    if outcome is Outcome.UNKNOWN:
        open_ones = [*unsaid, *(["whether its climate suits office gear"] if unfit else [])]
        text = f"{name}: not said: {', '.join(open_ones)}"
        return Target(name, outcome, text, Unknown(Why.NOT_ASKED, "cabinet row"), proof)
    text = f"{name} lacks {' and '.join(missing)}" if missing else f"{name} is in order"
    return Target(name, outcome, text, evidence=proof)


def _ups(asked: Asked, row: CabinetRow) -> bool | None:
    """Whether there is a UPS that was tested lately."""
    if row.ups is not True or row.ups_tested_on is None:
        return False if row.ups is False else None
    age = months(row.ups_tested_on, asked.facts.case.as_of)
    return age <= asked.limits["ups_months"]


def _outcome(missing: int) -> Outcome:
    return (Outcome.PASS, Outcome.WARN, Outcome.FAIL, Outcome.FAIL)[missing]


CHECK = Check(
    check_id="NET-17",
    theme=Theme.NETWORK,
    title="Cabinet power, UPS and temperature suit the network gear",
    question="Do cabinet power, UPS and temperature suit the network gear of the line?",
    severity=Severity.LOW,
    gate=GateRule.IF_LOAD_BEARING,
    stage=2,
    work_packages=("WP-09",),
    max_age_days=730,
    thresholds=(Threshold("ups_months", 12, "months", "since the UPS was tested: pass to", "D"),),
    basis="IEC 62443-3-3 SR 7.5; NIST SP 800-82r3, physical security (both recalled, verify)",
    so_what="Every dip of the mains restarts the switch, and the line's data has a hole each time.",
    remedy="Put a small DIN-rail UPS in front of the switch and test it once a year; lock up.",
    closes_unknown="A walk past the cabinets: UPS and its test label, kind of gear, temperature,"
    " lock",
    closes_minutes=20,
    closes_who="electrician of the line",
    judge=judge,
    min_grade=Grade.C,
    scope="cabinet",
)
