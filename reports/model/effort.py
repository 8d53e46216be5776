"""Effort of line 1, 2, 3 …: with a shared layer, as the plan reckons, and without.

Rules
-----
1. With the layer a line takes the whole effort of a connector times the plan's reuse factor.
2. Without it each line takes the whole effort, times the direct links that the line adds against
   those of the first one.
3. What was measured stands beside both; the layer's own work counts once.
"""

from __future__ import annotations

from collections.abc import Sequence

from audit.inventory.tables import DeploymentRow
from checks.links import basis, project
from planning.catalogue import by_code
from planning.choice import CONNECTOR
from planning.copying import SHARED_LAYER
from planning.records import TaskKind
from planning.reuse import share
from reports.model.ground import Ground
from reports.model.programme import Effort, EffortPoint, PilotCard
from reports.model.words import count, listed, plain

MOST_LINES = 60
LAYER = SHARED_LAYER - {"WP-38"}
"""Packages that build the layer; WP-38 takes the pilot's special help away, layer or not."""


def effort(ground: Ground, pilots: Sequence[PilotCard]) -> Effort:
    """The effort of each line in the order of the rollout."""
    order = rollout(ground)
    points = (*_pilots(ground), *(_point(ground, order, line) for line in order[:MOST_LINES]))
    once = sum(s.task.effort_pd for s in (ground.plan.tasks if ground.plan else ())
               if s.task.work_package in LAYER)  # fmt: skip
    reckoned = [p for p in points if p.with_layer is not None and p.without is not None]
    since = pays_from(reckoned, once)
    return Effort(
        sentence=_sentence(reckoned, once, since),
        reuse_text=_reuse(ground, pilots),
        once=round(once, 1),
        pays_from=since,
        points=points,
        alt=_alt(reckoned),
    )


def rollout(ground: Ground) -> tuple[str, ...]:
    """The lines in the order of the plan; without a plan as the programme meant to go."""
    pilots = {line for line, _ in ground.judgement.pilots}
    tasks = ground.plan.tasks if ground.plan else ()
    starts: dict[str, object] = {}
    for item in sorted(tasks, key=lambda s: (s.start, s.finish, s.task.line)):
        if item.task.line and item.task.kind is TaskKind.ROLLOUT:
            starts.setdefault(item.task.line, item.start)
    if starts:
        return tuple(starts)
    rows = [row for row in ground.facts.lines if row.line not in pilots]
    rows.sort(key=lambda row: row.rollout_order if row.rollout_order is not None else 10_000)
    return tuple(row.line for row in rows)


def _pilots(ground: Ground) -> tuple[EffortPoint, ...]:
    """The pilots whose actual effort is on record."""
    on, found = basis(ground.facts), list[EffortPoint]()
    for line, uses in ground.judgement.pilots:
        actual = _actual(ground, line, uses)
        if actual is not None:
            first = project(on, 1)
            found.append(
                EffortPoint(0, line, ground.name(line).name, None, None, actual, first.layer,
                            first.direct, "measured")
            )  # fmt: skip
    return tuple(found)


def _actual(ground: Ground, line: str, uses: Sequence[str] = ()) -> float | None:
    rows = (stated.record for stated in ground.facts.table(DeploymentRow))
    own = [row for row in rows if row.line == line and row.effort_pd is not None]
    days = [row.effort_pd or 0.0 for row in own if not uses or row.use_case in ("", *uses)]
    return sum(days) if days else None


def _point(ground: Ground, order: tuple[str, ...], line: str) -> EffortPoint:
    place = order.index(line) + 1
    on = basis(ground.facts)
    now, before = project(on, place + 1), project(on, place)
    first = project(on, 2).direct - project(on, 1).direct
    added = now.direct - before.direct
    package = by_code()[CONNECTOR]
    whole = (package.fixed_low + package.fixed_high) / 2
    reuse = share(ground.judgement, ground.facts, order, line)
    return EffortPoint(
        place=place,
        line=line,
        name=ground.name(line).name,
        with_layer=round(whole * reuse.factor, 1),
        without=round(whole * (added / first if first else 1.0), 1),
        actual=_actual(ground, line),
        links_with=now.layer - before.layer,
        links_without=added,
        basis=reuse.basis,
    )


def pays_from(points: Sequence[EffortPoint], once: float) -> int | None:
    """The first line with which the layer, its own work included, took no more than going
    without.
    """
    with_, without = once, 0.0
    for point in points:
        with_ += point.with_layer or 0.0
        without += point.without or 0.0
        if with_ <= without + 1e-9:
            return point.place
    return None


def _sentence(points: Sequence[EffortPoint], once: float, since: int | None) -> str:
    if not points:
        return "No line is left to connect, so there is no effort to compare."
    with_ = plain(sum(p.with_layer or 0.0 for p in points))
    without = plain(sum(p.without or 0.0 for p in points))
    lines = count(len(points), "line")
    text = f"Connecting {lines} takes {with_} pd over a shared layer, {without} pd without."
    if not once:
        return text
    own = f"The layer itself takes {plain(once)} pd, earned back with line {since}."
    if since is None:
        own = f"The layer itself takes {plain(once)} pd, which these lines do not earn back."
    return f"{text} {own}"


def _reuse(ground: Ground, pilots: Sequence[PilotCard]) -> str:
    """The reuse ratio and where it comes from: measured before counted."""
    rows = [s.record for s in ground.facts.table(DeploymentRow)]
    measured = [r for r in rows if r.reused_percent is not None and r.finished_on is not None]
    measured = [r for r in measured if r.finished_on and r.finished_on <= ground.judgement.as_of]
    if measured:
        last = max(measured, key=lambda r: (str(r.finished_on), r.line))
        name = ground.name(last.line).name
        source = last.source or "the table `deployments`"
        return f"Reuse ratio {plain(last.reused_percent or 0.0)} %, measured on {name} ({source})."
    stated = [card for card in pilots if card.reusable_percent is not None]
    if stated:
        worst = min(stated, key=lambda card: card.reusable_percent or 0.0)
        percent = plain(worst.reusable_percent or 0.0, 0)
        said = f"{worst.name}: {worst.reuse_text}"
        return (
            f"Reuse ratio {percent} %, counted from the list of flows ({said}); not yet measured."
        )
    return "The reuse ratio is not known: no flow says what it takes on another line."


def _alt(points: Sequence[EffortPoint]) -> str:
    said = listed(
        f"{p.name}: {plain(p.with_layer or 0.0)} against {plain(p.without or 0.0)}" for p in points
    )
    return f"Person-days with the layer against without, line by line: {said}." if points else ""
