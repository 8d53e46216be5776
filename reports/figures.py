"""Charts as SVG with their text kept as text: figures in, markup out.

The specifications are Vega-Lite's and are drawn without a browser; shapes and dashes tell the
series apart, so that grey printing loses nothing.
"""

from __future__ import annotations

import importlib
import re
from html import escape
from typing import Any

from reports.brand import PLAIN, Brand
from reports.model import phrases
from reports.model.money import MoneyReport
from reports.model.outlook import LinksReport

INK, GREY, GRID = "#16202a", "#5b6770", "#e3e7ea"


def cash_curve(money: MoneyReport, currency: str, brand: Brand = PLAIN) -> str:
    """The cumulative cash curve, week by week; empty when no week has money."""
    if len(money.weeks) < 2:
        return ""
    altair, rows = _altair(), cash_rows(money)
    base = altair.Chart(altair.Data(values=rows))
    week = altair.X("week:T", title=None, axis=altair.Axis(format="%b %Y", tickCount=8))
    title = phrases.CASH_TITLE.format(currency=currency)
    spent = base.mark_bar(color="#b9c6cd", width=4).encode(
        x=week, y=altair.Y("cost:Q", title=title)
    )
    curve = base.mark_line(color=brand.main, strokeWidth=2.2).encode(x=week, y="cash:Q")
    zero = altair.Chart(altair.Data(values=[{"zero": 0}])).mark_rule(color=INK).encode(y="zero:Q")
    layers = spent + curve + zero
    if any(row["week"] == str(money.funded_week) for row in rows):
        layers += _mark(altair, rows, str(money.funded_week))
    return titled(_drawn(layers, 560, 128), money.curve_alt)


def cash_rows(money: MoneyReport) -> list[dict[str, Any]]:
    """What the cash curve is drawn from, in thousands."""
    return [
        {"week": w.period.isoformat(), "cash": w.cumulative / 1000, "cost": -w.cost / 1000}
        for w in money.weeks
    ]


def _mark(altair: Any, rows: list[dict[str, Any]], week: str) -> Any:
    """A diamond with its words where the curve comes back to zero."""
    here = next(row for row in rows if row["week"] == week)
    data = altair.Chart(altair.Data(values=[{**here, "text": phrases.SELF_FUNDED}]))
    point = data.mark_point(shape="diamond", size=110, filled=True, color=INK)
    words = data.mark_text(align="right", dx=-10, dy=-9, color=INK, fontSize=10)
    return point.encode(x="week:T", y="cash:Q") + words.encode(
        x="week:T", y="cash:Q", text="text:N"
    )


def link_curve(links: LinksReport, here: int, brand: Brand = PLAIN) -> str:
    """Links by number of lines, point to point and over a layer; empty when nothing is counted."""
    if len(links.growth) < 2:
        return ""
    altair, rows = _altair(), link_rows(links)
    base = altair.Chart(altair.Data(values=rows))
    x = altair.X("lines:Q", title=phrases.LINKS_LINES, axis=altair.Axis(tickMinStep=1))
    way = altair.Color(
        "way:N",
        scale=altair.Scale(
            domain=[phrases.LINKS_DIRECT, phrases.LINKS_LAYER], range=["#9c2a22", brand.main]
        ),
        legend=altair.Legend(title=None, orient="top-left", symbolType="stroke", symbolSize=300),
    )
    dash = altair.StrokeDash(
        "way:N",
        scale=altair.Scale(
            domain=[phrases.LINKS_DIRECT, phrases.LINKS_LAYER], range=[[6, 3], [1, 0]]
        ),
        legend=None,
    )
    curves = base.mark_line(strokeWidth=2.2).encode(
        x=x, y=altair.Y("links:Q", title=phrases.LINKS_TITLE), color=way, strokeDash=dash
    )
    rule = altair.Chart(altair.Data(values=[{"lines": here}])).mark_rule(
        color=GREY, strokeDash=[2, 2]
    )
    return titled(_drawn(curves + rule.encode(x="lines:Q"), 300, 96), links.alt)


def link_rows(links: LinksReport) -> list[dict[str, Any]]:
    """What the links' chart is drawn from."""
    return [
        {"lines": row.lines, "links": number, "way": way}
        for row in links.growth
        for way, number in (
            (phrases.LINKS_DIRECT, row.direct),
            (phrases.LINKS_LAYER, row.layer),
        )
    ]


def _altair() -> Any:
    return importlib.import_module("altair")


def _drawn(chart: Any, width: int, height: int) -> str:
    converter: Any = importlib.import_module("vl_convert")
    made: Any = (
        chart.properties(width=width, height=height)
        .configure(font="Inter")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=GREY, titleColor=GREY, gridColor=GRID, domain=False, labelFontSize=10,
            titleFontSize=10, titleFontWeight="normal", ticks=False,
        )
        .configure_legend(labelFontSize=10, labelColor=INK)
    )  # fmt: skip
    return str(converter.vegalite_to_svg(made.to_dict()))


def titled(svg: str, text: str) -> str:
    """The SVG with `text` as its title, for readers that cannot see it; no script, no link."""
    plain = re.sub(r'\s(aria-[a-z]+|role|href|xlink:href|on[a-z]+)="[^"]*"', "", svg)
    head, rest = plain.split(">", 1)
    return f"{head}><title>{escape(text)}</title>{rest}"
