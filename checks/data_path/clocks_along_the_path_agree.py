"""DAT-09: whether the clocks between machine and consumer tell the same time.

Question: do the clocks along the data path agree?
Yes: one source, at most 100 ms apart, times stored in UTC. No: more than 1 s apart, a clock without
a source, or local times that jump twice a year. Not applicable: nothing compares times.

Stations that answer NTP are held against each other, by what they answered within an hour: what the
computer that asked takes for the time does not count. A measurement that is worse than the list
leaves the clock unknown.

Example: the controller is 2.4 s behind the historian and follows no server: fail.
"""

from __future__ import annotations

import ipaddress
from dataclasses import replace

from audit.facts.model import PlantFacts, Seen, Stated
from audit.inventory.tables import ClockRow
from audit.payloads import Conversation
from audit.records import Grade, Unknown, Why
from checks.clients import serves
from checks.computers import or_said
from checks.ground import Ground, answer, counted, ground, in_words, listed, naming, rolled_up
from checks.needed import folded, required_flows
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.remembered import rows_where, talks_from
from checks.replied import chosen
from checks.replies import matching, replies, says_no, says_none
from checks.signals import dated
from checks.time_servers import TimeServer, apart_ms, reference, time_servers

QUESTION_ID = "clocks"
CORRELATED_ID = "times_compared"
CHOICES = {
    "one source, within 0.1 seconds, stored in UTC": Outcome.PASS,
    "within one second": Outcome.WARN,
    "more than one second apart, no source, or times that jump with summer time": Outcome.FAIL,
}
NTP = 123
Clock = Stated[ClockRow]


def judge(asked: Asked) -> Answer:
    """Judge each clock of the path, then their sources and how times are stored."""
    facts, line = asked.facts, asked.line
    expected = f"{line}: clocks expected to agree within {asked.limits['pass_ms']:g} ms"
    compared = replies(facts, CORRELATED_ID, line)
    if compared and all(says_no(row.record.answer) for row in compared):
        text = f"{expected}; {asked.use_case} compares no times, as stated"
        return answer(Outcome.NA, text, matching(compared))
    needed = _needed(facts, line, asked.use_case)
    of_line = rows_where(facts, ClockRow, "line", line)
    others = rows_where(facts, ClockRow, "host", *sorted(needed)) if needed else ()
    rows = of_line + tuple(row for row in others if row.record.line != line)
    known = {row.record.host for row in rows}
    named = {row.record.source for row in rows if row.record.source}
    answers = time_servers(facts, sorted(needed | known | named))
    if not rows and not answers:
        return chosen(asked, QUESTION_ID, expected, CHOICES)
    best = reference(answers.values())
    targets = tuple(_held(asked, _target(asked, row), answers, best) for row in rows)
    targets += tuple(_held(asked, _unread(host), answers, best) for host in sorted(needed - known))
    targets += tuple(_stored(rows)) + tuple(_sources(facts, rows))
    targets += tuple(_lost_sources(named - known - needed, answers))
    heard = _ntp(facts, rows)
    on = dated(rows, [row.record.measured_on for row in rows]) + ground(heard)
    on = on + ground(one.seen for one in answers.values())
    on = naming(on, ground(required_flows(facts, line, asked.use_case)), matching(compared))
    text = f"{expected} on {counted(len(needed | known), 'station')}"
    got = _rolled(rows, _measured(answers, best), targets, text, on)
    return got if rows else or_said(got, chosen(asked, QUESTION_ID, expected, CHOICES))


def _held(
    asked: Asked, told: Target, answers: dict[str, TimeServer], best: TimeServer | None
) -> Target:
    """Hold what is listed of a station against what it answered."""
    one = answers.get(told.name)
    if one is None or told.outcome is Outcome.FAIL:
        return told
    evidence = tuple(sorted({*told.evidence, one.seen.evidence}))
    if one.lost:
        listed_one = told.outcome is not Outcome.UNKNOWN
        why = Unknown(Why.CONFLICT, "listed and answered clock differ") if listed_one else None
        outcome = Outcome.UNKNOWN if listed_one else Outcome.FAIL
        text = f"{one.host} answers that it follows no time source"
        return Target(told.name, outcome, text, why, evidence)
    apart = apart_ms(one, best) if best is not None else None
    compared = best is not None and any(_compared(best, other) for other in answers.values())
    if best is None or apart is None or not compared:
        return _alone(told, one, evidence)
    text = f"{one.host} is {apart:+.0f} ms off {best.host}, as both answered"
    outcome = _judged(asked, abs(apart))
    if told.outcome is Outcome.UNKNOWN and told.why and told.why.why is Why.NO_EVIDENCE:
        return Target(told.name, outcome, text, evidence=evidence)
    if _SEVERITY.index(outcome) > _SEVERITY.index(told.outcome):
        why = Unknown(Why.CONFLICT, "listed and answered clock differ")
        text = f"{text}, which is worse than listed"
        return Target(told.name, Outcome.UNKNOWN, text, why, evidence)
    return replace(told, evidence=evidence)


