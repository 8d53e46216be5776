"""Which words of the evidence name somebody or something: field name → kind of name.

A field that no list knows counts as text: at level `share` its words are compared with every name
that any other field gave, and addresses in it are replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from audit.records import Json, Kind, Observation


class Level(StrEnum):
    """Who may read the copy."""

    INTERNAL = "internal"
    """Everything; people as they are."""
    CLIENT = "client"
    """The plant itself: devices and addresses stay, people and personal accounts do not."""
    SHARE = "share"
    """Anybody: people, devices, places, addresses, files and free text."""


_NUMBERED = re.compile(r"(?:l|line|linie)?[ _.-]?\d{1,3}[a-z]?", re.IGNORECASE)
_COUNTED = re.compile(
    r"(?:vlan|port|zone|floor|level|cell|channel|area|hall|plant|shift)[ _.-]?\d{1,4}",
    re.IGNORECASE,
)
"""`VLAN 1`, `zone 3`: counted, not named."""
PEOPLE = frozenset({
    "owner", "person", "approver", "approved_by", "signed_by", "finance_signed_by",
    "answered_by", "asserted_by", "accountable", "responsible", "code_owner", "account",
    "authorised_by", "emergency_stop", "confirmed_by",
})  # fmt: skip
_DEVICES = frozenset({
    "asset_id", "switch", "device", "a_device", "b_device", "ap", "host", "code_host", "asset",
    "remote_name", "firewall", "consumer", "source", "dest", "system", "connector", "tool",
    "used_by", "infrastructure", "known_as",
})  # fmt: skip
_PLACES = frozenset({"area", "plant", "cabinet", "zone", "source_zone", "reach_at", "survey"})
_FILES = frozenset({
    "file", "document", "code_repo", "code_name", "source_location", "hop_test_document",
})  # fmt: skip
_NAMED: dict[str, str] = {
    **dict.fromkeys(_DEVICES, "device"),
    **dict.fromkeys(_PLACES, "place"),
    **dict.fromkeys(_FILES, "file"),
    "serial": "serial", "ssid": "ssid", "tag": "signal", "signal": "signal",
    "line": "line", "next_line": "line", "segment": "segment", "flow_id": "flow",
    "credential": "credential",
    "subnet": "", "crew": "", "skills": "", "code_language": "", "answered_on": "",
}  # fmt: skip
_NAME_IS = {"identity": "device", "module": "", "interface": "", "vlan": "vlan-name",
            "lines": "place", "zones": "place", "usecases": "use case"}  # fmt: skip
"""What the field `name` names, by attribute or table."""
DROPPED = frozenset({"note", "remark", "other_cost_note", "alias", "remote_description",
                     "remote_port_description", "floor_voice", "statement_by"})  # fmt: skip
"""Free text that no check reads; at level `share` it is left out."""
VOCABULARY = frozenset({
    "firmware", "os", "os_version", "model", "vendor", "article", "object_id", "question_id",
    "question", "check_id", "work_package", "policy", "version", "platform", "model_pattern",
    "software_pattern", "protocol", "family", "lifecycle_source", "currency", "skills", "crew",
    "crews", "layer",
})  # fmt: skip
"""Words of makers, of the catalogue and of trades: a version 4.2.1.9 is no address."""
ORDINARY = frozenset({
    "it", "ot", "yes", "no", "none", "unknown", "production", "maintenance", "vendor", "oem",
    "plant", "line", "everybody", "nobody", "shared", "both", "mes", "erp", "scada", "historian",
    "quality", "purchasing", "finance", "controls", "network", "electrician", "integration",
    "plc", "hmi", "switch", "server", "camera", "printer", "engineering", "operations", "security",
    "manager", "team", "office", "cloud", "broker", "gateway", "survey", "manual", "active",
})  # fmt: skip
"""Words that name nobody: replaced they would only make the copy unreadable."""
_ROLES = frozenset({
    "lead", "leader", "manager", "planner", "engineer", "technician", "operator", "electrician",
    "specialist", "architect", "administrator", "admin", "supervisor", "team", "department",
    "buyer", "director", "head", "owner", "officer", "analyst", "integrator", "contractor",
    "supplier", "vendor", "support", "crew", "foreman", "controller", "management", "engineering",
    "maintenance", "production", "office", "desk", "provider", "network",
})  # fmt: skip
"""A name that ends in one of these is a role: `shift lead`; people stay in the copy as roles."""


def kind_of(field: str, within: str) -> str | None:
    """The kind of name that a field holds; empty: plain vocabulary; None: free text."""
    if field in PEOPLE:
        return "person"
    if field == "name":
        return _NAME_IS.get(within)
    if field == "product":
        return "product" if within == "lines" else ""
    return _NAMED.get(field)


def names_a_line(text: str) -> bool:
    """Whether a line's id says more than a number does: `L3` tells nobody anything."""
    return _NUMBERED.fullmatch(text.strip()) is None


def terms_of(observations: Iterable[Observation], level: Level) -> dict[str, str]:
    """Return every name that must not be read in a copy of this level, with its kind.

    A word that is also a field, a maker, a model or a protocol names nobody.
    """
    found: dict[str, str] = {}
    vocabulary: set[str] = set()
    if level is Level.INTERNAL:
        return found
    for seen in observations:
        within = seen.attribute
        if seen.subject.kind is Kind.ROW:
            within = seen.subject.key.partition("/")[0]
        _collect(seen.value, within, level, found, vocabulary)
    return {name: kind for name, kind in found.items() if name.casefold() not in vocabulary}


def _collect(
    value: Json, within: str, level: Level, found: dict[str, str], vocabulary: set[str]
) -> None:
    if not isinstance(value, dict):
        return
    for field, item in value.items():
        vocabulary.add(field)
        if field in VOCABULARY and isinstance(item, str):
            vocabulary.add(item.strip().casefold())
        kind = kind_of(field, within)
        if not kind or (level is not Level.SHARE and kind != "person"):
            continue
        for text in item if isinstance(item, list) else [item]:
            if isinstance(text, str) and names_something(text) and _tells(kind, text):
                found.setdefault(text.strip(), kind)


def _tells(kind: str, text: str) -> bool:
    """Whether a word of this kind tells who or what it is: a place or a person may be any word, a
    device has something that plain words lack.
    """
    if kind == "line":
        return names_a_line(text)
    if _COUNTED.fullmatch(text.strip()):
        return False
    if kind in ("person", "place", "product"):
        return True
    marks = any(c.isdigit() or c in "-_./" for c in text)
    return marks or (kind != "vlan-name" and any(c.isupper() for c in text))


def names_something(text: str) -> bool:
    """Whether a cell names one thing: not a number, not an everyday word, not a sentence."""
    plain = text.strip()
    if not 3 <= len(plain) <= 80 or plain.casefold() in ORDINARY:
        return False
    words = plain.casefold().split()
    return (
        any(c.isalpha() for c in plain) and len(words) <= 5 and words[-1].rstrip("s") not in _ROLES
    )
