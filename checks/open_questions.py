"""Which questions are worth asking: a judgement in, the open questions by role out, best first.

A question can change a verdict when some answer to it gives another verdict or money flag than
another answer would: alone; or once everything else that is open has been answered well; or, on a
line that fails a gate and stays NOT READY whatever people say today, once that is repaired. What
only narrows a score is not asked unless somebody wants it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from audit.facts.model import PlantFacts
from audit.inventory.tables import AnswerRow
from audit.records import Why
from checks.baseline import refusals_of
from checks.question import Question, Who
from checks.records import Baseline, Finding, Judgement, Outcome
from checks.replies import unsure
from checks.standing import Standing, standing_of

MOST = 25
"""Rows that one person is asked at most."""
_AGAIN = (Why.CONFLICT, Why.BELOW_MIN_GRADE, Why.STALE, Why.DONT_KNOW)
"""Reasons for which somebody who answered is asked once more."""
_NOT_BY_WORDS = (Why.BLOCKED_BY, Why.PROBE_ERROR, Why.OUT_OF_SCOPE)
"""Reasons that no answer removes."""

_Key = tuple[str, str]
"""Line and use case."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One row of a questionnaire: a question, for one line or the plant, to one side."""

    question: Question
    line: str
    """Empty: the whole plant."""
    line_name: str
    who: Who
    known: str
    """What this side said so far; empty: nothing."""
    checks: tuple[str, ...]
    """Unknown results that an answer can decide."""
    at_once: tuple[str, ...]
    """Lines whose verdict this answer alone can change."""
    with_others: tuple[str, ...]
    """Lines whose verdict it can change once the rest is answered too."""
    after_repair: tuple[str, ...]
    """Lines whose verdict it can change once the gates that fail today are repaired."""
    points: float
    """By how much an answer narrows the score intervals, summed over the lines."""

    @property
    def key(self) -> str:
        """What stays with the row: question, line, side."""
        return f"{self.question.question_id}|{self.line}|{self.who}"

    @property
    def text(self) -> str:
        """The question as it is asked."""
        return self.question.text.replace("{line}", self.line_name)

    @property
    def changes_a_verdict(self) -> bool:
        """Whether some answer can change a verdict."""
        return bool(self.at_once or self.with_others or self.after_repair)


def open_questions(
    judgement: Judgement, facts: PlantFacts, questions: Sequence[Question]
) -> tuple[OpenQuestion, ...]:
    """Return every question that can decide something unknown, the most valuable first.

    The order: verdicts it can change alone, with others, after repair; points of score interval;
    minutes it takes.
    """
    picture = _Picture(judgement, facts)
    ids = {one.question_id for one in questions}
    found: list[OpenQuestion] = []
    for question in questions:
        for line in picture.lines if question.per_line else ("",):
            decided = picture.decided(question, line)
            if decided:
                found += picture.rows(question, line, decided, ids)
    return tuple(sorted(found, key=_rank))


def to_ask(
    rows: Iterable[OpenQuestion], who: Who, *, every: bool = False, most: int = MOST
) -> tuple[tuple[OpenQuestion, ...], int]:
    """Return the rows of one side and how many more wait for the next questionnaire.

    Parameters
    ----------
    every
        Also the questions that only narrow a score.
    """
    own = [row for row in rows if row.who is who and (every or row.changes_a_verdict)]
    return tuple(own[:most]), max(0, len(own) - most)


def _rank(row: OpenQuestion) -> tuple[float | int | str, ...]:
    return (
        -len(row.at_once),
        -len(row.with_others),
        -len(row.after_repair),
        -round(row.points, 6),
        row.question.minutes,
        row.question.question_id,
        row.line,
        row.who,
    )


@dataclass(slots=True)
class _Value:
    """What an answer is worth. Mutable while the lines are gone through; the keys are lines."""

    at_once: dict[str, None] = field(default_factory=dict[str, None])
    with_others: dict[str, None] = field(default_factory=dict[str, None])
    after_repair: dict[str, None] = field(default_factory=dict[str, None])
    points: float = 0.0


