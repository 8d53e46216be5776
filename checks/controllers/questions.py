"""What people are asked about controllers."""

from __future__ import annotations

from checks.controllers import contracts_allow_reading_the_machine as contracts
from checks.controllers import control_protocols_stay_inside_the_line as inside
from checks.controllers import controllers_are_sold_or_have_spares as spares
from checks.controllers import controllers_have_free_connections as connections
from checks.controllers import programs_are_protected_against_changes as protection
from checks.controllers import reading_leaves_the_cycle_time_alone as cycle
from checks.controllers import the_program_source_matches_what_runs as source
from checks.question import Asks, Question, Who

QUESTIONS: tuple[Question, ...] = (
    Question(
        spares.QUESTION_ID,
        "Which spares are there for the controllers of {line} that can no longer be bought new?",
        ("PLC-04",),
        (Who.OT,),
        Asks.CHOICE,
        tuple(spares.CHOICES),
        minutes=5,
        proof="stock list, or the record of the test",
    ),
    Question(
        connections.FREE_ID,
        "To the busiest controller of {line}, how many more stations can connect once all planned"
        " ones do?",
        ("PLC-05",),
        (Who.OT,),
        Asks.NUMBER,
        unit="connections",
        minutes=10,
        proof="manual of the module, and its page of connections",
    ),
    Question(
        connections.LEAK_ID,
        "Is there a controller on {line} that must be restarted now and then because nobody can"
        " connect any more?",
        ("PLC-05",),
        (Who.OT,),
    ),
    Question(
        cycle.QUESTION_ID,
        "While the data is read, how many percent of the watchdog time does the longest program"
        " cycle on {line} take?",
        ("PLC-06",),
        (Who.OT,),
        Asks.NUMBER,
        unit="%",
        minutes=10,
        proof="diagnosis page of the controller",
    ),
    Question(
        source.QUESTION_ID,
        "Is the source of every controller program of {line} at hand, and when was it last compared"
        " with what runs?",
        ("PLC-07",),
        (Who.OT,),
        Asks.CHOICE,
        tuple(source.CHOICES),
        minutes=5,
        proof="comparison report",
    ),
    Question(
        protection.QUESTION_ID,
        "What keeps somebody from changing a controller program of {line} by mistake?",
        ("PLC-09",),
        (Who.OT,),
        Asks.CHOICE,
        tuple(protection.CHOICES),
        minutes=5,
        proof="photo of the key switch, or the access level in the engineering tool",
    ),
    Question(
        inside.QUESTION_ID,
        "From where in the company network can the controllers of {line} be reached?",
        ("PLC-10",),
        (Who.IT,),
        Asks.CHOICE,
        tuple(inside.CHOICES),
        minutes=5,
        proof="firewall rules towards the line",
    ),
    Question(
        contracts.QUESTION_ID,
        "Do the contracts of the machine builders allow connecting {line} and reading its data?",
        ("PLC-11",),
        (Who.OT,),
        Asks.CHOICE,
        tuple(contracts.CHOICES),
        minutes=10,
        proof="contract clause or e-mail",
    ),
)
