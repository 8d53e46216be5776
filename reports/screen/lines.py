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
CITED = 12
"""Evidence ids of a station."""


class _Strings:
    """Strings by number: ways share most of theirs."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._known: dict[str, int] = {}

    def of(self, text: str) -> int:
        """The number of a string, said already."""
        if text not in self._known:
            self._known[text] = len(self.all)
            self.all.append(text)
        return self._known[text]


def paths(model: ReportModel, say: Say) -> dict[str, Any]:
    """Every way with its stations; strings are numbers of `strings`, states of `legend`."""
    strings = _Strings()
    legend = model.paths.legend
    return {
        "sentence": say(model.paths.sentence),
        "legend": [_mark(mark, say) for mark in legend],
        "paths": [_path(path, legend, strings, say) for path in model.paths.paths],
        "strings": strings.all,
    }


def _path(path: DataPath, legend: tuple[Mark, ...], strings: _Strings, say: Say) -> list[Any]:
    texts = (
        *(path.line, path.line_name, path.use_case, path.use_name, path.flow),
        *(_signals(path, say), "; ".join(path.signals), say(path.way), say(path.wired_by)),
        *(say(path.code), say(path.sentence)),
    )
    return [
        [strings.of(text) for text in texts],
        legend.index(path.mark),
        [
            [
                *(strings.of(say(hop.kind)), strings.of(_name(hop, path, say))),
                *(legend.index(hop.mark), strings.of(hop.check_id), strings.of(say(hop.why))),
                list(hop.evidence[:CITED]),
            ]
            for hop in path.hops
        ],
    ]


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
