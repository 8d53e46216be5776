"""`python -m checks.document`: the checks that are built in, docs/checks.md out. A test keeps the
file and the checks the same.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from checks.grounds import BLOCKED_ON_LINE
from checks.question import Question
from checks.records import STAGES, Check, GateRule, Severity, Threshold

PLACE = Path(__file__).resolve().parents[1] / "docs" / "checks.md"
_BASIS = {
    "N": "standard",
    "V": "vendor",
    "P": "practice",
    "D": "project default",
}
_GATE = {
    GateRule.ALWAYS: "always",
    GateRule.IF_LOAD_BEARING: "where the use case rests on it",
    GateRule.NEVER: "never",
}
_HEAD = """# Checks

Written by `python -m checks.document` from the checks themselves: change a check, then run it.

- A check is named after its pass state. Its id never changes.
- A **gate** decides the verdict: one that fails makes a line NOT READY, one that is unknown
  NOT PROVEN.
- **Weight** counts in the foundation score: pass all of it, warn half, fail nothing; unknown is the
  difference between the lower and the upper end.
- **Age**: evidence older than this counts one grade less, older than twice this not at all.
- **Grade** is what a gate needs to pass: A measured by this tool or raw machine output, B an export
  by the client, C a dated document or photo, D+ two independent statements that match, D one
  person's statement, E an assumption.
- A **basis** of D is a default of this project: change it in `thresholds.csv` with a reason. Clause
  numbers marked `recalled, verify` were not read in the standard's text.
"""


def document(checks: Sequence[Check], questions: Sequence[Question] = ()) -> str:
    """Return the whole page: a summary table, then a section for each check."""
    parts = [_HEAD, _summary(checks)]
    for theme, own in groupby(checks, key=lambda check: check.theme):
        parts.append(f"## {str(theme).replace('_', ' ').capitalize()}\n")
        parts += [_section(check, questions) for check in own]
    return "\n".join(parts)


def _summary(checks: Sequence[Check]) -> str:
    lines = [
        f"{len(checks)} checks are built: "
        + ", ".join(f"{sum(c.severity is s for c in checks)} {s} (weight {s.weight})"
                    for s in Severity) + ".",
        "",
        "| Id | Passes when | Severity | Gate | Stage | Days | Packages |",
        "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for c in checks:
        cells = (
            f"[{c.check_id}](#{c.check_id.lower()})", _cell(c.title), str(c.severity),
            _GATE[c.gate], STAGES[c.stage], str(c.max_age_days), ", ".join(c.work_packages),
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _section(check: Check, questions: Sequence[Question]) -> str:
    grade = f"; to pass, grade {check.min_grade} or better" if check.min_grade else ""
    facts = [
        ("Question", check.question),
        ("Severity", f"{check.severity}, weight {check.severity.weight}"),
        ("Gate", _GATE[check.gate] + (grade if check.gate is not GateRule.NEVER else "")),
        ("Asked of", check.scope),
        ("Stage", f"{check.stage}, {STAGES[check.stage]}"),
        ("Age", f"{check.max_age_days} days"),
        ("Not applicable", check.not_applicable_when or "never"),
        ("Basis", check.basis),
        ("If it fails", check.so_what),
        ("Remedy", f"{check.remedy} ({', '.join(check.work_packages)})"),
        ("Closes an unknown", _closes(check)),
        ("Asked of people", ", ".join(f"`{q.question_id}`" for q in questions
                                      if check.check_id in q.checks)),
        ("Opens, when unknown", ", ".join(BLOCKED_ON_LINE.get(check.check_id, ()))),
    ]  # fmt: skip
    lines = [f"### {check.check_id}", "", f"**{check.title}**", "", *_rule(check)]
    lines += [f"- {name}: {text}" for name, text in facts if text]
    lines += [_threshold(limit) for limit in check.thresholds]
    return "\n".join(lines) + "\n"


def _closes(check: Check) -> str:
    return f"{check.closes_unknown} ({check.closes_minutes} minutes, {check.closes_who})"


def _threshold(limit: Threshold) -> str:
    basis = _BASIS.get(limit.basis, limit.basis)
    value = " ".join(part for part in (f"{limit.value:g}", limit.unit) if part)
    return f"- Threshold `{limit.name}`: {value}, {limit.meaning} (basis: {basis})"


def _rule(check: Check) -> list[str]:
    """Return what the check's own file says of yes, no and not applicable; without the question,
    which the record carries.
    """
    module = inspect.getmodule(check.judge)
    paragraphs = (inspect.getdoc(module) or "").split("\n\n")[1:] if module else []
    lines: list[str] = []
    for paragraph in paragraphs:
        text = re.sub(r"^Question:[^?]*\?\s*", "", " ".join(paragraph.split()))
        if text:
            lines += [text, ""]
    return lines


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    """Write the page."""
    from checks import ALL
    from checks.questions import ALL as QUESTIONS

    PLACE.write_text(document(ALL, QUESTIONS), encoding="utf-8")
    print(f"{PLACE.name}: {len(ALL)} checks")


if __name__ == "__main__":
    main()
