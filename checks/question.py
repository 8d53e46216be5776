"""What people are asked: one question, who can answer it, and what an answer may look like.

Every theme lists its questions in `checks/<theme>/questions.py`; `checks.questions.ALL` joins them.
An answer comes back as a row of the table `answers` under the question's id.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Asks(StrEnum):
    """What kind of answer a question wants."""

    YES_NO = "yes or no"
    CHOICE = "choice"
    NUMBER = "number"
    DAY = "day"
    TEXT = "text"


class Who(StrEnum):
    """Who is asked; the side of the answer."""

    IT = "IT"
    OT = "OT"
    FLOOR = "floor"
    FINANCE = "finance"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. The id never changes."""

    question_id: str
    text: str
    """As it is asked, in one sentence without jargon; `{line}` stands for the line's name."""
    checks: tuple[str, ...]
    """Ids of the checks that an answer can decide."""
    who: tuple[Who, ...]
    """Several: each is asked apart, and two answers that differ are a finding."""
    asks: Asks = Asks.YES_NO
    choices: tuple[str, ...] = ()
    """What may be chosen, best first; without `don't know` and `not applicable`."""
    unit: str = ""
    """Of a number."""
    per_line: bool = True
    """False: asked once for the whole plant."""
    minutes: int = 2
    proof: str = ""
    """The document that would raise the answer's grade; empty: none."""
