"""What an answer must look like: a question and what somebody typed in, one spelling out, or what
is wrong with it and how to put it right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.question import Asks, Question
from checks.replied import day_in
from checks.replies import plain, says_no, says_none, says_yes, unsure

DONT_KNOW = "don't know"
NOT_APPLICABLE = "not applicable: why"
YES_NO = ("yes", "partly", "no")
_PARTLY = ("partly", "partial", "some", "teilweise", "zum teil")
_NOT_APPLICABLE = re.compile(
    r"^\s*(?:not applicable|n/?a|entf[aä]llt|nicht zutreffend)\b\s*[:,;-]?\s*(.*)$", re.I | re.S
)
_NO_REASON = ("", "why", "warum", "wieso")
_NUMBER = re.compile(r"^(?:ca\.?|about|etwa|rund|~)?\s*([-+]?)([\d.,' ]*\d)\s*([^\d]*)$", re.I)
_DAY = re.compile(r"^\s*(?:\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4})\s*$")

_UNITS = {
    **dict.fromkeys(("hour", "hours", "std", "stunde", "stunden"), "h"),
    **dict.fromkeys(("percent", "prozent"), "%"),
    **dict.fromkeys(("minute", "minutes", "minuten"), "min"),
    **dict.fromkeys(("day", "days", "tag", "tage"), "day"),
    **dict.fromkeys(("€", "euro"), "eur"),
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """An answer in the spelling that the checks read."""

    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer that nobody can use."""

    what: str
    remedy: str


def offered(question: Question) -> tuple[str, ...]:
    """What the drop-down of a question offers, best first."""
    own = {Asks.YES_NO: YES_NO, Asks.CHOICE: question.choices}.get(question.asks, ())
    return (*own, DONT_KNOW, NOT_APPLICABLE)


def accepted(
    question: Question, answer: str, remark: str = "", *, percent: bool = False
) -> Accepted | Refused:
    """Return the answer as the checks read it.

    Parameters
    ----------
    percent
        The number was shown as a percentage: 0.125 stands for 12.5 %.
    """
    if unsure(answer):
        return Accepted(DONT_KNOW)
    if match := _NOT_APPLICABLE.match(answer):
        return _without_object(match[1].strip(), remark)
    match question.asks:
        case Asks.YES_NO:
            return _yes_no(answer)
        case Asks.CHOICE:
            return _choice(question, answer)
        case Asks.NUMBER:
            return _number(question, answer, percent=percent)
        case Asks.DAY:
            return _day(answer)
        case Asks.TEXT:
            return Accepted(answer)


def _without_object(reason: str, remark: str) -> Accepted | Refused:
    said = remark if reason.casefold().strip("?. …") in _NO_REASON else reason
    if not said:
        return Refused("not applicable without a reason", "say why, in the column beside it")
    return Accepted(f"not applicable: {said}")


def _yes_no(answer: str) -> Accepted | Refused:
    if says_yes(answer) or says_no(answer):
        word = "yes" if says_yes(answer) else "no"
        rest = re.split(r"[\s,;.:]+", answer.strip(), maxsplit=1)[1:]
        return Accepted(f"{word}, {rest[0]}" if rest and rest[0] else word)
    if plain(answer).startswith(_PARTLY):
        return Accepted("partly")
    return Refused("neither yes, partly nor no", f"choose one of {_listed(YES_NO)}")


def _choice(question: Question, answer: str) -> Accepted | Refused:
    for choice in question.choices:
        if plain(choice) == plain(answer):
            return Accepted(choice)
    return Refused("none of the choices", f"choose one of {_listed(question.choices)}")


def _number(question: Question, answer: str, *, percent: bool) -> Accepted | Refused:
    if "none" in question.text and says_none(answer):
        return Accepted("none")
    wanted = f"write a number{f' in {question.unit}' if question.unit else ''} such as 12.5 or 12,5"
    match = _NUMBER.match(answer.strip())
    if match is None:
        return Refused("no number", wanted)
    sign, digits, unit = match[1], re.sub(r"[' ]", "", match[2]), match[3].strip()
    if unit and question.unit and _unit(unit) != _unit(question.unit):
        return Refused(f"a number in {unit}", wanted)
    value = _value(digits)
    if value is None:
        return Refused(
            "a number that can be read in two ways (thousands or decimals)",
            "write it without a separator of thousands, or with one more decimal",
        )
    value = -value if sign == "-" else value
    if percent and question.unit == "%":
        value = round(100 * value, 9)
    return Accepted(f"{value:.12g} {question.unit}".strip())


def _unit(text: str) -> str:
    word = text.casefold().strip(" .")
    return _UNITS.get(word, word.removesuffix("s"))


def _value(digits: str) -> float | None:
    """Return the number; None when `1.234` may be a thousand or a fraction."""
    marks = [mark for mark in digits if mark in ".,"]
    if len(set(marks)) == 2:
        decimal = marks[-1]
        if marks.count(decimal) > 1:
            return None
        whole, _, rest = digits.rpartition(decimal)
        return float(re.sub(r"[.,]", "", whole) + "." + rest)
    if len(marks) > 1:
        groups = re.split(r"[.,]", digits)
        return float("".join(groups)) if all(len(g) == 3 for g in groups[1:]) else None
    if not marks:
        return float(digits)
    whole, _, rest = digits.partition(marks[0])
    if len(rest) == 3 and whole.lstrip("0") and len(whole) <= 3:
        return None
    return float(f"{whole or '0'}.{rest}")


def _day(answer: str) -> Accepted | Refused:
    day = day_in(answer) if _DAY.match(answer) else None
    if day is None:
        return Refused("no day", "write it as 2027-03-31 or 31.03.2027")
    return Accepted(day.isoformat())


def _listed(choices: tuple[str, ...]) -> str:
    return ", ".join([*choices, DONT_KNOW])
