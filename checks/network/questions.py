"""What people are asked about the network."""

from __future__ import annotations

from checks.network import cabinets_suit_the_network_gear as cabinets
from checks.network import links_run_without_errors as errors
from checks.network import loops_are_prevented_and_a_break_is_survived as loops
from checks.network import ports_and_power_are_enough_for_the_rollout as ports
from checks.network import the_broadcast_domain_is_small_enough as broadcast
from checks.question import Asks, Question, Who

QUESTIONS: tuple[Question, ...] = (
    Question(
        broadcast.QUESTION_ID,
        "How many broadcast frames a second does the switch of {line} count over five minutes?",
        ("NET-04",),
        (Who.OT,),
        Asks.NUMBER,
        unit="frames/s",
        minutes=10,
        proof="screenshot of the switch's port statistics",
    ),
    Question(
        errors.QUESTION_ID,
        "Do the error counters of the switch ports of {line} grow over a shift?",
        ("NET-14",),
        (Who.OT,),
        Asks.CHOICE,
        tuple(errors.CHOICES),
        minutes=10,
        proof="two exports of the port counters, a shift apart",
    ),
    Question(
        loops.QUESTION_ID,
        "If one cable between the switches of {line} breaks, is there another way for the data?",
        ("NET-15",),
        (Who.OT,),
        Asks.CHOICE,
        loops.CHOICES,
        minutes=5,
        proof="drawing of the ring, or the switches' spanning tree state",
    ),
    Question(
        ports.PORTS_ID,
        "How many network sockets does the use case need at {line}?",
        ("NET-16",),
        (Who.OT,),
        Asks.NUMBER,
        unit="ports",
        proof="list of devices to be plugged in",
    ),
    Question(
        ports.WATTS_ID,
        "How many watts do devices at {line} need that take their power from the network cable?",
        ("NET-16",),
        (Who.OT,),
        Asks.NUMBER,
        unit="W",
        proof="list of devices to be plugged in",
    ),
    Question(
        ports.FREE_PORTS_ID,
        "How many sockets are free on the network switches of {line}?",
        ("NET-16",),
        (Who.OT, Who.FLOOR),
        Asks.NUMBER,
        unit="ports",
        minutes=5,
        proof="photo of the switches",
    ),
    Question(
        ports.FREE_WATTS_ID,
        "How many watts can the switches of {line} still give to devices over the network cable?",
        ("NET-16",),
        (Who.OT,),
        Asks.NUMBER,
        unit="W",
        minutes=5,
        proof="export of the switch's power page",
    ),
    Question(
        cabinets.QUESTION_ID,
        "In what state are the cabinets in which the network switches of {line} stand?",
        ("NET-17",),
        (Who.OT, Who.FLOOR),
        Asks.CHOICE,
        tuple(cabinets.CHOICES),
        minutes=5,
        proof="photos from a walk-down",
    ),
)
