"""What is in the way: causes over all lines, the prediction table, what to keep, what is open."""

from __future__ import annotations

from collections.abc import Iterable

from audit.inventory.tables import LineRow
from audit.records import Why
from checks.forecast import Deployment, forecast
from checks.records import Check, Finding, Outcome
from reports.model.ground import Ground
from reports.model.items import SEVERITIES, in_discovery_order, seen_text, why_text
from reports.model.marks import OUTCOMES
from reports.model.records import Keep, Question, RootCause, Seen, Tomorrow
from reports.model.words import clip, count, hours, listed, minutes, sentence, some

CAUSES_SHOWN = 7
SEEN_SHOWN = 2
SEEN_LENGTH = 160
LINES_SHOWN = 8
"""Lines that a row names; the annex has each of them."""


def causes(ground: Ground) -> tuple[tuple[RootCause, ...], str]:
    """The causes that hold up most, and how many the page leaves to the annex."""
    groups: dict[str, list[Finding]] = {}
    others = {name.line for name in ground.others}
    for found in ground.judgement.findings:
        if found.outcome is Outcome.FAIL and found.waiver is None and found.line in others:
            groups.setdefault(found.check.check_id, []).append(found)
    ranked = sorted(groups.values(), key=lambda group: _rank(ground, group))
    shown = ranked[:CAUSES_SHOWN]
    rows = tuple(_cause(ground, group, number) for number, group in enumerate(shown, 1))
    left = len(ranked) - len(shown)
    more = count(left, "further question fails", "further questions fail")
    return rows, f"{more}: see the annex." if left > 0 else ""


def who_acts(ground: Ground) -> tuple[tuple[str, int], ...]:
    """Who answers for how many of the failing questions, most first."""
    owned: dict[str, set[str]] = {}
    others = {name.line for name in ground.others}
    for found in ground.judgement.findings:
        if found.outcome is Outcome.FAIL and found.waiver is None and found.line in others:
            owner = ground.owner(found.check.theme, found.line)
            owned.setdefault(owner, set()).add(found.check.check_id)
    counted = ((owner, len(checks)) for owner, checks in owned.items())
    return tuple(sorted(counted, key=lambda item: (-item[1], item[0])))


def _rank(ground: Ground, group: list[Finding]) -> tuple[int, ...]:
    """Gates first; then what blocks most; then how many lines; then as discovered."""
    check = group[0].check
    gates = len({f.line for f in group if f.gate})
    lines = len({f.line for f in group})
    behind = len(_behind(ground, check, {f.line for f in group}))
    return (
        -min(gates, 1),
        -(gates + behind),
        SEVERITIES.index(check.severity),
        -lines,
        check.stage,
    )


def _cause(ground: Ground, group: list[Finding], number: int) -> RootCause:
    check = group[0].check
    lines = {found.line for found in group}
    order = [name for name in ground.names if name.line in lines]
    seen = _seen(group)
    behind = _behind(ground, check, lines)
    left = len(seen) - SEEN_SHOWN
    return RootCause(
        number=number,
        check_id=check.check_id,
        title=check.title,
        mark=OUTCOMES[Outcome.FAIL],
        lines=some((name.line for name in order), LINES_SHOWN),
        seen=seen[:SEEN_SHOWN],
        seen_more=f"{count(left, 'more line')} in the annex" if left > 0 else "",
        so_what=sentence(check.so_what),
        remedy=sentence(check.remedy),
        package=ground.package_text(check.work_packages),
        owner=some((ground.owner(check.theme, name.line) for name in order), 3),
        window=_window(ground, check, lines),
        behind=behind,
        behind_text=listed(text.split(" ")[0] for text in behind),
    )


def _seen(group: list[Finding]) -> tuple[Seen, ...]:
    """One sentence a line, the first use case's; lines that say the same share it."""
    first = {found.line: found for found in reversed(group)}
    said: dict[str, list[str]] = {}
    for found in (f for f in group if first[f.line] is f):
        said.setdefault(seen_text(found), []).append(found.line)
    return tuple(
        Seen(some(lines, LINES_SHOWN), clip(text, SEEN_LENGTH)) for text, lines in said.items()
    )


def _behind(ground: Ground, check: Check, lines: set[str]) -> tuple[str, ...]:
    """Questions that cannot be answered before this is solved: `NET-11 (L1, L2)`."""
    blocked: dict[str, list[str]] = {}
    for found in ground.judgement.findings:
        if found.line in lines and _blocker(found) == check.check_id:
            title = f"{found.check.check_id} {found.check.title}"
            blocked.setdefault(title, []).append(found.line)
    return tuple(f"{title} ({some(on, LINES_SHOWN)})" for title, on in sorted(blocked.items()))


