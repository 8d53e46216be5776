"""One page per line: verdicts, what is not met, what works, the work, what is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from audit.inventory.tables import ControllerRow
from checks.records import EconomicFlag, Finding, LineScore, Outcome, Theme, Verdict
from planning.records import LineCost, Scheduled
from reports.model.ground import Ground
from reports.model.items import by_severity, in_discovery_order, items
from reports.model.marks import OUTCOMES, UNJUDGED, VERDICTS, WORST
from reports.model.records import LineName, LineReport, Range, ShortVerdict, UseVerdict, WorkRow
from reports.model.words import (
    count,
    day,
    hours,
    listed,
    minutes,
    money_range,
    number_range,
    percent,
    plain,
    sentence,
    span,
    sure,
)

NO_CAP = 100
KEEP_SHOWN = 10
"""Titles of what works that a line's page prints."""
BLOCKERS_SHOWN = 5
"""Failed gates that a line's page prints in full; the rest by name."""
SHEET_LINES = 61
"""Text lines that a line's sheet holds."""
LONG_WORK = 8
"""Tasks from which on a line's page prints less of the rest, to stay one sheet."""


def line_report(
    ground: Ground, name: LineName, flips: Mapping[str, tuple[str, ...]] | None = None
) -> LineReport:
    """Everything that one line's page prints."""
    scores, found = ground.scores(name.line), ground.findings(name.line)
    cost = line_cost(ground, name.line)
    verdicts = tuple(use_verdict(ground, score) for score in scores)
    keep = _works(found)
    blockers = items(ground, in_discovery_order(_gates(found, Outcome.FAIL)))
    asset = ground.row(name.line)
    tasks = ground.tasks(name.line)
    options = _options(ground, name.line, found)
    crowded = len(tasks) > LONG_WORK or bool(options)
    full = min(BLOCKERS_SHOWN - crowded, len(blockers))
    open_ones = items(ground, in_discovery_order(_gates(found, Outcome.UNKNOWN)))
    watched = items(ground, in_discovery_order(_accepted(found)))
    shown = _keep_shown(len(verdicts), full, len(open_ones), len(watched), len(tasks))
    ready = cost.ready_on if cost else None
    live = cost.live_on if cost else None
    return LineReport(
        name=name,
        product=asset.product if asset else "",
        verdicts=verdicts,
        short_verdicts=_short(ground, scores),
        first=_first(verdicts, found),
        mark=VERDICTS[worst_verdict(scores)] if scores else UNJUDGED,
        flag=flag(scores),
        summary=_summary(ground, scores),
        cost=total_cost(ground, cost),
        cost_text=cost_text(ground, cost),
        ready_on=ready,
        ready_text=day(ready, "not in the plan"),
        live_on=live,
        live_text=day(live, "not in the plan"),
        downtime_h=cost.downtime_h if cost else 0.0,
        downtime_text=hours(cost.downtime_h) if cost else "no plan",
        blockers=blockers,
        blockers_shown=full,
        questions=open_ones,
        conditions=watched,
        other=items(ground, by_severity(_others(found))),
        keep=keep[:shown],
        keep_more=_more(len(keep) - shown),
        options=options,
        work=tuple(map(_work, tasks)),
        reconciliation=reconciliation(found),
        flips=(flips or {}).get(name.line, ()),
        ready_p50=cost.ready_p50 if cost else None,
        ready_p80=cost.ready_p80 if cost else None,
        ready_sure=sure(cost.ready_p50, cost.ready_p80) if cost else "",
        live_p50=cost.live_p50 if cost else None,
        live_p80=cost.live_p80 if cost else None,
        live_sure=sure(cost.live_p50, cost.live_p80) if cost else "",
    )


