"""What people are asked about logins, passwords, remote access and certificates."""

from __future__ import annotations

from checks.identity import people_log_in_as_themselves as shared
from checks.question import Asks, Question, Who

BOTH = (Who.IT, Who.OT)

QUESTIONS: tuple[Question, ...] = (
    Question(
        shared.LOGINS_ID,
        "Who shares a login on the panels and computers of {line}?",
        ("IDA-02",),
        (Who.OT,),
        Asks.CHOICE,
        tuple(shared.CHOICES),
        proof="the lists of local users",
    ),
    Question(
        shared.BOOK_ID,
        "Is it written down who used a shared login of {line}, and when?",
        ("IDA-02",),
        (Who.OT,),
        proof="a page of the log book",
    ),
)
