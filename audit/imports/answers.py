"""Answer sheets of IT, OT and the floor: CSV or workbook in, one row for each answer out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time

from pydantic import ValidationError

from audit.imports.contract import Imported, Importer, RawFile, Remark, UnreadableFileError
from audit.imports.headers import Header, Synonyms, find_header, head_grids, unknown_columns
from audit.imports.questionnaire import is_questionnaire
from audit.imports.secrets import without_secrets
from audit.inventory.cells import Grid, Line, UnreadableTableError
from audit.inventory.grids import read_grids
from audit.inventory.observe import inventory_observations
from audit.inventory.tables import AnswerRow
from audit.inventory.tables.people import Side
from audit.records import Observation

METHOD = "answers"
_COLUMNS: Synonyms = {
    "question_id": ("questionid", "id", "qid", "questionno", "no", "nr", "number", "frageid"),
    "question": ("question", "questiontext", "frage", "text"),
    "answer": ("answer", "reply", "response", "antwort", "youranswer"),
    "side": ("side", "team", "department", "answeredfor", "seite"),
    "line": ("line", "productionline", "linie", "lineorasset", "lineasset"),
    "document": ("document", "evidence", "evidencereference", "reference", "proof", "nachweis"),
    "answered_by": ("answeredby", "by", "person", "name", "respondent", "beantwortetvon"),
    "role": ("role", "function", "position", "rolle", "funktion"),
    "answered_on": ("answeredon", "date", "on", "datum", "answered"),
    "remark": ("remark", "remarks", "comment", "comments", "bemerkung", "kommentar"),
}
_SIDES = (
    (Side.FLOOR, re.compile(r"(?<![a-z])(floor|shop ?floor|operators?|werker)(?![a-z])", re.I)),
    (Side.FINANCE, re.compile(r"(?<![a-z])(finance|controlling|finanzen)(?![a-z])", re.I)),
    (Side.OT, re.compile(r"(?<![a-z])(OT|operational technology|automation|maintenance)(?![a-z])")),
    (Side.IT, re.compile(r"(?<![a-z])(IT|information technology)(?![a-z])")),
    (Side.OT, re.compile(r"[-_ .](ot)(?![a-z])")),
    (Side.IT, re.compile(r"[-_ .](it)(?![a-z])")),
)


def sniff(raw: RawFile) -> float:
    """Judge whether questions with their answers stand in it."""
    if is_questionnaire(raw.data):
        return 1.0
    best = 0.0
    for grid in head_grids(raw):
        header = _header_of(grid)
        if header is not None:
            best = max(best, 0.97 if "question_id" in header.columns else 0.8)
    return best


def _header_of(grid: Grid) -> Header | None:
    for key in ("question_id", "question"):
        header = find_header(grid, _COLUMNS, wanted=(key, "answer"))
        if header is not None and ("question" in header.columns or len(header.columns) > 2):
            return header
    return None


def read(raw: RawFile) -> Imported:
    """Read every answered question. A blank answer means not asked; "don't know" is an answer."""
    if is_questionnaire(raw.data):
        raise UnreadableFileError(
            f"{raw.name}: a questionnaire of `plantready ask`; take it back with `plantready "
            "merge`, which knows what was asked"
        )
    try:
        grids = read_grids(raw.name, raw.data)
    except UnreadableTableError as error:
        raise UnreadableFileError(str(error)) from None
    observations: list[Observation] = []
    skipped: list[Remark] = []
    unclear: list[Remark] = []
    refused, found = 0, False
    for grid in grids:
        header = _header_of(grid)
        if header is None:
            continue
        found = True
        unclear += unknown_columns(header)
        side = side_of(raw, header)
        for line in header.rows:
            row, count = _row(header, line, side, skipped)
            refused += count
            if row is not None:
                observations += inventory_observations(
                    [(row, header.place(line, "answer"))],
                    raw.name,
                    raw.sha256,
                    _when(row, raw),
                    method=METHOD,
                )
    if not found:
        raise UnreadableFileError(
            f"{raw.name}: no header row with question and answer was found; wanted: question_id, "
            f"side, line, question, answer, document, answered_by, role, answered_on"
        )
    return Imported(tuple(observations), len(observations), tuple(skipped), tuple(unclear), refused)


def side_of(raw: RawFile, header: Header) -> Side:
    """Return whose sheet it is: said above the header, by the sheet's or the file's name."""
    above = " ".join(cell for line in header.above for cell in line.cells)
    for text in (above, header.grid.place.sheet, raw.stem):
        for side, pattern in _SIDES:
            if pattern.search(text):
                return side
    return Side.UNSAID


def _row(
    header: Header, line: Line, side: Side, skipped: list[Remark]
) -> tuple[AnswerRow | None, int]:
    cells = {name: header.cell(line, name) for name in AnswerRow.model_fields}
    if not cells["answer"]:
        if cells["question_id"] or cells["question"]:
            skipped.append(header.remark(line, "no answer: counts as not asked", "answer"))
        return None, 0
    cells["question_id"] = cells["question_id"] or question_id(cells["question"])
    cells["side"] = _side_word(cells["side"]) or str(side)
    refused = 0
    for name in ("answer", "question", "document", "remark"):
        cells[name], count = without_secrets(cells[name])
        refused += count
    try:
        return AnswerRow.model_validate({k: v for k, v in cells.items() if v}), refused
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        allowed = " (allowed: IT, OT, floor, finance)" if name == "side" else ""
        message = str(first["msg"]).removeprefix("Value error, ")
        skipped.append(header.remark(line, f"{name}: {message}{allowed}; row left out", name))
        return None, refused


def _side_word(text: str) -> str:
    if text.casefold() in ("it", "ot", "floor", "finance"):
        return text
    return next((str(side) for side, pattern in _SIDES if pattern.search(text)), text)


def question_id(question: str) -> str:
    """Return an id for a question that has none: its first words."""
    words = re.findall(r"\w+", question.casefold())
    return "_".join(words[:8])[:80] or "question"


def _when(row: AnswerRow, raw: RawFile) -> datetime:
    if row.answered_on is None:
        return raw.modified
    return datetime.combine(row.answered_on, time(), UTC)


IMPORTERS = (Importer("answers", "answer sheets of IT, OT and the floor", sniff, read),)
