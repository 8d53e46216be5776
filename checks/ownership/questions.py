"""What people are asked about ownership and knowledge."""

from __future__ import annotations

from checks.ownership import changes_are_requested_approved_and_recorded as changes
from checks.ownership import drawings_and_lists_are_current as drawings
from checks.ownership import support_covers_every_shift as support
from checks.ownership import the_floor_wants_this_problem_solved as floor
from checks.ownership import the_pilot_can_be_set_up_by_somebody_else as replay
from checks.question import Asks, Question, Who

QUESTIONS: tuple[Question, ...] = (
    Question(
        replay.SETUP_ID,
        "Can somebody who did not build the pilot set it up again?",
        ("OWN-05",),
        (Who.OT,),
        Asks.CHOICE,
        tuple(replay.CHOICES),
        per_line=False,
        minutes=3,
        proof="written steps, or the record of setting it up",
    ),
    Question(
        replay.DAY_ID,
        "On which day did somebody who did not build the pilot last set it up from the written"
        " steps?",
        ("OWN-05",),
        (Who.OT,),
        Asks.DAY,
        per_line=False,
        proof="record of setting it up",
    ),
    Question(
        changes.QUESTION_ID,
        "Of the last five changes to network, controllers and interfaces, how many were requested,"
        " approved and written down?",
        ("OWN-06",),
        (Who.OT,),
        Asks.NUMBER,
        unit="of 5",
        per_line=False,
        minutes=10,
        proof="list of changes",
    ),
    Question(
        floor.CHAMPION_ID,
        "On which shifts of {line} is there somebody who wants this problem solved and speaks for"
        " it?",
        ("OWN-07",),
        (Who.FLOOR,),
        Asks.CHOICE,
        tuple(floor.CHOICES),
        minutes=3,
        proof="list of names by shift, or their own words in writing",
    ),
    Question(
        floor.RANK_ID,
        "On your own list of what troubles you most on {line}, at which place is this problem, 1"
        " being the worst?",
        ("OWN-07",),
        (Who.FLOOR,),
        Asks.NUMBER,
        minutes=3,
        proof="the list as the shifts wrote it",
    ),
    Question(
        support.SUPPORT_ID,
        "For which shifts of {line} is it agreed who helps when the new solution stands still?",
        ("OWN-08",),
        (Who.OT,),
        Asks.CHOICE,
        tuple(support.SUPPORT),
        proof="hours and contact in writing",
    ),
    Question(
        support.TRAINED_ID,
        "On which shifts of {line} were people trained to use the new solution?",
        ("OWN-08",),
        (Who.OT,),
        Asks.CHOICE,
        tuple(support.TRAINED),
        proof="training record by shift",
    ),
    Question(
        drawings.REVISED_ID,
        "On which day were the drawings and device lists of {line} last revised, or never?",
        ("OWN-09",),
        (Who.OT,),
        Asks.DAY,
        minutes=5,
        proof="title block of the drawing",
    ),
    Question(
        drawings.CHANGED_ID,
        "On which day was {line} last rebuilt or a device added, moved or taken away?",
        ("OWN-09",),
        (Who.OT,),
        Asks.DAY,
        minutes=5,
    ),
)
