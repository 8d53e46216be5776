"""Links now and projected, and what is left of ports, load and radio on each line."""

from __future__ import annotations

from collections import Counter

from checks.links import basis, links_today, project
from checks.records import Finding, Outcome
from reports.model import phrases
from reports.model.front import badness
from reports.model.ground import Ground
from reports.model.marks import OUTCOMES, UNJUDGED
from reports.model.outlook import HeadroomRow, LinkGrowth, LinksReport
from reports.model.records import StripCell
from reports.model.words import count, shorten

STEPS = (1, 2, 3, 4, 6, 8, 10, 15, 20, 30, 40, 60, 80, 100, 150, 200)
"""Numbers of lines that the projection is drawn for, as far as the plant goes."""
LEAST_LINES = 8
HEADROOM = {
    "NET-13": "load on the uplinks",
    "NET-16": "switch ports and PoE",
    "NET-04": "size of the broadcast domain",
    "WLS-04": "radio channels",
    "DAT-13": "the shared data layer",
    "NET-17": "cabinet power",
    "OPS-09": "maintenance windows",
}
"""Checks that say how much of something is left."""
MEASURED = 34


def links_report(ground: Ground) -> LinksReport:
    """What point to point costs in links as the lines grow."""
    today, on = links_today(ground.facts), basis(ground.facts)
    total = today.direct + today.layer + today.unsaid
    if not on.sources_per_line:
        return LinksReport(0, 0, 0, "", "", phrases.LINKS_NONE, (), "")
    most = max(len(ground.names), LEAST_LINES)
    steps = sorted({n for n in STEPS if n <= most} | {max(len(ground.names), 1), most})
    growth = tuple(LinkGrowth(p.lines, p.direct, p.layer) for p in (project(on, n) for n in steps))
    here = next(row for row in growth if row.lines == max(len(ground.names), 1))
    lines = count(here.lines, "line")
    pattern = phrases.LINKS_SENTENCE if here.layer < here.direct else phrases.LINKS_EQUAL
    text = phrases.LINKS_TODAY.format(direct=today.direct, layer=today.layer)
    if today.unsaid:
        text += phrases.LINKS_UNSAID.format(number=today.unsaid)
    based = phrases.LINKS_BASIS.format(
        sources=count(on.sources_per_line, "source"),
        shared=count(on.shared_consumers, "consumer"),
        new=count(on.new_consumers_per_line, "consumer"),
    )
    return LinksReport(
        direct_today=today.direct,
        layer_today=today.layer,
        unsaid_today=today.unsaid,
        today_text=f"{count(total, 'link')}: {text}",
        basis_text=based + (phrases.LINKS_ONE_LINE if on.lines_counted == 1 else ""),
        sentence=pattern.format(lines=lines, direct=here.direct, layer=here.layer),
        growth=growth,
        alt=_alt(growth),
    )


def _alt(growth: tuple[LinkGrowth, ...]) -> str:
    first, last = growth[0], growth[-1]
    return phrases.LINKS_ALT.format(
        first_direct=first.direct,
        first_layer=first.layer,
        last_direct=last.direct,
        last_layer=last.layer,
        lines=count(last.lines, "line"),
    )


def headroom(ground: Ground) -> tuple[HeadroomRow, ...]:
    """One row a resource that at least one line says something of."""
    worst: dict[tuple[str, str], Finding] = {}
    for found in ground.judgement.findings:
        key = (found.check.check_id, found.line)
        if key[0] in HEADROOM and (key not in worst or badness(found) > badness(worst[key])):
            worst[key] = found
    titles = {found.check.check_id: found.check.title for found in worst.values()}
    rows = [
        _headroom(ground, check_id, titles[check_id], worst)
        for check_id in HEADROOM
        if check_id in titles
    ]
    return tuple(row for row in rows if any(cell.mark.tone != "none" for cell in row.cells))


def _headroom(
    ground: Ground, check_id: str, title: str, worst: dict[tuple[str, str], Finding]
) -> HeadroomRow:
    cells = tuple(_cell(worst.get((check_id, name.line))) for name in ground.names)
    tally = Counter(cell.mark for cell in cells)
    return HeadroomRow(check_id, title, HEADROOM[check_id], cells, tuple(tally.most_common()))


def _cell(found: Finding | None) -> StripCell:
    if found is None or found.outcome is Outcome.NOT_BUILT:
        return StripCell(UNJUDGED, "not judged")
    mark = OUTCOMES[found.outcome]
    return StripCell(mark, shorten(found.measured, MEASURED) or mark.word)
