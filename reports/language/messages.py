"""The catalogue's messages as patterns: what stands between their places, which words tell them.

Besides each message its sentences and clauses are patterns: they are also printed alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

PLACE = re.compile(r"\{([a-z_0-9]+)\}")
WORDS = re.compile(r"[A-Za-z]+")
SENTENCES = re.compile(r"(?<=[.!?…]) (?=[A-Z0-9“(])")
_TARGET_SENTENCES = re.compile(r"(?<=[.!?…]) (?=[A-ZÄÖÜ0-9„(])")
_NAMED = re.compile(r"\{[a-z_0-9]+\}: ")
"""How a sentence begins that names what it is about; lists print it without."""
_JOINTS = ("; ", ". ", ": ", ", ", "- ")
"""How messages begin that continue a sentence."""
_SENTENCE = (
    "expected",
    "text",
    "said",
    "sentence",
    "detail",
    "listed",
    "items",
    "parts",
    "words",
    "answer",
)
"""How names of places begin whose value may be a sentence with a colon."""
_SHORTEST_TAIL = 5
"""Characters after its last place that a cut text must still have of a message."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message with places: what stands between them, and what it is in the other language."""

    between: tuple[str, ...]
    places: tuple[str, ...]
    target: str
    words: frozenset[str]
    letters: int
    typed: frozenset[str]
    """Places in quotation marks: what somebody typed or chose."""


def with_sentences(messages: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Yield every message, and the sentences of those that have several: they are also printed
    with others between them; and what is said of a line without the line.
    """
    single: list[tuple[str, str]] = []
    for given, wanted in messages.items():
        source, target = " ".join(given.split()), " ".join(wanted.split())
        yield source, target
        single += _bare(source, target)
        if (head := _NAMED.match(source)) and target.startswith(head[0]):
            bare, said = source[head.end() :], target[head.end() :]
            single += [(bare, said), *_matched(bare.split("; "), said.split("; "))]
        single += _matched(SENTENCES.split(source), _TARGET_SENTENCES.split(target))
        single += _matched(source.split("; "), target.split("; "))
    yield from single


def _matched(parts: Sequence[str], said: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the sentences or clauses of a message, where the translation has as many."""
    if len(parts) == len(said) > 1:
        for one, other in zip(parts, said, strict=True):
            if one and set(PLACE.findall(one)) >= set(PLACE.findall(other)):
                yield one, other


def _bare(source: str, target: str) -> Iterator[tuple[str, str]]:
    """Yield a message that continues a sentence (`; seen on {names}`) without its joint: by then
    the sentence is in parts.
    """
    for joint in _JOINTS:
        if source.startswith(joint) and target.startswith(joint):
            yield source.removeprefix(joint), target.removeprefix(joint)
    if source.startswith("(") and source.endswith(")") and target[:1] + target[-1:] == "()":
        yield source[1:-1], target[1:-1]


def taken_apart(source: str, target: str) -> Message:
    """Return a message and its translation as a pattern."""
    body, end = without_stop(source)
    between = tuple(part.replace("{{", "{").replace("}}", "}") for part in PLACE.split(body)[::2])
    bare, stop = without_stop(target)
    words = frozenset(word.lower() for word in _whole_words(between))
    places = tuple(PLACE.findall(body))
    quoted = (n for n, a, b in zip(places, between[:-1], between[1:], strict=True)
              if a.endswith('"') and b.startswith('"'))  # fmt: skip
    return Message(
        between,
        places,
        bare if end and stop else target,
        words,
        sum(c.isalpha() for part in between for c in part),
        frozenset(quoted),
    )


def _whole_words(between: tuple[str, ...]) -> Iterable[str]:
    """Words that do not touch a place: a value beside them would make them longer."""
    for number, part in enumerate(between):
        for match in WORDS.finditer(part):
            begins = match.start() > 0 or number == 0
            if begins and (match.end() < len(part) or number == len(between) - 1):
                yield match[0]


def values_of(message: Message, text: str) -> Iterable[dict[str, str]]:
    """Yield what the places hold, where the text is of this message: read from the left, and from
    the right where that differs.
    """
    first, last = message.between[0], message.between[-1]
    if not text.endswith(last) or len(first) + len(last) > len(text):
        return
    start = text[: len(first)]
    if start != first and start[:1].lower() + start[1:] != first:
        return
    inner = text[len(first) : len(text) - len(last)]
    left = _split(inner, message.between[1:-1])
    if left is None:
        return
    yield dict(zip(message.places, left, strict=True))
    if len(left) == 1:
        return
    backwards = tuple(part[::-1] for part in reversed(message.between[1:-1]))
    mirrored = _split(inner[::-1], backwards)
    right = [part[::-1] for part in reversed(mirrored or ())]
    if right and right != left:
        yield dict(zip(message.places, right, strict=True))


def values_cut(message: Message, head: str) -> Iterable[dict[str, str]]:
    """Yield what the places hold, where a text that was cut is the beginning of this message and
    reaches beyond its last place.
    """
    first, *marks, last = message.between
    if not head.startswith(first) or not message.words or len(last) < _SHORTEST_TAIL:
        return
    found = _split(head[len(first) :], marks)
    if found is None:
        return
    for seen in range(len(last), _SHORTEST_TAIL - 1, -1):
        if found[-1].endswith(last[:seen]):
            found[-1] = found[-1][:-seen]
            yield dict(zip(message.places, found, strict=True))
            return


def _split(text: str, marks: Iterable[str]) -> list[str] | None:
    """The text between marks that follow each other, each at its first place."""
    found: list[str] = []
    at = 0
    for mark in marks:
        place = text.find(mark, at)
        if place < 0:
            return None
        found.append(text[at:place])
        at = place + len(mark)
    found.append(text[at:])
    return found


def without_stop(text: str) -> tuple[str, str]:
    """Return the text without the full stop at its end, and the full stop."""
    return (text[:-1], ".") if text.endswith(".") and not text.endswith("..") else (text, "")


def starts(text: str) -> tuple[str, ...]:
    """The text as it is, and with its first letter in the other case."""
    return text, (text[:1].lower() if text[:1].isupper() else text[:1].upper()) + text[1:]


def like(said: str, text: str, source: str) -> str:
    """A large first letter where the text has one and the message has not."""
    large = text[:1].isupper() and source[:1].islower()
    return said[:1].upper() + said[1:] if large else said


def swallows(name: str, value: str) -> bool:
    """Whether a place's value reaches over the end of its clause."""
    if ";" in value or SENTENCES.search(value):
        return True
    return ": " in value and not name.startswith(_SENTENCE)
