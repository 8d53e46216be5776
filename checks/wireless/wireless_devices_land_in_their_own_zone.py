"""WLS-07: the network in which a Wi-Fi client of the line comes out.

Question: do wireless devices land in a zone of their own?
Yes: a VLAN that holds no controller and no office, with a filter towards the controllers. Warn:
shared with other OT clients. No: bridged into the controllers' VLAN or the office's, or not
filtered. Not applicable: no wireless part. What switches saw comes before what the map says.

Example: RIV-OT maps to VLAN 1, in which PLC-L1-1 sits: fail.
"""

from __future__ import annotations

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import WlanRow
from audit.inventory.tables.site import SharedWith
from audit.records import Unknown, Why
from checks.clients import OFFICE
from checks.ground import in_words, listed, rolled_up
from checks.line_devices import device_ground
from checks.needed import controllers
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.remembered import once
from checks.replied import chosen
from checks.signals import dated
from checks.survey import without_wireless
from checks.wifi import networks_of

QUESTION_ID = "wifi_lands_in"
CHOICES = {
    "a network of its own, filtered towards the machines": Outcome.PASS,
    "a network shared with other production devices": Outcome.WARN,
    "the same network as the machines": Outcome.FAIL,
    "the office network": Outcome.FAIL,
}
MANY = 3
"""From so many office devices a VLAN counts as the office's."""


def judge(asked: Asked) -> Answer:
    """Judge each network of the line by its VLAN; without a map, the answer of IT."""
    if (closed := without_wireless(asked)) is not None:
        return closed
    networks = networks_of(asked.facts, asked.line)
    rows = [row for row in networks.values() if row is not None]
    expected = f"{asked.line}: Wi-Fi clients expected in a zone of their own"
    if not any(row.record.vlan is not None for row in rows):
        return chosen(asked, QUESTION_ID, expected, CHOICES)
    own = [c.device for c in controllers(asked.facts, asked.line) if c.device is not None]
    targets = tuple(_target(asked, name, row) for name, row in networks.items())
    said = in_words(targets) or "; ".join(target.sentence for target in targets)
    on = dated(rows, (row.record.looked_on for row in rows)) + device_ground(own)
    words = "; ".join(f"{name} VLAN {row.record.vlan}" for name, row in networks.items()
                      if row is not None and row.record.vlan is not None)  # fmt: skip
    good = sum(target.outcome is Outcome.PASS for target in targets)
    return rolled_up(targets, f"{expected}; {said}", on, measured=words,
                     value=100.0 * good / len(targets))  # fmt: skip


def _target(asked: Asked, name: str, row: Stated[WlanRow] | None) -> Target:
    if row is None or row.record.vlan is None:
        proof = () if row is None else (row.evidence,)
        return _open(name, Why.NOT_ASKED, QUESTION_ID, f"the VLAN of {name} is not said", proof)
    record, proof, vlan = row.record, (row.evidence,), row.record.vlan
    inside, known = _controllers_in(asked, vlan)
    where = f"{name} leads into VLAN {vlan}"
    if inside:
        return Target(name, Outcome.FAIL, f"{where}, the VLAN of {listed(inside)}", evidence=proof)
    office = _office_in(asked.facts, vlan)
    if record.shared_with in (SharedWith.OFFICE, SharedWith.GUESTS):
        text = f"{where}, shared with {record.shared_with}"
        return Target(name, Outcome.FAIL, text, evidence=proof)
    if len(office) >= MANY:
        text = f"{where}, in which office devices are: {listed(office)}"
        return Target(name, Outcome.FAIL, text, evidence=proof)
    if record.filtered is False:
        text = f"{where}, and nothing filters the way to the controllers"
        return Target(name, Outcome.FAIL, text, evidence=proof)
    if not known:
        text = f"{where}; in which VLAN the controllers are, is not known"
        return _open(name, Why.NO_EVIDENCE, "VLAN of the controllers", text, proof)
    if record.filtered is None or record.shared_with is SharedWith.UNSAID:
        text = f"{where}; who shares it, or what filters it, is not said"
        return _open(name, Why.NOT_ASKED, QUESTION_ID, text, proof)
    if record.shared_with is SharedWith.OT or office:
        other = listed(office) if office else "other OT clients"
        return Target(name, Outcome.WARN, f"{where}, shared with {other}", evidence=proof)
    return Target(name, Outcome.PASS, f"{where}, its own and filtered", evidence=proof)


def _controllers_in(asked: Asked, vlan: int) -> tuple[list[str], bool]:
    """Return the line's controllers in a VLAN, and whether the VLAN of every one is known."""
    own = controllers(asked.facts, asked.line)
    same = _one_domain(asked.facts, vlan)
    found = [c.device_id for c in own if c.device and same & set(c.device.vlans)]
    return found, bool(own) and all(c.device is not None and c.device.vlans for c in own)


@once
def _domains(facts: PlantFacts) -> dict[int, set[int]]:
    """Return for each VLAN id the ids that are one domain with it."""
    found: dict[int, set[int]] = {}
    for segment in facts.segments:
        for vlan in segment.vlan_ids:
            found.setdefault(vlan, set()).update(segment.vlan_ids)
    return found


def _one_domain(facts: PlantFacts, vlan: int) -> set[int]:
    return {vlan, *_domains(facts).get(vlan, ())}


@once
def _office_by_vlan(facts: PlantFacts) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for device in facts.devices:
        for vlan in device.vlans if device.role in OFFICE else ():
            found.setdefault(vlan, []).append(device.device_id)
    return found


def _office_in(facts: PlantFacts, vlan: int) -> list[str]:
    found = (_office_by_vlan(facts).get(other, ()) for other in sorted(_one_domain(facts, vlan)))
    return list(dict.fromkeys(name for names in found for name in names))


def _open(name: str, why: Why, detail: str, text: str, proof: tuple[int, ...]) -> Target:
    return Target(name, Outcome.UNKNOWN, text, Unknown(why, detail), proof)


CHECK = Check(
    check_id="WLS-07",
    theme=Theme.WIRELESS,
    title="Wireless devices land in their own zone",
    question="In which network does a Wi-Fi client of the line come out?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=3,
    work_packages=("WP-12",),
    max_age_days=365,
    thresholds=(),
    basis="IEC 62443-3-2 ZCR 3.5 (recalled, verify)",
    so_what="A lost tablet is a cable into the controllers' network that somebody carries home.",
    remedy="Map the network to a VLAN of its own and let the firewall pass the one flow it needs.",
    closes_unknown="The map of Wi-Fi networks to VLANs from the wireless controller, and the rules"
    " between them",
    closes_minutes=15,
    closes_who="wireless administrator",
    judge=judge,
    scope="SSID",
    not_applicable_when="no wireless part",
)
