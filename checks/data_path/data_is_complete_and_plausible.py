"""DAT-08: whether a week of stored values has gaps or nonsense in it.

Question: is the stored data of this line complete and plausible?
Yes: at least 98 % complete and at most 1 % implausible over at least 7 days. No: less than 95 %
complete or more than 5 % implausible. Not applicable: nothing is stored yet. A signal that the use
case can do without does not fail the line.

Example: spindle temperature has 93.1 % of its values over 14 days: fail.
"""

from __future__ import annotations

from audit.inventory.tables import SignalRow
from audit.records import Grade, Unknown, Why
from checks.ground import Ground, answer, counted, in_words, naming, rolled_up, unknown
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.replied import Rows, by_reply
from checks.replies import says_no
from checks.signals import Signal, dated, list_ground, needed_signals

QUESTION_ID = "history_kept"


def judge(asked: Asked) -> Answer:
    """Judge each needed signal's history; without any, whether there is one is asked."""
    rows = needed_signals(asked.facts, asked.line, asked.use_case)
    rows = tuple(row for row in rows if row.record.exists is not False)
    if not any(row.record.history_days for row in rows):
        return _without(asked, rows)
    targets = tuple(_target(asked, row) for row in rows)
    text = (
        f"{asked.line}: at least {asked.limits['complete_pass']:g} % complete and at most"
        f" {asked.limits['implausible_pass']:g} % implausible expected on"
        f" {counted(len(rows), 'signal')}"
    )
    details = in_words(targets)
    least = min((r.record.complete_percent for r in rows if r.record.complete_percent is not None),
                default=None)  # fmt: skip
    words = f"{least:g} % complete at least" if least is not None else ""
    on = dated(rows, [row.record.measured_on for row in rows])
    on = naming(on, list_ground(asked.facts, asked.line, asked.use_case))
    text = f"{text}; {details}" if details else f"{text}; seen on all of them"
    return rolled_up(targets, text, on, measured=words, value=least)


def _without(asked: Asked, rows: tuple[Signal, ...]) -> Answer:
    text = f"{asked.line}: a week of stored values is expected to be complete and plausible"
    if rows and all(row.record.connected is False for row in rows):
        on = dated(rows, ())
        said = f"{text}; none of {counted(len(rows), 'signal')} is connected, so nothing is stored"
        return answer(Outcome.NA, said, on)

    def decide(said: Rows, on: Ground) -> Answer:
        if says_no(said[0].record.answer):
            return answer(Outcome.NA, f"{text}; nothing is stored yet", on)
        words = f"{text}; no stored values were read"
        return unknown(Why.NO_EVIDENCE, "no history read", words, on)

    return by_reply(asked, QUESTION_ID, text, decide)


def _target(asked: Asked, row: Signal) -> Target:
    signal, name, evidence = row.record, row.record.signal, (row.evidence,)
    days = signal.history_days or 0.0
    if days < asked.limits["days_from"]:
        had = f"only {days:g} days of history" if days else "no history was read"
        why = Unknown(Why.NO_EVIDENCE, f"less than {asked.limits['days_from']:g} days of data")
        return Target(name, Outcome.UNKNOWN, f"{name}: {had}", why, evidence)
    outcome = _outcome(asked, signal)
    shares = (
        f"{_shown(signal.complete_percent)} complete,"
        f" {_shown(signal.implausible_percent)} implausible over {days:g} days"
    )
    if outcome is Outcome.UNKNOWN:
        why = Unknown(Why.PARSE_PARTIAL, "not both shares were counted")
        return Target(name, outcome, f"{name}: {shares}", why, evidence)
    if outcome is Outcome.FAIL and signal.essential is False:
        outcome = Outcome.WARN
    return Target(name, outcome, f"{name}: {shares}", evidence=evidence)


def _shown(share: float | None) -> str:
    return "not counted" if share is None else f"{share:g} %"


def _outcome(asked: Asked, signal: SignalRow) -> Outcome:
    """The worse of the two shares; what was not counted may still not hide a failure."""
    limits, found = asked.limits, set[Outcome]()
    if (complete := signal.complete_percent) is not None:
        good, fair = complete >= limits["complete_pass"], complete >= limits["complete_warn"]
        found.add(Outcome.PASS if good else Outcome.WARN if fair else Outcome.FAIL)
    if (wrong := signal.implausible_percent) is not None:
        good, fair = wrong <= limits["implausible_pass"], wrong <= limits["implausible_warn"]
        found.add(Outcome.PASS if good else Outcome.WARN if fair else Outcome.FAIL)
    if Outcome.FAIL in found:
        return Outcome.FAIL
    if None in (signal.complete_percent, signal.implausible_percent):
        return Outcome.UNKNOWN
    return Outcome.WARN if Outcome.WARN in found else Outcome.PASS


CHECK = Check(
    check_id="DAT-08",
    theme=Theme.DATA_PATH,
    title="Data is complete and plausible",
    question="Is the stored data of this line complete and plausible?",
    severity=Severity.HIGH,
    gate=GateRule.IF_LOAD_BEARING,
    stage=6,
    work_packages=("WP-33",),
    max_age_days=90,
    thresholds=(
        Limit("days_from", 7, "days", "of history that the shares are counted over, at least"),
        Limit("complete_pass", 98, "%", "values that are there: pass from"),
        Limit("complete_warn", 95, "%", "values that are there: warn from"),
        Limit("implausible_pass", 1, "%", "flat, out of range or doubled: pass up to"),
        Limit("implausible_warn", 5, "%", "flat, out of range or doubled: warn up to"),
    ),
    basis="project default; compare with the pilot over the same window",
    so_what="The use case raises false alarms or none at all, and the people on the floor stop"
    " believing it.",
    remedy="Find where the values named here get lost, hop by hop; let the edge buffer what the"
    " network drops.",
    closes_unknown="A historian export of 7 days for the needed signals",
    closes_minutes=30,
    closes_who="historian administrator",
    judge=judge,
    min_grade=Grade.C,
    scope="signal",
    not_applicable_when="no history yet",
)
