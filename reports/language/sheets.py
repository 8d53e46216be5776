"""A workbook in another language: cells, sheet titles, lists to choose from; formulas follow.

What is hidden for `merge` stays as it is, and says which language the file is in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from audit.imports.questionnaire import LISTS, META
from audit.imports.said import ANSWERS, LANGUAGE, SHEET, TOLD
from audit.imports.workbook_back import Sheet
from reports.language import Speech
from reports.language.catalogue import SOURCE
from reports.workbook.book import Book
from reports.workbook.bulk import Bulk, Cell, Formula, Rows

LONGEST_TITLE = 31
"""Characters of a sheet's title in spreadsheet programs."""
RETURNED = ("Questions", *dict.fromkeys(str(sheet) for sheet in Sheet))
"""How the titles of sheets begin that come back through `merge`."""
LONGEST_WORDS = 120
"""Characters of a title, a choice, a state; longer texts are read, not chosen."""
_LITERAL = re.compile(r'"([^"]*)"')
_DAYS = {"de": "dd.mm.yyyy"}
_ISO_DAY = "yyyy-mm-dd"

Say = Callable[[str], str]


def say_workbook(book: Book, speech: Speech) -> None:
    """Turn a finished workbook into the language, before it is saved."""
    if speech.language == SOURCE:
        return
    say = speech.say
    titles = _titles(book, say)
    back: dict[str, dict[str, str]] = {}
    for ws in book.workbook.worksheets:
        if str(ws.title) != META:
            own = back.setdefault(str(ws.title), {})
            _say_sheet(ws, titles, say, own)
            if str(ws.title).startswith(RETURNED) and str(ws.title) in book.bulks:
                _note_rows(book.bulks[str(ws.title)], say, own)
    if META in book.workbook.sheetnames:
        _note(book, speech.language, titles, back, say)
    for name in book.workbook.defined_names.values():
        name.attr_text = _renamed(str(name.attr_text), titles)
    book.values = {
        titles.get(title, title): {
            at: say(value) if isinstance(value, str) else value for at, value in cells.items()
        }
        for title, cells in book.values.items()
    }
    book.bulks = {
        titles.get(title, title): _said_rows(bulk, titles, say)
        for title, bulk in book.bulks.items()
    }
    for old, new in titles.items():
        book.workbook[old].title = new
    formats: Any = book.workbook._number_formats
    for number, form in enumerate(formats):
        if form == _ISO_DAY and speech.language in _DAYS:
            formats[number] = _DAYS[speech.language]


def _note(
    book: Book,
    language: str,
    titles: Mapping[str, str],
    back: Mapping[str, Mapping[str, str]],
    say: Say,
) -> None:
    """Keep in the hidden sheet what `merge` needs to read the file as if it were English."""
    chosen = back.get(LISTS, {})
    typed = {say(word): word for word in ANSWERS}
    rows = [(LANGUAGE, language, "")]
    for title, own in back.items():
        if title.startswith(RETURNED):
            rows.append((SHEET, titles.get(title, title), title))
            rows += [(TOLD, *pair) for pair in {**typed, **chosen, **own}.items()]
    ws = book.workbook[META]
    for number, row in enumerate(rows, ws.max_row + 1):
        for column, value in enumerate(row, 1):
            book.text(ws, number, column, value)


def _titles(book: Book, say: Say) -> dict[str, str]:
    """Each sheet's title in the language; those that nobody sees keep theirs."""
    found: dict[str, str] = {}
    for ws in book.workbook.worksheets:
        title = str(ws.title)
        said = re.sub(r"[\\/*?:\[\]]", " ", say(title))[:LONGEST_TITLE].strip()
        free = said and said not in found.values()
        if ws.sheet_state == "visible" and free:
            found[title] = said
    return found


def _say_sheet(ws: Any, titles: Mapping[str, str], say: Say, back: dict[str, str]) -> None:
    """Turn the sheet, and note in `back` what its short texts were."""
    for row in ws.iter_rows():
        for cell in row:
            value = cell.value
            if not isinstance(value, str) or not value:
                continue
            if cell.data_type == "f":
                cell.value = _formula(value, titles, say)
            else:
                cell.value = said = say(value)
                cell.data_type = "s"
                _note_word(value, said, back)
    ws.oddFooter.left.text = say(str(ws.oddFooter.left.text or ""))
    for chart in ws._charts:
        _say_chart(chart, titles, say)
    for rule in ws.data_validations.dataValidation:
        rule.formula1 = _choices(str(rule.formula1), say, back)
    for rules in ws.conditional_formatting:
        for rule in rules.rules:
            rule.formula = [_formula(str(text), titles, say) for text in rule.formula]


def _note_rows(bulk: Bulk, say: Say, back: dict[str, str]) -> None:
    """Note in `back` what the short texts of rows were that are written last."""
    for row in bulk.rows:
        for value in row:
            if isinstance(value, str) and value:
                _note_word(value, say(value), back)


def _note_word(value: str, said: str, back: dict[str, str]) -> None:
    if said != value and len(said) <= LONGEST_WORDS:
        back.setdefault(said.strip(), value)


def _said_rows(bulk: Bulk, titles: Mapping[str, str], say: Say) -> Bulk:
    """The same rows, said when they are written, so that a long table is never there whole."""

    def cell(value: Cell) -> Cell:
        if isinstance(value, str):
            return say(value)
        if isinstance(value, Formula):
            kept = value.value
            told = say(kept) if isinstance(kept, str) else kept
            return Formula(_formula(value.text, titles, say), told)
        return value

    def row(cells: Sequence[Cell]) -> Sequence[Cell]:
        return [cell(value) for value in cells]

    return replace(bulk, rows=Rows(bulk.rows, row))


def _say_chart(chart: Any, titles: Mapping[str, str], say: Say) -> None:
    """Turn a chart's title, and let its series follow the sheets that they are read from."""
    for paragraph in chart.title.tx.rich.p if chart.title and chart.title.tx.rich else ():
        for run in paragraph.r or ():
            run.t = say(str(run.t))
    for series in chart.series:
        for part in (series.tx, series.cat, series.val):
            for ref in (getattr(part, "strRef", None), getattr(part, "numRef", None)):
                if ref is not None:
                    ref.f = _renamed(str(ref.f), titles)


def _formula(text: str, titles: Mapping[str, str], say: Say) -> str:
    """The formula with the words that it compares cells with, and the sheets that it names."""
    said = _LITERAL.sub(lambda match: f'"{say(match[1])}"', text)
    return _renamed(said, titles)


def _renamed(text: str, titles: Mapping[str, str]) -> str:
    for old, new in titles.items():
        quoted = new.replace("'", "''")
        text = text.replace(f"'{old}'!", f"'{quoted}'!")
        text = re.sub(rf"(?<![\w'.]){re.escape(old)}!", f"'{quoted}'!", text)
    return text


def _choices(text: str, say: Say, back: dict[str, str]) -> str:
    if not text.startswith('"'):
        return text
    said = {item: say(item) for item in text.strip('"').split(",")}
    for item, word in said.items():
        back.setdefault(word, item)
    return '"' + ",".join(said.values()) + '"'
