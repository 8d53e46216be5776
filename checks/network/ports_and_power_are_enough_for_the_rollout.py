"""NET-16: free sockets and power on the line's switches against what the use case plugs in.

Question: are there enough free switch ports and PoE power for the rollout?
Yes: what is needed and 20 % more. Warn: enough, with less to spare. No: less than needed. Not
applicable: nothing is plugged in. Free sockets are counted on switches whose ports were read whole,
else somebody counts them; on the pilot line the use case is plugged in already.

Example: SW-L2-1 has 3 free sockets, the use case needs 4: fail.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from audit.facts.model import Seen
from audit.payloads import Interface, PoeBudget, TableState
from audit.records import Grade, Unknown, Why
from checks.ground import NOTHING, Ground, answer, ground, in_words, naming, rolled_up, worst
from checks.looked import table_ground
from checks.ports import id_of, is_socket, own_switches
from checks.records import (
    Answer,
    Asked,
    Check,
    GateRule,
    Outcome,
    Severity,
    Target,
    Theme,
    Threshold,
)
from checks.remembered import reads_of
from checks.replied import measured
from checks.switches import not_readable

PORTS_ID, WATTS_ID = "ports_needed", "poe_watts_needed"
FREE_PORTS_ID, FREE_WATTS_ID = "ports_free", "poe_watts_free"


@dataclass(frozen=True, slots=True)
class Amount:
    """How much there is; None with the reason where nobody knows."""

    value: float | None
    why: Unknown | None = None
    on: Ground = NOTHING
    at_least: bool = False
    """True where more may be free on a switch that was not read."""


_Count = Callable[[Asked], Amount]


def judge(asked: Asked) -> Answer:
    """Judge sockets, then power; the worse of both decides."""
    expected = (
        f"{asked.line}: ports and power for the use case and {asked.limits['spare_percent']:g} %"
        " more expected"
    )
    ports, watts = _said(asked, PORTS_ID), _said(asked, WATTS_ID)
    on = ports.on + watts.on
    if ports.value == 0 and watts.value == 0:
        text = f"{asked.line}: the use case plugs nothing in"
        return answer(Outcome.NA, text, on)
    targets = (
        _target(asked, "ports", "", ports, FREE_PORTS_ID, _counted_ports),
        _target(asked, "PoE power", " W", watts, FREE_WATTS_ID, _counted_watts),
    )
    needed = [target for target in targets if target.outcome is not Outcome.NA]
    outcome = worst(tuple(needed))
    said = in_words(targets) or "; ".join(target.sentence for target in needed)
    if outcome is not Outcome.UNKNOWN:
        said = "; ".join(target.sentence for target in needed)
    for free, own in ((_counted_ports(asked), _said(asked, FREE_PORTS_ID)),
                      (_counted_watts(asked), _said(asked, FREE_WATTS_ID))):  # fmt: skip
        on = on + (free.on if free.value is not None else own.on)
    return rolled_up(targets, f"{expected}; {said}", on,
                     measured="; ".join(target.sentence for target in needed)[:80])  # fmt: skip


def _said(asked: Asked, question_id: str) -> Amount:
    """Return the number somebody gave; `not applicable` with a reason is none."""
    got = measured(asked, question_id, "", lambda _: Outcome.PASS)
    on = Ground(got.evidence, got.grade, got.oldest)
    if got.outcome is Outcome.NA:
        return Amount(0.0, None, on)
    if got.value is not None and got.value < 0:
        return Amount(None, Unknown(Why.CONFLICT, question_id), on)
    return Amount(got.value, got.why, on)


def _target(
    asked: Asked, what: str, unit: str, needed: Amount, question_id: str, count: _Count
) -> Target:
    if needed.value is None:
        text = f"how many {what} the use case needs is not known"
        text = text.replace("how many PoE power", "how much PoE power")
        return Target(what, Outcome.UNKNOWN, text, needed.why or Unknown(Why.NOT_ASKED))
    if needed.value == 0:
        return Target(what, Outcome.NA, f"no {what} needed")
    free = _free(asked, question_id, count, needed.value)
    if free.value is None:
        text = f"{needed.value:g}{unit} {what} needed; what is free is not known"
        return Target(what, Outcome.UNKNOWN, text, free.why or Unknown(Why.NO_EVIDENCE, what))
    text = f"{needed.value:g}{unit} {what} needed, {free.value:g}{unit} free"
    outcome = _outcome(asked, needed.value, free.value)
    if free.at_least and outcome is not Outcome.PASS:
        why = free.why or Unknown(Why.NO_EVIDENCE, what)
        return Target(what, Outcome.UNKNOWN, f"{text} on the switches that were read", why)
    return Target(what, outcome, text, evidence=free.on.evidence)


def _free(asked: Asked, question_id: str, count: _Count, needed: float) -> Amount:
    """Return what was counted; what somebody said where that was not enough to tell."""
    free = count(asked)
    if free.value is None or (free.at_least and free.value < needed):
        said = _said(asked, question_id)
        if said.value is not None and said.value >= (free.value or 0):
            return said
    return free


def ports_needed(asked: Asked) -> Amount:
    """Return how many ports the use case needs on the line, as somebody said."""
    return _said(asked, PORTS_ID)


def watts_needed(asked: Asked) -> Amount:
    """Return how much PoE power the use case needs on the line, as somebody said."""
    return _said(asked, WATTS_ID)


def free_ports(asked: Asked, needed: float = math.inf) -> Amount:
    """Return the free sockets: counted, or as somebody said where not all could be counted."""
    return _free(asked, FREE_PORTS_ID, _counted_ports, needed)


def free_watts(asked: Asked, needed: float = math.inf) -> Amount:
    """Return the free PoE power: read, or as somebody said where not all could be read."""
    return _free(asked, FREE_WATTS_ID, _counted_watts, needed)


def _outcome(asked: Asked, needed: float, free: float) -> Outcome:
    if free < needed:
        return Outcome.FAIL
    spare = 1.0 + asked.limits["spare_percent"] / 100.0
    return Outcome.PASS if free >= needed * spare - 1e-9 else Outcome.WARN


def _counted_ports(asked: Asked) -> Amount:
    """Count the sockets without a link on switches whose ports were read whole."""
    facts = asked.facts
    free: list[Seen[Interface]] = []
    read: list[Seen[Interface]] = []
    whole = NOTHING
    open_why: Unknown | None = None
    switches = own_switches(facts, asked.line)
    for switch in switches:
        ports = reads_of(facts, facts.interfaces, [id_of(switch)])
        if facts.read_state(id_of(switch), "interfaces") is not TableState.COMPLETE or any(
            p.value.oper_up is None for p in ports if is_socket(p.value.name)
        ):
            open_why = open_why or not_readable(switch, "ports").why
            continue
        read += ports
        whole = whole + table_ground(facts, id_of(switch), "interfaces")
        free += [p for p in ports if is_socket(p.value.name) and p.value.oper_up is False]
    if not read:
        return Amount(None, open_why or Unknown(Why.NO_EVIDENCE, "no switch of the line is known"))
    on = naming(ground(read), whole)
    return Amount(float(len(free)), open_why, on, at_least=open_why is not None)


def _counted_watts(asked: Asked) -> Amount:
    """Add what the power supplies of the line's switches have left."""
    facts = asked.facts
    read: list[Seen[PoeBudget]] = []
    whole = NOTHING
    left, open_why = 0.0, None
    for switch in own_switches(facts, asked.line):
        groups = reads_of(facts, facts.poe, [id_of(switch)])
        known = [(g.value.budget_watts, g.value.used_watts) for g in groups]
        watts = [b - u for b, u in known if b is not None and u is not None]
        if len(watts) == len(groups) and groups:
            read += groups
            left += sum(watts)
        elif facts.read_state(id_of(switch), "poe") is TableState.COMPLETE:
            whole = whole + table_ground(facts, id_of(switch), "poe")
        else:
            open_why = open_why or not_readable(switch, "PoE power").why
    if not read:
        return Amount(None, open_why or Unknown(Why.NO_EVIDENCE, "PoE power"))
    on = naming(ground(read), whole)
    return Amount(left, open_why, on, at_least=open_why is not None)


CHECK = Check(
    check_id="NET-16",
    theme=Theme.NETWORK,
    title="Enough free switch ports and PoE budget for the rollout",
    question="Are there enough free switch ports and PoE power for the rollout?",
    severity=Severity.MEDIUM,
    gate=GateRule.IF_LOAD_BEARING,
    stage=2,
    work_packages=("WP-06",),
    max_age_days=180,
    thresholds=(Threshold("spare_percent", 20, "%", "more than needed: pass from", "D"),),
    basis="project default",
    so_what="The cameras are on the wall, and the cabinet has one socket left for four of them.",
    remedy="Free sockets that nobody uses; add one small managed switch with PoE before replacing"
    " any.",
    closes_unknown="The use case's list of devices with a network plug for this line, and a look"
    " into the cabinet",
    closes_minutes=15,
    closes_who="controls engineer of the line",
    judge=judge,
    min_grade=Grade.C,
    scope="line",
    not_applicable_when="nothing to connect",
)
