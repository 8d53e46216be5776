"""OWN-03: the share of paired questions that IT and OT answer alike.

Question: do IT and OT give the same answers to the same questions?
Yes: at least 90 % of the pairs agree. No: fewer than 70 %. Not applicable: one organisation runs
both. A question that neither side could answer is no pair; two people of one side who were asked
the same are one.

Example: 6 of 12 pairs agree: fail, quoting the first ones that do not.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import AnswerRow
from audit.inventory.tables.people import Side
from audit.records import Why
from checks.ground import answer, counted, ground, percent, share_outcome, unknown
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.remembered import once, same_on_every_line
from checks.replies import matching, one_organisation, plain, says_no, says_yes, unsure

QUOTED = 3
"""How many disagreements the sentence quotes."""
_ORDER = (Side.IT, Side.OT, Side.FLOOR, Side.FINANCE, Side.UNSAID)


@dataclass(frozen=True, slots=True)
class Pair:
    """One question that two sides or two people answered, for one line or for the plant."""

    question_id: str
    line: str
    voices: tuple[Stated[AnswerRow], ...]
    """IT first, then OT, then the others; of one side those who know, if anybody does."""

    @property
    def agrees(self) -> bool:
        """Whether all answers come to the same."""
        return len({_comes_to(voice.record.answer) for voice in self.voices}) == 1

    @property
    def quoted(self) -> str:
        """The pair for a sentence."""
        where = f" on {self.line}" if self.line else ""
        said = [
            f'{voice.record.side or "someone"} "{voice.record.answer[:80]}"'
            for voice in self.voices
        ]
        return f"{self.question_id}{where}: {', '.join(dict.fromkeys(said))}"


def _comes_to(text: str) -> str:
    if says_yes(text) and len(text) < 12:
        return "yes"
    if says_no(text) and len(text) < 12:
        return "no"
    return plain(text)


@once
def pairs(facts: PlantFacts) -> tuple[Pair, ...]:
    """Return the questions that two sides, or two people of one side, answered; by id and line."""
    given: dict[tuple[str, str], list[Stated[AnswerRow]]] = {}
    for row in facts.table(AnswerRow):
        record = row.record
        if record.answer and record.question_id.casefold() != "one_organisation":
            given.setdefault((record.question_id.casefold(), record.line), []).append(row)
    return tuple(
        Pair(name, line, voices)
        for (name, line), rows in sorted(given.items(), key=lambda item: item[0])
        if (voices := _voices(rows))
    )


def _voices(rows: list[Stated[AnswerRow]]) -> tuple[Stated[AnswerRow], ...]:
    """Return who is held against whom; empty when only one spoke, or nobody knew."""
    # A person who answered in two files means the last answer.
    rows = list({(r.record.side, plain(r.record.answered_by) or r.file): r for r in rows}.values())
    if all(unsure(row.record.answer) for row in rows):
        return ()
    known = {row.record.side for row in rows if not unsure(row.record.answer)}
    voices = [r for r in rows if r.record.side not in known or not unsure(r.record.answer)]
    if len(voices) < 2:
        return ()
    return tuple(sorted(voices, key=lambda row: _ORDER.index(row.record.side)))


@same_on_every_line
def judge(asked: Asked) -> Answer:
    """Compare the answers of both sides, question by question."""
    united = one_organisation(asked.facts)
    if united:
        text = "One organisation runs IT and OT, as both sides state"
        return answer(Outcome.NA, text, matching(united))
    found = pairs(asked.facts)
    on = ground(row for pair in found for row in pair.voices)
    needed = int(asked.limits["pairs_from"])
    if len(found) < needed:
        text = (
            f"At least {needed} questions answered by IT and by OT expected; seen"
            f" {counted(len(found), 'pair')}"
        )
        return unknown(Why.NOT_ASKED, f"{len(found)} of {needed} pairs", text, on)
    alike = sum(pair.agrees for pair in found)
    share = percent(alike, len(found))
    outcome = share_outcome(share, asked.limits["pass_from"], asked.limits["warn_from"])
    text = (
        f"IT and OT expected to agree on at least {asked.limits['pass_from']:g} % of"
        f" {len(found)} paired questions; seen {alike} ({share:.0f} %)"
    )
    apart = [pair for pair in found if not pair.agrees]
    if apart:
        more = f"; and {len(apart) - QUOTED} more" if len(apart) > QUOTED else ""
        text += f". Not alike: {'; '.join(pair.quoted for pair in apart[:QUOTED])}{more}"
    targets = tuple(_target(pair) for pair in found)
    measured = f"{alike} of {len(found)} alike"
    return answer(outcome, text, on, measured=measured, value=share, targets=targets)


def _target(pair: Pair) -> Target:
    outcome = Outcome.PASS if pair.agrees else Outcome.FAIL
    name = f"{pair.question_id}/{pair.line}" if pair.line else pair.question_id
    return Target(name, outcome, pair.quoted, evidence=tuple(v.evidence for v in pair.voices))


CHECK = Check(
    check_id="OWN-03",
    theme=Theme.OWNERSHIP,
    title="IT and OT give the same answer to the same ownership and boundary questions",
    question="Do IT and OT give the same answers to the same questions?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=8,
    work_packages=("WP-20",),
    max_age_days=365,
    thresholds=(
        Limit("pass_from", 90, "%", "paired questions answered alike: pass from"),
        Limit("warn_from", 70, "%", "paired questions answered alike: warn from"),
        Limit("pairs_from", 10, "pairs", "needed before the share says anything"),
    ),
    basis="project method: agreement of two independent answer sheets",
    so_what="Both sides plan against different pictures of the plant, and find out during the"
    " rollout.",
    remedy="Sit both sides at one table with the questions that differ; half an hour settles most.",
    closes_unknown="The same answer sheet filled in by IT and by OT, apart from each other",
    closes_minutes=30,
    closes_who="one person of IT and one of OT",
    judge=judge,
    scope="plant",
    not_applicable_when="one organisation",
)
