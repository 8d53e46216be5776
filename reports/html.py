"""The report as HTML: one page without scripts or links to anywhere, and what the PDF is set from.

Every text is escaped by Jinja2; fonts, style, logo and figures lie inside the page.
"""

from __future__ import annotations

import base64
import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from reports.brand import PLAIN, Brand
from reports.files import write_bytes
from reports.language import ENGLISH, Speech
from reports.model import ReportModel
from reports.model.words import clip
from reports.sections import Part, Writer, sections_of, template

Page = Literal["A4", "Letter"]
SIZES: dict[Page, str] = {"A4": "A4", "Letter": "letter"}
FONTS = (
    ("Inter", 400, "inter-regular.woff2"),
    ("Inter", 500, "inter-medium.woff2"),
    ("Inter", 600, "inter-semibold.woff2"),
    ("Inter", 700, "inter-bold.woff2"),
    ("Plant Symbols", 400, "symbols.woff2"),
)


def write_html(
    model: ReportModel, path: Path, *, brand: Brand = PLAIN, speech: Speech = ENGLISH
) -> Path:
    """Write the page.

    Raises
    ------
    ReportError
        When the file cannot be written.
    """
    return write_bytes(path, render(model, brand=brand, speech=speech).encode("utf-8"))


def render(
    model: ReportModel,
    *,
    page: Page = "A4",
    printed: bool = False,
    part: Part = "all",
    brand: Brand = PLAIN,
    levels: Mapping[str, int] | None = None,
    speech: Speech = ENGLISH,
) -> str:
    """The whole page, or one of its two parts; `printed` adds what only paper needs.

    `levels` says how dense a section is set: its name → 0 and up.
    """
    drawn = charts(model, brand) if part in ("all", "main") else {}
    writer = Writer(model, brand, part, drawn, speech)
    found = [writer.section(s, (levels or {}).get(s.name, 0)) for s in sections_of(model, part)]
    return shell(model, found, page=page, printed=printed, part=part, brand=brand, speech=speech)


def shell(
    model: ReportModel,
    found: Sequence[str],
    *,
    page: Page,
    printed: bool,
    part: Part,
    brand: Brand,
    speech: Speech = ENGLISH,
) -> str:
    """The page around rendered sections, said in the language."""
    from markupsafe import Markup

    # The sections are escaped already; the style sheet is ours, not the plant's.
    return speech.html(
        _outer()
        .get_template("report.html.j2")
        .render(
            m=model,
            part=part,
            printed=printed,
            style=Markup(_style(page, printed, brand)),  # noqa: S704 - shipped with the program
            body=Markup("\n".join(found)),  # noqa: S704 - rendered with autoescape
        )
    )


def charts(model: ReportModel, brand: Brand) -> dict[str, Any]:
    """The drawn figures by name; empty where there is nothing to draw."""
    from markupsafe import Markup

    from reports.figures import cash_curve, link_curve

    cash = cash_curve(model.money, model.currency, brand) if model.money else ""
    made = {"cash": cash, "links": link_curve(model.links, len(model.names), brand)}
    # Made by the chart library, which escapes the texts in them.
    return {name: Markup(svg) for name, svg in made.items()}  # noqa: S704


@functools.cache
def _outer() -> Any:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment: Any = Environment(
        loader=FunctionLoader(lambda name: template(name).read_text("utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["short"] = clip  # the sections' macros name it
    return environment


def _style(page: Page, printed: bool, brand: Brand) -> str:
    sheets = [font_rules(), brand.style(), template("report.css").read_text("utf-8")]
    if printed:
        sheets.append(template("print.css").read_text("utf-8").replace("A4", SIZES[page]))
    else:
        sheets.append(template("screen.css").read_text("utf-8"))
    return "\n".join(sheets)


@functools.cache
def font_rules() -> str:
    """The fonts as data inside the style sheet: nothing is fetched from anywhere."""
    rules: list[str] = []
    for family, weight, file in FONTS:
        data = base64.b64encode(template(f"fonts/{file}").read_bytes()).decode("ascii")
        rules.append(
            f'@font-face{{font-family:"{family}";font-weight:{weight};'
            f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
        )
    return "\n".join(rules)
