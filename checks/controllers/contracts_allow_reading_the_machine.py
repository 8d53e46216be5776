"""PLC-11: whether the machine builder's contract lets the plant connect the machine and read it.

Question: do contracts and warranty allow connecting and reading the machine?
Yes: allowed in writing, or the warranty is over. Warn: by word of mouth, or the answer is pending.
No: forbidden, or it voids the warranty. Not applicable: the plant built the machine itself. A line
of several machines may answer for each: `oem_permission:press`.

Example: the builder of the press says on the telephone that reading is fine: warn.
"""

from __future__ import annotations

from audit.inventory.tables import AnswerRow
from audit.records import Grade
from checks.ground import NOTHING, Ground, in_words, rolled_up
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.remembered import rows_where
from checks.replied import chosen

QUESTION_ID = "oem_permission"
CHOICES = {
    "allowed in writing": Outcome.PASS,
    "warranty is over and no contract forbids it": Outcome.PASS,
    "allowed by word of mouth": Outcome.WARN,
    "asked, answer pending": Outcome.WARN,
    "allowed, but it voids the warranty": Outcome.FAIL,
    "forbidden": Outcome.FAIL,
}


def judge(asked: Asked) -> Answer:
    """Judge the line's answer, or that of each of its machines; the worst decides."""
    expected = f"{asked.line}: connecting and reading expected to be allowed in writing"
    machines = _machines(asked)
    if not machines:
        return chosen(asked, QUESTION_ID, expected, CHOICES)
    answers = {m: chosen(asked, f"{QUESTION_ID}:{m}", m, CHOICES) for m in machines}
    targets = tuple(Target(m, a.outcome, a.sentence, a.why, a.evidence)
                    for m, a in answers.items())  # fmt: skip
    on = NOTHING
    for one in answers.values():
        on = on + Ground(one.evidence, one.grade, one.oldest)
    details = in_words(targets) or "; ".join(target.sentence for target in targets)
    words = "; ".join(f"{m}: {a.measured or a.outcome}" for m, a in answers.items())
    values = [a.value for a in answers.values() if a.value is not None]
    return rolled_up(targets, f"{expected}; {details}", on, measured=words,
                     value=min(values, default=None))  # fmt: skip


def _machines(asked: Asked) -> list[str]:
    """Return the machines of the line that have an answer of their own, folded, sorted."""
    prefix = f"{QUESTION_ID}:"
    rows = rows_where(asked.facts, AnswerRow, "line", asked.line)
    ids = {row.record.question_id.casefold() for row in rows}
    return sorted(name.removeprefix(prefix) for name in ids if name.startswith(prefix))


CHECK = Check(
    check_id="PLC-11",
    theme=Theme.CONTROLLERS,
    title="Contracts and warranty allow connecting and reading the machine",
    question="Do contracts and warranty allow connecting the machine and reading its data?",
    severity=Severity.HIGH,
    gate=GateRule.IF_LOAD_BEARING,
    stage=1,
    work_packages=("WP-37",),
    max_age_days=730,
    thresholds=(),
    basis="project default: the contract decides, and only what is written can be shown",
    so_what="The machine builder refuses a warranty claim because of a cable, and the plant pays"
    " for the spindle.",
    remedy="Ask the machine builder by e-mail for leave to read, naming the protocol and the"
    " address that asks; keep the answer with the contract.",
    closes_unknown="The clause of the purchase contract, or an e-mail of the machine builder",
    closes_minutes=20,
    closes_who="purchasing",
    judge=judge,
    min_grade=Grade.C,
    scope="machine",
    not_applicable_when="own-built machine",
)
