"""What the explorer shows, as compact JSON: texts that many findings share are there once."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import asdict
from typing import Any

from reports.model import ReportModel
from reports.model.records import Mark

MANY, CITED = 20, 40
"""Lines from which only what is not well is shown of single things; evidence ids of a finding."""
GZIP = 16 + zlib.MAX_WBITS


def packed(model: ReportModel) -> str:
    """The payload as base64 of gzip: RFC 1952 is what every browser's DecompressionStream reads."""
    text = json.dumps(payload(model), ensure_ascii=False, separators=(",", ":"))
    press = zlib.compressobj(9, zlib.DEFLATED, GZIP)
    data = press.compress(text.encode("utf-8", "replace")) + press.flush()
    return base64.b64encode(data).decode("ascii")


def payload(model: ReportModel) -> dict[str, Any]:
    """Everything that the explorer shows."""
    texts = _Texts()
    return {
        "case": {"id": model.case_id, "name": model.case_name, "asOf": model.as_of_text,
                 "hash": model.dataset_hash, "class": model.classification},
        "lines": [{"id": n.line, "name": n.name, "pilot": n.pilot} for n in model.names],
        "uses": [{"id": u.use_case, "name": u.name} for u in model.use_cases],
        "verdicts": [
            {"line": line.name.line, "use": v.use_name, "mark": _mark(v.mark), "flag": v.flag,
             "rule": v.rule, "index": v.index_text, "interval": v.interval_text,
             "answered": v.coverage_text, "cost": line.cost_text, "ready": line.ready_text,
             "live": line.live_text}
            for line in model.lines for v in line.verdicts
        ],
        "matrix": _matrix(model),
        "checks": {c.check_id: [c.title, c.theme, c.question, c.basis, c.packages]
                   for c in model.annex.checks},
        "findings": _findings(model, texts),
        "evidence": {str(c.evidence_id): [texts.of(c.source), c.location, texts.of(c.what), c.grade,
                     c.day] for c in model.annex.cited},
        "plan": _plan(model),
        "network": asdict(model.network),
        "unknowns": [[q.check_id, q.lines, q.ask, q.why, q.close, q.who, q.minutes, q.gate]
                     for q in model.questions],
        "texts": texts.all,
    }  # fmt: skip


class _Texts:
    """Texts by number."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._known: dict[str, int] = {}

    def of(self, text: str) -> int:
        """The number of a text."""
        if text not in self._known:
            self._known[text] = len(self.all)
            self.all.append(text)
        return self._known[text]


def _mark(mark: Mark) -> list[str]:
    return [mark.symbol, mark.word, mark.tone]


def _matrix(model: ReportModel) -> dict[str, Any]:
    return {
        "lines": [n.name for n in model.matrix_lines],
        "rows": [
            {
                "id": r.condition_id, "kind": r.kind, "statement": r.statement, "check": r.check_id,
                "bears": r.bearing, "pilot": r.pilot_value, "needed": r.needed_value,
                "help": r.scaffolding, "note": r.note, "uses": r.uses,
                "cells": [[*_mark(c.mark), c.value, c.sentence] for c in r.cells],
            }
            for r in model.matrix
        ],
    }  # fmt: skip


def _findings(model: ReportModel, texts: _Texts) -> list[list[Any]]:
    """One list a column, which packs half as large: line, use case, check, target and so on. Of a
    plant of many lines single things that are well are left out; the workbook has them.
    """
    many = len(model.names) > MANY
    rows = [
        [
            f.line, f.use_case, f.check_id, f.target, *_mark(f.mark), int(f.gate), f.severity,
            texts.of(f.sentence), texts.of(f.why), texts.of(f.package), f.grade, f.age_days,
            list(f.evidence_ids[:CITED]), f.relation, f.measured, f.pilot_measured,
            texts.of(f.waived), len(f.evidence_ids),
        ]
        for f in model.annex.findings
        if not (many and f.target and f.mark.tone in ("good", "none"))
    ]  # fmt: skip
    return [list(column) for column in zip(*rows, strict=True)]


def _plan(model: ReportModel) -> dict[str, Any] | None:
    plan = model.plan
    if plan is None:
        return None
    return {
        "sentence": plan.sentence,
        "start": plan.start.isoformat(),
        "finish": plan.finish.isoformat(),
        "groups": [
            {
                "name": group.name,
                "note": group.note,
                "rows": [
                    {
                        "id": r.task_id, "what": r.what, "kind": r.kind, "tone": r.tone,
                        "start": r.start.isoformat(), "finish": r.finish.isoformat(),
                        "dates": r.dates, "left": round(r.left, 3), "width": round(r.width, 3),
                        "crew": r.crew, "effort": r.effort, "cost": r.cost_text,
                        "standstill": r.downtime, "window": r.window, "why": r.why_here,
                        "slack": r.slack_days, "after": r.after, "clears": r.clears,
                        "because": r.because, "flag": r.flag, "done": r.done,
                    }
                    for r in group.rows
                ],
            }
            for group in plan.groups
        ],
    }  # fmt: skip
