"""SEC-03: computers of the line that stand in two networks.

Question: does any computer of the line stand in two networks at once?
Yes: every computer has one network, as its list of network cards says, and nothing showed it in
another. Warn: one that is listed as a gateway and hardened. No: one that nobody listed, seen with
addresses in two networks within a day, or as two machines of one name or certificate whose network
cards lie beside each other. Not applicable: never.

What may be one computer or two alike, one that moved, or an address that is old is unknown.

Example: HMI-L1-1 has 10.30.1.31 and 192.168.1.31, and no list says that it should: fail.
"""

from __future__ import annotations

from collections.abc import Iterable

from audit.facts.names import is_own_ip
from audit.records import Unknown, Why
from checks.applies import applies
from checks.borders import network_of
from checks.computers import Computer, computers_of, or_said
from checks.ground import NOTHING, Ground, in_words, listed, naming, rolled_up, unknown
from checks.line_devices import devices_of, in_use
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
from checks.replied import chosen
from checks.twins import Nets, at_once, named_elsewhere, nets_of, surely_one, twins_of

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
    others = _unclassified(asked)
    if not computers and not others:
        text = f"{expected}; no computer of the line is known"
        return or_said(unknown(Why.NO_EVIDENCE, "no computer is known", text), said)
    targets = (*(_target(asked, computer) for computer in computers), *others)
    on = NOTHING
    for computer in computers:
        on = on + computer.on
    on = naming(on, Ground(tuple(sorted({e for t in targets for e in t.evidence}))))
    details = in_words(targets)
    text = f"{expected}; {details or f'so it is on {len(targets)} computers'}"
    two = [t for t in targets if t.outcome in (Outcome.WARN, Outcome.FAIL)]
    got = rolled_up(targets, text, on, measured=f"{len(two)} in two networks", value=-len(two))
    if got.outcome is Outcome.PASS and said.outcome is Outcome.FAIL:
        text = f"{text}; but somebody says that there are others"
        return unknown(Why.CONFLICT, "answer and lists", text, on, targets=targets)
    return or_said(got, said)


def _unclassified(asked: Asked) -> tuple[Target, ...]:
    """Devices of which nobody knows what they are, seen in two networks."""
    found: list[Target] = []
    for device in devices_of(asked.facts, asked.line):
        nets = nets_of(asked.facts, device) if not device.role and in_use(device) else {}
        if len(nets) > 1:
            why = Unknown(Why.NO_EVIDENCE, "role of a device in two networks")
            text = (
                f"{device.device_id} was seen in {listed(sorted(nets))}, and nobody knows what it"
                " is"
            )
            found.append(Target(device.device_id, Outcome.UNKNOWN, text, why, _evidence(nets)))
    return tuple(found)


def _evidence(nets: Nets) -> tuple[int, ...]:
    return tuple(sorted({e for ones in nets.values() for one in ones for e in one.evidence}))


def _target(asked: Asked, computer: Computer) -> Target:
    """Judge one computer: by its lists, by where it was seen, by who says the same elsewhere."""
    return (
        _by_lists(asked, computer)
        or _by_sight(asked, computer)
        or _by_twins(asked, computer)
        or _by_own_word(asked, computer)
        or _one_network(computer)
    )


def _by_lists(asked: Asked, computer: Computer) -> Target | None:
    """Lists that give it two networks; addresses that something saw are looked at by themselves."""
    row = computer.row.record if computer.row else None
    seen = {one.ip for one in computer.device.shown}
    stated = [ip for ip in computer.device.ips if ip not in seen]
    nets = _networks(asked, (*stated, *(row.nics if row else ())))
    if len(set(nets.values())) < 2:
        return None
    where = f"{computer.name} stands in {listed(sorted(set(nets.values())))} ({listed(nets)})"
    if any(c.attribute in ("ip", "ips") for c in computer.device.conflicts):
        why = Unknown(Why.CONFLICT, "sources give different addresses")
        text = f"{where}, or one is old"
        return Target(computer.name, Outcome.UNKNOWN, text, why, computer.on.evidence)
    return _bridge(computer, where, computer.on.evidence)


