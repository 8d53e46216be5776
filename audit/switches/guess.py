"""A text without a platform in, the platform and command whose template it fits best out."""

from __future__ import annotations

import re
from functools import lru_cache

from audit.payloads import Identity, Interface
from audit.switches import templates
from audit.switches.from_show import SUBJECTS, read_rows
from audit.switches.kinds import kind_of

MOST_LINES = 150
MIN_SHARE = 0.5
_PREFERRED = ("cisco_ios", "cisco_nxos", "arista_eos", "hp_procurve", "hp_comware", "juniper_junos")


@lru_cache(maxsize=64)
def guess(command: str, text: str, preferred: str = "") -> tuple[str, str] | None:
    """Return (platform, command), or None when no template fits.

    With a command, the templates of that command and of its kind on every platform are tried; the
    one with the fewest bad lines for its rows is taken. Without, only templates that refuse lines
    they do not know are tried, and only one that knows every line is taken.
    """
    lines = text.splitlines()[:MOST_LINES]
    filled = sum(bool(line.strip()) for line in lines)
    if filled < (1 if command else 3):
        return None
    wanted = kind_of(command) if command else ""
    if wanted and preferred and (usual := templates.find(preferred, command)):
        trial = templates.try_out(usual, lines, strict=True)
        if trial and trial.rows and trial.cells >= filled:
            return usual.platform, usual.command
    best: tuple[float, str, str] | None = None
    for rank, (template, kind) in enumerate(_candidates()):
        if wanted and kind != wanted:
            continue
        if command and template.platform != preferred and not templates.refuses(template):
            continue
        score = _score(template, lines, filled, strict=not command)
        if score is None or (not command and not _makes_sense(template, kind, lines)):
            continue
        score += 0.3 if template.command == command else 0.0
        score += 0.1 if template.platform == preferred else 0.0
        score -= rank / 1e6
        if best is None or score > best[0]:
            best = (score, template.platform, template.command)
    return (best[1], best[2]) if best else None


def _score(
    template: templates.Template, lines: list[str], filled: int, *, strict: bool
) -> float | None:
    probe = templates.try_out(template, lines, strict=strict)
    if probe is None or not probe.rows:
        return None
    share = probe.cells / filled
    if strict and (probe.bad or share < MIN_SHARE):
        return None
    refusing = 0.2 if probe.refuses else -0.2
    return refusing + min(share, 3.0) / 3 - 3.0 * probe.bad / filled


_SAYS = {
    "lldp neighbors": r"lldp|chassis|neighbo|system name",
    "cdp neighbors": r"cdp|device.?id",
    "vlan": r"vlan",
    "mac address-table": r"mac",
}
"""What a text about a subject is expected to say somewhere."""


def _makes_sense(template: templates.Template, kind: str, lines: list[str]) -> bool:
    """Whether what the rows become is more than words that happened to stand in columns."""
    text = "\n".join(lines)
    if not re.search(_SAYS.get(kind, ""), text, re.IGNORECASE):
        return False
    parsed = templates.parse(template.platform, template.command, text)
    read = read_rows(kind, parsed.rows)
    who = [p for p in read.payloads if isinstance(p, Identity)]
    told = any(re.search(r"\d", p.firmware) and (p.model or p.serial or p.macs) for p in who)
    more = [p for p in read.payloads if not isinstance(p, Identity)]
    ports = [p for p in more if isinstance(p, Interface)]
    named = all(re.search(r"\d", p.name) for p in ports)
    return not read.bad and (told or (bool(more) and named))


@lru_cache(maxsize=1)
def _candidates() -> tuple[tuple[templates.Template, str], ...]:
    found = [
        (template, kind)
        for template in templates.every()
        if (kind := kind_of(template.command)) in SUBJECTS and kind != "running-config"
    ]
    order = {platform: place for place, platform in enumerate(_PREFERRED)}
    found.sort(key=lambda item: (order.get(item[0].platform, 99), item[0].platform))
    return tuple(found)
