"""What the explorer shows of single lines: data paths, differences, the layer, the trend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reports.model import ReportModel
from reports.model.path_records import DataPath, Hop, Station
from reports.model.records import Mark

Say = Callable[[str], str]
UNKNOWN = Mark("?", "unknown", "open")
AGAINST = Mark("✖", "fail", "bad")


def paths(model: ReportModel, say: Say) -> dict[str, Any]:
    """Every way with its stations."""
    return {
        "sentence": say(model.paths.sentence),
        "legend": [_mark(mark, say) for mark in model.paths.legend],
        "paths": [_path(path, say) for path in model.paths.paths],
    }


def _path(path: DataPath, say: Say) -> dict[str, Any]:
    return {
        "line": path.line, "lineName": path.line_name, "use": path.use_case,
        "useName": path.use_name, "flow": path.flow, "signals": _signals(path, say),
        "all": "; ".join(path.signals), "way": say(path.way), "wired": say(path.wired_by),
        "code": say(path.code), "mark": _mark(path.mark, say), "sentence": say(path.sentence),
        "hops": [
            {"kind": say(hop.kind), "name": _name(hop, path, say),
             "mark": _mark(hop.mark, say),
             "check": hop.check_id, "why": say(hop.why), "evidence": list(hop.evidence[:12])}
            for hop in path.hops
        ],
    }  # fmt: skip


def _signals(path: DataPath, say: Say) -> str:
    """Names of signals, which no language changes."""
    return path.signals_text if path.signals else say(path.signals_text)


def _name(hop: Hop, path: DataPath, say: Say) -> str:
    return _signals(path, say) if hop.kind == Station.SIGNAL else say(hop.name)


def foundation(model: ReportModel, say: Say) -> dict[str, Any]:
    """Whether to copy, how the lines differ, what the layer can do, how it went."""
    return {
        "copying": _copying(model, say),
        "contrast": _contrast(model, say),
        "capabilities": _capabilities(model, say),
        "trend": _trend(model, say),
    }


def _copying(model: ReportModel, say: Say) -> dict[str, Any]:
    kinds = ((AGAINST, model.copying.against), (UNKNOWN, model.copying.unknown))
    return {
        "banner": say(model.copying.banner),
        "sentence": say(model.copying.sentence),
        "rows": [
            {"mark": _mark(mark, say), "check": reason.check_id, "sentence": say(reason.sentence),
             "uses": say(reason.uses)}
            for mark, reasons in kinds for reason in reasons
        ],
    }  # fmt: skip


def _contrast(model: ReportModel, say: Say) -> dict[str, Any]:
    return {
        "sentence": say(model.contrast.sentence),
        "respects": [say(name) for name in model.contrast.respects],
        "pilots": [[name, [say(value) for value in had]] for name, had in model.contrast.pilots],
        "rows": [
            {"line": row.line_name, "pilot": row.pilot_name,
             "cells": [[*_mark(cell.mark, say), say(cell.value)] for cell in row.cells]}
            for row in model.contrast.rows
        ],
    }  # fmt: skip


def _capabilities(model: ReportModel, say: Say) -> dict[str, Any]:
    return {
        "sentence": say(model.capabilities.sentence),
        "rows": [
            {"name": say(c.name), "what": say(c.what), "mark": _mark(c.mark, say),
             "stated": say(c.stated), "seen": say(c.seen), "checks": c.checks,
             "missing": say(c.missing)}
            for c in model.capabilities.rows
        ],
    }  # fmt: skip


def _trend(model: ReportModel, say: Say) -> dict[str, Any]:
    return {
        "sentence": say(model.trend.sentence),
        "rows": [
            {"line": row.line_name, "use": row.use_name, "day": say(p.as_of_text),
             "mark": _mark(p.mark, say), "index": p.index, "interval": say(p.interval_text),
             "answered": say(p.coverage_text), "blockers": p.blockers, "change": say(p.change)}
            for row in model.trend.rows for p in row.points
        ],
        "enables": [say(shared.sentence) for shared in model.trend.enables],
        "enablesText": say(model.trend.enables_text),
    }  # fmt: skip


def _mark(mark: Mark, say: Say) -> list[str]:
    return [mark.symbol, say(mark.word), mark.tone]
