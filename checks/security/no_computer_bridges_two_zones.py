"""SEC-03: computers of the line that stand in two networks.

Question: does any computer of the line stand in two networks at once?
Yes: every computer has one network. Warn: one that is listed as a gateway and hardened. No: one
that nobody listed. Not applicable: never.

Example: HMI-L1-1 has 10.30.1.31 and 192.168.1.31, and no list says that it should: fail.
"""

from __future__ import annotations

from audit.records import Unknown, Why
from checks.applies import applies
from checks.borders import network_of
from checks.computers import Computer, computers_of, or_said
from checks.ground import NOTHING, in_words, listed, rolled_up, unknown
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.replied import chosen

QUESTION_ID = "computers_in_two_networks"
CHOICES = {
    "none": Outcome.PASS,
    "listed and hardened ones": Outcome.WARN,
    "others": Outcome.FAIL,
}


def judge(asked: Asked) -> Answer:
    """Judge each computer; the worst decides. Without data of them, what was answered."""
    expected = f"{asked.line}: every computer expected in one network only"
    said = applies(chosen(asked, QUESTION_ID, expected, CHOICES))
    computers = computers_of(asked.facts, asked.line)
    if not computers:
        text = f"{expected}; no computer of the line is known"
        return or_said(unknown(Why.NO_EVIDENCE, "no computer is known", text), said)
    targets = tuple(_target(asked, computer) for computer in computers)
    on = NOTHING
    for computer in computers:
        on = on + computer.on
    details = in_words(targets)
    text = f"{expected}; {details or f'so it is on {len(targets)} computers'}"
    two = [t for t in targets if t.outcome in (Outcome.WARN, Outcome.FAIL)]
    got = rolled_up(targets, text, on, measured=f"{len(two)} in two networks", value=-len(two))
    if got.outcome is Outcome.PASS and said.outcome is Outcome.FAIL:
        text = f"{text}; but somebody says that there are others"
        return unknown(Why.CONFLICT, "answer and lists", text, on, targets=targets)
    return or_said(got, said)


def _target(asked: Asked, computer: Computer) -> Target:
    row = computer.row.record if computer.row else None
    addresses = dict.fromkeys((*computer.device.ips, *(row.nics if row else ())))
    nets = {ip: net for ip in addresses if (net := network_of(asked.facts, ip))}
    name, evidence = computer.name, computer.on.evidence
    if len(set(nets.values())) > 1:
        where = f"{name} stands in {listed(sorted(set(nets.values())))} ({listed(nets)})"
        if any(c.attribute in ("ip", "ips") for c in computer.device.conflicts):
            why = Unknown(Why.CONFLICT, "sources give different addresses")
            return Target(name, Outcome.UNKNOWN, f"{where}, or one is old", why, evidence)
        return _bridge(computer, where)
    if row is not None and row.nics:
        return Target(name, Outcome.PASS, f"{name} has one network", evidence=evidence)
    why = Unknown(Why.NO_EVIDENCE, "network cards not listed")
    text = f"{name}: its network cards are not listed"
    return Target(name, Outcome.UNKNOWN, text, why, evidence)


def _bridge(computer: Computer, where: str) -> Target:
    row = computer.row.record if computer.row else None
    name, evidence = computer.name, computer.on.evidence
    if row is None or not row.bridge:
        return Target(name, Outcome.FAIL, f"{where}, and no list says so", evidence=evidence)
    if row.hardened is None:
        why = Unknown(Why.NOT_ASKED, "whether it is hardened")
        text = f"{where} as listed; nobody says whether it is hardened"
        return Target(name, Outcome.UNKNOWN, text, why, evidence)
    if row.hardened:
        text = f"{where}, listed and hardened"
        return Target(name, Outcome.WARN, text, evidence=evidence)
    return Target(name, Outcome.FAIL, f"{where}, listed but not hardened", evidence=evidence)


CHECK = Check(
    check_id="SEC-03",
    theme=Theme.SECURITY,
    title="No computer bridges two zones with two network cards",
    question="Does any computer of the line stand in two networks at once?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=5,
    work_packages=("WP-05",),
    max_age_days=365,
    thresholds=(),
    basis="NIST SP 800-82r3 (dual-homed hosts); IEC 62443-3-3 SR 5.2 (recalled, verify)",
    so_what="What infects this computer is behind the firewall already, and a bridged cable loop"
    " takes both networks down.",
    remedy="Pull the second cable and send the data through the firewall; where that cannot be,"
    " list the computer, switch forwarding off and harden it.",
    closes_unknown="The output of `ipconfig /all` of every computer of the line, or its network"
    " cards in the table of hosts",
    closes_minutes=20,
    closes_who="controls engineer",
    judge=judge,
    scope="host",
)
