"""Numbers, dates and hostile text as the report prints them."""

from __future__ import annotations

import dataclasses
import functools
import math
import operator
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar, cast

from reports.model.records import Range

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONGEST = 4000
"""Characters of one text; what devices say is bounded."""
_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}

T = TypeVar("T")


def clean(text: str, longest: int = LONGEST) -> str:
    """The text without control characters and direction overrides, bounded in length."""
    if len(text) <= longest and _is_plain(text):
        return text
    cleaned = _cleaned(text, longest)
    return text if cleaned == text else cleaned


def _is_plain(text: str) -> bool:
    """Whether nothing can be wrong with it; most texts of a large plant need no second look."""
    return text.isprintable() and "  " not in text and text == text.strip()


@functools.lru_cache(maxsize=20_000)
def _cleaned(text: str, longest: int) -> str:
    kept = "".join(
        " " if c in "\t\r\n\v\f" else c
        for c in text[: longest * 2]
        if c in "\t\r\n\v\f" or (unicodedata.category(c) not in _UNSEEN and ord(c) not in _BIDI)
    )
    return shorten(" ".join(kept.split()), longest)


_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn"})


def tidy(record: T) -> T:
    """The same record with every text in it cleaned, however deep; what is clean is not copied."""
    return cast(T, _tidied(record))


def _tidied(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if value is None or isinstance(value, int | float | date):
        return value
    if isinstance(value, tuple):
        items = cast("tuple[object, ...]", value)
        if set(map(type, items)) == {int}:
            return items  # numbers of evidence: there are millions of them
        cleaned = tuple(map(_tidied, items))
        return items if all(map(operator.is_, items, cleaned)) else cleaned
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names, values_of = _fields(type(value))
        before = values_of(value)
        texts = "|".join([item for item in before if type(item) is str])
        if len(texts) <= LONGEST and _is_plain(texts) and " |" not in texts and "| " not in texts:
            # One look at all of a record's texts instead of one at each.
            after = tuple([item if type(item) is str else _tidied(item) for item in before])
        else:
            after = tuple(map(_tidied, before))
        if all(map(operator.is_, before, after)):
            return value
        return type(value)(**dict(zip(names, after, strict=True)))
    return value


@functools.cache
def _fields(kind: type[Any]) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The names of a record's fields, and what reads them all."""
    names = tuple(field.name for field in dataclasses.fields(kind))
    if len(names) > 1:
        return names, operator.attrgetter(*names)
    return names, lambda record: tuple(getattr(record, name) for name in names)


def shorten(text: str, longest: int) -> str:
    """The text, cut with an ellipsis where it is too long."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def clip(text: str, longest: int) -> str:
    """The text, cut between two words where it is too long."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    words = head.rsplit(" ", 1)[0] if " " in head[longest // 2 :] else head
    return words.rstrip(" ,;:(") + "…"


def day(value: date | None, otherwise: str = "not known") -> str:
    """`4 Jan 2027`; the first day of all is that of a case without evidence, and not known."""
    if value is None or value == date.min:
        return otherwise
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def span(first: date, last: date) -> str:
    """`4 Jan 2027`, `4–8 Jan 2027`, `28 Jan – 3 Feb 2027`."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    left = f"{first.day} {MONTHS[first.month - 1]}"
    return f"{left if first.year == last.year else day(first)} – {day(last)}"


def sure(p50: date | None, p80: date | None) -> str:
    """`P50 4 Jan 2027, P80 1 Feb 2027`; empty: not simulated."""
    if p50 is None:
        return ""
    return f"P50 {day(p50)}, P80 {day(p80)}" if p80 else f"P50 {day(p50)}, P80 not within the plan"


def count(number: int, one: str, many: str = "") -> str:
    """`1 gate`, `2 gates`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(items: Iterable[str], joiner: str = "and") -> str:
    """`a, b and c`, each once."""
    names = list(dict.fromkeys(item for item in items if item))
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {joiner} {names[-1]}"


def some(items: Iterable[str], most: int = 6) -> str:
    """`L1, L2 and 34 more`: a list that stays short on a plant of many lines."""
    names = list(dict.fromkeys(item for item in items if item))
    if len(names) <= most:
        return listed(names)
    return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"


def plain(number: float, digits: int = 1) -> str:
    """A number without needless zeros: `3`, `3.5`."""
    text = f"{number:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: float) -> str:
    """`82 %` of a share between 0 and 1."""
    return f"{share * 100:.0f} %"


def money(amount: float, currency: str) -> str:
    """Rounded as far as a decision needs: `EUR 41 k`, `EUR 1.2 M`, `EUR 800`."""
    return f"{currency} {_rounded(amount)}"


def money_range(low: float, high: float, currency: str) -> Range:
    """Rounded outwards, so that the range still holds both ends."""
    step = _step(max(abs(low), abs(high)))
    bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
    if bottom == top:
        return Range(bottom, top, money(bottom, currency))
    left, right = _rounded(bottom), _rounded(top)
    unit = right[-2:]
    if unit in (" k", " M") and left.endswith(unit):
        left = left[:-2]
    return Range(bottom, top, f"{currency} {left}–{right}")


def _step(amount: float) -> float:
    """1 000 from 10 000 on, 10 000 from a million on, 100 below."""
    if amount >= 1_000_000:
        return 10_000
    return 1000 if amount >= 10_000 else 100


def _rounded(amount: float) -> str:
    sign, size = ("−" if amount < 0 else ""), abs(amount)
    if size >= 999_500:
        return f"{sign}{plain(size / 1e6, 2)} M"
    if size >= 9_950:
        return f"{sign}{size / 1000:.0f} k"
    if size >= 1000:
        return f"{sign}{plain(size / 1000)} k"
    return f"{sign}{size:.0f}"


def number_range(low: float, high: float, unit: str, digits: int = 0) -> Range:
    """`6–11 pd`, `6 pd`."""
    left, right = plain(low, digits), plain(high, digits)
    text = left if left == right else f"{left}–{right}"
    return Range(low, high, f"{text} {unit}".strip())


def minutes(amount: int) -> str:
    """`45 min`, `3 h`, `2 h 30 min`."""
    hours, rest = divmod(amount, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h" + (f" {rest} min" if rest else "")


def hours(amount: float) -> str:
    """`4 h`; `none` for nothing."""
    return f"{plain(amount)} h" if amount else "none"


def readable(text: str) -> str:
    """Ids with their place as people write them: `NET-11@L1, SEC-04@L1` as `NET-11, SEC-04 (L1)`,
    `WP-05@plant/slice` as `WP-05 (slice)`.
    """
    return _SAME_PLACE.sub("", _PLACED.sub(_with_place, text))


def _with_place(found: re.Match[str]) -> str:
    places = [place for place in found[2].split("/") if place and place != "plant"]
    return f"{found[1]} ({', '.join(places)})" if places else found[1]


_PLACED = re.compile(r"\b([A-Z]+-\d+|GO)@([\w./-]*\w)")
_SAME_PLACE = re.compile(r"( \([^()]*\))(?=, [A-Z]+-\d+\1)")


def sentence(text: str) -> str:
    """The text as a sentence: first letter large, a full stop at its end."""
    text = text.strip()
    if not text:
        return ""
    first, last = text[0].upper(), "" if text[-1] in ".!?…" else "."
    # Most are one already: a copy of each would be a tenth of a large report.
    return text if first == text[0] and not last else first + text[1:] + last
