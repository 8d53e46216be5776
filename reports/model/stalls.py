"""Early warnings: slipped windows and work, unowned blockers, idle budget, pilots without a second
line, each with its age.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from audit.inventory.tables import BudgetRow, PlannedRow, WindowRow, WorkStatusRow
from audit.inventory.tables.money import WorkState
from checks.records import Finding, Outcome
from checks.remembered import rows_where
from planning.calendar import windows
from reports.model.ground import NOBODY, Ground
from reports.model.phrases import OWNER_SPONSOR
from reports.model.programme import EarlyWarning, PilotCard
from reports.model.words import count, day, listed, money, percent, some

SLOW_WEEKS = 8
"""Work that was begun so long ago and is not done has stalled."""
IDLE_SHARE = 0.5
"""Money is idle when less than this share of what the elapsed time would have spent is spent …"""
IDLE_WEEKS = 4
"""… and the period began so long ago."""
WINDOW, WORK, OWNER = "slipped window", "slipped work", "unowned blocker"
MONEY, PILOT = "idle budget", "pilot without a second line"
WINDOW_DO = "Find out what kept it, and book the next window with a name."
WORK_DO = "Ask what it waits for, and date it anew: `plantready replan`."
OWNER_DO = "Name one person for it this week; until then nobody can close it."
MONEY_DO = "Say what it is held for, or give it to work that is ready."
PILOT_DO = "Decide on the second line, or stop the pilot."


def warnings(ground: Ground, pilots: Sequence[PilotCard]) -> tuple[EarlyWarning, ...]:
    """Everything that announces a stall, the oldest first; without an age last."""
    found = [
        *_windows(ground),
        *_planned(ground),
        *_begun(ground),
        *_unowned(ground),
        *_budget(ground),
        *_alone(ground, pilots),
    ]
    return tuple(sorted(found, key=lambda w: (-(w.weeks if w.weeks is not None else -1), w.what)))


def warnings_text(found: Sequence[EarlyWarning]) -> str:
    """How many there are and how old the oldest is."""
    if not found:
        return "Nothing announces a stall in what is on record."
    text = f"{count(len(found), 'early warning')}."
    oldest = found[0]
    if oldest.weeks is None:
        return text
    return f"{text} The oldest is {count(oldest.weeks, 'week')} old: {oldest.what}"


def _warning(
    ground: Ground, kind: str, what: str, since: date | None, who: str, do: str
) -> EarlyWarning:
    weeks = None if since is None else max(0, (ground.judgement.as_of - since).days // 7)
    age = "not known" if weeks is None else count(weeks, "week")
    return EarlyWarning(kind, what, since, weeks, age, who or NOBODY, do)


def _where(ground: Ground, line: str) -> str:
    return ground.name(line).name if line else "the whole plant"


def _windows(ground: Ground) -> Iterable[EarlyWarning]:
    for row in (stated.record for stated in ground.facts.table(WindowRow)):
        end = row.end.date() if row.end else None
        if row.missed and (end is None or end <= ground.judgement.as_of):
            what = f"The window {row.window} on {_where(ground, row.line)} went by unused."
            yield _warning(ground, WINDOW, what, end, "", WINDOW_DO)


def _done(ground: Ground) -> set[tuple[str, str]]:
    rows = (stated.record for stated in ground.facts.table(WorkStatusRow))
    return {(r.work_package, r.line) for r in rows if r.state is WorkState.DONE}


def _planned(ground: Ground) -> Iterable[EarlyWarning]:
    """Agreed tasks whose days went by without them; those that needed a window name it."""
    done, today = _done(ground), ground.judgement.as_of
    for row in (stated.record for stated in ground.facts.table(PlannedRow)):
        if row.done or row.finish is None or row.finish >= today:
            continue
        if row.work_package and (row.work_package, row.line) in done:
            continue
        task = f"{row.work_package} ({row.task_id})" if row.work_package else row.task_id
        where, crews = _where(ground, row.line), some(row.crews, 2)
        if row.downtime_h:
            first = row.start or row.finish
            calendar = rows_where(ground.facts, WindowRow, "line", *{"", row.line})
            names = listed(w.name for w in windows([s.record for s in calendar], first, row.finish))
            window = f"{names}, {day(row.finish)}" if names else day(row.finish)
            what = f"{task} on {where} missed its window ({window})."
            yield _warning(ground, WINDOW, what, row.finish, crews, WINDOW_DO)
        else:
            what = f"{task} on {where} was to be finished on {day(row.finish)} and is not."
            yield _warning(ground, WORK, what, row.finish, crews, WORK_DO)


def _begun(ground: Ground) -> Iterable[EarlyWarning]:
    for row in (stated.record for stated in ground.facts.table(WorkStatusRow)):
        begun = row.started_on
        under_way = row.state is WorkState.STARTED and not row.done_on
        if under_way and begun and ground.judgement.as_of - begun >= timedelta(weeks=SLOW_WEEKS):
            name = ground.package_text((row.work_package,))
            what = (
                f"{name} on {_where(ground, row.line)} was begun on {day(begun)} and is not done."
            )
            yield _warning(ground, WORK, what, begun, "", WORK_DO)


def _unowned(ground: Ground) -> Iterable[EarlyWarning]:
    """Failed gates whose layer has no accountable person, each once with its lines."""
    seen: dict[str, list[Finding]] = {}
    for found in ground.judgement.findings:
        blocks = found.outcome is Outcome.FAIL and found.gate and found.waiver is None
        if blocks and ground.owner(found.check.theme, found.line) == NOBODY:
            seen.setdefault(found.check.check_id, []).append(found)
    for check_id, same in seen.items():
        lines = some((ground.name(f.line).name for f in same), 4)
        ages = [f.age_days for f in same if f.age_days is not None]
        since = ground.judgement.as_of - timedelta(days=max(ages)) if ages else None
        what = f"Nobody is named for {check_id} {same[0].check.title}, which blocks {lines}."
        yield _warning(ground, OWNER, what, since, "", OWNER_DO)


def _budget(ground: Ground) -> Iterable[EarlyWarning]:
    today = ground.judgement.as_of
    for row in (stated.record for stated in ground.facts.table(BudgetRow)):
        if not (row.start and row.end and row.amount) or row.spent is None or row.start > today:
            continue
        days = (row.end - row.start).days + 1
        gone = min(1.0, ((today - row.start).days + 1) / days) if days > 0 else 1.0
        weeks = (today - row.start).days // 7
        if weeks >= IDLE_WEEKS and row.spent < IDLE_SHARE * gone * row.amount:
            what = (
                f"{money(row.amount - row.spent, ground.currency)} of the budget {row.period} lies"
                f" idle: {percent(row.spent / row.amount)} spent after {percent(gone)} of its time."
            )
            yield _warning(ground, MONEY, what, row.start, OWNER_SPONSOR, MONEY_DO)


def _alone(ground: Ground, pilots: Sequence[PilotCard]) -> Iterable[EarlyWarning]:
    for card in pilots:
        if card.idle:
            what = f"No second line has begun after {card.name}."
            yield _warning(ground, PILOT, what, card.since, card.owner or OWNER_SPONSOR, PILOT_DO)
