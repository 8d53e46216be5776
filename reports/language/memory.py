"""A finished English sentence in, the same sentence in another language out.

Results are stored, compared and hashed in one language. So a report is not written in German: its
sentences are taken apart again by the catalogue's messages, which say where values stand, and put
together from the messages' translations; values that are sentences themselves likewise. What no
message explains stays as it is: it is the plant's own text.

Of several readings the one counts that leaves the fewest words unexplained. Matching is linear in
the text's length, because what devices and people write is hostile.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from reports.language.messages import (
    PLACE,
    SENTENCES,
    WORDS,
    Message,
    like,
    starts,
    swallows,
    taken_apart,
    values_cut,
    values_of,
    with_sentences,
    without_stop,
)
from reports.language.numbers import Numbers
from reports.language.weights import Weights
from reports.model.words import clip

LONGEST = 800
"""Characters of one sentence that is looked at as a whole; longer ones in their parts."""
SWALLOWED = 3
"""What it costs when the value of a place reaches over the end of its clause."""
SHORTEST_CUT = 12
"""Letters that a cut text must have, so that the message it was cut from is plain."""
UNEXPLAINED = 0.35
"""Share of a text's letters that a message may leave unexplained: half-translated is worse than
not translated.
"""
_MOST_TRIED, _MOST_KEPT, _DEEPEST, _MOST_CACHED = 60, 6, 12, 200_000
OWN = 4
"""Letters of people's own words that a letter of a message lets pass."""
_OWN_COST = 10
"""Letters of people's own words that cost as much as one that nobody explains."""
_VERBATIM = (
    "signal",
    "version",
    "firmware",
    "release",
    "revision",
    "address",
    "serial",
    "model",
    "oid",
)
"""Names of places whose value is never a number of the plant's language."""
_LEAST = (0, 2)
"""The best that a message with a place can do."""
_FEW = 12
"""Parts up to which a reading without a rest is good enough."""
_TELLING = 6
"""Letters of a message from which on it tells what a text is; others are taken if need be."""
_RARE = 40
"""Messages that a word may stand in to tell which of them a cut text begins."""
_CURRENCY = re.compile(r"[A-Z]{3}|[€$£]")
_TYPED = ("answer", "quoted", "typed")
"""Names of places for what people said or typed: it may stay as it is."""
_GLUE = (
    *("; ", " · ", ": ", " = ", " + ", " – ", " - ", ", and ", ", ", " and ", " or "),
    *(" / ", " → "),
)
_LOOSE = ("; ", " · ", ": ", " = ", " + ", " – ", " - ", " / ", " → ")
_ITEMS = re.compile(r"(, and |, | and | or )")
_MOST_ITEMS = 24
_KEY = re.compile(r"\w+/\w+/[A-Z]{3}-\d\d/|(?:row|device|source|conversation):")
"""How keys of results and of evidence begin; nobody's language changes them."""
_CODE = re.compile(r"[A-Z]{1,4}-?[0-9]{1,3} ")
_AROUND = (("(", ")"), ("“", "”"), ('"', '"'), ("[", "]"))
_MARKS = "✔✓▲✖?≠●○⚑◆□~≈·:–"


@dataclass(frozen=True, slots=True)
class _Reading:
    """A way to say a text: how much of it nobody explained, of how many parts it is made."""

    left: int
    parts: int
    text: str

    @property
    def rank(self) -> tuple[int, int]:
        return self.left, self.parts


