"""PLC-04: whether each controller is still sold, or spares are at hand for the planned time.

Question: can every controller of the line be bought again, or are there spares?
Yes: it is sold, or tested spares last for five years. Warn: its end is announced, only spares are
sold, or it is obsolete with a tested spare. No: obsolete without a tested spare. Not applicable:
never. The plant's own tables win over the shipped one; a type in neither is unknown.

Example: PLC-L2-1 is an SLC 500, obsolete; nobody ever tested the spare on the shelf: fail.
"""

from __future__ import annotations

from audit.records import Unknown, Why
from checks.applies import applies
from checks.ground import NOTHING, Ground, counted, in_words, naming, rolled_up, unknown
from checks.lifecycles import Sold, State, sold
from checks.needed import Controller, controllers
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.replied import chosen

QUESTION_ID = "controller_spares"
LASTING, TESTED = "tested spares for five years or longer", "a tested spare"
UNTESTED, NONE = "spares that nobody tested", "no spare"
CHOICES = {
    LASTING: Outcome.PASS,
    TESTED: Outcome.WARN,
    UNTESTED: Outcome.WARN,
    NONE: Outcome.FAIL,
}


def judge(asked: Asked) -> Answer:
    """Judge each controller of the line; the worst decides."""
    line = asked.line
    found = controllers(asked.facts, line)
    if not found:
        text = f"{line}: no controller of the line is known, so its type is not"
        return unknown(Why.BLOCKED_BY, "PLC-01", text)
    spares = applies(chosen(asked, QUESTION_ID, f"{line}: spares", CHOICES))
    states = [(controller, sold(asked.facts, controller)) for controller in found]
    targets = tuple(_target(controller, state, spares) for controller, state in states)
    on = NOTHING
    for _, state in states:
        on = on + (state.on if state else NOTHING)
    on = _with_spares(on, states, spares)
    good = sum(target.outcome is Outcome.PASS for target in targets)
    text = f"{line}: every controller expected to be sold, or to have spares for five years"
    details = in_words(targets) or f"{good} of {counted(len(targets), 'controller')}"
    measured = f"{good} of {len(targets)} sold or with spares"
    value = 100.0 * good / len(targets)
    return rolled_up(targets, f"{text}; {details}", on, measured=measured, value=value)


def _with_spares(on: Ground, states: list[tuple[Controller, Sold | None]], said: Answer) -> Ground:
    """Spares are part of the ground as soon as one controller needs them."""
    spares = Ground(said.evidence, said.grade, said.oldest)
    if any(state and state.state is not State.ACTIVE for _, state in states):
        return on + spares
    return naming(on, spares)


def _target(controller: Controller, found: Sold | None, spares: Answer) -> Target:
    name = controller.label
    if found is None:
        said = controller.row.record.lifecycle if controller.row else ""
        words = f'"{said}" is no known state' if said else "is in no lifecycle table"
        what = controller.model or controller.family
        if not what:
            why = Unknown(Why.BLOCKED_BY, "PLC-01")
            return Target(name, Outcome.UNKNOWN, f"{name}: its model is not known", why)
        why = Unknown(Why.NOT_IN_LIFECYCLE_TABLE, what)
        return Target(name, Outcome.UNKNOWN, f"{name} {words}", why)
    evidence = tuple(sorted({*found.on.evidence, *spares.evidence}))
    text = f"{name} is {found.state} ({found.source})"
    if found.state is State.ACTIVE:
        return Target(name, Outcome.PASS, text, evidence=found.on.evidence)
    if spares.outcome is Outcome.UNKNOWN:
        said = f"{text}; {spares.sentence}"
        return Target(name, Outcome.UNKNOWN, said, spares.why, evidence)
    outcome = _outcome(found.state, spares.measured)
    return Target(name, outcome, f"{text}; {spares.measured}", evidence=evidence)


def _outcome(state: State, spares: str) -> Outcome:
    said = spares.casefold()
    if said == LASTING:
        return Outcome.PASS
    if state is State.OBSOLETE and said != TESTED:
        return Outcome.FAIL
    return Outcome.WARN


CHECK = Check(
    check_id="PLC-04",
    theme=Theme.CONTROLLERS,
    title="The controller is still sold or has spares for the planned horizon",
    question="Is each controller still sold, or are there tested spares for five years?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=1,
    work_packages=("WP-31",),
    max_age_days=730,
    thresholds=(),
    basis="vendors' lifecycle notices as the plant filed them, else checks/data/controllers.csv"
    " (secondary sources, verify with the vendor); five years are a project default",
    so_what="The controller dies, no new one can be bought, and the line stands until somebody"
    " finds a used one.",
    remedy="Buy one spare now and run the program on it once; plan the migration with the next"
    " rebuilding.",
    closes_unknown="The vendor's lifecycle notice of each controller type with its date, and how"
    " many tested spares there are",
    closes_minutes=20,
    closes_who="controls engineer",
    judge=judge,
    scope="controller",
)
