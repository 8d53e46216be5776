"""The first page: the sentence that answers, the foundation strip, the decisions."""

from __future__ import annotations

import math
from collections import Counter

from checks.records import Finding, Outcome, Theme, Verdict
from planning.records import Decision
from reports.model.ground import Ground
from reports.model.lines import economic, line_cost, worst_verdict
from reports.model.marks import OUTCOMES, UNJUDGED, VERDICTS, WORST
from reports.model.outlook import StripTally, VerdictTally
from reports.model.records import Answer, DecisionRow, LineName, Mark, StripCell, StripRow
from reports.model.words import count, day, minutes, money, percent, sentence, shorten, some

FOUNDATIONS: tuple[tuple[str, tuple[Theme, ...]], ...] = (
    ("Network", (Theme.NETWORK,)),
    ("Wireless", (Theme.WIRELESS,)),
    ("Identity and security", (Theme.IDENTITY, Theme.SECURITY)),
    ("Data path", (Theme.CONTROLLERS, Theme.DATA_PATH)),
    ("Ownership", (Theme.OWNERSHIP,)),
)
DECISIONS_SHOWN = 3
NAMED = 4
"""Lines that the answer names one by one."""
TALLY_NAMES = 12


def answer(ground: Ground) -> Answer:
    """The first page."""
    rows = decisions(ground)
    left = len(rows) - DECISIONS_SHOWN
    plan = ground.plan
    return Answer(
        sentence=_sentence(ground),
        coverage=_coverage(ground),
        weeks_from=f"Weeks count from {day(plan.start)}, the plan's first day." if plan else "",
        strip=strip(ground),
        decisions=rows[:DECISIONS_SHOWN],
        more_decisions=f"{count(left, 'more decision')} in the plan" if left > 0 else "",
        no_decisions="" if rows else _no_decisions(ground),
    )


def _no_decisions(ground: Ground) -> str:
    if ground.plan is None:
        return "There is no plan yet, so no decision has a date."
    return "The plan waits for no decision."


def decisions(ground: Ground) -> tuple[DecisionRow, ...]:
    """The plan's decisions, the earliest first."""
    found = ground.plan.decisions if ground.plan else ()
    return tuple(_decision(ground, d) for d in sorted(found, key=lambda d: (d.by, d.what)))


def _decision(ground: Ground, decision: Decision) -> DecisionRow:
    cost = decision.cost_of_waiting_per_week
    return DecisionRow(
        what=sentence(decision.what),
        who=decision.who,
        by=decision.by,
        by_text=day(decision.by),
        waiting=cost,
        waiting_text=f"{money(cost, ground.currency)} a week" if cost else "not priced",
    )


def _sentence(ground: Ground) -> str:
    if not ground.names:
        return (
            "No line is known yet. Fill in inventory/lines.csv, or import files that name the"
            " lines, and judge again."
        )
    parts = [_pilot(ground), _followers(ground)]
    return " ".join(part for part in parts if part)


def _pilot(ground: Ground) -> str:
    pilot, *more = ground.pilots or (None,)
    if pilot is None:
        return "No pilot line is named yet, so there is nothing to hold the lines against."
    if more:
        return " ".join(_one_of_several(ground, name) for name in ground.pilots)
    baselines = ground.judgement.baselines
    number = len({c.condition_id for b in baselines for c in b.conditions})
    if any(b.refusals for b in baselines):
        refusal = next(r for b in baselines for r in b.refusals)
        return f"{pilot.name} cannot serve as the pilot yet: {sentence(refusal)}"
    if not number:
        return f"Nobody has written down yet what made the pilot on {pilot.name} work."
    if not all(b.valid for b in baselines):
        return (
            f"{count(number, 'condition is', 'conditions are')} written down for the pilot on"
            f" {pilot.name}, but nobody has signed them."
        )
    return f"The pilot works on {pilot.name} under {count(number, 'condition')}."


