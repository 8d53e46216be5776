"""The annex: every finding, the points behind the scores, thresholds, evidence and footprint."""

from __future__ import annotations

import functools
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from audit.records import Grade, Stored
from checks.records import Check, Finding, Outcome, Relation, Severity
from checks.score import BEARING_WEIGHT, RELATION_POINTS, entry_of
from checks.tally import tallies
from reports.model.annex import (
    Annex,
    AnswerLine,
    CheckLine,
    EvidenceFile,
    FindingRow,
    FootprintRow,
    LedgerPoint,
    RuleLine,
    ScoreSum,
    Tally,
    ThresholdLine,
    WaiverLine,
)
from reports.model.extras import extras
from reports.model.ground import Ground
from reports.model.items import waived_text, why_text
from reports.model.marks import OUTCOMES, finding_mark
from reports.model.method import METHOD
from reports.model.returns import asked_rows, cited, status_lines
from reports.model.words import count, day, listed, plain, readable, sentence

BASES = {
    "N": "standard",
    "V": "vendor guide",
    "P": "practice",
    "D": "project default",
}


EVIDENCE_SHOWN = 12
"""Runs of evidence ids that the printed list shows."""


class LedgerRecord(Protocol):
    """What the footprint needs of one line of the ledger."""

    @property
    def destination(self) -> str:
        """The address asked."""
        ...

    @property
    def probe(self) -> str:
        """The protocol's name."""
        ...

    @property
    def packets(self) -> int:
        """Packets sent."""
        ...

    @property
    def bytes(self) -> int:
        """Bytes sent."""
        ...

    @property
    def outcome(self) -> str:
        """How it ended."""
        ...


LedgerLine = Mapping[str, Any] | LedgerRecord
"""One line of the ledger: as `audit.net` reads it back, or as its JSON object."""


def annex(
    ground: Ground, ledger: Sequence[LedgerLine], stored: Sequence[Stored], rules: str = ""
) -> Annex:
    """Everything behind the pages."""
    checks = tuple({f.check.check_id: f.check for f in ground.judgement.findings}.values())
    thresholds = tuple(_thresholds(ground, checks))
    files = _files(ground, stored)
    footprint = tuple(_footprint(ledger))
    return Annex(
        findings=tuple(_finding_rows(ground)),
        answers=tuple(_answers(ground)),
        tallies=tuple(_tallies(ground)),
        points=tuple(_points(ground)),
        sums=tuple(_sums(ground)),
        weights=_weights(ground),
        thresholds=thresholds,
        overridden=tuple(line for line in thresholds if line.changed),
        waivers=tuple(_waivers(ground)),
        left_out=tuple((x.what, readable(x.why)) for x in ground.plan.left_out)
        if ground.plan
        else (),
        files=files,
        files_text=_files_text(files),
        footprint=footprint,
        footprint_text=_footprint_text(footprint),
        checks=tuple(_check(check) for check in sorted(checks, key=lambda c: c.check_id)),
        method=METHOD,
        problems=ground.facts.problems,
        extras=extras(ground),
        cited=cited(ground, stored),
        asked=asked_rows(ground),
        status=status_lines(ground),
        rules=tuple(
            RuleLine(line.strip(), below=line.startswith(" "))
            for line in rules.splitlines()
            if line.strip()
        ),
        own_checks=ground.judgement.own_checks,
    )


def _finding_rows(ground: Ground) -> Iterable[FindingRow]:
    """One row a finding, then its targets; those that belong to the whole plant stand under the
    first line only.
    """
    shown: set[int] = set()
    packages: dict[str, str] = {}
    for f in ground.judgement.findings:
        if f.check.check_id not in packages:
            packages[f.check.check_id] = ground.package_text(f.check.work_packages)
        package = packages[f.check.check_id]
        yield _finding_row(f, package)
        if id(f.targets) in shown:
            continue
        shown.add(id(f.targets))
        for t in f.targets:
            yield _finding_row(f, package, t.name, t.outcome, t.sentence, t.evidence)


def _finding_row(
    f: Finding,
    package: str,
    target: str = "",
    outcome: Outcome | None = None,
    said: str = "",
    evidence: tuple[int, ...] = (),
) -> FindingRow:
    check, own = f.check, evidence if target else f.evidence
    # `.value` of an enum is one text for all rows; `str` would copy it for each.
    return FindingRow(
        row_key="/".join((f.line, f.use_case, check.check_id, target)),
        line=f.line,
        use_case=f.use_case,
        check_id=check.check_id,
        theme=sys.intern(str(check.theme).replace("_", " ")),
        title=check.title,
        target=target,
        mark=OUTCOMES[outcome] if outcome else finding_mark(f),
        status=(outcome or f.outcome).value,
        severity=check.severity.value,
        gate=f.gate,
        relation="" if target else f.relation.value,
        measured="" if target else f.measured,
        pilot_measured="" if target else f.pilot_measured,
        sentence=sentence(said if target else f.sentence),
        why="" if target else why_text(f.why),
        package=package,
        grade=f.grade.value if f.grade else "",
        age_days=f.age_days,
        age="" if f.age_days is None else sys.intern(count(f.age_days, "day")),
        evidence=_numbers(own),
        evidence_ids=own,
        waived="" if target else waived_text(f),
    )


