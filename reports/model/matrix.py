"""The condition × line matrix and the page on why the pilot worked."""

from __future__ import annotations

from collections.abc import Iterable

from checks.records import Bearing, Condition, ConditionCell, Outcome, Relation
from reports.model.ground import Ground
from reports.model.marks import OUTCOMES, RELATIONS, UNJUDGED
from reports.model.records import BaselineReport, ConditionRow, LineName, MatrixCell
from reports.model.words import count, day, listed, sentence, shorten

BEARINGS: dict[Bearing, str] = {
    Bearing.LOAD_BEARING: "●●",
    Bearing.CONTRIBUTING: "●",
    Bearing.INCIDENTAL: "○",
}
WORST = (
    Relation.INSUFFICIENT,
    Relation.UNKNOWN,
    Relation.DIFFERENT_KIND,
    Relation.MARGINAL,
    Relation.WORSE_BUT_SUFFICIENT,
    Relation.SAME_OR_BETTER,
    Relation.PILOT,
    Relation.NA,
)
"""Where use cases differ on a condition, the cell shows the first of these."""
KINDS = ("technical", "operational", "commercial", "human")


def matrix(ground: Ground) -> tuple[ConditionRow, ...]:
    """One row a condition; use cases whose condition is the same share it."""
    groups: dict[tuple[str, ...], list[Condition]] = {}
    for baseline in ground.judgement.baselines:
        for c in baseline.conditions:
            pilot = ground.judgement.pilot_of(c.use_case)
            key = (
                c.condition_id,
                c.check_id,
                c.pilot_value,
                str(c.pilot_outcome),
                c.bearing,
                pilot,
            )
            groups.setdefault(key, []).append(c)
    every = len({b.use_case for b in ground.judgement.baselines})
    rows = [_row(ground, group, every) for group in groups.values()]
    return tuple(sorted(rows, key=lambda row: (_kind(row.kind), row.condition_id)))


def _kind(kind: str) -> int:
    return KINDS.index(kind) if kind in KINDS else len(KINDS)


def _row(ground: Ground, group: list[Condition], every: int) -> ConditionRow:
    c = group[0]
    uses = [condition.use_case for condition in group]
    several = len(ground.pilots) > 1
    only = frozenset(uses) if several else None
    cells = tuple(_cell(ground, c, name, only) for name in ground.others)
    return ConditionRow(
        condition_id=c.condition_id,
        uses="" if len(group) >= every else listed(map(ground.use_name, uses)),
        kind=str(c.kind),
        statement=c.statement,
        check_id=c.check_id,
        bearing=str(c.bearing),
        bearing_mark=BEARINGS[c.bearing],
        pilot_value=c.pilot_value,
        needed_value=c.needed_value,
        pilot_mark=OUTCOMES[c.pilot_outcome],
        scaffolding=c.scaffolding,
        note=_note(c),
        cells=cells,
    )


def _note(c: Condition) -> str:
    notes: list[str] = []
    if c.unanswered:
        notes.append("nobody said whether it would fail without: counted as load-bearing")
    if not c.verified:
        notes.append("not verified")
    return "; ".join(notes)


def _cell(ground: Ground, c: Condition, name: LineName, only: frozenset[str] | None) -> MatrixCell:
    """The worst of the cells that this condition has on the line: one a use case; with several
    pilots those use cases alone that share this one.
    """
    mine = [x for x in ground.judgement.cells if x.condition_id == c.condition_id]
    here = [x for x in mine if x.line == name.line and (only is None or x.use_case in only)]
    if not here:
        return MatrixCell(UNJUDGED, "", "", "")
    cell: ConditionCell = min(here, key=lambda x: WORST.index(x.relation))
    short = shorten(cell.value, 30)
    return MatrixCell(RELATIONS[cell.relation], cell.value, short, sentence(cell.sentence))


def baseline_report(ground: Ground, rows: tuple[ConditionRow, ...]) -> BaselineReport:
    """Why the pilot worked, and what it did not prove."""
    baselines = ground.judgement.baselines
    warnings = [w for b in baselines for w in b.warnings]
    kinds = (*KINDS, *sorted({row.kind for row in rows} - set(KINDS)))
    return BaselineReport(
        sentence=_signed(ground, len({row.condition_id for row in rows})),
        refusals=_each(r for b in baselines for r in b.refusals),
        not_proved=_each(warnings + _weak(rows, warnings)),
        kinds=tuple((k, here) for k in kinds if (here := tuple(r for r in rows if r.kind == k))),
        help=_each(f"{row.statement}: {row.scaffolding}" for row in rows if row.scaffolding),
    )


def _each(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sentence(text) for text in texts))


def _weak(rows: tuple[ConditionRow, ...], warnings: list[str]) -> list[str]:
    """Conditions that nobody could judge on the pilot and that no warning names already."""
    return [
        f"{row.condition_id} {row.statement}: {row.pilot_mark.word} on the pilot"
        for row in rows
        if row.pilot_mark is OUTCOMES[Outcome.UNKNOWN]
        and row.bearing != Bearing.INCIDENTAL
        and not any(warning.startswith(row.condition_id) for warning in warnings)
    ]


def _signed(ground: Ground, number: int) -> str:
    if not number:
        return "No condition has been written down yet. Until then no line can be proven."
    text = f"{count(number, 'condition')} written down"
    baselines = ground.judgement.baselines
    if len(ground.pilots) > 1:
        said = [_signed_for(ground, pilot) for pilot in ground.pilots]
        return " ".join([f"{text} for {count(len(said), 'pilot')}.", *said])
    signed = next((b for b in baselines if b.signed_by), None)
    if signed is None:
        return f"{text}, not signed: until then no line can be proven."
    on = f" on {day(signed.signed_on)}" if signed.signed_on else ""
    return f"{text}, signed by {signed.signed_by}{on}."


def _signed_for(ground: Ground, pilot: LineName) -> str:
    judged = ground.judgement
    own = [b for b in judged.baselines if judged.pilot_of(b.use_case) == pilot.line]
    signed = next((b for b in own if b.signed_by), None)
    if signed is None:
        return f"For {pilot.name} ({pilot.proved}) nobody has signed."
    on = f" on {day(signed.signed_on)}" if signed.signed_on else ""
    return f"For {pilot.name} ({pilot.proved}) signed by {signed.signed_by}{on}."
