"""SEC-06: whether scanners, agents and patches can hurt the controllers.

Question: is every security tool that works on the line's network proven safe for the controllers?
Yes: each is tested, approved by the makers, and works in hours that production agreed. Warn: a tool
that only listens is not tested. No: a scanner, an agent or patching without a test or without
agreed hours. Not applicable: no such tool works there.

Example: the office scanner reaches Line 1, was never tried on a spare and runs at any hour: fail.
"""

from __future__ import annotations

from audit.facts.model import Stated
from audit.inventory.tables import SecurityToolRow
from audit.inventory.tables.people import Side
from audit.inventory.tables.security import ToolKind
from audit.records import Unknown, Why
from checks.ground import Ground, answer, counted, ground, in_words, rolled_up, unknown
from checks.records import Answer, Asked, Check, GateRule, Outcome, Severity, Target, Theme
from checks.remembered import rows_where
from checks.replied import Rows, by_reply
from checks.replies import of_side, plain, replies

QUESTION_ID = "security_tools"
NO_TOOL = "no such tool"
CHOICES = {
    "tested, approved, in agreed hours": Outcome.PASS,
    "only listening ones, not tested": Outcome.WARN,
    "without test or agreed hours": Outcome.FAIL,
    NO_TOOL: Outcome.NA,
}


def judge(asked: Asked) -> Answer:
    """Judge each listed tool; the worst decides. Without a list, what OT answered."""
    expected = f"{asked.line}: security tools expected to be proven safe for the controllers"
    rows = rows_where(asked.facts, SecurityToolRow, "line", asked.line, "")
    if not rows:
        return _said(asked, expected)
    targets = tuple(_target(row) for row in rows)
    good = sum(t.outcome is Outcome.PASS for t in targets)
    text = f"{expected}, so it is with {good} of {counted(len(rows), 'tool')}"
    details = in_words(targets)
    return rolled_up(
        targets, f"{text}: {details}" if details else text, ground(rows),
        measured=f"{good} of {counted(len(rows), 'tool')}", value=100.0 * good / len(rows),
    )  # fmt: skip


def _target(row: Stated[SecurityToolRow]) -> Target:
    tool, evidence = row.record, (row.evidence,)
    tested = True if tool.tested_on is not None else tool.tested
    said = {"tested": tested, "approved": tool.approved, "in agreed hours": tool.window_agreed}
    if tool.kind is ToolKind.PASSIVE:
        said.pop("in agreed hours")
    missing = [name for name, value in said.items() if value is False]
    open_ones = [name for name, value in said.items() if value is None]
    if tool.kind is ToolKind.UNSAID:
        why = Unknown(Why.NOT_ASKED, "how the tool works")
        text = f"whether {tool.tool} only listens is not said"
        return Target(tool.tool, Outcome.UNKNOWN, text, why, evidence)
    if missing:
        passive = tool.kind is ToolKind.PASSIVE
        outcome = Outcome.WARN if passive or missing == ["approved"] else Outcome.FAIL
        text = f"{tool.tool} ({tool.kind}) is not {' and not '.join(missing)}"
        return Target(tool.tool, outcome, text, evidence=evidence)
    if open_ones:
        why = Unknown(Why.NOT_ASKED, f"whether it is {open_ones[0]}")
        text = f"whether {tool.tool} ({tool.kind}) is {' and '.join(open_ones)} is not said"
        return Target(tool.tool, Outcome.UNKNOWN, text, why, evidence)
    return Target(tool.tool, Outcome.PASS, f"{tool.tool} is proven", evidence=evidence)


def _said(asked: Asked, expected: str) -> Answer:
    """OT must say it: who runs the tool does not see what it does to a controller."""
    rows = replies(asked.facts, QUESTION_ID, asked.line)
    if rows and not of_side(rows, Side.OT):
        text = f"{expected}; OT was not asked"
        return unknown(Why.NOT_ASKED, "not answered by OT", text, ground(rows))
    by_word = {plain(word): outcome for word, outcome in CHOICES.items()}

    def decide(known: Rows, on: Ground) -> Answer:
        text = known[0].record.answer
        outcome = by_word.get(plain(text))
        if outcome is None:
            said = f'{expected}; "{text}" is not one of the answers offered'
            return unknown(Why.CONFLICT, QUESTION_ID, said, on)
        return answer(outcome, f"{expected}; {text}", on, measured=text)

    return by_reply(asked, QUESTION_ID, expected, decide)


CHECK = Check(
    check_id="SEC-06",
    theme=Theme.SECURITY,
    title="Security tools and patch windows are proven safe for the controllers",
    question="Is every security tool that works on the line's network proven safe for the"
    " controllers?",
    severity=Severity.HIGH,
    gate=GateRule.NEVER,
    stage=5,
    work_packages=("WP-21",),
    max_age_days=365,
    thresholds=(),
    basis="NIST SP 800-82r3 (scanning and patch cautions); IEC 62443-2-3 (recalled, verify)",
    so_what="A scan or a forced restart in the middle of a shift stops a controller, and the line"
    " with it.",
    remedy="Keep scanners and patches away from the controllers until each was tried on a spare;"
    " then let them act in the agreed window only.",
    closes_unknown="The list of security tools that reach the line (tool, kind, test, approval,"
    " agreed hours), filled in with the controls engineer",
    closes_minutes=20,
    closes_who="OT security",
    judge=judge,
    not_applicable_when="no tool on segment",
)
