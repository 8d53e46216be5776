"""DAT-15: whether anybody writes to the line's controllers who was not allowed to.

Question: do flows towards the controllers of this line only read?
Yes: a list of approved writers exists, and at least 7 days of traffic show no other. Warn: none was
seen, but there is no list, or less than 7 days. No: a station that is not on the list writes. Not
applicable: the use case closes the loop, and somebody approved that. Panels and controllers of the
line itself are part of the machine: their writes are no flow. A broker on the line's flows that
took an anonymous connection is named beside the answer.

Example: an office PC sends Modbus writes to PLC-L1-1: fail, naming the PC.
"""

from __future__ import annotations

from audit.records import Why
from checks.brokers import telling_of_brokers
from checks.clients import Client, clients_of, exposed, names_in
from checks.ground import Ground, answer, counted, ground, listed, naming, unknown
from checks.looked import base_of
from checks.needed import folded
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Theme
from checks.records import Threshold as Limit
from checks.replies import matching, replies, says_none, says_yes, unsure

LIST_ID = "approved_writers"
LOOP_ID = "closed_loop_approved"
_TOLD_APART = {"modbus", "mbap", "modbustcp", "s7", "s7comm", "s7commplus"}
"""Protocols whose requests every source sorts into reads and writes; of others only a count of
reads shows that somebody did: CIP and OPC UA in clear.
"""


def judge(asked: Asked) -> Answer:
    """Hold who was heard writing against who may."""
    return telling_of_brokers(asked, _judged(asked))


def _judged(asked: Asked) -> Answer:
    facts, line = asked.facts, asked.line
    expected = f"{line}: only approved stations expected to write to its controllers"
    loop = replies(facts, LOOP_ID, line)
    if loop and all(says_yes(row.record.answer) for row in loop):
        text = f"{expected}; {asked.use_case} closes the loop, approved as stated"
        return answer(Outcome.NA, text, matching(loop))
    servers = exposed(facts, line)
    said = tuple(r for r in replies(facts, LIST_ID, line) if not unsure(r.record.answer))
    approved = {name for r in said if not says_none(r.record.answer)
                for name in names_in(r.record.answer)}  # fmt: skip
    clients = clients_of(facts, servers, any_port=True)
    others = [c for c in clients if not c.of_line(line) and not c.names & approved]
    on = naming(ground(said), ground(loop), ground(c.talk for c in clients))
    writers = [c for c in others if c.talk.value.writes]
    if writers:
        return _written(expected, writers, on)
    return _nobody(asked, expected, others, has_list=bool(said), on=on)


def _written(expected: str, writers: list[Client], on: Ground) -> Answer:
    names = [f"{c.name} to {c.server} ({counted(c.talk.value.writes or 0, 'write')})"
             for c in writers]  # fmt: skip
    text = f"{expected}; seen: {listed(names)}, on no list of approved writers"
    on = on + ground(c.talk for c in writers)
    words = counted(len({c.name for c in writers}), "unapproved writer")
    return answer(Outcome.FAIL, text, on, measured=words, value=-float(len(writers)))


def _nobody(
    asked: Asked, expected: str, others: list[Client], *, has_list: bool, on: Ground
) -> Answer:
    servers = exposed(asked.facts, asked.line)
    base = base_of(asked.facts, servers, asked.limits["hours_from"])
    captures = [text for text in base.whole if "capture" in text]
    if not captures:
        text = f"{expected}; no capture of {asked.limits['hours_from']:g} h shows who writes"
        return unknown(Why.NO_EVIDENCE, f"capture < {asked.limits['hours_from']:g} h", text, on)
    on = on + base.on
    blind = [c for c in others if c.talk.value.reads is None
             and folded(c.talk.value.protocol) not in _TOLD_APART]  # fmt: skip
    if blind:
        heard = listed(sorted({f"{c.name} ({c.talk.value.protocol or 'unknown protocol'})"
                               for c in blind}))  # fmt: skip
        text = f"{expected}; reads and writes cannot be told apart for {heard}"
        on = on + ground(c.talk for c in blind)
        return unknown(Why.PARSE_PARTIAL, "protocols whose writes are not read", text, on)
    text = f"{expected}; none other seen in {listed(captures)}"
    if not has_list:
        text = f"{text}, but no list of approved writers exists"
        return answer(Outcome.WARN, text, on, measured="no list", value=0.0)
    long = base_of(asked.facts, servers, 24 * asked.limits["days_from"])
    if not any("capture" in said for said in long.whole):
        text = f"{text}, less than {asked.limits['days_from']:g} days"
        return answer(Outcome.WARN, text, on, measured="short capture", value=0.0)
    return answer(Outcome.PASS, text, on, measured="no unapproved writer", value=0.0)


CHECK = Check(
    check_id="DAT-15",
    theme=Theme.DATA_PATH,
    title="Flows towards the controllers are read-only unless approved",
    question="Does anybody write to the line's controllers who was not allowed to?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=6,
    work_packages=("WP-32",),
    max_age_days=180,
    thresholds=(
        Limit("hours_from", 24, "h", "of traffic heard, or nothing can be said"),
        Limit("days_from", 7, "days", "of traffic heard: pass from"),
    ),
    basis="IEC 62443-3-3 SR 2.1 (recalled, verify); NAMUR NE 175 one-way monitoring (recalled,"
    " verify)",
    so_what="A dashboard or a test script changes a set point on a running machine, and nobody"
    " knows which one did.",
    remedy="Take the write right from the accounts and drivers of the stations named here, and put"
    " the few that need it on a signed list.",
    closes_unknown="A week of capture at the line's uplink, and the list of stations that may"
    " write",
    closes_minutes=40,
    closes_who="controls engineer of the line",
    judge=judge,
    scope="flow",
    not_applicable_when="closed-loop use case (approved)",
)
