"""NET-01 over merged devices."""

from __future__ import annotations

from typing import Any

from audit.inventory.tables import SwitchRow
from audit.records import Grade
from checks.network.documented_and_observed_devices_agree import CHECK
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, device, expect, link, plant, rows

MAC = "00:1b:1b:00:00:01"


def both(number: int) -> list[Edit]:
    """Devices that are documented and were seen."""
    return [device(f"D-{n}", role="IO", observed=True, macs=(MAC,)) for n in range(number)]


def ghosts(number: int, **more: Any) -> list[Edit]:
    """Documented devices that nobody saw."""
    extra: dict[str, Any] = {"ips": ("10.0.0.9",), **more}
    return [device(f"G-{n}", role="drive", **extra) for n in range(number)]


def extra(number: int, role: str = "") -> list[Edit]:
    """Seen devices that nobody documented."""
    more: dict[str, Any] = {"documented": False, "observed": True, "grade": Grade.A}
    return [device(f"mac {n}", role=role, name=f"seen-{n}", **more) for n in range(number)]


CASES: list[Case] = [
    ("all agree", both(3), Outcome.PASS, "", ["3 of 3 seen devices documented (100 %)"]),
    ("19 of 20 is still enough", [*both(19), *extra(1)], Outcome.PASS, "", ["95 %", "seen-0"]),
    ("18 of 20", [*both(18), *extra(2)], Outcome.WARN, "", ["90 %", "seen-0", "seen-1"]),
    ("17 of 20 still warns", [*both(17), *extra(3)], Outcome.WARN, "", ["85 %"]),
    ("16 of 20", [*both(16), *extra(4)], Outcome.FAIL, "", ["80 %"]),
    ("one ghost in 20", [*both(19), *ghosts(1)], Outcome.PASS, "", ["1 of 20", "G-0 (drive)"]),
    ("two ghosts in 20", [*both(18), *ghosts(2)], Outcome.WARN, "", ["(10 %)", "G-0", "G-1"]),
    ("four ghosts in 20", [*both(16), *ghosts(4)], Outcome.FAIL, "", ["4 of 20", "(20 %)"]),
    (
        "an undocumented remote access box among 40",
        [*both(39), *extra(1, "remote access")],
        Outcome.FAIL,
        "",
        ["seen-0 (remote access)"],
    ),
    ("an undocumented router", [*both(39), *extra(1, "router")], Outcome.FAIL, "", ["router"]),
    ("an undocumented controller", [*both(39), *extra(1, "controller")], Outcome.FAIL, "", []),
    (
        "a device on a serial line cannot be seen and is no ghost",
        [*both(2), *ghosts(5, ips=())],
        Outcome.PASS,
        "",
        ["0 of 2 documented not seen"],
    ),
    (
        "a planned device is no ghost",
        [*both(2), *ghosts(5, status="planned")],
        Outcome.PASS,
        "",
        [],
    ),
    ("an offline one is none", [*both(2), *ghosts(5, status="offline")], Outcome.PASS, "", []),
    (
        "a switch that a neighbour names was seen",
        [*both(1), *ghosts(1), link("G-0", "1", "SW-CORE", "4")],
        Outcome.PASS,
        "",
        ["2 of 2 seen"],
    ),
    (
        "a device that serves two lines counts on both",
        [device("GW", "L1;L2", "gateway", observed=True, macs=(MAC,))],
        Outcome.PASS,
        "",
        ["1 of 1 seen device documented"],
    ),
    ("nothing seen", ghosts(3), Outcome.UNKNOWN, "no_evidence", ["no device of the line is seen"]),
    ("nothing documented", extra(3), Outcome.UNKNOWN, "no_evidence", ["is documented (3 seen)"]),
    ("nothing at all", [], Outcome.UNKNOWN, "no_evidence", ["0 seen"]),
]


@cases(*CASES)
def test_both_sets(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_only_what_does_not_agree_is_a_target_with_its_evidence() -> None:
    got = ask(CHECK, plant(rows(SwitchRow(switch="S")), *both(3), *ghosts(1), *extra(1, "AP")))
    found = {t.name: (t.outcome, len(t.evidence)) for t in got.targets}
    assert found == {"G-0": (Outcome.WARN, 1), "mac 0": (Outcome.FAIL, 1)}


def test_the_limits_can_be_moved() -> None:
    facts = plant(*both(1), *extra(1))
    assert ask(CHECK, facts).outcome is Outcome.FAIL
    assert ask(CHECK, facts, warn_percent=50).outcome is Outcome.WARN
