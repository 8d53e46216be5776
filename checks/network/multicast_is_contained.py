"""NET-12: whether the switches keep cyclic multicast away from ports that did not ask for it.

Question: is multicast contained where cyclic multicast is used?
Yes: every managed switch of the line snoops IGMP and there is exactly one querier. No: snooping is
off and more than 10 devices send multicast. Not applicable: a capture of a whole production cycle
shows no multicast sender. Discovery of the neighbourhood (224.0.0.x, SSDP, mDNS) does not count.

Example: snooping is off on SW-L1 and 14 stations send cyclic EtherNet/IP multicast: fail.
"""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from audit.facts.model import PlantFacts, Seen
from audit.payloads import Conversation
from audit.records import Grade, Unknown, Why
from checks.ground import Ground, answer, counted, ground, listed, unknown
from checks.line_devices import devices_of
from checks.looked import base_of
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
from checks.switches import LineSwitch, switches_of

_DISCOVERY = (ip_network("224.0.0.0/24"), ip_network("239.255.255.250/32"))
_ALL_SYSTEMS = "224.0.0.1"


def judge(asked: Asked) -> Answer:
    """Judge each managed switch of the line; then queriers, then who sends multicast."""
    facts, line = asked.facts, asked.line
    switches = switches_of(facts, line)
    senders = _senders(facts, line)
    on = ground([*(m for s in switches for m in s.management), *senders])
    base = base_of(facts, devices_of(facts, line), asked.limits["cycle_h"])
    captured = any("capture" in text for text in base.whole)
    if not senders and captured:
        text = f"{line}: no device sends multicast; {base.in_words}"
        return answer(Outcome.NA, text, on + base.on)
    if not switches:
        text = f"{line}: no managed switch of the line is in the inventory"
        return unknown(Why.NO_EVIDENCE, "no switch of the line is known", text, on)
    targets = tuple(_target(switch) for switch in switches)
    number = len({s.value.src_mac or s.value.src_ip for s in senders})
    said = (
        f"{counted(number, 'multicast sender')} seen"
        if captured or senders
        else "senders not known"
    )
    text = f"{line}: IGMP snooping on every switch and one querier expected"
    if any(target.outcome is Outcome.FAIL for target in targets):
        return _not_snooping(asked, targets, number, f"{text}; {said}", on, whole=captured)
    open_ones = [t for t in targets if t.outcome is Outcome.UNKNOWN]
    if open_ones:
        why = open_ones[0].why or Unknown(Why.NO_EVIDENCE)
        text = f"{text}; {'; '.join(t.sentence for t in open_ones)}"
        return unknown(why.why, why.detail, text, on, targets=targets)
    return _queriers(facts, switches, targets, f"{text}; snooping is on; {said}", on)


def _target(switch: LineSwitch) -> Target:
    values = [m.value.igmp_snooping for m in switch.management]
    evidence = tuple(m.evidence for m in switch.management)
    if False in values:
        return Target(
            switch.name, Outcome.FAIL, f"snooping is off on {switch.name}", evidence=evidence
        )
    if True in values:
        return Target(switch.name, Outcome.PASS, f"{switch.name} snoops IGMP", evidence=evidence)
    if switch.management:
        why = Unknown(Why.PARSE_PARTIAL, "configuration says nothing of IGMP snooping")
        text = f"the configuration of {switch.name} was read in part and does not say"
    elif switch.locked_out:
        why = Unknown(Why.BLOCKED_BY, "NET-08")
        text = f"nobody can log in to {switch.name} to read its configuration"
    else:
        why = Unknown(Why.NO_EVIDENCE, "no configuration read")
        text = f"the configuration of {switch.name} was not read"
    return Target(switch.name, Outcome.UNKNOWN, text, why, evidence)


def _not_snooping(
    asked: Asked, targets: tuple[Target, ...], number: int, text: str, on: Ground, *, whole: bool
) -> Answer:
    off = listed(t.name for t in targets if t.outcome is Outcome.FAIL)
    text = f"{text}; snooping is off on {off}"
    if number > asked.limits["senders"]:
        return answer(Outcome.FAIL, text, on, measured=f"{number} senders", targets=targets)
    if not whole:
        detail = "no capture of a production cycle shows who sends multicast"
        return unknown(Why.NO_EVIDENCE, detail, text, on, targets=targets)
    return answer(Outcome.WARN, text, on, measured=f"{number} senders", targets=targets)


def _queriers(
    facts: PlantFacts,
    switches: tuple[LineSwitch, ...] | list[LineSwitch],
    targets: tuple[Target, ...],
    text: str,
    on: Ground,
) -> Answer:
    heard = [c for c in facts.conversations if _queries(c.value)]
    configured = {m.device_id: m for m in facts.management if m.value.igmp_querier}
    names = {c.device_id or c.value.src_ip or c.value.src_mac for c in heard} | set(configured)
    on = on + ground([*heard, *configured.values()])
    if len(names) == 1:
        text = f"{text}; the querier is {next(iter(names))}"
        return answer(Outcome.PASS, text, on, measured="1 querier", targets=targets)
    what = "no querier was seen" if not names else f"several queriers: {listed(sorted(names))}"
    measured = f"{len(names)} queriers on {counted(len(switches), 'switch', 'switches')}"
    return answer(Outcome.WARN, f"{text}; {what}", on, measured=measured, targets=targets)


def _senders(facts: PlantFacts, line: str) -> list[Seen[Conversation]]:
    """Multicast of the line's devices that is no discovery."""
    own = {device.device_id for device in devices_of(facts, line)}
    return [c for c in reads_of(facts, facts.conversations, own) if _is_cyclic(c.value)]


def _is_cyclic(talk: Conversation) -> bool:
    try:
        address = ip_address(talk.dst_ip)
    except ValueError:
        return False
    return (
        address.version == 4
        and address.is_multicast
        and talk.protocol != "igmp"
        and not any(address in net for net in _DISCOVERY)
    )


def _queries(talk: Conversation) -> bool:
    return talk.protocol == "igmp" and talk.dst_ip == _ALL_SYSTEMS


CHECK = Check(
    check_id="NET-12",
    theme=Theme.NETWORK,
    title="Multicast is contained where cyclic multicast is used",
    question="Is multicast contained where cyclic multicast is used?",
    severity=Severity.MEDIUM,
    gate=GateRule.IF_LOAD_BEARING,
    stage=2,
    work_packages=("WP-07",),
    max_age_days=180,
    thresholds=(
        Threshold("senders", 10, "devices", "multicast senders without snooping, at most", "V"),
        Threshold("cycle_h", 8, "h", "a capture covers at least one production cycle", "D"),
    ),
    basis="ODVA EtherNet/IP infrastructure guide, appendix A; Rockwell ENET-UM001 (recalled)",
    so_what="Every port of the VLAN gets the cyclic data of all others: slow devices drop I/O when"
    " the use case adds its share.",
    remedy="Turn IGMP snooping on in every switch of the VLAN and let exactly one of them, the"
    " distribution switch, be the querier.",
    closes_unknown="The running configuration of the line's switches as text, and a capture of one"
    " production cycle at a quiet access port",
    closes_minutes=30,
    closes_who="OT network engineer",
    judge=judge,
    min_grade=Grade.B,
    scope="segment",
    not_applicable_when="no multicast producers",
)
