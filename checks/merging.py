"""Answers that come back, held against what was asked and what is known by now: a three-way merge.

Pure: statements in, what to keep and what to tell out. The order of the files never matters.

- The cell still says what it said when the sheet was written: nobody touched it.
- It says something new and nobody has said anything since: it is taken; the same person's earlier
  answer gives way to it.
- It says something new and so did somebody else: both are kept, and that is a conflict.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from audit.inventory.tables import AnswerRow
from checks.replies import plain, says_no, says_yes, unsure

P = TypeVar("P")
"""Where a statement stands; carried along unseen."""

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Statement(Generic[P]):
    """What one person answered, and where that stands."""

    row: AnswerRow
    place: P
    base: str = ""
    """What the sheet said before; empty: nothing."""
    own_name: bool = True
    """Whether the person put a name to this very answer."""

    @property
    def key(self) -> _Key:
        """Question, line, side."""
        return self.row.question_id.casefold(), self.row.line, str(self.row.side)

    @property
    def person(self) -> str:
        """Who said it; people without a name are told apart by their role."""
        return plain(self.row.answered_by) or plain(self.row.role)

    @property
    def untouched(self) -> bool:
        """Whether the cell says what it said before and nobody stands up for it."""
        same = bool(self.base) and meaning(self.row.answer) == meaning(self.base)
        return same and not (self.own_name or self.row.document or self.row.remark)


@dataclass(frozen=True, slots=True)
class Conflict(Generic[P]):
    """Answers to one question for one line that cannot both be true."""

    question_id: str
    line: str
    statements: tuple[Statement[P], ...]

    @property
    def sentence(self) -> str:
        """Who said what."""
        where = f" on {self.line}" if self.line else ""
        said = [f'{_speaker(s.row)} says "{s.row.answer[:80]}"' for s in self.statements]
        return f"{self.question_id}{where}: {'; '.join(said)}"


@dataclass(slots=True)
class Merged(Generic[P]):
    """What a merge comes to. Mutable while it is made."""

    kept: list[Statement[P]]
    """All that is to be in force of the merged answers, earlier merges included."""
    new: list[Statement[P]] = field(default_factory=list["Statement[P]"])
    replaced: list[tuple[Statement[P], Statement[P]]] = field(
        default_factory=list[tuple["Statement[P]", "Statement[P]"]]
    )
    """Old and new answer of one person."""
    same: int = 0
    """Answers that were known already, or that nobody touched."""
    older: int = 0
    """Answers that the same person has corrected since."""

    @property
    def changed(self) -> bool:
        """Whether anything has to be stored."""
        return bool(self.new or self.replaced)


def merge(merged_before: Iterable[Statement[P]], returned: Iterable[Statement[P]]) -> Merged[P]:
    """Take returned statements into those of earlier merges."""
    result = Merged[P](list(merged_before))
    for statement in sorted(returned, key=_order):
        _take(result, statement)
    return result


def _order(statement: Statement[P]) -> tuple[str, ...]:
    row = statement.row
    day = row.answered_on.isoformat() if row.answered_on else ""
    return (*statement.key, statement.person, day, row.answer, row.document, row.remark)


def _take(result: Merged[P], statement: Statement[P]) -> None:
    if statement.untouched:
        result.same += 1
        return
    own = [s for s in result.kept if s.key == statement.key and s.person == statement.person]
    if any(_equal(s.row, statement.row) for s in own):
        result.same += 1
        return
    for old in own:
        if _later(old, statement):
            result.older += 1
            return
    gives_way = next((old for old in own if _gives_way(old, statement)), None)
    if gives_way is None:
        result.kept.append(statement)
        result.new.append(statement)
        return
    result.kept[result.kept.index(gives_way)] = statement
    if gives_way in result.new:
        result.new[result.new.index(gives_way)] = statement
    else:
        result.replaced.append((gives_way, statement))


def _equal(one: AnswerRow, other: AnswerRow) -> bool:
    fields = ("answered_on", "document", "remark")
    return meaning(one.answer) == meaning(other.answer) and all(
        getattr(one, name) == getattr(other, name) for name in fields
    )


def _later(old: Statement[P], new: Statement[P]) -> bool:
    """Whether the known answer of this person is the younger one."""
    if old.row.answered_on and new.row.answered_on:
        return old.row.answered_on > new.row.answered_on
    return False


def _gives_way(old: Statement[P], new: Statement[P]) -> bool:
    """Whether this person's answer replaces what the same person said before."""
    alike = meaning(old.row.answer) == meaning(new.row.answer)
    seen = bool(new.base) and meaning(old.row.answer) == meaning(new.base)
    younger = bool(
        old.row.answered_on and new.row.answered_on and old.row.answered_on < new.row.answered_on
    )
    return alike or seen or younger or unsure(old.row.answer)


def conflicts(statements: Sequence[Statement[P]]) -> tuple[Conflict[P], ...]:
    """Return the questions whose answers, of whichever side, do not come to the same.

    Nobody contradicts anybody by not knowing.
    """
    by_question: dict[tuple[str, str], list[Statement[P]]] = {}
    for statement in statements:
        if statement.row.answer and not unsure(statement.row.answer):
            by_question.setdefault(statement.key[:2], []).append(statement)
    return tuple(
        Conflict(question_id, line, tuple(said))
        for (question_id, line), said in sorted(by_question.items())
        if len({meaning(s.row.answer) for s in said}) > 1
    )


def meaning(text: str) -> str:
    """What an answer comes to: yes, no, or its words."""
    if says_yes(text):
        return "yes"
    return "no" if says_no(text) else plain(text)


def _speaker(row: AnswerRow) -> str:
    side = str(row.side)
    who = row.answered_by or row.role
    return f"{who} ({side})" if who and side else who or side or "someone"
