"""Every page of both PDFs: nothing leaves its page, whatever the plant."""

from __future__ import annotations

import ctypes.util
import functools
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from shutil import which
from typing import Any

import pytest

from audit.inventory.tables import LineRow
from checks.records import Finding, Judgement, LineScore, Outcome, Verdict
from planning.records import Plan
from reports.errors import ReportError
from reports.layout import MOST_PAGES
from reports.model import ReportModel
from tests.reports.build import HASH, hostile, make_facts, make_judgement, model
from tests.reports.made import HOSTILE, LONG, pdf, plain
from tests.reports.poison import everywhere
from tests.reports.schedule import make_plan


@functools.cache
def grown(lines: int, *, long: bool = False) -> ReportModel:
    """The plant of these tests with so many lines: each further one a copy of an old one."""
    judged, facts, plan = make_judgement(), make_facts(), make_plan(HASH)
    others = ("L1", "L2", "L4")
    names = ["L3", *others[: max(0, lines - 1)]]
    findings = [f for f in judged.findings if f.line in names]
    scores = [s for s in judged.scores if s.line in names]
    cells = [c for c in judged.cells if c.line in names]
    rows = [row for row in facts.rows["lines"] if row.record.line in names]
    tasks = [s for s in plan.tasks if not s.task.line or s.task.line in names]
    costs = [c for c in plan.lines if c.line in names]
    for number in range(4, lines):
        old, new = others[number % 3], f"L{number + 1}"
        findings += [replace(f, line=new) for f in judged.findings if f.line == old]
        scores += [replace(s, line=new) for s in judged.scores if s.line == old]
        cells += [replace(c, line=new) for c in judged.cells if c.line == old]
        row = next(row for row in facts.rows["lines"] if row.record.line == old)
        record = row.record.model_copy(update={"line": new, "name": f"Line {number + 1} Rollers"})
        rows.append(replace(row, record=record))
        costs += [replace(c, line=new) for c in plan.lines if c.line == old]
        tasks += [_moved(s, new, number) for s in plan.tasks if s.task.line == old]
    if long:
        rows = [_named(row, f"{LONG} {row.record.line}") for row in rows]
    facts = replace(facts, rows={**facts.rows, "lines": tuple(rows)})
    judged = replace(judged, findings=tuple(findings), scores=tuple(scores), cells=tuple(cells))
    plan = replace(plan, tasks=tuple(tasks), lines=tuple(costs))
    return model(judgement=judged, facts=facts, plan=plan)


def _named(row: Any, name: str) -> Any:
    record: LineRow = row.record
    return replace(row, record=record.model_copy(update={"name": name}))


def _moved(scheduled: Any, line: str, number: int) -> Any:
    later = timedelta(weeks=number)
    task = replace(scheduled.task, line=line, task_id=f"{scheduled.task.task_id}-{line}")
    start, finish = scheduled.start + later, scheduled.finish + later
    return replace(scheduled, task=task, start=start, finish=finish)


def _all(outcome: Outcome) -> Judgement:
    """Every question with the same answer."""
    judged = make_judgement()
    verdict = Verdict.READY if outcome is Outcome.PASS else Verdict.NOT_PROVEN

    def same(f: Finding) -> Finding:
        return replace(f, outcome=outcome, waiver=None, targets=())

    def scored(s: LineScore) -> LineScore:
        return replace(s, verdict=verdict, blockers=(), questions=(), first_blocker="")

    findings, scores = map(same, judged.findings), map(scored, judged.scores)
    return replace(judged, findings=tuple(findings), scores=tuple(scores))


def _no_plan() -> Plan:
    return replace(make_plan(HASH), tasks=(), values=(), money=(), decisions=(), lines=())


CASES: dict[str, Callable[[], ReportModel]] = {
    "four lines": plain,
    "one line": lambda: grown(1),
    "five lines": lambda: grown(5),
    "forty lines with long names": lambda: grown(40, long=True),
    "one line with a long name": lambda: grown(1, long=True),
    "four lines with long names": lambda: grown(4, long=True),
    "all unknown": lambda: model(judgement=_all(Outcome.UNKNOWN), plan=None),
    "all passing": lambda: model(judgement=_all(Outcome.PASS), plan=_no_plan()),
    "hostile text in every field": everywhere,
    "hostile names": lambda: hostile(HOSTILE + " y" * 200),
    "one endless word": lambda: hostile("Donaudampfschifffahrt" * 24),
}


