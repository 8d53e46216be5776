"""OPS-02: help that the pilot had and the other lines will not have by themselves.

Question: is the special help of the pilot known, and is there a plan for each?
Yes: every help on the list has a plan or a price for the next line. Warn: some have none. No: help
that nobody wrote down, found by evidence: an access point in no list, a throw-away script in the
data path. Not applicable: none, as two people say.

Example: defect_to_mes.py on QA-PC2 carries a flow of the pilot and stands in no list: fail.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.facts.model import Device, Stated
from audit.inventory.tables import ConditionRow, FlowRow
from audit.inventory.tables.data import ReuseClass
from audit.records import Why
from checks.baseline import stated_conditions
from checks.ground import Ground, answer, counted, ground, listed, unknown
from checks.line_devices import device_ground, devices_of, in_use
from checks.needed import flows_of, folded
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Theme
from checks.remembered import same_on_every_line
from checks.replied import Rows, by_reply, chosen
from checks.replies import matching, plain, replies, says_none, says_yes, unsure

HELP_ID, PLAN_ID = "special_help", "special_help_planned"
PLANNED = {
    "for every one": Outcome.PASS,
    "for some": Outcome.WARN,
    "for none": Outcome.WARN,
}
EXPECTED = "A plan or a price for every help that the pilot had expected"
_RADIO = ("accesspoint", "wifi", "wlan")
"""Words by which a list names an access point."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Help that evidence shows and no list names."""

    said: tuple[str, ...]
    on: Ground


@same_on_every_line
def judge(asked: Asked) -> Answer:
    """Hold what evidence shows of the pilot against its list of help, then ask for the plans."""
    listed_rows = stated_conditions(asked.facts, asked.use_case)
    rows = tuple(row for row in listed_rows if row.record.scaffolding)
    answers = replies(asked.facts, HELP_ID)
    told = folded(" ".join([*(row.record.scaffolding for row in rows),
                            *(row.record.answer for row in answers)]))  # fmt: skip
    hidden = _hidden(asked, told)
    if hidden.said:
        text = f"{EXPECTED}; nobody wrote down {listed(hidden.said)}"
        return answer(Outcome.FAIL, text, hidden.on + ground(rows),
                      measured=f"{len(hidden.said)} not written down")  # fmt: skip
    if rows:
        return _planned(asked, rows)
    known = tuple(row for row in answers if not unsure(row.record.answer))
    if known and all(says_none(row.record.answer) for row in known):
        return _none(known)
    return _told(asked, known)


def _told(asked: Asked, rows: Rows) -> Answer:
    """Judge the help that people named, all of it together; `yes` alone names none."""
    named = [row.record.answer for row in rows if not _only_yes_or_no(row.record.answer)]
    if named and not any(says_none(row.record.answer) for row in rows):
        return chosen(asked, PLAN_ID, f"{EXPECTED}; the pilot had: {listed(named)}", PLANNED)
    return by_reply(asked, HELP_ID, EXPECTED, _unnamed)


def _only_yes_or_no(text: str) -> bool:
    return (says_yes(text) and len(text.split()) == 1) or says_none(text) or _not_applicable(text)


def _not_applicable(text: str) -> bool:
    return plain(text).startswith(("not applicable", "n/a"))


def _unnamed(_: Rows, on: Ground) -> Answer:
    said = f"{EXPECTED}; there was help, and nobody wrote down which"
    return unknown(Why.NOT_ASKED, "which help the pilot had", said, on)


def _none(rows: Rows) -> Answer:
    on = matching(rows)
    people = {(row.record.side, row.record.answered_by or row.record.role) for row in rows}
    if len(people) > 1:
        return answer(Outcome.NA, "The pilot had no special help, as two people say", on)
    said = f"{EXPECTED}; one person says there was none, a second has to confirm it"
    return unknown(Why.NOT_ASKED, "a second person", said, on)


def _hidden(asked: Asked, told: str) -> _Found:
    pilot = asked.pilot
    radios = [d for d in devices_of(asked.facts, pilot) if _unlisted_radio(d)]
    if any(word in told for word in _RADIO):
        radios = []
    flows = [row for row in flows_of(asked.facts, pilot, asked.use_case) if _unsaid(row, told)]
    said = (*(f"the access point {d.name or d.device_id}" for d in radios),
            *(_script(row.record) for row in flows))  # fmt: skip
    return _Found(tuple(dict.fromkeys(said)), device_ground(radios) + ground(flows))


def _unlisted_radio(device: Device) -> bool:
    return device.role == "AP" and device.observed and not device.documented and in_use(device)


def _unsaid(row: Stated[FlowRow], told: str) -> bool:
    """Whether a throw-away script carries a flow that runs, and the list names neither the script
    nor its host.
    """
    flow = row.record
    if flow.exists is False or flow.reuse_class is not ReuseClass.THROW_AWAY:
        return False
    names = [folded(name) for name in (flow.code_name, flow.code_host, flow.connector) if name]
    return bool(names) and not any(name in told for name in names)


def _script(flow: FlowRow) -> str:
    name = flow.code_name or flow.connector or "a script"
    where = f" on {flow.code_host}" if flow.code_host else ""
    return f"the throw-away script {name}{where} in {flow.flow_id}"


def _planned(asked: Asked, rows: tuple[Stated[ConditionRow], ...]) -> Answer:
    items = listed(f"{row.record.condition_id} ({row.record.scaffolding})" for row in rows)
    expected = f"{EXPECTED}; {counted(len(rows), 'help', 'helps')} listed: {items}"
    got = chosen(asked, PLAN_ID, expected, PLANNED)
    if got.outcome is Outcome.NA:
        text = f"{got.sentence}; a help on the list cannot do without a plan"
        return unknown(Why.CONFLICT, PLAN_ID, text, ground(rows))
    return got


CHECK = Check(
    check_id="OPS-02",
    theme=Theme.OPERATIONS,
    title="Special help the pilot had is known and either reproducible or planned",
    question="Which special help did the pilot have, and is there a plan for each?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=7,
    work_packages=("WP-38",),
    max_age_days=365,
    thresholds=(),
    basis="project method",
    so_what="The second line gets the technology of the pilot without the engineer who stood next"
    " to it for four months.",
    remedy="Put each help on the list and decide: build it in, price it, or switch it off on the"
    " pilot and look.",
    closes_unknown="Two people of the pilot team asked apart which help the pilot had that the next"
    " line will not have",
    closes_minutes=30,
    closes_who="pilot team",
    judge=judge,
    scope="pilot line",
    not_applicable_when="none (confirmed by two people)",
)
