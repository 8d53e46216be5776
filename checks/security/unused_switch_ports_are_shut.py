"""SEC-11: whether somebody can plug in at an unused port of the line's switches.

Question: are the unused ports of the line's switches shut, or do they ask who plugs in?
Yes: at most 5 % of a switch's ports are open and unused, or its ports ask who plugs in. Warn: up to
30 %. No: more. Not applicable: unmanaged switches only.

Example: 14 of the 24 ports of SW-L1-1 are open and have no link: fail.
"""

from __future__ import annotations

import re

from audit.payloads import Interface, TableState
from audit.records import Unknown, Why
from checks.ground import Ground, answer, counted, ground, percent
from checks.looked import table_ground
from checks.records import (
    Answer,
    Asked,
    Check,
    GateRule,
    Outcome,
    Severity,
    Target,
    Theme,
    Threshold,
)
from checks.remembered import reads_of
from checks.replies import matching, replies, says_yes
from checks.switches import LineSwitch, judge_each, not_readable

QUESTION_ID = "ports_ask_who_plugs_in"
_VIRTUAL = re.compile(
    r"^(vl(an)?\s?\d|lo(opback)?\s?\d|po(rt-?channel)?\s?\d|null|tunnel|cpu|mgmt|bluetooth|"
    r"app|stack|ap\d|trk\d|lag|ae\d|irb|bridge|cluster|sc0|unrouted)",
    re.I,
)


def judge(asked: Asked) -> Answer:
    """Count open, unused ports on each managed switch; the worst decides."""
    rows = replies(asked.facts, QUESTION_ID, asked.line)
    guarded = bool(rows) and all(says_yes(row.record.answer) for row in rows)
    got = judge_each(asked, "unused ports shut", lambda s: _target(asked, s, guarded=guarded))
    reads = [i for t in got.targets for i in reads_of(asked.facts, asked.facts.interfaces,
             [_key(asked, t.name)])]  # fmt: skip
    if got.outcome not in (Outcome.PASS, Outcome.WARN, Outcome.FAIL):
        return got
    on = ground(reads) + (matching(rows) if guarded else Ground())
    on = on + Ground(got.evidence, got.grade, got.oldest)
    return answer(got.outcome, got.sentence, on, measured=got.measured, value=got.value,
                  targets=got.targets)  # fmt: skip


def _key(asked: Asked, name: str) -> str:
    device = asked.facts.device(name)
    return device.device_id if device else name


def _target(asked: Asked, switch: LineSwitch, *, guarded: bool) -> Target:
    facts, key = asked.facts, _key(asked, switch.name)
    ports = [i for i in reads_of(facts, facts.interfaces, [key]) if _counts(i.value)]
    state = facts.read_state(key, "interfaces")
    if not ports or state is TableState.ABSENT:
        return not_readable(switch, "the state of its ports")
    whole = table_ground(facts, key, "interfaces").evidence
    evidence = tuple(sorted({*(port.evidence for port in ports), *whole}))
    if state is TableState.PARTIAL:
        why = Unknown(Why.PARSE_PARTIAL, "ports read in part")
        text = f"{switch.name}: only a part of its ports was read"
        return Target(switch.name, Outcome.UNKNOWN, text, why, evidence)
    unused = [p for p in ports if p.value.admin_up and p.value.oper_up is False]
    share = percent(len(unused), len(ports))
    text = f"{switch.name} has {len(unused)} of {counted(len(ports), 'port')} open and unused"
    if guarded and unused:
        text = f"{text}, which ask who plugs in"
        return Target(switch.name, Outcome.PASS, text, evidence=evidence)
    outcome = Outcome.FAIL
    if share <= asked.limits["warn_percent"]:
        outcome = Outcome.WARN
    if share <= asked.limits["pass_percent"]:
        outcome = Outcome.PASS
    return Target(switch.name, outcome, f"{text} ({share:.0f} %)", evidence=evidence)


def _counts(port: Interface) -> bool:
    known = port.admin_up is not None and (port.oper_up is not None or port.admin_up is False)
    return known and not _VIRTUAL.match(port.name)


CHECK = Check(
    check_id="SEC-11",
    theme=Theme.SECURITY,
    title="Unused switch ports are shut or authenticated",
    question="Are the unused ports of the line's switches shut, or do they ask who plugs in?",
    severity=Severity.LOW,
    gate=GateRule.NEVER,
    stage=5,
    work_packages=("WP-07",),
    max_age_days=365,
    thresholds=(
        Threshold("pass_percent", 5, "%", "of the ports open and unused: pass up to", "D"),
        Threshold("warn_percent", 30, "%", "of the ports open and unused: warn up to", "D"),
    ),
    basis="IEC 62443-3-3 SR 7.7, SR 1.2 (recalled, verify)",
    so_what="Whoever opens the cabinet plugs a laptop or a private router into the controllers'"
    " network.",
    remedy="Shut every port without a link after a production week; open one when a device is"
    " announced.",
    closes_unknown="The interface status of each switch named here (show interfaces status, saved"
    " as text)",
    closes_minutes=10,
    closes_who="OT network engineer",
    judge=judge,
    scope="switch",
    not_applicable_when="unmanaged",
)
