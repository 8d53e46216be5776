"""What the explorer shows, as compact JSON: texts that many findings share are there once."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, cast

from reports.language import ENGLISH, Speech
from reports.language.catalogue import interface
from reports.layout import listed_findings
from reports.model import ReportModel
from reports.model.records import Mark
from reports.screen import lines
from reports.screen.programme import programme

CITED = 40
"""Evidence ids of a finding."""
GZIP = 16 + zlib.MAX_WBITS


Say = Callable[[str], str]


def words(speech: Speech) -> str:
    """What the explorer itself says, as JSON that may stand inside a page: text → in the language.

    Empty in English.
    """
    said = {text: speech.say(text) for text in interface()} if speech is not ENGLISH else {}
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")


def packed(model: ReportModel, speech: Speech = ENGLISH) -> str:
    """The payload as base64 of gzip: RFC 1952 is what every browser's DecompressionStream reads."""
    text = json.dumps(payload(model, speech), ensure_ascii=False, separators=(",", ":"))
    press = zlib.compressobj(9, zlib.DEFLATED, GZIP)
    data = press.compress(text.encode("utf-8", "replace")) + press.flush()
    return base64.b64encode(data).decode("ascii")


def payload(model: ReportModel, speech: Speech = ENGLISH) -> dict[str, Any]:
    """Everything that the explorer shows, said in the language."""
    say = speech.say
    texts = _Texts(say)
    plants = {line.line: line.plant for line in model.programme.plant_lines}
    return {
        "case": {"id": model.case_id, "name": model.case_name, "asOf": say(model.as_of_text),
                 "hash": model.dataset_hash, "class": say(model.classification)},
        "lines": [{"id": n.line, "name": n.name, "pilot": n.pilot, "plant": plants.get(n.line, "")}
                  for n in model.names],
        "uses": [{"id": u.use_case, "name": u.name, "pilot": u.pilot} for u in model.use_cases],
        "verdicts": [
            {"line": line.name.line, "use": v.use_name, "mark": _mark(v.mark, say),
             "flag": say(v.flag),
             "rule": v.rule, "index": say(v.index_text), "interval": say(v.interval_text),
             "answered": say(v.coverage_text), "cost": say(line.cost_text),
             "ready": say(line.ready_text),
             "live": say(line.live_text)}
            for line in model.lines for v in line.verdicts
        ],
        "matrix": _matrix(model, say),
        "checks": {c.check_id: [say(c.title), say(c.theme), say(c.question), c.basis, c.packages]
                   for c in model.annex.checks},
        "findings": _findings(model, texts, say),
        "evidence": {str(c.evidence_id): [texts.of(c.source), c.location, texts.of(c.what), c.grade,
                     say(c.day)] for c in model.annex.cited},
        "plan": _plan(model, say),
        "network": _network(model, say),
        "paths": lines.paths(model, say),
        "foundation": lines.foundation(model, say),
        "programme": programme(model, say),
        "unknowns": [[q.check_id, say(q.lines), say(q.ask), say(q.why), say(q.close),
                      say(q.who), q.minutes, q.gate]
                     for q in model.questions],
        "texts": texts.all,
    }  # fmt: skip


class _Texts:
    """Texts by number."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self.all: list[str] = []
        self._known: dict[str, int] = {}

    def of(self, text: str) -> int:
        """The number of a text."""
        if text not in self._known:
            self._known[text] = len(self.all)
            self.all.append(self._say(text))
        return self._known[text]


def _mark(mark: Mark, say: Say) -> list[str]:
    return [mark.symbol, say(mark.word), mark.tone]


def _network(model: ReportModel, say: Say) -> dict[str, Any]:
    """The map; its states and tones are the explorer's own, everything else is said."""
    own = ("state", "tone", "a", "b", "node_id", "label", "ports", "where")

    def told(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: told(inner, name) for name, inner in cast("Any", value).items()}
        if isinstance(value, list | tuple):
            return [told(inner, key) for inner in cast("Any", value)]
        return say(value) if isinstance(value, str) and key not in own else value

    return cast("dict[str, Any]", told(asdict(model.network)))


def _matrix(model: ReportModel, say: Say) -> dict[str, Any]:
    return {
        "lines": [n.name for n in model.matrix_lines],
        "rows": [
            {
                "id": r.condition_id, "kind": say(r.kind), "statement": say(r.statement),
                "check": r.check_id,
                "bears": say(r.bearing), "pilot": say(r.pilot_value), "needed": say(r.needed_value),
                "help": say(r.scaffolding), "note": say(r.note), "uses": r.uses,
                "cells": [[*_mark(c.mark, say), say(c.value), say(c.sentence)] for c in r.cells],
            }
            for r in model.matrix
        ],
    }  # fmt: skip


def _findings(model: ReportModel, texts: _Texts, say: Say) -> list[list[Any]]:
    """One list a column, which packs half as large: line, use case, check, target and so on. Of a
    plant of many lines single things that are well are left out; the workbook has them.
    """
    rows = [
        [
            f.line, f.use_case, f.check_id, f.target, *_mark(f.mark, say), int(f.gate),
            say(f.severity),
            texts.of(f.sentence), texts.of(f.why), texts.of(f.package), f.grade, f.age_days,
            list(f.evidence_ids[:CITED]), say(f.relation), say(f.measured),
            say(f.pilot_measured),
            texts.of(f.waived), len(f.evidence_ids),
        ]
        for f in listed_findings(model)
    ]  # fmt: skip
    return [list(column) for column in zip(*rows, strict=True)]


def _plan(model: ReportModel, say: Say) -> dict[str, Any] | None:
    plan = model.plan
    if plan is None:
        return None
    return {
        "sentence": say(plan.sentence),
        "start": plan.start.isoformat(),
        "finish": plan.finish.isoformat(),
        "groups": [
            {
                "name": say(group.name),
                "note": say(group.note),
                "rows": [
                    {
                        "id": r.task_id, "what": say(r.what), "kind": say(r.kind), "tone": r.tone,
                        "start": r.start.isoformat(), "finish": r.finish.isoformat(),
                        "dates": say(r.dates), "left": round(r.left, 3), "width": round(r.width, 3),
                        "crew": say(r.crew), "effort": say(r.effort),
                        "cost": say(r.cost_text),
                        "standstill": say(r.downtime), "window": say(r.window),
                        "why": say(r.why_here),
                        "slack": r.slack_days, "after": say(r.after), "clears": say(r.clears),
                        "because": say(r.because), "flag": say(r.flag), "done": r.done,
                        "by": say(r.deadline_text),
                        "sure": say(r.sure), "late": [r.sure_left, r.sure_width, r.sure_p50],
                    }
                    for r in group.rows
                ],
            }
            for group in plan.groups
        ],
    }  # fmt: skip
