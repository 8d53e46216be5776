"""DAT-10 over mapping sheets and answers."""

from __future__ import annotations

from checks.data_path.signals_carry_names_and_units import CHECK
from checks.records import Outcome
from tests.checks.data_path.given import open_answers, said, signal
from tests.checks.plants import Case, Edit, ask, cases, expect, plant

PATH = "P1/hall A/L1/spindle"


def some(mapped: int, bare: int = 0, **more: object) -> list[Edit]:
    fields = {"unit": "mm/s", "essential": False, **more}
    return [
        *(signal(f"m{n}", path=PATH, unit="mm/s") for n in range(mapped)),
        *(signal(f"b{n}", **fields) for n in range(bare)),
    ]


CASES: list[Case] = [
    ("all", some(20), Outcome.PASS, "", ["20 of 20 signals mapped"]),
    ("19 of 20", some(19, 1), Outcome.PASS, "", ["b0 has no path"]),
    ("18 of 20", some(18, 2), Outcome.WARN, "", []),
    ("half", some(10, 10), Outcome.FAIL, "", []),
    ("a path of one level", some(1, 3, path="spindle"), Outcome.FAIL, "", ["1 level only"]),
    ("an essential one without a unit", some(30, 1, unit="", essential=True), Outcome.FAIL, "",
     ["b0 is essential and has no unit"]),
    ("whether it is essential is not stated", some(30, 1, unit="", essential=None),
     Outcome.UNKNOWN, "not_asked", ["whether it is essential"]),
    ("a switch needs no unit", [signal("run", path=PATH, data_type="Bool", essential=True)],
     Outcome.PASS, "", []),
    ("no mapping sheet", [signal("a"), signal("b")], Outcome.UNKNOWN, "not_asked", []),
    ("96 %, as stated", [said("signals_mapped", "96")], Outcome.PASS, "", []),
    ("75 %, as stated", [said("signals_mapped", "75 %")], Outcome.WARN, "", []),
    ("20 %, as stated", [said("signals_mapped", "20")], Outcome.FAIL, "", []),
    *open_answers("signals_mapped"),
    ("it applies to every line", [said("signals_mapped", "not applicable: small line", line="L1")],
     Outcome.UNKNOWN, "conflict", ["applies to every line"]),
    ("no unit, and the use case can do without", some(9, 1, unit="", path=PATH), Outcome.WARN, "",
     ["b0 has no unit"]),
]  # fmt: skip


@cases(*CASES)
def test_the_mapping(parts: list[Edit], outcome: Outcome, code: str, words: list[str]) -> None:
    expect(ask(CHECK, plant(*parts)), outcome, *words, code=code)