def _keep_shown(verdicts: int, blockers: int, questions: int, watched: int, tasks: int) -> int:
    """Return how many titles of what works fit under the rest of a line's sheet, two a row.

    Counted in text lines of the sheet; an estimate, on the safe side for A4.
    """
    used = 15 + 2 * verdicts + 3.6 * blockers
    used += (2.5 + 2 * questions if questions else 0) + (2.5 + 1.1 * watched if watched else 0)
    used += 2.5 + 1.35 * tasks if tasks else 0
    rows = int((SHEET_LINES - used) / 2.4)
    return max(2, min(KEEP_SHOWN, 2 * rows))


def _short(ground: Ground, scores: tuple[LineScore, ...]) -> tuple[ShortVerdict, ...]:
    """Each verdict once, the worst first, with the use cases it holds for."""
    groups: dict[Verdict, list[str]] = {}
    for score in sorted(scores, key=lambda score: WORST.index(score.verdict)):
        groups.setdefault(score.verdict, []).append(ground.use_name(score.use_case))
    alone = len(groups) == 1
    return tuple(
        ShortVerdict(VERDICTS[verdict], "" if alone else listed(uses))
        for verdict, uses in groups.items()
    )


def _first(verdicts: tuple[UseVerdict, ...], found: Iterable[Finding]) -> str:
    for verdict in verdicts:
        if verdict.first_blocker:
            return verdict.first_blocker
    first = next(iter(in_discovery_order(_gates(found, Outcome.UNKNOWN))), None)
    return f"open: {first.check.check_id} {first.check.title}" if first else "nothing"


def worst_verdict(scores: Iterable[LineScore]) -> Verdict:
    """The worst verdict of the line's use cases."""
    return min((score.verdict for score in scores), key=WORST.index)


def flag(scores: Iterable[LineScore]) -> str:
    """The economic flag that all use cases share, or that one of them has, with its name."""
    scores = tuple(scores)
    flags = {score.economic_flag for score in scores}
    if len(flags) == 1:
        return str(flags.pop())
    return "; ".join(f"{s.economic_flag} ({s.use_case})" for s in scores if s.economic_flag)


def line_cost(ground: Ground, line: str) -> LineCost | None:
    """The plan's row for the line."""
    return ground.cost(line)


def total_cost(ground: Ground, cost: LineCost | None) -> Range | None:
    """Its own work and its share of the plant's."""
    if cost is None:
        return None
    low = cost.own_cost_low + cost.share_low
    return money_range(low, cost.own_cost_high + cost.share_high, ground.currency)


def cost_text(ground: Ground, cost: LineCost | None) -> str:
    """The printed cost to ready."""
    total = total_cost(ground, cost)
    return total.text if total else "not in the plan"


def use_verdict(ground: Ground, score: LineScore) -> UseVerdict:
    """The answer for one use case, printed."""
    low, high = score.foundation.low, score.foundation.high
    first = next(
        (
            f"{f.check.check_id} {f.check.title}"
            for f in ground.findings(score.line)
            if f.check.check_id == score.first_blocker
        ),
        score.first_blocker,
    )
    return UseVerdict(
        use_case=score.use_case,
        use_name=ground.use_name(score.use_case),
        mark=VERDICTS[score.verdict],
        flag=str(score.economic_flag),
        rule=sentence(score.rule),
        blockers=len(score.blockers),
        questions=len(score.questions),
        question_minutes=score.question_minutes,
        first_blocker=first,
        index=score.index,
        cap=score.index if score.cap_reason else NO_CAP,
        index_text=_index(score),
        low=low,
        high=high,
        interval_text=f"{low:.0f}–{high:.0f} of 100",
        bar_low=round(low, 2),
        bar_width=round(high - low, 2),
        coverage=score.foundation.coverage,
        coverage_text=percent(score.foundation.coverage),
        transfer_low=score.transfer.low,
        transfer_high=score.transfer.high,
        transfer_coverage=score.transfer.coverage,
        domains=tuple((d, i.low, i.high, i.coverage) for d, i in score.domains),
    )


def _index(score: LineScore) -> str:
    if not score.cap_reason:
        return str(score.index)
    if "uncapped" in score.cap_reason:
        return f"{score.index} ({score.cap_reason})"
    return f"{score.index} (capped: {score.cap_reason}; uncapped {score.uncapped})"