def _one_of_several(ground: Ground, pilot: LineName) -> str:
    """What `_pilot` says, of one pilot among several and its own use cases."""
    judged = ground.judgement
    baselines = [b for b in judged.baselines if judged.pilot_of(b.use_case) == pilot.line]
    number = len({c.condition_id for b in baselines for c in b.conditions})
    refusal = next((r for b in baselines for r in b.refusals), "")
    uses, name = pilot.proved, pilot.name
    if refusal:
        return f"{name} cannot serve as the pilot of {uses} yet: {sentence(refusal)}"
    if not number:
        return f"Nobody has written down yet what made the pilot of {uses} on {name} work."
    if not all(b.valid for b in baselines):
        are = count(number, "condition is", "conditions are")
        return f"{are} written down for the pilot of {uses} on {name}, but nobody has signed them."
    return f"The pilot of {uses} works on {name} under {count(number, 'condition')}."


def _followers(ground: Ground) -> str:
    """Lines with a date first, the earliest first; then those that wait, and for what."""
    dated = sorted((weeks, name.name) for name in ground.others if (weeks := _weeks(ground, name)))
    texts = [
        f"{name} can follow in about {count(weeks, 'week')}"
        if number == 0
        else f"{name} in {weeks}"
        for number, (weeks, name) in enumerate(dated[:NAMED])
    ]
    if len(dated) > NAMED:
        texts.append(f"{len(dated) - NAMED} more by week {dated[-1][0]}")
    follow = ", ".join(texts) + "." if texts else ""
    still = [name for name in ground.others if not _weeks(ground, name)]
    if len(still) > NAMED:
        return " ".join(part for part in (follow, *_waiting(ground, still)) if part)
    waiting = [_waits(ground, name) for name in still]
    return " ".join(part for part in (follow, *waiting) if part)


def _waiting(ground: Ground, still: list[LineName]) -> list[str]:
    """On a plant of many lines: how many wait, and with which verdict."""
    scored = {name: scores for name in still if (scores := ground.scores(name.line))}
    costly = sum(economic(scores) for scores in scored.values())
    verdicts = Counter(worst_verdict(s) for s in scored.values() if not economic(s))
    texts = [f"{count(costly, 'line is', 'lines are')} not worth it now." if costly else ""]
    texts += [
        f"{count(verdicts[verdict], 'line is', 'lines are')} {verdict.lower()}."
        for verdict in WORST
        if verdicts[verdict]
    ]
    return texts


def tallies(ground: Ground) -> tuple[VerdictTally, ...]:
    """How many lines have which verdict, the best first."""
    groups: dict[Verdict, list[LineName]] = {}
    for name in ground.others:
        scores = ground.scores(name.line)
        if scores:
            groups.setdefault(worst_verdict(scores), []).append(name)
    return tuple(
        VerdictTally(
            VERDICTS[verdict],
            len(groups[verdict]),
            some((name.name for name in groups[verdict]), TALLY_NAMES),
            tuple(groups[verdict]),
        )
        for verdict in reversed(WORST)
        if verdict in groups
    )


def strip_tallies(rows: tuple[StripRow, ...]) -> tuple[StripTally, ...]:
    """Each foundation over all lines: how many have which mark, the worst first."""
    order = ("bad", "open", "warn", "enough", "good", "none")
    return tuple(
        StripTally(
            row.name,
            tuple(
                sorted(
                    Counter(cell.mark for cell in row.cells).items(),
                    key=lambda item: order.index(item[0].tone),
                )
            ),
        )
        for row in rows
    )


def _weeks(ground: Ground, name: LineName) -> int | None:
    """Weeks from the plan's start until the first use case is live; None: no date."""
    if ground.plan is None:
        return None
    weeks = [value.week for value in ground.plan.values if value.line == name.line]
    if weeks:
        return min(weeks)
    cost = line_cost(ground, name.line)
    last = (cost.live_on or cost.ready_on) if cost else None
    return max(1, math.ceil(((last - ground.plan.start).days + 1) / 7)) if last else None


