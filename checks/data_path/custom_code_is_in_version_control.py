"""DAT-04: scripts and jobs in the data path.

Question: is the custom code that the data runs through in version control, owned and rebuildable?
Yes: all of it is in a repository and two people can maintain it. No: a load-bearing script runs on
a desktop PC, or nobody owns it. Not applicable: somebody stated that there is no custom code, or
the flow list classes every flow as configuration or template.

Example: `defect_to_mes.py` runs on the desktop PC QA-PC2: fail, naming both.
"""

from __future__ import annotations

import re

from audit.facts.model import PlantFacts, Stated
from audit.inventory.tables import FlowRow
from audit.inventory.tables.data import ReuseClass
from audit.records import Grade, Unknown, Why
from checks.ground import Ground, answer, counted, ground, in_words, rolled_up, unknown
from checks.needed import flows_of
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.records import Threshold as Limit
from checks.remembered import once
from checks.replies import replies, says_none, says_yes, unsure

QUESTION_ID = "custom_code"
"""The question whose answer `none` states that no custom code is in the data path."""
DESKTOPS = {"office", "engineering", "HMI"}
_DESKTOP_NAME = re.compile(r"(?<![a-z])pc(?![a-z])|desktop|laptop|notebook|workstation", re.I)
_NO_REPO = {"", "none", "no", "-", "n/a", "nein", "keins"}
CODED = {ReuseClass.CODE, ReuseClass.THROW_AWAY}
Flow = Stated[FlowRow]


def judge(asked: Asked) -> Answer:
    """Judge the line's scripts and the pilot's: a rollout takes these along."""
    flows = _flows(asked)
    scripts = tuple(row for row in flows if row.record.code_name)
    unnamed = tuple(
        row for row in flows if not row.record.code_name and row.record.reuse_class in CODED
    )
    if not scripts and not unnamed:
        return _without_code(asked, flows)
    groups: dict[str, list[Flow]] = {}
    for row in scripts:
        groups.setdefault(row.record.code_name, []).append(row)
    targets = tuple(_target(asked, name, rows) for name, rows in sorted(groups.items()))
    targets += tuple(_unnamed(row) for row in unnamed)
    good = sum(target.outcome is Outcome.PASS for target in targets)
    needed = f"{asked.limits['maintainers']:g} people who can maintain it"
    text = (
        f"{asked.line}: custom code in a repository, with an owner and {needed} expected; seen for"
        f" {good} of {counted(len(targets), 'script')}"
    )
    details = in_words(targets)
    return rolled_up(
        targets,
        f"{text}: {details}" if details else text,
        ground(scripts + unnamed),
        measured=f"{good} of {len(targets)} scripts under control",
        value=100.0 * good / len(targets),
    )


def _flows(asked: Asked) -> tuple[Flow, ...]:
    own = flows_of(asked.facts, asked.line, asked.use_case)
    if asked.line == asked.pilot:
        return own
    return own + flows_of(asked.facts, asked.pilot, asked.use_case)


def _target(asked: Asked, name: str, rows: list[Flow]) -> Target:
    host = next((row.record.code_host for row in rows if row.record.code_host), "")
    owner = next((row.record.code_owner for row in rows if row.record.code_owner), "")
    repo = next(
        (r.record.code_repo for r in rows if r.record.code_repo.casefold() not in _NO_REPO), ""
    )
    counts = [r.record.code_maintainers for r in rows if r.record.code_maintainers is not None]
    bearing = any(_load_bearing(row.record) for row in rows)
    evidence = ground(rows).evidence
    what = f"{name} ({', '.join(row.record.flow_id for row in rows)})"
    faults: list[str] = []
    if bearing and host and is_desktop(asked.facts, host):
        faults.append(f"runs on the desktop PC {host}")
    if not owner or unsure(owner):
        faults.append("has no known owner")
    if faults:
        if not repo:
            faults.append("is in no repository")
        return Target(name, Outcome.FAIL, f"{what} {', '.join(faults)}", evidence=evidence)
    if not repo:
        said = f"{what} is owned by {owner} but in no repository"
        return Target(name, Outcome.WARN, said, evidence=evidence)
    if not counts:
        why = Unknown(Why.NOT_ASKED, "number of maintainers")
        said = f"{what}: how many people can maintain it is not stated"
        return Target(name, Outcome.UNKNOWN, said, why, evidence)
    if max(counts) < asked.limits["maintainers"]:
        said = f"{what} can be maintained by {max(counts)}"
        return Target(name, Outcome.WARN, said, evidence=evidence)
    return Target(name, Outcome.PASS, f"{what} is in {repo}", evidence=evidence)


