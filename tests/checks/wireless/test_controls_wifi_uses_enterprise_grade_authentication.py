"""WLS-06 over networks of the controller's export, and answers."""

from __future__ import annotations

from typing import Any

from checks.records import Outcome
from checks.wireless.controls_wifi_uses_enterprise_grade_authentication import (
    CHECK,
    CHOICES,
    QUESTION_ID,
)
from tests.checks.data_path.given import open_answers, said
from tests.checks.plants import Case, Edit, ask, cases, expect, plant
from tests.checks.wireless.walked import NO_WIFI, WIFI, wlan, zone

BASE = [WIFI, zone()]
KEY: dict[str, Any] = {"security": "WPA2-PSK", "key_rotated": True, "key_holders_known": True}

CASES: list[Case] = [
    *((f"{security}", [*BASE, wlan(security=security)], Outcome.PASS, "", [security])
      for security in ("WPA2-Enterprise", "WPA3 Enterprise 192-bit", "802.1X", "iPSK per device")),
    *((f"{security}", [*BASE, wlan(security=security)], Outcome.FAIL, "", [security])
      for security in ("open", "WEP", "WPA2-PSK TKIP", "WPA/WPA2-Enterprise (TKIP)")),
    ("a key that is changed", [*BASE, wlan(**KEY, shared_with="nobody")], Outcome.WARN, "",
     ["one key (WPA2-PSK)"]),
    ("a key of the office", [*BASE, wlan(**KEY, shared_with="office")], Outcome.FAIL, "",
     ["shared with office"]),
    ("a key of guests", [*BASE, wlan(security="WPA3-SAE", shared_with="guests")], Outcome.FAIL, "",
     ["shared with guests"]),
    ("a key for ever", [*BASE, wlan(security="WPA2-PSK", key_rotated=False)], Outcome.FAIL, "",
     ["never changed"]),
    ("a key that anybody has",
     [*BASE, wlan(security="WPA2-PSK", key_rotated=True, key_holders_known=False)], Outcome.FAIL,
     "", ["unknown holders"]),
    ("a key, and no more is said", [*BASE, wlan(security="WPA2-PSK")], Outcome.UNKNOWN,
     "not_asked", ["who has it"]),
    ("a key, and with whom it is shared is not said", [*BASE, wlan(**KEY)], Outcome.UNKNOWN,
     "not_asked", []),
    ("a network without security said", [*BASE, wlan()], Outcome.UNKNOWN, "not_asked",
     ["how OT is secured is not said"]),
    ("a word that says nothing", [*BASE, wlan(security="hidden")], Outcome.UNKNOWN, "not_asked",
     ['"hidden"']),
    ("a second network of the line nobody describes",
     [*BASE, zone("Z2", ssid="SCAN"), wlan(security="WPA2-Enterprise")], Outcome.UNKNOWN,
     "not_asked", ["SCAN"]),
    ("another line's network", [*BASE, wlan(security="WPA2-Enterprise"),
                                wlan("OLD", line=("L2",), security="WEP")], Outcome.PASS, "", []),
    ("a network listed for the line", [*BASE, wlan(security="WPA2-Enterprise"),
                                       wlan("OLD", line=("L1",), security="WEP")],
     Outcome.FAIL, "", ["OLD is WEP"]),
    *((text, [*BASE, said(QUESTION_ID, text)], outcome, "", [text])
      for text, outcome in CHOICES.items()),
    ("an answer hides no WEP",
     [*BASE, wlan(security="WEP"), said(QUESTION_ID, next(iter(CHOICES)))],
     Outcome.FAIL, "", ["WEP"]),
    *open_answers(QUESTION_ID, *BASE),
    *NO_WIFI,
]  # fmt: skip


@cases(*CASES)
def test_security(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