def pages(name: str, part: Any = "main", page: Any = "A4") -> Any:
    """The laid-out pages, or skip where the libraries for it are not installed."""
    return _pages(name, part, page)


@functools.cache
def _pages(name: str, part: Any, page: Any) -> Any:
    from reports.pdf import laid_out

    try:
        return laid_out(CASES[name](), page=page, part=part).pages
    except ReportError as error:
        if ctypes.util.find_library("pango-1.0"):
            raise
        pytest.skip(str(error))


@pytest.mark.parametrize("name", CASES)
def test_the_main_file_keeps_to_fourteen_pages_and_each_section_to_one(name: str) -> None:
    found = [anchor for page in pages(name) for anchor in page.anchors]
    assert len(found) == len(set(found)) == len(pages(name)) <= MOST_PAGES


@pytest.mark.parametrize(
    ("name", "part"),
    [(name, "main") for name in CASES]
    + [(name, "annex") for name in ("forty lines with long names", "one endless word")],
)
def test_no_text_leaves_its_page(name: str, part: str) -> None:
    outside = [
        (number, box.text)
        for number, page in enumerate(pages(name, part), 1)
        for box in _texts(page)
        if not (box.position_x >= -0.5 and box.position_x + box.width <= page.width + 0.5)
        or not (box.position_y >= -0.5 and box.position_y + box.height <= page.height + 0.5)
    ]
    assert not outside, outside[:10]


def _texts(page: Any) -> Iterator[Any]:
    """The boxes that hold text, in the margins too, as WeasyPrint placed them."""
    for box in page._page_box.descendants():
        if getattr(box, "text", "").strip():
            yield box


def test_no_heading_is_the_last_thing_on_its_page() -> None:
    for number, page in enumerate(pages("forty lines with long names", "annex"), 1):
        texts = [box for box in _texts(page) if box.position_y < page.height - 60]
        last = max(texts, key=lambda box: box.position_y)
        assert last.element_tag not in ("h1", "h2", "h3"), (number, last.text)


def test_table_heads_are_repeated_on_the_next_page() -> None:
    heads = [
        sum(box.text == "Cost to ready" for box in _texts(page))
        for page in pages("forty lines with long names", "annex")
        if any(box.text == "The lines in short" for box in _texts(page))
    ]
    assert heads == [1]


def test_letter_holds_the_same_sections() -> None:
    assert len(pages("four lines", "main", "Letter")) == len(pages("four lines"))
    width, height = pages("four lines", "main", "Letter")[0].width, 11 * 96
    assert (round(width), round(pages("four lines", "main", "Letter")[0].height)) == (816, height)


def test_with_more_lines_than_three_the_sheets_are_in_the_annex() -> None:
    main = {anchor for page in pages("five lines") for anchor in page.anchors}
    annex = {anchor for page in pages("five lines", "annex") for anchor in page.anchors}
    assert "lines" in main
    assert not {name for name in main if name.startswith("line-")}
    assert {f"line-{n}" for n in range(1, 5)} <= annex


@pytest.mark.parametrize("part", ["main", "annex"])
def test_every_word_that_another_program_reads_lies_on_the_page(part: str) -> None:
    """The same in the finished file, as pdftotext sees it."""
    tool = which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    data = pdf(plain(), "A4", part)
    done = subprocess.run([tool, "-bbox", "-", "-"], input=data, capture_output=True, check=True)
    seen = 0
    for page in done.stdout.decode("utf-8").split("<page ")[1:]:
        width, height = map(float, re.findall(r'"([\d.]+)"', page.partition(">")[0]))
        for x1, y1, x2, y2 in re.findall(
            r'<word xMin="(\S+)" yMin="(\S+)" xMax="(\S+)" yMax="(\S+)">', page
        ):
            assert float(x1) >= 0 <= float(y1)
            assert float(x2) <= width
            assert float(y2) <= height
            seen += 1
    assert seen > 1000