def _networks(asked: Asked, addresses: Iterable[str]) -> dict[str, str]:
    own = (ip for ip in dict.fromkeys(addresses) if is_own_ip(ip))
    return {ip: net for ip in own if (net := network_of(asked.facts, ip))}


def _by_sight(asked: Asked, computer: Computer) -> Target | None:
    """Addresses of two networks, one of them at least seen in use."""
    device, name = computer.device, computer.name
    row = computer.row.record if computer.row else None
    nets = nets_of(asked.facts, device)
    every = _networks(asked, (*device.ips, *(row.nics if row else ())))
    if len(set(every.values())) < 2:
        return None
    evidence = tuple(sorted({*computer.on.evidence, *_evidence(nets)}))
    where = f"{name} stands in {listed(sorted(set(every.values())))} ({listed(every)})"
    if len(nets) < 2:
        why = Unknown(Why.CONFLICT, "seen with another address than listed")
        text = f"{where}, or one is old"
    elif not surely_one(device):
        why = Unknown(Why.CONFLICT, "two computers may have one name")
        text = f"{where}, or two computers have one name"
    elif not at_once(nets, asked.limits["together_h"]):
        why = Unknown(Why.CONFLICT, "seen at different times")
        text = f"{where}, or it moved: the sightings lie apart"
    else:
        return _bridge(computer, where, evidence)
    return Target(name, Outcome.UNKNOWN, text, why, evidence)


def _by_twins(asked: Asked, computer: Computer) -> Target | None:
    """Another machine, in another network, that says the same of itself."""
    facts = asked.facts
    twins = twins_of(facts, computer.device, asked.limits["together_h"])
    if not twins:
        return None
    twin = next((t for t in twins if t.beside), twins[0])
    nets = {**nets_of(facts, computer.device), **nets_of(facts, twin.other)}
    evidence = tuple(sorted({*computer.on.evidence, *_evidence(nets)}))
    shown, places = twin.other.device_id, listed(sorted(nets))
    same = listed(twin.same)
    if twin.beside:
        where = (
            f"{computer.name} and {shown} in {places} have the same {same} and network cards that"
            " lie beside each other"
        )
        return _bridge(computer, where, evidence)
    why = Unknown(Why.CONFLICT, "one computer or two alike")
    text = (
        f"{computer.name} and {shown} in {places} have the same {same}: one computer with two"
        " network cards, or two alike"
    )
    return Target(computer.name, Outcome.UNKNOWN, text, why, evidence)


def _by_own_word(asked: Asked, computer: Computer) -> Target | None:
    """Networks that its OPC UA server names beside the one it stands in."""
    row = computer.row.record if computer.row else None
    own = _networks(asked, (*computer.device.ips, *(row.nics if row else ())))
    if not own:
        return None
    named = named_elsewhere(asked.facts, computer.device, own.values())
    if not named:
        return None
    why = Unknown(Why.CONFLICT, "its own server names another network")
    text = (
        f"{computer.name} stands in {listed(sorted(set(own.values())))}, and its OPC UA server"
        f" names {listed(sorted(named))}: a second network card, or an old setting"
    )
    evidence = tuple(sorted({*computer.on.evidence, *named.values()}))
    return Target(computer.name, Outcome.UNKNOWN, text, why, evidence)


def _one_network(computer: Computer) -> Target:
    name, evidence = computer.name, computer.on.evidence
    if computer.row is not None and computer.row.record.nics:
        return Target(name, Outcome.PASS, f"{name} has one network", evidence=evidence)
    why = Unknown(Why.NO_EVIDENCE, "network cards not listed")
    text = f"{name}: its network cards are not listed"
    return Target(name, Outcome.UNKNOWN, text, why, evidence)


def _bridge(computer: Computer, where: str, evidence: tuple[int, ...]) -> Target:
    row = computer.row.record if computer.row else None
    name = computer.name
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
    thresholds=(
        Threshold("together_h", 24, "h", "sightings so close together count as at once", "D"),
    ),
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
