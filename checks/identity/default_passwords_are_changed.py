"""IDA-05: whether a device in the line's data path still has the password of its maker.

Question: are the makers' passwords changed on the devices in the data path?

Yes: somebody attests it for every device, with a date and a name. Warn: for 80 to 99 % of them. No:
a maker's password is known to work on one. Not applicable: no device has passwords. The tool never
tries one: what counts are the attestations (`default_passwords:PLC-L1-1`, one a device, or one
answer for the line), the inventory of the switches, and the communities of a configuration.

Example: the configuration of SW-L1-1 holds the community `public`: fail, naming SW-L1-1.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.facts.model import PlantFacts, Seen
from audit.inventory.tables.network import CredentialStatus
from audit.payloads import Management
from audit.records import Status, Unknown, Why
from checks.ground import (
    NOTHING,
    Ground,
    answer,
    counted,
    ground,
    in_words,
    listed,
    percent,
    unknown,
)
from checks.joined import ground_of, joined
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
from checks.remembered import reads_of
from checks.replied import chosen, yes_no
from checks.replies import replies
from checks.switches import LineSwitch, switches_of

QUESTION_ID = "default_passwords"
CHOICES = {
    "changed on every device": Outcome.PASS,
    "changed on at least four of five, and on the others it is not known": Outcome.WARN,
    "some device still has the maker's password": Outcome.FAIL,
}
ROLES = frozenset(
    {"controller", "HMI", "gateway", "switch", "router", "firewall", "AP", "camera", "server",
     "remote access", "engineering", "robot"}
)  # fmt: skip
"""What usually asks for a password before it lets somebody change it."""


@dataclass(frozen=True, slots=True)
class _Thing:
    name: str
    switch: LineSwitch | None
    management: tuple[Seen[Management], ...]


def judge(asked: Asked) -> Answer:
    """Count the attested devices, once no known default is among them."""
    expected = f"{asked.line}: makers' passwords expected to be changed on every device"
    things = _things(asked.facts, asked.line)
    parts = [_part(asked, thing) for thing in things]
    targets = tuple(part[0] for part in parts)
    on = NOTHING
    for _, part_on in parts:
        on = on + part_on
    whole = _attested(asked, chosen(asked, QUESTION_ID, expected, CHOICES), QUESTION_ID)
    return joined(_counted(asked, expected, targets, on), whole)


def _things(facts: PlantFacts, line: str) -> list[_Thing]:
    """Return the line's switches and its devices that usually have a password, by name."""
    found: dict[str, _Thing] = {}
    for switch in switches_of(facts, line):
        found[switch.name] = _Thing(switch.name, switch, switch.management)
    known = {s.switch.device.device_id for s in found.values() if s.switch and s.switch.device}
    for device in devices_of(facts, line):
        name = device.device_id
        if device.role in ROLES and in_use(device) and name not in found and name not in known:
            read = reads_of(facts, facts.management, [name])
            found[name] = _Thing(name, None, tuple(m for m in read if m.status is Status.OK))
    return [found[name] for name in sorted(found)]


def _part(asked: Asked, thing: _Thing) -> tuple[Target, Ground]:
    name, row = thing.name, thing.switch.row if thing.switch else None
    if row and row.record.credential_status is CredentialStatus.DEFAULT:
        on = ground([row])
        text = f"the only login of {name} is the maker's"
        return Target(name, Outcome.FAIL, text, evidence=on.evidence), on
    open_doors = [m for m in thing.management if m.value.default_community]
    if open_doors:
        on = ground(open_doors)
        text = f"{name} answers to a maker's SNMP community"
        return Target(name, Outcome.FAIL, text, evidence=on.evidence), on
    own = f"{QUESTION_ID}:{name.casefold()}"
    said = yes_no(asked, own, name, said_no="still has the maker's password")
    said = _attested(asked, said, own)
    if said.why and said.why.why is Why.NOT_ASKED:
        why = Unknown(Why.NO_EVIDENCE, "no attestation")
        return Target(name, Outcome.UNKNOWN, f"{name}: nobody attests it", why), NOTHING
    return Target(name, said.outcome, said.sentence, said.why, said.evidence), ground_of(said)


def _attested(asked: Asked, said: Answer, question_id: str) -> Answer:
    """Return the answer; a good one needs a date and a name or role."""
    if said.outcome not in (Outcome.PASS, Outcome.WARN):
        return said
    rows = [row.record for row in replies(asked.facts, question_id, asked.line)]
    if all(r.answered_on and (r.answered_by or r.role) for r in rows):
        return said
    text = f"{said.sentence}; but the answer carries no date or no name"
    return unknown(Why.BELOW_MIN_GRADE, "attestation without date or name", text, ground_of(said))


def _counted(asked: Asked, expected: str, targets: tuple[Target, ...], on: Ground) -> Answer:
    counting = tuple(t for t in targets if t.outcome is not Outcome.NA)
    if not targets:
        text = f"{expected}; no device of the line that has passwords is known"
        return unknown(Why.NO_EVIDENCE, "no attestation", text)
    if not counting:
        text = f"{expected}; no device of the line has passwords"
        return answer(Outcome.NA, text, on, targets=targets)
    good = sum(target.outcome is Outcome.PASS for target in counting)
    share = percent(good, len(counting))
    text = f"{expected}; attested for {good} of {counted(len(counting), 'device')}"
    details = in_words(tuple(t for t in targets if t.outcome is Outcome.FAIL))
    missing = [t.name for t in counting if t.outcome in (Outcome.UNKNOWN, Outcome.WARN)]
    text += f"; {details}" if details else ""
    text += f"; not for {listed(missing)}" if missing else ""
    measured = f"{good} of {len(counting)} attested"
    if details:
        return answer(Outcome.FAIL, text, on, measured=measured, value=share, targets=targets)
    if share < asked.limits["warn_percent"]:
        whys = [t.why for t in counting if t.why and t.why.why is not Why.NO_EVIDENCE]
        why = whys[0] if whys else Unknown(Why.NO_EVIDENCE, "no attestation")
        return unknown(why.why, why.detail, text, on, measured=measured, targets=targets)
    outcome = Outcome.PASS if share >= asked.limits["pass_percent"] else Outcome.WARN
    return answer(outcome, text, on, measured=measured, value=share, targets=targets)


CHECK = Check(
    check_id="IDA-05",
    theme=Theme.IDENTITY,
    title="Default passwords are changed on devices in the data path",
    question="Are the makers' passwords changed on the devices in the line's data path?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=4,
    work_packages=("WP-14",),
    max_age_days=365,
    thresholds=(
        Threshold("pass_percent", 100, "%", "of the devices attested: pass from", "N"),
        Threshold("warn_percent", 80, "%", "of the devices attested: warn from", "N"),
    ),
    basis="IEC 62443-3-3 SR 1.5; CIS Controls v8.1 4.7 (recalled, verify)",
    so_what="The password stands in the manual on the internet: whoever reaches the device"
    " owns it.",
    remedy="Change the passwords of the devices named here, put the new ones into the vault, and"
    " sign the list with the date.",
    closes_unknown="A list of the line's switches, panels, gateways and controllers, each with yes,"
    " no or `no password function`, dated and signed",
    closes_minutes=30,
    closes_who="controls engineer",
    judge=judge,
    scope="device",
    not_applicable_when="device has no password function",
)
