"""WLS-07 over the map of networks to VLANs, and where controllers and office devices sit."""

from __future__ import annotations

from typing import Any

from checks.records import Outcome
from checks.wireless.wireless_devices_land_in_their_own_zone import CHECK, CHOICES, QUESTION_ID
from tests.checks.data_path.given import open_answers, said
from tests.checks.plants import Case, Edit, ask, cases, device, expect, plant
from tests.checks.wireless.walked import NO_WIFI, WIFI, wlan, zone

BASE = [WIFI, zone(), device("PLC-1", vlans=(10,))]
OFFICE = [device(f"PC-{n}", "", "office", vlans=(20,)) for n in range(3)]


def mapped(vlan: int | None = 20, **more: Any) -> Edit:
    given: dict[str, Any] = {"filtered": True, "shared_with": "nobody", **more}
    return wlan(vlan=vlan, **given)


CASES: list[Case] = [
    ("its own", [*BASE, mapped()], Outcome.PASS, "", ["VLAN 20, its own and filtered"]),
    ("with other OT clients", [*BASE, mapped(shared_with="other OT clients")], Outcome.WARN, "",
     ["shared with other OT clients"]),
    ("with two office devices", [*BASE, *OFFICE[:2], mapped()], Outcome.WARN, "",
     ["PC-0 and PC-1"]),
    ("the office's", [*BASE, *OFFICE, mapped()], Outcome.FAIL, "", ["PC-0, PC-1 and PC-2"]),
    ("guests", [*BASE, mapped(shared_with="guests")], Outcome.FAIL, "", ["shared with guests"]),
    ("with the controller", [*BASE, mapped(10)], Outcome.FAIL, "", ["the VLAN of PLC-1"]),
    ("not filtered", [*BASE, mapped(filtered=False)], Outcome.FAIL, "", ["nothing filters"]),
    ("filter not said", [*BASE, mapped(filtered=None)], Outcome.UNKNOWN, "not_asked", []),
    ("who shares it is not said", [*BASE, mapped(shared_with="")], Outcome.UNKNOWN, "not_asked",
     ["who shares it"]),
    ("where the controllers are is not known", [WIFI, zone(), device("PLC-1"), mapped()],
     Outcome.UNKNOWN, "no_evidence", ["in which VLAN the controllers are"]),
    ("no controller is known", [WIFI, zone(), mapped()], Outcome.UNKNOWN, "no_evidence", []),
    ("one of two networks is not mapped", [*BASE, zone("Z2", ssid="SCAN"), mapped()],
     Outcome.UNKNOWN, "not_asked", ["SCAN"]),
    *((text, [*BASE, said(QUESTION_ID, text)], outcome, "", [text])
      for text, outcome in CHOICES.items()),
    ("an answer hides no controller", [*BASE, mapped(10), said(QUESTION_ID, next(iter(CHOICES)))],
     Outcome.FAIL, "", ["PLC-1"]),
    *open_answers(QUESTION_ID, *BASE, wlan()),
    *NO_WIFI,
]  # fmt: skip


@cases(*CASES)
def test_landing(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
