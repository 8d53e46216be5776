"""The HTML page."""

from __future__ import annotations

import re

from reports.html import render
from tests.reports.build import model
from tests.reports.made import plain


def test_the_page_stands_alone_and_needs_no_script() -> None:
    page = render(plain())
    assert "<script" not in page
    assert not re.search(r"https?://(?!www\.w3\.org)", page)
    assert set(re.findall(r"url\((\w+):", page)) == {"data"}


def test_the_page_holds_the_sections_of_the_pdf_in_order() -> None:
    heads = re.findall(r"<h1[^>]*>([^<]*)</h1>", render(plain()))
    assert heads == [
        plain().answer.sentence, "What is in the way", "Why the pilot worked",
        "Each condition on each line", "Line 1 Housings", "Line 2 Shafts", "Line 4 Couplings",
        "The plan", "Your windows and your people", "Money", "If you rolled out tomorrow",
        "The network, the links, the headroom", "Risks to the programme",
        "The next ten working days", "How this was judged", "Keep: this works today",
        "Every task of the plan", "Every open question", "Every answer", "Evidence",
    ]  # fmt: skip


def test_the_chart_keeps_its_words_as_text() -> None:
    page = render(plain())
    chart = page[page.index("<svg") : page.index("</svg>")]
    assert "<text" in chart
    assert "EUR thousand" in chart
    money = plain().money
    assert money is not None
    assert f"<title>{money.curve_alt}</title>" in chart


def test_without_a_plan_the_page_says_how_to_get_one() -> None:
    page = render(model(plan=None))
    assert "plantready plan" in page
    assert "Cash, week by week" not in page


def test_symbols_stand_beside_every_colour() -> None:
    page = render(plain())
    cells = re.findall(r'<td class="cell (?:good|bad|warn|open|none|enough)">(.{0,40})', page)
    assert len(cells) > 40
    assert all(cell.startswith('<span class="sym">') for cell in cells)
