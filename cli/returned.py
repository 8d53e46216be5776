"""Rows of returned questionnaires into statements: what each answers, in the checks' spelling, or
the cell that cannot be used and how to put it right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from audit.facts.model import PlantFacts
from audit.imports.merged_answers import Origin
from audit.imports.questionnaire import COLUMNS, ReturnedRow
from audit.imports.secrets import without_secrets
from audit.inventory.places import Problem, problem
from audit.inventory.tables import AnswerRow
from audit.inventory.tables.people import Side
from audit.records import Source
from checks.merging import Statement
from checks.question import Asks, Question
from checks.replied import day_in
from checks.wanted import Accepted, accepted

ADDED = "added"
"""How the ids of questions begin that somebody wrote into the sheet; no check reads them."""
_PLANT = ("", "plant", "the plant", "all")


@dataclass(slots=True)
class Reading:
    """One returned file being read. Mutable: it gathers what is wrong."""

    facts: PlantFacts
    side: str
    questions: dict[str, Question]
    by_text: dict[str, list[tuple[str, str]]]
    """The question as it is asked → question and line; several when lines share a name."""
    problems: list[Problem] = field(default_factory=list[Problem])

    @classmethod
    def of(cls, facts: PlantFacts, side: str, questions: Sequence[Question]) -> Reading:
        """Start reading a file of one side."""
        names = {row.line: row.name or row.line for row in facts.lines}
        by_text: dict[str, list[tuple[str, str]]] = {}
        for one in questions:
            for line in names if one.per_line else ("",):
                text = one.text.replace("{line}", names.get(line, line))
                by_text.setdefault(_folded(text), []).append((one.question_id, line))
        return cls(facts, side, {one.question_id: one for one in questions}, by_text)

    def statement(self, row: ReturnedRow, sha256: str, saved: datetime) -> Statement[Origin] | None:
        """Return what a row states; None when nothing can be taken from it."""
        if not row.answer:
            if row.known and (row.remark or row.document):
                self._wrong(row, "answer", "the answer is gone", "write it again, or don't know")
            elif row.remark or row.document:
                self._wrong(row, "answer", "no answer beside the other cells", "give one")
            return None
        try:
            day = self._day(row)
        except ValueError:
            return None
        asked = self._asked(row)
        if asked is None:
            return None
        question_id, line, side = asked
        answer = self._answer(row, question_id)
        if answer is None:
            return None
        made = AnswerRow(
            question_id=question_id,
            line=line,
            side=Side(side),
            question=row.question,
            answer=answer,
            answered_by=row.answered_by,
            role=row.role or ("" if row.answered_by else side),
            answered_on=day,
            document=_clean(row.document),
            remark=_clean(row.remark),
        )
        source = Source(row.place.file, row.at("answer").location, sha256)
        when = datetime.combine(day, time(), UTC) if day else saved
        return Statement(made, Origin(source, when), row.known, row.own_name)

    def _asked(self, row: ReturnedRow) -> tuple[str, str, str] | None:
        """Return question, line and side; a row without a key is found by its text."""
        if not row.question_id:
            return self._added(row)
        if row.question_id not in self.questions:
            self._wrong(row, "key", f"there is no question {row.question_id!r}",
                        "write a new questionnaire: plantready ask")  # fmt: skip
            return None
        if row.line and row.line not in {one.line for one in self.facts.lines}:
            self._wrong(row, "key", f"there is no line {row.line!r} any more",
                        "correct inventory/lines.csv, or write a new questionnaire")  # fmt: skip
            return None
        if row.side not in {str(side) for side in Side}:
            self._wrong(row, "key", f"there is no side {row.side!r}",
                        "write a new questionnaire: plantready ask")  # fmt: skip
            return None
        return row.question_id, row.line, row.side

    def _added(self, row: ReturnedRow) -> tuple[str, str, str] | None:
        if not row.question:
            self._wrong(row, "question", "an answer without a question", "write what it answers")
            return None
        known = self.by_text.get(_folded(row.question), [])
        own = [one for one in known if len(known) == 1 or one[1] == row.line]
        if known and not own:
            names = ", ".join(line for _, line in known)
            self._wrong(row, "line", "several lines have this name", f"write one of {names}")
            return None
        if own:
            return (*own[0], self.side)
        line = "" if row.line.casefold() in _PLANT else self._line(row.line)
        if line is None:
            names = ", ".join(one.line for one in self.facts.lines)
            self._wrong(row, "line", f"there is no line {row.line!r}", f"one of plant, {names}")
            return None
        words = "_".join(re.findall(r"\w+", row.question.casefold())[:8])[:80]
        return f"{ADDED}_{words}", line, self.side

    def _line(self, said: str) -> str | None:
        for one in self.facts.lines:
            if said.casefold() in (one.line.casefold(), one.name.casefold()):
                return one.line
        return None

    def _answer(self, row: ReturnedRow, question_id: str) -> str | None:
        free = Question(question_id, row.question, (), (), Asks.TEXT)
        question = self.questions.get(question_id, free)
        result = accepted(question, row.answer, row.remark, percent=row.percent)
        if isinstance(result, Accepted):
            return _clean(result.text)
        self._wrong(row, "answer", result.what, result.remedy, value=row.answer)
        return None

    def _day(self, row: ReturnedRow) -> date | None:
        """Return the day; None when none is said.

        Raises
        ------
        ValueError
            When it is no day; the cell is reported.
        """
        if not row.answered_on:
            return None
        day = day_in(row.answered_on)
        if day is None:
            self._wrong(row, "answered_on", "no day", "write it as 2027-03-31 or 31.03.2027",
                        value=row.answered_on)  # fmt: skip
            raise ValueError
        return day

    def _wrong(self, row: ReturnedRow, at: str, what: str, remedy: str, *, value: str = "") -> None:
        text = f"{what}; the row is left out"
        self.problems.append(problem(row.at(at), text, remedy, column=COLUMNS[at], value=value))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _clean(text: str) -> str:
    """Keep no password that somebody typed into a questionnaire."""
    return without_secrets(text)[0]
