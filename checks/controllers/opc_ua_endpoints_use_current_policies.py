"""PLC-08: what the line's OPC UA servers offer to a client that asks for their endpoints.

Question: do the line's OPC UA servers offer current security policies, and nothing weaker?
Yes: Basic256Sha256, Aes128_Sha256_RsaOaep or Aes256_Sha256_RsaPss with SignAndEncrypt, nobody
anonymous. No: only None, Basic128Rsa15 or Basic256. Not applicable: no OPC UA on the line, and its
controllers are known.

Example: PLC-L1-1 offers None and Basic256: fail, naming it.
"""

from __future__ import annotations

from audit.facts.model import Device, PlantFacts, Seen
from audit.payloads import TableState, UaEndpoint
from audit.records import Grade, Status, Unknown, Why
from checks.ground import answer, counted, ground, in_words, listed, rolled_up, unknown
from checks.needed import NOT_THERE, Controller, controllers, protocols_of, same_name
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.remembered import reads_of

CURRENT = {"Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss"}
WEAK = {"None", "Basic128Rsa15", "Basic256"}
PORT = 4840


def judge(asked: Asked) -> Answer:
    """Judge each OPC UA server of the line; the worst decides."""
    facts, line = asked.facts, asked.line
    here = [d for d in facts.on_line(line) if d.status not in NOT_THERE]
    found = controllers(facts, line)
    servers = [d for d in here if _offered(facts, d) or _speaks_opc_ua(facts, found, d)]
    if not servers:
        return _without_servers(asked, here, found)
    targets = tuple(_target(facts, device) for device in servers)
    seen = [e for device in servers for e in _offered(facts, device)]
    good = sum(target.outcome is Outcome.PASS for target in targets)
    text = (
        f"{line}: SignAndEncrypt with a current policy and no anonymous login expected on"
        f" {counted(len(servers), 'OPC UA server')}; seen on {good}"
    )
    details = in_words(targets)
    policies = sorted({e.value.policy for e in seen})
    return rolled_up(
        targets,
        f"{text}: {details}" if details else text,
        ground(seen),
        measured=listed(policies) or "not read",
        value=100.0 * good / len(servers),
    )


def _offered(facts: PlantFacts, device: Device) -> list[Seen[UaEndpoint]]:
    own = reads_of(facts, facts.endpoints, [device.device_id])
    return [endpoint for endpoint in own if endpoint.status is Status.OK]


def _speaks_opc_ua(facts: PlantFacts, found: tuple[Controller, ...], device: Device) -> bool:
    stated = [
        name
        for controller in found
        if controller.device is device
        for name in protocols_of(facts, controller)
    ]
    return any(same_name(name, "OPC UA") for name in stated) or any(
        s.value.state == "open"
        and s.value.role == "server"
        and (s.value.port == PORT or same_name(s.value.protocol, "OPC UA"))
        for s in reads_of(facts, facts.services, [device.device_id])
    )


def _target(facts: PlantFacts, device: Device) -> Target:
    offered = _offered(facts, device)
    if not offered:
        return _unread(facts, device)
    evidence = ground(offered).evidence
    name = device.name or device.device_id
    secure = [e.value for e in offered if _is_secure(e.value)]
    weak = sorted({e.value.policy for e in offered if e.value.policy in WEAK})
    signed = any(e.value.policy in CURRENT for e in offered)
    if not secure and not signed:
        strange = sorted({e.value.policy for e in offered} - WEAK)
        if strange:
            said = f"{name} offers {listed(strange)}, which are not in the list of current policies"
            return Target(name, Outcome.WARN, said, evidence=evidence)
        said = f"{name} offers only {listed(weak)}"
        return Target(name, Outcome.FAIL, said, evidence=evidence)
    faults = [] if secure else ["signs only, without encryption"]
    if weak:
        faults.append(f"also offers {listed(weak)}")
    if any("Anonymous" in e.value.tokens for e in offered):
        faults.append("lets anonymous clients in")
    if faults:
        return Target(name, Outcome.WARN, f"{name} {listed(faults)}", evidence=evidence)
    said = f"{name} offers {listed(sorted({e.policy for e in secure}))} only"
    return Target(name, Outcome.PASS, said, evidence=evidence)


def _is_secure(endpoint: UaEndpoint) -> bool:
    return endpoint.policy in CURRENT and endpoint.mode == "SignAndEncrypt"


def _unread(facts: PlantFacts, device: Device) -> Target:
    name = device.name or device.device_id
    own = (device.device_id,)
    outcomes = {reach.value.outcome for reach in reads_of(facts, facts.reaches, own)}
    tries = reads_of(facts, facts.table_reads, own)
    asked = [r for r in tries if r.value.table == "endpoints"]
    refused = any(r.status is Status.OUT_OF_SCOPE for r in asked)
    if refused or (not asked and Status.OUT_OF_SCOPE in outcomes):
        why = Unknown(Why.OUT_OF_SCOPE, "the scope does not allow to ask this controller")
        said = f"{name}: the rules of engagement do not allow to ask for its endpoints"
    elif any(r.value.state is not TableState.COMPLETE for r in asked):
        why = Unknown(Why.PROBE_ERROR, "GetEndpoints gave no list")
        said = f"{name}: the question for its endpoints was not answered"
    else:
        why = Unknown(Why.NO_EVIDENCE, "endpoints were never read")
        said = f"{name}: its endpoints were never read"
    return Target(name, Outcome.UNKNOWN, said, why, ground(asked).evidence)


def _without_servers(asked: Asked, here: list[Device], found: tuple[Controller, ...]) -> Answer:
    facts, line = asked.facts, asked.line
    silent = [c.device_id for c in found if not protocols_of(facts, c)]
    if silent:
        text = f"{line}: whether {listed(silent)} speaks OPC UA is not stated"
        return unknown(Why.NO_EVIDENCE, "protocols of the controllers are not known", text)
    on = ground(c.row for c in found if c.row)
    if not here:
        text = f"{line}: no device of the line is known, so whether it has OPC UA is not"
        return unknown(Why.NO_EVIDENCE, "no device of the line is known", text)
    if not found and any(not device.role for device in here):
        text = f"{line}: no controller is known, and some devices have no role"
        return unknown(Why.NO_EVIDENCE, "devices without a role", text)
    speaks = sorted({p for c in found for p in protocols_of(facts, c)})
    names = f" ({listed(speaks)} instead)" if speaks else ""
    return answer(Outcome.NA, f"{line}: no device of the line serves OPC UA{names}", on)


CHECK = Check(
    check_id="PLC-08",
    theme=Theme.CONTROLLERS,
    title="OPC UA endpoints use current security policies",
    question="Which security policies do the line's OPC UA servers offer?",
    severity=Severity.MEDIUM,
    gate=GateRule.IF_LOAD_BEARING,
    stage=1,
    work_packages=("WP-32", "WP-16"),
    max_age_days=365,
    thresholds=(),
    basis="OPC 10000-7 as published by the OPC Foundation: Basic128Rsa15 and Basic256 are"
    " deprecated, None is unsecured",
    so_what="Anybody on the segment can read, and with write access set, the values that the"
    " machine runs on.",
    remedy="Enable Basic256Sha256 with SignAndEncrypt beside the old policies, move the clients,"
    " then switch the old ones and anonymous login off.",
    closes_unknown="The endpoint list of each server (GetEndpoints with written permission, or a"
    " screenshot of its security settings)",
    closes_minutes=10,
    closes_who="controls engineer",
    judge=judge,
    min_grade=Grade.C,
    scope="endpoint",
    not_applicable_when="no OPC UA",
)
