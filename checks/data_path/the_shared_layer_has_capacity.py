"""DAT-13: whether the shared layer carries all planned lines, also when one part of it fails.

Question: has the shared layer room for all planned lines, and no single point of failure?
Yes: it can carry twice the planned load, and another node takes over by itself. No: the planned
load does not fit, the licence ends before the last line, or nothing stands by. Not applicable:
there is no shared layer yet (DAT-02). The planned load is today's at its busiest, per connected
line, times all lines.

Example: 1 of 4 lines is connected and takes 20 % of the layer: the planned load is 80 %: warn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from audit.facts.model import PlantFacts
from audit.inventory.tables import FlowRow
from audit.inventory.tables.data import Via
from audit.records import Unknown, Why
from checks.ground import NOTHING, Ground, answer, counted, ground, in_words, naming, rolled_up
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.remembered import once
from checks.replied import chosen, measured, number_in
from checks.replies import matching, replies, says_no, says_none

LOAD_ID = "layer_load_percent"
LICENCE_ID = "layer_licence_lines"
STANDBY_ID = "layer_standby"
EXISTS_ID = "layer_exists"
STANDBY = {
    "another node takes over by itself": Outcome.PASS,
    "a spare that people start": Outcome.WARN,
    "nothing": Outcome.FAIL,
}


@dataclass(frozen=True, slots=True)
class Part:
    """One of the three things a layer needs."""

    target: Target
    on: Ground


def judge(asked: Asked) -> Answer:
    """Judge load, licence and standby of the plant; the worst decides."""
    limits = asked.limits
    return _of_plant(asked.facts, asked.use_case, limits["pass_times"], limits["warn_times"])


@once
def _of_plant(facts: PlantFacts, use_case: str, pass_times: float, warn_times: float) -> Answer:
    """The same for every line."""
    asked = Asked(facts, "", use_case, {"pass_times": pass_times, "warn_times": warn_times})
    none = _no_layer(facts)
    if none is not None:
        return answer(Outcome.NA, "No shared layer carries a flow yet (DAT-02)", none)
    parts = (_load(asked), _licence(asked), _standby(asked))
    targets = tuple(part.target for part in parts)
    on = NOTHING
    for part in parts:
        on = on + part.on
    on = naming(on, ground(r for r in facts.table(FlowRow) if r.record.via is Via.LAYER))
    number = counted(len(facts.lines), "line")
    text = (
        f"The shared layer is expected to carry {asked.limits['pass_times']:g} times the load of"
        f" all {number} and to survive the loss of one part"
    )
    details = in_words(targets) or "; ".join(target.sentence for target in targets)
    return rolled_up(targets, f"{text}; {details}", on, measured=parts[0].target.sentence)


def _no_layer(facts: PlantFacts) -> Ground | None:
    running = [row for row in facts.table(FlowRow) if row.record.exists is not False]
    if any(row.record.via is Via.LAYER for row in running):
        return None
    said = replies(facts, EXISTS_ID)
    if said and all(says_no(row.record.answer) for row in said):
        return matching(said)
    stated = [row for row in running if row.record.exists]
    direct = bool(stated) and all(row.record.via is Via.DIRECT for row in running)
    return ground(stated) if direct and not said else None


def _connected(facts: PlantFacts) -> int:
    """Return the lines of which a flow runs over the layer today."""
    flows = [row.record for row in facts.table(FlowRow)]
    return len({f.line for f in flows if f.exists and f.via is Via.LAYER and f.line})


def load_today(asked: Asked) -> tuple[float | None, int]:
    """Return the layer's load in percent, as somebody said, and the lines connected to it today."""
    got = measured(asked, LOAD_ID, "Load", lambda _: Outcome.PASS, larger_is_better=False)
    known = got.value is not None and got.value < 0
    return (-(got.value or 0.0) if known else None), _connected(asked.facts)


def _load(asked: Asked) -> Part:
    lines, connected = max(len(asked.facts.lines), 1), _connected(asked.facts)

    def outcome(load: float) -> Outcome:
        times = 100.0 / load * connected / lines if load > 0 else 0.0
        if times >= asked.limits["pass_times"]:
            return Outcome.PASS
        return Outcome.WARN if times >= asked.limits["warn_times"] else Outcome.FAIL

    got = measured(asked, LOAD_ID, "Load", outcome, unit="% at its busiest today",
                   larger_is_better=False)  # fmt: skip
    load = -(got.value or 0.0)
    if got.outcome is Outcome.UNKNOWN:
        return _part("load", got, "what the layer carries today is not known")
    if not connected or load <= 0:
        why = Unknown(Why.NO_EVIDENCE, "load per line")
        got = replace(got, outcome=Outcome.UNKNOWN, why=why)
        return _part("load", got, f"{load:g} % of load and {counted(connected, 'connected line')}"
                     " give no load per line")  # fmt: skip
    planned = load / connected * lines
    said = f"{load:g} % with {counted(connected, 'line')}, {planned:g} % with all {lines}"
    return _part("load", got, said)


def _licence(asked: Asked) -> Part:
    rows = replies(asked.facts, LICENCE_ID)
    if rows and all(says_none(r.record.answer) or r.record.answer.casefold().startswith("unlimited")
                    for r in rows):  # fmt: skip
        got = answer(Outcome.PASS, "", matching(rows))
        return _part("licence", got, "the licence sets no limit")
    lines = len(asked.facts.lines)

    def outcome(most: float) -> Outcome:
        return Outcome.PASS if most >= lines else Outcome.FAIL

    got = measured(asked, LICENCE_ID, "Licence", outcome)
    if got.outcome is Outcome.UNKNOWN:
        return _part("licence", got, "how many lines the licence allows is not known")
    most = number_in(got.measured) or 0.0
    return _part("licence", got, f"the licence allows {most:g} of {counted(lines, 'line')}")


def _standby(asked: Asked) -> Part:
    got = chosen(asked, STANDBY_ID, "Standby", STANDBY)
    if got.outcome is Outcome.UNKNOWN:
        return _part("standby", got, "what takes over when a node fails is not known")
    return _part("standby", got, f"when a node fails: {got.measured}")


def _part(name: str, got: Answer, sentence: str) -> Part:
    target = Target(name, got.outcome, sentence, got.why, got.evidence)
    return Part(target, Ground(got.evidence, got.grade, got.oldest))


CHECK = Check(
    check_id="DAT-13",
    theme=Theme.DATA_PATH,
    title="The shared layer has capacity and no single point of failure for all planned lines",
    question="Has the shared layer room for all planned lines, and what happens when a part of it"
    " fails?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=6,
    work_packages=("WP-25",),
    max_age_days=180,
    thresholds=(
        Limit("pass_times", 2, "times", "capacity over the load of all lines: pass from"),
        Limit("warn_times", 1, "times", "capacity over the load of all lines: warn from"),
    ),
    basis="project default: twice the plan leaves room for the second use case; a single broker"
    " stops every line at once",
    so_what="The third line slows down the first two, or one restart of a server stops the data of"
    " the whole plant.",
    remedy="Add a second node that takes over by itself before the third line, and order the"
    " licence for all lines at once.",
    closes_unknown="Highest load of broker or integration server in a week, its licence, and what"
    " takes over when it stops",
    closes_minutes=20,
    closes_who="owner of the integration layer",
    judge=judge,
    scope="plant",
    not_applicable_when="no shared layer yet (see DAT-02)",
)
