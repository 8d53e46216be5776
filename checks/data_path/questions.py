"""What people are asked about the data path."""

from __future__ import annotations

from checks.data_path import a_broken_flow_raises_an_alarm as alarm
from checks.data_path import clocks_along_the_path_agree as clocks
from checks.data_path import data_is_complete_and_plausible as history
from checks.data_path import data_survives_an_outage as outage
from checks.data_path import flows_to_controllers_are_read_only as writes
from checks.data_path import signals_arrive_fast_enough as speed
from checks.data_path import signals_carry_names_and_units as names
from checks.data_path import the_needed_signals_exist as signals
from checks.data_path import the_shared_layer_has_capacity as layer
from checks.data_path import traceability_is_captured_where_it_is_asked_for as trace
from checks.question import Asks, Question, Who

QUESTIONS: tuple[Question, ...] = (
    Question(
        signals.QUESTION_ID,
        "How many percent of the values that the use case needs does {line} measure today,"
        " whether or not anybody collects them?",
        ("DAT-06",),
        (Who.OT,),
        Asks.NUMBER,
        unit="%",
        minutes=10,
        proof="list of the values held against the controller's tag list",
    ),
    Question(
        speed.QUESTION_ID,
        "Do the values of {line} arrive as often as the use case needs them?",
        ("DAT-07",),
        (Who.OT,),
        Asks.CHOICE,
        tuple(speed.CHOICES),
        minutes=5,
        proof="one hour of time stamps",
    ),
    Question(
        history.QUESTION_ID,
        "Have the values of {line} been stored for a week or longer?",
        ("DAT-08",),
        (Who.IT,),
        proof="export of seven days",
    ),
    Question(
        clocks.CORRELATED_ID,
        "Does the use case compare the time of one event on {line} with the time of another?",
        ("DAT-09",),
        (Who.OT,),
    ),
    Question(
        clocks.QUESTION_ID,
        "How well do the clocks of the machines, computers and databases of {line} agree?",
        ("DAT-09",),
        (Who.IT,),
        Asks.CHOICE,
        tuple(clocks.CHOICES),
        minutes=10,
        proof="offsets read within one minute",
    ),
    Question(
        names.QUESTION_ID,
        "How many percent of the values of {line} are listed with their unit and their place in"
        " the plant?",
        ("DAT-10",),
        (Who.OT,),
        Asks.NUMBER,
        unit="%",
        minutes=5,
        proof="the list itself",
    ),
    Question(
        outage.GAPS_ID,
        "Can the use case do without the data of {line} that falls into an outage?",
        ("DAT-11",),
        (Who.OT,),
    ),
    Question(
        outage.NEEDED_ID,
        "For how many hours must the data of {line} be kept while the network is down?",
        ("DAT-11",),
        (Who.OT,),
        Asks.NUMBER,
        unit="h",
    ),
    Question(
        outage.QUESTION_ID,
        "For how many hours is the data of {line} kept while the network is down?",
        ("DAT-11",),
        (Who.IT,),
        Asks.NUMBER,
        unit="h",
        minutes=5,
        proof="settings of the gateway or edge computer",
    ),
    Question(
        alarm.QUESTION_ID,
        "What happens when data stops flowing: who learns of it first?",
        ("DAT-12",),
        (Who.IT,),
        Asks.CHOICE,
        tuple(alarm.CHOICES),
        per_line=False,
        proof="the alarm's recipients and the date of the last test",
    ),
    Question(
        layer.EXISTS_ID,
        "Is there one shared system that takes the data of all lines and passes it on?",
        ("DAT-13",),
        (Who.IT,),
        per_line=False,
    ),
    Question(
        layer.LOAD_ID,
        "How many percent of what it can carry does the shared data system use at its busiest?",
        ("DAT-13",),
        (Who.IT,),
        Asks.NUMBER,
        unit="%",
        per_line=False,
        minutes=10,
        proof="load of the last week",
    ),
    Question(
        layer.LICENCE_ID,
        "How many lines does the licence of the shared data system allow (or: none, there is no"
        " limit)?",
        ("DAT-13",),
        (Who.IT,),
        Asks.NUMBER,
        unit="lines",
        per_line=False,
        minutes=5,
        proof="licence certificate",
    ),
    Question(
        layer.STANDBY_ID,
        "What takes over when the server of the shared data system stops?",
        ("DAT-13",),
        (Who.IT,),
        Asks.CHOICE,
        tuple(layer.STANDBY),
        per_line=False,
    ),
    Question(
        trace.DUTY_ID,
        "Does a law or a customer demand that parts or material of {line} can be traced?",
        ("DAT-14",),
        (Who.OT,),
        minutes=5,
        proof="statement of legal or quality",
    ),
    Question(
        trace.GAPS_ID,
        "How many of the places on {line} where an identity must be recorded do not record it?",
        ("DAT-14",),
        (Who.OT,),
        Asks.NUMBER,
        unit="places",
        minutes=10,
        proof="gap list",
    ),
    Question(
        trace.DEADLINE_ID,
        "From which day must the parts or material of {line} be traceable?",
        ("DAT-14",),
        (Who.OT,),
        Asks.DAY,
    ),
    Question(
        trace.PLAN_ID,
        "Is there a plan that closes the gaps in tracing on {line} before that day?",
        ("DAT-14",),
        (Who.OT,),
        proof="the plan",
    ),
    Question(
        writes.LOOP_ID,
        "Does the use case change settings of {line} by itself, and was that approved?",
        ("DAT-15",),
        (Who.OT,),
        proof="the approval",
    ),
    Question(
        writes.LIST_ID,
        "Which computers outside {line} are allowed to change values in its controllers (names,"
        " separated by semicolons; or: none)?",
        ("DAT-15",),
        (Who.OT,),
        Asks.TEXT,
        minutes=5,
        proof="the signed list",
    ),
)
