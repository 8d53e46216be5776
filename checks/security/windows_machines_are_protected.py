"""SEC-10: whether the line's Windows computers are protected against malware and USB sticks.

Question: are the Windows computers of the line protected against malware and stray USB sticks?
Yes: at least 95 % of them have malware protection or run listed programs only, and USB is under
control. Warn: 75 to 95 %, or all but USB. No: fewer. Not applicable: no Windows on the line.

Example: 1 of 4 panels has protection: fail.
"""

from __future__ import annotations

from audit.records import Unknown, Why
from checks.computers import Computer, computers_of, or_said
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
from checks.replied import measured
from checks.replies import matching, replies, says_no, says_yes

SHARE_ID, USB_ID, WINDOWS_ID = "windows_protected_percent", "usb_policy", "windows_on_line"


def judge(asked: Asked) -> Answer:
    """Count protected computers; the share must hold whatever is not known. Then ask about USB."""
    expected = f"{asked.line}: Windows computers expected to be protected"
    computers = computers_of(asked.facts, asked.line)
    windows = [c for c in computers if c.is_windows is not False]
    none = _no_windows(asked, computers)
    if none:
        return none
    said = measured(asked, SHARE_ID, expected, lambda n: _share(asked, n), unit="%")
    if said.outcome is Outcome.NA and any(c.is_windows for c in windows):
        text = f"{said.sentence}; but {windows[0].name} runs Windows"
        on = Ground(said.evidence, said.grade, said.oldest)
        return unknown(Why.CONFLICT, "answer and inventory", text, on)
    return _with_usb(asked, or_said(_counted(asked, expected, windows), said), windows)


def _share(asked: Asked, share: float) -> Outcome:
    return share_outcome(share, asked.limits["pass_percent"], asked.limits["warn_percent"])


def _no_windows(asked: Asked, computers: tuple[Computer, ...]) -> Answer | None:
    if any(c.is_windows for c in computers):
        return None
    on = Ground()
    for computer in computers:
        on = on + computer.on
    text = f"{asked.line}: no Windows on the line"
    if computers and all(c.is_windows is False for c in computers):
        return answer(Outcome.NA, text, on)
    rows = replies(asked.facts, WINDOWS_ID, asked.line)
    if rows and all(says_no(row.record.answer) for row in rows):
        return answer(Outcome.NA, f"{text}, as was answered", matching(rows))
    return None


def _counted(asked: Asked, expected: str, windows: list[Computer]) -> Answer:
    if not windows:
        text = f"{expected}; no computer of the line is known"
        return unknown(Why.NO_EVIDENCE, "no computer is known", text)
    targets = tuple(_target(computer) for computer in windows)
    on = ground(computer.row for computer in windows if computer.row)
    good = sum(t.outcome is Outcome.PASS for t in targets)
    dark = sum(t.outcome is Outcome.UNKNOWN for t in targets)
    low, high = percent(good, len(targets)), percent(good + dark, len(targets))
    details = in_words(targets)
    text = f"{expected}; so it is with {good} of {len(targets)}{': ' if details else ''}{details}"
    outcome = same_at_both_ends(_share(asked, low), _share(asked, high))
    if outcome is Outcome.UNKNOWN:
        detail = "protection not stated for every computer"
        return unknown(Why.NO_EVIDENCE, detail, text, on, targets=targets)
    return answer(outcome, text, on, measured=f"{low:.0f} % protected", value=low, targets=targets)


def _target(computer: Computer) -> Target:
    name, row = computer.name, computer.row.record if computer.row else None
    evidence = (computer.row.evidence,) if computer.row else ()
    said = (row.malware_protection, row.allow_listed) if row else (None, None)
    if True in said:
        return Target(name, Outcome.PASS, f"{name} is protected", evidence=evidence)
    if said[0] is False:
        text = f"{name} has no protection against malware"
        return Target(name, Outcome.FAIL, text, evidence=evidence)
    why = Unknown(Why.NO_EVIDENCE, "protection not stated")
    text = f"{name}: its protection is not stated"
    return Target(name, Outcome.UNKNOWN, text, why, evidence)


def _with_usb(asked: Asked, got: Answer, windows: list[Computer]) -> Answer:
    """Protected computers pass only when USB sticks are under control too."""
    if got.outcome is not Outcome.PASS:
        return got
    on = Ground(got.evidence, got.grade, got.oldest)
    stated = {c.row.record.usb_controlled if c.row else None for c in windows}
    rows = replies(asked.facts, USB_ID, asked.line)
    refused = False in stated or any(says_no(row.record.answer) for row in rows)
    if refused:
        text = f"{got.sentence}; but USB sticks are not under control"
        return answer(Outcome.WARN, text, on + matching(rows), measured=got.measured,
                      value=got.value, targets=got.targets)  # fmt: skip
    if stated == {True}:
        return got
    if rows and all(says_yes(row.record.answer) for row in rows):
        return answer(Outcome.PASS, f"{got.sentence}; USB is under control", on + matching(rows),
                      measured=got.measured, value=got.value, targets=got.targets)  # fmt: skip
    why = Why.DONT_KNOW if rows else Why.NOT_ASKED
    text = f"{got.sentence}; whether USB sticks are under control is not known"
    return unknown(why, USB_ID, text, on, measured=got.measured, targets=got.targets)


CHECK = Check(
    check_id="SEC-10",
    theme=Theme.SECURITY,
    title="Windows machines on the line are protected against malware and stray USB media",
    question="Are the Windows computers of the line protected against malware and stray USB"
    " sticks?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=5,
    work_packages=("WP-24",),
    max_age_days=365,
    thresholds=(
        Threshold("pass_percent", 95, "%", "of the Windows computers: pass from", "D"),
        Threshold("warn_percent", 75, "%", "of the Windows computers: warn from", "D"),
    ),
    basis="IEC 62443-3-3 SR 3.2, SR 2.3; IEC 62443-3-2 ZCR 3.4 (recalled, verify)",
    so_what="One service technician's stick encrypts every panel of the line in an afternoon.",
    remedy="Let only listed programs run on panels that cannot take malware protection, and give"
    " service people a station that cleans their sticks.",
    closes_unknown="One row for each Windows computer in the table of hosts: protection, listed"
    " programs, USB",
    closes_minutes=20,
    closes_who="controls engineer",
    judge=judge,
    scope="host",
    not_applicable_when="no Windows on line",
)
