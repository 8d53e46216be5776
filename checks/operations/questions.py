"""What people are asked about value and operations."""

from __future__ import annotations

from checks.operations import a_sponsor_and_a_stage_budget_exist as sponsor
from checks.operations import effort_per_line_falls as effort
from checks.operations import losses_and_the_cost_of_waiting_are_calculated as losses
from checks.operations import special_help_of_the_pilot_is_known_and_planned as pilot_help
from checks.operations import systems_that_cannot_stop_have_a_way_around as never_stop
from checks.operations import the_benefit_is_measurable_and_finance_accepts_it as benefit
from checks.operations import the_line_has_a_quantified_starting_point as starting
from checks.operations import the_line_will_still_run_when_it_has_paid_back as line_end
from checks.operations import the_scope_is_one_line_and_deployable_in_weeks as scope
from checks.operations import there_are_enough_maintenance_windows as windows
from checks.planned import RESULT_ID
from checks.question import Asks, Question, Who

QUESTIONS: tuple[Question, ...] = (
    Question(
        pilot_help.HELP_ID,
        "Which help did the pilot have that the next line will not have: people on site, temporary"
        " equipment, work by hand? Say `none` if there was none.",
        ("OPS-02",),
        (Who.IT, Who.OT),
        Asks.TEXT,
        per_line=False,
        minutes=5,
    ),
    Question(
        pilot_help.PLAN_ID,
        "For how many of the helps that the pilot had is there a plan or a price for the next"
        " line?",
        ("OPS-02",),
        (Who.OT,),
        Asks.CHOICE,
        tuple(pilot_help.PLANNED),
        per_line=False,
        proof="the list of helps with plan or price",
    ),
    Question(
        benefit.QUESTION_ID,
        "Is there a number by which the benefit is measured, and did finance sign it?",
        ("OPS-03",),
        (Who.FINANCE,),
        Asks.CHOICE,
        tuple(benefit.CHOICES),
        per_line=False,
        proof="the page with key figure, formula and source, signed",
    ),
    Question(
        scope.WEEKS_ID,
        "How many weeks will it take to bring the use case to {line}, once network and accounts"
        " are ready?",
        ("OPS-04",),
        (Who.OT,),
        Asks.NUMBER,
        unit="weeks",
        proof="the agreed schedule",
    ),
    Question(
        scope.TOGETHER_ID,
        "Must several departments change their work at the same time to start on {line}?",
        ("OPS-04",),
        (Who.OT,),
    ),
    Question(
        starting.QUESTION_ID,
        "For how long is the number that shall get better recorded on {line}, and from where?",
        ("OPS-05",),
        (Who.OT,),
        Asks.CHOICE,
        tuple(starting.CHOICES),
        minutes=5,
        proof="export of the weekly values",
    ),
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
        windows.QUESTION_ID,
        "For how many hours must {line} stand still for the planned work, all tasks together?",
        ("OPS-09",),
        (Who.OT,),
        Asks.NUMBER,
        unit="h",
        minutes=5,
        proof="the agreed schedule",
    ),
    Question(
        never_stop.QUESTION_ID,
        "Are there systems on {line} that can never be stopped, and is there a way around each?",
        ("OPS-10",),
        (Who.OT, Who.FLOOR),
        Asks.CHOICE,
        never_stop.CHOICES,
        proof="the list of systems with the way around each, signed by production",
    ),
    Question(
        effort.QUESTION_ID,
        "How many person-days did the first, the second and the third line really take, in this"
        " order, for example 42; 20; 11?",
        ("OPS-12",),
        (Who.OT,),
        Asks.TEXT,
        per_line=False,
        minutes=10,
        proof="time records of each line",
    ),
    Question(
        sponsor.SPONSOR_ID,
        "Which role is the sponsor of the programme and can release its money?",
        ("OPS-13",),
        (Who.OT, Who.FINANCE),
        Asks.TEXT,
        per_line=False,
    ),
    Question(
        sponsor.FUNDED_ID,
        "Is the money for the stage after the first one released?",
        ("OPS-13",),
        (Who.FINANCE,),
        per_line=False,
        proof="the release of the budget",
    ),
    Question(
        sponsor.ENDS_ID,
        "On which day does the money that is released end?",
        ("OPS-13",),
        (Who.FINANCE,),
        Asks.DAY,
        per_line=False,
        proof="the budget by period",
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