class _Picture:
    """The judgement, arranged so that thousands of answers can be tried."""

    def __init__(self, judgement: Judgement, facts: PlantFacts) -> None:
        self._judgement = judgement
        self.lines = tuple(row.line for row in facts.lines)
        self._names = {row.line: row.name or row.line for row in facts.lines}
        self._answers = {
            (row.record.question_id.casefold(), row.record.line, str(row.record.side)): (
                row.record.answer
            )
            for row in facts.table(AnswerRow)
            if row.record.answer
        }
        weights = dict(judgement.weights)
        self._standings: dict[_Key, Standing] = {}
        self._unknown: dict[tuple[str, str], list[Finding]] = {}
        """Check and line, or check and nothing for all lines, → what is unknown."""
        by_key: dict[_Key, list[Finding]] = {}
        for finding in judgement.findings:
            by_key.setdefault((finding.line, finding.use_case), []).append(finding)
            if finding.outcome is Outcome.UNKNOWN and not _closed_to_words(finding):
                for line in (finding.line, ""):
                    key = (finding.check.check_id, line)
                    self._unknown.setdefault(key, []).append(finding)
        baselines = {baseline.use_case: baseline for baseline in judgement.baselines}
        for score in judgement.scores:
            key = (score.line, score.use_case)
            baseline = baselines[score.use_case]
            self._standings[key] = standing_of(baseline, by_key[key], weights, score.economic_flag)
        self._baselines = baselines

    def decided(self, question: Question, line: str) -> list[Finding]:
        """Return the unknown findings that an answer for this line, or the plant, can decide."""
        return [
            finding
            for check_id in question.checks
            for finding in self._unknown.get((check_id, line), ())
        ]

    def rows(
        self, question: Question, line: str, decided: list[Finding], ids: set[str]
    ) -> list[OpenQuestion]:
        """Return one row for each side that is asked and has not settled it."""
        said = {who: self._said(question, line, who) for who in question.who}
        wanted = [who for who in question.who if _worth_asking(question, said[who], decided, ids)]
        if not wanted:
            return []
        value = self._value(decided)
        checks = tuple(dict.fromkeys(f.check.check_id for f in decided))
        name = self._names.get(line, line)
        return [
            OpenQuestion(
                question, line, name, who, said[who], checks,
                tuple(value.at_once), tuple(value.with_others), tuple(value.after_repair),
                value.points,
            )
            for who in wanted
        ]  # fmt: skip

    def _said(self, question: Question, line: str, who: Who) -> str:
        """Return the newest answer of one side."""
        return self._answers.get((question.question_id, line, str(who)), "")

    def _value(self, decided: list[Finding]) -> _Value:
        checks_of: dict[_Key, set[str]] = {}
        for finding in decided:
            checks = checks_of.setdefault((finding.line, finding.use_case), set())
            checks.add(finding.check.check_id)
        value = _Value()
        for key, checks in checks_of.items():
            standing = self._standings.get(key)
            if standing is None:
                value.at_once |= dict.fromkeys(self._refused_lines(key[1], checks))
                continue
            value.points += standing.points(checks)
            if standing.changes_alone(checks):
                value.at_once[key[0]] = None
            elif standing.changes_with_others(checks):
                value.with_others[key[0]] = None
            elif standing.repaired().changes_with_others(checks):
                value.after_repair[key[0]] = None
        return value

    def _refused_lines(self, use_case: str, checks: set[str]) -> Iterable[str]:
        """Return the lines that would change because the pilot itself failed one of the checks."""
        baseline: Baseline = self._baselines[use_case]
        failing = tuple(
            replace(c, pilot_outcome=Outcome.FAIL) if c.check_id in checks else c
            for c in baseline.conditions
        )
        refusals = refusals_of(failing, self._judgement.pilot_of(use_case))
        if baseline.refusals or not refusals:
            return
        refused = replace(baseline, conditions=failing, refusals=refusals)
        for (line, own), standing in self._standings.items():
            if own == use_case and standing.under(refused) != standing.today:
                yield line


def _closed_to_words(finding: Finding) -> bool:
    return finding.why is not None and finding.why.why in _NOT_BY_WORDS


def _worth_asking(question: Question, said: str, decided: list[Finding], ids: set[str]) -> bool:
    """Whether this side has something to add: not asked yet, unsure, or asked for better."""
    if not said or unsure(said):
        return True
    others = ids - {question.question_id}
    return any(
        f.why is not None and f.why.why in _AGAIN and f.why.detail not in others for f in decided
    )