def _load_bearing(flow: FlowRow) -> bool:
    """Unsaid counts as load-bearing when the flow is required, or nobody said that it is not."""
    return flow.required is not False if flow.load_bearing is None else flow.load_bearing


def is_desktop(facts: PlantFacts, host: str) -> bool:
    """Whether a host is somebody's PC: by its documented role, else by its name."""
    wanted = host.casefold()
    role = _roles(facts).get(wanted)
    return role in DESKTOPS if role else bool(_DESKTOP_NAME.search(host))


@once
def _roles(facts: PlantFacts) -> dict[str, str]:
    """Return the role of each device that has one, by id and by name."""
    found: dict[str, str] = {}
    for device in facts.devices:
        if device.role:
            found.setdefault(device.device_id.casefold(), device.role)
            found.setdefault(device.name.casefold(), device.role)
    return found


def _unnamed(row: Flow) -> Target:
    flow = row.record
    said = (
        f"{flow.flow_id} is {flow.reuse_class}, and no inventory says where it runs or whose it is"
    )
    why = Unknown(Why.NOT_ASKED, "no inventory of custom code")
    return Target(flow.flow_id, Outcome.UNKNOWN, said, why, (row.evidence,))


def _without_code(asked: Asked, flows: tuple[Flow, ...]) -> Answer:
    said = replies(asked.facts, QUESTION_ID, asked.line)
    none = tuple(row for row in said if says_none(row.record.answer))
    if none and len(none) == len(said):
        who = none[0].record.answered_by or none[0].record.role or "the answer sheet"
        text = f"{asked.line}: no custom code is in the data path, as {who} stated"
        return answer(Outcome.NA, text, ground(none))
    if any(says_yes(row.record.answer) for row in said):
        text = f"{asked.line}: custom code was mentioned, but no inventory of it was made"
        return _not_made(text, ground(said))
    running = tuple(row for row in flows if row.record.exists is not False)
    if running and all(row.record.reuse_class is not ReuseClass.UNSAID for row in running):
        text = (
            f"{asked.line}: the flow list classes all {counted(len(running), 'running flow')} of"
            f" {asked.use_case} as configuration or template, so no custom code"
        )
        return answer(Outcome.NA, text, ground(running))
    text = (
        f"{asked.line}: no inventory of custom code was made, and nobody stated that there is none"
    )
    return _not_made(text, ground(flows))


def _not_made(text: str, on: Ground) -> Answer:
    detail = "inventory of custom code not made"
    return unknown(Why.NOT_ASKED, detail, text, on)


CHECK = Check(
    check_id="DAT-04",
    theme=Theme.DATA_PATH,
    title="Custom code in the data path is in version control, owned and rebuildable",
    question="Where does the custom code in the data path live, and who can rebuild it?",
    severity=Severity.HIGH,
    gate=GateRule.IF_LOAD_BEARING,
    stage=6,
    work_packages=("WP-26",),
    max_age_days=365,
    thresholds=(Limit("maintainers", 2, "people", "who can maintain each script: pass from"),),
    basis="project default",
    so_what="A desktop PC is replaced or its user goes on holiday, and the data of the line stops"
    " with nobody who can bring it back.",
    remedy="Put the scripts named here into a repository this week, then move them to a server with"
    " a second person who has deployed them once.",
    closes_unknown="List of scheduled tasks, cron jobs and scripts on the PCs and servers of the"
    " data path: host, owner, repository",
    closes_minutes=60,
    closes_who="builder of the pilot",
    judge=judge,
    min_grade=Grade.C,
    scope="script",
    not_applicable_when="no custom code (stated)",
)
