"""What people are asked about security."""

from __future__ import annotations

from checks.question import Asks, Question, Who
from checks.security import a_filtered_boundary_separates_the_floor_from_the_office as boundary
from checks.security import it_is_agreed_who_may_isolate_the_line as incident
from checks.security import logs_are_collected_with_correct_time as logs
from checks.security import no_computer_bridges_two_zones as bridges
from checks.security import no_control_device_talks_directly_to_the_internet as internet
from checks.security import operating_systems_are_supported_or_isolated as systems
from checks.security import safety_systems_are_separate_and_excluded as safety
from checks.security import security_tools_are_proven_safe_for_the_controllers as tools
from checks.security import someone_outside_the_team_reviewed_the_network as review
from checks.security import the_line_can_be_restored as restore
from checks.security import traffic_on_the_line_is_visible as visible
from checks.security import unused_switch_ports_are_shut as ports
from checks.security import windows_machines_are_protected as windows

BOTH = (Who.IT, Who.OT)

QUESTIONS: tuple[Question, ...] = (
    Question(
        boundary.BOUNDARY_ID,
        "What stands between the office network and the machines of {line}?",
        ("SEC-01",),
        BOTH,
        Asks.CHOICE,
        tuple(boundary.CHOICES),
        proof="the firewall's rules as a list",
    ),
    Question(
        boundary.DENY_ID,
        "Does the firewall in front of the machines stop everything that no rule names?",
        ("SEC-01",),
        (Who.IT,),
        per_line=False,
        proof="the last rule of the firewall",
    ),
    Question(
        boundary.ISOLATED_ID,
        "Is {line} connected to no other network at all?",
        ("SEC-01",),
        (Who.OT,),
        proof="a record of who looked, and when",
    ),
    Question(
        internet.QUESTION_ID,
        "Which machines of {line} send or get anything over the internet?",
        ("SEC-02",),
        BOTH,
        Asks.CHOICE,
        tuple(internet.CHOICES),
        proof="the list of these connections",
    ),
    Question(
        bridges.QUESTION_ID,
        "Which computers of {line} have cables to two networks?",
        ("SEC-03",),
        (Who.OT,),
        Asks.CHOICE,
        tuple(bridges.CHOICES),
    ),
    Question(
        systems.QUESTION_ID,
        "Are there computers on {line} that no longer get updates from their maker?",
        ("SEC-05",),
        (Who.OT,),
        Asks.CHOICE,
        tuple(systems.CHOICES),
        proof="the list of computers with their operating systems",
    ),
    Question(
        tools.QUESTION_ID,
        "Which security tools or updates touch the controllers of {line}, and were they tried"
        " first?",
        ("SEC-06",),
        (Who.OT,),
        Asks.CHOICE,
        tuple(tools.CHOICES),
        proof="the test record and the maker's approval",
    ),
    Question(
        visible.QUESTION_ID,
        "Does anything listen to the network of {line} for attacks and faults?",
        ("SEC-07",),
        BOTH,
        Asks.CHOICE,
        visible.CHOICES,
        proof="a signed acceptance of the risk, where there is no sensor",
    ),
    Question(
        logs.SHARE_ID,
        "How many percent of switches, firewalls and servers send their log to one place?",
        ("SEC-08",),
        (Who.IT,),
        Asks.NUMBER,
        unit="%",
        per_line=False,
    ),
    Question(
        logs.DAYS_ID,
        "For how many days are these logs kept?",
        ("SEC-08",),
        (Who.IT,),
        Asks.NUMBER,
        unit="days",
        per_line=False,
    ),
    Question(
        restore.BACKUPS_ID,
        "Which machines that {line} cannot run without are backed up?",
        ("SEC-09",),
        (Who.OT,),
        Asks.CHOICE,
        tuple(restore.CHOICES),
        proof="the list of backups with their dates",
    ),
    Question(
        restore.TESTED_ID,
        "On which day was a backup of {line} last brought back as a test? Write it as"
        " 2027-03-31, or `never`.",
        ("SEC-09",),
        (Who.OT,),
        Asks.TEXT,
        proof="the record of the test",
    ),
    Question(
        windows.WINDOWS_ID,
        "Does any computer or panel of {line} run Windows?",
        ("SEC-10",),
        (Who.OT,),
    ),
    Question(
        windows.SHARE_ID,
        "How many percent of the Windows computers of {line} have a virus scanner or run listed"
        " programs only?",
        ("SEC-10",),
        (Who.OT,),
        Asks.NUMBER,
        unit="%",
    ),
    Question(
        windows.USB_ID,
        "Is it prevented that somebody plugs his own USB stick into a computer of {line}?",
        ("SEC-10",),
        (Who.OT, Who.FLOOR),
    ),
    Question(
        ports.QUESTION_ID,
        "Do the switches of {line} refuse a device that they do not know?",
        ("SEC-11",),
        (Who.IT,),
        proof="the switch configuration",
    ),
    Question(
        review.DAY_ID,
        "On which day did somebody from outside the team last look at the machines' network? Write"
        " it as 2027-03-31, or `never`.",
        ("SEC-12",),
        (Who.IT, Who.OT, Who.FLOOR),
        Asks.TEXT,
        per_line=False,
        proof="the report",
    ),
    Question(
        review.TRACKED_ID,
        "Has every finding of that look an owner and a date?",
        ("SEC-12",),
        BOTH,
        per_line=False,
        proof="the list of findings",
    ),
    Question(
        incident.ROLE_ID,
        "Who may cut {line} off the network when it is attacked?",
        ("SEC-13",),
        BOTH,
        Asks.TEXT,
        proof="the emergency plan",
    ),
    Question(
        incident.POINT_ID,
        "Is the plug or port that cuts {line} off marked?",
        ("SEC-13",),
        (Who.OT, Who.FLOOR),
    ),
    Question(
        incident.REHEARSED_ID,
        "On which day was cutting {line} off last tried? Write it as 2027-03-31, or `never`.",
        ("SEC-13",),
        (Who.OT,),
        Asks.TEXT,
    ),
    Question(
        safety.NETWORK_ID,
        "Does {line} have safety devices with a network connection?",
        ("SEC-14",),
        (Who.OT,),
    ),
    Question(
        safety.LIST_ID,
        "Is there a signed list of the safety devices of {line}?",
        ("SEC-14",),
        (Who.OT,),
        proof="the signed list",
    ),
    Question(
        safety.EXCLUDED_ID,
        "Are the safety devices of {line} excluded from every test on the network?",
        ("SEC-14",),
        (Who.OT,),
        proof="the signed rules of engagement",
    ),
    Question(
        safety.SEPARATE_ID,
        "Do the safety devices of {line} have a network of their own?",
        ("SEC-14",),
        (Who.OT,),
        proof="the network drawing",
    ),
)
