"""TextFSM templates behind one function: platform, command, text in, rows and bad lines out.

Templates are those of ntc-templates, and our own where it has none. Most end in an error on a line
that they do not know: here that line is left out and named, and the rows around it are kept.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

MAX_OUTPUT = 16 * 1024 * 1024
MAX_LINE = 2000
OWN = Path(__file__).parent / "show"
"""Our own templates: `<platform>__<command with underscores>.textfsm`."""
ALIKE: dict[str, tuple[str, ...]] = {
    "cisco_xe": ("cisco_ios",),
    "cisco_ie": ("cisco_ios",),
    "cisco_ios": ("cisco_ios",),
    "huawei_vrp": ("huawei_vrp", "hp_comware"),
    "huawei": ("huawei_vrp", "hp_comware"),
    "hp_comware": ("hp_comware", "huawei_vrp"),
    "ruckus_fastiron": ("ruckus_fastiron", "brocade_fastiron"),
    "brocade_fastiron": ("brocade_fastiron", "ruckus_fastiron"),
    "cisco_s300": ("cisco_s300", "eltex"),
    "eltex": ("eltex", "cisco_s300"),
    "dell_os6": ("dell_powerconnect", "broadcom_icos", "ubiquiti_edgeswitch"),
    "dell_powerconnect": ("dell_powerconnect", "broadcom_icos", "ubiquiti_edgeswitch"),
    "dell_os9": ("dell_force10",),
    "dell_os10": ("dell_force10", "cisco_ios"),
    "ubiquiti_edgeswitch": ("ubiquiti_edgeswitch", "broadcom_icos"),
    "broadcom_icos": ("broadcom_icos", "ubiquiti_edgeswitch"),
    "hirschmann_hios": ("hirschmann_hios", "broadcom_icos", "ubiquiti_edgeswitch"),
    "aruba_osswitch": ("hp_procurve",),
    "juniper": ("juniper_junos",),
    "extreme": ("extreme_exos",),
}
"""Platforms that print like others, in the order of trying."""
_SAME = ((r"mac address-table dynamic", "mac address-table"), (r"show vlan brief", "show vlan"),
         (r"show interface(?= |$)", "show interfaces"),
         (r"show interfaces(?= |$)", "show interface"),
         (r"mac address-table", "mac-address-table"), (r"mac-address-table", "mac address-table"),
         (r"neighbors? detail$", "neighbors detail"), (r"show vlans?$", "show vlan"),
         (r" without-paging$", ""), (r"(print|terse)$", r"\1 without-paging"))  # fmt: skip


class NotParsedError(Exception):
    """Raised when no template fits a command's output; the message says why."""


