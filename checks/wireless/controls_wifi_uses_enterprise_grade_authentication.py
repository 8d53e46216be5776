"""WLS-06: how devices prove who they are on the Wi-Fi that the line uses.

Question: does the Wi-Fi of the line use enterprise-grade authentication?
Yes: WPA2 or WPA3 Enterprise, or a key for each device. Warn: one shared key that is changed and of
which the holders are known. No: open, WEP, TKIP, a key shared with office or guests, or a shared
key that nobody changes. Not applicable: no wireless part.

Example: RIV-OT is WPA2-PSK, and guests have the same key: fail.
"""

from __future__ import annotations

import re

from audit.facts.model import Stated
from audit.inventory.tables import WlanRow
from audit.inventory.tables.site import SharedWith
from audit.records import Unknown, Why
from checks.ground import in_words, rolled_up
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.replied import chosen
from checks.signals import dated
from checks.survey import without_wireless
from checks.wifi import networks_of

QUESTION_ID = "wifi_security"
CHOICES = {
    "each user or device has its own login or key": Outcome.PASS,
    "one password for all, changed regularly, holders known": Outcome.WARN,
    "one password for all, never changed": Outcome.FAIL,
    "the same password as office or guests": Outcome.FAIL,
    "no password, or WEP": Outcome.FAIL,
}
_BROKEN = re.compile(r"\b(open|none|wep|tkip|owe)\b", re.I)
_STRONG = re.compile(
    r"enterprise|802\.?1x|\beap\b|eap-|per[- ]device|\b(ppsk|mpsk|ipsk|dpsk|dpp)\b", re.I
)
_SHARED = re.compile(r"psk|personal|\bsae\b|pre-?shared|passphrase|password", re.I)


def judge(asked: Asked) -> Answer:
    """Judge each network of the line; where none is described, the answer of IT."""
    if (closed := without_wireless(asked)) is not None:
        return closed
    networks = networks_of(asked.facts, asked.line)
    rows = [row for row in networks.values() if row is not None]
    expected = f"{asked.line}: a login or key for each user or device expected on Wi-Fi"
    if not rows:
        return chosen(asked, QUESTION_ID, expected, CHOICES)
    targets = tuple(_target(name, row) for name, row in networks.items())
    said = in_words(targets) or "; ".join(target.sentence for target in targets)
    on = dated(rows, (row.record.looked_on for row in rows))
    good = sum(target.outcome is Outcome.PASS for target in targets)
    words = "; ".join(f"{row.record.ssid} {row.record.security or 'not said'}" for row in rows)
    return rolled_up(targets, f"{expected}; {said}", on, measured=words,
                     value=100.0 * good / len(targets))  # fmt: skip


def _target(name: str, row: Stated[WlanRow] | None) -> Target:
    if row is None:
        return _open(name, (), f"how {name} is secured is not said")
    record, proof = row.record, (row.evidence,)
    security = record.security
    if _BROKEN.search(security):
        return Target(name, Outcome.FAIL, f"{name} is {security}", evidence=proof)
    if _STRONG.search(security):
        return Target(name, Outcome.PASS, f"{name} is {security}", evidence=proof)
    if not _SHARED.search(security):
        said = f'"{security}" does not say how {name} is secured' if security else ""
        return _open(name, proof, said or f"how {name} is secured is not said")
    if record.shared_with in (SharedWith.OFFICE, SharedWith.GUESTS):
        text = f"the key of {name} ({security}) is shared with {record.shared_with}"
        return Target(name, Outcome.FAIL, text, evidence=proof)
    if False in (record.key_rotated, record.key_holders_known):
        what = "is never changed" if record.key_rotated is False else "has unknown holders"
        text = f"the one key of {name} ({security}) {what}"
        return Target(name, Outcome.FAIL, text, evidence=proof)
    given = (record.key_rotated, record.key_holders_known)
    if None in given or record.shared_with is SharedWith.UNSAID:
        return _open(name, proof, f"{name} has one key ({security}); who has it, and whether it is"
                     " changed, is not said")  # fmt: skip
    text = f"{name} has one key ({security}), which is changed and has known holders"
    return Target(name, Outcome.WARN, text, evidence=proof)


def _open(name: str, proof: tuple[int, ...], text: str) -> Target:
    return Target(name, Outcome.UNKNOWN, text, Unknown(Why.NOT_ASKED, QUESTION_ID), proof)


CHECK = Check(
    check_id="WLS-06",
    theme=Theme.WIRELESS,
    title="Controls Wi-Fi uses enterprise-grade authentication",
    question="How do devices prove who they are on the Wi-Fi that the line uses?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=3,
    work_packages=("WP-12",),
    max_age_days=365,
    thresholds=(),
    basis="IEC 62443-3-3 SR 1.6 and 2.2 (recalled, verify)",
    so_what="Who knew the one password when he left can still reach the line from the car park.",
    remedy="Give each device a key of its own; where the clients can do it, use certificates.",
    closes_unknown="The list of Wi-Fi networks with their security, from the wireless controller",
    closes_minutes=10,
    closes_who="wireless administrator",
    judge=judge,
    scope="SSID",
    not_applicable_when="no wireless part",
)