def _answers(ground: Ground) -> Iterable[AnswerLine]:
    """By check, then by line in the report's order."""
    order = [name.line for name in ground.names]
    groups: dict[tuple[str, str, str, str], list[Finding]] = {}
    for f in ground.judgement.findings:
        key = (f.check.check_id, f.line, str(f.outcome), f.sentence)
        groups.setdefault(key, []).append(f)
    by_line = {line: number for number, line in enumerate(order)}
    every = len({f.use_case for f in ground.judgement.findings})
    for key in sorted(groups, key=lambda k: (k[0], by_line.get(k[1], len(order)), k[2], k[3])):
        group = groups[key]
        f, uses = group[0], listed(ground.use_name(f.use_case) for f in group)
        ids = group[0].evidence
        if len(group) > 1:
            ids = tuple({number for found in group for number in found.evidence})
        yield AnswerLine(
            check_id=f.check.check_id,
            line=f.line,
            uses="" if len(group) >= every else sys.intern(uses),
            gate=f.gate,
            mark=finding_mark(f),
            sentence=sentence(f.sentence),
            why=sentence(why_text(f.why)),
            grade=f.grade.value if f.grade else "",
            evidence=_numbers(ids),
        )


@functools.lru_cache(maxsize=4096)
def _numbers(ids: tuple[int, ...]) -> str:
    """`3, 7–12`: the annex of a large plant must stay readable."""
    runs: list[tuple[int, int]] = []
    first = last = -1
    for number in sorted(set(ids)):
        if number != last + 1 or first < 0:
            if first >= 0:
                runs.append((first, last))
            first = number
        last = number
    if first >= 0:
        runs.append((first, last))
    texts = [str(a) if a == b else f"{a}–{b}" for a, b in runs[:EVIDENCE_SHOWN]]
    left = len(runs) - EVIDENCE_SHOWN
    return ", ".join(texts) + (f" and {left} more" if left > 0 else "")


def _tallies(ground: Ground) -> Iterable[Tally]:
    counted = {(t.line, t.use_case): t.counts for t in tallies(ground.judgement)}
    for name in ground.names:
        for use in [use.use_case for use in ground.uses] or [""]:
            if (name.line, use) in counted:
                n = Counter(counted[name.line, use])
                yield Tally(
                    *(name.line, use, n[Outcome.PASS], n[Outcome.WARN], n[Outcome.FAIL]),
                    *(n[Outcome.UNKNOWN], n[Outcome.NA] + n[Outcome.NOT_BUILT]),
                )


def _points(ground: Ground) -> Iterable[LedgerPoint]:
    """Weight and points of each result: exactly what the scores are summed from."""
    weights = dict(ground.judgement.weights)
    scored = {(score.line, score.use_case) for score in ground.judgement.scores}
    for f in ground.judgement.findings:
        entry = entry_of(f, weights) if (f.line, f.use_case) in scored else None
        if entry is not None:
            low, high = _ends(entry.points)
            yield LedgerPoint(
                *(f.line, f.use_case, "foundation", f.check.check_id, f.check.title),
                *(f.outcome.value, f.check.severity.value, entry.weight, low, high),
            )
    for score in ground.judgement.scores:
        yield from _transfer_points(ground, score.line, score.use_case)


def _transfer_points(ground: Ground, line: str, use_case: str) -> Iterable[LedgerPoint]:
    mine = [b for b in ground.judgement.baselines if b.use_case == use_case]
    here = {f.check.check_id: f for f in reversed(ground.findings(line)) if f.use_case == use_case}
    for condition in (c for b in mine for c in b.conditions):
        found = here.get(condition.check_id)
        relation = found.relation if found else Relation.UNKNOWN
        weight = BEARING_WEIGHT[condition.bearing]
        if weight and relation is not Relation.NA:
            low, high = _ends(RELATION_POINTS.get(relation))
            yield LedgerPoint(
                *(line, use_case, "transfer", condition.condition_id, condition.statement),
                *(relation.value, condition.bearing.value, weight, low, high),
            )


def _ends(points: float | None) -> tuple[float, float]:
    return (0.0, 1.0) if points is None else (points, points)


