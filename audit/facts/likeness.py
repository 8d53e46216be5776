"""Which device a label in a drawing means: text and directory in, device and how sure out.

The exact or normalised name comes first, then an address in the text, then one word of it that is a
name, then a name that is nearly the same. Numbers in names must agree (SW-1 is never SW-2), and a
likeness counts only when it is unique.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from audit.facts.directory import Directory
from audit.facts.model import Label
from audit.facts.names import is_mac, merge_name, name_key

ENOUGH = 0.82
"""Share of equal letters from which two names are taken for one."""
MAX_TEXT = 255
_WORDS = re.compile(r"[\s()\[\]{}|,;=\"']+")
_FILLING = re.compile(r"^(?:switch|sw|plc|sps|hmi|pc|port|line|linie|ip|name|host|device)[:.]?$")


@dataclass(frozen=True, slots=True)
class Meant:
    """The device a text means; `why` says how it was found when not by its name."""

    device: str = ""
    why: str = ""
    several: tuple[str, ...] = ()
    """Devices that it could mean, where they are several."""


def meant(text: str, directory: Directory) -> Meant:
    """Find the device; none when nothing fits or several do."""
    text = text.strip()[:MAX_TEXT]
    label = merge_name(text)
    if device := directory.named(text) or directory.aliases.get(label, ""):
        return Meant(device)
    apart = directory.apart.get(label, set())
    if several := directory.bearers(text):
        return Meant(several=several)
    for likely, how in ((_by_word(text, directory), "a word of it"), (_alike(text, directory), "")):
        found = likely - apart
        if len(found) == 1:
            device = next(iter(found))
            how = how or "a name nearly the same"
            return Meant(device, f"{text!r} is taken for {device} ({how}); confirm it")
        if found:
            return Meant(several=tuple(sorted(found)))
    return Meant()


def proposals(labels: Iterable[str], directory: Directory) -> tuple[Label, ...]:
    """Return what labels that are no device's name could mean, for somebody to confirm."""
    found: list[Label] = []
    for text in sorted(set(labels)):
        one = meant(text, directory)
        if one.why or one.several or not one.device:
            found.append(Label(text, one.device, one.several))
    return tuple(found)


def _by_word(text: str, directory: Directory) -> set[str]:
    found: set[str] = set()
    for word in _WORDS.split(text):
        plain = word.strip(".:").casefold()
        if not plain or _FILLING.match(plain):
            continue
        address = directory.ips.get(plain.split("/")[0], "")
        own = address or (directory.macs.get(plain, "") if is_mac(plain) else directory.named(word))
        found |= {own} - {""}
    return found


def _alike(text: str, directory: Directory) -> set[str]:
    key = name_key(text)
    if len(key) < 4:
        return set()
    numbers = _numbers(key)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(key)
    found: set[str] = set()
    for name, device in directory.names.items():
        if abs(len(name) - len(key)) > 4 or _numbers(name) != numbers:
            continue
        matcher.set_seq1(name)
        if matcher.quick_ratio() >= ENOUGH and matcher.ratio() >= ENOUGH:
            found.add(device)
    return found


def _numbers(key: str) -> list[int]:
    return [int(part[:9]) for part in re.findall(r"[0-9]+", key)]
