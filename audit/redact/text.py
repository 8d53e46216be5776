"""Names and addresses in running text: replaced word by word, longest name first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address

_MAC = r"(?<![0-9A-Fa-f:.-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:-])"
_DOTTED_MAC = r"(?<![0-9A-Fa-f.])(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}(?![0-9A-Fa-f])"
_V4 = r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?![\d.]*\d)"
_V6 = r"(?<![0-9A-Fa-f:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:/\d{1,3})?(?![0-9A-Fa-f:])"
_MAIL = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
ADDRESS = re.compile("|".join(f"({p})" for p in (_MAC, _DOTTED_MAC, _MAIL, _V4, _V6)))
_WORD = re.compile(r"[^\W_]+")


class Words:
    """Names to find in text, whatever their case, as whole words."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Take name → replacement; a name of several words is found as a whole."""
        self._by_first: dict[str, list[tuple[str, str]]] = {}
        for name, new in sorted(names.items(), key=lambda item: -len(item[0])):
            first = _WORD.search(name)
            if first is not None:
                key = first.group().casefold()
                self._by_first.setdefault(key, []).append((name[first.start() :].casefold(), new))

    def replaced(self, text: str) -> str:
        """The text with every name replaced."""
        made: list[str] = []
        done = 0
        for start, end, new in self.found(text):
            made += [text[done:start], new]
            done = end
        return "".join([*made, text[done:]])

    def found(self, text: str) -> list[tuple[int, int, str]]:
        """Where names stand: (start, end, replacement), without overlaps."""
        low = text.casefold()
        if len(low) != len(text):  # a letter whose small form is longer: compare letter by letter
            low = "".join(c.casefold() if len(c.casefold()) == 1 else c for c in text)
        spots: list[tuple[int, int, str]] = []
        done = 0
        for word in _WORD.finditer(low):
            if word.start() < done:
                continue
            for name, new in self._by_first.get(word.group(), ()):
                end = word.start() + len(name)
                if low.startswith(name, word.start()) and not _goes_on(low, end):
                    spots.append((word.start(), end, new))
                    done = end
                    break
        return spots


def _goes_on(text: str, end: int) -> bool:
    return end < len(text) and text[end].isalnum()


def addresses_replaced(
    text: str, mac: Callable[[str], str], ip: Callable[[str], str], mail: Callable[[str], str]
) -> str:
    """The text with every MAC, IP and mail address replaced."""

    def new(match: re.Match[str]) -> str:
        found = match.group()
        if match.group(1) or match.group(2):
            return mac(found)
        if match.group(3):
            return mail(found)
        return ip(found) if is_address(found) else found

    return ADDRESS.sub(new, text)


def is_address(text: str) -> bool:
    """Whether this is an address, or a network with a length that fits."""
    plain, slash, length = text.partition("/")
    try:
        address = ip_address(plain)
    except ValueError:
        return False
    return not slash or int(length) <= address.max_prefixlen