def _sums(ground: Ground) -> Iterable[ScoreSum]:
    for s in ground.judgement.scores:
        for name, i in (("foundation", s.foundation), ("transfer", s.transfer)):
            yield ScoreSum(s.line, s.use_case, name, i.low, i.high, i.coverage, i.weight)


def _weights(ground: Ground) -> tuple[tuple[str, float, float], ...]:
    default = {str(severity): float(severity.weight) for severity in Severity}
    return tuple((name, w, default.get(name, w)) for name, w in ground.judgement.weights)


def _thresholds(ground: Ground, checks: Iterable[Check]) -> Iterable[ThresholdLine]:
    changed = {(o.check_id, o.name): o for o in ground.judgement.overrides}
    for check in sorted(checks, key=lambda c: c.check_id):
        for limit in check.thresholds:
            own = changed.get((check.check_id, limit.name))
            value = own.value if own else limit.value
            text = f"{limit.meaning}: {plain(value, 3)} {limit.unit}".strip()
            if own:
                text += f" (default {plain(limit.value, 3)} {limit.unit})".replace(" )", ")")
            yield ThresholdLine(
                *(check.check_id, limit.name, limit.meaning, limit.value, value, limit.unit),
                *(limit.basis, _basis(limit.basis), own is not None),
                *(own.reason if own else "", own.approved_by if own else "", text),
            )


def _basis(basis: str) -> str:
    return " + ".join(BASES.get(part, part) for part in basis.split("+"))


def _waivers(ground: Ground) -> Iterable[WaiverLine]:
    lines: dict[tuple[str, str], WaiverLine] = {}
    for f in ground.judgement.findings:
        if f.waiver is not None:
            w, check = f.waiver, f.check
            lines[f.line, check.check_id] = WaiverLine(
                *(f.line, check.check_id, check.title, str(f.outcome), w.reason, w.approver),
                *(w.expires, day(w.expires)),
            )
    return lines.values()


def _files(ground: Ground, stored: Sequence[Stored]) -> tuple[EvidenceFile, ...]:
    """One row a source; from the store where it is given, else from the inventory's rows."""
    rows: dict[tuple[str, str, str], list[tuple[Grade, datetime]]] = {}
    for item in stored:
        seen = item.observation
        key = (seen.source.file, seen.source.sha256, seen.method)
        rows.setdefault(key, []).append((seen.grade, seen.time))
    if not stored:
        for table in ground.facts.rows.values():
            for row in table:
                rows.setdefault((row.file, "", row.method), []).append((row.grade, row.time))
    return tuple(_file(key, said) for key, said in sorted(rows.items()))


def _file(key: tuple[str, str, str], said: list[tuple[Grade, datetime]]) -> EvidenceFile:
    grades = sorted({grade for grade, _ in said}, key=lambda grade: grade.rank)
    times = [time for _, time in said]
    file, sha256, method = key
    return EvidenceFile(
        file=file,
        sha256=sha256,
        method=method,
        grade=", ".join(grades),
        count=len(said),
        first=day(min(times).date()),
        last=day(max(times).date()),
    )


def _files_text(files: Sequence[EvidenceFile]) -> str:
    total = sum(file.count for file in files)
    return f"{count(total, 'observation')} from {count(len(files), 'source')}."


def _footprint(ledger: Sequence[LedgerLine]) -> Iterable[FootprintRow]:
    groups: dict[tuple[str, str], list[LedgerLine]] = {}
    for line in ledger:
        groups.setdefault((str(_of(line, "destination")), str(_of(line, "probe"))), []).append(line)
    for (destination, probe), lines in sorted(groups.items()):
        outcomes = dict.fromkeys(str(_of(line, "outcome")) for line in lines)
        yield FootprintRow(
            destination=destination,
            probe=probe,
            exchanges=len(lines),
            packets=sum(int(_of(line, "packets") or 0) for line in lines),
            bytes=sum(int(_of(line, "bytes") or 0) for line in lines),
            outcome=", ".join(sorted(outcomes)),
        )


def _of(line: LedgerLine, name: str) -> Any:
    return line.get(name, "") if isinstance(line, Mapping) else getattr(line, name, "")


def _footprint_text(rows: Sequence[FootprintRow]) -> str:
    if not rows:
        return "Nothing was sent to the plant network: this audit rests on documents and imports."
    packets, size = sum(row.packets for row in rows), sum(row.bytes for row in rows)
    hosts = len({row.destination for row in rows})
    to = count(hosts, "address", "addresses")
    sent = f"{count(packets, 'packet')} ({plain(size / 1000)} kB) to {to}"
    return f"This audit sent {sent}, read-only; every exchange is in the ledger."


def _check(check: Check) -> CheckLine:
    return CheckLine(
        *(check.check_id, str(check.theme), check.title, check.question, str(check.severity)),
        *(str(check.gate), check.basis, ", ".join(check.work_packages)),
    )
