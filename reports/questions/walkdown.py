"""Sheets for a walk along the lines: one page a line to print and write on, or a workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from checks.open_questions import OpenQuestion
from checks.question import Asks, Question
from checks.walk import Stop, Walk
from checks.wanted import offered
from reports.language import ENGLISH, Speech
from reports.language.sheets import say_workbook
from reports.questions.sheet import Heading, how_to_answer
from reports.workbook.book import Book, Column
from reports.workbook.values import store_values

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
_COLUMNS = (
    Column("place", 18),
    Column("look at", 34),
    Column("note", 44),
    Column("what you see", 44, "@", edit=True),
    Column("by", 16, "@", edit=True),
    Column("closes", 18),
    Column("decides", 10),
    Column("goes into", 12),
)


def walkdown_html(
    walks: Sequence[Walk],
    questions: Sequence[OpenQuestion],
    heading: Heading,
    speech: Speech = ENGLISH,
) -> str:
    """The sheets as a page for the printer; every text is escaped.

    Parameters
    ----------
    questions
        What the floor can answer; those of a line are printed under its walk.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    asked = {
        walk.line: [(row.text, _how(row.question)) for row in questions if row.line == walk.line]
        for walk in walks
    }
    page = environment.get_template("walkdown.html.j2")
    return speech.html(page.render(walks=walks, questions=asked, heading=heading, places=_places))


def _how(question: Question) -> str:
    """How to answer on paper, where no list drops down."""
    if question.asks is Asks.CHOICE:
        return " / ".join(offered(question))
    return how_to_answer(question)


def _places(walk: Walk) -> list[tuple[str, list[Stop]]]:
    by_place: dict[str, list[Stop]] = {}
    for stop in walk.stops:
        by_place.setdefault(stop.look.place, []).append(stop)
    return list(by_place.items())


def walkdown_xlsx(walks: Sequence[Walk], heading: Heading, speech: Speech = ENGLISH) -> bytes:
    """The sheets as a workbook, one sheet a line."""
    book = Book(f"{heading.case_id} · as of {heading.as_of} · {heading.dataset_hash[:12]}")
    for number, walk in enumerate(walks, 1):
        ws = book.sheet(
            f"Walk {number}",
            f"{walk.line} · {walk.line_name}: what to look at",
            "Look, read and note; nothing is unplugged, pressed or opened without its owner.",
        )
        rows = [
            (
                stop.look.place, stop.look.what, stop.look.note, None, None,
                ", ".join(stop.checks), "verdict" if stop.gate else "", stop.look.goes_to,
            )
            for stop in walk.stops
        ]  # fmt: skip
        book.table(ws, _COLUMNS, rows)
    say_workbook(book, speech)
    made = io.BytesIO()
    book.workbook.save(made)
    titles = [str(title) for title in book.workbook.sheetnames]
    return store_values(made.getvalue(), titles, book.values, heading.made_on)