@dataclass(frozen=True, slots=True)
class Template:
    """One template of one platform's command."""

    platform: str
    command: str
    path: Path


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a template made of a text."""

    rows: tuple[dict[str, Any], ...]
    bad: tuple[int, ...] = ()
    """Numbers of the lines that fitted nothing, from 1."""


@cache
def _index() -> dict[str, tuple[tuple[re.Pattern[str], Template], ...]]:
    folder = Path(str(importlib.import_module("ntc_templates").__file__)).parent / "templates"
    found: dict[str, list[tuple[re.Pattern[str], Template]]] = {}
    for path in sorted(OWN.glob("*.textfsm")):
        platform, _, command = path.stem.partition("__")
        words = command.split("_")
        pattern = " ".join(
            f"{w[:2]}{''.join(f'(?:{c}' for c in w[2:])}{')?' * len(w[2:])}" for w in words
        )
        entry = (re.compile(pattern), Template(platform, " ".join(words), path))
        found.setdefault(platform, []).append(entry)
    for line in (folder / "index").read_text(encoding="utf-8").splitlines():
        parts = [part.strip() for part in line.split(",", 3)]
        if line.startswith("#") or len(parts) < 4 or not parts[0].endswith(".textfsm"):
            continue
        name = parts[0].split(":")[0]
        start = "_".join(name.split("_")[:2])
        # hp_procurve's platform is written as `(hp|aruba)_procurve`.
        platform = start if re.fullmatch(parts[2], start) else parts[2]
        words = name.removeprefix(f"{platform}_").removesuffix(".textfsm").split("_")
        template = Template(platform, " ".join(words), folder / name)
        pattern = re.sub(r"\[\[(.+?)\]\]", _completion, parts[3])
        found.setdefault(platform, []).append((re.compile(pattern), template))
    return {platform: tuple(entries) for platform, entries in found.items()}


def _completion(match: re.Match[str]) -> str:
    return "(" + "(".join(match[1]) + ")?" * len(match[1])


def platforms() -> tuple[str, ...]:
    """Return every platform that has a template."""
    return tuple(_index())


@cache
def find(platform: str, command: str) -> Template | None:
    """Return the template of a command, typed in full or abbreviated; without platform: of any."""
    names = ALIKE.get(platform, (platform,)) if platform else platforms()
    spellings = [command]
    for spelling, other in _SAME:
        if (again := re.sub(spelling, other, command)) not in spellings:
            spellings.append(again)
    for name in names:
        for spelled in spellings:
            for pattern, template in _index().get(name, ()):
                if pattern.fullmatch(spelled) or template.command == spelled:
                    return template
    return None


def named(stem: str) -> Template | None:
    """Return the template that a file name begins with: `cisco_ios_show_version1`."""
    fitting = [
        template
        for entries in _index().values()
        for _, template in entries
        if _same_start(stem, template)
    ]
    return max(fitting, key=lambda template: len(template.command), default=None)


def _same_start(stem: str, template: Template) -> bool:
    start = _joined(f"{template.platform}_{template.command}")
    return _joined(stem).startswith(start) and not re.match(r"[a-z]", stem[len(start) :])


def _joined(name: str) -> str:
    return re.sub(r"[ -]", "_", name.casefold())


def every() -> Iterator[Template]:
    """Give every template of every platform."""
    for entries in _index().values():
        yield from (template for _, template in entries)


def refuses(template: Template) -> bool:
    """Whether a template refuses lines that it does not know."""
    return bool(_machine(template.path).refuses)


@dataclass(frozen=True, slots=True)
class Trial:
    """How a template and a text get on."""

    rows: int
    cells: int
    """Filled cells."""
    bad: int
    refuses: bool
    """Whether the template refuses lines that it does not know."""


def try_out(template: Template, lines: Sequence[str], *, strict: bool) -> Trial | None:
    """Try a template; None when it breaks, or when `strict` and a line does not fit."""
    machine = _machine(template.path)
    if strict and not machine.refuses:
        return None
    try:
        rows = machine.read(
            (line[:MAX_LINE] for line in lines), most_bad=0 if strict else len(lines) // 2
        )
    except Exception:  # a template that breaks on a text is none for it
        return None
    if machine.gave_up:
        return None
    cells = sum(bool(cell) for row in rows for cell in row.values())
    return Trial(len(rows), cells, len(machine.bad), machine.refuses)


def parse(platform: str, command: str, text: str) -> Parsed:
    """Parse one command's output.

    Raises
    ------
    NotParsedError
        When there is no template for the command, or nothing of the output fits it.
    """
    if len(text) > MAX_OUTPUT:
        raise NotParsedError("the output is longer than 16 MB")
    template = find(platform, command)
    if template is None:
        raise NotParsedError("there is no template for it")
    machine = _machine(template.path)
    try:
        rows = machine.read(line[:MAX_LINE] for line in text.splitlines())
    except Exception as error:  # TextFSM raises families of its own on a broken template
        raise NotParsedError(f"its template failed: {type(error).__name__}") from error
    bad = tuple(machine.bad)
    if not rows and bad:
        raise NotParsedError(f"line {bad[0]} of the output does not fit")
    return Parsed(tuple(rows), bad)


@cache
def _machine(path: Path) -> Any:
    return _tolerant()(path)


@cache
def _tolerant() -> Any:
    """TextFSM with its Error operation taken as: this line is bad, go on."""
    textfsm: Any = importlib.import_module("textfsm")

    class Tolerant(textfsm.TextFSM):  # type: ignore[misc]  # untyped base class
        def __init__(self, path: Path) -> None:
            self.bad: list[int] = []
            self._at = 0
            self.gave_up = False
            self.refuses = False
            with path.open(encoding="utf-8") as file:
                textfsm.TextFSM.__init__(self, file)
            rules = [rule for state in self.states.values() for rule in state]
            self.refuses = any(rule.line_op == "Error" for rule in rules)

        def read(self, lines: Any, *, most_bad: int = 10**9) -> list[dict[str, Any]]:
            self.Reset()
            self.bad, self.gave_up = [], False
            ended = False
            for self._at, line in enumerate(lines, start=1):
                self._CheckLine(line)
                if len(self.bad) > most_bad:
                    self.gave_up = True
                    return []
                if self._cur_state_name in ("End", "EOF"):
                    ended = self._cur_state_name == "End"
                    break
            if not ended and "EOF" not in self.states:
                self._AppendRecord()
            names = [str(name).casefold() for name in self.header]
            return [dict(zip(names, row, strict=True)) for row in self._result]

        def _Operations(self, rule: Any, line: str) -> bool:  # noqa: N802  # TextFSM's name
            if rule.line_op == "Error":
                self.bad.append(self._at)
                return False
            return bool(textfsm.TextFSM._Operations(self, rule, line))

    return Tolerant
