"""OWN-01 over owners tables."""

from __future__ import annotations

from audit.inventory.tables import OwnerRow, UseCaseRow
from checks.ownership.each_layer_has_one_accountable_owner import CHECK, LAYERS
from checks.records import Outcome
from tests.checks.plants import Case, Edit, ask, cases, expect, plant, rows


def owner(layer: str, accountable: str = "A. Person", **more: object) -> OwnerRow:
    fields = {"layer": layer, "accountable": accountable, "named_person": True}
    return OwnerRow.model_validate({**fields, **more})


def all_but(*layers: str) -> Edit:
    return rows(*(owner(layer) for layer in LAYERS if layer not in layers))


CASES: list[Case] = [
    ("one person each", [all_but()], Outcome.PASS, "", ["10 layers; seen for 10"]),
    (
        "a role without a person",
        [all_but("MES"), rows(owner("MES", "MES owner", named_person=False))],
        Outcome.WARN,
        "",
        ["MES: MES owner is a role"],
    ),
    (
        "a layer that nothing rests on",
        [all_but("wireless"), rows(owner("wireless", "", load_bearing=False))],
        Outcome.WARN,
        "",
        ["seen for 9 (wireless: nobody)"],
    ),
    (
        "two layers that nothing rests on",
        [
            all_but("wireless", "gateways"),
            rows(*(owner(x, "", load_bearing=False) for x in ("wireless", "gateways"))),
        ],
        Outcome.FAIL,
        "",
        ["seen for 8"],
    ),
    ("a layer without anybody", [all_but("network")], Outcome.FAIL, "", ["network: nobody"]),
    (
        "two of them",
        [all_but(), rows(owner("integration", "B. Other", load_bearing=True))],
        Outcome.FAIL,
        "",
        ["integration: A. Person and B. Other both"],
    ),
    (
        "the same name twice is one",
        [all_but(), rows(owner("Integration", "a. person"))],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "nobody knows",
        [all_but("network"), rows(owner("network", "don't know"))],
        Outcome.FAIL,
        "",
        ["network: nobody"],
    ),
    (
        "the line's own owner comes before the plant's",
        [all_but(), rows(owner("network", "B. Other", line="L1"))],
        Outcome.PASS,
        "",
        [],
    ),
    (
        "another line's owner does not count",
        [all_but("network"), rows(owner("network", line="L2"))],
        Outcome.FAIL,
        "",
        [],
    ),
    (
        "a use case without Wi-Fi needs no owner of it",
        [all_but("wireless"), rows(UseCaseRow(use_case="pdm", wireless=False))],
        Outcome.PASS,
        "",
        ["9 layers"],
    ),
    ("an empty table", [], Outcome.UNKNOWN, "not_asked", ["nobody filled in"]),
    (
        "rows without names",
        [rows(*(owner(layer, "") for layer in LAYERS))],
        Outcome.UNKNOWN,
        "not_asked",
        [],
    ),
]


@cases(*CASES)
def test_owners(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)


def test_each_layer_has_its_own_result() -> None:
    others = rows(owner("wireless", "", load_bearing=False), owner("MES", named_person=None))
    got = ask(CHECK, plant(all_but("network", "wireless", "MES"), others))
    assert {t.name: t.outcome for t in got.targets if t.outcome is not Outcome.PASS} == {
        "network": Outcome.FAIL,
        "wireless": Outcome.WARN,
        "MES": Outcome.WARN,
    }
    expect(got, Outcome.FAIL, "network: nobody; wireless: nobody; MES: A. Person is a role")