def _compared(best: TimeServer, other: TimeServer) -> bool:
    return other.host != best.host and apart_ms(other, best) is not None


_SEVERITY = (Outcome.UNKNOWN, Outcome.PASS, Outcome.WARN, Outcome.FAIL)


def _alone(told: Target, one: TimeServer, evidence: tuple[int, ...]) -> Target:
    """A station that answered, and nothing to hold the answer against."""
    if told.why is None or told.why.why is not Why.NO_EVIDENCE or one.offset_ms is None:
        return replace(told, evidence=evidence)
    why = Unknown(Why.NO_EVIDENCE, "nothing to hold the answer against")
    text = f"{one.host} answers NTP, and no other clock of the path did"
    return Target(told.name, Outcome.UNKNOWN, text, why, evidence)


def _judged(asked: Asked, apart_ms: float) -> Outcome:
    if apart_ms > asked.limits["warn_ms"]:
        return Outcome.FAIL
    return Outcome.PASS if apart_ms <= asked.limits["pass_ms"] else Outcome.WARN


def _lost_sources(named: set[str], answers: dict[str, TimeServer]) -> list[Target]:
    """Time servers that others follow, and that follow nothing themselves."""
    found: list[Target] = []
    for host in sorted(named):
        if (one := answers.get(host)) is not None and one.lost:
            text = f"the time source {host} answers that it follows no source itself"
            evidence = (one.seen.evidence,)
            found.append(Target(f"source {host}", Outcome.WARN, text, evidence=evidence))
    return found


def _measured(answers: dict[str, TimeServer], best: TimeServer | None) -> list[float]:
    """Return how far apart those that answered are."""
    if best is None:
        return []
    apart = [apart_ms(one, best) for one in answers.values() if one.host != best.host]
    return [abs(number) for number in apart if number is not None]


def _rolled(
    rows: tuple[Clock, ...], measured: list[float], targets: tuple[Target, ...], text: str,
    on: Ground,
) -> Answer:  # fmt: skip
    offsets = [abs(r.record.offset_ms) for r in rows if r.record.offset_ms is not None] + measured
    widest = max(offsets, default=None)
    words = f"{widest:g} ms apart" if widest is not None else ""
    details = in_words(targets)
    text = f"{text}; {details}" if details else f"{text}; seen {words}"
    value = -widest if widest is not None else None
    return rolled_up(targets, text, on, measured=words, value=value)


def _needed(facts: PlantFacts, line: str, use_case: str) -> set[str]:
    """The ends of the required flows: what gives a value its time, and what keeps it."""
    flows = required_flows(facts, line, use_case)
    ends = {end for f in flows for end in (f.record.source, f.record.dest) if end}
    return {end for end in ends if facts.device(end) is not None}


def _target(asked: Asked, row: Clock) -> Target:
    clock, evidence = row.record, (row.evidence,)
    if clock.source and says_none(clock.source):
        text = f"{clock.host} follows no time source"
        return Target(clock.host, Outcome.FAIL, text, evidence=evidence)
    if clock.dst_jumps:
        text = f"{clock.host} stores local times that jump with summer time"
        return Target(clock.host, Outcome.FAIL, text, evidence=evidence)
    if clock.offset_ms is None:
        why = Unknown(Why.NO_EVIDENCE, "clock not readable")
        text = f"the clock of {clock.host} could not be read"
        return Target(clock.host, Outcome.UNKNOWN, text, why, evidence)
    text = f"{clock.host} is {clock.offset_ms:+g} ms off"
    outcome = _judged(asked, abs(clock.offset_ms))
    if outcome is Outcome.FAIL:
        return Target(clock.host, outcome, text, evidence=evidence)
    if not clock.source and not _ntp(asked.facts, (row,)):
        why = Unknown(Why.NOT_ASKED, "time source")
        text = f"{text}; what it follows is not stated"
        return Target(clock.host, Outcome.UNKNOWN, text, why, evidence)
    return Target(clock.host, outcome, text, evidence=evidence)


