"""NET-15: a second path between the line's switches, and what keeps it from becoming a loop.

Question: are loops prevented, and does the data path survive a broken cable?
Yes: there is a second path, every switch takes part in the protocol that guards it, and the root is
the one somebody chose. Warn: no second path, as on the pilot. No: a second path that nothing
guards, an open ring, or the pilot relied on a second path and the line has none. Not applicable:
one switch.

Example: two switches with two cables between them and spanning tree off on one: fail.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.facts.model import PlantFacts, Seen
from audit.payloads import StpState, TableState
from audit.records import Grade, Unknown, Why
from checks.ground import NOTHING, Ground, answer, ground, listed, naming, unknown
from checks.looked import table_ground
from checks.ports import id_of, links_at, own_switches, unlisted_switches
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Theme
from checks.remembered import once, reads_of
from checks.replied import by_reply, chosen
from checks.replies import plain, replies
from checks.switches import LineSwitch, not_readable

QUESTION_ID = "redundancy"
GUARDED = "a second path, and a protocol that guards it against loops"
NO_SECOND = "no second path"
UNGUARDED = "a second path, and nothing known that guards it"
CHOICES = (GUARDED, NO_SECOND, UNGUARDED)
_TREES = ("stp", "rstp", "mstp", "pvst", "rpvst")
DEFAULT_PRIORITY = 32768
"""Of every bridge that nobody configured (IEEE 802.1D); extended by the VLAN's number."""


@dataclass(frozen=True, slots=True)
class _Net:
    """The switches of a line as their tables show them."""

    switches: tuple[LineSwitch, ...]
    states: dict[str, tuple[Seen[StpState], ...]]
    unread: tuple[LineSwitch, ...]
    """Managed switches of which nobody read the tree."""
    bare: tuple[str, ...]
    """Switches known to take part in no protocol."""
    second_path: bool | None
    """None: not every switch named its neighbours."""
    tables: Ground
    """How far the tables of trees and neighbours were read."""

    @property
    def on(self) -> Ground:
        """What was read; else the list of switches."""
        read = [state for states in self.states.values() for state in states]
        on = ground(read) if read else ground(s.row for s in self.switches)
        return naming(on, self.tables)


def judge(asked: Asked) -> Answer:
    """Judge the switches of the line; without their tables, the answer."""
    facts, line = asked.facts, asked.line
    own = own_switches(facts, line)
    more = unlisted_switches(facts, line)
    expected = f"{line}: a second path between its switches, guarded against loops, expected"
    if not own and not more:
        text = f"{expected}; no switch of the line is known"
        return unknown(Why.NO_EVIDENCE, "no switch of the line is known", text)
    if len(own) + len(more) == 1:
        name = own[0].name if own else more[0].device_id
        text = f"{line} has one switch ({name}), so nothing between switches can loop or break"
        return answer(Outcome.NA, text, ground(s.row for s in own))
    net = _net(facts, own)
    if net.second_path and net.bare:
        text = f"{expected}; there is a second path, and nothing guards it on {listed(net.bare)}"
        return answer(Outcome.FAIL, text, net.on, measured="unguarded second path", value=0.0)
    if len(net.unread) == len(own) - len(net.bare) and replies(facts, QUESTION_ID, line):
        return _answered(asked, expected)
    if net.unread:
        open_one = not_readable(net.unread[0], "spanning tree or ring state")
        why = open_one.why or Unknown(Why.NO_EVIDENCE)
        return unknown(why.why, why.detail, f"{expected}; {open_one.sentence}", net.on)
    if net.second_path:
        return _guarded(facts, expected, net)
    return _without(asked, expected, net)


def _net(facts: PlantFacts, own: list[LineSwitch]) -> _Net:
    states = {id_of(s): reads_of(facts, facts.stp, [id_of(s)]) for s in own}
    silent = [s for s in own if not states[id_of(s)]]
    bare = [s for s in silent if s.row.record.managed is False
            or facts.read_state(id_of(s), "stp") is TableState.COMPLETE]  # fmt: skip
    unread = [s for s in silent if s not in bare]
    blocked = any(seen.value.blocked_ports for of in states.values() for seen in of)
    named = all(facts.read_state(id_of(s), "neighbours") is TableState.COMPLETE for s in own)
    second = True if blocked or _cycle(facts, own) else (False if named else None)
    names = tuple(s.name for s in bare)
    tables = [table_ground(facts, id_of(s), of) for s in own for of in ("stp", "neighbours")]
    return _Net(tuple(own), states, tuple(unread), names, second, sum(tables, NOTHING))


def _cycle(facts: PlantFacts, own: list[LineSwitch]) -> bool:
    """Whether the cables between switches close a ring: more of them than a tree needs."""
    joined: dict[str, str] = {}

    def root(node: str) -> str:
        while joined.get(node, node) != node:
            node = joined[node]
        return node

    around = _bridging(facts) | {id_of(s) for s in own}
    seen: set[frozenset[tuple[str, str]]] = set()
    for link in (found for s in own for found in links_at(facts, id_of(s))):
        ends = frozenset(((link.a_device, link.a_port), (link.b_device, link.b_port)))
        if ends in seen or not {link.a_device, link.b_device} <= around:
            continue
        seen.add(ends)
        a, b = root(link.a_device), root(link.b_device)
        if a == b:
            return True
        joined[a] = b
    return False


@once
def _bridging(facts: PlantFacts) -> frozenset[str]:
    return frozenset(d.device_id for d in facts.devices if d.role in ("switch", "router"))


@once
def _priorities(facts: PlantFacts) -> dict[str, int | None]:
    """Return the priority of every bridge that was read, by its id."""
    return {seen.value.bridge: seen.value.priority for seen in facts.stp if seen.value.bridge}