def _summary(ground: Ground, scores: tuple[LineScore, ...]) -> str:
    if not scores:
        return "No use case was judged on this line."
    parts: list[str] = []
    same = len({(s.verdict, s.rule) for s in scores}) == 1
    for score in scores[:1] if same else scores:
        who = "" if same or len(scores) == 1 else f"{ground.use_name(score.use_case)}: "
        parts.append(who + _one(score))
    return " ".join(sentence(part) for part in parts)


def _one(score: LineScore) -> str:
    match score.verdict:
        case Verdict.NOT_READY:
            text = f"{count(len(score.blockers), 'gate fails', 'gates fail')}"
            if score.questions:
                text += f", {count(len(score.questions), 'more is open', 'more are open')}"
            return text
        case Verdict.NOT_PROVEN if score.questions:
            questions = count(len(score.questions), "gate is not known", "gates are not known")
            return f"{questions}; {minutes(score.question_minutes)} of answers would tell"
        case Verdict.READY:
            return "every gate holds"
        case _:
            return score.rule


def _gates(found: Iterable[Finding], outcome: Outcome) -> list[Finding]:
    return [f for f in found if f.gate and f.outcome is outcome and f.waiver is None]


def _accepted(found: Iterable[Finding]) -> list[Finding]:
    return [f for f in found if f.gate and (f.outcome is Outcome.WARN or f.waiver is not None)]


def _others(found: Iterable[Finding]) -> list[Finding]:
    return [f for f in found if not f.gate and f.outcome in (Outcome.FAIL, Outcome.WARN)]


def _works(found: tuple[Finding, ...]) -> tuple[str, ...]:
    good = {f.check.check_id: f.check.title for f in found if f.outcome is Outcome.PASS}
    bad = {f.check.check_id for f in found if f.outcome is not Outcome.PASS}
    return tuple(title for check_id, title in sorted(good.items()) if check_id not in bad)


def _more(number: int) -> str:
    return f"and {number} more in the annex" if number > 0 else ""


def _options(ground: Ground, line: str, found: Iterable[Finding]) -> tuple[str, ...]:
    """What the controllers' rows offer, where a question about controllers or their data fails."""
    themes = (Theme.CONTROLLERS, Theme.DATA_PATH)
    if not any(f.outcome is Outcome.FAIL and f.check.theme in themes and f.gate for f in found):
        return ()
    offered = [r.record for r in ground.facts.table(ControllerRow) if r.record.options]
    if not offered:
        return ()
    here = set(ground.assets(line))
    here |= {device.device_id for device in ground.facts.on_line(line)}
    return tuple(f"{row.asset_id}: {row.options}" for row in offered if row.asset_id in here)


def _work(scheduled: Scheduled) -> WorkRow:
    task = scheduled.task
    low, high = task.effort_low, task.effort_high
    return WorkRow(
        task_id=task.task_id,
        what=task.name,
        dates=span(scheduled.start, scheduled.finish),
        crew=listed(task.crews),
        effort=number_range(low, high, "pd", 1).text if high else f"{plain(task.effort_pd)} pd",
        downtime=hours(task.downtime_h),
        window=scheduled.window,
    )


def reconciliation(found: Iterable[Finding]) -> str:
    """`30 answers = 12 pass + 4 warn + …`; each finding counts once."""
    tally = Counter(f.outcome for f in found)
    total = sum(tally.values())
    parts = " + ".join(f"{tally[o]} {OUTCOMES[o].word}" for o in Outcome if tally[o])
    return f"{count(total, 'answer')} = {parts}" if total else "no question was asked"


def economic(scores: Iterable[LineScore]) -> bool:
    """Whether no use case of the line is worth it now."""
    flags = [score.economic_flag for score in scores]
    return bool(flags) and all(flag is EconomicFlag.NOT_WORTH_IT_NOW for flag in flags)
