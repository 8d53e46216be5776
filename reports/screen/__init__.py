"""The report for the screen: one file that opens from a USB stick, without network.

The pages of the PDF, and over them an explorer: matrix with drill-down to the evidence, findings
with filters, plan, network, unknowns. Its data lie compressed inside the file; without scripts the
pages alone are there.
"""

from __future__ import annotations

from pathlib import Path

from reports.brand import PLAIN, Brand
from reports.files import write_bytes
from reports.html import render
from reports.language import ENGLISH, Speech
from reports.model import ReportModel
from reports.screen.data import packed, words

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "screen"
APP, MORE = "app.js", "/*views*/"
"""The script that all views share, and where it takes in those of the other files."""


def write_screen(
    model: ReportModel, path: Path, *, brand: Brand = PLAIN, speech: Speech = ENGLISH
) -> Path:
    """Write the file.

    Raises
    ------
    ReportError
        When it cannot be written.
    """
    return write_bytes(path, screen(model, brand=brand, speech=speech).encode("utf-8"))


def screen(model: ReportModel, *, brand: Brand = PLAIN, speech: Speech = ENGLISH) -> str:
    """The whole file; the same model gives the same text."""
    page = render(model, part="main", brand=brand, speech=speech)
    css, script = (TEMPLATES / "app.css").read_text("utf-8"), _script()
    slots = {
        "</style>": css + "</style>",
        "<main>": '<main>\n<div id="explorer"></div>\n<div id="pages" tabindex="-1">',
        "</main>": "</div>\n</main>",
    }
    for slot, filled in slots.items():
        if page.count(slot) != 1:
            raise AssertionError(f"the page around the sections has no single {slot}")
        page = page.replace(slot, filled)
    said = f'<script type="application/json" id="words">{words(speech)}</script>\n'
    held = packed(model, speech)
    data = f'{said}<script type="application/octet-stream" id="data">{held}</script>\n'
    return page.replace("</body>", f"{data}<script>\n{script}</script>\n</body>")


def _script() -> str:
    """The explorer with the views that lie in files of their own, in the order of their names."""
    app = (TEMPLATES / APP).read_text("utf-8")
    files = sorted(path for path in TEMPLATES.glob("*.js") if path.name != APP)
    return app.replace(MORE, "\n".join(path.read_text("utf-8") for path in files))
