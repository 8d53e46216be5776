"""PLC-09: what stands between a controller's program and a download that nobody wanted.

Question: are the controllers protected against unwanted program changes?
Yes: the key switch is on RUN or the controller asks for a right, and named stations only download.
Warn: no protection, but a procedure. No: REMOTE or PROG in production and no procedure, or a
download heard from another station. Not applicable: the controller has no such function and
something stands in for it.

Example: the key of PLC-L2-1 stands on PROG and nobody controls downloads: fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from audit.facts.model import Seen
from audit.inventory.tables import ProgramRow
from audit.inventory.tables.programs import KeySwitch
from audit.payloads import Service
from audit.records import Unknown, Why
from checks.clients import Client, clients_of
from checks.ground import Ground, counted, ground, in_words, listed, naming, rolled_up
from checks.needed import folded
from checks.programs import Program, controllers_ground, programs_of
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.remembered import reads_of
from checks.replied import chosen
from checks.signals import dated

QUESTION_ID = "program_protection"
CHOICES = {
    "key on RUN or access right needed, named stations only": Outcome.PASS,
    "no protection, but a procedure": Outcome.WARN,
    "anybody on the network can change the program": Outcome.FAIL,
}
_CODES = re.compile(r"function codes ([\d, ]+)")
_DOWNLOADS = {26, 27, 28}
"""S7comm: request download, download block, download ended."""


@dataclass(frozen=True, slots=True)
class Download:
    """Program downloads heard at a controller, and who may have made them."""

    services: tuple[Seen[Service], ...]
    clients: tuple[Client, ...]


def judge(asked: Asked) -> Answer:
    """Judge each controller: downloads heard first, then what the walk-down says."""
    programs = programs_of(asked.facts, asked.line)
    expected = f"{asked.line}: programs expected to be protected against unwanted changes"
    downloads = {p.name: _download(asked, p) for p in programs}
    rows = [p.row for p in programs if p.row is not None]
    heard = [s for d in downloads.values() if d for s in d.services]
    if not rows and not heard:
        return chosen(asked, QUESTION_ID, expected, CHOICES)
    targets = tuple(_target(program, downloads[program.name]) for program in programs)
    good = sum(target.outcome is Outcome.PASS for target in targets)
    words = f"{good} of {counted(len(targets), 'controller')} protected"
    details = in_words(targets)
    text = f"{expected}; {details}" if details else f"{expected}; {words}"
    if targets and all(target.outcome is Outcome.NA for target in targets):
        text = f"{expected}; {listed(target.sentence for target in targets)}"
    on = dated(rows, [row.record.looked_on for row in rows]) + _ground(downloads.values())
    on = naming(on, controllers_ground(programs))
    return rolled_up(targets, text, on, measured=words, value=100.0 * good / len(targets))


def _ground(downloads: Iterable[Download | None]) -> Ground:
    found = [d for d in downloads if d is not None]
    return ground([*(s for d in found for s in d.services),
                   *(c.talk for d in found for c in d.clients)])  # fmt: skip


def _download(asked: Asked, program: Program) -> Download | None:
    device = program.controller.device
    if device is None:
        return None
    own = reads_of(asked.facts, asked.facts.services, [device.device_id])
    services = tuple(seen for seen in own if _codes(seen.value.detail) & _DOWNLOADS)
    if not services:
        return None
    ports = {s.value.port for s in services}
    writers = tuple(c for c in clients_of(asked.facts, (device,))
                    if c.talk.value.server_port in ports and c.talk.value.writes)  # fmt: skip
    return Download(services, writers)


def _codes(detail: str) -> set[int]:
    found = _CODES.search(detail)
    return {int(word) for word in re.findall(r"\d+", found.group(1))} if found else set()


def _target(program: Program, download: Download | None) -> Target:
    name, row = program.name, program.row.record if program.row else None
    evidence: tuple[int, ...] = (program.row.evidence,) if program.row else ()
    if download is not None:
        named = {folded(station) for station in row.downloads_from} if row else set[str]()
        strangers = [c for c in download.clients if not c.names & named]
        evidence += tuple(s.evidence for s in download.services)
        evidence += tuple(c.talk.evidence for c in download.clients)
        if strangers and len(strangers) == len(download.clients):
            text = f"a download to {name} was heard from {listed(c.name for c in strangers)}, which"
            return Target(name, Outcome.FAIL, f"{text} nobody named", evidence=evidence)
        if strangers or not download.clients:
            why = Unknown(Why.CONFLICT, "a download of which the sender is not certain")
            text = f"a download to {name} was heard; who sent it is not certain"
            return Target(name, Outcome.UNKNOWN, text, why, evidence)
    if row is None:
        return _open(name, f"{name} was not looked at", evidence)
    return _stated(name, row, evidence)


def _stated(name: str, row: ProgramRow, evidence: tuple[int, ...]) -> Target:
    if row.can_protect is False and row.compensated_by:
        text = f"{name} has no such function; instead: {row.compensated_by}"
        return Target(name, Outcome.NA, text, evidence=evidence)
    if row.access_level_set or row.key_switch is KeySwitch.RUN:
        if row.downloads_from:
            return Target(name, Outcome.PASS, f"{name} is protected", evidence=evidence)
        text = f"{name} is protected, but no list names the stations that may download"
        return Target(name, Outcome.WARN, text, evidence=evidence)
    open_key = row.key_switch in (KeySwitch.REMOTE, KeySwitch.PROG)
    known = open_key or row.access_level_set is False or row.can_protect is False
    if not known:
        return _open(name, f"the protection of {name} was not looked at", evidence)
    how = f"the key of {name} stands on {row.key_switch}" if open_key else f"{name} is unprotected"
    if row.download_procedure:
        text = f"{how}; a procedure controls downloads"
        return Target(name, Outcome.WARN, text, evidence=evidence)
    if row.download_procedure is None:
        return _open(name, f"{how}; whether a procedure controls downloads is open", evidence)
    return Target(name, Outcome.FAIL, f"{how} and nothing controls downloads", evidence=evidence)


def _open(name: str, text: str, evidence: tuple[int, ...]) -> Target:
    return Target(name, Outcome.UNKNOWN, text, Unknown(Why.NOT_ASKED, QUESTION_ID), evidence)


CHECK = Check(
    check_id="PLC-09",
    theme=Theme.CONTROLLERS,
    title="Controllers are protected against unwanted program changes",
    question="What stands between a controller's program and a download that nobody wanted?",
    severity=Severity.MEDIUM,
    gate=GateRule.NEVER,
    stage=1,
    work_packages=("WP-32",),
    max_age_days=365,
    thresholds=(),
    basis="IEC 62443-3-3 SR 2.1 and 3.4 (recalled, verify)",
    so_what="A wrong click in an engineering tool loads line 3's program into line 1, in the middle"
    " of a shift.",
    remedy="Turn the key to RUN and take it out; where there is no key, set the access level and"
    " name the two stations that may download.",
    closes_unknown="A walk past the cabinets: position of each key switch, access level in the"
    " engineering tool",
    closes_minutes=20,
    closes_who="controls engineer of the line",
    judge=judge,
    scope="controller",
    not_applicable_when="no such function (compensated)",
)
