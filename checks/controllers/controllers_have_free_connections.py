"""PLC-05: how many stations can still connect to each controller once all planned flows run.

Question: has every controller connections to spare after the rollout?
Yes: two or more. Warn: one. No: none, or a module keeps connections of stations that went away. Not
applicable: a controller that only publishes. Counted are the stations that a capture heard asking
it, those of documented flows, and those that planned flows add; whoever is on two lists is one.

Example: a card allows 4 connections; MES, historian and panel were heard, the gateway is planned:
none is left: fail.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audit.facts.model import Stated
from audit.inventory.tables import FlowRow
from audit.inventory.tables.data import Via
from audit.records import Grade, Unknown, Why
from checks.clients import Client, clients_of
from checks.ground import NOTHING, Ground, answer, counted, ground, in_words, rolled_up, unknown
from checks.joined import ground_of, joined
from checks.looked import Base, captures
from checks.needed import Controller, controllers, folded, needed_controllers
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.remembered import rows_where
from checks.replied import measured, yes_no

FREE_ID, LEAK_ID = "connections_free", "connections_leak"
PUBLISHING = {"mqtt", "sparkplug", "sparkplugb", "mqttsparkplug", "mqttsparkplugb"}
"""Folded protocols in which a controller connects to a broker and nobody to it."""


@dataclass(frozen=True, slots=True)
class Load:
    """A controller with who connects to it, today and as planned."""

    controller: Controller
    heard: Base
    clients: tuple[Client, ...]
    today: tuple[str, ...]
    planned: tuple[str, ...]
    flows: tuple[Stated[FlowRow], ...]

    @property
    def most(self) -> int | None:
        """How many connections it allows; None: not stated."""
        return self.controller.row.record.connections_max if self.controller.row else None

    @property
    def on(self) -> Ground:
        """The row, the captured traffic with its capture, and the flows."""
        row = [self.controller.row] if self.controller.row else []
        talks = [client.talk for client in self.clients]
        return ground([*row, *talks, *self.flows]) + self.heard.on


def judge(asked: Asked) -> Answer:
    """Judge counted connections and what was answered; the worse decides."""
    leak = yes_no(asked, LEAK_ID, "No connection expected to stay after its station went away")
    if leak.outcome is Outcome.PASS:
        text = f"{asked.line}: a module keeps connections of stations that went away"
        return answer(Outcome.FAIL, text, ground_of(leak), measured="keeps old connections")
    expected = f"{asked.line}: {asked.limits['pass_from']:g} free connections expected after the"
    said = measured(
        asked, FREE_ID, f"{expected} rollout", lambda n: _outcome(asked, n), unit="free"
    )
    return joined(_counted(asked, f"{expected} rollout on every controller"), said)


def _outcome(asked: Asked, free: float) -> Outcome:
    if free >= asked.limits["pass_from"]:
        return Outcome.PASS
    return Outcome.WARN if free >= asked.limits["warn_from"] else Outcome.FAIL


def _counted(asked: Asked, expected: str) -> Answer:
    facts, line = asked.facts, asked.line
    found = needed_controllers(facts, line, asked.use_case) or controllers(facts, line)
    if not found:
        text = f"{line}: no controller of the line is known"
        return unknown(Why.BLOCKED_BY, "PLC-01", text)
    loads = tuple(_load(asked, controller) for controller in found)
    targets = tuple(_target(asked, load) for load in loads)
    on = NOTHING
    for load in loads:
        on = on + load.on
    free = [load.most - len(load.today) - len(load.planned) for load in loads if load.most]
    text = in_words(targets) or "; ".join(target.sentence for target in targets)
    words = f"{min(free)} free" if free else ""
    value = float(min(free)) if len(free) == len(loads) else None
    return rolled_up(targets, f"{expected}; {text}", on, measured=words, value=value)


def _load(asked: Asked, controller: Controller) -> Load:
    facts, device = asked.facts, controller.device
    clients = clients_of(facts, [device]) if device else ()
    heard = captures(facts, [device.device_id], asked.limits["capture_h"]) if device else Base()
    flows = tuple(
        row
        for row in rows_where(facts, FlowRow, "source", *_names(controller))
        if row.record.exists or row.record.use_case in ("", asked.use_case)
    )
    today: dict[str, str] = {}
    for client in clients:
        name = next((today[key] for key in client.names if key in today), client.name)
        today |= dict.fromkeys(client.names | {folded(client.name)}, name)
    running = [row for row in flows if row.record.exists]
    for row in running:
        _partner(row.record, today)
    planned = dict(today)
    for row in flows:
        if row.record.required is not False:
            _partner(row.record, planned)
    now = tuple(sorted(set(today.values())))
    more = tuple(sorted(set(planned.values()) - set(now)))
    return Load(controller, heard, clients, now, more, flows)


def most_connections(asked: Iterable[Asked], controller: Controller) -> tuple[int | None, int]:
    """Return how many connections a controller allows, and how many stations ask it once the use
    cases of all these questions run.
    """
    loads = [_load(one, controller) for one in asked]
    stations = {name for load in loads for name in (*load.today, *load.planned)}
    return next((load.most for load in loads), None), len(stations)


def _names(controller: Controller) -> tuple[str, ...]:
    device = controller.device
    names = (controller.device_id, *((device.device_id, device.name) if device else ()))
    return tuple(dict.fromkeys(name for name in names if name))


def _partner(flow: FlowRow, known: dict[str, str]) -> None:
    """Add who connects for a flow: the shared layer once for all, a script's host, else the
    destination.
    """
    if flow.via is Via.LAYER:
        names = ["the shared layer"]
    else:
        names = [flow.code_host] if flow.code_host else [flow.dest, flow.dest_ip]
    keys = [folded(name) for name in names if name]
    label = next((known[key] for key in keys if key in known), next(filter(None, names), ""))
    if label:
        known |= dict.fromkeys(keys, label)


def _target(asked: Asked, load: Load) -> Target:
    name, row = load.controller.label, load.controller.row
    evidence = load.on.evidence
    protocols = {folded(p) for p in row.record.protocols} if row else set[str]()
    if protocols and protocols <= PUBLISHING and not load.today:
        return Target(name, Outcome.NA, f"{name} only publishes", evidence=evidence)
    if load.most is None:
        why = Unknown(Why.NOT_ASKED, f"connections of {name}")
        text = f"how many connections {name} allows is not stated"
        return Target(name, Outcome.UNKNOWN, text, why, evidence)
    free = load.most - len(load.today) - len(load.planned)
    outcome = _outcome(asked, free)
    text = (
        f"{name}: {max(free, 0)} of {counted(load.most, 'connection')} left"
        f" ({len(load.today)} today, {len(load.planned)} planned)"
    )
    if outcome is Outcome.FAIL or load.heard.whole:
        return Target(name, outcome, text, evidence=evidence)
    why = Unknown(Why.NO_EVIDENCE, f"no capture of {asked.limits['capture_h']:g} h at {name}")
    text = f"{text} by the list of flows; {_unheard(load.heard)}"
    return Target(name, Outcome.UNKNOWN, text, why, evidence)


def _unheard(heard: Base) -> str:
    return f"heard in {heard.partial[0]} only" if heard.partial else "nobody listened who else asks"


CHECK = Check(
    check_id="PLC-05",
    theme=Theme.CONTROLLERS,
    title="The controller has free communication connections",
    question="How many connections of each controller stay free once all planned flows run?",
    severity=Severity.HIGH,
    gate=GateRule.IF_LOAD_BEARING,
    stage=1,
    work_packages=("WP-30",),
    max_age_days=365,
    thresholds=(
        Limit("pass_from", 2, "connections", "free after the rollout: pass from"),
        Limit("warn_from", 1, "connections", "free after the rollout: warn from"),
        Limit("capture_h", 8, "h", "a capture that hears everybody who asks"),
    ),
    basis="the vendors' manuals for the number of connections; cards with four sessions were seen"
    " blocked by sessions that nobody closed",
    so_what="The new reader takes the last connection, and the panel or the engineering tool is"
    " refused in the middle of a fault.",
    remedy="Let one reader serve all consumers over the shared layer; only then buy a communication"
    " module.",
    closes_unknown="Number of connections from the manual of the module, and a capture of one shift"
    " at the controller's switch port",
    closes_minutes=20,
    closes_who="controls engineer",
    judge=judge,
    min_grade=Grade.B,
    scope="controller",
    not_applicable_when="publish-only controller",
)
