"""What is not known, in the order of what an answer is worth; where IT and OT disagree; what rests
on weak evidence.
"""

from __future__ import annotations

from collections.abc import Sequence

from audit.inventory.tables import AnswerRow
from audit.records import Grade
from checks.records import Outcome
from reports.model import phrases
from reports.model.ground import Ground
from reports.model.records import Question
from reports.model.words import count, percent, plain, shorten

ANSWER = 60
QUESTION = 120
JUDGED = (Outcome.PASS, Outcome.WARN, Outcome.FAIL)


def worth_asking(rows: Sequence[Question]) -> tuple[Question, ...]:
    """All questions; those that decide a verdict first, then by weight an answer brings a minute.

    What has to wait for another check comes last: asking it now brings nothing.
    """

    def rank(row: Question) -> tuple[bool, bool, float, str]:
        return not row.minutes, not row.gate, -row.weight / max(row.minutes, 1), row.row_key

    return tuple(sorted(rows, key=rank))


def disagreements(ground: Ground) -> tuple[str, ...]:
    """Questions that IT and OT answered differently."""
    sides: dict[tuple[str, str], dict[str, AnswerRow]] = {}
    for row in (stated.record for stated in ground.facts.table(AnswerRow)):
        if row.side in ("IT", "OT") and row.answer.strip():
            sides.setdefault((row.question_id, row.line), {})[str(row.side)] = row
    said: list[str] = []
    for (question_id, line), both in sides.items():
        it, ot = both.get("IT"), both.get("OT")
        if it and ot and it.answer.strip().casefold() != ot.answer.strip().casefold():
            asked = it.question or ot.question or question_id.replace("_", " ")
            where = f" ({ground.name(line).name})" if line else ""
            said.append(
                phrases.DISAGREE.format(
                    question=shorten(asked, QUESTION) + where,
                    it=shorten(it.answer, ANSWER),
                    ot=shorten(ot.answer, ANSWER),
                )
            )
    return tuple(said)


def assumptions(ground: Ground) -> str:
    """How much of the answers rests on one statement or on an assumption."""
    judged = [f for f in ground.judgement.findings if f.outcome in JUDGED]
    weak = [f for f in judged if f.grade in (Grade.D, Grade.E)]
    assumed = sum(f.grade is Grade.E for f in weak)
    if not judged:
        return ""
    return phrases.WEAK.format(
        number=count(len(judged), "answer"),
        share=percent(len(weak) / len(judged)),
        assumed=plain(assumed, 0),
    )
