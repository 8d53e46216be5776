"""Public holidays of the case's country: country, subdivision and a span in, days off out."""

from __future__ import annotations

import functools
import importlib
from datetime import date
from typing import Any

from planning.errors import HolidayError


@functools.cache
def public_holidays(country: str, subdivision: str, first: date, last: date) -> tuple[date, ...]:
    """Return the public holidays from the first to the last day, ascending; none for no country.

    Parameters
    ----------
    country
        ISO 3166-1 code of two letters.
    subdivision
        What follows the hyphen in ISO 3166-2: `BY` of `DE-BY`; empty: nationwide holidays only.

    Raises
    ------
    HolidayError
        The list of holidays has no such country or subdivision.
    """
    if not country:
        if subdivision:
            raise HolidayError(
                f"case.toml: subdivision: {subdivision!r} belongs to no country; "
                'add a line like `country = "DE"`'
            )
        return ()
    lists: Any = importlib.import_module("holidays")
    known: dict[str, list[str]] = lists.list_supported_countries()
    if country not in known:
        raise HolidayError(
            f"case.toml: country: no holidays are known for {country!r}; write a code of "
            "ISO 3166-1 like DE, CH or US, or leave it out: then no day is free but the weekend"
        )
    if subdivision and subdivision not in known[country]:
        some = ", ".join(sorted(known[country])[:20]) or "none"
        raise HolidayError(
            f"case.toml: subdivision: {country} has no {subdivision!r}; known there: {some}"
        )
    years = range(first.year, last.year + 1)
    days = lists.country_holidays(country, subdiv=subdivision or None, years=years)
    return tuple(sorted(day for day in days if first <= day <= last))
