"""The evidence once more, with pseudonyms: batch by batch, in the order of storing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import PurePosixPath

from audit.evidence import Evidence
from audit.records import Json, Kind, Observation, Source, Subject
from audit.redact.pseudonyms import Pseudonyms
from audit.redact.terms import DROPPED, VOCABULARY, Level, kind_of, names_something, terms_of
from audit.redact.text import Words, addresses_replaced


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied, and what must not be read in anything made from it."""

    observations: int
    originals: dict[str, str] = field(default_factory=dict[str, str])
    """Original → pseudonym: the mapping that stays at home."""


def redact_evidence(
    source: Evidence, target: Evidence, level: Level, pseudonyms: Pseudonyms,
    also: dict[str, str] | None = None, ordinary: Collection[str] = (),
) -> Copied:  # fmt: skip
    """Copy every batch of `source` into `target`.

    Parameters
    ----------
    also
        More names that must not be read, with their kind: of case.toml, say.
    ordinary
        Words that reports print anyway, of roles and trades: they name nobody here.
    """
    stored = list(source.read())
    names = terms_of((item.observation for item in stored), level)
    plain = {word.strip().casefold() for word in ordinary}
    names = {name: kind for name, kind in names.items() if name.casefold() not in plain}
    names.update({k: v for k, v in (also or {}).items() if names_something(k)})
    scrub = Scrubber(level, pseudonyms, names)
    count = 0
    for (origin, _), items in groupby(stored, key=lambda item: (item.origin, item.batch)):
        rows = [scrub.observation(item.observation) for item in items]
        count += len(rows)
        target.add(rows, scrub.place(origin), scrub.place(PurePosixPath(origin).name))
    return Copied(count, scrub.mapping())


class Scrubber:
    """Replaces what a level hides."""

    def __init__(self, level: Level, pseudonyms: Pseudonyms, names: dict[str, str]) -> None:
        self._level = level
        self._given = pseudonyms
        self._names = {name: pseudonyms.name(kind, name) for name, kind in names.items()}
        self._folded = {name.casefold(): new for name, new in self._names.items()}
        self._words = Words(self._names)
        self._seen: dict[str, str] = {}

    def mapping(self) -> dict[str, str]:
        """Every original that was replaced, and by what."""
        return {**self._names, **self._seen}

    def observation(self, seen: Observation) -> Observation:
        """The observation with the level's pseudonyms in key, value and source."""
        within = seen.attribute
        if seen.subject.kind is Kind.ROW:
            within = seen.subject.key.partition("/")[0]
        return replace(
            seen,
            subject=Subject(seen.subject.kind, self.text(seen.subject.key)),
            value=self._value(seen.value, within, ""),
            source=Source(self.place(seen.source.file), self.text(seen.source.location)),
        )

    def place(self, text: str) -> str:
        """A file or what was asked: at level `share` a file keeps nothing but its kind."""
        if self._level is not Level.SHARE or not text:
            return self.text(text)
        if text.startswith("probe ") or ("/" not in text.replace("\\", "/") and "." not in text):
            return self.text(text)
        path = PurePosixPath(text.replace("\\", "/"))
        if path.suffix[1:].isdigit() or " " in path.suffix:
            return self.text(text)
        return self._given.name("file", text) + path.suffix

    def text(self, text: str) -> str:
        """Running text with names and addresses replaced."""
        if self._level is Level.INTERNAL:
            return text
        if self._level is Level.SHARE:
            text = addresses_replaced(text, self._mac, self._ip, self._mail)
        return self._words.replaced(text)

    def _value(self, value: Json, within: str, field_name: str) -> Json:
        if isinstance(value, dict):
            return {
                key: self._dropped(item) if self._drops(key) else self._value(item, within, key)
                for key, item in value.items()
            }
        if isinstance(value, list):
            return [self._value(item, within, field_name) for item in value]
        if not isinstance(value, str):
            return value
        if field_name in VOCABULARY:
            return self._words.replaced(value)
        if kind_of(field_name, within) == "file" and self._level is Level.SHARE and value:
            return self._folded.get(value.strip().casefold()) or self.place(value)
        return self._folded.get(value.strip().casefold()) or self.text(value)

    def _drops(self, field_name: str) -> bool:
        return self._level is Level.SHARE and field_name in DROPPED

    def _dropped(self, item: Json) -> Json:
        return "" if isinstance(item, str) else item

    def _mac(self, text: str) -> str:
        return self._noted(text, self._given.mac(text))

    def _ip(self, text: str) -> str:
        return self._noted(text, self._given.ip(text))

    def _mail(self, text: str) -> str:
        return self._noted(text, self._given.name("mail", text))

    def _noted(self, old: str, new: str) -> str:
        if old != new:
            self._seen[old] = new
        return new
