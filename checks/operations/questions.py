"""What people are asked about value and operations."""

from __future__ import annotations

from checks.operations import losses_and_the_cost_of_waiting_are_calculated as losses
from checks.operations import the_line_will_still_run_when_it_has_paid_back as line_end
from checks.planned import RESULT_ID
from checks.question import Asks, Question, Who

QUESTIONS: tuple[Question, ...] = (
    Question(
        losses.QUESTION_ID,
        "Has anybody worked out in money what {line} loses in a year, by stops, scrap and rework?",
        ("OPS-06",),
        (Who.OT, Who.FINANCE),
        Asks.CHOICE,
        tuple(losses.CHOICES),
        proof="the list of losses with amounts and rates",
    ),
    Question(
        RESULT_ID,
        "On which day will the users of a line beyond the pilot accept a first result?",
        ("OPS-08", "OPS-13"),
        (Who.OT,),
        Asks.DAY,
        per_line=False,
        proof="the agreed schedule",
    ),
    Question(
        line_end.QUESTION_ID,
        "On which day will {line} be retired, moved or rebuilt, or its product end? Say `none` if"
        " no such day is planned.",
        ("OPS-14",),
        (Who.OT,),
        Asks.DAY,
        proof="the investment plan of the plant",
    ),
)