def _blocker(found: Finding) -> str:
    """The check that has to be solved before this one can be answered; empty: none."""
    why = found.why
    return why.detail if why is not None and why.why is Why.BLOCKED_BY else ""


def _window(ground: Ground, check: Check, lines: set[str]) -> str:
    if ground.plan is None:
        return "not planned"
    tasks = [
        s.task
        for s in ground.plan.tasks
        if (check.check_id in s.task.clears or s.task.work_package in check.work_packages)
        and (s.task.line in lines or not s.task.line)
    ]
    if not tasks:
        return "not planned"
    need = [f"{task.line or 'plant'} {hours(task.downtime_h)}" for task in tasks if task.downtime_h]
    return some(dict.fromkeys(need), 4) or "no standstill needed"


def tomorrow(ground: Ground) -> tuple[Tomorrow, ...]:
    """For each line, in the order meant, where a rollout without an audit would stop."""
    rows = {row.record.line: row.record for row in ground.facts.table(LineRow)}
    lines = list(dict.fromkeys(score.line for score in ground.judgement.scores))
    lines.sort(key=lambda line: (rows[line].rollout_order or 99) if line in rows else 99)
    return tuple(_tomorrow(ground, row) for row in forecast(ground.judgement, lines))


def _tomorrow(ground: Ground, row: Deployment) -> Tomorrow:
    stop = row.stop
    uses = [
        ground.use_name(f.use_case)
        for f in ground.findings(row.line)
        if stop and f.check is stop.check and f.outcome is stop.outcome
    ]
    return Tomorrow(
        number=row.number,
        line=row.line,
        line_name=ground.name(row.line).name,
        use_name="" if len(set(uses)) == len(ground.uses) else listed(dict.fromkeys(uses)),
        stage=row.domain or "nothing new stops it",
        behind=listed(row.behind),
        check_id=stop.check.check_id if stop else "",
        title=stop.check.title if stop else "",
        sentence=seen_text(stop) if stop else "",
    )


def tomorrow_sentence(rows: Iterable[Tomorrow]) -> str:
    """`Line 4 would have met the network, …`: the prediction in a sentence."""
    stops = [f"{row.line_name} the {row.stage}" for row in rows if row.check_id]
    if not stops:
        return "On no line is a gate known to fail."
    return f"Without this audit the rollout would have met, one after the other: {listed(stops)}."


def keep(ground: Ground) -> tuple[Keep, ...]:
    """What holds on the lines today and needs no work, most lines first."""
    good: dict[str, dict[str, None]] = {}
    bad: set[tuple[str, str]] = set()
    titles: dict[str, str] = {}
    for found in ground.judgement.findings:
        titles[found.check.check_id] = found.check.title
        if found.outcome is Outcome.PASS:
            good.setdefault(found.check.check_id, {})[found.line] = None
        else:
            bad.add((found.check.check_id, found.line))
    rows = [
        (check_id, [line for line in lines if (check_id, line) not in bad])
        for check_id, lines in good.items()
    ]
    rows = sorted(((c, on) for c, on in rows if on), key=lambda row: (-len(row[1]), row[0]))
    order = [name.line for name in ground.names]
    known = set(order)
    return tuple(
        Keep(titles[c], some(sorted(on, key=order.index) if known >= set(on) else on, LINES_SHOWN))
        for c, on in rows
    )


def questions(ground: Ground) -> tuple[tuple[Question, ...], str]:
    """What is not known, the cheapest to close first; gates before the rest at the same price."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for found in in_discovery_order(ground.judgement.findings):
        if found.outcome is Outcome.UNKNOWN:
            groups.setdefault((found.check.check_id, why_text(found.why)), []).append(found)
    rows = [_question(group) for group in groups.values()]
    rows.sort(key=lambda row: (row.minutes, not row.gate, row.check_id, row.lines))
    total = sum(row.minutes for row in rows)
    if not rows:
        return (), "Nothing is open."
    gates = sum(row.gate for row in rows)
    open_rows = f"{count(len(rows), 'question')} open"
    text = f"{open_rows}, {gates} of them decide a verdict; about {minutes(total)} in all."
    return tuple(rows), text


def _question(group: list[Finding]) -> Question:
    found = group[0]
    check = found.check
    first = _blocker(found)
    lines = some((f.line for f in group), LINES_SHOWN)
    return Question(
        row_key=f"{check.check_id}/{listed(f.line for f in group)}",
        check_id=check.check_id,
        lines=lines,
        ask=check.question,
        why=sentence(why_text(found.why)),
        close=f"Solve {first} first." if first else sentence(check.closes_unknown),
        minutes=0 if first else check.closes_minutes,
        minutes_text=f"after {first}" if first else minutes(check.closes_minutes),
        who=check.closes_who,
        gate=any(f.gate for f in group),
        weight=float(check.severity.weight * len({f.line for f in group})),
    )
