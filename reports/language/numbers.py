"""Numbers and days of the English reports as another language writes them (CLDR, through Babel)."""

from __future__ import annotations

import functools
import re
from datetime import date

from reports.model.words import MONTHS

_MONTH = "|".join(MONTHS)
_NUMBER = r"[−+-]?(?:\d{1,3}(?:[, \u202f\u00a0]\d{3})+|\d+)(?:\.\d+)?"
_CURRENCY = "EUR|USD|GBP|CHF|CZK|PLN|HUF|RON|SEK|NOK|DKK|TRY|CNY|JPY|INR|BRL|MXN|CAD|AUD"
_ONE = re.compile(_NUMBER)
_NUMBERS = re.compile(
    rf"({_NUMBER})((?:–|-| to | of )({_NUMBER}))?( ?(?:%|h|min|s|ms|dB|dBm|Mbit/s|×|{_CURRENCY}))?"
)
_MONEY = re.compile(rf"({_CURRENCY}) ({_NUMBER})")
_DAY = re.compile(rf"(\d{{1,2}}) ({_MONTH}) (\d{{4}})")
_SPAN = re.compile(
    rf"(\d{{1,2}})(?: ({_MONTH}))?(?: (\d{{4}}))?( – |–)(\d{{1,2}}) ({_MONTH}) (\d{{4}})"
)
_MONTH_OF = re.compile(rf"({_MONTH})(?: (\d{{2,4}}))?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class Numbers:
    """The forms of one language."""

    def __init__(self, language: str) -> None:
        from babel import Locale

        self._locale = Locale.parse(language)
        symbols = self._locale.number_symbols["latn"]
        self._percent = str(self._locale.percent_formats[None].pattern).strip("#,.0")
        self._signs = {",": str(symbols["group"]), ".": str(symbols["decimal"])}

    def say(self, text: str) -> str | None:
        """The number, range, day or span in the language; None: the text is none of these."""
        if found := _MONEY.fullmatch(text):
            return f"{self._in_numbers(found[2])} {found[1]}"
        if not text[:1].isdigit() and text[:1] not in "−+-" and text[:3] not in MONTHS:
            return None
        if found := _NUMBERS.fullmatch(text):
            return self._in_numbers(found[0])
        if found := _DAY.fullmatch(text):
            return self._day(int(found[1]), found[2], int(found[3]))
        if found := _ISO.fullmatch(text):
            return self._iso(text)
        if found := _SPAN.fullmatch(text):
            return self._span(found)
        if found := _MONTH_OF.fullmatch(text):
            return " ".join(part for part in (self._month(found[1]), found[2]) if part)
        return None

    def _in_numbers(self, text: str) -> str:
        def turned(match: re.Match[str]) -> str:
            return "".join(self._signs.get(c, c) for c in match[0])

        return re.sub(r"(?<=\d)%", self._percent, _ONE.sub(turned, text))

    def _iso(self, text: str) -> str:
        try:
            return self._written(date.fromisoformat(text))
        except ValueError:
            return text

    def _day(self, day: int, month: str, year: int) -> str:
        try:
            return self._written(date(year, MONTHS.index(month) + 1, day))
        except ValueError:
            return f"{day} {month} {year}"

    def _span(self, found: re.Match[str]) -> str:
        year, month = int(found[7]), found[6]
        first = self._day(int(found[1]), found[2] or month, int(found[3] or year))
        return f"{first} – {self._day(int(found[5]), month, year)}"

    def _written(self, day: date) -> str:
        return _written(day, str(self._locale))

    def _month(self, month: str) -> str:
        names = self._locale.months["format"]["abbreviated"]
        return str(names[MONTHS.index(month) + 1])


@functools.lru_cache(maxsize=5_000)
def _written(day: date, language: str) -> str:
    from babel.dates import format_date

    return str(format_date(day, "medium", locale=language))
