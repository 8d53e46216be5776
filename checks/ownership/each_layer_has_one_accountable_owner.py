"""OWN-01: the owners table, layer by layer.

Question: who is accountable for each layer that the use case rides on, on this line?
Yes: one named person for each layer. No: a load-bearing layer has nobody, or two. A layer of which
nobody said whether the use case rests on it counts as load-bearing. Not applicable: never.

Example: `integration` names the MES owner and the automation lead: fail, quoting both.
"""

from __future__ import annotations

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import OwnerRow, UseCaseRow
from audit.records import Grade, Why
from checks.ground import NOTHING, answer, counted, ground, listed, percent, unknown
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.remembered import once
from checks.replies import plain, unsure

LAYERS = (
    "network",
    "wireless",
    "identity",
    "security",
    "controllers",
    "gateways",
    "integration",
    "MES",
    "data model",
    "use case",
)
"""The layers in the order in which data passes them."""


def judge(asked: Asked) -> Answer:
    """Look up each layer: the line's own row, else the plant's."""
    facts, line = asked.facts, asked.line
    layers = _layers(asked)
    found = {layer: owners(facts, layer, line) for layer in layers}
    stated = [row for rows in found.values() for row in rows]
    if not any(_accountable(row) for row in stated):
        text = f"{line}: nobody filled in who is accountable for which layer"
        return unknown(Why.NOT_ASKED, "owners table is empty", text, ground(stated))
    targets = tuple(_target(layer, rows) for layer, rows in found.items())
    return _answer(asked, targets, stated)


def _layers(asked: Asked) -> tuple[str, ...]:
    cases = [
        row.record for row in asked.facts.table(UseCaseRow) if row.record.use_case == asked.use_case
    ]
    without_wifi = bool(cases) and all(case.wireless is False for case in cases)
    return tuple(layer for layer in LAYERS if not (without_wifi and layer == "wireless"))


def owners(facts: PlantFacts, layer: str, line: str) -> tuple[Stated[OwnerRow], ...]:
    """Return the rows that say who is accountable for a layer: of the line, else of the plant."""
    stated = _by_layer(facts)
    return stated.get((plain(layer), line)) or stated.get((plain(layer), ""), ())


@once
def _by_layer(facts: PlantFacts) -> dict[tuple[str, str], tuple[Stated[OwnerRow], ...]]:
    found: dict[tuple[str, str], list[Stated[OwnerRow]]] = {}
    for row in facts.table(OwnerRow):
        found.setdefault((plain(row.record.layer), row.record.line), []).append(row)
    return {key: tuple(rows) for key, rows in found.items()}


def _accountable(row: Stated[OwnerRow]) -> str:
    name = row.record.accountable
    return "" if unsure(name) else plain(name)


def _target(layer: str, rows: tuple[Stated[OwnerRow], ...]) -> Target:
    names = {_accountable(row): row.record.accountable for row in rows if _accountable(row)}
    evidence = ground(rows).evidence
    bearing = any(r.record.load_bearing is not False for r in rows) or not rows
    if len(names) != 1:
        said = f"{layer}: {listed(names.values()) + ' both' if names else 'nobody'}"
        outcome = Outcome.FAIL if bearing else Outcome.WARN
        return Target(layer, outcome, said, evidence=evidence)
    name = next(iter(names.values()))
    if not any(row.record.named_person for row in rows if _accountable(row)):
        said = f"{layer}: {name} is a role, no person is named"
        return Target(layer, Outcome.WARN, said, evidence=evidence)
    return Target(layer, Outcome.PASS, f"{layer}: {name}", evidence=evidence)


def _answer(asked: Asked, targets: tuple[Target, ...], stated: list[Stated[OwnerRow]]) -> Answer:
    open_cells = [t for t in targets if t.sentence.endswith((": nobody", " both"))]
    roles = [t for t in targets if t.outcome is Outcome.WARN and t not in open_cells]
    good = len(targets) - len(open_cells)
    share = percent(good, len(targets))
    bearing = any(target.outcome is Outcome.FAIL for target in targets)
    if bearing or share < asked.limits["warn_from"]:
        outcome = Outcome.FAIL
    elif open_cells or roles or share < asked.limits["pass_from"]:
        outcome = Outcome.WARN
    else:
        outcome = Outcome.PASS
    text = (
        f"{asked.line}: exactly one accountable person expected for"
        f" {counted(len(targets), 'layer')}; seen for {good}"
    )
    details = [t.sentence for t in (*open_cells, *roles)]
    if details:
        text += f" ({'; '.join(details)})"
    measured = f"{good} of {len(targets)} layers"
    on = ground(stated) if stated else NOTHING
    return answer(outcome, text, on, measured=measured, value=share, targets=targets)


CHECK = Check(
    check_id="OWN-01",
    theme=Theme.OWNERSHIP,
    title="Each layer of the line has exactly one accountable owner",
    question="Who is accountable for each layer of the line?",
    severity=Severity.HIGH,
    gate=GateRule.IF_LOAD_BEARING,
    stage=8,
    work_packages=("WP-20",),
    max_age_days=365,
    thresholds=(
        Limit("pass_from", 100, "%", "layers with exactly one accountable: pass from", "N"),
        Limit("warn_from", 90, "%", "layers with exactly one accountable: warn from", "N"),
    ),
    basis="IEC 62443-2-1 (recalled, verify)",
    so_what="When data stops at three in the morning, the people of each layer wait for those of"
    " another.",
    remedy="Fill in the open cells of the owners table in one meeting; one name per cell, and for"
    " two names the plant manager decides.",
    closes_unknown="The owners table: one accountable per layer, for the plant and where a line"
    " differs",
    closes_minutes=45,
    closes_who="programme lead",
    judge=judge,
    min_grade=Grade.C,
    scope="line x layer",
)
