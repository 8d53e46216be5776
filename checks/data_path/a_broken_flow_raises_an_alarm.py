"""DAT-12: who learns first that a flow has stopped.

Question: does a broken flow raise an alarm to a named person?
Yes: every running load-bearing flow is monitored, and the alarm was tested. No: half of them or
fewer are, or the users find out. Not applicable: never. The flow list outweighs an answer; when
both speak and the answer is worse, somebody must say which is right.

Example: 2 of 3 flows are monitored: warn, naming the third.
"""

from __future__ import annotations

from dataclasses import replace

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import FlowRow
from audit.records import Grade, Why
from checks.applies import applies
from checks.ground import Ground, answer, counted, ground, listed, naming, percent, unknown
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.remembered import once
from checks.replied import chosen

QUESTION_ID = "flow_alarm"
CHOICES = {
    "a tested alarm to a named person": Outcome.PASS,
    "an alarm that was never tested": Outcome.WARN,
    "the people who use the data notice": Outcome.FAIL,
}
Flows = tuple[Stated[FlowRow], ...]


def judge(asked: Asked) -> Answer:
    """Count the monitored flows of the whole plant, then ask about the alarm."""
    return _of_plant(asked.facts, asked.use_case, asked.limits["most_over"])


@once
def _of_plant(facts: PlantFacts, use_case: str, most: float) -> Answer:
    """The same for every line."""
    asked = Asked(facts, "", use_case, {"most_over": most})
    flows = tuple(
        row for row in facts.table(FlowRow)
        if row.record.use_case in ("", use_case) and row.record.exists
        and row.record.load_bearing is not False
    )  # fmt: skip
    expected = "A broken flow is expected to raise an alarm"
    said = applies(chosen(asked, QUESTION_ID, expected, CHOICES))
    if all(row.record.monitored is None for row in flows):
        return said
    got = _by_flows(asked, flows, said)
    every = ground(row for row in facts.table(FlowRow) if row.record.use_case in ("", use_case))
    named = naming(Ground(got.evidence), Ground(said.evidence), every)
    return replace(got, evidence=named.evidence)


def _by_flows(asked: Asked, flows: Flows, said: Answer) -> Answer:
    watched = [row for row in flows if row.record.monitored]
    unsaid = [row.record.flow_id for row in flows if row.record.monitored is None]
    blind = [row.record.flow_id for row in flows if row.record.monitored is False]
    share = percent(len(watched), len(flows))
    targets = tuple(_target(row) for row in flows)
    words = f"{len(watched)} of {counted(len(flows), 'flow')} monitored"
    text = f"Every running load-bearing flow of {asked.use_case} expected to be monitored; {words}"
    text += f"; nobody watches {listed(blind)}" if blind else ""
    on = ground(flows)
    most = asked.limits["most_over"]
    if percent(len(watched) + len(unsaid), len(flows)) <= most:
        return answer(Outcome.FAIL, text, on, measured=words, value=share, targets=targets)
    if unsaid and (share <= most or not blind):
        text = f"{text}; of {listed(unsaid)} nobody says"
        return unknown(Why.NOT_ASKED, "monitored is not stated for every flow", text, on,
                       measured=words, targets=targets)  # fmt: skip
    if said.outcome is Outcome.FAIL:
        text = f"{text}; but an answer says that the users notice first"
        return unknown(Why.CONFLICT, "flow list and answer", text, on, targets=targets)
    if blind:
        return answer(Outcome.WARN, text, on, measured=words, value=share, targets=targets)
    return _alarm(said, text, words, flows, targets)


def _alarm(
    said: Answer, text: str, words: str, flows: Flows, targets: tuple[Target, ...]
) -> Answer:
    """All flows are monitored: what is left is whether the alarm reaches somebody."""
    on = ground(flows)
    if said.outcome is Outcome.WARN:
        text = f"{text}; the alarm was never tested"
        return answer(Outcome.WARN, text, on, measured=words, value=100.0, targets=targets)
    if said.outcome is Outcome.PASS:
        on = type(on)(said.evidence, said.grade, said.oldest) + on
        text = f"{text}; the alarm was tested"
        return answer(Outcome.PASS, text, on, measured=words, value=100.0, targets=targets)
    why = said.why.why if said.why is not None else Why.NOT_ASKED
    text = f"{text}; whether the alarm was tested is not known"
    return unknown(why, QUESTION_ID, text, on, measured=words, targets=targets)


def _target(row: Stated[FlowRow]) -> Target:
    flow = row.record
    if flow.monitored is None:
        outcome, said = Outcome.WARN, "not said to be monitored"
    else:
        outcome = Outcome.PASS if flow.monitored else Outcome.FAIL
        said = "monitored" if flow.monitored else "not monitored"
    return Target(flow.flow_id, outcome, f"{flow.flow_id} is {said}", evidence=(row.evidence,))


CHECK = Check(
    check_id="DAT-12",
    theme=Theme.DATA_PATH,
    title="A broken flow raises an alarm to a named person",
    question="Who learns first that a flow has stopped, and from what?",
    severity=Severity.MEDIUM,
    gate=GateRule.IF_LOAD_BEARING,
    stage=6,
    work_packages=("WP-33",),
    max_age_days=365,
    thresholds=(Limit("most_over", 50, "%", "of the flows monitored: warn above"),),
    basis="project default: more than half is most",
    so_what="A flow stands still over a weekend, and the first to notice is the person who needed"
    " the number on Monday.",
    remedy="Alarm when a flow's last value is older than ten periods, send it to one person on"
    " duty, and pull the plug once to see it arrive.",
    closes_unknown="Alarm list of the monitoring tool with its recipients, and the date of the last"
    " test",
    closes_minutes=15,
    closes_who="integration engineer",
    judge=judge,
    min_grade=Grade.C,
    scope="plant",
)
