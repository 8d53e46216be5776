"""The report as HTML: one page without scripts or links to anywhere, and what the PDF is set from.

Every text is escaped by Jinja2; fonts, style and the chart lie inside the page.
"""

from __future__ import annotations

import base64
import functools
from pathlib import Path
from typing import Any, Literal

from reports.files import write_bytes
from reports.model import ReportModel

Page = Literal["A4", "Letter"]
SIZES: dict[Page, str] = {"A4": "A4", "Letter": "letter"}
TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
FONTS = (
    ("Inter", 400, "inter-regular.woff2"),
    ("Inter", 500, "inter-medium.woff2"),
    ("Inter", 600, "inter-semibold.woff2"),
    ("Inter", 700, "inter-bold.woff2"),
    ("Plant Symbols", 400, "symbols.woff2"),
)


def write_html(model: ReportModel, path: Path) -> Path:
    """Write the page.

    Raises
    ------
    ReportError
        When the file cannot be written.
    """
    return write_bytes(path, render(model).encode("utf-8"))


def render(model: ReportModel, *, page: Page = "A4", printed: bool = False) -> str:
    """The whole page; `printed` adds what only paper needs."""
    from markupsafe import Markup

    from reports.figures import cash_curve

    chart = cash_curve(model.money, model.currency) if model.money else ""
    # The chart and the style sheet are ours, not the plant's: the only unescaped text of the page.
    return str(
        _environment()
        .get_template("report.html.j2")
        .render(
            m=model,
            chart=Markup(chart),  # noqa: S704 - made by the chart library, its texts escaped there
            style=Markup(_style(page, printed)),  # noqa: S704 - shipped with the program
            printed=printed,
        )
    )


def _environment() -> Any:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(lambda name: _template(name).read_text("utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _template(name: str) -> Path:
    return TEMPLATES.joinpath(*name.split("/"))


def _style(page: Page, printed: bool) -> str:
    sheets = [_fonts(), _template("report.css").read_text("utf-8")]
    if printed:
        sheets.append(_template("print.css").read_text("utf-8").replace("A4", SIZES[page]))
    else:
        sheets.append(_template("screen.css").read_text("utf-8"))
    return "\n".join(sheets)


@functools.cache
def _fonts() -> str:
    """The fonts as data inside the style sheet: nothing is fetched from anywhere."""
    rules: list[str] = []
    for family, weight, file in FONTS:
        data = base64.b64encode(_template(f"fonts/{file}").read_bytes()).decode("ascii")
        rules.append(
            f'@font-face{{font-family:"{family}";font-weight:{weight};'
            f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
        )
    return "\n".join(rules)
