"""DAT-03: what it would take to have the pilot's connectors on another line.

Question: can the pilot's connectors be configured for the next line, or must they be written again?
Yes: at least 80 % are configuration or a template, and none has addresses or tags written into it.
No: fewer than 50 %, or one is hard-coded. Not applicable: the pilot has no flow of the use case.

Example: of the pilot's two flows one is a template and one a throw-away script with hard-coded
addresses: fail on every line.
"""

from __future__ import annotations

from audit.facts.model import Stated
from audit.inventory.tables import FlowRow
from audit.inventory.tables.data import ReuseClass
from audit.records import Grade, Why
from checks.ground import (
    answer,
    counted,
    ground,
    listed,
    percent,
    same_at_both_ends,
    share_outcome,
    unknown,
)
from checks.needed import flows_of
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit

REUSABLE = {ReuseClass.CONFIG, ReuseClass.TEMPLATE}
Flow = Stated[FlowRow]


def judge(asked: Asked) -> Answer:
    """Classify the pilot's flows; the answer is the same on every line."""
    facts, pilot = asked.facts, asked.pilot
    if not facts.table(FlowRow):
        return unknown(Why.NOT_ASKED, "no flow list", f"No flow list of the pilot {pilot}")
    flows = tuple(
        row for row in flows_of(facts, pilot, asked.use_case) if row.record.exists is not False
    )
    if not flows:
        text = f"The pilot {pilot} has no flow of {asked.use_case} to reuse"
        return answer(Outcome.NA, text, ground(facts.table(FlowRow)))
    return _classified(asked, flows)


def _classified(asked: Asked, flows: tuple[Flow, ...]) -> Answer:
    good = [row for row in flows if row.record.reuse_class in REUSABLE]
    hard = [row for row in flows if row.record.hard_coded]
    blank = [row for row in flows if row.record.reuse_class is ReuseClass.UNSAID]
    share = percent(len(good), len(flows))
    outcome = same_at_both_ends(
        _outcome(share, asked), _outcome(percent(len(good) + len(blank), len(flows)), asked)
    )
    measured = f"{len(good)} of {len(flows)} reusable"
    text = _sentence(asked, flows, len(good), hard, blank)
    targets = tuple(_target(row) for row in flows)
    on = ground(flows)
    if hard:
        outcome = Outcome.FAIL
    if outcome is Outcome.UNKNOWN:
        detail = "reuse_class is not stated for every flow"
        return unknown(Why.NOT_ASKED, detail, text, on, measured=measured, targets=targets)
    return answer(outcome, text, on, measured=measured, value=share, targets=targets)


def _outcome(share: float, asked: Asked) -> Outcome:
    return share_outcome(share, asked.limits["pass_from"], asked.limits["warn_from"])


def _target(row: Flow) -> Target:
    flow, evidence = row.record, (row.evidence,)
    if flow.hard_coded:
        said = f"{_name(row)} has addresses or tags written into it"
        return Target(flow.flow_id, Outcome.FAIL, said, evidence=evidence)
    if flow.reuse_class in REUSABLE:
        said = f"{_name(row)} is {flow.reuse_class}"
        return Target(flow.flow_id, Outcome.PASS, said, evidence=evidence)
    said = f"{_name(row)} is {flow.reuse_class or 'not classified'}"
    return Target(flow.flow_id, Outcome.WARN, said, evidence=evidence)


def _name(row: Flow) -> str:
    flow = row.record
    return f"{flow.flow_id} ({flow.connector})" if flow.connector else flow.flow_id


def _sentence(
    asked: Asked, flows: tuple[Flow, ...], good: int, hard: list[Flow], blank: list[Flow]
) -> str:
    text = (
        f"Pilot {asked.pilot}: at least {asked.limits['pass_from']:g} % of the connectors expected"
        f" reusable by configuration; seen {good} of {counted(len(flows), 'flow')}"
    )
    rewritten = [
        row
        for row in flows
        if row.record.reuse_class in {ReuseClass.CODE, ReuseClass.THROW_AWAY} and row not in hard
    ]
    if hard:
        text += f"; hard-coded: {listed(map(_name, hard))}"
    if rewritten:
        text += f"; to be written again: {listed(map(_name, rewritten))}"
    if blank:
        text += f"; not classified: {listed(map(_name, blank))}"
    return text


CHECK = Check(
    check_id="DAT-03",
    theme=Theme.DATA_PATH,
    title="The pilot's connectors can be reused by configuration",
    question="What of the pilot's connectors can be configured for another line?",
    severity=Severity.HIGH,
    gate=GateRule.IF_LOAD_BEARING,
    stage=6,
    work_packages=("WP-26",),
    max_age_days=365,
    thresholds=(
        Limit("pass_from", 80, "%", "pilot flows that are configuration or template: pass from"),
        Limit("warn_from", 50, "%", "pilot flows that are configuration or template: warn from"),
    ),
    basis="project default: below it the second line costs as much as the first",
    so_what="Each further line is a new software project instead of an afternoon of configuration.",
    remedy="Move addresses and tags of the connectors named here into a configuration file per line"
    " before the second line starts.",
    closes_unknown="One line per pilot flow: configuration, template, code or throw-away, and"
    " whether addresses are written into it",
    closes_minutes=20,
    closes_who="builder of the pilot",
    judge=judge,
    min_grade=Grade.C,
    scope="flow",
    not_applicable_when="no pilot flow of that kind",
)
