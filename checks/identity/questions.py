"""What people are asked about logins, passwords, remote access and certificates."""

from __future__ import annotations

from checks.identity import all_remote_access_goes_through_one_brokered_path as remote
from checks.identity import certificates_do_not_expire_unnoticed as certificates
from checks.identity import default_passwords_are_changed as defaults
from checks.identity import log_in_works_on_every_shift as shifts
from checks.identity import machine_account_secrets_are_rotated as secrets
from checks.identity import machines_employees_and_contractors_are_told_apart as classes
from checks.identity import network_gear_is_administered_with_named_accounts as gear
from checks.identity import people_log_in_as_themselves as shared
from checks.identity import (
    privileged_accounts_are_few_and_remote_admin_uses_mfa as privileged,
)
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
    Question(
        secrets.QUESTION_ID,
        "When were the passwords that the machines of {line} log in with last changed?",
        ("IDA-03",),
        BOTH,
        Asks.CHOICE,
        tuple(secrets.CHOICES),
        proof="the list of these logins with the day of the last change",
    ),
    Question(
        defaults.QUESTION_ID,
        "On which devices of {line} has the password that the maker set been changed?",
        ("IDA-05",),
        (Who.OT,),
        Asks.CHOICE,
        tuple(defaults.CHOICES),
        proof="a dated and signed list of the devices",
    ),
    Question(
        privileged.QUESTION_ID,
        "On which ways into the plant's network from outside must an administrator show more than"
        " a password?",
        ("IDA-06",),
        (Who.IT,),
        Asks.CHOICE,
        tuple(privileged.CHOICES),
        per_line=False,
        proof="the log-in rule of each way in",
    ),
    Question(
        classes.QUESTION_ID,
        "How do people of other companies log in when they work on machines of this plant?",
        ("IDA-07",),
        BOTH,
        Asks.CHOICE,
        tuple(classes.CHOICES),
        per_line=False,
        proof="the list of these logins with their end dates",
    ),
    Question(
        remote.WAYS_ID,
        "On which ways can somebody from outside the plant get onto the machines of {line}?",
        ("IDA-08",),
        BOTH,
        Asks.CHOICE,
        tuple(remote.CHOICES),
        proof="the list of these ways with their owners",
    ),
    Question(
        remote.WALK_ID,
        "On which day did somebody last walk along {line} and look for modems, SIM cards and boxes"
        " of machine builders? Write it as 2027-03-31, or `never`.",
        ("IDA-08",),
        (Who.OT,),
        Asks.TEXT,
        proof="the walk sheet",
    ),
    *(
        Question(
            question_id,
            f"Does everybody on the {name} shift of {{line}} work with a login of his own?",
            ("IDA-09",),
            (Who.FLOOR,),
            minutes=1,
        )
        for name, question_id in shifts.SHIFTS.items()
    ),
    Question(
        shifts.FALLBACK_ID,
        "What happens on {line} when the link to the office network is down and somebody must log"
        " in?",
        ("IDA-09",),
        (Who.OT, Who.FLOOR),
        Asks.CHOICE,
        tuple(shifts.CHOICES),
        proof="the record of one try",
    ),
    Question(
        gear.QUESTION_ID,
        "How do the people who set up the network switches log in to them?",
        ("IDA-10",),
        (Who.IT,),
        Asks.CHOICE,
        tuple(gear.CHOICES),
        per_line=False,
        proof="the lines on users and login of a switch's configuration",
    ),
    Question(
        certificates.OWNER_ID,
        "Does somebody renew the certificates of the servers that {line} sends data to, before they"
        " end?",
        ("IDA-11",),
        BOTH,
        proof="the list of certificates with the role that renews each",
    ),
    Question(
        certificates.END_ID,
        "On which day does the first certificate of the servers that {line} sends data to end?",
        ("IDA-11",),
        (Who.IT,),
        Asks.DAY,
        minutes=5,
        proof="the list of certificates with their last days",
    ),
)
