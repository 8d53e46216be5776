"""Where lists and the floor differ: both sides, the question, and what is not known."""

from __future__ import annotations

import pytest

from audit.facts.differences import Difference, differences
from audit.inventory.tables import AssetRow, LinkRow
from audit.inventory.tables.plant import AssetStatus
from audit.payloads import ArpEntry, FdbEntry, Identity
from tests.audit.facts.evidence import Evidence
from tests.audit.facts.test_links import seen_pair

MAC, OTHER = "00:1b:1b:00:00:77", "00:1b:1b:00:00:78"


def listed(**more: object) -> Evidence:
    row = AssetRow.model_validate({"asset_id": "PLC-7", "ip": "10.0.0.7", **more})
    return Evidence().state(row)


def found(evidence: Evidence) -> list[Difference]:
    return list(differences(evidence.facts()))


def test_a_listed_device_that_nothing_shows_is_missing() -> None:
    (one,) = found(listed())
    assert (one.name, one.state) == ("PLC-7", "missing")
    assert one.question.startswith("Which one is wrong: the list, or is the device off")
    assert one.documented_evidence
    assert not one.seen_evidence


@pytest.mark.parametrize("status", ["planned", "staged", "inventory", "decommissioning"])
def test_nobody_misses_a_device_that_is_not_yet_or_no_more_there(status: str) -> None:
    assert not found(listed(status=AssetStatus(status)))


def test_a_device_without_an_address_is_unknown_and_not_missing() -> None:
    (one,) = found(listed(ip=""))
    assert one.state == "unknown"


def test_a_seen_device_that_no_list_names_is_undocumented() -> None:
    evidence = listed().say("nmap 10.0.0.7", Identity(ips=("10.0.0.7",)))
    evidence.say("nmap 10.0.0.9", Identity("ewon", model="Cosy 131", ips=("10.0.0.9",)))
    (one,) = found(evidence)
    assert (one.name, one.state, one.documented) == ("ewon", "undocumented", "")
    assert "Cosy 131" in one.seen
    assert "should this device not be there?" in one.question


def test_without_any_list_nothing_is_undocumented() -> None:
    assert not found(Evidence().say("nmap 10.0.0.9", Identity(ips=("10.0.0.9",))))


def test_another_serial_number_at_the_address_asks_whether_the_device_was_replaced() -> None:
    evidence = listed(serial="S C-A1B2C3")
    evidence.say("probe 10.0.0.7", Identity(serial="S C-A1B2D4", ips=("10.0.0.7",)))
    (one,) = found(evidence)
    assert (one.name, one.state, one.attribute) == ("PLC-7", "different", "serial")
    assert "S C-A1B2C3" in one.documented
    assert "S C-A1B2D4" in one.seen
    assert "was the device replaced?" in one.question
    assert one.seen_evidence


def test_another_model_is_named_with_both_sides() -> None:
    evidence = listed(model="CPU 1512")
    evidence.say("probe 10.0.0.7", Identity(model="CPU 1516-3", ips=("10.0.0.7",)))
    model = next(d for d in found(evidence) if d.attribute == "model")
    assert (model.documented, model.seen) == ("CPU 1512", "CPU 1516-3")
    assert model.documented_evidence
    assert model.seen_evidence


def test_a_longer_spelling_of_the_same_model_is_no_difference() -> None:
    evidence = listed(model="1516-3").say(
        "probe 10.0.0.7", Identity(model="CPU 1516-3 PN", ips=("10.0.0.7",))
    )
    assert not found(evidence)


def test_another_mac_and_another_address_are_named() -> None:
    evidence = listed(mac=MAC)
    evidence.say("snmp 10.0.0.1", FdbEntry(MAC, "3", 1, "learned"), ArpEntry("10.0.0.99", MAC))
    moved = next(d for d in found(evidence) if d.name == "PLC-7")
    assert (moved.attribute, moved.documented, moved.seen) == ("ip", "10.0.0.7", "10.0.0.99")
    evidence = listed(mac=MAC).say(
        "probe 10.0.0.7", Identity("PLC-7", macs=(OTHER,), ips=("10.0.0.7",))
    )
    evidence.say("snmp 10.0.0.1", FdbEntry(OTHER, "3", 1, "learned"))
    swapped = [d for d in found(evidence) if d.name == "PLC-7" and d.attribute == "mac"]
    assert [(d.documented, d.seen) for d in swapped] == [(MAC, OTHER)]


def test_links_carry_both_sides_and_the_question() -> None:
    evidence = seen_pair().state(
        LinkRow(a_device="sw-a", a_port="Gi0/1", b_device="sw-c", b_port="Gi0/9")
    )
    links = [d for d in found(evidence) if d.kind == "link"]
    states = {d.state: d for d in links}
    assert set(states) == {"different", "undocumented"}
    assert states["different"].seen.startswith("sw-a GigabitEthernet0/1 to sw-b")
    assert states["different"].question.startswith("Which one is wrong: the document")
    assert states["different"].documented_evidence
    assert states["different"].seen_evidence
    assert states["undocumented"].documented.endswith("to sw-c Gi0/9")
