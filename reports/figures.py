"""Charts as SVG with their text kept as text: figures in, markup out."""

from __future__ import annotations

import importlib
import re
from html import escape
from typing import Any

from reports.model.money import MoneyReport

INK, GREY, ACCENT = "#16202a", "#5b6770", "#0b4f6c"


def cash_curve(money: MoneyReport, currency: str) -> str:
    """The cumulative cash curve, week by week; empty when no week has money."""
    if len(money.weeks) < 2:
        return ""
    altair: Any = importlib.import_module("altair")
    converter: Any = importlib.import_module("vl_convert")
    rows = [
        {"week": w.period.isoformat(), "cash": w.cumulative / 1000, "cost": -w.cost / 1000}
        for w in money.weeks
    ]
    base = altair.Chart(altair.Data(values=rows))
    week = altair.X("week:T", title=None, axis=altair.Axis(format="%b %Y", tickCount="month"))
    spent = base.mark_bar(color="#b9c6cd", width=5).encode(
        x=week, y=altair.Y("cost:Q", title=f"{currency} thousand")
    )
    curve = base.mark_line(color=ACCENT, strokeWidth=2.2).encode(x=week, y="cash:Q")
    zero = altair.Chart(altair.Data(values=[{"zero": 0}])).mark_rule(color=INK).encode(y="zero:Q")
    chart = (
        (spent + curve + zero)
        .properties(width=560, height=165)
        .configure(font="Inter")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=GREY, titleColor=GREY, gridColor="#e3e7ea", domain=False, labelFontSize=10,
            titleFontSize=10, titleFontWeight="normal", ticks=False,
        )
    )  # fmt: skip
    return titled(str(converter.vegalite_to_svg(chart.to_dict())), money.curve_alt)


def titled(svg: str, text: str) -> str:
    """The SVG with `text` as its title, for readers that cannot see it; no script, no link."""
    plain = re.sub(r'\s(aria-[a-z]+|role|href|xlink:href|on[a-z]+)="[^"]*"', "", svg)
    head, rest = plain.split(">", 1)
    return f"{head}><title>{escape(text)}</title>{rest}"