def _guarded(facts: PlantFacts, expected: str, net: _Net) -> Answer:
    states = [seen.value for states in net.states.values() for seen in states]
    protocols = {state.protocol for state in states if state.protocol}
    kinds = {"tree" if p in _TREES else p for p in protocols}
    said = f"{expected}; there is one, guarded by {listed(sorted(protocols)) or 'spanning tree'}"
    if kinds and kinds != {"tree"}:
        outcome = Outcome.PASS if len(kinds) == 1 else Outcome.WARN
        more = "" if outcome is Outcome.PASS else ", not the same on all switches"
        return answer(outcome, f"{said}{more}", net.on, measured=listed(sorted(protocols)),
                      value=2.0)  # fmt: skip
    roots = {(state.instance, state.root) for state in states if state.root}
    split = {i for i, _ in roots if len({r for j, r in roots if j == i}) > 1}
    if split:
        names = listed(sorted({root for _, root in roots}))
        text = f"{said}, but its switches name different roots: {names}"
        return answer(Outcome.FAIL, text, net.on, measured="two roots", value=0.0)
    if not roots:
        text = f"{said}; which switch is the root was not read"
        return unknown(Why.PARSE_PARTIAL, "root bridge", text, net.on)
    priorities = {root: _priorities(facts).get(root) for _, root in roots}
    chance = sorted(r for r, p in priorities.items() if p is not None and p >= DEFAULT_PRIORITY)
    if not chance and None in priorities.values():
        names = listed(sorted(root for root, p in priorities.items() if p is None))
        text = f"{said}; whether somebody chose the root {names} was not read"
        return unknown(Why.NO_EVIDENCE, "priority of the root bridge", text, net.on)
    if chance:
        text = f"{said}; the root {listed(chance)} is one that nobody chose"
        return answer(Outcome.WARN, text, net.on, measured="root by chance", value=1.0)
    return answer(Outcome.PASS, said, net.on, measured=listed(sorted(protocols)), value=2.0)


def _without(asked: Asked, expected: str, net: _Net) -> Answer:
    rings = {seen.value.protocol for states in net.states.values() for seen in states}
    rings -= {*_TREES, ""}
    if net.second_path is None:
        text = f"{expected}; whether there is a second path is not known"
        return unknown(Why.NO_EVIDENCE, "neighbours of every switch", text, net.on)
    if rings:
        text = f"{expected}; {listed(sorted(rings))} is set up, and its ring is open"
        return answer(Outcome.FAIL, text, net.on, measured="open ring", value=0.0)
    return _as_on_pilot(asked, f"{expected}; there is none", net.on)


def _as_on_pilot(asked: Asked, text: str, on: Ground) -> Answer:
    """Judge a line without a second path: that is a failure only where the pilot had one."""
    had = None if asked.line == asked.pilot else _pilot_had(asked)
    if had is None and asked.line != asked.pilot:
        said = f"{text}; whether the pilot had one is not known"
        return unknown(Why.NO_EVIDENCE, "second path of the pilot", said, on)
    if had:
        return answer(Outcome.FAIL, f"{text}, and the pilot relied on one", on,
                      measured=NO_SECOND, value=0.0)  # fmt: skip
    more = "" if asked.line == asked.pilot else ", and the pilot had none either"
    return answer(Outcome.WARN, f"{text}{more}", on, measured=NO_SECOND, value=1.0)


def _pilot_had(asked: Asked) -> bool | None:
    """Whether the pilot has a second path: seen, else said; None: not known."""
    own = own_switches(asked.facts, asked.pilot)
    if len(own) == 1 and not unlisted_switches(asked.facts, asked.pilot):
        return False
    found = _net(asked.facts, own).second_path if own else None
    if found is not None:
        return found
    said = [row.record.answer for row in replies(asked.facts, QUESTION_ID, asked.pilot)
            if row.record.line == asked.pilot]  # fmt: skip
    known = {plain(text) for text in said} & {plain(choice) for choice in CHOICES}
    return None if len(known) != 1 else plain(NO_SECOND) not in known


def _answered(asked: Asked, expected: str) -> Answer:
    outcomes = {GUARDED: Outcome.PASS, NO_SECOND: Outcome.WARN, UNGUARDED: Outcome.FAIL}
    got = chosen(asked, QUESTION_ID, expected, outcomes)
    if got.outcome is not Outcome.WARN:
        return got
    text = f"{expected}; {NO_SECOND}"
    return by_reply(asked, QUESTION_ID, expected, lambda _, on: _as_on_pilot(asked, text, on))


CHECK = Check(
    check_id="NET-15",
    theme=Theme.NETWORK,
    title="Loops are prevented and a single cable break does not stop the data path",
    question="Are loops prevented, and does the data path survive a broken cable?",
    severity=Severity.MEDIUM,
    gate=GateRule.IF_LOAD_BEARING,
    stage=2,
    work_packages=("WP-08",),
    max_age_days=365,
    thresholds=(),
    basis="resiliency chapters of converged plant-wide Ethernet design guides; IEC 62439-2"
    " (recalled, verify)",
    so_what="A cable that somebody plugs into the wrong socket stops every line on the network"
    " within a second.",
    remedy="Turn spanning tree on everywhere and set the root; close the ring where the pilot had"
    " one.",
    closes_unknown="Spanning tree or ring state and the neighbours of each switch of the line",
    closes_minutes=10,
    closes_who="OT network engineer",
    judge=judge,
    min_grade=Grade.C,
    scope="segment",
    not_applicable_when="single switch line",
)
