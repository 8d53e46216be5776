"""What names a device, and which of its addresses something showed."""

from __future__ import annotations

from datetime import timedelta

from audit.inventory.tables import AssetRow
from audit.payloads import Identity
from audit.records import Grade
from tests.audit.facts.evidence import NOON, Evidence

M1, M2 = "00:1b:1b:00:00:01", "00:1b:1b:00:00:02"


def test_a_name_servers_name_counts_where_no_source_gives_another() -> None:
    heard = Identity(known_as=("mes.plant.example",))
    bare, named = Identity(macs=(M1,), ips=("10.0.0.1",)), Identity("MES", macs=(M1,))
    alone = Evidence().say(f"pcap {M1}", bare).say(f"pcap {M1}", heard, grade=Grade.B)
    (device,) = alone.facts().devices
    assert (device.name, device.name_grade) == ("mes.plant.example", Grade.B)
    (device,) = alone.say("snmp 10.0.0.1", named).facts().devices
    assert (device.name, device.name_grade, device.conflicts) == ("MES", Grade.A, ())


def test_a_machine_that_is_known_by_two_names_is_named_by_neither() -> None:
    heard = Identity(known_as=("a.plant.example", "b.plant.example"))
    evidence = Evidence().say(f"pcap {M1}", Identity(macs=(M1,), ips=("10.0.0.1",)), heard)
    (device,) = evidence.facts().devices
    assert (device.name, device.name_grade) == ("", None)


def test_one_name_that_others_give_two_machines_makes_them_no_single_one() -> None:
    heard = Identity(known_as=("mes.plant.example",))
    evidence = Evidence()
    for mac, ip in ((M1, "10.0.0.1"), (M2, "10.0.0.2")):
        evidence.say(f"pcap {mac}", Identity(macs=(mac,), ips=(ip,)), heard)
    assert len(evidence.facts().devices) == 2


def test_a_list_shows_no_address_and_an_answer_does() -> None:
    evidence = Evidence().state(AssetRow(asset_id="HMI-1", ip="10.0.0.1", mac=M1))
    assert evidence.device("HMI-1").shown == ()
    evidence.say("arp a", Identity(macs=(M1,), ips=("10.0.0.1",)), hours=1)
    evidence.say("scan b", Identity(macs=(M1,), ips=("192.168.0.1",)), hours=2)
    evidence.say("scan c", Identity(macs=(M1,), ips=("10.0.0.1",)), hours=3)
    found = {s.ip: (s.last - s.first, s.first - NOON) for s in evidence.device("HMI-1").shown}
    hour = timedelta(hours=1)
    assert found == {"10.0.0.1": (2 * hour, hour), "192.168.0.1": (0 * hour, 2 * hour)}
