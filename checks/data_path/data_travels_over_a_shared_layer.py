"""DAT-02: how the required flows of a use case travel.

Question: does the line's data travel over a shared integration layer, or over one-off links?
Yes: at least 80 % of the required flows go through the layer. No: fewer than 50 %. Not applicable:
a use case of a single flow. A broker at which its flows end and that took an anonymous connection
is named beside the answer.

Example: 1 of 5 required flows goes through the layer: fail, with the links that all lines would
need.
"""

from __future__ import annotations

from audit.facts.model import Stated
from audit.inventory.tables import FlowRow
from audit.inventory.tables.data import Via
from audit.records import Grade, Why
from checks.brokers import telling_of_brokers
from checks.ground import (
    answer,
    counted,
    ground,
    listed,
    naming,
    percent,
    same_at_both_ends,
    share_outcome,
    unknown,
)
from checks.links import basis, links_today, project
from checks.needed import required_flows
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Theme
from checks.records import Threshold as Limit
from checks.talkers import talker_pairs, unlisted

Flows = tuple[Stated[FlowRow], ...]


def judge(asked: Asked) -> Answer:
    """Compare the share of flows over the layer with the limits, then the list with the traffic."""
    return telling_of_brokers(asked, _judged(asked))


def _judged(asked: Asked) -> Answer:
    facts, line = asked.facts, asked.line
    flows = required_flows(facts, line, asked.use_case)
    if not flows:
        return unknown(
            Why.NOT_ASKED,
            "no flow list for the line",
            f"{line}: no flow of {asked.use_case} is listed, so how its data travels is not known",
        )
    on = ground(flows)
    if len(flows) == 1 and len(required_flows(facts, asked.pilot, asked.use_case)) <= 1:
        name = flows[0].record.flow_id
        return answer(Outcome.NA, f"{asked.use_case} needs a single flow on {line} ({name})", on)
    layer, unsaid = _of(flows, Via.LAYER), _of(flows, Via.UNSAID)
    share = percent(len(layer), len(flows))
    measured = f"{len(layer)} of {len(flows)} over the layer"
    text = _sentence(asked, flows, layer, unsaid)
    at_worst = _outcome(share, asked)
    at_best = _outcome(percent(len(layer) + len(unsaid), len(flows)), asked)
    outcome = same_at_both_ends(at_worst, at_best)
    if outcome is Outcome.UNKNOWN:
        detail = "via is not stated for every flow"
        return unknown(Why.NOT_ASKED, detail, text, on, measured=measured)
    pairs = talker_pairs(facts, line)
    on = naming(on, ground(pairs.values()))
    missing = unlisted(facts, pairs)
    if percent(len(missing), len(pairs)) > asked.limits["unlisted_up_to"]:
        most = percent(len(layer) + len(unsaid) + len(missing), len(flows) + len(missing))
        still_fails = outcome is _outcome(most, asked) is Outcome.FAIL
        if not still_fails:
            detail = f"{len(missing)} of {counted(len(pairs), 'talker pair')} heard are in no list"
            heard = on + ground(pairs[pair] for pair in missing)
            names = listed((" and ".join(sorted(pair)) for pair in missing), limit=4)
            said = f"{text}; but {detail}: {names}"
            return unknown(Why.CONFLICT, detail, said, heard, measured=measured)
    return answer(outcome, text, on, measured=measured, value=share)


def _of(flows: Flows, via: Via) -> Flows:
    return tuple(row for row in flows if row.record.via is via)


def _outcome(share: float, asked: Asked) -> Outcome:
    return share_outcome(share, asked.limits["pass_from"], asked.limits["warn_from"])


def _sentence(asked: Asked, flows: Flows, layer: Flows, unsaid: Flows) -> str:
    facts = asked.facts
    lines = max(len(facts.lines), 1)
    planned = sum(row.record.exists is False for row in flows)
    kind = "planned" if planned == len(flows) else "required"
    text = (
        f"{asked.line}: at least {asked.limits['pass_from']:g} % of the required flows expected"
        f" over a shared layer; seen {len(layer)} of {counted(len(flows), f'{kind} flow')}"
    )
    direct = [row.record.flow_id for row in _of(flows, Via.DIRECT)]
    if direct:
        text += f", point to point: {listed(direct)}"
    if unsaid:
        text += f", not stated: {listed(row.record.flow_id for row in unsaid)}"
    today = links_today(facts, asked.use_case)
    then = project(basis(facts, asked.use_case), lines)
    return (
        f"{text}. {counted(today.direct, 'direct link')} today; on {counted(lines, 'line')}"
        f" {then.direct} direct links or {then.layer} over a layer"
    )


CHECK = Check(
    check_id="DAT-02",
    theme=Theme.DATA_PATH,
    title="Data travels over a shared integration layer, not over one-off links",
    question="Do the flows that the use case needs go through a shared integration layer?",
    severity=Severity.HIGH,
    gate=GateRule.IF_LOAD_BEARING,
    stage=6,
    work_packages=("WP-25", "WP-26"),
    max_age_days=180,
    thresholds=(
        Limit("pass_from", 80, "%", "required flows over the layer: pass from"),
        Limit("warn_from", 50, "%", "required flows over the layer: warn from"),
        Limit("unlisted_up_to", 10, "%", "talker pairs heard that no flow names, at most"),
    ),
    basis="project default: the share at which the next line costs configuration, not new links",
    so_what="Every new line and every new consumer is wired to each other by hand, and each change"
    " breaks a link that nobody remembers.",
    remedy="Connect new lines to a shared broker or historian interface from the first flow on, and"
    " move the pilot's direct links when they are touched next.",
    closes_unknown="The flow list of the line with how each flow travels (layer or direct)",
    closes_minutes=30,
    closes_who="integration engineer",
    judge=judge,
    min_grade=Grade.B,
    not_applicable_when="single flow use case",
)
