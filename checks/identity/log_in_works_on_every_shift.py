"""IDA-09: whether people can log in on every shift, and when the plant's directory is out of reach.

Question: does log-in work on the line on every shift, and when the link to the plant is down?

Yes: everybody on every shift has a login of his own, and that people go on working without the
directory was tried. Warn: the fallback was never tried. No: nobody can log in then, or a shift uses
somebody else's login. Not applicable: nobody logs in on the line.

Example: Line 2 has three shifts, and the night shift works with the login of the late shift: fail.
"""

from __future__ import annotations

from audit.inventory.tables import LineRow
from audit.records import Grade, Unknown, Why
from checks.ground import in_words, listed, rolled_up, unknown
from checks.joined import ground_of
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.remembered import rows_where
from checks.replied import chosen, yes_no

FALLBACK_ID = "login_without_directory"
CHOICES = {
    "people go on working, and that was tried": Outcome.PASS,
    "people should be able to go on, but nobody tried": Outcome.WARN,
    "nobody can log in then": Outcome.FAIL,
}
SHIFTS = {
    "early": "own_login_early_shift",
    "late": "own_login_late_shift",
    "night": "own_login_night_shift",
}


def judge(asked: Asked) -> Answer:
    """Judge what each shift and the fallback question say; the worst decides."""
    expected = f"{asked.line}: log-in expected to work on every shift and without the directory"
    fallback = chosen(asked, FALLBACK_ID, "without the directory", CHOICES)
    shifts = {name: _shift(asked, name, key) for name, key in SHIFTS.items()}
    if fallback.outcome is Outcome.NA:
        return _without_login(expected, fallback, shifts)
    counted = _counted(asked, shifts)
    on = ground_of(fallback)
    for said in counted.values():
        on = on + ground_of(said)
    targets = (
        *(Target(name, a.outcome, a.sentence, a.why, a.evidence) for name, a in counted.items()),
        Target("fallback", fallback.outcome, fallback.sentence, fallback.why, fallback.evidence),
    )
    bad = any(target.outcome is Outcome.FAIL for target in targets)
    working = [name for name, said in counted.items() if said.outcome is not Outcome.NA]
    if not working and not bad:
        text = f"{expected}; every shift is said not to exist"
        return unknown(Why.CONFLICT, "no shift is left", text, on, targets=targets)
    details = in_words(targets) or listed(target.sentence for target in targets)
    measured = f"{len(working)} shifts, fallback {fallback.measured or 'not known'}"
    return rolled_up(targets, f"{expected}; {details}", on, measured=measured, value=fallback.value)


def _shift(asked: Asked, name: str, question_id: str) -> Answer:
    return yes_no(asked, question_id, f"the {name} shift with logins of its own",
                  said_no="uses somebody else's login")  # fmt: skip


def _counted(asked: Asked, shifts: dict[str, Answer]) -> dict[str, Answer]:
    """Return the shifts that count: those with an answer, and as many as the line works."""
    rows = rows_where(asked.facts, LineRow, "line", asked.line)
    stated = next((row.record.shifts for row in rows if row.record.shifts), None)
    wanted = min(stated or len(shifts), len(shifts))
    asked_ones = {name: a for name, a in shifts.items() if not _not_asked(a)}
    working = sum(a.outcome is not Outcome.NA for a in asked_ones.values())
    if stated is None or working < wanted:
        missing = [name for name in shifts if name not in asked_ones]
        gap = len(missing) if stated is None else min(len(missing), wanted - working)
        chosen_ones = {name: _gap(shifts[name]) for name in missing[:gap]}
        asked_ones = {**asked_ones, **chosen_ones}
    return {name: asked_ones[name] for name in shifts if name in asked_ones}


def _not_asked(said: Answer) -> bool:
    return said.why is not None and said.why.why is Why.NOT_ASKED


def _gap(said: Answer) -> Answer:
    why = Unknown(Why.NOT_ASKED, "not asked on all shifts")
    return Answer(said.outcome, said.sentence, why=why)


def _without_login(expected: str, fallback: Answer, shifts: dict[str, Answer]) -> Answer:
    """Believe that nobody logs in, unless a shift says that it does."""
    others = [name for name, said in shifts.items() if said.outcome not in
              (Outcome.NA, Outcome.UNKNOWN)]  # fmt: skip
    if not others:
        return fallback
    on = ground_of(fallback)
    for name in others:
        on = on + ground_of(shifts[name])
    text = f"{expected}; one says that nobody logs in, the {listed(others)} shift speaks of logins"
    return unknown(Why.CONFLICT, "answers about logins", text, on)


CHECK = Check(
    check_id="IDA-09",
    theme=Theme.IDENTITY,
    title="Log-in works on the line on every shift and when the plant link is down",
    question="Does log-in work on the line on every shift, and when the link to the plant is down?",
    severity=Severity.MEDIUM,
    gate=GateRule.IF_LOAD_BEARING,
    stage=4,
    work_packages=("WP-13",),
    max_age_days=365,
    thresholds=(),
    basis="IEC 62443-3-3 SR 2.1, note on essential functions (recalled, verify)",
    so_what="The link to the office fails at two in the morning, and the line stands because the"
    " panel waits for a directory that does not answer.",
    remedy="Let the panels keep the last log-ins or a local one for the shift, pull the cable once"
    " in a planned stop, and give every shift logins of its own.",
    closes_unknown="Two questions to somebody of each shift (whose login do you use, what happened"
    " when the network was down), and the record of one try",
    closes_minutes=15,
    closes_who="production lead",
    judge=judge,
    min_grade=Grade.C,
    not_applicable_when="no log-in needed",
)