class Memory:
    """The sentences of one language.

    Parameters
    ----------
    messages
        Message → translation, both with the same named places.
    kept
        The plant's own names, which stay as they are whatever they look like.
    bent
        How a value stands after the words before it, in languages with cases.
    """

    def __init__(
        self,
        messages: Mapping[str, str],
        numbers: Numbers,
        kept: Iterable[str] = (),
        bent: Callable[[str, str], str] | None = None,
    ) -> None:
        self._bent = bent or _unbent
        self._numbers = numbers
        names = frozenset(kept)
        self._whole: dict[str, str] = {}
        found: list[Message] = []
        for source, target in with_sentences(messages):
            if PLACE.search(source):
                found.append(taken_apart(source, target))
            else:
                self._whole.setdefault(source, target)
        words = {name for name in names if name.islower() and name.isalpha()}
        self._kept = names - words.intersection(self._whole)
        self._between = {glue: self._glue(glue) for glue in _GLUE}
        self._sorted = sorted(self._whole)
        common = Counter(word for message in found for word in message.words)
        self._by_word: dict[str, list[Message]] = {}
        self._by_rare: dict[str, list[Message]] = {}
        for message in sorted(found, key=lambda m: -m.letters):
            if message.words:
                rarest = min(message.words, key=lambda word: (common[word], word))
                self._by_word.setdefault(rarest, []).append(message)
            for word in message.words:
                if common[word] <= _RARE:
                    self._by_rare.setdefault(word, []).append(message)
        self._read: dict[str, _Reading] = {}
        self._weights = Weights(self._kept)

    def _glue(self, glue: str) -> str:
        """What stands between the items of a list: `, and ` with the language's word in it."""
        word = glue.strip(" ,")
        return glue.replace(word, self._whole.get(word, word)) if word.isalpha() else glue

    def say(self, text: str) -> str:
        """The text in the language; its white space at both ends stays."""
        inner = " ".join(text.split())
        if not inner:
            return text
        said = self.read(inner).text
        if said == inner:
            return text
        return f"{text[: len(text) - len(text.lstrip())]}{said}{text[len(text.rstrip()) :]}"

    def left(self, text: str) -> int:
        """How much of the text nobody explained: 0 when all of it is said in the language."""
        return self.read(" ".join(text.split())).left

    def read(self, text: str, depth: int = 0) -> _Reading:
        """The best reading of a text."""
        known = self._read.get(text)
        if known is None:
            if len(self._read) > _MOST_CACHED:
                self._read.clear()
            known = self._read[text] = self._best(text, depth)
        return known

    def _best(self, text: str, depth: int) -> _Reading:
        if not text or _KEY.match(text) or self._weights.is_name(text):
            return _Reading(0, 1, text)
        if (whole := self._literal(text)) is not None:
            return _Reading(0, 1, whole)
        if text.endswith("…") and (cut := self._cut(text)) is not None:
            return _Reading(0, 1, cut)
        number = self._number(text)
        if number or depth > _DEEPEST:
            return _Reading(0 if number else self._weights.of(text), 1, number or text)
        best = _Reading(self._weights.of(text), 1 if " " not in text else _DEEPEST, text)
        if best.rank == (0, 1):
            return best
        enough = best.left * UNEXPLAINED
        if len(text) <= LONGEST:
            best = self._by_messages(text, depth + 1, best)
        if best.left or best.parts > _FEW:
            for reading, loose in self._in_parts(text, depth + 1):
                if loose or reading.left <= enough:
                    best = min(best, reading, key=lambda r: r.rank)
                if not best.left and best.parts <= _FEW:
                    break
        return best

    def _number(self, text: str) -> str | None:
        said = self._numbers.say(text)
        for word in ("to", "of"):
            said = said and said.replace(f" {word} ", f" {self._whole.get(word, word)} ")
        return said

    def _literal(self, text: str) -> str | None:
        """A message without places, however it begins and ends."""
        body, end = without_stop(text)
        for ending in dict.fromkeys((end, "")):
            for start in starts(body):
                found = self._whole.get(start + ending)
                if found is not None:
                    said, _ = without_stop(found) if end else (found, "")
                    return like(said, body, start) + end
        if end:
            return None
        for start in starts(body):  # a clause made of a message that is a sentence
            found = self._whole.get(start + ".")
            if found is not None:
                return like(without_stop(found)[0], body, start)
        return None

    def _cut(self, text: str) -> str | None:
        """A text that was cut, where just one message without places begins like it."""
        head = text[:-1].rstrip(" ,;:(")
        if len(head) < SHORTEST_CUT:
            return None
        for start in starts(head):
            at = bisect_left(self._sorted, start)
            found = self._sorted[at : at + 2]
            fits = [message for message in found if message.startswith(start)]
            if len(fits) == 1:
                return clip(like(self._whole[fits[0]], head, start), len(text) + 6)
        return None

    def _by_messages(self, text: str, depth: int, best: _Reading) -> _Reading:
        """The best reading by messages with places, the most telling first; else the one given."""
        body, end = without_stop(text)
        enough = best.left * UNEXPLAINED
        words = {word.lower() for word in WORDS.findall(body)}
        ordered = sorted(words)  # of two messages that are as good the same one every time
        cut = body.endswith("…")
        found_by = self._by_rare if cut else self._by_word
        listed = [m for word in ordered for m in found_by.get(word, ()) if cut or m.words <= words]
        near = list({id(m): m for m in listed}.values()) if cut else listed
        near.sort(key=_letters)
        begins = starts(body)
        kept = 0
        for message in near[:_MOST_TRIED]:
            first, last = message.between[0], message.between[-1]
            if not cut and not (
                body.endswith(last) and (begins[0].startswith(first) or begins[1].startswith(first))
            ):
                continue  # most are not of this text, and asking `values_of` costs more
            found = list(values_of(message, body))
            whole = bool(found) or not cut
            for values in found if whole else values_cut(message, body[:-1].rstrip()):
                most = min(message.letters, enough)  # `{a} to {b}` alone explains nothing
                reading = self._filled(message, values, body, depth, most, best.rank)
                kept += 1
                if reading is not None:
                    said = reading.text + end if whole else clip(reading.text + " …", len(text))
                    best = _Reading(reading.left, reading.parts, said)
            if kept >= _MOST_KEPT or best.rank <= _LEAST:
                break
        return best

    def _filled(
        self,
        message: Message,
        values: Mapping[str, str],
        body: str,
        depth: int,
        most: float,
        beaten: tuple[int, int],
    ) -> _Reading | None:
        """The message with its values said; None as soon as it leaves more than `most`, or is no
        better than what was found before.
        """
        left, parts, said = 0, 1 + max(0, _TELLING - message.letters), dict[str, str]()
        clauses = any("; " in part for part in message.between)
        for name, value in values.items():
            inner = value.strip()
            if (not clauses and swallows(name, inner)) or (name == "number" and " of " in inner):
                left += SWALLOWED
            if name == "number" and not inner[:1].isdigit():
                left += SWALLOWED
            reading = self.read(inner, depth)
            if name.startswith((*_TYPED, *_VERBATIM)) or name in message.typed:
                verbatim = name.startswith(_VERBATIM)
                words = self._weights.of(inner) if verbatim else reading.left
                words *= inner not in self._kept
                cost = 1 if verbatim and not name.startswith("asis") else _OWN_COST
                left += max(words // cost, words - OWN * message.letters)
                parts += words
                reading = _Reading(0, 1, inner) if verbatim else self._typed(inner, reading, depth)
            if name.startswith("currency") and not _CURRENCY.fullmatch(inner):
                left += len(inner)
            left, parts = left + reading.left, parts + reading.parts
            if left > most or (left, parts) >= beaten:
                return None
            said[name] = value.replace(inner, reading.text, 1) if inner else value
        text = PLACE.sub(lambda match: self._placed(match, said), message.target)
        text = text.replace("{{", "{").replace("}}", "}")
        if body[:1].isupper() and message.between[0][:1].islower():
            text = text[:1].upper() + text[1:]
        return _Reading(left, parts, text)

    def _placed(self, match: re.Match[str], said: Mapping[str, str]) -> str:
        """A place's value as it stands after the words before it."""
        return self._bent(match.string[: match.start()], said.get(match[1], match[0]))

    def _typed(self, text: str, reading: _Reading, depth: int) -> _Reading:
        """What people typed, or a list of it: words that nobody explains are theirs."""
        listed = self._items(text, depth) if reading.left else None
        return _Reading(0, reading.parts, (listed or reading).text)

    def _items(self, text: str, depth: int) -> _Reading | None:
        """A list whose items may hold commas and `and` themselves, where these are messages."""
        parts = _ITEMS.split(text)
        if not 3 <= len(parts) <= 2 * _MOST_ITEMS + 1:
            return None
        best: list[_Reading | None] = [_Reading(0, 0, "")]
        for end in range(1, len(parts) + 1, 2):
            found: list[_Reading] = []
            for start in range(0, end, 2):
                before, piece = best[start // 2], "".join(parts[start:end])
                whole = self._literal(piece) if end - start > 1 else None
                if before is None or (end - start > 1 and whole is None):
                    continue
                item = _Reading(0, 1, whole) if whole else self.read(piece, depth)
                glue = self._between[parts[start - 1]] if start else ""
                left, count = before.left + item.left, before.parts + item.parts
                found.append(_Reading(left, count, before.text + glue + item.text))
            best.append(min(found, key=lambda r: r.rank))
        return best[-1]

    def _in_parts(self, text: str, depth: int) -> Iterable[tuple[_Reading, bool]]:
        """Yield readings of a text in its sentences, clauses, items, brackets; and whether the
        parts are so loosely joined that one may stay when another is said.
        """
        sentences = SENTENCES.split(text)
        if len(sentences) > 1:
            yield self._joined(sentences, " ", depth), True
        if found := _CODE.match(text):
            reading = self.read(text[found.end() :], depth)
            yield _Reading(reading.left, reading.parts, found[0] + reading.text), True
        if text[0] in _MARKS and len(text) > 1:
            inner = text[1:].lstrip()
            reading = self.read(inner, depth)
            said = text[: len(text) - len(inner)] + reading.text
            yield _Reading(reading.left, reading.parts, said), True
        if text.endswith("…") and text.count(" (") > text.count(")"):
            head, _, tail = text.rpartition(" (")
            first, second = self.read(head, depth), self.read(tail, depth)
            said = f"{first.text} ({second.text}"
            yield _Reading(first.left + second.left, first.parts + second.parts, said), True
        for opened, closed in _AROUND:
            if text.startswith(opened) and text.endswith(closed) and text.count('"') <= 2:
                reading = self.read(text[1:-1], depth)
                around = ("„", "“") if opened in ("“", '"') else (opened, closed)
                if opened == '"':
                    reading = self._typed(text[1:-1], reading, depth)
                yield _Reading(reading.left, reading.parts, reading.text.join(around)), True
            elif text.endswith(closed) and f" {opened}" in text:
                head, _, tail = text[:-1].rpartition(f" {opened}")
                first, second = self.read(head, depth), self.read(f"{opened}{tail}{closed}", depth)
                said = f"{first.text} {second.text}"
                yield _Reading(first.left + second.left, first.parts + second.parts, said), True
        if (listed := self._items(text, depth)) is not None:
            yield listed, False
        for glue in _GLUE:
            if glue in text:
                parts = text.split(glue)
                if all(parts):
                    yield self._joined(parts, self._between[glue], depth), glue in _LOOSE
        if text[-1] in ".:;,…·" and len(text) > 1:
            inner = text[:-1].rstrip()
            reading = self.read(inner, depth)
            yield _Reading(reading.left, reading.parts, reading.text + text[len(inner) :]), True

    def _joined(self, parts: Iterable[str], glue: str, depth: int) -> _Reading:
        readings = [self.read(part, depth) for part in parts]
        return _Reading(
            sum(r.left for r in readings),
            sum(r.parts for r in readings) + 1,
            glue.join(r.text for r in readings),
        )


def _letters(message: Message) -> int:
    return -message.letters


def _unbent(_: str, value: str) -> str:
    return value
