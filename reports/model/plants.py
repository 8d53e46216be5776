"""Plant > area > line > asset: every line of every plant against the pilot, in one ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from statistics import mean

from audit.inventory.tables import LineRow
from reports.model.ground import Ground
from reports.model.lines import total_cost, worst_verdict
from reports.model.marks import UNJUDGED, VERDICTS, WORST
from reports.model.programme import VERDICT_ORDER, PlantLine, PlantRow
from reports.model.records import LineReport, Mark
from reports.model.words import count, listed, some

PILOT = Mark("●", "the pilot itself", "none")


def plant_lines(ground: Ground, reports: Sequence[LineReport]) -> tuple[PlantLine, ...]:
    """Every line, the one nearest to ready first, pilots last."""
    first = {report.name.line: report.first for report in reports}
    rows = {row.line: row for row in ground.facts.lines}
    found = [
        _line(ground, rows.get(n.line) or LineRow(line=n.line), first.get(n.line, ""), n.pilot)
        for n in ground.names
    ]
    tones = [VERDICTS[verdict] for verdict in reversed(WORST)]
    found.sort(
        key=lambda p: (
            p.mark not in tones, tones.index(p.mark) if p.mark in tones else 0, -(p.index or 0),
            p.blockers, p.plant, p.line,
        )
    )  # fmt: skip
    return tuple(_ranked(found))


def _ranked(found: Sequence[PlantLine]) -> list[PlantLine]:
    number = 0
    made: list[PlantLine] = []
    for line in found:
        judged = line.index is not None
        number += judged
        made.append(replace(line, rank=number) if judged else line)
    return made


def _line(ground: Ground, row: LineRow, first: str, pilot: bool) -> PlantLine:
    scores = ground.scores(row.line)
    cost = ground.cost(row.line)
    total = total_cost(ground, cost)
    mark = PILOT if pilot else VERDICTS[worst_verdict(scores)] if scores else UNJUDGED
    return PlantLine(
        rank=None,
        plant=row.plant,
        area=row.area,
        line=row.line,
        name=ground.name(row.line).name,
        assets=len(ground.facts.on_line(row.line)),
        mark=mark,
        index=min((score.index for score in scores), default=None),
        blockers=len({gate for score in scores for gate in score.blockers}),
        first=first,
        cost_low=total.low if total else None,
        cost_high=total.high if total else None,
        ready_on=cost.ready_on if cost else None,
        live_on=cost.live_on if cost else None,
    )


def plant_rows(lines: Sequence[PlantLine]) -> tuple[PlantRow, ...]:
    """One row a plant, the one whose lines stand best first."""
    names = dict.fromkeys(line.plant for line in lines)
    rows = [_plant(name, [line for line in lines if line.plant == name]) for name in names]
    return tuple(sorted(rows, key=lambda row: (-(row.index or 0.0), row.plant)))


def _plant(name: str, lines: Sequence[PlantLine]) -> PlantRow:
    judged = [line for line in lines if line.index is not None]
    costs = [line for line in judged if line.cost_low is not None and line.cost_high is not None]
    verdicts = Counter(line.mark.word for line in judged)
    return PlantRow(
        plant=name,
        areas=len({line.area for line in lines if line.area}),
        lines=len(lines),
        assets=sum(line.assets for line in lines),
        pilots=listed(line.name for line in lines if line.mark == PILOT),
        verdicts=tuple(verdicts[word] for word in VERDICT_ORDER),
        index=round(mean(line.index or 0 for line in judged), 1) if judged else None,
        best=judged[0].name if judged else "",
        cost_low=sum(line.cost_low or 0.0 for line in costs) if costs else None,
        cost_high=sum(line.cost_high or 0.0 for line in costs) if costs else None,
        first_live=min((line.live_on for line in lines if line.live_on), default=None),
    )


def plants_text(ground: Ground, rows: Sequence[PlantRow], lines: Sequence[PlantLine]) -> str:
    """How many plants there are and what one list of them leaves out."""
    unsaid = [line.line for line in lines if not line.plant]
    named = [row for row in rows if row.plant]
    if not named:
        return (
            "No line says which plant it belongs to; the column `plant` of the table `lines` does."
        )
    pilots = listed(name.name for name in ground.pilots) or "no pilot"
    text = f"{count(len(named), 'plant')}, all lines against {pilots}."
    if len(named) > 1:
        text += " Work for a whole plant is planned once for the case, not once a plant."
    if unsaid:
        text += f" Which plant they belong to is not stated for {some(unsaid, 4)}."
    return text
