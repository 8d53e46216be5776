"""The reports' languages: what is written is English until a format is written; then each of its
texts is said in the language, from gettext catalogues (docs/decisions/0018 says why so late).
"""

from __future__ import annotations

from collections.abc import Iterable

from reports.language.catalogue import LANGUAGES, SOURCE, catalogue
from reports.language.markup import html_said

__all__ = ["ENGLISH", "LANGUAGES", "Speech", "speech"]


class Speech:
    """One language, with the names of one plant in it; this one is English and changes nothing."""

    language = SOURCE

    def say(self, text: str) -> str:
        """The text in the language."""
        return text

    def html(self, page: str) -> str:
        """A page whose texts are in the language."""
        return page


class _Translated(Speech):
    def __init__(self, language: str, kept: Iterable[str]) -> None:
        from reports.language.german import bent
        from reports.language.memory import Memory
        from reports.language.numbers import Numbers

        self.language = language
        self.memory = Memory(
            catalogue(language), Numbers(language), kept, bent if language == "de" else None
        )

    def say(self, text: str) -> str:
        return self.memory.say(text)

    def html(self, page: str) -> str:
        return html_said(page, self.memory.say, self.language)


ENGLISH = Speech()


def speech(language: str, kept: Iterable[str] = ()) -> Speech:
    """Return a language.

    Parameters
    ----------
    language
        One of `LANGUAGES`.
    kept
        Names of the plant, which no language changes.
    """
    return ENGLISH if language == SOURCE else _Translated(language, kept)