def _waits(ground: Ground, name: LineName) -> str:
    scores = ground.scores(name.line)
    if not scores:
        return f"{name.name} was not judged."
    if economic(scores):
        return f"{name.name} is not worth it now{_why_not_worth(ground, name)}."
    left = [
        x for x in (ground.plan.left_out if ground.plan else ()) if x.what in (name.line, name.name)
    ]
    match worst_verdict(scores):
        case Verdict.READY:
            return f"{name.name} is ready."
        case Verdict.READY_WITH_CONDITIONS:
            return f"{name.name} is ready with conditions."
        case _ if left:
            return f"{name.name} is left out of this plan: {sentence(left[0].why)}"
        case Verdict.NOT_PROVEN:
            questions = {q for s in scores for q in s.questions}
            time = max(s.question_minutes for s in scores)
            more = f": {count(len(questions), 'question')}, {minutes(time)}" if questions else ""
            return f"{name.name} is not proven{more}."
        case Verdict.NOT_READY:
            blockers = {b for s in scores for b in s.blockers}
            first = _title(ground, scores[0].first_blocker)
            gates = count(len(blockers), "gate fails", "gates fail")
            return f"{name.name} is not ready: {gates}{first}."


def _title(ground: Ground, check_id: str) -> str:
    title = next(
        (f.check.title for f in ground.judgement.findings if f.check.check_id == check_id), ""
    )
    return f", first of all {check_id} ({title})" if title else ""


def _why_not_worth(ground: Ground, name: LineName) -> str:
    for found in ground.findings(name.line):
        if found.check.check_id in ("OPS-07", "OPS-14") and found.outcome is Outcome.FAIL:
            return f" ({shorten(found.measured, 60)})" if found.measured else ""
    return ""


def _coverage(ground: Ground) -> str:
    scores = ground.judgement.scores
    weight = sum(score.foundation.weight for score in scores)
    if not scores:
        return "Nothing has been judged yet."
    if weight:
        share = sum(s.foundation.coverage * s.foundation.weight for s in scores) / weight
    else:
        share = sum(s.foundation.coverage for s in scores) / len(scores)
    if share >= 0.9995:
        return "Every question that matters was answered."
    rest = "the rest is unknown, never assumed good"
    return f"{percent(share)} of what matters was assessed; {rest}."


def strip(ground: Ground) -> tuple[StripRow, ...]:
    """Five foundations against all lines."""
    return tuple(
        StripRow(name, tuple(_cell(ground.findings(line.line), themes) for line in ground.names))
        for name, themes in FOUNDATIONS
    )


def _cell(found: tuple[Finding, ...], themes: tuple[Theme, ...]) -> StripCell:
    """✖ where a gate fails, ? where one is open, ▲ where anything else is not right."""
    here: dict[str, Finding] = {}
    for f in found:
        if f.check.theme in themes and f.outcome not in (Outcome.NA, Outcome.NOT_BUILT):
            kept = here.get(f.check.check_id)
            here[f.check.check_id] = f if kept is None or badness(f) > badness(kept) else kept
    tally = Counter(f.outcome for f in here.values())
    if not here:
        asked = any(f.check.theme in themes for f in found)
        return StripCell(UNJUDGED, "does not apply" if asked else "not judged")
    good = tally[Outcome.PASS]
    return StripCell(_strip_mark(list(here.values())), f"{good} of {len(here)} hold")


def badness(found: Finding) -> int:
    """How bad an outcome is: the worst of the use cases counts."""
    order = (Outcome.PASS, Outcome.WARN, Outcome.UNKNOWN, Outcome.FAIL)
    return order.index(found.outcome) if found.outcome in order else 0


def _strip_mark(found: list[Finding]) -> Mark:
    gates = {f.outcome for f in found if f.gate and f.waiver is None}
    outcomes = {f.outcome for f in found}
    for outcome in (Outcome.FAIL, Outcome.UNKNOWN):
        if outcome in gates or outcomes == {outcome}:
            return OUTCOMES[outcome]
    return OUTCOMES[Outcome.PASS] if outcomes == {Outcome.PASS} else OUTCOMES[Outcome.WARN]
