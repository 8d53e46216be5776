"""The report for the screen: one file in a real browser, a click path, keys, axe, no network."""

from __future__ import annotations

import base64
import json
import shutil
import zlib
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from reports.model import ReportModel
from reports.screen import screen, write_screen
from reports.screen.data import GZIP, packed, payload
from tests.reports.made import attacked, plain

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
TABS = (
    *("report", "matrix", "findings", "plan", "network", "unknowns"),
    *("programme", "paths", "foundation"),
)


@dataclass
class Opened:
    """A page in a browser, and what went wrong in it."""

    page: Any
    errors: list[str] = field(default_factory=list[str])
    requests: list[str] = field(default_factory=list[str])


@pytest.fixture(scope="module")
def browser() -> Generator[Any]:
    """Chromium without a window."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("no Chromium is installed: the page cannot be opened")
    sync_api: Any = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def _open(browser: Any, model: ReportModel, folder: Path) -> Opened:
    path = write_screen(model, folder / "report.html")
    opened = Opened(browser.new_page(viewport={"width": 1280, "height": 900}))

    def failed(error: object) -> None:
        opened.errors.append(str(error))

    def said(message: Any) -> None:
        if message.type in ("error", "alert"):
            opened.errors.append(str(message))

    def asked(request: Any) -> None:
        opened.requests.append(str(request.url))

    opened.page.on("pageerror", failed)
    opened.page.on("console", said)
    opened.page.on("dialog", said)
    opened.page.on("request", asked)
    opened.page.goto(path.as_uri())
    opened.page.wait_for_selector("#explorer[data-ready]")
    return opened


def _outside(opened: Opened) -> list[str]:
    inside = ("file:", "data:", "blob:")
    return [url for url in opened.requests if not url.startswith(inside)]


def test_a_click_path_from_a_cell_to_its_evidence(browser: Any, tmp_path: Path) -> None:
    opened = _open(browser, plain(), tmp_path)
    page = opened.page
    page.click("#tab-matrix")
    row = plain().matrix[0]
    page.click("#view-matrix td.cell button >> nth=0")
    shown = page.inner_text("dialog")
    assert row.check_id in shown and row.statement in shown
    assert row.cells[0].sentence in shown
    page.click("dialog .x-go >> nth=0")
    assert "Severity if it fails" in page.inner_text("dialog")
    page.keyboard.press("Escape")
    assert not page.is_visible("dialog")
    assert opened.errors == [] and _outside(opened) == []
    page.close()


def test_filters_leave_what_they_say(browser: Any, tmp_path: Path) -> None:
    page = _open(browser, plain(), tmp_path).page
    page.click("#tab-findings")
    rows = plain().annex.findings
    wanted = [f for f in rows if f.mark.word == "fail" and f.line == "L2"]
    page.select_option("#filter-word", "fail")
    page.select_option("#filter-line", "L2")
    assert page.inner_text("[role=status]") == f"{len(wanted)} of {len(rows)} findings"
    assert page.locator("#view-findings tbody tr").count() == len(wanted)
    page.fill("#filter-text", "no such words anywhere")
    assert page.locator("#view-findings tbody tr").count() == 0
    page.close()


def test_the_keyboard_goes_through_tabs_and_a_task(browser: Any, tmp_path: Path) -> None:
    page = _open(browser, plain(), tmp_path).page
    page.focus("#tab-report")
    for name in TABS[1:]:
        page.keyboard.press("ArrowRight")
        assert page.get_attribute(f"#tab-{name}", "aria-selected") == "true"
        assert page.is_visible(f"#view-{name}")
        assert not page.is_visible("#pages")
    page.click("#tab-plan")
    page.focus(".x-bar-task >> nth=0")
    page.keyboard.press("Enter")
    assert "Why here" in page.inner_text("dialog")
    page.close()


def test_axe_finds_nothing_serious(browser: Any, tmp_path: Path) -> None:
    axe: Any = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = _open(browser, plain(), tmp_path).page
    for name in TABS:
        page.click(f"#tab-{name}")
        found = axe.Axe().run(page).response["violations"]
        bad = [v["id"] for v in found if v["impact"] in ("serious", "critical")]
        assert bad == [], (name, found)
    page.click("#tab-matrix")
    page.click("#view-matrix td.cell button >> nth=0")
    found = axe.Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
    page.close()


def test_hostile_names_stay_text(browser: Any, tmp_path: Path) -> None:
    opened = _open(browser, attacked(), tmp_path)
    for name in TABS:
        opened.page.click(f"#tab-{name}")
    scripts = opened.page.locator("script").count()
    assert scripts == 3, "words, data and program, nothing from the plant"
    assert opened.errors == [] and _outside(opened) == []
    opened.page.close()


def test_the_data_are_those_of_the_model_and_may_not_end_their_element() -> None:
    text = packed(plain())
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
    read = json.loads(zlib.decompress(base64.b64decode(text), GZIP))
    assert read == json.loads(json.dumps(payload(plain())))
    assert {len(column) for column in read["findings"]} == {len(plain().annex.findings)}
    assert read["case"]["hash"] == plain().dataset_hash


def test_without_scripts_the_pages_are_there() -> None:
    text = screen(plain())
    before = text.partition('<script type="application/octet-stream"')[0]
    assert plain().answer.sentence.split(".")[0] in before
    assert text.count("<script") == 3
    assert "http://" not in before.replace("http://www.w3.org/", "")


def test_equal_models_give_equal_files() -> None:
    assert screen(plain()) == screen(plain())


def test_a_station_of_a_way_leads_to_what_says_so(browser: Any, tmp_path: Path) -> None:
    opened = _open(browser, plain(), tmp_path)
    page, report = opened.page, plain().paths
    page.click("#tab-paths")
    assert report.sentence in page.inner_text("#view-paths")
    first = [path for path in report.paths if path.line == report.paths[0].line]
    assert page.locator("#view-paths svg g").count() == sum(len(path.hops) for path in first)
    assert page.locator("#view-paths svg > title").count() == 1
    assert page.locator("#view-paths svg > desc").count() == 1
    assert page.locator("#view-paths tbody tr").count() == len(first)
    page.focus("#view-paths svg g >> nth=0")
    page.keyboard.press("Enter")
    hop = first[0].hops[0]
    assert hop.name in page.inner_text("dialog") and hop.why in page.inner_text("dialog")
    page.keyboard.press("Escape")
    page.select_option("#paths-line", "")
    assert page.locator("#view-paths tbody tr").count() == len(report.paths)
    assert opened.errors == []
    page.close()


def test_the_foundation_shows_what_the_model_says(browser: Any, tmp_path: Path) -> None:
    page, model = _open(browser, plain(), tmp_path).page, plain()
    page.click("#tab-foundation")
    shown = " ".join(page.inner_text("#view-foundation").split())
    said = (model.contrast.sentence, model.capabilities.sentence, model.trend.sentence,
            model.copying.banner or model.copying.sentence)  # fmt: skip
    for sentence in said:
        assert " ".join(sentence.split()) in shown
    for row in model.capabilities.rows:
        assert row.what in shown
    page.close()