def _unread(host: str) -> Target:
    why = Unknown(Why.NO_EVIDENCE, "clock not readable")
    return Target(host, Outcome.UNKNOWN, f"the clock of {host} was not read", why)


def _stored(rows: tuple[Clock, ...]) -> list[Target]:
    local = [row.record.host for row in rows if row.record.utc is False]
    evidence = tuple(row.evidence for row in rows)
    if local:
        text = f"{listed(local)} does not store UTC"
        unsaid = [r.record.host for r in rows if r.record.utc is False
                  and r.record.dst_jumps is None]  # fmt: skip
        if unsaid:
            why = Unknown(Why.NOT_ASKED, "whether local times jump")
            text = f"{text}; whether its times jump with summer time is not stated"
            return [Target("stored times", Outcome.UNKNOWN, text, why, evidence)]
        return [Target("stored times", Outcome.WARN, text, evidence=evidence)]
    if any(row.record.utc for row in rows):
        return [Target("stored times", Outcome.PASS, "times are stored in UTC", evidence=evidence)]
    why = Unknown(Why.NOT_ASKED, "how times are stored")
    text = "whether times are stored in UTC is not stated"
    return [Target("stored times", Outcome.UNKNOWN, text, why, evidence)]


def _sources(facts: PlantFacts, rows: tuple[Clock, ...]) -> list[Target]:
    named = {folded(r.record.source): r.record.source for r in rows
             if r.record.source and not says_none(r.record.source)}  # fmt: skip
    targets = [t for row in rows if (t := _contradicted(facts, row)) is not None]
    if len(named) > 1:
        text = f"several time sources: {listed(sorted(named.values()))}"
        targets.append(Target("time source", Outcome.WARN, text))
    return targets


def _contradicted(facts: PlantFacts, row: Clock) -> Target | None:
    """Whether a station was heard asking another time server than its row names."""
    heard = _ntp(facts, (row,))
    stated = facts.device(row.record.source) if row.record.source else None
    named = (row.record.source,) if _is_ip(row.record.source) else ()
    ips = set(stated.ips if stated else named)
    asked_for = {talk.value.dst_ip for talk in heard}
    if not heard or not ips or asked_for & ips:
        return None
    why = Unknown(Why.CONFLICT, "stated and heard time source differ")
    text = (
        f"{row.record.host} is said to follow {row.record.source} and was heard asking"
        f" {listed(sorted(asked_for))}"
    )
    evidence = (row.evidence, *(talk.evidence for talk in heard))
    return Target(f"time source of {row.record.host}", Outcome.UNKNOWN, text, why, evidence)


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _ntp(facts: PlantFacts, rows: tuple[Clock, ...]) -> list[Seen[Conversation]]:
    """Return where these stations were heard asking for the time; answers do not count."""
    devices = [d for row in rows if (d := facts.device(row.record.host)) is not None]
    own = [ip for device in devices if not serves(facts, device, NTP) for ip in device.ips]
    return [talk for talk in talks_from(facts, own) if talk.value.server_port == NTP]


CHECK = Check(
    check_id="DAT-09",
    theme=Theme.DATA_PATH,
    title="Clocks along the data path agree",
    question="Do the clocks between the machine and the consumer tell the same time?",
    severity=Severity.MEDIUM,
    gate=GateRule.IF_LOAD_BEARING,
    stage=6,
    work_packages=("WP-18",),
    max_age_days=180,
    thresholds=(
        Limit("pass_ms", 100, "ms", "offset of any clock: pass up to"),
        Limit("warn_ms", 1000, "ms", "offset of any clock: warn up to"),
    ),
    basis="IEC 62443-3-3 SR 2.11 RE1 (recalled, verify); the figures are project defaults",
    so_what="A fault and its cause appear in the wrong order, and the model learns the wrong"
    " lesson.",
    remedy="Let every station follow the same two time servers, store UTC, and show local time on"
    " screens only.",
    closes_unknown="Time source and offset of controller, gateway, broker and consumer, read within"
    " one minute of each other",
    closes_minutes=20,
    closes_who="OT network engineer",
    judge=judge,
    min_grade=Grade.C,
    scope="path",
    not_applicable_when="no time-correlated data",
)
